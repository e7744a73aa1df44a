# SPDX-License-Identifier: MIT
"""Where a recording holds what a reader asks for: a change, a line, a broken invariant."""

from typing import Any, Protocol

from interp.lang.source import PlainError
from interp.lesson.protocols import Recorded, Tree
from interp.lesson.source_view import hunk_label
from interp.lesson.table import Cell, table
from interp.lesson.view import View, stacked


class NotReached(PlainError, LookupError):
    """What was asked for is at no point of the recording, or at none on that side."""


class Asked(Protocol):
    """A recording that can be asked where something happens."""

    def points_at(self, path: str, line: int) -> tuple[int, ...]: ...  # noqa: D102
    def watch(self, expression: str, name: str | None = None) -> tuple[Any, ...]: ...  # noqa: D102
    def first_broken(self, invariant: str | None = None) -> Any: ...  # noqa: D102
    def expansion(self, path: str, line: int) -> Any: ...  # noqa: D102


def changes_of(recording: Asked, expression: str) -> tuple[int, ...]:
    """The points from which on a C expression reads otherwise than where it was seen before."""
    return tuple(each.index for each in recording.watch(expression)[1:])


def line_points(recording: Asked, place: str) -> tuple[int, ...]:
    """The points on a line written as `mm/page_alloc.c:941`."""
    path, _, line = place.rpartition(":")
    if not path or not line.isdigit():
        raise NotReached(f"'{place}' is no place; write path:line, such as mm/page_alloc.c:941")
    return recording.points_at(path, int(line))


def hunk_entries(recording: Recorded) -> dict[int, str]:
    """The points that come to a line of a hunk from elsewhere, each with the hunk's name."""
    added: dict[str, dict[int | None, str]] = {}
    entries: dict[int, str] = {}
    here = ""
    for index in range(len(recording)):
        place = recording.place(index)[1]
        if place.file not in added:
            added[place.file] = _added_lines(recording.tree, place.file)
        before, here = here, added[place.file].get(place.line, "")
        if here and here != before:
            entries[index] = here
    return entries


def _added_lines(tree: Tree, path: str) -> dict[int | None, str]:
    return {row.number: hunk_label(row) for row in tree.listing(path) if row.mark == "+"}


def after(points: tuple[int, ...], index: int, what: str) -> int:
    """The first of the points behind `index`; raises NotReached."""
    later = [point for point in points if point > index]
    if not later:
        raise NotReached(f"{what}: not after point {index + 1}{_others(points)}")
    return later[0]


def ahead_of(points: tuple[int, ...], index: int, what: str) -> int:
    """The last of the points before `index`; raises NotReached."""
    earlier = [point for point in points if point < index]
    if not earlier:
        raise NotReached(f"{what}: not before point {index + 1}{_others(points)}")
    return earlier[-1]


def _others(points: tuple[int, ...]) -> str:
    shown = ", ".join(str(point + 1) for point in points[:5])
    more = ", ..." if len(points) > 5 else ""
    return f"; it is at point {shown}{more}" if points else ", nor anywhere in this recording"


def history(recording: Asked, expression: str, index: int, name: str | None, last: int) -> View:
    """The last values of a C expression up to a point, with the points they began at."""
    seen = [each for each in recording.watch(expression, name) if each.index <= index]
    rows = [[Cell(str(each.index + 1), number=True), Cell(each.text, code=True)] for each in seen]
    if not rows:
        raise NotReached(f"{expression}: not in scope up to point {index + 1}")
    return table(["point", expression], rows[-last:])


def expanded(recording: Asked, path: str, line: int) -> View:
    """What macros made of a line; the macros and their definitions below."""
    found = recording.expansion(path, line)
    if found is None:
        raise NotReached(f"{path}:{line} uses no macro")
    rows = [[_kept(row)] for row in found.text.split("\n")]
    became = table([f"{path}:{line} became"], rows)
    macros = [
        [Cell(f"{use.location.file}:{use.location.line}", code=True), _kept(use.definition)]
        for use in found.macros
    ]
    below = table(["macro", "definition"], macros)
    return stacked([became, below])


def _kept(text: str) -> Cell:
    """A line of code, the blanks that set it in kept in HTML too."""
    bare = text.lstrip()
    return Cell("\u00a0" * (len(text) - len(bare)) + bare, code=True, wrap=True)
