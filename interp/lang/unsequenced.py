# SPDX-License-Identifier: MIT
"""Which accesses of an expression have no order between them (C11 6.5p2, 5.1.2.3p3).

If one of two such accesses is a write, and both touch the same object, the behaviour is undefined.
Whether it is the same object may be known only at run time; so what is found here are *pairs*, and
the emitter compares the two addresses where both accesses happen. Expressions that write once, at
their root, have no pairs and cost nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

from interp.lang import checked as c
from interp.lang.symbols import Local
from interp.lang.types import CType, IntegerType, PointerType, StructType

Accessor = c.Assign | c.Update | c.Load | c.LocalValue


@dataclass(eq=False, slots=True)
class Access:
    """One access of an expression; `place` is where, `node` is who."""

    node: Accessor
    place: c.Place
    write: bool


@dataclass(eq=False, slots=True)
class Pair:
    """Two accesses without order; `slot` holds the address of the one that came first."""

    first: Access
    second: Access
    slot: str = ""
    begun: bool = False


@dataclass(slots=True)
class _Effects:
    """What an expression accesses; `pending` are writes that its value does not wait for."""

    accesses: list[Access] = field(default_factory=list)
    pending: list[Access] = field(default_factory=list)

    def then(self, other: _Effects) -> _Effects:
        """Return the effects of both, with a sequence point between them."""
        return _Effects(self.accesses + other.accesses, other.pending)


def pairs_of(expression: c.Expr) -> list[Pair]:
    """Return the pairs of accesses of a full expression that may be undefined together."""
    if not _writes_inside(expression):
        return []
    finder = _Finder()
    finder.effects(expression)
    return finder.pairs


def _writes_inside(root: c.Expr) -> bool:
    """Return whether something is written below the root of an expression."""
    return any(_holds(operand, (c.Assign, c.Update)) for operand in operands(root))


def calls(root: c.Expr) -> bool:
    """Return whether an expression may call a function."""
    return _holds(root, (c.Call, c.StatementValue))


def _holds(root: c.Expr, kinds: tuple[type[c.Expr], ...]) -> bool:
    """Return whether an expression, or one inside of it, is of one of some kinds."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, kinds):
            return True
        waiting += operands(node)
    return False


def changes(root: c.Expr) -> bool:
    """Return whether an expression may do more than give a value."""
    return _holds(root, (c.Assign, c.Update, c.Call, c.StatementValue, c.Length))


def operands(node: c.Expr) -> Iterator[c.Expr]:
    """Yield the expressions directly inside an expression."""
    match node:
        case c.Load(address=inner) | c.VaStart(address=inner) | c.VaArg(address=inner):
            yield inner
        case c.Convert(operand=inner) | c.Negate(operand=inner) | c.Complement(operand=inner):
            yield inner
        case c.Not(operand=inner) | c.Narrow(operand=inner) | c.CheckedIndex(index=inner):
            yield inner
        case c.Earlier(operand=inner) | c.VaEnd(address=inner):
            yield inner
        case c.NarrowRow(operand=inner) | c.Length(value=inner) | c.SameLengths(operand=inner):
            yield inner
        case c.VariableIndex() | c.ByteOffset():
            yield node.index
        case c.Arithmetic() | c.Compare() | c.Logical() | c.PointerDifference():
            yield node.left
            yield node.right
        case c.PointerAdd():
            yield node.pointer
            yield node.index
        case c.Choice():
            yield from (node.condition, node.yes, node.no)
        case c.Sequence():
            yield from (node.first, node.second)
        case c.Assign(place=place, value=value) | c.Update(place=place, new=value):
            if isinstance(place, c.MemoryPlace):
                yield place.address
            yield value
        case c.Call():
            if isinstance(node.function, c.Expr):
                yield node.function
            yield from node.arguments
            yield from node.rest or ()
        case c.StatementValue(value=c.Expr() as value):
            yield value
        case c.Temporary(setup=setup):
            yield from (item.value for item in setup)
        case c.NeedElements(pointer=inner):
            yield inner
        case c.VaCopy():
            yield from (node.target, node.source)


class _Finder:
    """Walks through one full expression."""

    def __init__(self) -> None:
        self.pairs: list[Pair] = []

    def effects(self, node: c.Expr) -> _Effects:
        """Return what an expression accesses; pairs inside it are noted on the way."""
        match node:
            case c.LocalValue(local=local):
                return _Effects([Access(node, c.LocalPlace(node.at, node.type, local), False)])
            case c.Load(address=address, bits=bits):
                inner = self.effects(address)
                place = c.MemoryPlace(node.at, node.type, address, bits)
                inner.accesses.append(Access(node, place, False))
                return inner
            case c.Assign():
                return self._assignment(node, node.value)
            case c.Update():
                return self._assignment(node, node.new)
            case c.Logical(left=first, right=second) | c.Sequence(first=first, second=second):
                return self.effects(first).then(self.effects(second))
            case c.Choice():
                before, yes, no = map(self.effects, operands(node))
                either = _Effects(yes.accesses + no.accesses, yes.pending + no.pending)
                return before.then(either)
            case c.Call():
                return _Effects(self._together(operands(node)).accesses)
            case c.Temporary():
                parts = [self.effects(part) for part in operands(node)]
                return _Effects([access for part in parts for access in part.accesses])
            case c.StatementValue():
                for part in operands(node):
                    self.effects(part)
                return _Effects()
        return self._together(operands(node))

    def _together(self, parts: Iterator[c.Expr]) -> _Effects:
        """Return the effects of operands that are evaluated in no order."""
        result = _Effects()
        for part in parts:
            effects = self.effects(part)
            self._compare(result.accesses, effects.accesses)
            result.accesses += effects.accesses
            result.pending += effects.pending
        return result

    def _assignment(self, node: c.Assign | c.Update, value: c.Expr) -> _Effects:
        place = node.place
        left = _Effects()
        if isinstance(place, c.MemoryPlace):
            left = self.effects(place.address)
        if isinstance(node, c.Update):  # its old value is read as an operand
            left.accesses.append(Access(node, place, False))
        right = self.effects(value)
        self._compare(left.accesses, right.accesses)
        write = Access(node, place, True)
        pending = left.pending + right.pending
        self._compare(pending, [write])
        return _Effects(left.accesses + right.accesses + [write], [*pending, write])

    def _compare(self, left: list[Access], right: list[Access]) -> None:
        for first, second in product(left, right):
            if (first.write or second.write) and may_be_same(first.place, second.place):
                self.pairs.append(Pair(first, second))


