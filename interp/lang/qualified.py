# SPDX-License-Identifier: MIT
"""Which bytes of an object are const or volatile (C11 6.7.3p6): its members may be, one by one."""

from __future__ import annotations

from collections.abc import Iterator

from interp.lang.types import ArrayType, CType, PointerType, StructType

Ranges = tuple[int, ...]  # offsets, each followed by a size in bytes


def const_ranges(type_: CType) -> Ranges:
    """Return where an object of a type is const."""
    return tuple(number for pair in _ranges(type_, 0, "const") for number in pair)


def volatile_ranges(type_: CType) -> Ranges:
    """Return where an object of a type is volatile; whole structures are left out."""
    return tuple(number for pair in _ranges(type_, 0, "volatile") for number in pair)


def _ranges(type_: CType, offset: int, qualifier: str) -> Iterator[tuple[int, int]]:
    whole = qualifier == "const" or not isinstance(type_, StructType)
    if getattr(type_, qualifier) and whole:
        yield offset, type_.size
    elif isinstance(type_, StructType) and type_.layout.kind == "struct":
        for member in type_.members:
            if member.bit_width is None:
                yield from _ranges(member.type, offset + member.offset, qualifier)
    elif isinstance(type_, ArrayType):
        found = list(_ranges(type_.element, 0, qualifier))
        if found == [(0, type_.element.size)]:
            yield offset, type_.size
        elif found:
            for number in range(type_.length or 0):
                start = offset + number * type_.element.size
                yield from ((start + place, size) for place, size in found)


def drops(source: CType, target: CType, qualifier: str) -> bool:
    """Return whether a conversion of pointers forgets a qualifier of what they point to."""
    if not isinstance(source, PointerType) or not _has(source.target, qualifier):
        return False
    return not (isinstance(target, PointerType) and _has(target.target, qualifier))


def _has(type_: CType, qualifier: str) -> bool:
    while isinstance(type_, ArrayType):
        type_ = type_.element
    return bool(getattr(type_, qualifier))
