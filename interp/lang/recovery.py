# SPDX-License-Identifier: MIT
"""After a mistake in a function: on with the next statement, so that it does not hide others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from interp.lang.scopes import NameScopes
from interp.lang.terminals import TokenReader
from interp.lang.tokens import Token

# A statement can begin, or its block can end: that is between two statements.
_BETWEEN = ("RETURN", "RBRACE", "SEMICOLON", "IF")


def resumed(
    state: Any, failed: Token, tokens: Iterator[Token], reader: TokenReader, scopes: NameScopes
) -> Iterator[Token] | None:
    """Take a parser's state back to the last place between statements; return what to read there.

    None if the mistake is not in a function's body, or the body ends here.
    """
    place = _last_between(state)
    if place is None:
        return None
    dropped = state.value_stack[place:]
    del state.value_stack[place:], state.state_stack[place + 1 :]
    if failed.first and dropped and failed is not reader.failed and not open_groups(dropped):
        ahead: Iterator[Token] | None = chain((failed,), tokens)  # the line before lacks an end
    else:
        ahead = _skip_statement(failed, tokens, reader, open_groups(dropped))
    reader.failed = failed
    if ahead is None:
        return None
    still_open = open_groups(state.value_stack)
    scopes.close_to(len(still_open))
    following = next(ahead, None)
    if following is None:
        return None
    reader.stand_in(still_open, following)
    return chain((following,), ahead)


def _last_between(state: Any) -> int | None:
    table = state.parse_conf.states
    for place in range(len(state.state_stack) - 1, -1, -1):
        known = table[state.state_stack[place]]
        if all(kind in known for kind in _BETWEEN):
            return place
    return None


def open_groups(stack: Sequence[Any]) -> list[str]:
    """Return what is open on a parser's stack: "(", "{", or "for" for all of a `for`."""
    groups: list[str] = []
    before: Any = None
    for value in stack:
        if isinstance(value, Token):
            if value.type == "LBRACE":
                groups.append("{")
            elif value.type == "LPAR":
                is_for = isinstance(before, Token) and before.type == "FOR"
                groups.append("for" if is_for else "(")
            elif value.type in ("RBRACE", "RPAR") and groups and groups[-1] != "for":
                groups.pop()
        before = value
    return groups


def _skip_statement(
    failed: Token, tokens: Iterator[Token], reader: TokenReader, inside: list[str]
) -> Iterator[Token] | None:
    """Return the tokens behind the broken statement; None if the function is left by then."""
    braces, head = inside.count("{"), "for" in inside
    to_semicolon = braces > 0
    for token in chain((failed,), tokens):
        if token is not failed and reader.put_back_beginning(token):
            return None
        text = token.text if token.kind == "punctuator" else ""
        if text == "{":
            braces, head = braces + 1, False
        elif text == "}" and braces == 0:
            return chain((token,), tokens)
        elif text == "}":
            braces -= 1
            if braces == 0 and not to_semicolon:
                return _behind_else(tokens)
        elif text == ")":
            head = False
        elif text == ";" and braces == 0 and not head:
            return tokens
    return None


def _behind_else(tokens: Iterator[Token]) -> Iterator[Token]:
    """Return the tokens without an `else` in front, whose `if` is lost."""
    following = next(tokens, None)
    if following is None:
        return iter(())
    return tokens if following.text == "else" else chain((following,), tokens)
