# SPDX-License-Identifier: MIT
"""Locks held over the points of a recording, one inside the other, and interrupts off."""

from collections.abc import Sequence
from dataclasses import dataclass

from interp.kernel.history import History, LockChange
from interp.lesson.html import Markup, join
from interp.lesson.lanes import Bar, Lane, Stretch, drawn_lanes, points_text
from interp.lesson.page_life import Told
from interp.lesson.table import Cell, table
from interp.lesson.view import View

# A letter and a ground for each kind of lock.
KINDS = {"irq": ("i", "#e3e3e3"), "spin": ("S", "#fbe6bf"), "mutex": ("M", "#d3e3ee")}


@dataclass(frozen=True)
class Hold:
    """A lock held from one point to another; `depth` is how many were held when it was taken."""

    lock: str
    kind: str
    points: Stretch
    depth: int
    by: str
    released: str

    def holds(self, index: int) -> bool:
        """Whether the lock is held at a point."""
        return self.points[0] <= index <= self.points[1]


def lock_line(recording: Told) -> View:
    """Which locks are held from point to point, and where interrupts are off."""
    history = recording.history
    holds = holds_of(history)
    if not holds:
        words = f"no lock is taken in {history.points} points, and interrupts stay on"
        return View(join(words), words)
    told = _table(holds)
    return View(Markup(_lanes(history, holds) + told.html), told.text)


def holds_of(history: History) -> list[Hold]:
    """Every stretch over which a lock is held, in the order in which they were taken."""
    held: dict[str, tuple[str, int, int, str]] = {}
    for lock, kind in history.held_at_start:
        held[lock] = (kind, 0, len(held), "held before")
    found = []
    for change in history.locks:
        if change.taken:
            held[change.lock] = (change.kind, change.index, len(held), str(change.actor))
        elif change.lock in held:
            kind, first, depth, by = held.pop(change.lock)
            points = (first, change.index - 1)
            found.append(Hold(change.lock, kind, points, depth, by, str(change.actor)))
    for lock, (kind, first, depth, by) in held.items():
        points = (first, history.points - 1)
        found.append(Hold(lock, kind, points, depth, by, "held at the end"))
    return sorted(found, key=lambda hold: (hold.points[0], hold.depth))


def _table(holds: Sequence[Hold]) -> View:
    rows = [
        [
            Cell(points_text(hold.points), code=True),
            Cell(KINDS[hold.kind][0], code=True),
            Cell("| " * hold.depth + _name(hold), code=True),
            Cell(hold.by, code=True),
            Cell(hold.released, code=True, wrong=hold.released == "held at the end"),
        ]
        for hold in holds
    ]
    return table(["points", "", "held, inside what stands left of it", "taken by", "until"], rows)


def _name(hold: Hold) -> str:
    return "interrupts off" if hold.kind == "irq" else hold.lock


def _lanes(history: History, holds: Sequence[Hold]) -> Markup:
    changes: Sequence[LockChange] = history.locks
    starts = sorted({0, *(change.index for change in changes)})
    ends = [*(start - 1 for start in starts[1:]), history.points - 1]
    stretches = list(zip(starts, ends, strict=True))
    names = list(dict.fromkeys(hold.lock for hold in holds))
    lanes = [
        Lane(
            "interrupts" if name == "interrupts" else name,
            [_bar(holds, name, first) for first, _ in stretches],
        )
        for name in names
    ]
    return drawn_lanes(stretches, lanes)


def _bar(holds: Sequence[Hold], name: str, index: int) -> Bar | None:
    hold = next((each for each in holds if each.lock == name and each.holds(index)), None)
    if hold is None:
        return None
    letter, ground = KINDS[hold.kind]
    words = "off" if hold.kind == "irq" else "held"
    return Bar(f"{letter} {words}", f"background-color:{ground}", f"taken by {hold.by}")
