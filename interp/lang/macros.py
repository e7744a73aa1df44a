# SPDX-License-Identifier: MIT
"""Macro definitions and their expansion (C11 6.10.3), with the hide sets of Prosser's algorithm."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from interp.lang.source import SourceFile, counted
from interp.lang.tokens import Token, error, spelling_of, tokenize

VARIADIC = "__VA_ARGS__"
MAXIMUM_TOKENS = 300_000


@dataclass(frozen=True, slots=True)
class Macro:
    """One macro: `parameters` is None for one without a parameter list."""

    name: Token
    body: tuple[Token, ...]
    parameters: tuple[str, ...] | None = None
    variadic: bool = False

    def same_as(self, other: Macro) -> bool:
        """Return whether a second definition is the harmless repetition of the first."""
        return (
            self.parameters == other.parameters
            and self.variadic == other.variadic
            and [t.text for t in self.body] == [t.text for t in other.body]
        )


class TokenStream:
    """Tokens with an end to which expansion results are given back, to be read again."""

    def __init__(self, tokens: Iterator[Token]) -> None:
        self._source = tokens
        self._returned: list[Token] = []

    def next(self) -> Token | None:
        """Return the next token, or None at the end."""
        if self._returned:
            return self._returned.pop()
        return next(self._source, None)

    def give_back(self, tokens: list[Token]) -> None:
        """Put `tokens` in front of what is still to be read."""
        self._returned.extend(reversed(tokens))


class Expander:
    """Replaces macro names by what they stand for."""

    def __init__(
        self, macros: dict[str, Macro], dynamic: dict[str, Callable[[Token], Token]]
    ) -> None:
        self.macros = macros
        self.dynamic = dynamic
        self._made = 0

    def expand(self, stream: TokenStream) -> Iterator[Token]:
        """Yield the tokens of `stream` with every macro replaced."""
        macros, dynamic = self.macros, self.dynamic
        while (token := stream.next()) is not None:
            if token.kind == "name":
                macro = macros.get(token.text)
                if macro is not None and token.text not in token.hidden:
                    if self._replace(token, macro, stream):
                        continue
                elif token.text in dynamic:
                    token = dynamic[token.text](token)
            yield token

    def expand_all(self, tokens: list[Token]) -> list[Token]:
        """Return a closed list of tokens with every macro replaced."""
        return list(self.expand(TokenStream(iter(tokens))))

    def _replace(self, name: Token, macro: Macro, stream: TokenStream) -> bool:
        if macro.parameters is None:
            hidden = name.hidden | {name.text}
            result = self._substitute(name, macro, {}, hidden)
        else:
            opening = stream.next()
            if opening is None or opening.text != "(":
                if opening is not None:
                    stream.give_back([opening])
                return False
            arguments, closing = self._arguments(name, macro, stream)
            hidden = (name.hidden & closing.hidden) | {name.text}
            try:
                result = self._substitute(name, macro, arguments, hidden)
            except RecursionError:
                raise error(name, "macros are nested too deeply in each other here") from None
        self._made += len(result)
        if self._made > MAXIMUM_TOKENS:
            raise error(name, f"macros have become more than {MAXIMUM_TOKENS} tokens here")
        if result:
            result[0].space = name.space
            result[0].first = name.first
        elif name.space and (following := stream.next()) is not None:
            spaced = following.copy()  # the space before an empty macro stays
            spaced.space = True
            result = [spaced]
        stream.give_back(result)
        return True

    def _arguments(
        self, name: Token, macro: Macro, stream: TokenStream
    ) -> tuple[dict[str, list[Token]], Token]:
        """Read up to the closing parenthesis; return the arguments by parameter name."""
        parameters = macro.parameters or ()
        found: list[list[Token]] = [[]]
        depth = 0
        while True:
            token = stream.next()
            if token is None:
                raise error(
                    name,
                    f"the arguments of macro '{name.text}' are never closed by ')'",
                    (macro.name, "the macro is defined here"),
                )
            if token.text == ")" and depth == 0:
                break
            in_rest = macro.variadic and len(found) >= len(parameters)
            if token.text == "," and depth == 0 and not in_rest:
                found.append([])
                continue
            depth += (token.text == "(") - (token.text == ")")
            found[-1].append(token)
        self._check_count(name, macro, found)
        return dict(zip(parameters, found, strict=True)), token

    def _check_count(self, name: Token, macro: Macro, found: list[list[Token]]) -> None:
        wanted = len(macro.parameters or ())
        if wanted == 0 and found == [[]]:
            found.clear()
        if macro.variadic and len(found) == wanted - 1:
            found.append([])
        if len(found) != wanted:
            raise error(
                name,
                f"macro '{name.text}' takes {counted(wanted)}, not {len(found)}",
                (macro.name, "the macro is defined here"),
            )

    def _substitute(
        self, name: Token, macro: Macro, arguments: dict[str, list[Token]], hidden: frozenset[str]
    ) -> list[Token]:
        result: list[Token] = []
        expanded: dict[str, list[Token]] = {}
        body = macro.body
        position = 0
        while position < len(body):
            token = body[position]
            position += 1
            following = body[position].text if position < len(body) else ""
            if token.text == "#" and macro.parameters is not None:
                result.append(_placed(_stringified(token, arguments[following]), name))
                position += 1
            elif token.text == "##" and result:
                position = self._paste(result, body, position, arguments, name, macro)
            elif token.text in arguments:
                if following == "##":
                    added = arguments[token.text]
                    result += [t.copy() for t in added] or [_placemarker(token)]
                else:
                    if token.text not in expanded:
                        expanded[token.text] = self.expand_all(arguments[token.text])
                    added = [t.copy() for t in expanded[token.text]]
                    if added:
                        added[0].space = token.space
                    result += added
            else:
                result.append(_placed(token, name))
        result = [token for token in result if token.kind != "placemarker"]
        for token in result:
            token.hidden = token.hidden | hidden
        return result

    def _paste(
        self,
        result: list[Token],
        body: tuple[Token, ...],
        position: int,
        arguments: dict[str, list[Token]],
        name: Token,
        macro: Macro,
    ) -> int:
        """Join the last token of `result` with the next one of `body` (C11 6.10.3.3)."""
        left = result.pop()
        token = body[position]
        if token.text in arguments:
            right = [t.copy() for t in arguments[token.text]]
            is_rest = macro.variadic and macro.parameters and token.text == macro.parameters[-1]
            if left.text == "," and is_rest:  # GNU C: the comma goes with an empty rest
                result += [left, *right] if right else []
                return position + 1
        else:
            right = [_placed(token, name)]
        if not right:
            result.append(left)
        elif left.kind == "placemarker":
            result += right
        else:
            result.append(_joined(left, right[0], name, body[position - 1]))
            result += right[1:]
        return position + 1


def _placed(token: Token, name: Token) -> Token:
    """Return a token of a macro's body as it appears where the macro is used."""
    placed = Token(token.kind, token.text, name.source, name.line, name.column, token.space)
    placed.spelled = token.spelled or token
    if name.spelled is not None:
        placed.used = name
    return placed


def _placemarker(token: Token) -> Token:
    marker = token.copy()
    marker.kind, marker.text = "placemarker", ""
    return marker


def _joined(left: Token, right: Token, name: Token, operator: Token) -> Token:
    text = left.text + right.text
    tokens = [] if text in ("//", "/*") else tokenize(SourceFile.of("<paste>", text))
    if len(tokens) != 1 or tokens[0].kind == "other":
        what = f"'##' joins '{left.text}' and '{right.text}' to no valid token"
        raise error(name, what, (operator, "by this '##'"))
    joined = _placed(tokens[0], name)
    joined.spelled = left.spelled or right.spelled
    joined.space = left.space
    joined.hidden = left.hidden & right.hidden
    return joined


def _stringified(hash_token: Token, tokens: list[Token]) -> Token:
    parts = []
    for number, token in enumerate(tokens):
        spaced = (token.space or token.first) and number
        text = spelling_of(token)
        if token.kind in ("string", "char"):
            text = text.replace("\\", "\\\\").replace('"', '\\"')
        parts.append((" " if spaced else "") + text)
    result = hash_token.copy()
    result.kind, result.text = "string", '"' + "".join(parts) + '"'
    return result
