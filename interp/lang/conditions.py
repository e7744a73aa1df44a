# SPDX-License-Identifier: MIT
"""The arithmetic of `#if` (C11 6.10.1): 64-bit integers, every unknown name is 0."""

from __future__ import annotations

from interp.lang.literals import character_value, integer_value
from interp.lang.tokens import Token, error, stray

_LEVELS = (
    ("||",),
    ("&&",),
    ("|",),
    ("^",),
    ("&",),
    ("==", "!="),
    ("<", ">", "<=", ">="),
    ("<<", ">>"),
    ("+", "-"),
    ("*", "/", "%"),
)
_PRECEDENCE = {op: level for level, operators in enumerate(_LEVELS) for op in operators}
_U64 = (1 << 64) - 1


def wrap(value: int, unsigned: bool) -> int:
    """Return `value` as a 64-bit integer of that signedness."""
    value &= _U64
    return value if unsigned or value < 1 << 63 else value - (1 << 64)


class Condition:
    """One `#if` expression being read, from left to right."""

    def __init__(self, tokens: list[Token], directive: Token) -> None:
        self.tokens = tokens
        self.position = 0
        self.directive = directive

    def value(self) -> bool:
        """Return whether the condition holds."""
        if not self.tokens:
            raise error(self.directive, f"#{self.directive.text} needs an expression")
        try:
            result, _ = self.conditional()
        except RecursionError:
            raise error(self.directive, "this condition is nested too deeply") from None
        if self.position < len(self.tokens):
            token = self.tokens[self.position]
            raise error(token, f"unexpected '{token.text}' in the #{self.directive.text} condition")
        return bool(result)

    def peek(self) -> str:
        """Return the text of the next token, or an empty text at the end."""
        at_end = self.position >= len(self.tokens)
        return "" if at_end else self.tokens[self.position].text

    def take(self, text: str) -> bool:
        """Step over the next token if it is `text`."""
        found = self.peek() == text
        self.position += found
        return found

    def conditional(self) -> tuple[int, bool]:
        """Return value and signedness of `binary ? conditional : conditional`."""
        chosen, unsigned = self.binary(0)
        if not self.take("?"):
            return chosen, unsigned
        yes, yes_unsigned = self.conditional()
        if not self.take(":"):
            raise error(self.directive, "'?' without ':' in this condition")
        no, no_unsigned = self.conditional()
        unsigned = yes_unsigned or no_unsigned
        return wrap(yes if chosen else no, unsigned), unsigned

    def binary(self, level: int) -> tuple[int, bool]:
        """Return value and signedness of a chain of operators that bind at least at `level`."""
        left, unsigned = self.unary()
        while (found := _PRECEDENCE.get(self.peek(), -1)) >= level:
            operator = self.tokens[self.position]
            self.position += 1
            right, right_unsigned = self.binary(found + 1)
            left, unsigned = self.apply(operator, left, right, unsigned, right_unsigned)
        return left, unsigned

    def apply(
        self, operator: Token, left: int, right: int, left_unsigned: bool, right_unsigned: bool
    ) -> tuple[int, bool]:
        """Return the value of one binary operation."""
        text = operator.text
        if text in ("||", "&&"):
            return int(bool(left or right) if text == "||" else bool(left and right)), False
        if text in ("<<", ">>"):
            shifted = left << (right & 63) if text == "<<" else left >> (right & 63)
            return wrap(shifted, left_unsigned), left_unsigned
        unsigned = left_unsigned or right_unsigned
        left, right = wrap(left, unsigned), wrap(right, unsigned)
        if text in ("/", "%") and right == 0:
            raise error(operator, "division by zero in this condition")
        comparisons = {
            "==": left == right,
            "!=": left != right,
            "<": left < right,
            ">": left > right,
            "<=": left <= right,
            ">=": left >= right,
        }
        if text in comparisons:
            return int(comparisons[text]), False
        return wrap(_arithmetic(text, left, right), unsigned), unsigned

    def unary(self) -> tuple[int, bool]:
        """Return value and signedness of a unary or primary expression."""
        if self.position >= len(self.tokens):
            raise error(self.directive, "this condition ends too early")
        token = self.tokens[self.position]
        self.position += 1
        if token.text in ("!", "-", "+", "~"):
            value, unsigned = self.unary()
            if token.text == "!":
                return int(not value), False
            signed = {"-": -value, "+": value, "~": ~value}[token.text]
            return wrap(signed, unsigned), unsigned
        if token.text == "(":
            result = self.conditional()
            if not self.take(")"):
                raise error(token, "this '(' is never closed")
            return result
        return self.primary(token)

    def primary(self, token: Token) -> tuple[int, bool]:
        """Return value and signedness of a constant; a name that is left is 0."""
        if token.kind == "number":
            value, suffix, _ = integer_value(token)
            return wrap(value, "u" in suffix or value > _U64 >> 1), (
                "u" in suffix or value > _U64 >> 1
            )
        if token.kind == "char":
            return character_value(token), False
        if token.kind == "name":
            return 0, False
        if token.kind == "other":
            raise stray(token)
        raise error(token, f"'{token.text}' cannot stand in a condition of the preprocessor")


def _arithmetic(operator: str, left: int, right: int) -> int:
    match operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "&":
            return left & right
        case "|":
            return left | right
        case "^":
            return left ^ right
    quotient = abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)
    return quotient if operator == "/" else left - quotient * right
