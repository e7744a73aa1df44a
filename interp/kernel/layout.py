# SPDX-License-Identifier: MIT
"""How a type lies in memory, shown as pahole shows it: offsets, sizes, holes, cachelines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from interp.kernel.errors import BadArgument, UnknownName, did_you_mean
from interp.lang.types import ArrayType, CType, EnumType, Member, PointerType, StructType

CACHELINE_BYTES = 64
BITS = 8
_STEP = re.compile(r"(?:\.|->)\s*([A-Za-z_]\w*)|\[\s*(\d+)\s*\]")
_HEAD = re.compile(r"\s*((?:struct|union|enum)\s+)?([A-Za-z_]\w*)")


@dataclass(frozen=True, repr=False)
class TypeLayout:
    """A type or a part of one: `name` as asked for, `offset` in bytes inside what it began with."""

    name: str
    type: CType
    offset: int = 0
    bit: tuple[int, int] | None = None

    @property
    def size(self) -> int:
        """Size in bytes."""
        return self.type.size

    @property
    def holes(self) -> tuple[tuple[int, int], ...]:
        """Where in a structure no member is: (offset, bytes)."""
        return tuple(_holes(self.type)) if isinstance(self.type, StructType) else ()

    def __repr__(self) -> str:
        return "\n".join([*self._place(), *_lines(self.type)])

    def _place(self) -> Iterator[str]:
        if "." in self.name or "->" in self.name or "[" in self.name:
            bits = f", bits {self.bit[0]} to {sum(self.bit) - 1}" if self.bit else ""
            yield f"{self.name}: offset {self.offset}{bits}, {self.size} bytes"


def layout_of(types: Mapping[str, CType], objects: Mapping[str, CType], asked: str) -> TypeLayout:
    """Return the layout of `struct page`, `page`, `pg_data_t`, `page.lru`, or a global object.

    Raises UnknownName for what the program does not have, BadArgument for what is no such name.
    """
    head = _HEAD.match(asked)
    if head is None:
        raise BadArgument(f"'{asked}' names no type; try 'struct page' or 'page.flags'")
    type_ = _named(types, objects, head[1], head[2])
    offset, position, bit = 0, head.end(), None
    rest = asked.rstrip(" ;")
    while position < len(rest):
        step = _STEP.match(rest, position)
        if step is None:
            raise BadArgument(f"'{rest[position:]}' cannot follow in '{asked}'; try 'page.flags'")
        type_, more, bit = _part(type_, step)
        offset, position = offset + more, step.end()
    return TypeLayout(rest.strip(), type_, offset, bit)


def _named(
    types: Mapping[str, CType], objects: Mapping[str, CType], keyword: str | None, name: str
) -> CType:
    wanted = [f"{keyword.strip()} {name}"] if keyword else []
    wanted = wanted or [f"struct {name}", name, f"union {name}", f"enum {name}"]
    for each in wanted:
        if each in types:
            return types[each]
    if not keyword and name in objects:
        return objects[name]
    known = [*types, *objects, *(each.split()[-1] for each in types)]
    shown = f"{keyword or ''}{name}"
    raise UnknownName(f"the tree has no type or object '{shown}'{did_you_mean(shown, known)}")


def _part(type_: CType, step: re.Match[str]) -> tuple[CType, int, tuple[int, int] | None]:
    """Return the type, the offset and the bits of a member or an element."""
    if isinstance(type_, PointerType):
        raise BadArgument(f"'{type_}' is a pointer: what it points to lies elsewhere; ask for that")
    if step[2] is not None:
        if not isinstance(type_, ArrayType):
            raise BadArgument(f"'{type_}' has no elements")
        return type_.element, int(step[2]) * type_.element.size, None
    if not isinstance(type_, StructType):
        raise BadArgument(f"'{type_}' has no members")
    member = type_.find(step[1])
    if member is None:
        near = did_you_mean(step[1], type_.names())
        raise UnknownName(f"'{type_}' has no member '{step[1]}'{near}")
    bit = None if member.bit_width is None else (member.bit_offset, member.bit_width)
    return member.type, member.offset, bit


def _lines(type_: CType) -> Iterator[str]:
    if isinstance(type_, EnumType):
        yield f"{type_} {{"
        yield from (f"        {name} = {value}," for name, value in type_.enumerators)
        yield f"}};      /* size: {type_.size} */"
    elif isinstance(type_, StructType) and type_.complete:
        layout = type_.layout
        yield f"{layout.kind} {layout.tag} {{".replace("  ", " ")
        yield from _members(type_, 0, "        ")
        yield from _summary(type_)
        yield "};" if not layout.alias else f"}} {layout.alias};"
    elif isinstance(type_, StructType):
        yield f"{type_};      /* declared only: its size is not known */"
    else:
        yield f"{type_};      /* size: {type_.size} */"


def _members(type_: StructType, base: int, pad: str) -> Iterator[str]:
    """Yield a line for each member, those of structures without a name further in."""
    holes = dict(_holes(type_))
    boundary = (base // CACHELINE_BYTES + 1) * CACHELINE_BYTES
    for member in type_.members:
        start = base + member.offset
        if start >= boundary:
            line = start // CACHELINE_BYTES
            boundary = (line + 1) * CACHELINE_BYTES
            yield f"{pad}/* --- cacheline {line} boundary ({line * CACHELINE_BYTES} bytes) --- */"
        if not member.name and isinstance(member.type, StructType):
            yield f"{pad}{member.type.layout.kind} {{"
            yield from _members(member.type, start, pad + "        ")
            yield _row(pad, "};", f"{start:5} {member.type.size:5}")
        else:
            yield _row(pad, _declared(member), _place_of(member, start))
        end = member.offset + member.type.size
        if type_.layout.kind == "struct" and end in holes and end < type_.size:
            yield f"{pad}/* XXX {holes[end]} bytes hole */"


def _row(pad: str, text: str, place: str) -> str:
    return f"{pad}{text:<{52 - len(pad)}} /* {place} */"


def _declared(member: Member) -> str:
    width = "" if member.bit_width is None else f":{member.bit_width}"
    return f"{member.type.spell(member.name + width)};"


def _place_of(member: Member, start: int) -> str:
    if member.bit_width is None:
        return f"{start:5} {member.type.size:5}"
    return f"{start:5}:{member.bit_offset:2} {member.type.size:2}"


def _holes(type_: StructType) -> Iterator[tuple[int, int]]:
    """Yield the holes between members and the padding at the end of a structure."""
    if type_.layout.kind != "struct":
        return
    end = 0  # in bits
    for member in type_.members:
        first = member.offset * BITS + member.bit_offset
        if first // BITS > -(-end // BITS):
            yield -(-end // BITS), first // BITS - -(-end // BITS)
        width = member.type.size * BITS if member.bit_width is None else member.bit_width
        end = max(end, first + width)
    if type_.size > -(-end // BITS):
        yield -(-end // BITS), type_.size - -(-end // BITS)


def _summary(type_: StructType) -> Iterator[str]:
    lines = -(-type_.size // CACHELINE_BYTES)
    members = len(type_.members)
    pad = " " * 8
    yield ""
    yield f"{pad}/* size: {type_.size}, cachelines: {lines}, members: {members} */"
    holes = [*_holes(type_)]
    padding = holes[-1][1] if holes and sum(holes[-1]) == type_.size else 0
    inner = holes[:-1] if padding else holes
    if inner:
        yield f"{pad}/* holes: {len(inner)}, sum holes: {sum(size for _, size in inner)} */"
    if padding:
        yield f"{pad}/* padding: {padding} */"
    if type_.size % CACHELINE_BYTES:
        yield f"{pad}/* last cacheline: {type_.size % CACHELINE_BYTES} bytes */"
