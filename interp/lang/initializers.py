# SPDX-License-Identifier: MIT
"""Initialisers (C11 6.7.9): which value goes to which byte, braces or not, designated or not."""

from __future__ import annotations

from dataclasses import dataclass

from interp.lang import checked as c
from interp.lang import tree
from interp.lang.constraints import ends_flexibly
from interp.lang.expressions import Expressions
from interp.lang.literals import string_bytes
from interp.lang.source import nearest
from interp.lang.tokens import error
from interp.lang.types import (
    ArrayType,
    CType,
    IntegerType,
    Member,
    PointerType,
    StructType,
    compatible,
)
from interp.lang.variable_types import VariableArray

MAXIMUM_RANGE = 1 << 16
Item = tuple[list[tree.Designator], tree.Initializer]
Found = list[c.Initialization]


@dataclass
class Items:
    """The items between two braces, read from left to right."""

    items: list[Item]
    position: int = 0

    @property
    def left(self) -> bool:
        """Whether there is another item."""
        return self.position < len(self.items)

    def peek(self) -> Item:
        """Return the next item."""
        return self.items[self.position]

    def take(self) -> tree.Initializer:
        """Step over the next item and return its value."""
        self.position += 1
        return self.items[self.position - 1][1]


@dataclass(frozen=True)
class Slot:
    """A part of an aggregate: its type, its offset in bytes, its bits."""

    type: CType
    offset: int
    bits: c.Bits | None = None


