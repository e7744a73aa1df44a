# SPDX-License-Identifier: MIT
"""Places in C text, and the one form in which every complaint about C text is worded."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field

LONGEST_LINE = 200  # columns of a line that are shown with a caret


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a source file; line and column count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The text of one file, under the name that messages give it."""

    name: str
    text: str
    lines: tuple[str, ...] = field(default=(), compare=False, repr=False)

    @classmethod
    def of(cls, name: str, text: str) -> SourceFile:
        """Return a file that can show its lines."""
        return cls(name, text, tuple(text.split("\n")))

    def line(self, number: int) -> str:
        """Return the text of line `number` (from 1), or an empty text."""
        return self.lines[number - 1].rstrip("\r") if 0 < number <= len(self.lines) else ""


@dataclass(frozen=True, slots=True)
class Place:
    """A location with the line that stands there, so that it can be shown with a caret."""

    location: Location
    text: str
    length: int = 1

    def __str__(self) -> str:
        text, before = self.text, self.location.column - 1
        if len(text) > LONGEST_LINE:
            start = max(0, before - LONGEST_LINE // 2)
            head = "..." if start else ""
            tail = "..." if len(text) > start + LONGEST_LINE else ""
            text = head + text[start : start + LONGEST_LINE] + tail
            before += len(head) - start
        caret = "".join("\t" if c == "\t" else " " for c in text[:before])
        return f"{text}\n{caret}{'^' * max(1, min(self.length, len(text) - before))}"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One complaint: where, what, the line with a caret, and further places that explain it."""

    place: Place
    message: str
    notes: tuple[tuple[Place, str], ...] = ()
    severity: str = "error"

    @property
    def is_refusal(self) -> bool:
        """Whether this is C, but not of the subset: each refusal says so."""
        return "in this C subset" in self.message

    def __str__(self) -> str:
        said = f"{self.severity}: {self.message}"
        parts = [f"{self.place.location}: {said}", indent(str(self.place))]
        for place, note in self.notes:
            parts += [f"{place.location}: note: {note}", indent(str(place))]
        return "\n".join(parts)


class PlainError(Exception):
    """An error whose own text says all: a notebook shows it without Python's traceback."""

    def _render_traceback_(self) -> list[str]:
        return str(self).split("\n")


class CError(PlainError):
    """C text that cannot be understood, or that the language subset leaves out."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("\n".join(str(diagnostic) for diagnostic in self.diagnostics))


def indent(text: str) -> str:
    """Return `text` with four spaces before each line."""
    return "\n".join("    " + line for line in text.split("\n"))


def counted(number: int) -> str:
    """Return `1 argument`, `2 arguments`, ..."""
    return f"{number} argument{'' if number == 1 else 's'}"


def nearest(name: str, known: Iterable[str], cutoff: float = 0.65) -> str:
    """Return ``; did you mean 'x'?`` for the known name most like `name`, or nothing."""
    found = difflib.get_close_matches(name, list(known), n=1, cutoff=cutoff)
    return f"; did you mean '{found[0]}'?" if found else ""
