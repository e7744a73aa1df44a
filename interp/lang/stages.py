# SPDX-License-Identifier: MIT
"""One line of C on its way: its tokens, its syntax tree, the checked tree, the Python it became."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from interp.lang import checked, tree
from interp.lang.compile import compiling
from interp.lang.forms import Form
from interp.lang.names import Names
from interp.lang.opened import OpenUnit
from interp.lang.parser import Parsed, parse_all
from interp.lang.python_text import python_lines
from interp.lang.symbols import FunctionSymbol, Local, ObjectSymbol
from interp.lang.tokens import Token
from interp.lang.types import CType

SYMBOLS = (FunctionSymbol, Local, ObjectSymbol)
LEAVES = (Token, CType, *SYMBOLS)


@dataclass(frozen=True)
class Stages:
    """What each stage of the compiler made of a line; every stage is some lines of text."""

    path: str
    line: int
    written: str
    tokens: tuple[str, ...]
    syntax: tuple[str, ...]
    checked: tuple[str, ...]
    python: tuple[str, ...]


def stages(
    unit: OpenUnit, function: FunctionSymbol, path: str, line: int, source: str, names: Names
) -> Stages:
    """Return the stages of a line of a function's body, in the form that is only run.

    `source` is the text that is called `path`: of a file of the unit, or one that came behind it.
    """
    definition = function.definition
    assert definition is not None
    with compiling():
        all_tokens, parsed = _read_again(unit, path, source)
    tokens = [each for each in all_tokens if _is_on(each, path, line)]
    statements = _first_on(parsed.nodes, tree.Statement, path, line)
    steps = _first_on(definition.body, checked.Statement, path, line)
    became = python_lines(definition, names, Form.RUN)
    return Stages(
        path,
        line,
        source.split("\n")[line - 1].strip(),
        tuple(_token(each) for each in tokens),
        tuple(text for node in statements for text in shown_tree(node)),
        tuple(text for node in steps for text in shown_tree(node)),
        _dedented([each.text for each in became if each.c_line == line]),
    )


def _read_again(unit: OpenUnit, path: str, source: str) -> tuple[list[Token], Parsed]:
    """Return the tokens of the unit, or of a text that came behind it, and how they parse."""
    if path in unit.build.files:
        tokens = unit.build.preprocessor().run(unit.path)
        parsed = parse_all(tokens)
    else:
        tokens = unit.preprocessor_behind(path).run_text(path, source)
        parsed = parse_all(tokens, unit.typedefs)
    return [token for token in tokens if token.kind != "packing"], parsed


def _dedented(lines: Sequence[str]) -> tuple[str, ...]:
    return tuple(textwrap.dedent("\n".join(lines)).split("\n")) if lines else ()


def _is_on(token: Token, path: str, line: int) -> bool:
    return token.line == line and token.source.name == path


def _token(token: Token) -> str:
    """Return a token's kind and text, and the line of the macro that it came out of."""
    out_of = token.spelled
    file = out_of.source.name.rsplit("/", 1)[-1] if out_of is not None else ""
    macro = f"  (out of {file}:{out_of.line})" if out_of is not None else ""
    return f"{token.kind:<10} {token.text}{macro}"


def _first_on(node: Any, kind: Any, path: str, line: int) -> Iterator[Any]:
    """Yield the outermost nodes of a kind that stand on a line."""
    if isinstance(node, list | tuple):
        for part in node:
            yield from _first_on(part, kind, path, line)
    elif is_dataclass(node) and not isinstance(node, LEAVES):
        at = getattr(node, "at", None)
        if isinstance(node, kind) and isinstance(at, Token) and _is_on(at, path, line):
            yield node
            return
        for field in fields(node):
            yield from _first_on(getattr(node, field.name), kind, path, line)


def shown_tree(node: Any, depth: int = 0, places: bool = False) -> Iterator[str]:
    """Yield a node and what is in it, one line each, with types or places as far as known."""
    pad = "  " * depth
    if isinstance(node, list | tuple):
        for part in node:
            yield from shown_tree(part, depth, places)
    elif isinstance(node, Token):
        yield f"{pad}{node.text}"
    elif isinstance(node, SYMBOLS):
        yield f"{pad}{node.name}"
    elif isinstance(node, CType):
        return
    elif is_dataclass(node):
        yield f"{pad}{_headline(node, places)}"
        for field in fields(node):
            if field.name not in ("at", "type"):
                yield from shown_tree(getattr(node, field.name), depth + 1, places)
    elif isinstance(node, int | str) and not isinstance(node, bool) and depth:
        yield f"{pad}{node}"


def _headline(node: Any, places: bool) -> str:
    at = getattr(node, "at", None)
    text = f" {at.text!r}" if isinstance(at, Token) else ""
    text += f" {at.line}:{at.column}" if places and isinstance(at, Token) else ""
    type_ = getattr(node, "type", None)
    return f"{type(node).__name__}{text}" + (f": {type_}" if isinstance(type_, CType) else "")


def line_with(source: Sequence[str], first: int, last: int, fragment: str) -> int | None:
    """Return the number of the first line from `first` to `last` that has a fragment."""
    for number in range(first, last + 1):
        if fragment in source[number - 1]:
            return number
    return None
