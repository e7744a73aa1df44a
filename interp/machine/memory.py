# SPDX-License-Identifier: MIT
"""The machine's memory: bytes, and for each byte whether it may be used and was ever written.

The shadow has one byte a byte: 0 may be read and written, 1 may be written but never was, more is
forbidden ground and says why (the codes are the kernel's KASAN's). Because an aligned access is one
index into a typed view, its check is one index into the shadow's view of the same width.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import MutableSequence, Sized
from dataclasses import dataclass, replace
from typing import Literal

from interp.machine.faults import Fault, FaultKind

GOOD, UNWRITTEN = 0x00, 0x01
LOST_POINTER = 0x02  # holds a pointer whose object was freed: may be written, not read
PARTLY_WRITTEN = 0x03  # a byte of bit-fields of which some were never written
CONST, VOLATILE = 0x04, 0x05  # not to be written; not to be reached by a plain lvalue (6.7.3p6)
FIRST_FORBIDDEN = 0x08  # codes from here on forbid every access
STACK_REDZONE, STACK_AFTER_RETURN, STACK_AFTER_SCOPE = 0xF2, 0xF5, 0xF8
GLOBAL_REDZONE, HEAP_REDZONE, HEAP_FREE = 0xF9, 0xFC, 0xFB
NOTHING = 0xFF  # never part of any object

# What a byte's code becomes in a value that is passed on: its bits are known as a whole.
COPIED = bytes(GOOD if code in (PARTLY_WRITTEN, CONST, VOLATILE) else code for code in range(256))
_KEPT = bytes(GOOD if code in (CONST, VOLATILE) else code for code in range(256))

_FORBIDDEN = {
    STACK_REDZONE: (FaultKind.OUT_OF_BOUNDS, "outside of a local object"),
    STACK_AFTER_RETURN: (FaultKind.USE_AFTER_RETURN, "a local object of a function that is over"),
    STACK_AFTER_SCOPE: (FaultKind.USE_AFTER_SCOPE, "a local object of a block that is over"),
    GLOBAL_REDZONE: (FaultKind.OUT_OF_BOUNDS, "outside of a global object"),
    HEAP_REDZONE: (FaultKind.OUT_OF_BOUNDS, "outside of an allocated object"),
    HEAP_FREE: (FaultKind.USE_AFTER_FREE, "an object that was freed"),
    NOTHING: (FaultKind.PAGE_FAULT, "no object was ever here"),
}
# The views that emitted code indexes: width in bits, the signed and the unsigned format.
Format = Literal["b", "B", "h", "H", "i", "I", "q", "Q"]
_FORMATS: dict[int, tuple[Format, Format]] = {
    8: ("b", "B"),
    16: ("h", "H"),
    32: ("i", "I"),
    64: ("q", "Q"),
}
HEAP_ALIGN = 64
NULL_PAGE = 4096


@dataclass(frozen=True, slots=True)
class Allocation:
    """An object that was allocated: `made` and `freed` say where in the C text."""

    address: int
    size: int
    made: str
    freed: str | None = None


class Memory:
    """A range of addresses with content, shadow and a heap.

    `base` must be a multiple of a power of two not below `capacity`: then `address ^ base` is the
    offset for an address inside, and too large for any view for every other address.
    """

    def __init__(self, capacity: int, base: int, read_only_start: int) -> None:
        self.base = base
        self.capacity = capacity
        self.read_only_start = read_only_start
        self.data = bytearray(capacity)
        self.shadow = bytearray(bytes([NOTHING])) * capacity
        self.views = self._make_views()
        self.undo: MutableSequence[int] | None = None
        self.times: Sized | None = None  # what was recorded so far, where that is noted
        self.heap_start = self.heap_next = self.heap_end = 0
        self.allocations: dict[int, Allocation] = {}
        self.freed: deque[Allocation] = deque()
        self.unwritten_bits: dict[int, int] = {}  # offset of a partly written byte -> which bits
        self.lost: dict[tuple[str, str], int] = {}  # function and variable -> a freed address
        self._reusable: dict[int, deque[int]] = {}

    def _make_views(self) -> dict[str, memoryview]:
        """Return the views that emitted code indexes, by name."""
        data, shadow = memoryview(self.data), memoryview(self.shadow)
        writable = data[: self.read_only_start]
        views: dict[str, memoryview] = {}
        for bits, (signed, unsigned) in _FORMATS.items():
            formats: tuple[tuple[str, Format], ...] = (("i", signed), ("u", unsigned))
            for prefix, code in formats:
                views[f"{prefix}{bits}"] = data.cast("B").cast(code)
                views[f"set_{prefix}{bits}"] = writable.cast("B").cast(code)
            views[f"bad_{bits}"] = shadow.cast("B").cast(unsigned)
        return views

    # -- checked access by address, for helpers and natives ---------------------------------------

    def offset(self, address: int, size: int, write: bool = False) -> int:
        """Return the offset of an accessible range of `size` bytes, or raise a Fault."""
        offset = self.base ^ address
        if address < 0 or offset + size > self.capacity:
            raise self.bad_address(address)
        if address.__class__ is not int and size > 1:
            address.__add__(size)  # a pointer that knows its bounds complains
        codes = self.shadow[offset : offset + size]
        if size and max(codes) >= FIRST_FORBIDDEN:
            bad = next(i for i, code in enumerate(codes) if code >= FIRST_FORBIDDEN)
            raise self.forbidden(offset + bad, size)
        if size and max(codes) >= CONST:
            self.need_qualified(offset, codes, write)
        if write and offset + size > self.read_only_start:
            raise Fault(FaultKind.READ_ONLY, f"address {address:#x}", address=address)
        return offset

    def read(self, address: int, size: int) -> bytes:
        """Return `size` bytes that were written, or raise a Fault."""
        offset = self.offset(address, size)
        codes = self.shadow[offset : offset + size].translate(_KEPT)
        if any(codes):
            raise self.unwritten(offset + next(i for i, code in enumerate(codes) if code), size)
        return bytes(self.data[offset : offset + size])

    def write(self, address: int, data: bytes) -> None:
        """Store bytes, or raise a Fault."""
        offset = self.offset(address, len(data), write=True)
        self._put(offset, data, bytes(len(data)))

    def fill(self, address: int, byte: int, size: int) -> None:
        """Store the same byte `size` times, or raise a Fault."""
        self.write(address, bytes([byte & 255]) * size)

    def copy(self, target: int, source: int, size: int) -> None:
        """Copy bytes together with the knowledge whether they were ever written."""
        start = self.offset(source, size)
        data = self.data[start : start + size]
        codes = self.shadow[start : start + size].translate(_KEPT)
        place = self.offset(target, size, write=True)
        self._put(place, data, codes)
        if PARTLY_WRITTEN in codes:
            masks = {i: self.unwritten_bits[start + i] for i in _where(codes, PARTLY_WRITTEN)}
            self.unwritten_bits.update((place + i, mask) for i, mask in masks.items())

    def _put(self, offset: int, data: bytes | bytearray, codes: bytes | bytearray) -> None:
        self.remember(offset, len(data))
        self.data[offset : offset + len(data)] = data
        self.set_shadow(offset, codes)

    def need_bits(self, offset: int, mask: int, size: int) -> None:
        """Raise a Fault if one of the bits in `mask` was never written."""
        for place in range(offset, offset + size):
            code, wanted = self.shadow[place], mask >> 8 * (place - offset) & 255
            if code == PARTLY_WRITTEN:
                wanted &= self.unwritten_bits[place]
            if code and wanted:
                what = f"a bit-field at {self.base + place:#x} was"
                if mask == (1 << 8 * size) - 1:
                    what = f"{size} bytes at {self.base + offset:#x} were"
                detail = f"{what} never written"
                notes = self.about(self.base + place)
                raise Fault(FaultKind.UNWRITTEN, detail, notes=notes)

    def bits_written(self, offset: int, mask: int, size: int) -> None:
        """Note that the bits in `mask` are written now, in bytes where others may not be."""
        for place in range(offset, offset + size):
            code = self.shadow[place]
            if code:
                missing = self.unwritten_bits[place] if code == PARTLY_WRITTEN else 255
                missing &= ~(mask >> 8 * (place - offset))
                self.unwritten_bits[place] = missing
                self.set_shadow(place, bytes([PARTLY_WRITTEN if missing else GOOD]))

    def protect(self, start: int, qualifier: str, ranges: tuple[int, ...]) -> None:
        """Mark the const, or volatile, bytes of an object at the address `start`."""
        code = bytes([CONST if qualifier == "const" else VOLATILE])
        first = start ^ self.base
        for offset, size in zip(ranges[::2], ranges[1::2], strict=True):
            place = first + offset
            self.set_shadow(place, code * size)

    def read_text(self, address: int, limit: int = -1) -> bytes:
        """Return the bytes of a C string without the closing zero; at most `limit` bytes."""
        offset = self.offset(address, 1)
        longest = limit if limit >= 0 else self.capacity
        end = self.data.find(0, offset, min(self.capacity, offset + longest))
        if end >= 0:
            return self.read(address, end - offset + 1)[:-1]
        return self.read(address, min(self.capacity - offset, longest))

    def peek_text(self, address: int, limit: int = -1) -> bytes:
        """Return what may be a C string, without its zero and unchecked; at most `limit` bytes."""
        offset = self.offset(address, 1) if limit else 0
        last = self.capacity if limit < 0 else min(self.capacity, offset + limit)
        end = self.data.find(0, offset, last)
        return bytes(self.data[offset : end if end >= 0 else last])

    def read_uint(self, address: int, size: int = 8) -> int:
        """Return an unsigned little-endian number."""
        return int.from_bytes(self.read(address, size), "little")

    def write_uint(self, address: int, value: int, size: int = 8) -> None:
        """Store an unsigned little-endian number."""
        self.write(address, (value & (1 << 8 * size) - 1).to_bytes(size, "little"))

    # -- what was there before (recording) --------------------------------------------------------

    def remember(self, offset: int, size: int) -> None:
        """While recording, keep what a range holds before it is overwritten.

        The log has pairs: the number of a word of eight bytes, and what it held. The words of the
        shadow are numbered behind those of memory. With `times`, each pair is followed by how long
        that is: the number of the point before which this happens.
        """
        if self.undo is not None and size:
            self._keep(range(offset >> 3, (offset + size + 7) >> 3), self.views["u64"], 0)

    def set_shadow(self, offset: int, codes: bytes | bytearray) -> None:
        """Set what may be done with a range of bytes; while recording, keep what was known."""
        end = offset + len(codes)
        if self.undo is not None and self.shadow[offset:end] != codes:
            granules = range(offset >> 3, (end + 7) >> 3)
            self._keep(granules, self.views["bad_64"], self.capacity >> 3)
        self.shadow[offset:end] = codes

    def _keep(self, granules: range, words: memoryview, first: int) -> None:
        """Put words, which are numbered from `first` on, into the undo log."""
        undo, times = self.undo, self.times
        assert undo is not None
        time = () if times is None else (len(times),)
        for granule in granules:
            undo.extend((first + granule, words[granule], *time))

    # -- heap -------------------------------------------------------------------------------------

    def set_heap(self, start: int, end: int) -> None:
        """Let the heap have the offsets from `start` to `end`."""
        self.heap_start = self.heap_next = _aligned(start)
        self.heap_end = end

    def allocate(self, size: int, made: str) -> int:
        """Return the address of `size` new bytes that were never written, or 0."""
        room = _aligned(size + HEAP_ALIGN)  # at least one forbidden byte behind each object
        offset = self.heap_next
        if offset + room <= self.heap_end:
            self.heap_next += room
        else:
            found = self._take_freed(room)
            if found is None:
                return 0
            offset = found
        self.set_shadow(offset, bytes([UNWRITTEN]) * size + bytes([HEAP_REDZONE]) * (room - size))
        address = self.base + offset
        self.allocations[address] = Allocation(address, size, made)
        return address

    def _take_freed(self, room: int) -> int | None:
        """Reuse the oldest freed object of that size: freed memory rests as long as it can."""
        places = self._reusable.get(room)
        return places.popleft() if places else None

    def free(self, address: int, where: str) -> None:
        """Give an allocated object back, or raise a Fault."""
        known = self.allocations.pop(address, None)
        if known is None:
            raise self.bad_free(address)
        offset = address ^ self.base
        room = _aligned(known.size + HEAP_ALIGN)
        self.set_shadow(offset, bytes([HEAP_FREE]) * known.size)
        self.freed.append(replace(known, freed=where))
        if len(self.freed) > 4096:
            self.freed.popleft()
        self._reusable.setdefault(room, deque()).append(offset)

    def bad_free(self, address: int) -> Fault:
        """Return the fault of freeing what is not allocated."""
        freed = next((a for a in reversed(self.freed) if a.address == address), None)
        if freed is not None:
            detail = f"double free of {address:#x}"
            return Fault(FaultKind.INVALID_FREE, detail, address=address, notes=(_story(freed),))
        return Fault(
            FaultKind.INVALID_FREE,
            f"{address:#x} is not the start of an allocated object",
            address=address,
            notes=self.about(address),
        )

    # -- wording of faults ------------------------------------------------------------------------

    def bad_address(self, address: int) -> Fault:
        """Return the fault of using an address outside of all memory."""
        address &= (1 << 64) - 1
        if address < NULL_PAGE:
            return Fault(FaultKind.NULL, f"address {address:#018x}", address=address)
        notes: tuple[str, ...] = ()
        if address >> 40 == 0xDEAD00:
            notes = ("this is the poison that list_del() leaves in a list entry",)
        return Fault(FaultKind.PAGE_FAULT, f"address {address:#018x}", address=address, notes=notes)

    def bad_access(self, offset: int, size: int) -> Fault:
        """Return the fault of an access that the shadow forbids."""
        codes = self.shadow[offset : offset + size]
        worst = [i for i, code in enumerate(codes) if code >= FIRST_FORBIDDEN]
        if worst:
            return self.forbidden(offset + worst[0], size)
        if LOST_POINTER in codes:
            return self.lost_pointer(int.from_bytes(self.data[offset : offset + 8], "little"))
        return self.unwritten(offset, size)

    def forbidden(self, offset: int, size: int) -> Fault:
        """Return the fault of touching forbidden ground."""
        address = self.base + offset
        kind, what = _FORBIDDEN.get(self.shadow[offset], _FORBIDDEN[NOTHING])
        detail = f"access of {size} bytes at {address:#x}: {what}"
        return Fault(kind, detail, address=address, notes=self.about(address))

    def dangling(self, offset: int) -> Fault:
        """Return the fault of using a pointer into an object whose life is over (6.2.4p2)."""
        address = self.base + offset
        kind, what = _FORBIDDEN[self.shadow[offset]]
        detail = f"the pointer {address:#x} is used: it points to {what}"
        return Fault(kind, detail, address=address, notes=self.about(address))

    def lost_pointer(self, address: int, name: str = "") -> Fault:
        """Return the fault of using the value of a pointer whose object was freed (6.2.4p2)."""
        what = f"'{name}'" if name else "a pointer"
        detail = f"the value of {what} is used, but the object it pointed to was freed"
        notes = self.about(address)
        return Fault(FaultKind.USE_AFTER_FREE, detail, address=address, notes=notes)

    def need_qualified(self, offset: int, codes: bytes | bytearray, write: bool) -> None:
        """Raise a Fault for a plain access to what is volatile, or a write to what is const."""
        address = self.base + offset
        if VOLATILE in codes:
            detail = f"the volatile object at {address:#x} is accessed as if it were not volatile"
            raise Fault(FaultKind.VOLATILE, detail, address=address)
        if write and CONST in codes:
            detail = f"the object at {address:#x} is defined const, but is written"
            raise Fault(FaultKind.CONST, detail, address=address)

    def unwritten(self, offset: int, size: int) -> Fault:
        """Return the fault of reading what was never written."""
        address = self.base + offset
        detail = f"{size} bytes at {address:#x} were never written"
        return Fault(FaultKind.UNWRITTEN, detail, address=address, notes=self.about(address))

    def about(self, address: int) -> tuple[str, ...]:
        """Return what is known of the allocated object at or before an address."""
        known = sorted(self.allocations)
        position = bisect_right(known, address) - 1
        near = [self.allocations[known[position]]] if position >= 0 else []
        near += [a for a in self.freed if a.address <= address < a.address + a.size]
        for allocation in reversed(near):
            distance = address - allocation.address
            if distance < allocation.size + HEAP_ALIGN:
                return (f"{_distance(distance, allocation.size)} {_story(allocation)}",)
        return ()


def _story(allocation: Allocation) -> str:
    text = f"an object of {allocation.size} bytes, allocated in {allocation.made}"
    return text + (f", freed in {allocation.freed}" if allocation.freed else "")


def _distance(distance: int, size: int) -> str:
    if distance < size:
        return f"{distance} bytes inside"
    return f"{distance - size} bytes behind"


def _where(codes: bytes | bytearray, code: int) -> list[int]:
    return [place for place, found in enumerate(codes) if found == code]


def _aligned(value: int) -> int:
    return -(-value // HEAP_ALIGN) * HEAP_ALIGN
