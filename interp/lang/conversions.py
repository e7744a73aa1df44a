# SPDX-License-Identifier: MIT
"""Conversions that C makes by itself, and what operators ask of their operands (6.3, 6.5)."""

from __future__ import annotations

from interp.lang import checked as c
from interp.lang import fold
from interp.lang.constraints import const_member, incomplete
from interp.lang.declarations import Declarations
from interp.lang.qualified import drops
from interp.lang.tokens import Token, error
from interp.lang.types import (
    INT,
    LONG,
    UNSIGNED_LONG,
    ArrayType,
    BitFieldType,
    CType,
    IntegerType,
    PointerType,
    StructType,
    VoidType,
    bit_field_type,
    compatible,
    is_scalar,
    pointed_align,
    promote,
)
from interp.lang.variable_types import VariableArray


class Conversions(Declarations):
    """Converts values and refuses operands that do not fit."""

    def decayed(
        self, operand: c.Expr | c.LocalPlace | c.MemoryPlace, narrow: bool = True
    ) -> c.Expr:
        """Return the value of an operand: objects are read, arrays become addresses (6.3.2.1).

        `narrow`: the address is that of the array alone, not of the object that it is a part of.
        """
        if isinstance(operand, c.Expr):
            return operand
        type_ = operand.type
        if isinstance(type_, ArrayType):
            place = self.in_memory_place(operand)
            if isinstance(type_, VariableArray):
                return self.row(place, narrow)
            start = fold.offset_by(operand.at, place.address, 0, PointerType(type_.element))
            if place.part and narrow:
                self.narrowed.add(type_.element.size)
                return c.Narrow(operand.at, start.type, start, type_.size)
            return start
        if isinstance(type_, StructType):
            operand = self.in_memory_place(operand)
        if isinstance(operand, c.LocalPlace):
            return c.LocalValue(operand.at, type_.unqualified(), operand.local)
        if not type_.complete and not isinstance(type_, VoidType):
            what = f"'{type_}' is not complete here, it cannot be read"
            raise incomplete(operand.at, what, type_)
        load = c.Load(operand.at, type_.unqualified(), operand.address, operand.access)
        return self.promoted_bit_field(load, operand.bits) if operand.bits else load

    def in_memory_place(self, operand: c.LocalPlace | c.MemoryPlace) -> c.MemoryPlace:
        """Return the operand as a place in memory."""
        if isinstance(operand, c.MemoryPlace):
            return operand
        operand.local.in_memory = True
        pointer = PointerType(operand.type)
        address = c.LocalAddress(operand.at, pointer, operand.local)
        return c.MemoryPlace(operand.at, operand.type, address)

    def promoted_bit_field(self, value: c.Expr, bits: c.Bits) -> c.Expr:
        """Return a bit-field's value: one that fits into int is an int (6.3.1.1p2)."""
        type_ = value.type
        assert isinstance(type_, IntegerType)
        if bits.width < INT.bits or (type_.signed and bits.width == INT.bits):
            return fold.convert(value, INT)
        if INT.bits < bits.width < type_.bits:
            return fold.convert(value, bit_field_type(type_, bits.width))
        return value

    def default_promoted(self, value: c.Expr) -> c.Expr:
        """Return an argument for `...`, after the default promotions (6.5.2.2p6)."""
        if isinstance(value.type, BitFieldType):
            named = LONG if value.type.signed else UNSIGNED_LONG
            return fold.convert(value, named)
        if isinstance(value.type, IntegerType):
            return fold.convert(value, promote(value.type))
        if isinstance(value.type, VoidType):
            raise error(value.at, "a 'void' value cannot be passed")
        return value

    def assigned(self, value: c.Expr, target: CType, at: Token, what: str) -> c.Expr:
        """Return `value` converted to the type of what it is assigned to (6.5.16.1)."""
        source = value.type
        self.note_dropped(source, target)
        if isinstance(target, IntegerType) and isinstance(source, IntegerType):
            return fold.convert(value, target)
        if isinstance(target, PointerType):
            if isinstance(source, PointerType):
                self._check_pointers(source, target, at, what)
                return fold.convert(self.same_lengths(value, target), target)
            if isinstance(source, IntegerType):
                if not fold.is_null(value):
                    self.warn(at, f"a number ('{source}') is {what} as '{target}' without a cast")
                return fold.convert(value, target)
        if isinstance(target, IntegerType) and isinstance(source, PointerType):
            if target.rank:
                self.warn(at, f"a pointer ('{source}') is {what} as '{target}' without a cast")
            return fold.convert(value, target)
        if isinstance(target, StructType) and compatible(source, target):
            return value
        raise error(at, f"a value of type '{source}' cannot be {what} as '{target}'")

    def note_dropped(self, source: CType, target: CType) -> None:
        """Remember that a pointer forgets what it points to is const, or volatile, or aligned."""
        self.dropped |= {word for word in ("const", "volatile") if drops(source, target, word)}
        if not isinstance(source, PointerType) or not isinstance(target, PointerType):
            return
        if _may_misalign(source.target, target.target):
            self.dropped.add("alignment")

    def _check_pointers(
        self, source: PointerType, target: PointerType, at: Token, what: str
    ) -> None:
        void = isinstance(source.target, VoidType) or isinstance(target.target, VoidType)
        if not void and not compatible(source.target.unqualified(), target.target.unqualified()):
            self.warn(at, f"'{source}' is {what} as '{target}' without a cast")
            return
        for word in ("const", "volatile"):
            if drops(source, target, word):
                self.warn(at, f"'{source}' is {what} as '{target}': that drops '{word}'")

    # -- what operators need ----------------------------------------------------------------------

    def need_integer(self, value: c.Expr, what: str) -> IntegerType:
        """Return the type of an operand that must be an integer."""
        if not isinstance(value.type, IntegerType):
            raise error(value.at, f"{what} needs an integer, this is '{value.type}'")
        return value.type

    def need_scalar(self, value: c.Expr, what: str) -> None:
        """Refuse an operand that is neither a number nor a pointer."""
        if not is_scalar(value.type):
            raise error(value.at, f"{what} needs a number or a pointer, this is '{value.type}'")

    def need_changeable(self, place: c.Place, at: Token) -> None:
        """Refuse to assign to what is const, or to an array (6.3.2.1p1)."""
        if place.type.const:
            named = _name_of(place)
            what = f"'{named}' is const ('{place.type}')" if named else f"this is '{place.type}'"
            raise error(at, f"{what}, it cannot be assigned to")
        member = const_member(place.type)
        if member:
            what = f"'{place.type}' has the const member '{member}', it cannot be assigned to"
            raise error(at, what)
        if isinstance(place.type, ArrayType):
            raise error(at, "an array cannot be assigned to; copy its elements")
        if not place.type.complete:
            what = f"'{place.type}' is not complete here, it cannot be assigned to"
            raise incomplete(at, what, place.type)