# -- which places can be the same object ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a place lies: a known object or the value of a pointer, and bits from there on."""

    base: object
    known: bool  # the base is an object of its own, not a pointer's value
    structure: object  # what the pointer points to, if a structure
    bits: tuple[int, int] | None  # first and last; None behind an index that is not constant


def may_be_same(left: c.Place, right: c.Place) -> bool:
    """Return whether two places can share a byte; a shared bit-field unit does not count."""
    one, other = _register(left), _register(right)
    if one is not None or other is not None:
        return one is other
    first, second = _spot(left), _spot(right)
    same_base = first.base == second.base
    if first.known and second.known and not same_base:
        return False
    comparable = same_base or (first.structure is not None and first.structure is second.structure)
    if comparable and first.bits is not None and second.bits is not None:
        return first.bits[0] <= second.bits[1] and second.bits[0] <= first.bits[1]
    return same_base or _alike(left.type, right.type)


def overlap_in_part(left: c.Place, right: c.Place) -> bool:
    """Return whether two places surely share bytes, but are not the same bytes (6.5.16.1p3)."""
    if _register(left) is not None or _register(right) is not None:
        return False
    one, other = _spot(left), _spot(right)
    if one.base != other.base or one.bits is None or other.bits is None or one.bits == other.bits:
        return False
    return one.bits[0] <= other.bits[1] and other.bits[0] <= one.bits[1]


def _register(place: c.Place) -> Local | None:
    if isinstance(place, c.LocalPlace) and not place.local.in_memory:
        return place.local
    return None


def _spot(place: c.Place) -> _Spot:
    if isinstance(place, c.LocalPlace):
        return _Spot(id(place.local), True, None, (0, place.type.size * 8 - 1))
    address, offset, constant = place.address, 0, True
    structure = None
    while True:
        match address:
            case c.Convert(operand=operand) if isinstance(operand.type, PointerType):
                address = operand
            case c.Narrow(operand=operand, offset=more):
                address, offset = operand, offset + more
            case c.NarrowRow(operand=operand):
                address = operand
            case c.PointerAdd(pointer=pointer, index=index, scale=scale):
                if isinstance(index, c.Constant):
                    offset += index.value * scale
                else:
                    constant = False
                if isinstance(pointer.type, PointerType):
                    target = pointer.type.target
                    structure = target.layout if isinstance(target, StructType) else None
                address = pointer
            case _:
                break
    base, known = _base(address)
    if isinstance(address, c.ObjectAddress | c.LocalAddress):
        offset += address.offset
    first = offset * 8 + (place.bits.offset if place.bits else 0)
    width = place.bits.width if place.bits else place.type.size * 8
    return _Spot(base, known, structure, (first, first + width - 1) if constant else None)


def _base(address: c.Expr) -> tuple[object, bool]:
    match address:
        case c.ObjectAddress(symbol=symbol):
            return id(symbol), True
        case c.LocalAddress(local=local):
            return id(local), True
        case c.LocalValue(local=local):
            return ("pointer in", id(local)), False
    return ("value of", id(address)), False


def _alike(left: CType, right: CType) -> bool:
    """Return whether objects of two types can be the same one, signedness aside (6.5p7)."""
    if isinstance(left, IntegerType) and isinstance(right, IntegerType):
        return left.size == right.size
    if isinstance(left, StructType) and isinstance(right, StructType):
        return left.layout is right.layout
    return isinstance(left, PointerType) and isinstance(right, PointerType)


def words(pair: Pair) -> str:
    """Return what is wrong with a pair, in one sentence."""
    first, second = _name(pair.first.place), _name(pair.second.place)
    what = first if first == second else f"one object, called {first} and {second},"
    how = "modified twice" if pair.first.write and pair.second.write else "modified and read"
    return f"{what} is {how} with no order between the two"


def _name(place: c.Place) -> str:
    """Return how the text calls a place, as far as a word can."""
    if isinstance(place, c.LocalPlace):
        return f"'{place.local.name}'"
    match place.address:
        case c.ObjectAddress(symbol=symbol, offset=0) if symbol.type.size == place.type.size:
            return f"'{symbol.name}'"
        case c.LocalAddress(local=local, offset=0) if local.type.size == place.type.size:
            return f"'{local.name}'"
    return f"'{place.address.at.text}...'" if place.address.at.text.isidentifier() else "an object"
