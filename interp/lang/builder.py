# SPDX-License-Identifier: MIT
"""What the parser does as it recognises each rule of `c.lark`: build the node of `tree.py`.

A method has the name of its rule and takes the list of that rule's parts, tokens included.
"""

from __future__ import annotations

from typing import Any

from interp.lang import tree
from interp.lang.scopes import NameScopes
from interp.lang.tokens import IMPLIED, Token, error
from interp.lang.words import (
    ATTRIBUTES_THAT_MATTER,
    PRECEDENCE,
    REFUSED,
)

Parts = list[Any]


class TreeBuilder:
    """Builds the tree bottom up, and tells `scopes` which names are declared."""

    def __init__(self, scopes: NameScopes) -> None:
        self.scopes = scopes

    # -- declarations ---------------------------------------------------------------------------

    def translation_unit(self, parts: Parts) -> list[tree.Node]:
        return [part for part in parts if part is not None]

    def nothing(self, parts: Parts) -> None:
        return None

    def function_header(self, parts: Parts) -> tuple[tree.Specifiers, tree.Declarator]:
        specifiers, declarator, attributes = parts
        declarator.attributes += attributes
        self.scopes.declare(declarator.name)
        self.scopes.open_body_with(_parameter_names(declarator))
        return specifiers, declarator

    def old_style_header(self, parts: Parts) -> tuple[tree.Specifiers, tree.Declarator]:
        specifiers, declarator, *declarations = parts
        part = next(part for part in declarator.parts if isinstance(part, tree.FunctionPart))
        part.parameters = old_style_parameters(part.names or [], declarations)
        self.scopes.declare(declarator.name)
        self.scopes.open_body_with(_parameter_names(declarator))
        return specifiers, declarator

    def function_definition(self, parts: Parts) -> tree.FunctionDefinition:
        (specifiers, declarator), body = parts
        return tree.FunctionDefinition(declarator.at, specifiers, declarator, body)

    def declaration(self, parts: Parts) -> tree.Declaration:
        specifiers = parts[0]
        if len(parts) == 2 and isinstance(specifiers.single, tree.StructSpecifier):
            specifiers.single.alone = not (specifiers.qualifiers or specifiers.storage)
        return tree.Declaration(specifiers.at, specifiers, parts[1:-1:2])

    def static_assertion(self, parts: Parts) -> tree.StaticAssertion:
        return tree.StaticAssertion(parts[0], parts[2], parts[4] if len(parts) > 5 else None)

    def declared(self, parts: Parts) -> tree.Declarator:
        declarator, attributes = parts
        declarator.attributes += attributes
        self.scopes.declare(declarator.name)
        return declarator  # type: ignore[no-any-return]

    def init_declarator(self, parts: Parts) -> tuple[tree.Declarator, tree.Initializer | None]:
        return parts[0], parts[2] if len(parts) > 1 else None

    def specifiers(self, parts: Parts) -> tree.Specifiers:
        first = parts[0]
        result = tree.Specifiers(first if isinstance(first, Token) else _token_of(first))
        for part in parts:
            if isinstance(part, tree.Attribute):
                result.attributes.append(part)
            elif isinstance(part, tuple):
                result.alignments.append(part[1])
            elif not isinstance(part, Token):
                result.single = part
                result.at = part.at
            elif part.type == "ATTRIBUTE":
                result.attributes += attributes_in(part)
            elif part.type == "BASIC_TYPE":
                result.words.append(part)
            elif part.type == "STORAGE":
                result.storage.append(part)
            elif part.type == "QUALIFIER":
                result.qualifiers.append(part)
            else:
                result.functions.append(part)
        return result

    def alignas(self, parts: Parts) -> tuple[Token, Any]:
        return parts[0], parts[2]

    def attributes(self, parts: Parts) -> list[tree.Attribute]:
        found: list[tree.Attribute] = []
        for token in parts:
            if token.type == "ASSEMBLY":
                found.append(tree.Attribute(token, "asm", []))
            else:
                found += attributes_in(token)
        return found

    def typedef_name(self, parts: Parts) -> tree.TypedefName:
        return tree.TypedefName(parts[0])

    def variable_name(self, parts: Parts) -> Token:
        return parts[0]  # type: ignore[no-any-return]

    any_name = variable_name

    def typeof(self, parts: Parts) -> tree.Typeof:
        return tree.Typeof(parts[0], parts[2])

    typeof_type = typeof

    def struct_specifier(self, parts: Parts) -> tree.StructSpecifier:
        opening = next(i for i, part in enumerate(parts) if _is(part, "{"))
        head = [part for part in parts[1:opening] if part.type != "ATTRIBUTE"]
        attributes = [
            a for part in parts[1:opening] if part.type == "ATTRIBUTE" for a in attributes_in(part)
        ]
        members = [part for part in parts[opening + 1 : -1] if part is not None]
        tag = head[0] if head else None
        return tree.StructSpecifier(parts[0], parts[0].text, tag, members, attributes)

    def struct_reference(self, parts: Parts) -> tree.StructSpecifier:
        return tree.StructSpecifier(parts[0], parts[0].text, parts[-1], None, [])

    def member_declaration(self, parts: Parts) -> tree.Declaration:
        specifiers = parts[0]
        declarators: list[tuple[tree.Declarator, tree.Initializer | None]] = [
            (declarator, None) for declarator in parts[1:-1:2]
        ]
        return tree.Declaration(specifiers.at, specifiers, declarators)

    def member_declarator(self, parts: Parts) -> tree.Declarator:
        declarator: tree.Declarator = parts[0]
        declarator.attributes += parts[-1]
        declarator.bit_width = parts[2] if len(parts) > 2 else None
        return declarator

    def unnamed_bit_field(self, parts: Parts) -> tree.Declarator:
        return tree.Declarator(parts[0], None, bit_width=parts[1])

    def enum_specifier(self, parts: Parts) -> tree.EnumSpecifier:
        opening = next(i for i, part in enumerate(parts) if _is(part, "{"))
        head = [part for part in parts[1:opening] if part.type != "ATTRIBUTE"]
        enumerators = [part for part in parts[opening + 1 : -1] if isinstance(part, tuple)]
        attributes = [
            a for part in parts[1:opening] if part.type == "ATTRIBUTE" for a in attributes_in(part)
        ]
        return tree.EnumSpecifier(parts[0], head[0] if head else None, enumerators, attributes)

    def enum_reference(self, parts: Parts) -> tree.EnumSpecifier:
        return tree.EnumSpecifier(parts[0], parts[-1], None)

    def enumerator(self, parts: Parts) -> tuple[Token, tree.Expression | None]:
        self.scopes.declare(parts[0], typedef=False)
        return parts[0], parts[2] if len(parts) > 1 else None

    # -- declarators ----------------------------------------------------------------------------

    def name_declarator(self, parts: Parts) -> tree.Declarator:
        return tree.Declarator(parts[0], parts[0])

    def inner_declarator(self, parts: Parts) -> tree.Declarator:
        return parts[1]  # type: ignore[no-any-return]

    def derived_declarator(self, parts: Parts) -> tree.Declarator:
        declarator: tree.Declarator = parts[0]
        declarator.parts.append(parts[1])
        return declarator

    def old_style_parameters(self, parts: Parts) -> tree.FunctionPart:
        return tree.FunctionPart(parts[0], None, False, parts[1:-1:2])

    def pointer(self, parts: Parts) -> list[tree.PointerPart]:
        result: list[tree.PointerPart] = []
        for token in parts:
            if token.text == "*":
                result.append(tree.PointerPart(token, []))
            elif token.type == "QUALIFIER":
                result[-1].qualifiers.append(token)
            elif token.type == "ATTRIBUTE":
                result[-1].attributes += attributes_in(token)
        return result

    def pointer_declarator(self, parts: Parts) -> tree.Declarator:
        pointers, declarator = parts
        declarator.parts += reversed(pointers)
        return declarator  # type: ignore[no-any-return]

    def abstract_pointer(self, parts: Parts) -> tree.Declarator:
        pointers: list[tree.Part] = list(reversed(parts[0]))
        return tree.Declarator(pointers[-1].at, None, pointers)

    def abstract_suffix(self, parts: Parts) -> tree.Declarator:
        return tree.Declarator(parts[0].at, None, [parts[0]])

    def array_suffix(self, parts: Parts) -> tree.ArrayPart:
        sizes = [part for part in parts if isinstance(part, tree.Expression)]
        words = [part for part in parts[1:-1] if isinstance(part, Token)]
        is_static = any(word.text == "static" for word in words)
        return tree.ArrayPart(parts[0], sizes[0] if sizes else None, is_static, words)

    def array_suffix_star(self, parts: Parts) -> tree.ArrayPart:
        return tree.ArrayPart(parts[0], None, is_star=True)

    def parameters(self, parts: Parts) -> tree.FunctionPart:
        if len(parts) == 2:
            return tree.FunctionPart(parts[0], None, False)
        variadic = _is(parts[-2], "...")
        found = [part for part in parts if isinstance(part, tree.Parameter)]
        return tree.FunctionPart(parts[0], found, variadic)

    def named_parameter(self, parts: Parts) -> tree.Parameter:
        specifiers, declarator, attributes = parts
        declarator.attributes += attributes
        self.scopes.declare(declarator.name)
        return tree.Parameter(declarator.at, specifiers, declarator)

    def unnamed_parameter(self, parts: Parts) -> tree.Parameter:
        return tree.Parameter(parts[0].at, parts[0], parts[1])

    def bare_parameter(self, parts: Parts) -> tree.Parameter:
        return tree.Parameter(parts[0].at, parts[0], tree.Declarator(parts[0].at, None))

    def type_name(self, parts: Parts) -> tree.TypeName:
        specifiers = parts[0]
        declarator = parts[1] if len(parts) > 1 else tree.Declarator(specifiers.at, None)
        return tree.TypeName(specifiers.at, specifiers, declarator)

    # -- initialisers ---------------------------------------------------------------------------

    def braced_initializer(self, parts: Parts) -> tree.BracedInitializer:
        return tree.BracedInitializer(parts[0], [p for p in parts if isinstance(p, tuple)])

    def initializer_item(self, parts: Parts) -> tuple[list[tree.Designator], tree.Initializer]:
        return [part for part in parts if isinstance(part, tree.Designator)], parts[-1]

    def old_field_item(self, parts: Parts) -> tuple[list[tree.Designator], tree.Initializer]:
        return [tree.Designator(parts[0], name=parts[0])], parts[2]

    def index_designator(self, parts: Parts) -> tree.Designator:
        return tree.Designator(parts[0], index=parts[1])

    def range_designator(self, parts: Parts) -> tree.Designator:
        return tree.Designator(parts[0], index=parts[1], last=parts[3])

    def field_designator(self, parts: Parts) -> tree.Designator:
        return tree.Designator(parts[1], name=parts[1])

    # -- statements -----------------------------------------------------------------------------

    def compound(self, parts: Parts) -> tree.Compound:
        items = [part for part in parts[1:-1] if part is not None]
        return tree.Compound(parts[0], items, parts[-1])

    def local_label(self, parts: Parts) -> tree.LocalLabel:
        return tree.LocalLabel(parts[0], parts[1:-1:2])

    def expression_statement(self, parts: Parts) -> tree.ExpressionStatement:
        expression = parts[0] if len(parts) > 1 else None
        at = first_token(expression) if expression is not None else parts[0]
        return tree.ExpressionStatement(at, expression)

    def labelled(self, parts: Parts) -> tree.Label:
        return tree.Label(parts[0], _behind_label(parts, 2))

    def case(self, parts: Parts) -> tree.Case:
        return tree.Case(parts[0], parts[1], None, _behind_label(parts, 3))

    def case_range(self, parts: Parts) -> tree.Case:
        return tree.Case(parts[0], parts[1], parts[3], _behind_label(parts, 5))

    def default(self, parts: Parts) -> tree.Case:
        return tree.Case(parts[0], None, None, _behind_label(parts, 2))

    def if_statement(self, parts: Parts) -> tree.If:
        return tree.If(parts[0], parts[2], parts[4], None)

    def if_else_statement(self, parts: Parts) -> tree.If:
        return tree.If(parts[0], parts[2], parts[4], parts[6])

    def switch(self, parts: Parts) -> tree.Switch:
        return tree.Switch(parts[0], parts[2], parts[4])

    def while_loop(self, parts: Parts) -> tree.While:
        return tree.While(parts[0], parts[2], parts[4])

    def do_loop(self, parts: Parts) -> tree.DoWhile:
        return tree.DoWhile(parts[0], parts[1], parts[4])

    def for_loop(self, parts: Parts) -> tree.For:
        self.scopes.close()
        parts = [part for part in parts if not _is(part, ";")]
        first, condition, step = parts[2:5]
        return tree.For(parts[0], first, condition, step, parts[6])

    def optional_expression(self, parts: Parts) -> tree.Expression | None:
        return parts[0] if parts else None

    def goto(self, parts: Parts) -> tree.Goto:
        return tree.Goto(parts[0], parts[1])

    def continue_statement(self, parts: Parts) -> tree.Continue:
        return tree.Continue(parts[0])

    def break_statement(self, parts: Parts) -> tree.Break:
        return tree.Break(parts[0])

    def return_statement(self, parts: Parts) -> tree.Return:
        return tree.Return(parts[0], parts[1] if len(parts) > 2 else None)

    # -- expressions ----------------------------------------------------------------------------

    def comma(self, parts: Parts) -> tree.Comma:
        return tree.Comma(parts[1], parts[0], parts[2])

    def assignment(self, parts: Parts) -> tree.Assignment:
        return tree.Assignment(parts[1], parts[0], parts[2])

    def choice(self, parts: Parts) -> tree.Choice:
        return tree.Choice(parts[1], parts[0], parts[2], parts[4])

    def choice_without_middle(self, parts: Parts) -> tree.Choice:
        return tree.Choice(parts[1], parts[0], None, parts[3])

    def operator_chain(self, parts: Parts) -> tree.Expression:
        """Arrange `a op b op c ...` by precedence; operators of one level group to the left."""
        operands = [parts[0]]
        operators: list[Token] = []

        def reduce() -> None:
            right = operands.pop()
            operands.append(tree.Binary(operators.pop(), operands.pop(), right))

        for operator, operand in zip(parts[1::2], parts[2::2], strict=True):
            level = PRECEDENCE[operator.text]
            while operators and PRECEDENCE[operators[-1].text] >= level:
                reduce()
            operators.append(operator)
            operands.append(operand)
        while operators:
            reduce()
        return operands[0]  # type: ignore[no-any-return]

    binary = operator_chain

    def cast(self, parts: Parts) -> tree.Cast:
        return tree.Cast(parts[0], parts[1], parts[3])

    def prefix(self, parts: Parts) -> tree.Unary:
        return tree.Unary(parts[0], parts[1])

    prefix_increment = prefix

    def label_address(self, parts: Parts) -> tree.LabelAddress:
        return tree.LabelAddress(parts[0], parts[1])

    def computed_goto(self, parts: Parts) -> tree.ComputedGoto:
        return tree.ComputedGoto(parts[0], parts[2])

    def assembly(self, parts: Parts) -> tree.RefusedStatement:
        return tree.RefusedStatement(parts[0], REFUSED[parts[0].text])

    def empty_assembly(self, parts: Parts) -> tree.EmptyAssembly:
        sections = [*parts[3:-2], [], []]
        return tree.EmptyAssembly(parts[0], sections[0], sections[1])

    def assembly_section(self, parts: Parts) -> list[tree.AssemblyOperand]:
        return [part for part in parts if isinstance(part, tree.AssemblyOperand)]

    def assembly_operand(self, parts: Parts) -> tree.AssemblyOperand | None:
        if len(parts) < 4:  # what else is changed, or a label: nothing jumps there
            return None
        name = parts[1].text if _is(parts[0], "[") else ""
        constraint = parts[3 if name else 0]
        text = "".join(part.text.strip('"') for part in constraint.parts)
        return tree.AssemblyOperand(constraint.at, text, name, parts[-2])

    def sizeof_expression(self, parts: Parts) -> tree.SizeofExpression:
        return tree.SizeofExpression(parts[0], parts[1])

    def sizeof_type(self, parts: Parts) -> tree.SizeofType:
        return tree.SizeofType(parts[0], parts[2])

    def index(self, parts: Parts) -> tree.Index:
        return tree.Index(parts[1], parts[0], parts[2])

    def call(self, parts: Parts) -> tree.Call:
        at = parts[0].at if isinstance(parts[0], tree.Name | tree.Member) else parts[1]
        return tree.Call(at, parts[0], parts[2:-1:2])

    def member(self, parts: Parts) -> tree.Member:
        return tree.Member(parts[1], parts[0], parts[2])

    def postfix_increment(self, parts: Parts) -> tree.Postfix:
        return tree.Postfix(parts[1], parts[0])

    def compound_literal(self, parts: Parts) -> tree.CompoundLiteral:
        return tree.CompoundLiteral(parts[0], parts[1], parts[3])

    def name(self, parts: Parts) -> tree.Name:
        return tree.Name(parts[0])

    def number(self, parts: Parts) -> tree.Number:
        return tree.Number(parts[0])

    def character(self, parts: Parts) -> tree.Character:
        return tree.Character(parts[0])

    def string(self, parts: Parts) -> tree.String:
        return tree.String(parts[0], parts)

    def parenthesised(self, parts: Parts) -> tree.Expression:
        return parts[1]  # type: ignore[no-any-return]

    def statement_expression(self, parts: Parts) -> tree.StatementExpression:
        return tree.StatementExpression(parts[0], parts[1])

    def offsetof(self, parts: Parts) -> tree.Offsetof:
        steps = [parts[4], *(part for part in parts[5:-1])]
        return tree.Offsetof(parts[0], parts[2], steps)

    def offset_step(self, parts: Parts) -> Token | tree.Expression:
        return parts[1]  # type: ignore[no-any-return]

    def va_arg(self, parts: Parts) -> tree.VaArg:
        return tree.VaArg(parts[0], parts[2], parts[4])

    def types_compatible(self, parts: Parts) -> tree.TypesCompatible:
        return tree.TypesCompatible(parts[0], parts[2], parts[4])

    def choose(self, parts: Parts) -> tree.Choose:
        return tree.Choose(parts[0], parts[2], parts[4], parts[6])

    def generic(self, parts: Parts) -> tree.Generic:
        return tree.Generic(parts[0], parts[2], [p for p in parts if isinstance(p, tuple)])

    def association(self, parts: Parts) -> tuple[tree.TypeName, tree.Expression]:
        return parts[0], parts[2]

    def default_association(self, parts: Parts) -> tuple[None, tree.Expression]:
        return None, parts[2]


