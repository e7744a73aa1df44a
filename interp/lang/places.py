# SPDX-License-Identifier: MIT
"""What designates an object: `&`, `*`, `[ ]`, `.` and `->` (C11 6.5.2.1, 6.5.2.3, 6.5.3.2)."""

from __future__ import annotations

from interp.lang import checked as c
from interp.lang import fold, tree
from interp.lang.constraints import incomplete
from interp.lang.primary import Operand, Primary, is_value
from interp.lang.source import CError, nearest
from interp.lang.symbols import Local
from interp.lang.tokens import Token, error
from interp.lang.types import (
    UNSIGNED_CHAR,
    ArrayType,
    CType,
    FunctionType,
    Member,
    PointerType,
    StructType,
    VoidType,
)
from interp.lang.variable_types import VariableArray


class Places(Primary):
    """Checks expressions that lead to objects in memory, and their addresses."""

    # -- addresses --------------------------------------------------------------------------------

    def _address_of(self, node: tree.Unary) -> c.Expr:
        inner = node.operand
        self._check_register(node.at, inner)
        if is_value(inner):
            raise error(node.at, "'&' needs an object, this is a member of a mere value")
        if isinstance(inner, tree.Index):  # &a[n] may point one past the end (6.5.6p8)
            operand: Operand = self._index(inner, one_past=True)
        else:
            operand = self.operand(inner)
        if isinstance(operand, c.FunctionAddress):
            return operand
        if isinstance(operand, c.Expr):
            raise error(node.at, "'&' needs an object, this is a mere value")
        return self.address(operand, node.at)

    def _check_register(self, at: Token, node: tree.Expression) -> None:
        """Refuse the address of a `register` variable, or of a part of it (6.5.3.2p1)."""
        element = False
        while isinstance(node, tree.Index | tree.Member) and node.at.text != "->":
            element = element or isinstance(node, tree.Index)
            node = node.base
        symbol = self.environment.find(node.at.text) if isinstance(node, tree.Name) else None
        if not isinstance(symbol, Local) or not symbol.is_register:
            return
        if not element or isinstance(symbol.type, ArrayType):
            what = f"'{symbol.name}' is 'register': it has no address"
            raise error(at, what, (symbol.at, "declared here"))

    def address(self, place: c.LocalPlace | c.MemoryPlace, at: Token) -> c.Expr:
        """Return the address of a place; a local of which it is taken lives in memory."""
        type_ = PointerType(place.type)
        if isinstance(place, c.LocalPlace):
            place.local.in_memory = True
            return c.LocalAddress(at, type_, place.local)
        if place.bits is not None:
            raise error(at, "a bit-field has no address")
        if place.loose:  # a pointer of this type may have to be a multiple: that is checked
            return c.LooseAddress(at, type_, place.address)
        return fold.offset_by(at, place.address, 0, type_)

    def _dereference(self, at: Token, pointer: c.Expr) -> Operand:
        if not isinstance(pointer.type, PointerType):
            raise error(at, f"'*' needs a pointer, this is '{pointer.type}'")
        target = pointer.type.target
        if isinstance(target, FunctionType):
            return pointer
        return self.pointed(at, target, pointer)

    def pointed(self, at: Token, target: CType, pointer: c.Expr) -> c.MemoryPlace:
        """Return what a pointer points to; `(&s.member)->x` is as good as `s.member.x`."""
        if isinstance(pointer, c.LooseAddress):
            return c.MemoryPlace(at, target, pointer.operand, align=1)
        return c.MemoryPlace(at, target, pointer)

    def in_memory(self, operand: Operand, at: Token) -> c.MemoryPlace:
        """Return a place in memory that holds the operand."""
        if isinstance(operand, c.MemoryPlace):
            return operand
        if isinstance(operand, c.LocalPlace):
            return c.MemoryPlace(at, operand.type, self.address(operand, at))
        local = self.new_local("", operand.type, at)
        local.in_memory = local.is_temporary = True
        setup = [c.Initialization(0, operand.type, operand)]
        address = c.Temporary(at, PointerType(operand.type), local, setup)
        return c.MemoryPlace(at, operand.type, address)

    # -- elements ---------------------------------------------------------------------------------

    def _index(self, node: tree.Index, one_past: bool = False) -> Operand:
        base = self.operand(node.base)
        index = self.value(node.index)
        if isinstance(base, c.MemoryPlace) and isinstance(base.type, ArrayType) and base.loose:
            return self._loose_element(node.at, base, index)
        pointer = self.decayed(base, narrow=one_past)
        if not isinstance(pointer.type, PointerType):  # 2[a] is a[2]
            pointer, index = index, pointer
        if not isinstance(pointer.type, PointerType):
            raise error(node.at, f"'[' needs an array or a pointer, this is '{pointer.type}'")
        if isinstance(pointer.type.target, FunctionType):
            raise error(
                node.at, f"'[' needs an array, this is a function ('{pointer.type.target}')"
            )
        self.need_integer(index, "an array index")
        element = pointer.type.target
        if isinstance(base.type, VariableArray) and base.type.length is None:
            index = self.variable_index(index, base.type, one_past)
        elif isinstance(base.type, ArrayType) and not self._may_be_longer(node.base, base.type):
            index = _bounded(index, base.type, one_past)
        if isinstance(element, VariableArray):
            address = self.pointer_moved(node.at, pointer, index, 1, element)
        else:
            scale = self._scale(node.at, pointer.type)
            address = fold.pointer_add(node.at, pointer, index, scale, pointer.type)
        part = isinstance(base.type, ArrayType) and isinstance(element, ArrayType)
        return c.MemoryPlace(node.at, element, address, part=part)

    def _loose_element(self, at: Token, base: c.MemoryPlace, index: c.Expr) -> c.MemoryPlace:
        """Return an element of an array that packing has put at any address."""
        assert isinstance(base.type, ArrayType)
        self.need_integer(index, "an array index")
        element = base.type.element
        index = _bounded(index, base.type, one_past=False)
        address = fold.pointer_add(at, base.address, index, element.size, base.address.type)
        return c.MemoryPlace(at, element, address, align=base.align)

    def _may_be_longer(self, node: tree.Expression, type_: ArrayType) -> bool:
        """Whether this is a last member of at most one element: kernel code goes beyond it."""
        return type_.length is None or (isinstance(node, tree.Member) and type_.length <= 1)

    def _scale(self, at: Token, type_: PointerType) -> int:
        target = type_.target
        if isinstance(target, VoidType | FunctionType):  # GNU C counts in bytes
            return 1
        if not target.complete:
            what = f"'{type_}' cannot be moved: '{target}' is not complete here"
            raise incomplete(at, what, target)
        return target.size

    # -- members ----------------------------------------------------------------------------------

    def _member(self, node: tree.Member) -> Operand:
        at, name = node.at, node.name.text
        if at.text == "->":
            pointer = self.value(node.base)
            if not isinstance(pointer.type, PointerType):
                raise error(at, f"'->' needs a pointer, this is '{pointer.type}'; use '.'")
            base: Operand = self.pointed(at, pointer.type.target, pointer)
        else:
            base = self.operand(node.base)
            if isinstance(base.type, PointerType):
                raise error(at, f"'.' needs a structure, this is '{base.type}'; use '->'")
        type_ = base.type
        if not isinstance(type_, StructType):
            raise error(at, f"'{at.text}{name}' needs a structure, this is '{type_}'")
        if type_.layout.broken:
            raise CError(())
        if not type_.complete:
            raise error(at, f"'{type_}' is only declared here, its members are not known")
        member = type_.find(name)
        if member is None:
            suggestion = nearest(name, type_.names())
            raise error(node.name, f"'{type_}' has no member '{name}'{suggestion}")
        place = base if isinstance(base, c.MemoryPlace) else self.in_memory(base, at)
        found = member.type.qualified(type_.const, type_.volatile)
        bits = None if member.bit_width is None else c.Bits(member.bit_width, member.bit_offset)
        align = _known_power(place.align or type_.align, member.offset)
        loose = align < found.natural_align
        target = UNSIGNED_CHAR if loose else found  # an address that need not be a multiple
        address = fold.offset_by(at, place.address, member.offset, PointerType(target))
        part = isinstance(found, ArrayType) and not _ends(type_, member)
        return c.MemoryPlace(at, found, address, bits, align if loose else 0, part)


def _ends(type_: StructType, member: Member) -> bool:
    """Whether a member array is at its structure's end, and so may be meant to be longer.

    What lies behind other arrays is not theirs. Padding is, behind one element: GNU C's way of
    writing `a[]` before C99.
    """
    end = member.offset + member.type.size
    if isinstance(member.type, ArrayType) and (member.type.length or 0) <= 1:
        ends = (other.offset + other.type.size for other in type_.members)
        return type_.layout.kind == "union" or end >= max(ends)
    return end >= type_.size


def _known_power(align: int, offset: int) -> int:
    """Return the alignment (bytes) of what lies `offset` bytes into an object of an alignment."""
    return min(align, offset & -offset) if offset else align


def _bounded(index: c.Expr, array: ArrayType, one_past: bool) -> c.Expr:
    bound = (array.length or 0) + one_past
    low, high = fold.signed_range(index)
    if low >= 0 and high < bound:
        return index
    return c.CheckedIndex(index.at, index.type, index, bound, array)