def fits_member(value: c.Expr, member: CType) -> bool:
    """Return whether an argument may be passed as a member of a transparent union (GNU C)."""
    if isinstance(member, PointerType) and isinstance(value.type, PointerType):
        one, other = member.target.unqualified(), value.type.target.unqualified()
        return isinstance(one, VoidType) or isinstance(other, VoidType) or compatible(one, other)
    if isinstance(member, PointerType):
        return fold.is_null(value)
    return compatible(member.unqualified(), value.type.unqualified())


def _may_misalign(old: CType, new: CType) -> bool:
    """Return whether bytes that are no aligned pointer can come to be read as one hereby."""
    if isinstance(new, VoidType) or (isinstance(new, IntegerType) and new.bytes == 1):
        return pointed_align(old) > 1 and not new.const  # as by memcpy(&pointer, ...)
    return pointed_align(new) > 1 and not isinstance(old, VoidType) and not compatible(old, new)


def _name_of(place: c.Place) -> str:
    """Return the name of the variable that a place is, if it is one."""
    if isinstance(place, c.LocalPlace):
        return place.local.name
    address = place.address
    whole = isinstance(address, c.ObjectAddress) and address.symbol.type == place.type
    return address.symbol.name if isinstance(address, c.ObjectAddress) and whole else ""
