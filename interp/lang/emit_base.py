# SPDX-License-Identifier: MIT
"""What every part of the expression emitter needs: statements before an expression, helpers.

What Python cannot say inside an expression (a store to memory, a statement expression) goes to
`self.lines`, the statements before it; what was evaluated earlier is then kept in a temporary.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from interp.lang import checked as c
from interp.lang import templates as t
from interp.lang.fold import signed_range
from interp.lang.forms import Form
from interp.lang.known import Known, Range, changes_in
from interp.lang.names import RESULT, Names
from interp.lang.symbols import LEAST_ALIGN, Local
from interp.lang.templates import template
from interp.lang.tokens import Token
from interp.lang.types import LONG, CType, IntegerType, PointerType
from interp.lang.unsequenced import Pair, pairs_of, words

U64 = (1 << 64) - 1

_SPELLINGS = {
    op: op
    for op in ["+", "-", "*", "&", "|", "^", "%", "<<", ">>", "==", "!=", "<", ">", "<=", ">="]
} | {"/": "//"}
PLAIN = {op: template(f"left {python} right", "left", "right") for op, python in _SPELLINGS.items()}
MASK = template("value & mask", "value", "mask")
SIGNED = template("(value & mask ^ sign) - sign", "value", "mask", "sign")
ALIGNED = template(
    f"{RESULT} if not ({RESULT} := pointer) & mask else misaligned({RESULT}, mask)",
    "pointer", "mask",
)  # fmt: skip
ADD = template("pointer + offset", "pointer", "offset")
_IF_SET = template("value if value is not None else unset(text)", "value", "text")
_OPPOSITE = {"<": ">=", ">=": "<", ">": "<=", "<=": ">", "==": "!=", "!=": "=="}
_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}


class Emitter:
    """Emits the expressions of one function; `self.lines` is where statements go."""

    def __init__(self, names: Names, form: Form) -> None:
        self.names = names
        self.form = form
        self.has_points = form is not Form.RUN
        self.lines: list[ast.stmt] = []
        self.temporaries = 0
        self.safe: set[int] = set()  # arithmetic that surely stays in its type's range
        self.old_values: dict[int, ast.expr] = {}
        self.access: dict[tuple[int, int], int] = {}
        self.watched: dict[int, list[Pair]] = {}
        self.temporary_objects: list[Local] = []  # of the full expression at hand
        self.argument_lists: list[Local] = []  # those that may be started in this function
        self.copied: set[int] = set()  # what is read only to be stored
        self.loop_tests: set[int] = set()  # comparisons that decide whether a loop goes on
        self.known = Known()
        self.learns = False  # whether facts are kept at all
        self.unset: dict[str, None] = {}  # variables that must be None until they have a value
        self.never_sure: set[int] = set()  # variables that may lose their value somewhere
        self.taken: set[str] = set()  # the names of Python variables
        self.uncut: set[int] = set()  # unsigned arithmetic whose value is cut to its width later
        self.conditional = 0  # how many conditions stand before what is emitted, in an expression
        self.harmless: set[int] = set()  # statements that change and call nothing
        self.uses: Counter[tuple[int, int]] = Counter()  # accesses by pointer and size

    # -- accesses without order (6.5p2) -----------------------------------------------------------

    def full(self, expression: c.Expr) -> c.Expr:
        """Begin a full expression: what it accesses in no order will be compared."""
        for pair in pairs_of(expression):
            pair.slot = self.temporary(expression.at, t.constant(expression.at, None)).id
            for access in (pair.first, pair.second):
                self.watched.setdefault(id(access.node), []).append(pair)
        return expression

    def touched(self, node: c.Expr, address: ast.expr | None = None) -> None:
        """Note, or compare, where an access happens (None: in a Python variable)."""
        at = node.at
        for pair in self.watched.get(id(node), ()):
            place = address if address is not None else t.constant(at, 0)
            if not pair.begun:
                pair.begun = True
                self.lines.append(t.assign(at, pair.slot, place))
                continue
            sizes = (pair.first.place.type.size, pair.second.place.type.size)
            slot = t.name(at, pair.slot)
            check = t.helper(at, "unsequenced", slot, place, sizes, words(pair))
            self.lines.append(t.evaluate(at, check))

    # -- variables --------------------------------------------------------------------------------

    def read_local(self, at: Token, local: Local) -> ast.expr:
        """Return the value of a variable; with points, one without a value holds None."""
        name = t.name(at, local.python_name)
        if not self.has_points or id(local) in self.known.assigned:
            return name
        self.unset[local.python_name] = None
        if id(local) not in self.never_sure:
            self.known.assigned.add(id(local))
        return _IF_SET(at, name, t.constant(at, local.python_name))

    def lose_local(self, at: Token, local: Local) -> None:
        """Take a variable its value: to read it is a fault from here on."""
        self.lines.append(t.assign(at, local.python_name, t.constant(at, None)))
        if not self.has_points:
            self.lines.append(t.forget(at, local.python_name))
        self.known.lose(id(local))

    # -- statements before an expression ----------------------------------------------------------

    @contextmanager
    def captured(self) -> Iterator[list[ast.stmt]]:
        """Collect the statements that are emitted meanwhile in a list of their own."""
        outer, self.lines = self.lines, []
        inner = self.lines
        try:
            yield inner
        finally:
            self.lines = outer

    def temporary(self, at: Token, value: ast.expr) -> ast.Name:
        """Keep a value in a new Python variable."""
        self.temporaries += 1
        target = f"t{self.temporaries}_"
        self.lines.append(t.assign(at, target, value))
        return t.name(at, target)

    def values(self, *nodes: c.Expr) -> list[ast.expr]:
        """Emit operands from left to right, as far as Python must be told."""
        results: list[ast.expr] = []
        for node in nodes:
            with self.captured() as lines:
                value = self.expr(node)
            if any(id(line) not in self.harmless for line in lines):
                for number, earlier in enumerate(results):
                    if not is_settled(earlier):
                        results[number] = self.temporary(node.at, earlier)
            self.lines += lines
            results.append(value)
        return results

    # -- what is known ----------------------------------------------------------------------------

    def range_of(self, node: c.Expr) -> Range:
        """Return the least and the greatest value that an expression can have here."""
        return signed_range(node, self.known.ranges, self.names.wraps)

    @contextmanager
    def perhaps(self) -> Iterator[None]:
        """Emit a part of an expression that is not always evaluated."""
        before = self.known.copy()
        self.conditional += 1
        try:
            yield
        finally:
            self.conditional -= 1
            self.known = self.known.meet(before)

    @contextmanager
    def after_address(self) -> Iterator[None]:
        """Emit a value that Python will evaluate after an address that is emitted later."""
        before = self.known.copy()
        yield
        self.known.ranges = self.known.meet(before).ranges
        self.known.good &= before.good
        self.known.assigned &= before.assigned

    def assume(self, node: c.Expr, holds: bool) -> None:
        """Learn from a condition that was true, or was not."""
        if not self.learns:
            return
        changed = changes_in(node)
        self._assume(node, holds, changed.locals)

    def _assume(self, node: c.Expr, holds: bool, changed: frozenset[int]) -> None:
        match node:
            case c.Not(operand=operand):
                self._assume(operand, not holds, changed)
            case c.Logical(op=op, left=left, right=right) if holds == (op == "&&"):
                self._assume(left, holds, changed)
                self._assume(right, holds, changed)
            case c.Convert(type=IntegerType() as type_, operand=operand) if self.keeps_truth(
                operand, type_
            ):
                self._assume(operand, holds, changed)
            case c.Compare(op=op, left=left, right=right):
                found = op if holds else _OPPOSITE[op]
                self._compared(found, left, self.range_of(right), changed)
                self._compared(_MIRRORED[found], right, self.range_of(left), changed)

    def _compared(self, op: str, node: c.Expr, other: Range, changed: frozenset[int]) -> None:
        """Learn that a value stands in an order to one that is in a range."""
        while isinstance(node, c.Convert) and self.keeps_value(node):
            node = node.operand
        if not isinstance(node, c.LocalValue) or node.local.in_memory or id(node.local) in changed:
            return
        low, high = self.range_of(node)
        match op:
            case "==":
                low, high = other
            case "<":
                high = min(high, other[1] - 1)
            case "<=":
                high = min(high, other[1])
            case ">":
                low = max(low, other[0] + 1)
            case ">=":
                low = max(low, other[0])
        self.known.narrow(id(node.local), low, high)

    def learn_range(self, node: c.Expr, low: int, high: int) -> None:
        """Learn that the value of an expression is in a range, if it is that of a variable."""
        while isinstance(node, c.Convert) and self.keeps_value(node):
            node = node.operand
        if self.learns and isinstance(node, c.LocalValue) and not node.local.in_memory:
            self.known.narrow(id(node.local), low, high)

    def keeps_value(self, node: c.Convert) -> bool:
        """Return whether a conversion between integers changes no value that it can meet."""
        if not isinstance(node.type, IntegerType) or not isinstance(node.operand.type, IntegerType):
            return False
        low, high = self.range_of(node.operand)
        return node.type.low <= low and high <= node.type.high

    def keeps_truth(self, operand: c.Expr, target: IntegerType) -> bool:
        """Return whether a conversion cannot turn a value that is not 0 into 0."""
        if target.rank == 0:
            return True
        low, high = self.range_of(operand)
        return -(1 << target.bits) < low and high < 1 << target.bits

    # -- given by later parts ---------------------------------------------------------------------

    def expr(self, node: c.Expr) -> ast.expr:
        """Return the Python expression of a value."""
        raise NotImplementedError

    def address(self, node: c.Expr) -> ast.expr:
        """Return an address that is only used to reach memory: it need not be cut to 64 bits."""
        raise NotImplementedError


class Emitted(c.Expr):
    """A value that is already a Python expression without effects."""

    __slots__ = ("python",)

    def __init__(self, at: Token, type_: CType, python: ast.expr) -> None:
        super().__init__(at, type_)
        self.python = python


def view_name(type_: CType) -> str:
    """Return the name of the view of memory that holds values of a type: u64, i32, ..."""
    signed = isinstance(type_, IntegerType) and type_.signed
    return f"{'i' if signed else 'u'}{type_.size * 8}"


def is_byte(type_: CType) -> bool:
    """Return whether values of a type are plain bytes."""
    return isinstance(type_, IntegerType) and type_.size == 1 and type_.rank > 0


def bit_arguments(type_: IntegerType | PointerType, bits: c.Bits) -> tuple[int, int, int, int]:
    """Return unit size in bytes, first bit, width, and signedness."""
    signed = isinstance(type_, IntegerType) and type_.signed
    return type_.size, bits.offset, bits.width, int(signed)


def bits_of_all(type_: CType) -> c.Bits | None:
    """Return all bits of a number for which memory has no view: it is read and written bytewise."""
    wide = isinstance(type_, IntegerType) and type_.size > LONG.size
    return c.Bits(type_.size * 8, 0) if wide else None


def place_bits(place: c.Place) -> c.Bits | None:
    """Return the bits of a bit-field or of a loose number, None for other places."""
    return place.access if isinstance(place, c.MemoryPlace) else None


def known_alignment(node: c.Expr) -> int:
    """Return an alignment in bytes that an address surely has."""
    match node:
        case c.Constant(value=value):
            return value & -value or 1 << 12
        case c.PointerAdd(pointer=pointer, index=c.Constant(value=index), scale=scale):
            offset = index * scale
            here = known_alignment(pointer)
            return min(here, offset & -offset) if offset else here
        case c.PointerAdd(pointer=pointer, index=c.ByteOffset(), type=PointerType(target=target)):
            return min(known_alignment(pointer), target.natural_align)  # by whole elements
        case c.PointerAdd(pointer=pointer, scale=scale):
            return min(known_alignment(pointer), scale & -scale)
        case c.Convert(operand=operand) if isinstance(operand.type, PointerType):
            return max(known_alignment(operand), _own_alignment(node))
        case c.LocalAddress(local=local, offset=offset):
            align = max(LEAST_ALIGN, local.type.align)
            return min(align, offset & -offset) if offset else align
        case c.ObjectAddress(symbol=symbol, offset=offset):
            align = symbol.placed_align
            return min(align, offset & -offset) if offset else align
    return _own_alignment(node)


def _own_alignment(node: c.Expr) -> int:
    if isinstance(node.type, PointerType) and node.type.target.complete:
        return node.type.target.align
    return 1


def contains_call(value: ast.expr) -> bool:
    """Return whether a Python expression calls something, and so can change memory."""
    return any(isinstance(node, ast.Call | ast.YieldFrom) for node in ast.walk(value)) and not (
        _only_checks(value)
    )


_CHECK_HELPERS = {"bad_load", "signed_overflow", "bad_index", "misaligned", "divide", "remainder"}
_CHECK_HELPERS |= {"moved", "outside", "distance", "order", "part", "bad_bool", "alias", "retyped"}
_CHECK_HELPERS |= {"unset", "copied_load", "null_member"}


def _only_checks(value: ast.expr) -> bool:
    for node in ast.walk(value):
        if isinstance(node, ast.YieldFrom):
            return False
        if isinstance(node, ast.Call):
            function = node.func
            if not (isinstance(function, ast.Name) and function.id in _CHECK_HELPERS):
                return False
    return True


def is_settled(value: ast.expr) -> bool:
    """Return whether nothing that is evaluated later can change a value."""
    return isinstance(value, ast.Constant | ast.Name)
