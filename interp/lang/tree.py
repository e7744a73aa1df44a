# SPDX-License-Identifier: MIT
"""The syntax tree: what the text says, before anybody asks what it means.

Every node holds `at`, the token that messages about it point to.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from interp.lang.tokens import Token


@dataclass(slots=True)
class Node:
    """A piece of the program; `at` is the token that stands for it."""

    at: Token


class Expression(Node):
    """What has a value."""

    __slots__ = ()


class Statement(Node):
    """What is executed."""

    __slots__ = ()


@dataclass(slots=True)
class RefusedExpression(Expression):
    """What GNU C has and this C subset leaves out; `message` says so."""

    message: str


@dataclass(slots=True)
class RefusedStatement(Statement):
    """The same for a statement, or for a line outside of functions."""

    message: str


@dataclass(slots=True)
class AssemblyOperand(Node):
    """An operand of `asm`: `[name] "constraint" (value)`."""

    constraint: str
    name: str
    value: Expression


@dataclass(slots=True)
class EmptyAssembly(Statement):
    """`asm("" : outputs : inputs)`: no instruction, but values that the compiler must not know."""

    outputs: list[AssemblyOperand]
    inputs: list[AssemblyOperand]


# -- expressions (C11 6.5) ------------------------------------------------------------------------


@dataclass(slots=True)
class Name(Expression):
    """An identifier."""


@dataclass(slots=True)
class Number(Expression):
    """An integer constant."""


@dataclass(slots=True)
class Character(Expression):
    """A character constant."""


@dataclass(slots=True)
class String(Expression):
    """Adjacent string literals."""

    parts: list[Token]


@dataclass(slots=True)
class Unary(Expression):
    """`op operand`; `at` is the operator. Also ``&``, ``*`` and prefix ``++``/``--``."""

    operand: Expression


@dataclass(slots=True)
class Postfix(Expression):
    """`operand++` and `operand--`; `at` is the operator."""

    operand: Expression


@dataclass(slots=True)
class Binary(Expression):
    """`left op right`; `at` is the operator."""

    left: Expression
    right: Expression


@dataclass(slots=True)
class Assignment(Expression):
    """`target op= value`; `at` is the operator."""

    target: Expression
    value: Expression


@dataclass(slots=True)
class Choice(Expression):
    """`condition ? yes : no`; `yes` is None in GNU C's short form."""

    condition: Expression
    yes: Expression | None
    no: Expression


@dataclass(slots=True)
class Comma(Expression):
    """`left, right`."""

    left: Expression
    right: Expression


@dataclass(slots=True)
class Index(Expression):
    """`base[index]`."""

    base: Expression
    index: Expression


@dataclass(slots=True)
class Call(Expression):
    """`function(arguments)`; `at` is the token before the parenthesis."""

    function: Expression
    arguments: list[Expression]


@dataclass(slots=True)
class Member(Expression):
    """`base.name` and `base->name`; `at` is the operator."""

    base: Expression
    name: Token


@dataclass(slots=True)
class Cast(Expression):
    """`(type) operand`."""

    type_name: TypeName
    operand: Expression


@dataclass(slots=True)
class SizeofExpression(Expression):
    """`sizeof operand`, or `_Alignof`."""

    operand: Expression


@dataclass(slots=True)
class SizeofType(Expression):
    """`sizeof (type)`, or `_Alignof`."""

    type_name: TypeName


@dataclass(slots=True)
class CompoundLiteral(Expression):
    """`(type){...}`."""

    type_name: TypeName
    initializer: BracedInitializer


@dataclass(slots=True)
class StatementExpression(Expression):
    """GNU C's `({ ... })`."""

    body: Compound


@dataclass(slots=True)
class Offsetof(Expression):
    """`__builtin_offsetof(type, member.designator[...])`; a step is a name or an index."""

    type_name: TypeName
    steps: list[Token | Expression]


@dataclass(slots=True)
class VaArg(Expression):
    """`__builtin_va_arg(list, type)`."""

    operand: Expression
    type_name: TypeName


@dataclass(slots=True)
class TypesCompatible(Expression):
    """`__builtin_types_compatible_p(type, type)`."""

    left: TypeName
    right: TypeName


@dataclass(slots=True)
class Choose(Expression):
    """`__builtin_choose_expr(constant, yes, no)`."""

    condition: Expression
    yes: Expression
    no: Expression


@dataclass(slots=True)
class Generic(Expression):
    """`_Generic(operand, type: expression, ...)`; the type is None for `default`."""

    operand: Expression
    associations: list[tuple[TypeName | None, Expression]]


@dataclass(slots=True)
class Checked(Expression):
    """A value that was checked already."""

    value: Any


# -- types and declarations (C11 6.7) -------------------------------------------------------------


@dataclass(slots=True)
class Attribute(Node):
    """`__attribute__((name(arguments)))`, already without those that change nothing."""

    name: str
    arguments: list[Token]


@dataclass(slots=True)
class Specifiers(Node):
    """What stands before the declarators: storage, qualifiers, and the type's words or node."""

    storage: list[Token] = field(default_factory=list)
    qualifiers: list[Token] = field(default_factory=list)
    functions: list[Token] = field(default_factory=list)
    words: list[Token] = field(default_factory=list)
    single: Node | None = None
    attributes: list[Attribute] = field(default_factory=list)
    alignments: list[TypeName | Expression] = field(default_factory=list)