def _behind_label(parts: Parts, place: int) -> tree.Statement:
    """Return the statement behind a label: an empty one where its block ends."""
    return parts[place] if len(parts) > place else tree.ExpressionStatement(parts[-1], None)


def _is(part: Any, text: str) -> bool:
    return isinstance(part, Token) and part.text == text and part.kind == "punctuator"


def _token_of(part: Any) -> Token:
    return part[0] if isinstance(part, tuple) else part.at  # type: ignore[no-any-return]


def first_token(expression: tree.Expression) -> Token:
    """Return the leftmost token that an expression remembers."""
    while True:
        match expression:
            case tree.Binary(left=left) | tree.Comma(left=left):
                expression = left
            case tree.Assignment(target=left):
                expression = left
            case tree.Choice(condition=left):
                expression = left
            case tree.Postfix(operand=left):
                expression = left
            case tree.Index(base=left) | tree.Member(base=left):
                expression = left
            case tree.Call(function=left):
                expression = left
            case _:
                return expression.at


def _parameter_names(declarator: tree.Declarator) -> list[Token]:
    for part in declarator.parts:
        if isinstance(part, tree.FunctionPart):
            names = [parameter.declarator.name for parameter in part.parameters or ()]
            return [name for name in names if name is not None]
    return []


def old_style_parameters(
    names: list[Token], declarations: list[tree.Declaration]
) -> list[tree.Parameter]:
    """Return the parameters that names and declarations make; those not declared are `int`."""
    found: dict[str, tree.Parameter] = {}
    for declaration in declarations:
        if not isinstance(declaration, tree.Declaration):
            raise error(declaration.at, "only parameters can be declared before the function's '{'")
        for declarator, initializer in declaration.declarators:
            name = declarator.name
            assert name is not None
            if name.text not in {listed.text for listed in names}:
                raise error(name, f"'{name.text}' is not among the parameters")
            if initializer is not None or name.text in found:
                verb = "initialised" if initializer is not None else "declared a second time"
                raise error(name, f"parameter '{name.text}' cannot be {verb}")
            found[name.text] = tree.Parameter(name, declaration.specifiers, declarator)
    for name in names:
        if name.text not in found:
            word = name.copy()
            word.text, word.kind = "int", IMPLIED
            specifiers = tree.Specifiers(name, words=[word])
            found[name.text] = tree.Parameter(name, specifiers, tree.Declarator(name, name))
    return [found[name.text] for name in names]


def attributes_in(token: Token) -> list[tree.Attribute]:
    """Return the attributes that matter out of one `__attribute__((...))`."""
    words: list[Token] = token.spelled_words  # type: ignore[attr-defined]
    result: list[tree.Attribute] = []
    position = 0
    while position < len(words):
        word = words[position]
        position += 1
        arguments: list[Token] = []
        if position < len(words) and words[position].text == "(":
            depth, start = 0, position + 1
            while position < len(words):
                depth += (words[position].text == "(") - (words[position].text == ")")
                position += 1
                if depth == 0:
                    break
            arguments = words[start : position - 1]
        name = word.text.strip("_")
        if word.kind == "name" and name in ATTRIBUTES_THAT_MATTER:
            result.append(tree.Attribute(word, name, arguments))
    return result
