# SPDX-License-Identifier: MIT
"""The stepper in the browser: asks for points by number, gets small pieces of HTML.

A file's rows go over once. A point goes over once too: the browser keeps it, and asks for its
neighbours before they are wanted, so that a step back costs what a step forward costs.
"""

from collections import OrderedDict
from dataclasses import asdict
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from interp.lesson.board import board
from interp.lesson.counters import counters
from interp.lesson.finding import Finder
from interp.lesson.point_view import changes, messages, narrow_variables
from interp.lesson.remarks import remark_view
from interp.lesson.sentence import sentence
from interp.lesson.source_view import SourceRow
from interp.lesson.stepper import Stepper

HERE = Path(__file__).parent
KEPT_FRAGMENTS = 1024


class StepperWidget(anywidget.AnyWidget):
    """The browser's side of a stepper; `index` is the current point in both."""

    _esm = HERE / "stepper.js"
    _css = HERE / "stepper.css"

    index = traitlets.Int(0).tag(sync=True)
    total = traitlets.Int(1).tag(sync=True)
    title = traitlets.Unicode("").tag(sync=True)

    def __init__(self, stepper: Stepper) -> None:
        super().__init__(index=stepper.index, total=len(stepper), title=stepper.recording.title)
        self._stepper = stepper
        self._finder = Finder(stepper)
        self._kept: OrderedDict[int, dict[str, Any]] = OrderedDict()
        stepper.moved.append(self._follow)
        self.observe(self._lead, names="index")
        self.on_msg(self._answer)

    def _follow(self, index: int) -> None:
        """The stepper was moved from Python."""
        self.index = index

    def _lead(self, change: Any) -> None:
        """The browser moved."""
        if change.new != self._stepper.index:
            self._stepper.go(change.new)

    def _answer(self, _: object, content: dict[str, Any], __: object) -> None:
        """Send the points and the files that the browser asks for."""
        try:
            self.send(self.answer(content))
        except Exception as error:
            # Nobody reads the kernel's log: the reader must see what went wrong.
            self.send({"error": f"{type(error).__name__}: {error}"})

    def answer(self, content: dict[str, Any]) -> dict[str, Any]:
        """Points by number, rows of files by path and what is to be found, as in `content`."""
        points = [int(index) for index in content.get("points", ())]
        found: dict[str, Any] = {}
        if "find" in content:
            wanted = content["find"]
            at = min(max(int(wanted["at"]), 0), self.total - 1)
            result = self._finder.find(str(wanted["how"]), str(wanted["what"]), at)
            found = {"found": {**asdict(result), "at": at}}
            points.append(result.index)
        known = [index for index in points if 0 <= index < self.total]
        return {
            **found,
            "points": [self.fragment(index) for index in known],
            "files": {path: file_rows(self._stepper, path) for path in content.get("files", ())},
        }

    def fragment(self, index: int) -> dict[str, Any]:
        """Everything that the browser shows of one point."""
        if index not in self._kept:
            self._kept[index] = fragment(self._stepper, index)
            if len(self._kept) > KEPT_FRAGMENTS:
                self._kept.popitem(last=False)
        return self._kept[index]


def fragment(stepper: Stepper, index: int) -> dict[str, Any]:
    """One point as small pieces of HTML, and where each button leads from it."""
    recording = stepper.recording
    point, before = recording[index], stepper.before(index)
    stack = [[frame.function, frame.location.file, frame.location.line] for frame in point.stack]
    return {
        "index": index,
        "heading": stepper.heading(index),
        "cpu": point.cpu,
        "stack": stack,
        "over": recording.over(index),
        "out": recording.out(index),
        "back over": recording.back_over(index),
        "back out": recording.back_out(index),
        "sentence": sentence(stepper, index),
        "stopped": point.fault is not None,
        "messages": messages(point).html,
        "changes": changes(point).html,
        "variables": narrow_variables(point, before).html,
        "board": board(point, before).html,
        "counters": counters(point, before).html,
    }


def file_rows(stepper: Stepper, path: str) -> list[list[Any]]:
    """The rows of a file for the source pane."""
    return [row_data(row) for row in stepper.pane(path).rows]


def row_data(row: SourceRow) -> list[Any]:
    """One row: number, mark, HTML, hunk, remarks."""
    said = [remark_view(remark).html for remark in row.remarks]
    return [row.number, row.mark, row.html, row.label, said]
