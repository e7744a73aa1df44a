# SPDX-License-Identifier: MIT
"""Tokens to syntax tree: Lark's LALR parser, fed by us, one token at a time.

Feeding it ourselves is what answers the typedef question: the kind of a name is decided after
the parser has shifted NAME, when everything declared before it has been reduced and registered.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import lark
from lark.exceptions import UnexpectedInput
from lark.lexer import Lexer

from interp.lang import tree
from interp.lang.builder import TreeBuilder, attributes_in
from interp.lang.cache import cache_directory
from interp.lang.scopes import NameScopes
from interp.lang.source import SourceFile, nearest
from interp.lang.tokens import Token, error
from interp.lang.words import KEYWORDS, PUNCTUATORS, REFUSED, TERMINAL_NAMES

GRAMMAR = Path(__file__).with_name("c.lark")


class _NoLexer(Lexer):
    """Lark must be given a lexer; ours hands the tokens over itself."""

    def __init__(self, configuration: Any) -> None:
        pass

    def lex(self, lexer_state: Any, parser_state: Any) -> Iterator[Any]:
        """Never called: see `parse`."""
        return iter(())


class _Forward:
    """The builder of the parse that is under way (Lark binds callbacks once, for all parses)."""

    current: TreeBuilder

    def __getattr__(self, rule: str) -> Any:
        if rule.startswith("__") or not hasattr(TreeBuilder, rule):
            raise AttributeError(rule)
        method = getattr(TreeBuilder, rule)
        return lambda parts: method(self.current, parts)


_forward = _Forward()


@functools.cache
def _grammar() -> lark.Lark:
    text = GRAMMAR.read_text(encoding="utf-8")
    folder = cache_directory()
    digest = hashlib.sha256((lark.__version__ + text).encode()).hexdigest()[:16]
    return lark.Lark(
        text,
        parser="lalr",
        lexer=_NoLexer,
        start="translation_unit",
        keep_all_tokens=True,
        maybe_placeholders=False,
        transformer=_forward,  # type: ignore[arg-type]
        cache=str(folder / f"grammar-{digest}") if folder else False,
    )


@functools.cache
def _terminals() -> dict[str, str]:
    """Return the terminal of each keyword and punctuator."""
    named = {t.pattern.value: t.name for t in _grammar().terminals if t.pattern}
    return {**named, **PUNCTUATORS, **KEYWORDS}


def parse(tokens: Iterable[Token], typedefs: Iterable[str] = ()) -> list[tree.Node]:
    """Return the external declarations of a translation unit.

    `typedefs` are names that are types from the start. Raises CError at the first place that is
    not C.
    """
    scopes = NameScopes(typedefs)
    former = getattr(_forward, "current", None)
    _forward.current = TreeBuilder(scopes)
    state = _grammar().parse_interactive(None).parser_state  # type: ignore[arg-type]
    last: Token | None = None
    try:
        for token in _terminal_tokens(tokens):
            last = token
            _feed(state, token, scopes)
        end = _end_token(last)
        return state.feed_token(end, True)  # type: ignore[no-any-return]
    except UnexpectedInput as unexpected:
        raise _complaint(unexpected, last, scopes) from None
    finally:
        if former is not None:
            _forward.current = former


def parse_expression(tokens: list[Token], typedefs: Iterable[str] = ()) -> tree.Expression:
    """Return the expression that `tokens` are."""
    at = tokens[0]

    def punctuator(text: str) -> Token:
        return Token("punctuator", text, at.source, at.line, at.column)

    size_of = Token("name", "typeof", at.source, at.line, at.column)
    name = Token("name", "expression", at.source, at.line, at.column)
    wrapped = [size_of, punctuator("("), *tokens, punctuator(")"), name, punctuator(";")]
    (declaration,) = parse(wrapped, typedefs)
    assert isinstance(declaration, tree.Declaration)
    single = declaration.specifiers.single
    assert isinstance(single, tree.Typeof)
    if isinstance(single.operand, tree.TypeName):
        raise error(at, "an expression is needed here, this is a type")
    return single.operand


def _feed(state: Any, token: Token, scopes: NameScopes) -> None:
    state.feed_token(token)
    kind = token.type
    if kind == "NAME":
        answer = token.copy()
        answer.type = "TYPE" if scopes.is_type.get(token.text) else "VARIABLE"
        state.feed_token(answer)
    elif kind in ("LPAR", "LBRACE"):
        scopes.open()
    elif kind == "RBRACE" or (kind == "RPAR" and not token.closes_for):  # type: ignore[attr-defined]
        scopes.close()
    elif kind == "SEMICOLON":
        scopes.saw_semicolon()
    elif token.text == "typedef":
        scopes.saw_typedef()


class _Parenthesis(Token):
    """A `)` that knows whether it closes the head of a `for`, whose scope goes on (6.8.5)."""

    __slots__ = ("closes_for",)
    closes_for: bool


class _AttributeToken(Token):
    """All of `__attribute__((...))` as one token."""

    __slots__ = ("spelled_words",)
    spelled_words: list[Token]


def _as(kind: type[Any], token: Token) -> Any:
    result = kind(token.kind, token.text, token.source, token.line, token.column, token.space)
    result.spelled = token.spelled
    return result


def _terminal_tokens(tokens: Iterable[Token]) -> Iterator[Token]:
    """Yield the tokens with the `type` that the grammar knows them by."""
    terminals = _terminals()
    is_for: list[bool] = []
    after_for = False
    stream = iter(tokens)
    for token in stream:
        text = token.text
        if token.kind == "name":
            if text == "__attribute__" or text == "__attribute":
                token = _attribute(token, stream)
                if token is None:
                    continue
            elif text in REFUSED:
                raise error(token, REFUSED[text])
            else:
                token.type = KEYWORDS.get(text, "NAME")
        elif token.kind == "punctuator":
            if text == "(":
                is_for.append(after_for)
            elif text == ")":
                token = _as(_Parenthesis, token)
                token.closes_for = is_for.pop() if is_for else False  # type: ignore[attr-defined]
            token.type = terminals.get(text, text)
        else:
            token.type = {"number": "NUMBER", "char": "CHARACTER", "string": "STRING"}[token.kind]
        after_for = text == "for"
        yield token


def _attribute(token: Token, stream: Iterator[Token]) -> Any:
    """Read `((...))` behind `__attribute__`; None if nothing in it changes a layout."""
    words: list[Token] = []
    depth = 0
    for word in stream:
        depth += (word.text == "(") - (word.text == ")")
        words.append(word)
        if depth == 0:
            break
    if depth or len(words) < 4:
        raise error(token, "__attribute__ needs '((' ... '))'")
    result = _as(_AttributeToken, token)
    result.type, result.spelled_words = "ATTRIBUTE", words[2:-2]
    return result if attributes_in(result) else None


def _end_token(last: Token | None) -> Token:
    if last is None:
        return _typed(Token("end", "", SourceFile.of("<empty>", ""), 1, 1))
    end = Token("end", "", last.source, last.line, last.column + len(last.text))
    return _typed(end)


def _typed(end: Token) -> Token:
    end.type = "$END"
    return end


def _complaint(unexpected: UnexpectedInput, last: Token | None, scopes: NameScopes) -> Exception:
    token: Token = unexpected.token  # type: ignore[attr-defined]
    expected = set(unexpected.accepts)  # type: ignore[attr-defined]
    if token.type == "$END":
        return error(token, f"the text ends here, but {_wanted(expected)} should follow")
    if token.type in ("TYPE", "VARIABLE"):
        return error(token, _about_name(token, expected, scopes))
    return error(token, f"unexpected '{token.text}' here; expected {_wanted(expected)}")


def _about_name(token: Token, expected: set[str], scopes: NameScopes) -> str:
    if expected == {"TYPE"}:
        types = [name for name, is_type in scopes.is_type.items() if is_type]
        return f"'{token.text}' is not the name of a type{nearest(token.text, types)}"
    if token.type == "TYPE":
        return f"'{token.text}' is a type; expected {_wanted(expected)}"
    return f"unexpected name '{token.text}' here; expected {_wanted(expected)}"


def _wanted(expected: set[str]) -> str:
    """Return what could have followed, in words of C, the shortest list that is true."""
    spelled = {name: text for text, name in _terminals().items()}
    words = {TERMINAL_NAMES.get(name, f"'{spelled.get(name, name)}'") for name in expected}
    if "an expression" in words:
        words -= {"a type", "'++' or '--'", "'*'", "'&'", "'+'", "'-'", "'('", "a name"}
    order = sorted(words, key=lambda word: (not word.startswith("'"), word))
    if len(order) > 5:
        order = [word for word in order if word in ("';'", "')'", "','", "'}'", "an expression")]
        order = order or ["something else"]
    return order[0] if len(order) == 1 else ", ".join(order[:-1]) + " or " + order[-1]