class Initializers(Expressions):
    """Checks initialisers."""

    _flexible: int | None = None  # where values of a flexible array member may stand

    def initializations(
        self, type_: CType, node: tree.Initializer, static: bool
    ) -> tuple[CType, Found]:
        """Return the completed type of an object and what is stored where in it."""
        found: Found = []
        slot = Slot(type_, 0)
        if isinstance(type_, ArrayType) and _is_variable(type_):
            raise error(node.at, "an array of variable length cannot be initialised")
        former = self._flexible
        self._flexible = _flexible_member(type_) if static else None
        try:
            type_ = self._initialized(slot, node, found)
        finally:
            self._flexible = former
        return type_, self._constant_only(found) if static else found

    def _initialized(self, slot: Slot, node: tree.Initializer, found: Found) -> CType:
        type_ = slot.type
        if isinstance(node, tree.BracedInitializer):
            length = self._braced(slot, node, found)
            if isinstance(type_, ArrayType) and type_.length is None:
                type_ = ArrayType(type_.element, length, const=type_.const)
        elif isinstance(type_, ArrayType):
            type_ = self._text(slot, node, found)
        else:
            self._single(slot, node, found)
        return type_

    # -- one value --------------------------------------------------------------------------------

    def _single(self, slot: Slot, node: tree.Expression, found: Found) -> None:
        value = self.assigned(self.value(node), slot.type, node.at, "stored")
        found.append(c.Initialization(slot.offset, slot.type, value, slot.bits))

    def _text(self, slot: Slot, node: tree.Expression, found: Found) -> CType:
        """Initialise an array of characters with a string literal (6.7.9p14)."""
        array = slot.type
        assert isinstance(array, ArrayType)
        if not (isinstance(node, tree.String) and _is_text(array)):
            operand = self.operand(node)
            parts = _parts_of_literal(operand)
            if parts is not None and compatible(operand.type, array):  # GNU C
                found += parts
                return operand.type
            raise error(node.at, f"'{array}' needs an initialiser in braces")
        data = b"".join(string_bytes(part) for part in node.parts) + b"\0"
        if array.length is None:
            array = ArrayType(array.element, len(data), const=array.const)
        length = array.length or 0
        if len(data) - 1 > length:
            self.warn(node.at, "this string is longer than its array")
        value = c.Bytes(node.at, array, data[:length])
        found.append(c.Initialization(slot.offset, array, value))
        return array

    # -- values in braces -------------------------------------------------------------------------

    def _braced(self, slot: Slot, node: tree.BracedInitializer, found: Found) -> int:
        """Read `{ ... }` into a slot; return how many elements of an array it reaches."""
        items = Items(node.items)
        if isinstance(slot.type, ArrayType) and _is_text(slot.type) and len(node.items) == 1:
            designators, only = node.items[0]
            if isinstance(only, tree.String) and not designators:
                text = self._text(slot, only, found)
                return text.length or 0 if isinstance(text, ArrayType) else 0
        if not isinstance(slot.type, ArrayType | StructType):
            return self._braced_scalar(slot, node, found)
        length = self._aggregate(slot, items, found, designators="all")
        if items.left:
            self.warn(node.at, f"more values than '{slot.type}' has parts")
        return length

    def _braced_scalar(self, slot: Slot, node: tree.BracedInitializer, found: Found) -> int:
        if not node.items:
            raise error(node.at, f"'{slot.type}' needs a value between the braces")
        designators, value = node.items[0]
        if designators:
            what = f"'{slot.type}' has no parts that could be named"
            raise error(designators[0].at, what)
        if len(node.items) > 1:  # 6.7.9p2
            self.warn(node.items[1][1].at, f"more values than '{slot.type}' has parts")
        if isinstance(value, tree.BracedInitializer):
            return self._braced_scalar(slot, value, found)
        self._single(slot, value, found)
        return 0

    def _aggregate(self, slot: Slot, items: Items, found: Found, designators: str) -> int:
        """Fill the parts of an aggregate in order; return how far an array was reached.

        `designators` says which items may name a part: "all" between the braces of this very
        aggregate, "first" where an outer designator went on into it, "none" without braces.
        """
        index = reached = 0
        while items.left:
            named, _ = items.peek()
            if named:
                if designators == "none":
                    break
                index = self._designated(slot, items, found)
                designators = "none" if designators == "first" else designators
            else:
                part = self._part(slot.type, index, slot.offset)
                if part is None or (index and _is_union(slot.type)):
                    break
                before = items.position
                self._element(part, items, found)
                index += 1
                if items.position == before and isinstance(slot.type, ArrayType):
                    break  # elements without members take nothing (GNU C)
            reached = max(reached, index)
        return reached

    def _designated(self, slot: Slot, items: Items, found: Found) -> int:
        """Read one item that begins with designators; return the index of the part after it."""
        named, _ = items.peek()
        first, last = self._designated_indices(slot.type, named[0])
        for index in range(first, last):  # what follows goes on behind the last one
            self._designated_part(slot, Items([items.peek()]), index, found)
        self._designated_part(slot, items, last, found)
        return last + 1

    def _designated_part(self, slot: Slot, items: Items, index: int, found: Found) -> None:
        """Read what begins with designators, the first of which means the part of that index."""
        start = items.position
        named, initializer = items.peek()
        part = self._part(slot.type, index, slot.offset)
        if part is None:
            raise error(named[0].at, f"'{slot.type}' has no element {index}")
        items.items[start] = (named[1:], initializer)
        inner = self._inner_name(slot.type, index, named[0])
        if inner is not None:  # the name is one of an unnamed member
            items.items[start] = (named, initializer)
            self._aggregate(part, items, found, designators="first")
        elif len(named) > 1:
            self._aggregate(part, items, found, designators="first")
        else:
            if _is_whole(part, initializer):
                _forget(part, found)
            self._element(part, items, found)
        items.items[start] = (named, initializer)

    def _designated_indices(self, type_: CType, designator: tree.Designator) -> tuple[int, int]:
        at = designator.at
        if designator.name is not None:
            if not isinstance(type_, StructType):
                raise error(at, f"'.{designator.name.text}' names a member, this is '{type_}'")
            for index, member in enumerate(type_.members):
                if member.name == designator.name.text or _has(member, designator.name.text):
                    return index, index
            suggestion = nearest(designator.name.text, type_.names())
            raise error(at, f"'{type_}' has no member '{designator.name.text}'{suggestion}")
        if not isinstance(type_, ArrayType):
            raise error(at, f"'[' names an element, this is '{type_}'")
        assert designator.index is not None
        first = self.constant(designator.index, "an index")
        last = first if designator.last is None else self.constant(designator.last, "an index")
        if not 0 <= first <= last or (type_.length is not None and last >= type_.length):
            raise error(at, f"'{type_}' has no element {last}")
        if last - first >= MAXIMUM_RANGE:
            raise error(at, f"a range of more than {MAXIMUM_RANGE} elements cannot be initialised")
        return first, last

    def _inner_name(self, type_: CType, index: int, designator: tree.Designator) -> Member | None:
        if not isinstance(type_, StructType) or designator.name is None:
            return None
        member = type_.members[index]
        return member if member.name != designator.name.text else None

    def _part(self, type_: CType, index: int, offset: int) -> Slot | None:
        """Return the part of an aggregate with that index, or None behind its end."""
        if isinstance(type_, ArrayType):
            if type_.length is not None and index >= type_.length:
                return None
            return Slot(type_.element, offset + index * type_.element.size)
        assert isinstance(type_, StructType)
        named = [m for m in type_.members if m.name or isinstance(m.type, StructType)]
        if index >= len(named):
            return None
        member = named[index]
        bits = None if member.bit_width is None else c.Bits(member.bit_width, member.bit_offset)
        return Slot(member.type, offset + member.offset, bits)

    def _element(self, part: Slot, items: Items, found: Found) -> None:
        """Read what initialises one part: a value, `{...}`, or values without braces of its own."""
        _, node = items.peek()
        if isinstance(part.type, ArrayType) and part.type.length is None:
            self._check_flexible(part, node)
        if isinstance(node, tree.BracedInitializer):
            items.take()
            self._braced(part, node, found)
        elif isinstance(part.type, ArrayType) and isinstance(node, tree.String):
            if _is_text(part.type):
                items.take()
                self._text(part, node, found)
            else:
                self._aggregate(part, items, found, designators="none")
        elif isinstance(part.type, ArrayType):
            self._aggregate(part, items, found, designators="none")
        elif isinstance(part.type, StructType):
            value = self.value(node)
            if isinstance(value.type, StructType) and compatible(value.type, part.type):
                items.take()
                found.append(c.Initialization(part.offset, part.type, value))
            else:
                self._aggregate(part, items, found, designators="none")
        else:
            items.take()
            self._single(part, node, found)

    def _check_flexible(self, part: Slot, node: tree.Initializer) -> None:
        """Refuse values for an array at the end that has no memory (6.7.9p3, GNU C)."""
        empty = isinstance(node, tree.BracedInitializer) and not node.items
        if part.offset != self._flexible and not empty:
            what = f"'{part.type}' has no length here, so there is no memory for values"
            raise error(node.at, what + ": only a static object of this very type has it")

    # -- static storage ---------------------------------------------------------------------------

    def _constant_only(self, found: Found) -> Found:
        """Return what initialises an object that exists before the program starts (6.7.9p4)."""
        result: Found = []
        for item in found:
            literal = _literal_of(item.value)
            if literal is not None:
                inside = [
                    c.Initialization(
                        item.offset + inner.offset, inner.type, inner.value, inner.bits
                    )
                    for inner in literal
                ]
                result += self._constant_only(inside)
            elif _is_static(item.value):
                result.append(item)
            else:
                raise error(item.value.at, _NOT_CONSTANT)
        return result


