# SPDX-License-Identifier: MIT
"""Going through a recording, forward and back, with everything that one point tells in view."""

import difflib
from collections.abc import Callable, Iterator
from typing import Any, cast

from interp.lesson.about import Looked, about
from interp.lesson.board import board
from interp.lesson.counters import counters
from interp.lesson.html import Markup, element, join
from interp.lesson.palette import FAINT_INK, INK, MONO, RULE
from interp.lesson.point_view import call_stack, changes, messages, variables
from interp.lesson.protocols import Point, Recorded
from interp.lesson.seeking import (
    Asked,
    NotReached,
    after,
    ahead_of,
    changes_of,
    expanded,
    history,
    hunk_entries,
    line_points,
)
from interp.lesson.source_view import Panes, SourcePane, SourceRow
from interp.lesson.view import View, panel, stacked, titled
from interp.lesson.walk import Walk


class Stepper(Walk):
    """A place in a recording that can be moved; shows itself as a widget, as HTML or as text.

    Moves return the stepper, so that the last line of a cell shows where it has got to.
    """

    def __init__(self, recording: Recorded, at: int = 0) -> None:
        if not len(recording):
            raise ValueError("the recording has no points: the call ran no statement")
        self.recording = recording
        self.panes = Panes(recording.tree)
        super().__init__(len(recording))
        self.go(at)

    @property
    def point(self) -> Point:
        """The current point."""
        return self.recording[self.index]

    # Moves

    def over(self) -> "Stepper":
        """Go to the next point of this function or of its callers, past any calls it makes."""
        return self.go(self.recording.over(self.index))

    def out(self) -> "Stepper":
        """Go to the next point after this function has returned."""
        return self.go(self.recording.out(self.index))

    def to(self, function: str) -> "Stepper":
        """Go to the next point at which a call of this C function begins."""
        return self._find(lambda index: self._begins(index, function), f"{function}()", function)

    def to_line(self, file: str, line: int) -> "Stepper":
        """Go to the next point that stands on this line."""

        def stands_here(index: int) -> bool:
            _, place = self.recording.place(index)
            return (place.file, place.line) == (file, line)

        return self._find(stands_here, f"{file}:{line}")

    def to_hunk(self, path: str, hunk_index: int, patch: str = "") -> "Stepper":
        """Go to the next point on a line that this hunk added (of any patch, or of `patch`)."""

        def added_there(row: SourceRow) -> bool:
            words = f"hunk {hunk_index} of "
            return row.mark == "+" and row.label.startswith(words) and row.label.endswith(patch)

        lines = {row.number for row in self.pane(path).rows if added_there(row)}

        def stands_there(index: int) -> bool:
            _, place = self.recording.place(index)
            return place.file == path and place.line in lines

        return self._find(stands_there, f"hunk {hunk_index} of {path}")

    def next_change(self, expression: str) -> "Stepper":
        """Go to the next point at which a C expression reads otherwise."""
        points = changes_of(self._asked, expression)
        return self.go(after(points, self.index, f"a change of {expression}"))

    def previous_change(self, expression: str) -> "Stepper":
        """Go to the last point before this one at which a C expression reads otherwise."""
        points = changes_of(self._asked, expression)
        return self.go(ahead_of(points, self.index, f"a change of {expression}"))

    def run_to(self, place: str) -> "Stepper":
        """Go to the next point on a line: `run_to("mm/page_alloc.c:941")`."""
        return self.go(after(line_points(self._asked, place), self.index, place))

    def run_back_to(self, place: str) -> "Stepper":
        """Go to the last point before this one on a line."""
        return self.go(ahead_of(line_points(self._asked, place), self.index, place))

    def to_first_broken(self, invariant: str | None = None) -> "Stepper":
        """Go where an invariant (any, or the one named "I1" to "I7") breaks for good."""
        broken = self._asked.first_broken(invariant)
        if broken is None:
            raise NotReached("no invariant breaks for good in this recording")
        return self.go(broken.index)

    def back_over(self) -> "Stepper":
        """Go to the last point before this one that is not inside a call made there."""
        return self.go(self.recording.back_over(self.index))

    def back_out(self) -> "Stepper":
        """Go to the point from which this function was called."""
        return self.go(self.recording.back_out(self.index))

    def next_hunk(self) -> "Stepper":
        """Go to the next point that comes to a line of the patches from elsewhere."""
        points = tuple(hunk_entries(self.recording))
        return self.go(after(points, self.index, "a line of the patch"))

    def previous_hunk(self) -> "Stepper":
        """Go to the last point before this one that comes to a line of the patches."""
        points = tuple(hunk_entries(self.recording))
        return self.go(ahead_of(points, self.index, "a line of the patch"))

    @property
    def _asked(self) -> Asked:
        """The recording as one that can be searched."""
        return cast(Asked, self.recording)

    def history(self, expression: str, name: str | None = None, last: int = 8) -> View:
        """The last values of a C expression up to here; with `name`, in that function alone."""
        return history(self._asked, expression, self.index, name, last)

    def about(self, expression: str) -> View:
        """Type, value and address of a C expression here, and its last values with who set them."""
        return about(cast(Looked, self.recording), expression, self.index)

    def expand(self, line: int | None = None) -> View:
        """What macros made of the current line, or of another one of its file."""
        place = self.point.stack[-1].location
        return expanded(self._asked, place.file, place.line if line is None else line)

    def _find(self, wanted: Callable[[int], bool], what: str, function: str = "") -> "Stepper":
        """Go to the next point that is wanted; says where there is one if none follows."""
        later = next((i for i in range(self.index + 1, len(self)) if wanted(i)), None)
        if later is not None:
            return self.go(later)
        earlier = next((i for i in range(self.index + 1) if wanted(i)), None)
        if earlier is not None:
            raise LookupError(
                f"{what} is not reached after point {self.index + 1}; it is at point "
                f"{earlier + 1}: call first() before, or go({earlier})"
            )
        raise LookupError(f"{what} is not reached in this recording{self._nearest(function)}")

    def _nearest(self, function: str) -> str:
        """A hint at the function that was perhaps meant."""
        called = sorted({self.recording.place(index)[0] for index in range(len(self))})
        near = difflib.get_close_matches(function, called, n=1) if function else []
        return f"; did you mean {near[0]}()?" if near else ""

    def _begins(self, index: int, function: str) -> bool:
        """Whether a call of the function begins at this point."""
        recording = self.recording
        if recording.place(index)[0] != function:
            return False
        before = recording.back_over(index)
        new_call = recording.depth(before) < recording.depth(index)
        return index == 0 or new_call or recording.place(before)[0] != function

    # Views

    def pane(self, path: str) -> SourcePane:
        """The rows of a source file, highlighted the first time they are asked for."""
        return self.panes[path]

    def before(self, index: int) -> Point | None:
        """The point before one, if there is any."""
        return self.recording[index - 1] if index else None

    def heading(self, index: int | None = None) -> str:
        """Where a point stands, in one line."""
        at = self.index if index is None else index
        point = self.recording[at]
        place = f"point {at + 1} of {len(self)}"
        if not point.stack:
            return place
        frame = point.stack[-1]
        where = f"{frame.location.file}:{frame.location.line}"
        return f"{place}  {frame.function}()  {where}  cpu {point.cpu}"

    def text(self) -> str:
        """The current point as text."""
        parts = [View(Markup(""), self.heading()), self.source(), *self.told(), *self.machine()]
        return "\n\n".join(part.text for part in parts if part.text)

    def source(self, lines_before: int = 6, lines_after: int = 8) -> View:
        """The source around the current point."""
        if not self.point.stack:
            return View(Markup(""), "")
        place = self.point.stack[-1].location
        return self.pane(place.file).around(place.line, lines_before, lines_after)

    def told(self) -> Iterator[View]:
        """What the current point tells besides the machine's state, each under its heading."""
        point, before = self.point, self.before(self.index)
        yield titled("Just now", messages(point))
        yield titled("Changed by this step", changes(point))
        yield titled("Variables", variables(point, before))
        yield titled("Call stack", call_stack(point))

    def machine(self) -> Iterator[View]:
        """The machine's state at the current point."""
        before = self.before(self.index)
        yield board(self.point, before)
        yield titled("Counters", counters(self.point, before))

    def html(self) -> Markup:
        """The current point as HTML that needs no script."""
        head = f"font-family:{MONO};font-size:12px;font-weight:700;color:{INK};margin:0 0 4px 0"
        cell = "vertical-align:top;text-align:left;padding:0 14px 0 0;border:none"
        left = join(self.source().html, stacked(list(self.told())).html)
        right = stacked(list(self.machine())).html
        body = element(
            "table",
            element(
                "tr",
                element("td", left, style=cell),
                element("td", right, style=cell),
                style="background:none",
            ),
            style="border-collapse:collapse;table-layout:auto;margin:0",
        )
        note = "Run this cell to step through the recording."
        foot = element("div", note, style=f"font-size:11px;color:{FAINT_INK};margin-top:6px")
        return panel(
            element(
                "div",
                element("div", self.heading(), style=head),
                body,
                foot,
                style=f"border:1px solid {RULE};padding:8px",
            )
        )

    def _make_widget(self) -> Any:
        from interp.lesson.stepper_widget import StepperWidget

        return StepperWidget(self)


def stepper(recording: Recorded, at: int = 0) -> Stepper:
    """Go through a recording: `stepper(m.record("start_isolate_page_range", 8, 16, ...))`."""
    return Stepper(recording, at)
