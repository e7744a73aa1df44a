# SPDX-License-Identifier: MIT
"""C expressions asked of memory: `zone->free_area[3].nr_free > 3 && page != NULL`.

They are parsed by the program's own parser and computed with C's conversions; nothing is written
and nothing is called, so an expression can be asked of any moment of a recording.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from interp.lang import tree
from interp.lang.fold import constant_arithmetic
from interp.lang.literals import character_value, integer_value
from interp.lang.source import CError, SourceFile, nearest
from interp.lang.tokens import Token, error, tokenize
from interp.lang.types import (
    INT,
    LONG,
    UNSIGNED_LONG,
    ArrayType,
    CType,
    IntegerType,
    PointerType,
    StructType,
    common,
    promoted,
)
from interp.machine.values import Space, Value, known_size

NAME = "expression"
Expand = Callable[[list[Token]], list[Token]]
_COMPARE = {
    "==": int.__eq__,
    "!=": int.__ne__,
    "<": int.__lt__,
    ">": int.__gt__,
    "<=": int.__le__,
    ">=": int.__ge__,
}


class NotThere(LookupError):
    """A part of an expression has no value at this moment: not written yet, a bad address."""


@dataclass(frozen=True)
class Question:
    """A parsed expression and the names in it."""

    text: str
    tree: tree.Expression
    names: frozenset[str]


def question(text: str, expand: Expand | None = None, typedefs: Iterable[str] = ()) -> Question:
    """Parse an expression; `expand` puts macros in place. Raises CError with what is wrong."""
    from interp.lang.parser import parse_expression

    tokens = tokenize(SourceFile.of(NAME, text))
    if not tokens:
        raise error(Token("name", "", SourceFile.of(NAME, text), 1, 1), "an expression is needed")
    if expand is not None:
        tokens = expand(tokens)
    names = frozenset(token.text for token in tokens if token.kind == "name")
    return Question(text, parse_expression(tokens, typedefs), names)


@dataclass
class Looker:
    """Computes questions in a space, with variables (None: not written yet) and constants."""

    space: Space
    variables: Mapping[str, Value | None]
    constants: Mapping[str, int]
    known: Iterable[str] = field(default=())

    def value(self, asked: Question) -> Value:
        """Return what an expression is; raises NotThere where it has no value now."""
        try:
            return self._of(asked.tree)
        except LookupError as problem:
            raise NotThere(str(problem)) from None

    def _of(self, node: tree.Node) -> Value:
        match node:
            case tree.Name():
                return self._named(node.at)
            case tree.Number():
                return self._number(node.at)
            case tree.Character():
                return self._plain(INT, character_value(node.at))
            case tree.Member():
                return self._member(node)
            case tree.Index():
                return self._element(node)
            case tree.Unary():
                return self._unary(node)
            case tree.Binary():
                return self._binary(node)
            case tree.Choice() if node.yes is not None:
                return self._of(node.yes if self._truth(node.condition) else node.no)
            case tree.Cast():
                return self._of(node.operand)
        raise error(node.at, "this cannot be asked of a recording: only values are looked at here")

    # -- leaves -----------------------------------------------------------------------------------

    def _plain(self, type_: CType, value: int) -> Value:
        return Value(self.space, type_, value=value)

    def _number(self, at: Token) -> Value:
        value, suffix, _ = integer_value(at)
        type_: IntegerType = INT if value < 1 << 31 and not suffix else LONG
        return self._plain(UNSIGNED_LONG if "u" in suffix else type_, value)

    def _named(self, at: Token) -> Value:
        name = at.text
        if name in self.variables:
            found = self.variables[name]
            if found is None:
                raise NotThere(f"'{name}' is not yet written")
            return found
        if name in self.constants:
            return self._plain(INT, self.constants[name])
        if name == "NULL":
            return self._plain(UNSIGNED_LONG, 0)
        try:
            return self.space[name]
        except KeyError:
            everything = {*self.variables, *self.constants, *self.known}
            raise error(at, f"'{name}' is not declared{nearest(name, everything)}") from None

    # -- operators --------------------------------------------------------------------------------

    def _member(self, node: tree.Member) -> Value:
        base = self._of(node.base)
        type_ = base.type_.target if isinstance(base.type_, PointerType) else base.type_
        if not isinstance(type_, StructType) or type_.find(node.name.text) is None:
            members = type_.names() if isinstance(type_, StructType) else ()
            raise error(
                node.name,
                f"'{type_}' has no member '{node.name.text}'{nearest(node.name.text, members)}",
            )
        if isinstance(base.type_, PointerType) and not base.value_():
            raise NotThere("a null pointer")
        return base.member_(node.name.text)

    def _element(self, node: tree.Index) -> Value:
        return self._of(node.base)[self._of(node.index).value_()]

    def _unary(self, node: tree.Unary) -> Value:
        operator = node.at.text
        if operator == "!":
            return self._plain(INT, int(not self._truth(node.operand)))
        operand = self._of(node.operand)
        if operator == "&":
            return operand.address_of_()
        if operator == "*":
            return operand[0]
        if operator in ("-", "~", "+") and isinstance(operand.type_, IntegerType):
            type_ = promoted(operand.type_)
            number = operand.value_()
            return self._plain(
                type_, _fit({"-": -number, "~": ~number, "+": number}[operator], type_)
            )
        raise error(
            node.at, f"'{operator}' cannot be asked of a recording: nothing is changed here"
        )

    def _binary(self, node: tree.Binary) -> Value:
        operator = node.at.text
        if operator in ("&&", "||"):
            left = self._truth(node.left)
            decided = left == (operator == "||")
            return self._plain(INT, int(left if decided else self._truth(node.right)))
        left_value, right_value = self._of(node.left), self._of(node.right)
        if operator in _COMPARE:
            one, other = _alike(left_value, right_value)
            return self._plain(INT, int(_COMPARE[operator](one, other)))
        return self._arithmetic(node.at, left_value, right_value)

    def _arithmetic(self, at: Token, left: Value, right: Value) -> Value:
        if isinstance(left.type_, PointerType | ArrayType) and at.text in ("+", "-"):
            return self._pointer(at, left, right)
        if not isinstance(left.type_, IntegerType) or not isinstance(right.type_, IntegerType):
            raise error(at, f"'{at.text}' needs numbers: '{left.type_}' and '{right.type_}'")
        type_ = common(left.type_, right.type_)
        if at.text in ("<<", ">>"):
            type_ = promoted(left.type_)
        one, other = _fit(left.value_(), type_), right.value_()
        result = constant_arithmetic(at.text, one, other, type_)
        if result is None:
            raise NotThere(f"{one} {at.text} {other} has no value")
        return self._plain(type_, result)

    def _pointer(self, at: Token, left: Value, right: Value) -> Value:
        type_ = left.type_
        assert isinstance(type_, PointerType | ArrayType)
        target = type_.target if isinstance(type_, PointerType) else type_.element
        size = max(known_size(target), 1)
        if isinstance(right.type_, PointerType | ArrayType):
            return self._plain(LONG, (left.value_() - right.value_()) // size)
        step = right.value_() * (1 if at.text == "+" else -1)
        return self._plain(PointerType(target), left.value_() + step * size)

    def _truth(self, node: tree.Node) -> bool:
        return bool(self._of(node))


def _fit(value: int, type_: IntegerType) -> int:
    """Return a number as a type holds it (6.3.1.3)."""
    bits = type_.size * 8
    value &= (1 << bits) - 1
    return value - (1 << bits) if type_.signed and value >> (bits - 1) else value


def _alike(left: Value, right: Value) -> tuple[int, int]:
    """Return two values as a comparison sees them: converted to their common type."""
    one, other = left.value_(), right.value_()
    if isinstance(left.type_, IntegerType) and isinstance(right.type_, IntegerType):
        type_ = common(left.type_, right.type_)
        return _fit(one, type_), _fit(other, type_)
    mask = (1 << 64) - 1
    return one & mask, other & mask


__all__ = ["CError", "Looker", "NotThere", "Question", "question"]