@dataclass(slots=True)
class TypedefName(Node):
    """A name that a typedef gave to a type."""


@dataclass(slots=True)
class Typeof(Node):
    """`typeof (expression)` or `typeof (type)`."""

    operand: Expression | TypeName


@dataclass(slots=True)
class StructSpecifier(Node):
    """`struct tag { members }`; `members` is None where only the tag stands. Also unions."""

    kind: str
    tag: Token | None
    members: list[Declaration | StaticAssertion] | None
    attributes: list[Attribute]
    alone: bool = False  # `struct tag;`, which declares the tag here (6.7.2.3p7)


@dataclass(slots=True)
class EnumSpecifier(Node):
    """`enum tag { enumerators }`."""

    tag: Token | None
    enumerators: list[tuple[Token, Expression | None]] | None
    attributes: list[Attribute] = field(default_factory=list)


@dataclass(slots=True)
class PointerPart:
    """`*` with its qualifiers."""

    at: Token
    qualifiers: list[Token]
    attributes: list[Attribute] = field(default_factory=list)


@dataclass(slots=True)
class ArrayPart:
    """`[size]`; `size` is None in `[]`."""

    at: Token
    size: Expression | None
    is_static: bool = False  # `[static n]` in a parameter
    words: list[Token] = field(default_factory=list)  # `static` and qualifiers
    is_star: bool = False  # `[*]`


@dataclass(slots=True)
class FunctionPart:
    """`(parameters)`; `parameters` is None in `()`, which says nothing about them.

    An old-style definition has `names` between its parentheses; the parameters are declared behind.
    """

    at: Token
    parameters: list[Parameter] | None
    variadic: bool
    names: list[Token] | None = None


Part = PointerPart | ArrayPart | FunctionPart


@dataclass(slots=True)
class Declarator(Node):
    """A name and what is derived around it; `parts` are in order from the name outwards."""

    name: Token | None
    parts: list[Part] = field(default_factory=list)
    attributes: list[Attribute] = field(default_factory=list)
    bit_width: Expression | None = None


@dataclass(slots=True)
class Parameter(Node):
    """One parameter of a function."""

    specifiers: Specifiers
    declarator: Declarator


@dataclass(slots=True)
class TypeName(Node):
    """A type as a cast or `sizeof` names it."""

    specifiers: Specifiers
    declarator: Declarator


@dataclass(slots=True)
class BracedInitializer(Node):
    """`{ designators = initializer, ... }`."""

    items: list[tuple[list[Designator], Initializer]]


@dataclass(slots=True)
class Designator(Node):
    """`.name`, `[index]`, or GNU C's `[first ... last]`."""

    name: Token | None = None
    index: Expression | None = None
    last: Expression | None = None


Initializer = Expression | BracedInitializer


@dataclass(slots=True)
class Declaration(Statement):
    """Specifiers, and the declarators with their initialisers."""

    specifiers: Specifiers
    declarators: list[tuple[Declarator, Initializer | None]]


@dataclass(slots=True)
class StaticAssertion(Statement):
    """`_Static_assert(condition, message)`."""

    condition: Expression
    message: String | None


@dataclass(slots=True)
class FunctionDefinition(Node):
    """A function with its body."""

    specifiers: Specifiers
    declarator: Declarator
    body: Compound


# -- statements (C11 6.8) -------------------------------------------------------------------------


@dataclass(slots=True)
class Compound(Statement):
    """`{ ... }`; `end` is the closing brace."""

    items: list[Statement]
    end: Token


@dataclass(slots=True)
class ExpressionStatement(Statement):
    """`expression;`, or `;` alone."""

    expression: Expression | None


@dataclass(slots=True)
class If(Statement):
    """`if (condition) yes else no`."""

    condition: Expression
    yes: Statement
    no: Statement | None


@dataclass(slots=True)
class Switch(Statement):
    """`switch (value) body`."""

    value: Expression
    body: Statement


@dataclass(slots=True)
class While(Statement):
    """`while (condition) body`."""

    condition: Expression
    body: Statement


@dataclass(slots=True)
class DoWhile(Statement):
    """`do body while (condition);`."""

    body: Statement
    condition: Expression


@dataclass(slots=True)
class For(Statement):
    """`for (first; condition; step) body`; the first part may be a declaration."""

    first: Declaration | StaticAssertion | Expression | None
    condition: Expression | None
    step: Expression | None
    body: Statement


@dataclass(slots=True)
class LabelAddress(Expression):
    """`&&label` (GNU C)."""

    label: Token


@dataclass(slots=True)
class ComputedGoto(Statement):
    """`goto *pointer;` (GNU C)."""

    pointer: Expression


@dataclass(slots=True)
class Goto(Statement):
    """`goto label;`."""

    label: Token


@dataclass(slots=True)
class Continue(Statement):
    """`continue;`."""


@dataclass(slots=True)
class Break(Statement):
    """`break;`."""


@dataclass(slots=True)
class Return(Statement):
    """`return value;`."""

    value: Expression | None


@dataclass(slots=True)
class Label(Statement):
    """`name: statement`."""

    statement: Statement


@dataclass(slots=True)
class Case(Statement):
    """`case first ... last: statement`; `first` is None for `default:`."""

    first: Expression | None
    last: Expression | None
    statement: Statement


@dataclass(slots=True)
class LocalLabel(Statement):
    """GNU C's `__label__ name, ...;`."""

    names: list[Token]
