# SPDX-License-Identifier: MIT
"""The checked tree: every type, conversion, offset and constant is settled.

What stands here holds all that C rules had to say; the emitter only has to print it. Expressions
are values: an object is read by `LocalValue` or `Load`, an array or function has become an address.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Union

from interp.lang.symbols import FunctionSymbol, Local, ObjectSymbol
from interp.lang.tokens import Token
from interp.lang.types import ArrayType, CType


@dataclass(slots=True)
class Expr:
    """A value of a type; `at` is the token that messages point to."""

    at: Token
    type: CType


@dataclass(slots=True)
class Constant(Expr):
    """An integer (or an address written as one), in the range of its type."""

    value: int


@dataclass(slots=True)
class Bytes(Expr):
    """The bytes of a string literal as the value of an array of characters."""

    data: bytes


@dataclass(slots=True)
class ObjectAddress(Expr):
    """The address of an object of static storage, plus bytes."""

    symbol: ObjectSymbol
    offset: int = 0


@dataclass(slots=True)
class FunctionAddress(Expr):
    """The address of a function."""

    symbol: FunctionSymbol


@dataclass(slots=True)
class LocalAddress(Expr):
    """The address of a local object that lives in memory, plus bytes."""

    local: Local
    offset: int = 0


@dataclass(slots=True)
class LocalValue(Expr):
    """The value of a local variable."""

    local: Local


@dataclass(frozen=True, slots=True)
class Bits:
    """Where a bit-field lies in the unit that is loaded."""

    width: int
    offset: int


@dataclass(slots=True)
class Load(Expr):
    """The value at an address; of a structure, its bytes."""

    address: Expr
    bits: Bits | None = None


@dataclass(slots=True)
class Convert(Expr):
    """The operand as a value of another type (6.3)."""

    operand: Expr


@dataclass(slots=True)
class LooseAddress(Convert):
    """`&member` of a packed structure: it may be no multiple of what its type asks for."""


@dataclass(slots=True)
class Narrow(Expr):
    """A pointer, `offset` bytes into an array of `size` bytes at `operand`, a part of an object."""

    operand: Expr
    size: int
    offset: int = 0


@dataclass(slots=True)
class Negate(Expr):
    """`-operand`."""

    operand: Expr


@dataclass(slots=True)
class Complement(Expr):
    """`~operand`."""

    operand: Expr


@dataclass(slots=True)
class Not(Expr):
    """`!operand`."""

    operand: Expr


@dataclass(slots=True)
class Arithmetic(Expr):
    """`left op right`, both already of the result's type (a shift's right side: its own)."""

    op: str
    left: Expr
    right: Expr


@dataclass(slots=True)
class Compare(Expr):
    """`left op right`, both of one type; gives 0 or 1."""

    op: str
    left: Expr
    right: Expr


@dataclass(slots=True)
class PointerAdd(Expr):
    """`pointer + index`; `scale` is the size of an element in bytes, negative for `-`."""

    pointer: Expr
    index: Expr
    scale: int


@dataclass(slots=True)
class PointerDifference(Expr):
    """`left - right` in elements of `scale` bytes."""

    left: Expr
    right: Expr
    scale: int


@dataclass(slots=True)
class CheckedIndex(Expr):
    """An index that must be at least 0 and below `bound`: one more than fits, after `&`."""

    index: Expr
    bound: int
    array: ArrayType


@dataclass(slots=True)
class VariableIndex(Expr):
    """An index that must be at least 0 and below `count`, or not above it after `&`."""

    index: Expr
    count: Expr
    one_past: bool


@dataclass(slots=True)
class ByteOffset(Expr):
    """`index` elements as bytes, where the size of an element is known only when running."""

    index: Expr
    size: Expr


@dataclass(slots=True)
class NarrowRow(Expr):
    """A pointer to the first element of a row of `size` bytes, a part of an object."""

    operand: Expr
    size: Expr


@dataclass(slots=True)
class SameLengths(Expr):
    """A pointer that stands where one to another array type is: each length must be the other."""

    operand: Expr
    lengths: list[Expr]
    others: list[Expr]


@dataclass(slots=True)
class Length(Expr):
    """How many elements an array has (6.7.6.2p5): evaluated here, and kept in a hidden local.

    It must be positive; `name` is what is declared, "" in the name of a type.
    """

    local: Local
    value: Expr
    name: str


@dataclass(slots=True)
class ArrayEnd(Expr):
    """Where the stack can go on behind a local array of variable length of `size` bytes."""

    local: Local
    size: Expr


@dataclass(slots=True)
class Logical(Expr):
    """`left && right` or `left || right`."""

    op: str
    left: Expr
    right: Expr


@dataclass(slots=True)
class Choice(Expr):
    """`condition ? yes : no`."""

    condition: Expr
    yes: Expr
    no: Expr


@dataclass(slots=True)
class Sequence(Expr):
    """`first, second`."""

    first: Expr
    second: Expr


@dataclass(slots=True)
class LocalPlace:
    """A local variable as something to assign to."""

    at: Token
    type: CType
    local: Local


@dataclass(slots=True)
class MemoryPlace:
    """An object in memory as something to assign to; `align` (bytes) if packing made it less.

    A typedef can make it less too: then the type says so.
    """

    at: Token
    type: CType
    address: Expr
    bits: Bits | None = None
    align: int = 0
    part: bool = False  # an array with something behind it in the same object

    @property
    def loose(self) -> bool:
        """Whether the object may stand where its type alone could not: in a packed structure."""
        return (self.align or self.type.align) < self.type.natural_align

    @property
    def access(self) -> Bits | None:
        """The bits that are read and written: of a loose number, all of them, bytewise."""
        if self.bits is None and self.loose:
            return Bits(self.type.size * 8, 0)
        return self.bits


Place = Union[LocalPlace, MemoryPlace]  # noqa: UP007 (a string annotation would need quotes)


@dataclass(slots=True)
class Assign(Expr):
    """`place = value`."""

    place: Place
    value: Expr


@dataclass(slots=True)
class OldValue(Expr):
    """Inside an `Update`: what the place held before."""


@dataclass(slots=True)
class Earlier(Expr):
    """The right side of `place op= f()`: it is evaluated before the old value is read.

    C11 leaves open which comes first (6.5.2.2p10), gcc has chosen.
    """

    operand: Expr


@dataclass(slots=True)
class Update(Expr):
    """`place op= value`, `++` and `--`: `new` is made from `OldValue`; gives the new or the old."""

    place: Place
    old: OldValue
    new: Expr
    gives_old: bool = False
    earlier: Earlier | None = None


@dataclass(slots=True)
class Call(Expr):
    """A call; `rest` are the arguments for the `...` of a variadic function."""

    function: FunctionSymbol | Expr
    arguments: list[Expr]
    rest: list[Expr] | None = None


@dataclass(slots=True)
class StatementValue(Expr):
    """GNU C's `({ statements; value; })`; the lives of its `locals` end with it."""

    body: list[Statement]
    value: Expr | None
    locals: list[Local] = field(default_factory=list)


