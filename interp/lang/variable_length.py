# SPDX-License-Identifier: MIT
"""Arrays of variable length (C11 6.7.6.2): where lengths are evaluated, and what they are for.

A length is evaluated where its declaration, or the name of the type, is reached, and kept in a
hidden local; the type only says in which. In a prototype nothing is evaluated: `[n]` is `[*]`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from interp.lang import checked as c
from interp.lang import fold, tree
from interp.lang.checking import Checking, Varying
from interp.lang.source import CError
from interp.lang.symbols import Local
from interp.lang.tokens import Token, error
from interp.lang.types import (
    LONG,
    UNSIGNED_LONG,
    VOID,
    VOID_POINTER,
    ArrayType,
    CType,
    IntegerType,
    PointerType,
)
from interp.lang.unsequenced import changes, operands
from interp.lang.variable_types import VariableArray, varies

OUTSIDE = "an array outside of functions needs a length that is known when compiling"
UNNAMED = "length"  # the hint of a length in the name of a type, which may not be evaluated
_STAR = "'[*]' can only stand in the parameters of a function that is declared, not defined"


class VariableLengths(Checking):
    """Checks what has to do with lengths that are not constant."""

    prototypes = 0  # how many lists of parameters are open: no length is evaluated in them

    if TYPE_CHECKING:

        def base_type(self, node: tree.Specifiers) -> CType:
            """Return the type that specifiers name, before any declarator."""

        def derived(self, base: CType, declarator: tree.Declarator) -> CType:
            """Return the type of what a declarator declares."""

    # -- types ------------------------------------------------------------------------------------

    def variable_array(
        self, element: CType, part: tree.ArrayPart, size: c.Expr, name: Token | None
    ) -> CType:
        """Return the type of an array whose length is not constant; it will be evaluated."""
        if not isinstance(size.type, IntegerType):
            raise error(part.at, f"the length of an array is an integer, this is '{size.type}'")
        text = spelled(part.size)
        if self.prototypes:
            return VariableArray(element, None, text=text)
        if self.function is None:
            raise error(part.at, OUTSIDE)
        local = self.new_local("", UNSIGNED_LONG, part.at)
        shown = name.text if name is not None else ""
        local.hint = f"length_of_{shown}" if shown else UNNAMED
        length = c.Length(part.at, UNSIGNED_LONG, local, size, shown)
        self.function.lengths.append(length)
        return VariableArray(element, None, count=local, text=text)

    def unspecified_array(self, element: CType, at: Token) -> CType:
        """Return the type that `[*]` makes (6.7.6.2p4)."""
        if not self.prototypes:
            raise error(at, _STAR)
        return VariableArray(element, None)

    # -- sizes ------------------------------------------------------------------------------------

    def length_of(self, at: Token, type_: VariableArray) -> c.Expr:
        """Return how many elements an array has."""
        if type_.length is not None:
            return c.Constant(at, UNSIGNED_LONG, type_.length)
        held = type_.count
        local = held if isinstance(held, Local) else Local("", UNSIGNED_LONG, at)
        return c.LocalValue(at, UNSIGNED_LONG, local)

    def size_of(self, at: Token, type_: CType) -> c.Expr:
        """Return the size of a type in bytes."""
        if not isinstance(type_, VariableArray):
            return c.Constant(at, UNSIGNED_LONG, type_.size)
        length, element = self.length_of(at, type_), self.size_of(at, type_.element)
        return fold.arithmetic(at, "*", length, element, UNSIGNED_LONG)

    def pointer_moved(
        self, at: Token, pointer: c.Expr, index: c.Expr, sign: int, element: CType
    ) -> c.Expr:
        """Return a pointer to an array of variable length, moved by elements (6.5.6p8)."""
        if isinstance(index, c.Constant) and index.value == 0:
            return pointer
        offset = c.ByteOffset(at, LONG, index, self.size_of(at, element))
        return c.PointerAdd(at, pointer.type.unqualified(), pointer, offset, sign)

    def pointer_distance(self, at: Token, left: c.Expr, right: c.Expr, element: CType) -> c.Expr:
        """Return how many elements lie between two pointers (6.5.6p9)."""
        distance = c.PointerDifference(at, LONG, left, right, 1)
        size = fold.convert(self.size_of(at, element), LONG)
        return fold.arithmetic(at, "/", distance, size, LONG)

    def row(self, place: c.MemoryPlace, narrow: bool) -> c.Expr:
        """Return the address of the first element of an array of variable length (6.3.2.1p3)."""
        type_ = place.type
        assert isinstance(type_, ArrayType)
        pointer, address = PointerType(type_.element), place.address
        if isinstance(address, c.LocalValue):
            return c.LocalValue(place.at, pointer, address.local)
        start = fold.offset_by(place.at, address, 0, pointer)
        if not (place.part and narrow):
            return start
        if not isinstance(type_.element, VariableArray):
            self.narrowed.add(type_.element.size)
        return c.NarrowRow(place.at, pointer, start, self.size_of(place.at, type_))

    def same_lengths(self, value: c.Expr, other: CType) -> c.Expr:
        """Return a pointer that must be to arrays as long as those of another type (6.7.6.2p6)."""
        if not (varies(other) or varies(value.type)):
            return value
        pairs = list(_lengths_of_both(value.type, other))
        if not pairs:
            return value
        sides = [[self._told(value.at, each) for each in side] for side in zip(*pairs, strict=True)]
        return c.SameLengths(value.at, value.type, value, *sides)

    def _told(self, at: Token, type_: ArrayType) -> c.Expr:
        if isinstance(type_, VariableArray):
            return self.length_of(at, type_)
        return c.Constant(at, UNSIGNED_LONG, type_.length or 0)

    def variable_index(self, index: c.Expr, array: VariableArray, one_past: bool) -> c.Expr:
        """Return an index that is checked when running."""
        count = self.length_of(index.at, array)
        return c.VariableIndex(index.at, index.type, index, count, one_past)

    # -- what is evaluated where ------------------------------------------------------------------

    def lengths_since(self, first: int) -> list[c.Expr]:
        """Take the lengths that were found since there were `first`: they are evaluated here."""
        if self.function is None:
            return []
        taken = self.function.lengths[first:]
        del self.function.lengths[first:]
        return taken

    def lengths_found(self) -> int:
        """Return how many lengths wait to be evaluated."""
        return len(self.function.lengths) if self.function is not None else 0

    def named_type(self, node: tree.TypeName) -> tuple[CType, list[c.Expr]]:
        """Return the type that a type name names, and the lengths to be evaluated for it."""
        first = self.lengths_found()
        return self.type_of_name(node), self.lengths_since(first)

    def after(self, lengths: list[c.Expr], value: c.Expr) -> c.Expr:
        """Return a value that lengths are evaluated before."""
        for length in reversed(lengths):
            value = c.Sequence(value.at, value.type, length, value)
        return value

    def after_operand(self, address: c.Expr, size: c.Expr) -> c.Expr:
        """Return what sizeof gives: an operand of variable length is evaluated (6.5.3.4p2)."""
        return self.after(list(_effects(address)), size)

    def note_operand(self, operand: c.Expr | c.LocalPlace | c.MemoryPlace) -> None:
        """Let an operand of typeof be evaluated whose type varies (GNU C), if that does a thing."""
        if self.function is None or self.prototypes or not varies(operand.type):
            return
        value = operand.address if isinstance(operand, c.MemoryPlace) else operand
        if isinstance(value, c.Expr):
            self.function.lengths += _effects(value)

    # -- locals -----------------------------------------------------------------------------------

    def declared_array(self, at: Token, local: Local) -> c.DeclareArray:
        """Return what brings a local array of variable length to life; its lengths come later."""
        assert self.function is not None
        arrays = self.function.arrays
        size = self.size_of(at, local.type)
        level = arrays[-1] if arrays else None
        arrays.append(c.ArrayEnd(at, VOID_POINTER, local, size))
        return c.DeclareArray(at, local, [], size, level)

    def evaluate_parameter(self, node: tree.Parameter, base: CType, local: Local) -> None:
        """Let the lengths in a parameter's type be evaluated when its function is entered.

        Of an array only what its length does counts, or that it is `static` (6.7.6.3p7): the
        parameter is a pointer. That comes last, as in gcc. `base` is what its declarator derives
        from.
        """
        assert self.function is not None
        base = self.base_type(node.specifiers) if varies(base) else base
        parts = node.declarator.parts
        outermost = parts[0] if parts else None
        if not isinstance(outermost, tree.ArrayPart):
            local.type = self.derived(base, node.declarator)
            return
        if outermost.is_star:
            raise error(outermost.at, _STAR)
        rest = tree.Declarator(node.declarator.at, node.declarator.name, parts[1:])
        element = self.derived(base, rest)
        local.type = PointerType(element).qualified(local.type.const, local.type.volatile)
        size = self.value(outermost.size) if outermost.size is not None else None
        if size is not None and outermost.is_static:
            self.function.outermost.append(self._need_elements(local, size, element))
        elif size is not None and changes(size):
            self.function.outermost.append(fold.convert(size, VOID))

    def _need_elements(self, local: Local, length: c.Expr, element: CType) -> c.Expr:
        at = local.at
        pointer = c.LocalValue(at, local.type, local)
        size = fold.convert(self.size_of(at, element), LONG)
        needed = fold.arithmetic(at, "*", fold.convert(length, LONG), size, LONG)
        return c.NeedElements(at, VOID, pointer, needed)

    def note_varying(self, name: Token, type_: CType) -> None:
        """Remember an identifier whose scope no jump may enter (6.8.6.1p1)."""
        if self.function is not None and varies(type_):
            self.function.varying.append(name)

    @contextmanager
    def variable_scope(self) -> Iterator[None]:
        """Let what is declared meanwhile with a variable length be in scope no longer."""
        state = self.function
        assert state is not None
        arrays, varying = len(state.arrays), len(state.varying)
        try:
            yield
        finally:
            del state.arrays[arrays:], state.varying[varying:]

    def need_constant_size(self, name: Token, type_: CType, why: str) -> None:
        """Refuse a type of variable length where C has none."""
        if varies(type_):
            raise error(name, f"'{name.text}' {why}, so its type cannot have a variable length")

    # -- jumps ------------------------------------------------------------------------------------

    def entered_scope(self, label: str, varying: Varying) -> Token | None:
        """Return a name whose scope a jump to a label enters, from where `varying` are in scope."""
        assert self.function is not None
        there = self.function.varying_at_labels.get(label, ())
        return next((name for name in there if name not in varying), None)

    def check_jumps(self) -> None:
        """Report jumps into the scope of a name whose type has a variable length (6.8.6.1p1)."""
        assert self.function is not None
        for at, label, varying in self.function.varying_at_jumps:
            name = self.entered_scope(label, varying)
            if name is not None:
                self.report(_jumps_into_scope(at, "jump", name))

    def need_open_scope(self, case: Token) -> None:
        """Refuse a case in the scope of such a name that the switch is not in (6.8.4.2p2)."""
        state = self.function
        assert state is not None
        entered = state.varying[state.switches[-1].varying :]
        if entered:
            raise _jumps_into_scope(case, f"'{case.text}'", entered[0])


def _jumps_into_scope(at: Token, what: str, name: Token) -> CError:
    return error(
        at,
        f"this {what} leads into the scope of '{name.text}', whose type has a variable length",
        (name, "declared here"),
    )


def _lengths_of_both(left: CType, right: CType) -> Iterator[tuple[ArrayType, ArrayType]]:
    """Yield the arrays of two compatible types where both lengths are known when running."""
    match left, right:
        case PointerType(), PointerType():
            yield from _lengths_of_both(left.target, right.target)
        case ArrayType(), ArrayType():
            one, other = _holder(left), _holder(right)
            settled = isinstance(one, ArrayType) and isinstance(other, ArrayType)
            if one is not None and other is not None and one is not other and not settled:
                yield left, right
            yield from _lengths_of_both(left.element, right.element)


def _holder(type_: ArrayType) -> Local | ArrayType | None:
    """Return what holds an array's length: the type, or a local that a declaration has set."""
    if type_.length is not None:
        return type_
    held = type_.count if isinstance(type_, VariableArray) else None
    return held if isinstance(held, Local) and held.hint != UNNAMED else None


def _effects(value: c.Expr) -> Iterator[c.Expr]:
    """Yield what an expression does whose value nobody wants: pointers need not be moved for it."""
    if isinstance(value, _MOVING):
        for operand in operands(value):
            yield from _effects(operand)
    elif changes(value):
        yield fold.convert(value, VOID)


_MOVING = c.PointerAdd | c.ByteOffset | c.Convert | c.VariableIndex | c.CheckedIndex | c.NarrowRow


def spelled(node: tree.Expression | None) -> str:
    """Return an expression as messages show it; what is long or rare is shortened."""
    match node:
        case tree.Name(at=at) | tree.Number(at=at):
            return at.text
        case tree.Binary(at=at, left=left, right=right):
            return f"{spelled(left)} {at.text} {spelled(right)}"
        case tree.Unary(at=at, operand=operand):
            return at.text + spelled(operand)
        case tree.Postfix(at=at, operand=operand):
            return spelled(operand) + at.text
        case tree.Member(at=at, base=base, name=name):
            return f"{spelled(base)}{at.text}{name.text}"
    return "..."
