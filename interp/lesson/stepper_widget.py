# SPDX-License-Identifier: MIT
"""The stepper in the browser; see `walk_widget` for how the two sides talk."""

from dataclasses import asdict
from typing import Any

from interp.lesson.board import board
from interp.lesson.counters import counters
from interp.lesson.finding import Finder
from interp.lesson.point_view import changes, messages, narrow_variables
from interp.lesson.sentence import sentence
from interp.lesson.source_view import SourcePane
from interp.lesson.stepper import Stepper
from interp.lesson.walk_widget import HERE, WalkWidget, together


class StepperWidget(WalkWidget):
    """The browser's side of a stepper."""

    _esm = together("walk.js", "stepper.js")
    _css = HERE / "stepper.css"

    def __init__(self, stepper: Stepper) -> None:
        self._stepper = stepper
        self._finder = Finder(stepper)
        super().__init__(stepper, title=stepper.recording.title)

    def make_fragment(self, index: int) -> dict[str, Any]:
        """Everything that the browser shows of one point."""
        return fragment(self._stepper, index)

    def pane(self, key: str) -> SourcePane:
        """A file of the only tree there is, as `:path`."""
        return self._stepper.pane(key.removeprefix(":"))

    def find(self, how: str, what: str, at: int) -> dict[str, Any]:
        """Where a change, a line, a hunk or a broken invariant is."""
        return asdict(self._finder.find(how, what, at))


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