_NOT_CONSTANT = "this value must be known when compiling: the object exists before the program runs"


def _literal_of(value: c.Expr) -> Found | None:
    return _parts_of_literal(value) if isinstance(value, c.Load) else None


def _parts_of_literal(operand: c.Expr | c.LocalPlace | c.MemoryPlace) -> Found | None:
    """Return what initialises a compound literal, if this is one."""
    match operand:
        case c.Load(address=address) | c.MemoryPlace(address=address):
            if isinstance(address, c.Temporary):
                return address.setup
            if isinstance(address, c.ObjectAddress) and address.offset == 0:
                symbol = address.symbol
                return symbol.initial if symbol.name.startswith(".literal.") else None
    return None


def _is_whole(part: Slot, node: tree.Initializer) -> bool:
    """Return whether this initialises a part as a whole, and not only what it begins with."""
    if isinstance(part.type, ArrayType):
        text = isinstance(node, tree.String) and _is_text(part.type)
        return text or isinstance(node, tree.BracedInitializer)
    return not isinstance(part.type, StructType) or isinstance(node, tree.BracedInitializer)


def _is_static(value: c.Expr) -> bool:
    if isinstance(value, c.Narrow):
        return _is_static(value.operand)
    if isinstance(value, c.Convert):
        wide = isinstance(value.type, IntegerType | PointerType) and value.type.size == 8
        return wide and _is_static(value.operand)
    return isinstance(value, c.Constant | c.ObjectAddress | c.FunctionAddress | c.Bytes)


def _is_variable(array: ArrayType) -> bool:
    return isinstance(array, VariableArray) or isinstance(array.element, VariableArray)


def _is_text(array: ArrayType) -> bool:
    return isinstance(array.element, IntegerType) and array.element.size == 1


def _has(member: Member, name: str) -> bool:
    if member.name or not isinstance(member.type, StructType):
        return False
    return member.type.find(name) is not None


def _flexible_member(type_: CType) -> int | None:
    """Return the offset (bytes) of the array without a length at a structure's end.

    Of a union, that of its first member of which it is true: in GNU C the others may give memory.
    """
    if not isinstance(type_, StructType):
        return None
    if type_.layout.kind == "union":
        found = (_flexible_member(member.type) for member in type_.members)
        return next((offset for offset in found if offset is not None), None)
    return type_.members[-1].offset if ends_flexibly(type_) else None


def _is_union(type_: CType) -> bool:
    return isinstance(type_, StructType) and type_.layout.kind == "union"


def _forget(part: Slot, found: Found) -> None:
    """Drop what was to be stored in a part that a designator names once more (6.7.9p19)."""
    if part.bits is None:
        end = part.offset + part.type.size
        found[:] = [
            item
            for item in found
            if not (part.offset <= item.offset and item.offset + item.type.size <= end)
        ]