@dataclass(slots=True)
class Temporary(Expr):
    """The address of a local object after `setup` has run (compound literals, returned structs)."""

    local: Local
    setup: list[Initialization]


@dataclass(slots=True)
class VaStart(Expr):
    """Make a list of the arguments behind the last named one; `address` is that of the list."""

    address: Expr


@dataclass(slots=True)
class VaArg(Expr):
    """Take the next argument of this type out of the list at `address`.

    The list is `borrowed` if it is another function's: the value of a parameter.
    """

    address: Expr
    borrowed: bool = False


@dataclass(slots=True)
class VaEnd(Expr):
    """End the list at `address`."""

    address: Expr


@dataclass(slots=True)
class VaCopy(Expr):
    """Copy one list to another."""

    target: Expr
    source: Expr


@dataclass(slots=True)
class NeedElements(Expr):
    """At least `size` bytes must lie behind a pointer."""

    pointer: Expr
    size: Expr


@dataclass(slots=True)
class Undefined(Expr):
    """What is undefined whenever it is executed: the name of a kind of fault, and the details."""

    kind: str
    detail: str
    rule: str = ""


@dataclass(slots=True)
class Unreachable(Expr):
    """A place that must not be reached."""


# -- statements -----------------------------------------------------------------------------------


@dataclass(slots=True)
class Statement:
    """What is executed; `at` is where a debugger stops for it."""

    at: Token


@dataclass(slots=True)
class Initialization:
    """`offset` bytes into an object, store `value`."""

    offset: int
    type: CType
    value: Expr
    bits: Bits | None = None


@dataclass(slots=True)
class Declare(Statement):
    """A local comes to life; `zero` if all that is not initialised is zero."""

    local: Local
    initial: list[Initialization] | None
    zero: bool = False
    stops: bool = True


@dataclass(slots=True)
class Lengths(Statement):
    """The lengths in a declaration are evaluated; of parameters without a stop."""

    lengths: list[Expr]
    stops: bool = True


@dataclass(slots=True)
class DeclareArray(Statement):
    """A local array of variable length comes to life; `level` is where its memory may begin.

    That is behind the arrays that are in scope before it, None for the end of the stack frame: so
    whatever was there of an earlier time round, or of a block that was left, is no more.
    """

    local: Local
    lengths: list[Expr]
    size: Expr
    level: Expr | None


@dataclass(slots=True)
class EndArrays(Statement):
    """The arrays of variable length that are not in scope here come to their end (6.2.4p7)."""

    level: Expr | None


@dataclass(slots=True)
class Evaluate(Statement):
    """Evaluate and drop the value."""

    expression: Expr


@dataclass(slots=True)
class Block(Statement):
    """Statements in a scope of their own."""

    body: list[Statement]
    locals: list[Local] = field(default_factory=list)
    end: Token | None = None  # its closing brace, if it is written with one


@dataclass(slots=True)
class If(Statement):
    """`if (condition) yes else no`."""

    condition: Expr
    yes: Statement
    no: Statement | None


@dataclass(slots=True)
class Loop(Statement):
    """All loops: `first` was executed before; `test_last` for `do`."""

    condition: Expr | None
    step: Expr | None
    body: Statement
    test_last: bool = False


@dataclass(slots=True)
class Case:
    """One `case first ... last:` of a switch; `default:` has no values."""

    at: Token
    first: int | None
    last: int | None
    label: str


@dataclass(slots=True)
class Switch(Statement):
    """A jump to one of the labels in `body`."""

    value: Expr
    body: Statement
    cases: list[Case]


@dataclass(slots=True)
class Label(Statement):
    """A place to jump to; `name` is unique in its function."""

    name: str
    shown: str


@dataclass(slots=True)
class Goto(Statement):
    """A jump to a label."""

    name: str


@dataclass(slots=True)
class Break(Statement):
    """Leave the innermost loop or switch."""


@dataclass(slots=True)
class Continue(Statement):
    """Go on with the innermost loop."""


@dataclass(slots=True)
class Return(Statement):
    """Leave the function."""

    value: Expr | None


@dataclass(slots=True)
class Function:
    """A function with its body; `end` is its closing brace."""

    symbol: FunctionSymbol
    at: Token
    parameters: list[Local]
    locals: list[Local]
    body: Block
    end: Token
    labels: dict[str, Token] = field(default_factory=dict)
    jumps_in_expressions: bool = False  # a statement expression holds a goto, a label or a switch
