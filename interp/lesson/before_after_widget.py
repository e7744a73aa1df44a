# SPDX-License-Identifier: MIT
"""Two trees side by side in the browser; see `walk_widget` for how the two sides talk."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import traitlets

from interp.lesson.before_after import BeforeAfter
from interp.lesson.point_view import messages, narrow_variables
from interp.lesson.source_view import SourcePane
from interp.lesson.walk_widget import WalkWidget, together

SIDES = ("left", "right")


class BeforeAfterWidget(WalkWidget):
    """The browser's side; `strip` says which stretches one side has alone, and what parts where."""

    _esm = together("walk.js", "before_after.js")
    _css = together("stepper.css", "before_after.css")

    names: Any = traitlets.List().tag(sync=True)
    strip: Any = traitlets.Dict().tag(sync=True)

    def __init__(self, walk: BeforeAfter) -> None:
        self._pair = walk
        strip = {"alone": list(stretches(walk)), "differences": list(walk.differing)}
        title = walk.comparison.left.title
        super().__init__(walk, title=title, names=list(walk.comparison.names), strip=strip)

    def make_fragment(self, index: int) -> dict[str, Any]:
        """Everything that the browser shows of one row."""
        return fragment(self._pair, index)

    def pane(self, key: str) -> SourcePane:
        """A file of one tree, as `left:path` or `right:path`."""
        side, _, path = key.partition(":")
        return self._pair.sides[SIDES.index(side)].pane(path)

    def find(self, how: str, what: str, at: int) -> dict[str, Any]:
        """Nothing: every button of this view knows from the row where it leads."""
        raise ValueError(f"the browser asked for '{how}', which nothing here finds")


def stretches(walk: BeforeAfter) -> Iterator[tuple[int, int, int]]:
    """The stretches of rows that one side has alone: first row, how many, which side."""
    for side, rows in groupby(range(len(walk)), walk.alone):
        first, *others = rows
        if side is not None:
            yield first, 1 + len(others), side


def fragment(walk: BeforeAfter, row: int) -> dict[str, Any]:
    """One row as small pieces of HTML, and where each button leads from it."""
    told = walk.told(row)
    return {
        "index": row,
        "heading": walk.heading(row),
        "whose": walk.whose(row),
        "told": told,
        "parts": row in walk.differing,
        "sentence": f"row {row + 1} of {len(walk)}, {walk.whose(row)}: {told}",
        "differences": walk.differences(row).html,
        "over": walk.row_over(row),
        "next difference": walk.difference_after(row),
        "previous difference": walk.difference_before(row),
        "first difference": walk.difference_after(-1),
        "left": side_fragment(walk, 0, row),
        "right": side_fragment(walk, 1, row),
    }


def side_fragment(walk: BeforeAfter, side: int, row: int) -> dict[str, Any]:
    """One side of a row."""
    point, other = walk.points_of(side, row)
    stack = [[frame.function, frame.location.file, frame.location.line] for frame in point.stack]
    return {
        "place": f"point {point.index + 1} of {len(walk.sides[side])}",
        "waits": walk.alone(row) == 1 - side,
        "cpu": point.cpu,
        "stack": stack,
        "stopped": point.fault is not None,
        "messages": messages(point).html,
        "board": walk.side_board(side, row).html,
        "variables": narrow_variables(point, other, marks_only=True).html,
    }
