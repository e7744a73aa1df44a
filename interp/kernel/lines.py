# SPDX-License-Identifier: MIT
"""What each line of a C file is to somebody who counts which lines have run."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

_BRACES = re.compile(r"[{}]*\s*(?:else|do)?\s*[{};]*")
_LABEL = re.compile(r"\w+:|default:|case\b[^;]*:")
_CONDITIONAL = re.compile(r"#\s*(if|ifdef|ifndef|elif|else|endif)\b\s*(.*)")
_TOKENS = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


@dataclass(frozen=True)
class LineKind:
    """A line that runs with the statement that starts at `statement`, or why it cannot run."""

    statement: int | None = None
    reason: str = ""


@dataclass
class _Line:
    """A line without comments, and what stands around it."""

    raw: str
    code: str
    depth: int  # of parentheses that are open where it begins
    directive: bool
    conditions: tuple[str, ...] = field(default=())


def line_kinds(text: str, points: Collection[int], bodies: Sequence[range]) -> dict[int, LineKind]:
    """Return the kind of every line of a file, by its number (from 1).

    `points` are the lines at which a statement starts, `bodies` the lines of each function.
    """
    lines = _scanned(text)
    return {number: _kind(number, lines, points, bodies) for number in range(1, len(lines) + 1)}


def _kind(
    number: int, lines: Sequence[_Line], points: Collection[int], bodies: Sequence[range]
) -> LineKind:
    line = lines[number - 1]
    if not line.raw.strip():
        return LineKind(reason="blank")
    if not line.code:
        return LineKind(reason="comment")
    if line.directive:
        return LineKind(reason="preprocessor")
    if number in points and not _BRACES.fullmatch(line.code):
        return LineKind(number)
    body = next((body for body in bodies if number in body), None)
    if body is None or number < _opening(body, lines):
        return LineKind(reason="declaration")
    if _BRACES.fullmatch(line.code):
        return LineKind(reason="brace")
    start = _statement_start(number, lines, points, body)
    if start is not None:
        return LineKind(start)
    if _LABEL.fullmatch(line.code):
        return LineKind(reason="label")
    if line.conditions:
        return LineKind(reason=f"only with {line.conditions[-1]}")
    return LineKind(reason="declaration")


def _opening(body: range, lines: Sequence[_Line]) -> int:
    """Return the line of a function's opening brace."""
    return next((n for n in body if "{" in lines[n - 1].code), body.start)


def _statement_start(
    number: int, lines: Sequence[_Line], points: Collection[int], body: range
) -> int | None:
    """Return where the statement starts that a line goes on with; None if it starts its own."""
    for earlier in range(number - 1, body.start - 1, -1):
        before, after = lines[earlier - 1], lines[earlier]
        if before.directive or not before.code:
            continue
        ended = before.code[-1] in ";{}:" and not after.depth
        if ended:
            return None
        if earlier in points:
            return earlier
    return None


def _scanned(text: str) -> list[_Line]:
    without = _TOKENS.sub(_blanked, text)
    depth, directive = 0, False
    conditions: list[str] = []
    found = []
    for raw, code in zip(text.split("\n"), without.split("\n"), strict=True):
        code = code.strip()
        directive = directive or code.startswith("#")
        found.append(_Line(raw, code, depth, directive, tuple(conditions)))
        if directive:
            _follow(code, conditions)
            directive = code.endswith("\\")
        else:
            depth = max(0, depth + code.count("(") - code.count(")"))
    return found


def _blanked(found: re.Match[str]) -> str:
    """Return the same lines without a comment's text; of a string something remains."""
    text = found[0]
    filler = "" if text.startswith("/") else '""'
    return filler + "\n" * text.count("\n")


def _follow(code: str, conditions: list[str]) -> None:
    found = _CONDITIONAL.match(code)
    if found is None:
        return
    if found[1] in ("endif", "else", "elif") and conditions:
        former = conditions.pop()
        if found[1] != "endif":
            conditions.append(f"not {former}" if found[1] == "else" else found[2])
    elif found[1] in ("if", "ifdef", "ifndef"):
        conditions.append(f"not {found[2]}" if found[1] == "ifndef" else found[2])
