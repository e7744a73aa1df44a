# SPDX-License-Identifier: MIT
"""A walk in the browser: asks for points by number, gets small pieces of HTML.

A file's rows go over once. A point goes over once too: the browser keeps it, and asks for its
neighbours before they are wanted, so that a step back costs what a step forward costs.
"""

from collections import OrderedDict
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from interp.lesson.remarks import remark_view
from interp.lesson.source_view import SourcePane, SourceRow
from interp.lesson.walk import Walk

HERE = Path(__file__).parent
KEPT_FRAGMENTS = 1024


def together(*names: str) -> str:
    """The texts of several of our files as one: what a widget brings is one module."""
    return "\n".join((HERE / name).read_text(encoding="utf-8") for name in names)


class WalkWidget(anywidget.AnyWidget):
    """The browser's side of a walk; `index` is the current point in both."""

    index = traitlets.Int(0).tag(sync=True)
    total = traitlets.Int(1).tag(sync=True)
    title = traitlets.Unicode("").tag(sync=True)

    def __init__(self, walk: Walk, **traits: Any) -> None:
        super().__init__(index=walk.index, total=len(walk), **traits)
        self._walk = walk
        self._kept: OrderedDict[int, dict[str, Any]] = OrderedDict()
        walk.moved.append(self._follow)
        self.observe(self._lead, names="index")
        self.on_msg(self._answer)

    # What a widget of its own says

    def make_fragment(self, index: int) -> dict[str, Any]:
        """Everything that the browser shows of one point."""
        raise NotImplementedError

    def pane(self, key: str) -> SourcePane:
        """The file that the browser calls `key`."""
        raise NotImplementedError

    def find(self, how: str, what: str, at: int) -> dict[str, Any]:
        """Where to go from a point: `index`, and what else the browser is to know of it."""
        raise NotImplementedError

    # Both sides move

    def _follow(self, index: int) -> None:
        """The walk was moved from Python."""
        self.index = index

    def _lead(self, change: Any) -> None:
        """The browser moved."""
        if change.new != self._walk.index:
            self._walk.go(change.new)

    # Questions

    def _answer(self, _: object, content: dict[str, Any], __: object) -> None:
        """Send the points and the files that the browser asks for."""
        try:
            self.send(self.answer(content))
        except Exception as error:
            # Nobody reads the kernel's log: the reader must see what went wrong.
            self.send({"error": f"{type(error).__name__}: {error}"})

    def answer(self, content: dict[str, Any]) -> dict[str, Any]:
        """Points by number, rows of files by key and what is to be found, as in `content`."""
        points = [int(index) for index in content.get("points", ())]
        found: dict[str, Any] = {}
        if "find" in content:
            wanted = content["find"]
            at = min(max(int(wanted["at"]), 0), self.total - 1)
            result = self.find(str(wanted["how"]), str(wanted["what"]), at)
            found = {"found": {**result, "at": at}}
            points.append(result["index"])
        if "about" in content:
            asked = content["about"]
            at = min(max(int(asked["at"]), 0), self.total - 1)
            return {"about": {**self.find("about", str(asked["what"]), at), **asked}}
        known = [index for index in points if 0 <= index < self.total]
        return {
            **found,
            "points": [self.fragment(index) for index in known],
            "files": {key: file_rows(self.pane(key)) for key in content.get("files", ())},
        }

    def fragment(self, index: int) -> dict[str, Any]:
        """Everything that the browser shows of one point, kept for the next time."""
        if index not in self._kept:
            self._kept[index] = self.make_fragment(index)
            if len(self._kept) > KEPT_FRAGMENTS:
                self._kept.popitem(last=False)
        return self._kept[index]


def file_rows(pane: SourcePane) -> list[list[Any]]:
    """The rows of a file for the source pane."""
    return [row_data(row) for row in pane.rows]


def row_data(row: SourceRow) -> list[Any]:
    """One row: number, mark, HTML, hunk, remarks."""
    said = [remark_view(remark).html for remark in row.remarks]
    return [row.number, row.mark, row.html, row.label, said]
