# SPDX-License-Identifier: MIT
"""Tokens to syntax tree: Lark's LALR parser, fed by us, one token at a time.

Feeding it ourselves is what answers the typedef question: the kind of a name is decided after
the parser has shifted NAME, when everything declared before it has been reduced and registered.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import lark
from lark.exceptions import UnexpectedInput
from lark.lexer import Lexer

from interp.lang import tree
from interp.lang.builder import TreeBuilder
from interp.lang.cache import cache_directory
from interp.lang.complaints import complaint, unread_names
from interp.lang.feeding import Tables
from interp.lang.recovery import resumed
from interp.lang.scopes import NameScopes
from interp.lang.source import CError
from interp.lang.terminals import TokenReader
from interp.lang.tokens import IMPLIED, Token, error
from interp.lang.words import KEYWORDS, PUNCTUATORS, VA_LIST_NAME

MAXIMUM_ERRORS = 20
MOST_ATTEMPTS = 100
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
        transformer=_forward,
        cache=str(folder / f"grammar-{digest}") if folder else False,
    )


@functools.cache
def _tables() -> Tables:
    return Tables(_grammar().parse_interactive(None).parser_state.parse_conf)


@functools.cache
def _terminals() -> dict[str, str]:
    """Return the terminal of each keyword and punctuator."""
    named = {t.pattern.value: t.name for t in _grammar().terminals if t.pattern}
    return {**named, **PUNCTUATORS, **KEYWORDS}


def parse(tokens: Iterable[Token], typedefs: Iterable[str] = (VA_LIST_NAME,)) -> list[tree.Node]:
    """Return the external declarations of a translation unit.

    `typedefs` are names that are types from the start. Raises CError with what is wrong.
    """
    parsed = parse_all(tokens, typedefs)
    if parsed.problems:
        raise CError([found for problem in parsed.problems for found in problem.diagnostics])
    return parsed.nodes


@dataclass
class Parsed:
    """The external declarations of a file, and one complaint for each that is broken."""

    nodes: list[tree.Node] = field(default_factory=list)
    problems: list[CError] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)  # names that the broken ones may declare
    typedefs: frozenset[str] = frozenset()  # the names of types at the end of the file


def parse_all(tokens: Iterable[Token], typedefs: Iterable[str] = (VA_LIST_NAME,)) -> Parsed:
    """Return all that can be read, and what is wrong with the rest."""
    scopes = NameScopes(typedefs)
    reader = TokenReader(tokens, _terminals())
    scopes.tags = reader.tags
    former = getattr(_forward, "current", None)
    _forward.current = TreeBuilder(scopes)
    parsed = Parsed()
    try:
        while not reader.at_end and len(parsed.problems) < MAXIMUM_ERRORS:
            known = len(parsed.problems)
            _parse_on(reader, scopes, parsed)
            if len(parsed.problems) > known:
                scopes.close_all()
                parsed.unread |= reader.skip_declaration()
    finally:
        if former is not None:
            _forward.current = former
    parsed.typedefs = frozenset(name for name, is_type in scopes.is_type.items() if is_type)
    return parsed


def _parse_on(reader: TokenReader, scopes: NameScopes, parsed: Parsed) -> None:
    """Parse to the end, or to a place that is not C and after which nothing can be made out."""
    parser: Any = _grammar().parse_interactive(None)
    state, tables = parser.parser_state, _tables()
    tokens: Iterator[Token] | None = with_implied_int(reader, scopes)
    broken: set[int] = set()  # external declarations, in their order
    token: Token | None = None
    attempts = 0  # a line may hold many mistakes, of which only the first is told
    while tokens is not None and len(parsed.problems) < MAXIMUM_ERRORS and attempts < MOST_ATTEMPTS:
        attempts += 1
        try:
            for token in tokens:
                _feed(tables, state, token, scopes, reader)
            parsed.nodes += _without(state.feed_token(reader.end(), True), broken)
            return
        except UnexpectedInput as unexpected:
            at = unexpected.token  # type: ignore[attr-defined]
            expected, stack = set(parser.accepts()), state.value_stack
            problem = complaint(at, _before(at, reader), expected, stack, scopes)
        except CError as found:
            problem = found
        if not _follows_from(problem, parsed.problems):
            parsed.problems.append(problem)
        parsed.unread |= unread_names(state.value_stack)
        broken.add(len(_finished(state.value_stack)))
        tokens = resumed(state, token, tokens, reader, scopes) if token is not None else None
    parsed.nodes += _without(_finished(state.value_stack), broken)


def _follows_from(problem: CError, former: list[CError]) -> bool:
    """Return whether a mistake is on the line of the one before: it may be a part of it."""
    here = problem.diagnostics[0].place.location
    before = former[-1].diagnostics[0].place.location if former else None
    return before is not None and (here.file, here.line) == (before.file, before.line)


def _without(nodes: list[tree.Node], broken: set[int]) -> list[tree.Node]:
    """Return the external declarations without those in which something is wrong."""
    return [node for number, node in enumerate(nodes) if number not in broken]


def with_implied_int(reader: TokenReader, scopes: NameScopes) -> Iterator[Token]:
    """Put `int` before what is declared without a type, as C allowed until 1999.

    That is a function at the beginning of its declaration, or any name right behind `static`.
    """
    begins, has_parameters = True, False
    stored = False  # the declaration has begun, so far only with `static` and the like
    last: Token | None = None
    waiting: Token | None = None
    for token in reader.read():
        if waiting is not None:
            if token.kind == "punctuator" and token.text in (_AFTER_NAME if stored else "("):
                yield _implied(waiting)
            yield waiting
            last, waiting, begins, stored = waiting, None, False, False
        if stored and token.type == "NAME" and not scopes.is_type.get(token.text):
            waiting = token
            continue
        stored = token.type == "STORAGE" and (stored or _begins_with(token, last))
        opened = token.kind == "punctuator" and _OPENED.get(token.text, 0)
        if reader.depth == opened:
            if begins and token.type == "NAME" and not scopes.is_type.get(token.text):
                waiting = token  # only a parenthesis behind it makes it a function
                continue
            begins = begins and token.type in _BEFORE_TYPE
            if last is not None:  # behind `;` a body belongs to an old-style definition
                has_parameters |= token.text == "(" and last.type == "NAME"
                has_parameters |= token.text == "{" and last.text == ";"
        if reader.depth <= 0 and _ends_declaration(token, has_parameters):
            begins, has_parameters = True, False
        yield token
        last = token
    if waiting is not None:
        yield waiting


def _ends_declaration(token: Token, has_parameters: bool) -> bool:
    if token.kind != "punctuator":
        return False
    return token.text == ";" or (token.text == "}" and has_parameters)


def _begins_with(storage: Token, last: Token | None) -> bool:
    """Return whether a declaration begins here: no type has been named before."""
    if storage.text == "typedef" or last is None or last.text in (";", "{", "("):
        return storage.text != "typedef"
    return last.text in ("}", ")") and storage.first


def _implied(name: Token) -> Token:
    token = name.copy()
    token.text, token.type, token.kind = "int", "BASIC_TYPE", IMPLIED
    return token


_AFTER_NAME = ("(", "[", "=", ",", ";")
_OPENED = {"(": 1, "{": 1, ")": -1, "}": -1}
_BEFORE_TYPE = frozenset(("STORAGE", "QUALIFIER", "FUNCTION_SPECIFIER", "ATTRIBUTE"))


def _finished(stack: list[Any]) -> list[tree.Node]:
    """Return the external declarations that were complete when parsing stopped."""
    first = stack[0] if stack else None
    found = first.children if isinstance(first, lark.Tree) else []
    return [node for node in found if isinstance(node, tree.Node)]


def parse_expression(
    tokens: list[Token], typedefs: Iterable[str] = (VA_LIST_NAME,)
) -> tree.Expression:
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


def _before(token: Token, reader: TokenReader) -> Token | None:
    """Return the token before the one that does not fit."""
    return reader.last if token.type == "$END" else reader.previous


def _feed(
    tables: Tables, state: Any, token: Token, scopes: NameScopes, reader: TokenReader
) -> None:
    tables.feed(state, token)
    kind = token.type
    if kind == "NAME":
        answer = token.copy()
        answer.type = "TYPE" if scopes.is_type.get(token.text) else "VARIABLE"
        tables.feed(state, answer)
    elif kind == "LPAR":
        scopes.open()
    elif kind == "LBRACE":
        if any(_opens_members(value) for value in state.value_stack[-4:-1]):
            scopes.open_members()
        else:
            scopes.open()
    elif kind == "RBRACE" or (kind == "RPAR" and not reader.closes_for):
        scopes.close()
    elif kind == "SEMICOLON":
        scopes.saw_semicolon()
    elif token.text == "typedef":
        scopes.saw_typedef()


def _opens_members(value: Any) -> bool:
    """Return whether this is the `struct` or `enum` of a specifier that is not complete yet."""
    return isinstance(value, Token) and value.type in ("STRUCT", "ENUM")
