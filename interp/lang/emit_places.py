# SPDX-License-Identifier: MIT
"""Where an access lies, as an index into a view of memory: known, or not far from what is known.

An aligned access is one index into a view of its width. Of a static array's element the index is a
sum of small numbers; of a structure's members it is near that of the structure, which is computed
once for all accesses by the same pointer (`page_64`: the index in the view of 64-bit words of what
`page` points to).
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

from interp.lang import checked as c
from interp.lang import templates as t
from interp.lang.effective import is_suspicious
from interp.lang.emit_base import PLAIN, Emitter, bits_of_all, known_alignment
from interp.lang.known import Access
from interp.lang.names import FRAME, is_reserved
from interp.lang.symbols import Local, ObjectSymbol
from interp.lang.templates import template
from interp.lang.tokens import Token
from interp.lang.types import CType, IntegerType, PointerType, StructType, VoidType

FRAME_ALIGN = 8  # what is surely the alignment of a stack frame, in bytes
THE_FRAME = 0  # stands for the stack frame where locals are known by identity
_POINTED = template("(pointer ^ base) >> shift", "pointer", "base", "shift")
_POINTED_BYTE = template("pointer ^ base", "pointer", "base")


@dataclass
class Place:
    """An access: what it starts from (None: the stack frame), how far on, and by which indices."""

    start: Local | ObjectSymbol | None
    offset: int
    size: int
    indices: list[tuple[c.Expr, int]]  # each with the bytes that one more makes
    pointer_at: Token | None = None  # where the pointer is named

    @property
    def locals(self) -> list[int]:
        """The variables on which the place depends; 0 where it depends on something else."""
        found = [_local_of(index) for index, _ in self.indices]
        return [*found, id(self.start)] if isinstance(self.start, Local) else found

    @property
    def key(self) -> Access | None:
        """What the same access has again, if that can be said."""
        start = THE_FRAME if self.start is None else id(self.start)
        parts = [part for index, scale in self.indices for part in (_local_of(index), scale)]
        return None if 0 in parts[::2] else (start, self.offset, self.size, *parts)


class PlaceEmitter(Emitter):
    """Finds the index of an access."""

    def is_alias(self, node: c.ObjectAddress | c.LocalAddress, declared: CType) -> bool:
        """Return whether an object must not be reached so (given by the pointers' part)."""
        raise NotImplementedError

    def is_volatile(self, address: c.Expr) -> bool:
        """Return whether an address is that of a volatile object, in a program where it matters."""
        type_ = address.type
        return (
            "volatile" in self.names.dropped
            and isinstance(type_, PointerType)
            and type_.target.volatile
        )

    # -- places -----------------------------------------------------------------------------------

    def place_of(self, address: c.Expr, type_: CType) -> Place | None:
        """Return the place of a scalar, if it is known well enough to be an index."""
        if not self.names.proves or self.is_volatile(address) or bits_of_all(type_):
            return None
        place = Place(None, 0, type_.size, [])
        node, members = address, True
        while True:
            match node:
                case c.PointerAdd(index=c.Constant(value=index), scale=scale):
                    place.offset += index * scale
                    members = members and is_member(node)
                    node = node.pointer
                case c.PointerAdd(index=index, scale=scale) if self._counts(index, scale):
                    place.indices.append((index, scale))
                    node = node.pointer
                case c.Convert(operand=operand) if self._changes_nothing(node):
                    node = operand
                case _:
                    break
        return place if self._begins(place, node, members) else None

    def _counts(self, index: c.Expr, scale: int) -> bool:
        """Return whether an index is surely not negative, or stops the program if it is."""
        if scale <= 0:
            return False
        low, high = self.range_of(index)
        if isinstance(index, c.CheckedIndex):
            return self.names.strict or (low >= 0 and high < index.bound)
        return low >= 0

    def _changes_nothing(self, node: c.Convert) -> bool:
        """Return whether a conversion leaves a pointer as it is, whatever it points to."""
        source, target = node.operand.type, node.type
        if not isinstance(source, PointerType) or not isinstance(target, PointerType):
            return False
        align = target.target.align if target.target.complete else 1
        return (
            not self.may_be_part(source)
            and not (self.names.strict and is_suspicious(source, target))
            and known_alignment(node.operand) % align == 0
        )

    def may_be_part(self, type_: CType) -> bool:
        """Return whether a pointer may be more than a number: it knows the bounds of an array."""
        if not self.names.strict:
            return False
        if not isinstance(type_, PointerType) or not isinstance(type_.target, StructType):
            return True
        return not type_.target.complete or self.names.is_narrowed(type_.target.size)

    def _begins(self, place: Place, node: c.Expr, members: bool) -> bool:
        """Complete a place by what it begins with; return whether that can be done."""
        match node:
            case c.ObjectAddress(symbol=symbol, offset=offset) if symbol.data is None:
                place.start = symbol
                place.offset += offset
                start = self.names.address(symbol) ^ self.names.base
                known = not self.is_alias(node, symbol.type) and self._within(
                    place, 0, self.names.size(symbol)
                )
                return known and self._is_aligned(place, start)
            case c.LocalAddress(local=local, offset=offset):
                place.offset += offset + local.frame_offset
                known = not self.is_alias(node, local.type) and self._within(
                    place, local.frame_offset, local.type.size
                )
                return known and self._is_aligned(place, 0)
            case c.LocalValue(local=local, type=PointerType(target=target)):
                if local.in_memory or place.offset < 0 or id(node) in self.watched:
                    return False
                place.start, place.pointer_at = local, node.at
                if place.indices and not members:
                    return False
                if any(not isinstance(index, c.CheckedIndex) for index, _ in place.indices):
                    return False
                far = place.offset or place.indices
                if far and (not isinstance(target, StructType) or self.may_be_part(node.type)):
                    return False
                align = target.align if target.complete else 1
                return align % place.size == 0 and self._is_aligned(place, 0)
        return False

    def _is_aligned(self, place: Place, start: int) -> bool:
        distances = (start + place.offset, *(scale for _, scale in place.indices))
        return all(distance % place.size == 0 for distance in distances)

    def _within(self, place: Place, start: int, size: int) -> bool:
        """Return whether a place is surely in an object: subscripts are, in their arrays."""
        first = last = place.offset - start
        for index, scale in place.indices:
            low, high = self.range_of(index)
            if isinstance(index, c.CheckedIndex):
                low, high = max(low, 0), min(high, index.bound - 1)
            first, last = first + low * scale, last + high * scale
        return first >= 0 and last + place.size <= size

    # -- indices ----------------------------------------------------------------------------------

    def index_of(self, at: Token, place: Place) -> ast.expr:
        """Return the index of a place, in the view of its size."""
        size = place.size
        if isinstance(place.start, ObjectSymbol):
            first = self.names.address(place.start) ^ self.names.base
            found: ast.expr = t.constant(at, (first + place.offset) // size)
        else:
            found = self._pointed(at, place.start, size, place.pointer_at or at)
            if place.offset:
                found = PLAIN["+"](at, found, place.offset // size)
        indices = self.values(*(index for index, _ in reversed(place.indices)))
        for (_, scale), index in zip(reversed(place.indices), indices, strict=True):
            step = index if scale == size else PLAIN["*"](at, index, scale // size)
            found = PLAIN["+"](at, found, step)
        return found

    def _pointed(self, at: Token, pointer: Local | None, size: int, pointer_at: Token) -> ast.expr:
        """Return the index of what a pointer points to; kept in a variable if it pays."""
        owner = THE_FRAME if pointer is None else id(pointer)
        known = self.known.indices.get((owner, size))
        if known is not None:
            return t.name(at, known)
        if pointer is None:
            python_name: str = FRAME
            held: ast.expr = t.name(pointer_at, FRAME)
        else:
            python_name, held = pointer.python_name, self.read_local(pointer_at, pointer)
        value = self._computed(at, held, size)
        if not self.learns or self.conditional or self.uses[owner, size] < 2:
            return value
        name = self._fresh_name(f"{python_name}_{size * 8}")
        self.known.indices[owner, size] = name
        line = t.assign(at, name, value)
        self.harmless.add(id(line))
        self.lines.append(line)
        return t.name(at, name)

    def keep_frame_indices(self, at: Token) -> None:
        """Compute at once where the stack frame lies in the views through which it is used."""
        for size in (1, 2, 4, 8):
            if self.uses[THE_FRAME, size] > 1:
                self._pointed(at, None, size, at)

    def _computed(self, at: Token, pointer: ast.expr, size: int) -> ast.expr:
        if size == 1:
            return _POINTED_BYTE(at, pointer, self.names.base)
        return _POINTED(at, pointer, self.names.base, size.bit_length() - 1)

    def _fresh_name(self, wanted: str) -> str:
        while wanted in self.taken or is_reserved(wanted) or self.names.is_taken(wanted):
            wanted += "_"
        return wanted


def is_member(node: c.PointerAdd) -> bool:
    """Return whether this is the address of a structure's member."""
    if not isinstance(node.index, c.Constant) or node.scale != 1:
        return False
    source, result = node.pointer.type, node.type
    if not isinstance(source, PointerType) or not isinstance(result, PointerType):
        return False
    if isinstance(source.target, VoidType):
        return False
    if isinstance(source.target, StructType):
        return not isinstance(result.target, StructType) or (
            result.target.layout is not source.target.layout
        )
    return isinstance(result.target, StructType)  # container_of: from a byte to its structure


def _local_of(index: c.Expr) -> int:
    """Return which variable an index is, 0 if it is something else."""
    while isinstance(index, c.CheckedIndex | c.Convert):
        if isinstance(index, c.Convert) and not (
            isinstance(index.type, IntegerType)
            and isinstance(index.operand.type, IntegerType)
            and index.type.low <= index.operand.type.low
            and index.operand.type.high <= index.type.high
        ):
            return 0
        index = index.index if isinstance(index, c.CheckedIndex) else index.operand
    if isinstance(index, c.LocalValue) and not index.local.in_memory:
        return id(index.local)
    return 0


def pointer_of(address: c.Expr) -> int | None:
    """Return what an address starts from, as in `Emitter.uses`, if that is not known before."""
    while isinstance(address, c.PointerAdd | c.Convert):
        address = address.pointer if isinstance(address, c.PointerAdd) else address.operand
    if isinstance(address, c.LocalValue) and not address.local.in_memory:
        return id(address.local)
    return THE_FRAME if isinstance(address, c.LocalValue | c.LocalAddress) else None
