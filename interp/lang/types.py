# SPDX-License-Identifier: MIT
"""C types with the sizes of x86-64 Linux (LP64), and how structures are laid out."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field

CHAR_BIT = 8
POINTER_BYTES = 8


@dataclass(frozen=True)
class CType:
    """A C type; `const` and `volatile` are its qualifiers, `asked_align` is in bytes."""

    const: bool = field(default=False, kw_only=True)
    volatile: bool = field(default=False, kw_only=True)
    asked_align: int = field(default=0, kw_only=True, compare=False)

    @property
    def size(self) -> int:
        """Size in bytes; incomplete types have size 0."""
        return 0

    @property
    def natural_align(self) -> int:
        """The alignment in bytes that the type has by itself."""
        return max(self.size, 1)

    @property
    def align(self) -> int:
        """Alignment in bytes."""
        return self.asked_align or self.natural_align

    def aligned(self, align: int) -> CType:
        """Return this type with the alignment (bytes) that a typedef asks for; 0: as it is."""
        if align in (0, self.align):
            return self
        other = copy.copy(self)
        object.__setattr__(other, "asked_align", align)
        return other

    @property
    def complete(self) -> bool:
        """Whether objects of this type can be made."""
        return True

    def qualified(self, const: bool = False, volatile: bool = False) -> CType:
        """Return this type with qualifiers added."""
        if (const <= self.const) and (volatile <= self.volatile):
            return self
        other = copy.copy(self)
        object.__setattr__(other, "const", self.const or const)
        object.__setattr__(other, "volatile", self.volatile or volatile)
        return other

    def unqualified(self) -> CType:
        """Return this type without qualifiers."""
        if not (self.const or self.volatile):
            return self
        other = copy.copy(self)
        object.__setattr__(other, "const", False)
        object.__setattr__(other, "volatile", False)
        return other

    def spell(self, inner: str = "") -> str:
        """Return the declaration of `inner` with this type, as C writes it."""
        words = ["const"] * self.const + ["volatile"] * self.volatile + [self._words()]
        return " ".join(words) + (f" {inner}" if inner else "")

    def _words(self) -> str:
        raise NotImplementedError

    def __str__(self) -> str:
        return self.spell()


@dataclass(frozen=True)
class VoidType(CType):
    """`void`."""

    @property
    def complete(self) -> bool:
        """Whether objects of this type can be made: never."""
        return False

    def _words(self) -> str:
        return "void"


@dataclass(frozen=True)
class IntegerType(CType):
    """An integer type: its width in bytes, its signedness and its rank (6.3.1.1)."""

    name: str
    bytes: int
    signed: bool
    rank: float

    @property
    def size(self) -> int:
        """Size in bytes."""
        return self.bytes

    @property
    def bits(self) -> int:
        """Number of value and sign bits."""
        return 1 if self.rank == 0 else self.bytes * CHAR_BIT

    @property
    def low(self) -> int:
        """The least value."""
        return -(1 << (self.bits - 1)) if self.signed else 0

    @property
    def high(self) -> int:
        """The greatest value."""
        return (1 << (self.bits - self.signed)) - 1

    def wrap(self, value: int) -> int:
        """Return `value` modulo two to the width (6.3.1.3); _Bool asks whether it is not 0."""
        if self.rank == 0:
            return int(value != 0)
        value &= (1 << self.bits) - 1
        return value - (1 << self.bits) if self.signed and value >> (self.bits - 1) else value

    def _words(self) -> str:
        return self.name


@dataclass(frozen=True)
class BitFieldType(IntegerType):
    """What a bit-field wider than int has as a value: gcc gives it a type of its width (6.7.2.1p5).

    Its rank is between those of int and long, and higher for more bits.
    """

    width: int

    @property
    def bits(self) -> int:
        """Number of value and sign bits."""
        return self.width


def bit_field_type(declared: IntegerType, width: int) -> BitFieldType:
    """Return the type that a bit-field of more than 32 and less than 64 bits has as a value."""
    name, rank = f"{declared.name}:{width}", 3 + (width - 32) / 32
    return BitFieldType(name, declared.bytes, declared.signed, rank, width)


BOOL = IntegerType("_Bool", 1, False, 0)
CHAR = IntegerType("char", 1, True, 1)
SIGNED_CHAR = IntegerType("signed char", 1, True, 1)
UNSIGNED_CHAR = IntegerType("unsigned char", 1, False, 1)
SHORT = IntegerType("short", 2, True, 2)
UNSIGNED_SHORT = IntegerType("unsigned short", 2, False, 2)
INT = IntegerType("int", 4, True, 3)
UNSIGNED_INT = IntegerType("unsigned int", 4, False, 3)
LONG = IntegerType("long", 8, True, 4)
UNSIGNED_LONG = IntegerType("unsigned long", 8, False, 4)
LONG_LONG = IntegerType("long long", 8, True, 5)
UNSIGNED_LONG_LONG = IntegerType("unsigned long long", 8, False, 5)
INT128 = IntegerType("__int128", 16, True, 6)  # GNU C
UNSIGNED_INT128 = IntegerType("unsigned __int128", 16, False, 6)
VOID = VoidType()

_INTEGERS: tuple[IntegerType, ...] = (
    *(BOOL, CHAR, SIGNED_CHAR, UNSIGNED_CHAR, SHORT, UNSIGNED_SHORT, INT, UNSIGNED_INT),
    *(LONG, UNSIGNED_LONG, LONG_LONG, UNSIGNED_LONG_LONG),
)
_BY_NAME = {type_.name: type_ for type_ in _INTEGERS}
# The same type can be spelled in many orders and lengths: `long unsigned int`.
SPELLINGS: dict[tuple[str, ...], CType] = {("void",): VOID}
for _type in _INTEGERS:
    _words = _type.name.split()
    SPELLINGS[tuple(sorted(_words))] = _type
    if _type.rank >= 2 and "int" not in _words:
        SPELLINGS[tuple(sorted([*_words, "int"]))] = _type
    if _type.signed and _type.rank >= 2:
        SPELLINGS[tuple(sorted([*_words, "signed"]))] = _type
        SPELLINGS[tuple(sorted([*(w for w in _words if w != "int"), "signed", "int"]))] = _type
for _spelling in (("__int128",), ("__int128", "signed"), ("__int128_t",)):
    SPELLINGS[_spelling] = INT128
for _spelling in (("__int128", "unsigned"), ("__uint128_t",)):
    SPELLINGS[_spelling] = UNSIGNED_INT128
SPELLINGS[("signed",)] = INT
SPELLINGS[("unsigned",)] = UNSIGNED_INT


@dataclass(frozen=True)
class PointerType(CType):
    """A pointer to `target`."""

    target: CType

    @property
    def size(self) -> int:
        """Size in bytes."""
        return POINTER_BYTES

    def spell(self, inner: str = "") -> str:
        """Return the declaration of `inner` with this type, as C writes it."""
        inner = "*" + " const" * self.const + (" " if self.const and inner else "") + inner
        if isinstance(self.target, ArrayType | FunctionType):
            inner = f"({inner})"
        return self.target.spell(inner)

    def _words(self) -> str:
        return ""


@dataclass(frozen=True)
class ArrayType(CType):
    """`length` elements in a row; None where the length is not known (yet)."""

    element: CType
    length: int | None

    @property
    def size(self) -> int:
        """Size in bytes."""
        return self.element.size * (self.length or 0)

    @property
    def natural_align(self) -> int:
        """The alignment in bytes that the type has by itself."""
        return self.element.align

    @property
    def complete(self) -> bool:
        """Whether objects of this type can be made."""
        return self.length is not None and self.element.complete

    def spell(self, inner: str = "") -> str:
        """Return the declaration of `inner` with this type, as C writes it."""
        return self.element.spell(f"{inner}[{'' if self.length is None else self.length}]")

    def _words(self) -> str:
        return ""


@dataclass(frozen=True)
class FunctionType(CType):
    """A function; `parameters` is None where the declaration says nothing about them.

    Those of an old-style definition are known, but no prototype: calls do not convert to them
    (6.9.1p7), and it is for the running program to pass what fits.
    """

    result: CType
    parameters: tuple[CType, ...] | None
    variadic: bool = False
    old_style: bool = False

    @property
    def prototype(self) -> tuple[CType, ...] | None:
        """The parameters that calls convert to, if there are any."""
        return None if self.old_style else self.parameters

    @property
    def complete(self) -> bool:
        """Whether objects of this type can be made: never."""
        return False

    def spell(self, inner: str = "") -> str:
        """Return the declaration of `inner` with this type, as C writes it."""
        if self.parameters is None:
            return self.result.spell(f"{inner}()")
        shown = [str(parameter) for parameter in self.parameters] + ["..."] * self.variadic
        return self.result.spell(f"{inner}({', '.join(shown) or 'void'})")

    def _words(self) -> str:
        return ""


@dataclass(frozen=True)
class Member:
    """A member of a structure; a bit-field has a width and a position in its unit, in bits."""

    name: str
    type: CType
    offset: int
    bit_width: int | None = None
    bit_offset: int = 0


@dataclass(eq=False)
class Layout:
    """The body of a structure or union, filled in when its definition is read."""

    kind: str
    tag: str
    members: tuple[Member, ...] = ()
    size: int = 0
    align: int = 1
    complete: bool = False
    flexible: bool = False
    broken: bool = False  # its definition was complained of
    transparent: bool = False  # a union that takes its members' values as arguments (GNU C)
    open: bool = False  # its members are being read
    alias: str = ""  # the typedef by which alone a structure without a tag is known


@dataclass(frozen=True)
class StructType(CType):
    """A structure or union. Two are the same type only if they have the same layout object."""

    layout: Layout

    @property
    def size(self) -> int:
        """Size in bytes."""
        return self.layout.size

    @property
    def natural_align(self) -> int:
        """The alignment in bytes that the type has by itself."""
        return self.layout.align

    @property
    def complete(self) -> bool:
        """Whether objects of this type can be made."""
        return self.layout.complete

    @property
    def members(self) -> tuple[Member, ...]:
        """Its members in order; unnamed structures among them have an empty name."""
        return self.layout.members

    def find(self, name: str) -> Member | None:
        """Return the member of that name, also out of unnamed members, with its whole offset."""
        for member in self.members:
            if member.name == name and name:
                return member
            if not member.name and isinstance(member.type, StructType):
                inner = member.type.find(name)
                if inner is not None:
                    offset = member.offset + inner.offset
                    return Member(name, inner.type, offset, inner.bit_width, inner.bit_offset)
        return None

    def names(self) -> Iterator[str]:
        """Yield the names that can stand behind a dot."""
        for member in self.members:
            if member.name:
                yield member.name
            elif isinstance(member.type, StructType):
                yield from member.type.names()

    def _words(self) -> str:
        layout = self.layout
        return layout.alias or f"{layout.kind} {layout.tag or '{...}'}"


@dataclass(frozen=True)
class EnumType(IntegerType):
    """An enumeration; its values are those of `unsigned int`, or `int` if one is negative."""

    tag: str = ""
    enumerators: tuple[tuple[str, int], ...] = field(default=(), compare=False)
    # Whether it is still to be defined; one list for all that were made from it by qualifiers.
    waits: list[bool] = field(default_factory=lambda: [False], compare=False, repr=False)

    @property
    def complete(self) -> bool:
        """Whether objects of this type can be made."""
        return not self.waits[0]

    def _words(self) -> str:
        return f"enum {self.tag or '{...}'}"


VOID_POINTER = PointerType(VOID)


def is_scalar(type_: CType) -> bool:
    """Return whether values of the type are numbers or addresses (6.2.5p21)."""
    return isinstance(type_, IntegerType | PointerType)


def compatible(left: CType, right: CType) -> bool:
    """Return whether two types are compatible, top-level qualifiers aside (6.2.7)."""
    if left is right:
        return True
    match left, right:
        case PointerType(), PointerType():
            return _same_qualifiers(left.target, right.target) and compatible(
                left.target, right.target
            )
        case ArrayType(), ArrayType():
            lengths = {left.length, right.length} - {None}
            return len(lengths) < 2 and compatible(left.element, right.element)
        case FunctionType(), FunctionType():
            return _compatible_functions(left, right)
        case StructType(), StructType():
            return left.layout is right.layout
        case EnumType(), EnumType():
            return left.tag == right.tag
        case IntegerType(), IntegerType():
            if isinstance(left, EnumType) or isinstance(right, EnumType):
                return left.bytes == right.bytes and left.signed == right.signed
            return left.name == right.name
    return isinstance(left, VoidType) and isinstance(right, VoidType)


def _same_qualifiers(left: CType, right: CType) -> bool:
    return left.const == right.const and left.volatile == right.volatile


def _compatible_functions(left: FunctionType, right: FunctionType) -> bool:
    if not compatible(left.result, right.result):
        return False
    if left.parameters is None or right.parameters is None:
        return _fits_any_call(left) and _fits_any_call(right)
    return (
        len(left.parameters) == len(right.parameters)
        and left.variadic == right.variadic
        and all(map(compatible, left.parameters, right.parameters))
    )


def _fits_any_call(type_: FunctionType) -> bool:
    """Return whether calls without a prototype pass what a function takes (6.7.6.3p15)."""
    if type_.variadic:
        return False
    return all(promote(each) == each.unqualified() for each in type_.parameters or ())


def composite(left: CType, right: CType) -> CType:
    """Return what two compatible declarations say together (6.2.7p3)."""
    match left, right:
        case ArrayType(length=None), ArrayType():
            return right
        case FunctionType(parameters=None), FunctionType():
            return right
        case FunctionType(old_style=True), FunctionType(parameters=tuple()):
            return right
    return left


def is_broken(type_: CType) -> bool:
    """Return whether a type is incomplete only because its definition was complained of."""
    while isinstance(type_, ArrayType):
        type_ = type_.element
    return isinstance(type_, StructType) and type_.layout.broken


def pointed_align(type_: CType) -> int:
    """Return what a pointer of this type must be a multiple of (6.3.2.3p7); 1 of anything else."""
    if isinstance(type_, PointerType) and type_.target.complete:
        return type_.target.align
    return 1


def promote(type_: CType) -> CType:
    """Return the type after integer promotion (6.3.1.1p2)."""
    if isinstance(type_, EnumType) and type_.bytes >= INT.bytes:
        names = ("int", "unsigned int") if type_.bytes == INT.bytes else ("long", "unsigned long")
        return _BY_NAME[names[not type_.signed]]
    if isinstance(type_, IntegerType) and type_.rank < INT.rank:
        return INT
    return type_.unqualified()


def promoted(type_: IntegerType) -> IntegerType:
    """Return an integer type after promotion."""
    result = promote(type_)
    assert isinstance(result, IntegerType)
    return result


def common(left: IntegerType, right: IntegerType) -> IntegerType:
    """Return the type of an operation on two promoted integers (6.3.1.8)."""
    if left.rank == right.rank:
        return right if left.signed else left
    if left.rank < right.rank:
        left, right = right, left
    if not left.signed or right.signed or left.bits > right.bits:
        return left
    return _UNSIGNED_OF[left.rank]


_UNSIGNED_OF = {
    t.rank: t for t in (UNSIGNED_INT, UNSIGNED_LONG, UNSIGNED_LONG_LONG, UNSIGNED_INT128)
}


@dataclass(frozen=True)
class MemberRequest:
    """A member as its declaration asks for it, before it has a place."""

    name: str
    type: CType
    bit_width: int | None = None
    align: int = 0
    packed: bool = False


def lay_out(
    layout: Layout, requests: list[MemberRequest], packed: bool, align: int, most: int = 0
) -> None:
    """Give each member its offset as gcc does on x86-64, and the whole its size and alignment.

    `most` is the alignment that no member exceeds (`#pragma pack`), in bytes; 0 is no bound.
    """
    members: list[Member] = []
    bit = 0  # the first free bit
    total = 0
    alignment = max(1, align)
    for request in requests:
        natural = 1 if packed or request.packed else request.type.align
        natural = max(natural, request.align)
        natural = min(natural, most or natural)
        if request.bit_width is None:
            bit = _round_up(bit, natural * CHAR_BIT)
            offset = 0 if layout.kind == "union" else bit // CHAR_BIT
            members.append(Member(request.name, request.type, offset))
            bit = (offset + request.type.size) * CHAR_BIT
        else:
            bit = _place_bit_field(request, bit, packed or request.packed, most, members)
            if not request.name:
                natural = 1
        alignment = max(alignment, natural)
        total = max(total, bit)
        if layout.kind == "union":
            bit = 0
    layout.members = tuple(members)
    layout.align = alignment
    layout.size = _round_up(total, alignment * CHAR_BIT) // CHAR_BIT
    last = requests[-1].type if requests else None
    layout.flexible = isinstance(last, ArrayType) and last.length is None
    layout.complete = True


def _place_bit_field(
    request: MemberRequest, bit: int, packed: bool, most: int, members: list[Member]
) -> int:
    width = request.bit_width or 0
    unit = request.type.size * CHAR_BIT
    step = min(unit, most * CHAR_BIT or unit)
    if width == 0:
        return _round_up(bit, unit)
    touched = (bit + width - 1) // step - bit // step + 1
    if not packed and touched * step > unit:
        bit = _round_up(bit, step)
    if packed or step < unit:
        step = CHAR_BIT
    start = bit // step * step
    if request.name:
        offset = start // CHAR_BIT
        members.append(Member(request.name, request.type, offset, width, bit - start))
    return bit + width


def _round_up(value: int, unit: int) -> int:
    return -(-value // unit) * unit
