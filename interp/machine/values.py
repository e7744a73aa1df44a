# SPDX-License-Identifier: MIT
"""C objects seen from Python, in the manner of drgn: `zone.free_area[3].nr_free`.

A `Space` is memory with its symbols and types: that of a live process, or that of a moment of a
recording. A `Value` is a typed object in a space; attributes that are not members of C end in an
underscore, as in drgn.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from interp.lang.link import Program
from interp.lang.types import (
    ArrayType,
    CType,
    EnumType,
    FunctionType,
    IntegerType,
    Member,
    PointerType,
    StructType,
)
from interp.lang.variable_types import VariableArray

U64 = (1 << 64) - 1
# What list_del() leaves in an entry (include/linux/poison.h); container_of() makes it a bit less.
LIST_POISON = {"LIST_POISON1": 0xDEAD000000100100, "LIST_POISON2": 0xDEAD000000200200}
NEAR_POISON = 4096
Formatter = Callable[["Space", CType, int], str | None]


@dataclass(frozen=True, slots=True)
class Region:
    """A range of memory that holds an object of a known type, under a C expression."""

    name: str
    type: CType
    address: int

    @property
    def end(self) -> int:
        """The first address behind it."""
        return self.address + self.type.size


@dataclass(frozen=True, slots=True)
class Leaf:
    """A scalar inside an object: its C expression, type, address; bit-fields have a member."""

    name: str
    type: CType
    address: int
    member: Member | None = None


@dataclass
class Symbols:
    """What does not change while a program runs: names, types, addresses, ways to show values."""

    program: Program
    regions: list[Region] = field(default_factory=list)
    formatters: list[Formatter] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.functions = {address: name for name, address in self.program.addresses.items()}
        for symbol in self.program.data:
            if not symbol.name.startswith("."):
                name = f"{symbol.function}.{symbol.name}" if symbol.function else symbol.name
                self.regions.append(Region(name, symbol.type, symbol.address))
        self._sort()

    def _sort(self) -> None:
        self.regions.sort(key=lambda region: region.address)
        self._starts = [region.address for region in self.regions]

    def replace_regions(self, regions: Iterable[Region]) -> None:
        """Know these objects by name, and no others."""
        self.regions = list(regions)
        self._sort()

    def add_region(self, name: str, type_: CType, address: int) -> None:
        """Make an allocated object known by a C expression, such as `mem_map`."""
        self.regions = [r for r in self.regions if r.name != name or r.type.size <= 8]
        self.regions.append(Region(name, type_, address))
        self._sort()

    def region_at(self, address: int) -> Region | None:
        """Return the region that holds an address."""
        position = bisect_right(self._starts, address) - 1
        if position >= 0 and address < self.regions[position].end:
            return self.regions[position]
        return None

    def leaves(self, address: int, size: int) -> Iterator[Leaf]:
        """Yield the scalars that lie in a range of `size` bytes."""
        position = max(0, bisect_right(self._starts, address) - 1)
        while position < len(self.regions) and self.regions[position].address < address + size:
            region = self.regions[position]
            if region.end > address:
                yield from leaves_of(region.name, region.type, region.address, address, size)
            position += 1

    def name_of(self, address: int, target: CType | None = None) -> str | None:
        """Return a C expression for an address: `&mem_map[8]`, `&isolated_pages`.

        Several objects begin at one address (a structure, its first member); `target` says the
        type of the one that is meant.
        """
        region = self.region_at(address)
        if region is None:
            return None
        name, type_, start = region.name, region.type, region.address
        wanted = str(target.unqualified()) if target is not None else ""
        while not (start == address and str(type_.unqualified()) == wanted):
            step = _step(name, type_, start, address)
            if step is None or (not wanted and step[2] == address == start):
                break
            name, type_, start = step
        offset = address - start
        return f"&{name}" + (f" + {offset} bytes" if offset else "")


def leaves_of(name: str, type_: CType, start: int, address: int, size: int) -> Iterator[Leaf]:
    """Yield the scalars of one object that lie in a range of `size` bytes."""
    if isinstance(type_, ArrayType):
        step = type_.element.size
        if not step:
            return
        first = max(0, (address - start) // step)
        last = min((type_.length or 0) - 1, (address + size - 1 - start) // step)
        for index in range(first, last + 1):
            here = start + index * step
            yield from leaves_of(f"{name}[{index}]", type_.element, here, address, size)
    elif isinstance(type_, StructType):
        members = type_.members[:1] if type_.layout.kind == "union" else type_.members
        for member in members:
            here = start + member.offset
            if here < address + size and here + member.type.size > address:
                inner = f"{name}.{member.name}" if member.name else name
                if member.bit_width is not None:
                    yield Leaf(inner, member.type, here, member)
                else:
                    yield from leaves_of(inner, member.type, here, address, size)
    else:
        yield Leaf(name, type_, start)


def _step(name: str, type_: CType, start: int, address: int) -> tuple[str, CType, int] | None:
    """Return the part of an object that holds an address."""
    if isinstance(type_, ArrayType) and type_.element.size:
        index = (address - start) // type_.element.size
        return f"{name}[{index}]", type_.element, start + index * type_.element.size
    if isinstance(type_, StructType):
        for member in type_.members:
            here = start + member.offset
            if here <= address < here + member.type.size and member.bit_width is None:
                return (f"{name}.{member.name}" if member.name else name), member.type, here
    return None


class Space:
    """Memory with symbols: where Values are read from."""

    def __init__(self, symbols: Symbols, data: bytearray | memoryview) -> None:
        self.symbols = symbols
        self.data = data
        self.base = symbols.program.options.base

    def __getitem__(self, name: str) -> Value:
        """Return the global object of that name."""
        for symbol in self.symbols.program.data:
            if symbol.name == name and not symbol.function:
                return Value(self, symbol.type, symbol.address)
        raise KeyError(f"the program has no global object '{name}'")

    def type(self, name: str) -> CType:
        """Return a type by its name: a typedef, or `struct page`."""
        try:
            return self.symbols.program.types[name]
        except KeyError:
            raise KeyError(f"the program has no type '{name}'") from None

    def object(self, type_: CType, address: int) -> Value:
        """Return the object of a type at an address."""
        return Value(self, type_, address)

    def read(self, address: int, size: int) -> bytes:
        """Return bytes; an address outside of memory is a LookupError."""
        offset = address ^ self.base
        if offset + size > len(self.data):
            raise LookupError(f"nothing is at address {address:#x}")
        return bytes(self.data[offset : offset + size])

    def read_int(self, type_: CType, address: int, member: Member | None = None) -> int:
        """Return the value of a scalar."""
        signed = isinstance(type_, IntegerType) and type_.signed
        value = int.from_bytes(self.read(address, type_.size), "little")
        bits = type_.size * 8
        if member is not None and member.bit_width is not None:
            bits = member.bit_width
            value = value >> member.bit_offset & (1 << bits) - 1
        return value - (1 << bits) if signed and value >> (bits - 1) else value

    def show(self, type_: CType, value: int) -> str:
        """Return a scalar as a reader wants to see it."""
        for formatter in self.symbols.formatters:
            text = formatter(self, type_, value)
            if text is not None:
                return text
        if isinstance(type_, PointerType):
            return self._show_pointer(type_, value)
        if isinstance(type_, EnumType):
            return str(value)
        return str(value) if abs(value) < 1 << 32 else hex(value)

    def _show_pointer(self, type_: PointerType, value: int) -> str:
        if value == 0:
            return "NULL"
        if isinstance(type_.target, FunctionType):
            return self.symbols.functions.get(value, hex(value))
        for name, poison in LIST_POISON.items():
            if 0 <= poison - value < NEAR_POISON:
                return name + (f" - {poison - value}" if value != poison else "")
        return self.symbols.name_of(value, type_.target) or hex(value)


class Value:
    """A C object at an address, or a plain value of a C type."""

    __slots__ = ("_member", "_value", "address_", "space_", "type_")

    def __init__(
        self,
        space: Space,
        type_: CType,
        address: int | None = None,
        value: int | None = None,
        member: Member | None = None,
    ) -> None:
        self.space_ = space
        self.type_ = type_
        self.address_ = address
        self._value = value
        self._member = member

    def value_(self) -> int:
        """Return the number or address that a scalar holds; of an array, where it begins."""
        if isinstance(self.type_, ArrayType | StructType):
            assert self.address_ is not None
            return self.address_
        if self._value is not None:
            return self._value
        assert self.address_ is not None
        return self.space_.read_int(self.type_, self.address_, self._member)

    __int__ = __index__ = value_

    def __bool__(self) -> bool:
        return self.value_() != 0

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Value):
            return self.value_() == other.value_()
        return isinstance(other, int) and self.value_() == other

    def __hash__(self) -> int:
        return hash(self.value_())

    @property
    def bit_field_(self) -> str:
        """The name of the bit-field that this is; empty if it is none."""
        return self._member.name if self._member is not None else ""

    def address_of_(self) -> Value:
        """Return `&object`."""
        assert self.address_ is not None
        return Value(self.space_, PointerType(self.type_), value=self.address_)

    def member_(self, name: str) -> Value:
        """Return a member of a structure, or of what a pointer points to."""
        type_, address = self.type_, self.address_
        if isinstance(type_, PointerType):
            type_, address = type_.target, self.value_()
        if not isinstance(type_, StructType) or address is None:
            raise AttributeError(f"'{self.type_}' has no members")
        member = type_.find(name)
        if member is None:
            raise AttributeError(f"'{type_}' has no member '{name}'")
        bits = member if member.bit_width is not None else None
        return Value(self.space_, member.type, address + member.offset, member=bits)

    def __getattr__(self, name: str) -> Value:
        if name.startswith("__"):
            raise AttributeError(name)
        return self.member_(name)

    def __getitem__(self, index: int) -> Value:
        type_ = self.type_
        if isinstance(type_, ArrayType):
            if not 0 <= index < (type_.length or index + 1):
                raise IndexError(f"'{type_}' has no element {index}")
            element, start = type_.element, self.address_
        elif isinstance(type_, PointerType):
            element, start = type_.target, self.value_()
        else:
            raise TypeError(f"'{type_}' has no elements")
        assert start is not None
        return Value(self.space_, element, start + index * known_size(element))

    def __len__(self) -> int:
        if isinstance(self.type_, ArrayType):
            return self.type_.length or 0
        raise TypeError(f"'{self.type_}' has no length")

    def __iter__(self) -> Iterator[Value]:
        return (self[index] for index in range(len(self)))

    def __dir__(self) -> list[str]:
        type_ = self.type_.target if isinstance(self.type_, PointerType) else self.type_
        members = list(type_.names()) if isinstance(type_, StructType) else []
        return [*members, "address_", "type_", "value_", "member_", "address_of_"]

    def __repr__(self) -> str:
        return f"({self.type_}) {self.text_()}"

    def text_(self, depth: int = 0) -> str:
        """Return the value as C would initialise it."""
        if isinstance(self.type_, StructType):
            pad = "    " * (depth + 1)
            lines = [
                f"{pad}.{name} = {self.member_(name).text_(depth + 1)},\n"
                for name in self.type_.names()
            ]
            return "{\n" + "".join(lines) + "    " * depth + "}"
        if isinstance(self.type_, ArrayType):
            shown = [element.text_(depth) for element in self]
            return "{ " + ", ".join(shown[:32]) + (", ..." if len(shown) > 32 else "") + " }"
        return self.space_.show(self.type_, self.value_())


def known_size(type_: CType) -> int:
    """Return the size of a type in bytes; raises IndexError if only a running function knows it."""
    if isinstance(type_, VariableArray):
        raise IndexError(f"the size of '{type_}' is not known here")
    return type_.size


def scalar(value: Any) -> int:
    """Return the raw number that a Python argument stands for in a C call."""
    return value.value_() if isinstance(value, Value) else int(value)
