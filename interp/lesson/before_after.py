# SPDX-License-Identifier: MIT
"""One call on two trees, side by side: two sources, two boards, one place in both."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from interp.kernel import Comparison, KernelRecording, compare
from interp.lesson.board import board
from interp.lesson.html import Markup, element, join
from interp.lesson.palette import FAINT_INK, INK, MONO, RULE
from interp.lesson.parting import parted
from interp.lesson.point_view import messages, variables
from interp.lesson.stepper import Stepper
from interp.lesson.view import View, beside, panel, stacked, titled
from interp.lesson.walk import Walk

MARKED = "• marks what differs from the other side"
ZONE = "contig_page_data.node_zones[0]"


class BeforeAfter(Walk):
    """A row of a comparison that can be moved: a statement of both sides, or of one alone.

    It begins where the two part, if they do.
    """

    def __init__(self, comparison: Comparison, at: int | None = None) -> None:
        self.comparison = comparison
        self.sides = Stepper(comparison.left), Stepper(comparison.right)
        super().__init__(len(comparison.rows))
        first = comparison.first_difference
        self.go(at if at is not None else first.row if first else 0)

    # Moves

    def over(self) -> "BeforeAfter":
        """Go to the next row of this function or of its callers, past any calls it makes."""
        return self.go(self.row_over(self.index))

    def next_difference(self) -> "BeforeAfter":
        """Go to the next row at which a value differs that did not before."""
        return self._to(self.difference_after(self.index), "after")

    def previous_difference(self) -> "BeforeAfter":
        """Go to the last row before this one at which a value begins to differ."""
        return self._to(self.difference_before(self.index), "before")

    def first_difference(self) -> "BeforeAfter":
        """Go where the two part."""
        return self._to(self.difference_after(-1), "after")

    def _to(self, row: int | None, which: str) -> "BeforeAfter":
        if row is None:
            raise LookupError(f"nothing begins to differ {which} row {self.index + 1}")
        return self.go(row)

    # Where the buttons lead

    @cached_property
    def differing(self) -> tuple[int, ...]:
        """The rows at which a value begins to differ."""
        return tuple(found.row for found in self.comparison.all_differences)

    def difference_after(self, row: int) -> int | None:
        """The first row behind `row` at which a value begins to differ."""
        at = bisect_right(self.differing, row)
        return self.differing[at] if at < len(self.differing) else None

    def difference_before(self, row: int) -> int | None:
        """The last row ahead of `row` at which a value begins to differ."""
        at = bisect_left(self.differing, row)
        return self.differing[at - 1] if at else None

    def row_over(self, row: int) -> int:
        """The next row that is not inside a call made at `row`; the last one if none follows."""
        depth = self._depth(row)
        later = range(row + 1, len(self))
        return next((each for each in later if self._depth(each) <= depth), len(self) - 1)

    def _depth(self, row: int) -> int:
        left, right = self.comparison.rows[row]
        if left is not None:
            return self.comparison.left.depth(left)
        assert right is not None
        return self.comparison.right.depth(right)

    # Words

    def heading(self, row: int) -> str:
        """Which row this is, and whose."""
        return f"row {row + 1} of {len(self)}  {self.whose(row)}"

    def whose(self, row: int) -> str:
        """Which sides run the row's statement."""
        names = self.comparison.names
        alone = self.alone(row)
        return "both" if alone is None else f"only {names[alone]}"

    def alone(self, row: int) -> int | None:
        """The side (0, 1) that alone has this row; None if both have it."""
        left, right = self.comparison.rows[row]
        return None if left is not None and right is not None else int(left is None)

    def side_heading(self, side: int, row: int) -> str:
        """A side's tree, its point and where that stands."""
        name, stepper = self.comparison.names[side], self.sides[side]
        index = self.comparison.points(row)[side]
        waits = " waits at" if self.alone(row) == 1 - side else ""
        return f"{name}:{waits} {stepper.heading(index)}"

    def told(self, row: int) -> str:
        """What is to be said of a row: what begins to differ, or how many values do."""
        new = next((d for d in self.comparison.all_differences if d.row == row), None)
        parts = [self._waits(row), brief(new.what) if new is not None else self._since(row)]
        return " ".join(filter(None, parts))

    def _waits(self, row: int) -> str:
        alone = self.alone(row)
        if alone is None:
            return ""
        one, other = self.comparison.names[alone], self.comparison.names[1 - alone]
        return f"Only {one} runs this statement; {other} waits."

    def _since(self, row: int) -> str:
        first = self.difference_after(-1)
        if first is None:
            return "What both have comes out the same, at every statement."
        if row < first:
            return f"So far nothing differs; it will at row {first + 1}."
        last = self.difference_before(row + 1)
        assert last is not None
        found = next(d for d in self.comparison.all_differences if d.row == last)
        count = len(self.comparison.differences(row))
        now = f"{count} value{' differs' if count == 1 else 's differ'}" if count else "All agrees"
        return f"{now} here. The last to part, at row {last + 1}: {brief(found.where)}."

    # Views

    @property
    def apart(self) -> View:
        """What differs at the current row."""
        return self.differences(self.index)

    def differences(self, row: int) -> View:
        """What differs at a row: lists, counters and pages first, then memory by C lvalue."""
        return parted(self.comparison, row)

    def side_board(self, side: int, row: int) -> View:
        """Lists and pages of one side; what differs from the other side is marked."""
        point, other = self.points_of(side, row)
        return board(point, other, gone=False)

    def side_told(self, side: int, row: int) -> Iterator[View]:
        """What one side's point tells besides; marked is what the other side has otherwise."""
        point, other = self.points_of(side, row)
        yield titled("Just now", messages(point))
        yield titled("Variables", variables(point, other))

    def points_of(self, side: int, row: int) -> tuple[Any, Any]:
        """Where one side stands at a row, and where the other one does."""
        points = self.comparison.points(row)
        recordings = self.comparison.left, self.comparison.right
        return recordings[side][points[side]], recordings[1 - side][points[1 - side]]

    def side_source(self, side: int, row: int, lines_before: int = 4, lines_after: int = 4) -> View:
        """The source around one side's point."""
        index = self.comparison.points(row)[side]
        place = self.comparison.left if side == 0 else self.comparison.right
        where = place.place(index)[1]
        return self.sides[side].pane(where.file).around(where.line, lines_before, lines_after)

    def text(self) -> str:
        """The current row as text."""
        row = self.index
        sources = [
            titled(self.side_heading(side, row), self.side_source(side, row)) for side in (0, 1)
        ]
        boards = beside(*(titled(self.comparison.names[side], self._both(side)) for side in (0, 1)))
        parts = [
            f"{self.comparison.left.title}\n{self.heading(row)}",
            self.told(row),
            titled("Different here", self.differences(row)).text,
            *(view.text for view in sources),
            boards.text,
            MARKED,
        ]
        return "\n\n".join(parts)

    def _both(self, side: int) -> View:
        return stacked([self.side_board(side, self.index), *self.side_told(side, self.index)])

    def html(self) -> Markup:
        """The current row as HTML that needs no script."""
        row = self.index
        head = f"font-family:{MONO};font-size:12px;font-weight:700;color:{INK};margin:0 0 4px 0"
        cell = "vertical-align:top;text-align:left;padding:0 14px 6px 0;border:none"
        columns = [
            element(
                "td",
                element("div", self.side_heading(side, row), style=head),
                self.side_source(side, row).html,
                self._both(side).html,
                style=cell,
            )
            for side in (0, 1)
        ]
        table_style = "border-collapse:collapse;table-layout:auto;margin:0"
        note = f"{MARKED}. Run this cell to step through both."
        foot = element("div", note, style=f"font-size:11px;color:{FAINT_INK};margin-top:6px")
        content = join(
            element("div", self.heading(row), style=head),
            element("div", self.told(row), style="margin:0 0 6px 0"),
            titled("Different here", self.differences(row)).html,
            element("table", element("tr", *columns, style="background:none"), style=table_style),
            foot,
        )
        return panel(element("div", content, style=f"border:1px solid {RULE};padding:8px"))

    def _make_widget(self) -> Any:
        from interp.lesson.before_after_widget import BeforeAfterWidget

        return BeforeAfterWidget(self)


def brief(text: str) -> str:
    """C lvalues in words, with the zone called zone."""
    return text.replace(ZONE, "zone")


def before_after(
    left: KernelRecording | Comparison,
    right: KernelRecording | None = None,
    at: int | None = None,
) -> BeforeAfter:
    """Go through one call on two trees side by side, beginning where they part.

    Takes two recordings, such as `before_after(old.record(...), new.record(...))`, or a Comparison.
    """
    if isinstance(left, Comparison):
        return BeforeAfter(left, at)
    if right is None:
        raise TypeError("two recordings are needed: before_after(old.record(...), new.record(...))")
    return BeforeAfter(compare(left, right), at)
