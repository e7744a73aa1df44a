# SPDX-License-Identifier: MIT
"""What the preprocessor made of a line: its macros, their definitions, the tokens that came out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from interp.lang.compile import Build
from interp.lang.forms import Form
from interp.lang.layout import Piece, laid_out
from interp.lang.macros import Expander, Macro
from interp.lang.source import Location, SourceFile
from interp.lang.tokens import Token, tokenize

MAXIMUM_KEPT = 64


@dataclass(frozen=True, slots=True)
class MacroUse:
    """A macro that took part: its name, where it is defined, and its definition on one line."""

    name: str
    location: Location
    definition: str


@dataclass(frozen=True, slots=True)
class Expansion:
    """Some lines as they were written, and what they became, laid out to be read.

    Each piece of a line of `became` knows whether a macro brought it; the others stand in the file.
    """

    path: str
    first_line: int
    last_line: int
    written: str
    became: tuple[tuple[Piece, ...], ...]
    macros: tuple[MacroUse, ...]

    @property
    def text(self) -> str:
        """What the lines became, as text."""
        return "\n".join("".join(piece.text for piece in line) for line in self.became)


def expansion(build: Build, path: str, line: int) -> Expansion | None:
    """Return what macros made of a line (from 1) and of those that its calls run on to.

    None where the line uses no macro, or the file is in none of the build's units.
    """
    unit = _unit_with(build, path)
    if unit is None:
        return None
    uses = [use for use in unit.uses(path) if use.line == line]
    if not uses:
        return None
    first, last = _whole_calls(unit.written[path], line)
    tokens = [token for token in unit.tokens if _stands_in(token, path, first, last)]
    lines = build.files[path].split("\n")[first - 1 : last]
    return Expansion(
        path,
        first,
        last,
        "\n".join(lines),
        laid_out(tokens),
        tuple(unit.macro_uses([use.text for use in uses], tokens)),
    )


def macro_lines(build: Build, path: str) -> frozenset[int]:
    """Return the lines of a file that use a macro; `#define` and the like do not."""
    unit = _unit_with(build, path)
    return frozenset() if unit is None else frozenset(token.line for token in unit.uses(path))


def with_macros(build: Build, path: str, tokens: Iterable[Token]) -> list[Token]:
    """Return tokens with every macro replaced that is known at the end of a file's unit."""
    unit = _unit_with(build, path)
    found = list(tokens)
    return found if unit is None else Expander(dict(unit.macros), {}).expand_all(found)


class _Unit:
    """One unit preprocessed: its tokens, its macros at its end, its files' tokens as written."""

    def __init__(self, build: Build, name: str) -> None:
        preprocessor = build.preprocessor()
        self.tokens = [t for t in preprocessor.run(name) if t.kind != "packing"]
        self.macros: Mapping[str, Macro] = preprocessor.macros
        self.written = {
            path: tokenize(SourceFile.of(path, text)) for path, text in preprocessor.files.items()
        }

    def uses(self, path: str) -> Iterator[Token]:
        """Yield the names in a file that are replaced; a macro with parameters needs its '('."""
        tokens = list(_outside_directives(self.written[path]))
        for number, token in enumerate(tokens):
            macro = self.macros.get(token.text) if token.kind == "name" else None
            if macro is None:
                continue
            following = tokens[number + 1].text if number + 1 < len(tokens) else ""
            if macro.parameters is None or following == "(":
                yield token

    def macro_uses(self, names: Iterable[str], tokens: Iterable[Token]) -> Iterator[MacroUse]:
        """Yield the macros of these names, then those inside them."""
        inner = sorted({name for token in tokens for name in token.hidden})
        for name in dict.fromkeys([*names, *inner]):
            macro = self.macros.get(name)
            if macro is not None:
                yield MacroUse(name, macro.name.location, _definition(macro))


_UNITS: dict[tuple[str, str], _Unit] = {}


def _unit(build: Build, key: str, name: str) -> _Unit:
    """Return a unit of a build, preprocessed when it is first asked for."""
    if (key, name) not in _UNITS:
        if len(_UNITS) >= MAXIMUM_KEPT:
            _UNITS.pop(next(iter(_UNITS)))
        _UNITS[key, name] = _Unit(build, name)
    return _UNITS[key, name]


def _unit_with(build: Build, path: str) -> _Unit | None:
    """Return a unit that has the file: itself, or the first one that includes it."""
    if path not in build.files:
        return None
    key = build.key(Form.RUN)
    names = [path] if path in build.units else build.units
    for name in names:
        unit = _unit(build, key, name)
        if path in unit.written:
            return unit
    return None


def _outside_directives(tokens: Iterable[Token]) -> Iterator[Token]:
    """Yield the tokens of the lines that do not begin with '#'."""
    directive = False
    for token in tokens:
        if token.first:
            directive = token.text == "#"
        if not directive:
            yield token


def _whole_calls(tokens: Iterable[Token], line: int) -> tuple[int, int]:
    """Return first and last line of what stands within open parentheses together with `line`."""
    first = last = line
    depth, opened = 0, 0
    for token in _outside_directives(tokens):
        if token.text == "(" and token.kind == "punctuator":
            if depth == 0:
                opened = token.line
            depth += 1
        elif token.text == ")" and token.kind == "punctuator" and depth:
            depth -= 1
            if depth == 0 and opened <= line <= token.line:
                first, last = min(first, opened), max(last, token.line)
    return first, last


def _stands_in(token: Token, path: str, first: int, last: int) -> bool:
    return first <= token.line <= last and token.source.name == path


def _definition(macro: Macro) -> str:
    parameters = "" if macro.parameters is None else f"({', '.join(macro.parameters)})"
    parameters = parameters.replace("__VA_ARGS__", "...")
    body = "".join((" " if token.space else "") + token.text for token in macro.body)
    return f"#define {macro.name.text}{parameters} {body.strip()}".rstrip()
