# SPDX-License-Identifier: MIT
"""The helpers that emitted code calls: what happens off the straight path."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from interp.lang.agreement import agrees, misfit
from interp.lang.types import CType, FunctionType, IntegerType
from interp.machine.argument_lists import VariableArguments
from interp.machine.faults import Fault, FaultKind
from interp.machine.memory import (
    CONST,
    COPIED,
    FIRST_FORBIDDEN,
    GOOD,
    LOST_POINTER,
    PARTLY_WRITTEN,
    STACK_AFTER_RETURN,
    STACK_AFTER_SCOPE,
    STACK_REDZONE,
    UNWRITTEN,
    VOLATILE,
    Memory,
)
from interp.machine.pointers import bound_helpers
from interp.machine.unusable import NoValue, Unwritten, UnwrittenValue

_NEVER = frozenset((UNWRITTEN, PARTLY_WRITTEN))
_COPIED = frozenset((GOOD, CONST, *_NEVER))
Struct = tuple[bytes, bytes]  # the bytes of a structure, and the shadow of each


class ShiftCounts(dict[int, int]):
    """The shift counts that a width allows; asking for another one is a fault."""

    def __missing__(self, count: int) -> int:
        bits = len(self)
        raise Fault(FaultKind.SHIFT, f"shift count {count} is not between 0 and {bits - 1}")


class FunctionTable(dict[int, Callable[..., Any]]):
    """Functions by address; calling through any other address is a fault."""

    def __init__(self) -> None:
        super().__init__()
        self.types: dict[int, FunctionType] = {}
        self.typed: list[TypedFunctions] = []

    def put(self, address: int, function: Callable[..., Any], type_: CType) -> None:
        """Let a function stand at an address."""
        self[address] = function
        if isinstance(type_, FunctionType):
            self.types[address] = type_
        for table in self.typed:
            table.clear()

    def __missing__(self, address: int) -> Callable[..., Any]:
        what = "NULL" if address == 0 else f"{address:#x}, where no function is"
        raise Fault(FaultKind.BAD_CALL, f"the pointer is {what}", address=address)


class TypedFunctions(dict[int, Callable[..., Any]]):
    """The functions that a pointer of one type may call, as far as they were called (6.5.2.2p9)."""

    def __init__(self, table: FunctionTable, wanted: FunctionType) -> None:
        super().__init__()
        self.table = table
        self.wanted = wanted
        table.typed.append(self)

    def __missing__(self, address: int) -> Callable[..., Any]:
        function = self.table[address]
        known = self.table.types.get(address)
        if known is not None and not self._fits(known):
            detail = f"a function of type '{known}' is called as '{self.wanted}'"
            raise Fault(FaultKind.CALL_TYPE, detail, address=address)
        if known is not None and self.wanted.old_style:
            function = _converting(function, self.wanted, known)
        self[address] = function
        return function

    def _fits(self, known: FunctionType) -> bool:
        wanted = self.wanted
        if not wanted.old_style:
            return agrees(known, wanted)
        return not misfit(known, wanted.result, list(wanted.parameters or ()))


def _converting(
    function: Callable[..., Any], given: FunctionType, known: FunctionType
) -> Callable[..., Any]:
    """Return a function that takes integers as a call without a prototype passes them."""
    pairs = list(zip(given.parameters or (), known.parameters or (), strict=False))
    if all(argument == parameter for argument, parameter in pairs):
        return function
    types = [parameter for _, parameter in pairs]

    def call(*arguments: Any) -> Any:
        fitting = [
            type_.wrap(argument) if isinstance(type_, IntegerType) else argument
            for type_, argument in zip(types, arguments, strict=False)
        ]
        return function(*fitting, *arguments[len(types) :])

    return call


_REDZONE = 32  # bytes of forbidden ground behind an array of variable length
_GROUND, _NEW, _OVER = bytes([STACK_REDZONE]), bytes([UNWRITTEN]), bytes([STACK_AFTER_SCOPE])


MOST_RESTING = 4096  # bytes above a frame that rest, at most


class Stack:
    """The stack of one thread of execution, in memory; it grows upwards.

    In its first `resting` bytes frames that were given back are not taken again at once, so that
    a pointer into one is noticed even when other functions were called since.
    """

    def __init__(self, memory: Memory, start: int, size: int, resting: int = 0) -> None:
        self.memory = memory
        self.start = self.next = start
        self.end = start + size
        self.rest_end = start + resting
        self._dead: dict[int, bytes] = {}

    def enter(self, template: bytes) -> int:
        """Make a frame whose shadow is `template`; return its address."""
        offset = self.next
        self.next += len(template)
        if self.next > self.end:
            size = self.end - self.start
            raise Fault(FaultKind.STACK_OVERFLOW, f"local objects need more than {size} bytes")
        self.memory.set_shadow(offset, template)
        return self.memory.base + offset

    def new_array(self, level: int, size: int, align: int, name: str) -> int:
        """Begin the life of an array of variable length at a level of the stack.

        What was above is over. `size` and `align` are in bytes; returns the address.
        """
        base = self.memory.base
        level -= base
        first = -(-level // align) * align
        end = (first + size + _REDZONE + 15) & -16
        if end > self.end:
            whole = self.end - self.start
            detail = f"'{name}' has {size} bytes, local objects have {whole} together"
            raise Fault(FaultKind.STACK_OVERFLOW, detail)
        if end < self.next:
            self.end_arrays(end + base)
        before, behind = first - level, end - first - size
        self.memory.set_shadow(level, _GROUND * before + _NEW * size + _GROUND * behind)
        self.next = end
        return base + first

    def end_arrays(self, level: int) -> None:
        """End the life of the arrays above a level of the stack: no scope that is left has them."""
        offset = level - self.memory.base
        if offset < self.next:
            self.memory.set_shadow(offset, _OVER * (self.next - offset))
            self.next = offset

    def leave_arrays(self, frame: int) -> None:
        """Give a frame back with the arrays behind it."""
        offset = frame - self.memory.base
        self.memory.set_shadow(offset, bytes([STACK_AFTER_RETURN]) * (self.next - offset))
        self.next = offset

    def leave(self, frame: int, size: int) -> None:
        """Give a frame back."""
        if size not in self._dead:
            self._dead[size] = bytes([STACK_AFTER_RETURN]) * size
        offset = frame - self.memory.base
        self.memory.set_shadow(offset, self._dead[size])
        if self.next > self.rest_end or self.next - offset > MOST_RESTING:
            self.next = offset


class Helpers:
    """Helpers over one memory; the names are those of `lang.names.RUNTIME_NAMES`."""

    def __init__(self, memory: Memory, place: Callable[[], str]) -> None:
        self.memory = memory
        self.place = place  # says where C is at this moment

    def bad_load(self, index: int, size: int) -> int:
        """Return a const value, or report a load that the shadow forbids; signed if size < 0."""
        return self._loaded(index, size, (GOOD, CONST))

    def copied_load(self, index: int, size: int) -> Any:
        """Return a value that is only copied: it may never have been written."""
        memory, length = self.memory, abs(size)
        offset = index * length
        codes = memory.shadow[offset : offset + length]
        if not _COPIED.issuperset(codes) or not any(code in _NEVER for code in codes):
            return self.bad_load(index, size)
        data = bytes(memory.data[offset : offset + length])
        return Unwritten(memory.unwritten(offset, length), self.place(), data, bytes(codes))

    def put_unwritten(self, index: int, size: int, value: Unwritten) -> None:
        """Store a value that was never written: so are the bytes that hold it now."""
        memory, offset = self.memory, index * size
        codes = value.codes.translate(COPIED)
        if len(codes) != size or UNWRITTEN not in codes:
            codes = bytes([UNWRITTEN]) * size
        memory.remember(offset, size)
        memory.data[offset : offset + size] = value.data.ljust(size, b"\0")[:size]
        memory.set_shadow(offset, codes)

    def copied_bits(
        self, address: int, size: int, first: int, width: int, signed: int
    ) -> int | Unwritten:
        """Return the value of a bit-field that is only copied: it may never have been written."""
        try:
            return self.get_bits(address, size, first, width, signed)
        except Fault as fault:
            if fault.kind != FaultKind.UNWRITTEN:
                raise
            return Unwritten(fault, self.place(), b"", b"")

    def volatile_load(self, index: int, size: int) -> int:
        """Return a value that is read by a volatile lvalue."""
        return self._loaded(index, size, (GOOD, CONST, VOLATILE))

    def _loaded(self, index: int, size: int, allowed: tuple[int, ...]) -> int:
        memory, length = self.memory, abs(size)
        offset = index * length
        codes = memory.shadow[offset : offset + length]
        if not all(code in allowed for code in codes):
            if max(codes) < FIRST_FORBIDDEN:
                memory.need_qualified(offset, codes, write=False)
            raise memory.bad_access(offset, length)
        return int.from_bytes(memory.data[offset : offset + length], "little", signed=size < 0)

    def protect(self, start: int, qualifier: str, ranges: tuple[int, ...]) -> None:
        """Mark the const, or volatile, bytes of an object (6.7.3p6)."""
        self.memory.protect(start, qualifier, ranges)

    def volatile_store(self, index: int, size: int) -> None:
        """Mark bytes as written by a volatile lvalue, or report a store to forbidden ground."""
        offset = index * size
        if VOLATILE not in self.memory.shadow[offset : offset + size]:
            self.first_store(index, size)

    def first_store(self, index: int, size: int) -> None:
        """Mark bytes as written, or report a store to forbidden ground."""
        offset, shadow = index * size, self.memory.shadow
        if max(shadow[offset : offset + size]) >= FIRST_FORBIDDEN:
            raise self.memory.bad_access(offset, size)
        self.memory.need_qualified(offset, shadow[offset : offset + size], write=True)
        self.memory.set_shadow(offset, bytes(size))

    def signed_overflow(self, value: int, bits: int) -> int:
        """Report a result that does not fit."""
        raise Fault(FaultKind.SIGNED_OVERFLOW, f"{value} does not fit into {bits} bits")

    def bad_index(self, index: int, bound: int) -> int:
        """Report an index outside of its array."""
        raise Fault(FaultKind.INDEX, f"index {index} of an array of {bound} elements")

    def bad_length(self, value: int, name: str) -> int:
        """Report an array with no elements, or fewer."""
        what = f"'{name}'" if name else "an array"
        raise Fault(FaultKind.LENGTH, f"{what} has a length of {value}")

    def same_length(self, length: int, other: int) -> None:
        """Report a pointer to arrays of one length where those of another are needed."""
        if length != other:
            detail = f"an array of {length} elements stands where one of {other} is needed"
            raise Fault(FaultKind.ARRAY_TYPE, detail)

    def misaligned(self, pointer: int, mask: int) -> int:
        """Report a pointer that its type's objects cannot have."""
        detail = f"{pointer:#x} is not a multiple of {mask + 1}"
        raise Fault(FaultKind.MISALIGNED, detail, address=pointer)

    def divide(self, left: int, right: int, bits: int) -> int:
        """Return the quotient, cut towards zero (6.5.5p6)."""
        quotient = abs(left) // abs(right)
        if (left < 0) != (right < 0):
            return -quotient
        if quotient >> (bits - 1):
            raise Fault(FaultKind.DIVISION, f"{left} / {right} does not fit into {bits} bits")
        return quotient

    def remainder(self, left: int, right: int, bits: int) -> int:
        """Return the remainder; its sign is that of the left side."""
        return left - self.divide(left, right, bits) * right

    # -- structures -------------------------------------------------------------------------------

    def read_struct(self, address: int, size: int) -> Struct:
        """Return the bytes of a structure; bytes that were never written stay so."""
        memory = self.memory
        offset = memory.offset(address, size)
        codes = memory.shadow[offset : offset + size].translate(COPIED)
        return bytes(memory.data[offset : offset + size]), bytes(codes)

    def write_struct(self, address: int, value: Struct) -> None:
        """Store a structure."""
        data, codes = value
        memory = self.memory
        offset = memory.offset(address, len(data), write=True)
        memory.remember(offset, len(data))
        memory.data[offset : offset + len(data)] = data
        memory.set_shadow(offset, codes)

    def copy_struct(self, target: int, source: int, size: int) -> None:
        """Assign one structure to another; they must not overlap in part (6.5.16.1p3)."""
        if 0 < abs(+target - +source) < size:  # of plain numbers: a Part must stay in its array
            detail = f"{size} bytes at {source:#x} are assigned to {target:#x}: a part is shared"
            raise Fault(FaultKind.OVERLAP, detail)
        self.memory.copy(target, source, size)

    def write_bytes(self, address: int, data: bytes) -> None:
        """Store the bytes of a string literal."""
        self.memory.write(address, data)

    def zero_object(self, address: int, size: int) -> None:
        """Begin the life of a local object that is initialised: what is not named is zero."""
        offset = address - self.memory.base
        self.memory.remember(offset, size)
        self.memory.data[offset : offset + size] = bytes(size)
        self.memory.set_shadow(offset, bytes(size))

    def fresh_object(self, address: int, size: int) -> None:
        """Begin the life of a local object that is not initialised."""
        offset = address - self.memory.base
        self.memory.set_shadow(offset, bytes([UNWRITTEN]) * size)

    def end_objects(self, frame: int, places: tuple[int, ...]) -> None:
        """End the life of local objects; `places` are offsets in the frame, each with a size."""
        start = frame - self.memory.base
        for offset, size in zip(places[::2], places[1::2], strict=True):
            first = start + offset
            self.memory.set_shadow(first, bytes([STACK_AFTER_SCOPE]) * size)

    def lost_variable(self, function: str, variable: str, address: int) -> None:
        """Remember which address a variable held whose object was freed."""
        self.memory.lost[function, variable] = address

    def lost_pointer(self, address: int) -> None:
        """Let the pointer that is stored at an address not be read: its object was freed."""
        offset = address ^ self.memory.base
        self.memory.set_shadow(offset, bytes([LOST_POINTER]) * 8)

    # -- bit-fields -------------------------------------------------------------------------------

    def get_bits(self, address: int, size: int, first: int, width: int, signed: int) -> int:
        """Return the value of a bit-field in the unit of `size` bytes at `address`."""
        low, high = first // 8, (first + width + 7) // 8
        memory = self.memory
        offset = memory.offset(address + low, high - low)
        if any(memory.shadow[offset : offset + high - low]):
            memory.need_bits(offset, ((1 << width) - 1) << (first - low * 8), high - low)
        unit = int.from_bytes(memory.data[offset : offset + high - low], "little")
        value = unit >> (first - low * 8) & (1 << width) - 1
        return value - (1 << width) if signed and value >> (width - 1) else value

    def put_bits(
        self, address: int, size: int, first: int, width: int, signed: int, value: int
    ) -> None:
        """Store a bit-field; its neighbours keep their values."""
        low, high = first // 8, (first + width + 7) // 8
        memory = self.memory
        offset = memory.offset(address + low, high - low, write=True)
        old = int.from_bytes(memory.data[offset : offset + high - low], "little")
        mask = ((1 << width) - 1) << (first - low * 8)
        new = old & ~mask | value << (first - low * 8) & mask
        memory.remember(offset, high - low)
        memory.data[offset : offset + high - low] = new.to_bytes(high - low, "little")
        if any(memory.shadow[offset : offset + high - low]):
            memory.bits_written(offset, mask, high - low)

    # -- order ------------------------------------------------------------------------------------

    def unsequenced(
        self, first: int | None, second: int, sizes: tuple[int, int], detail: str
    ) -> None:
        """Report two accesses without order that touch the same object."""
        if first is None:
            return
        distance = +first - +second  # of plain numbers: a Part must stay in its array
        if -sizes[0] < distance < sizes[1]:
            raise Fault(FaultKind.UNSEQUENCED, detail)

    # -- what is known when compiling, and reported when it is executed ---------------------------

    def undefined(self, kind: str, detail: str, rule: str = "") -> Any:
        """Report what a program does here whenever it comes here."""
        raise Fault(FaultKind[kind], detail, rule=rule)

    def need_elements(self, pointer: int, size: int) -> None:
        """Report an argument for `a[static n]` with less than `size` bytes (6.7.6.3p7)."""
        memory = self.memory
        offset = memory.base ^ pointer
        codes = memory.shadow[offset : offset + size] if offset < memory.capacity else b""
        if len(codes) < size or max(codes) >= FIRST_FORBIDDEN:
            detail = f"the parameter needs {size} bytes behind {pointer:#x}"
            raise Fault(FaultKind.STATIC_ARRAY, detail, notes=memory.about(pointer))

    def unset(self, name: str) -> Any:
        """Report a variable without a value, as Python does where it has none."""
        raise UnboundLocalError(f"'{name}' has no value")

    def bad_bool(self, value: int) -> int:
        """Report a _Bool that is neither 0 nor 1."""
        raise Fault(FaultKind.BOOL, f"{value} is not a value of type '_Bool'")

    # -- ends -------------------------------------------------------------------------------------

    def unreachable(self) -> None:
        """Report that a place was reached that must not be."""
        raise Fault(FaultKind.UNREACHABLE, "the program promised never to come here")

    def out_of_steps(self) -> None:
        """Report that the step budget is used up."""
        raise Fault(FaultKind.STEPS, "its loops went round more often than the step budget allows")


def namespace(
    memory: Memory, stack: Stack, arguments: VariableArguments, place: Callable[[], str]
) -> dict[str, Any]:
    """Return the names that emitted code finds: views, helpers, tables; no builtins at all."""
    helpers = Helpers(memory, place)
    names: dict[str, Any] = {
        "__builtins__": {},
        **memory.views,
        **{f"shift_{bits}": ShiftCounts(enumerate(range(bits))) for bits in (*range(32, 65), 128)},
        "enter": stack.enter,
        "leave_frame": stack.leave,
        "leave_arrays": stack.leave_arrays,
        "new_array": stack.new_array,
        "end_arrays": stack.end_arrays,
        "va_start": arguments.start,
        "va_arg": arguments.next,
        "va_copy": arguments.copy,
        "va_end": arguments.end,
        "va_left": arguments.left,
        "no_value": NoValue,
        "unwritten_value": UnwrittenValue,
        "len_": len,
        "next_": next,
        **bound_helpers(memory),
    }
    for name in dir(Helpers):
        if not name.startswith("_"):
            names[name] = getattr(helpers, name)
    return names
