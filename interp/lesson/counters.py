# SPDX-License-Identifier: MIT
"""What the counters say against what a walk over the lists finds."""

from collections.abc import Sequence
from dataclasses import dataclass

from interp.lesson.board import earlier
from interp.lesson.pages import Shown, entries_by_order, pages_really_free, snapshot_of
from interp.lesson.palette import WRONG_MARK
from interp.lesson.protocols import Snapshot
from interp.lesson.table import Cell, Row, table
from interp.lesson.view import View


@dataclass(frozen=True)
class Counter:
    """A counter's value, what a walk finds where one can be made, and how they differ."""

    name: str
    value: str
    truth: str = ""
    verdict: str = ""


def counters(shown: Shown, before: Shown | None = None) -> View:
    """The counters, each beside what is really there; changes since `before` as old -> new."""
    state, old = snapshot_of(shown), earlier(before)
    now = all_counters(state)
    then = [None] * len(now) if old is None else all_counters(old)
    rows = [row(counter, was) for counter, was in zip(now, then, strict=False)]
    return table(["counter", "", "says", "really"], rows)


def all_counters(state: Snapshot) -> list[Counter]:
    """Every counter of a snapshot."""
    return [
        compared("NR_FREE_PAGES", state["NR_FREE_PAGES"], pages_really_free(state)),
        per_order(state["nr_free"], entries_by_order(state)),
        compared(
            "nr_pageblock_isolate",
            state["nr_pageblock_isolate"],
            state["blocks"].count("ISOLATE"),
        ),
        Counter("present_pages", str(state["present_pages"])),
        Counter("totalram_pages", str(state["totalram_pages"])),
        Counter("PGFREE", str(state["PGFREE"])),
        Counter("PGALLOC", str(state["PGALLOC"])),
    ]


def compared(name: str, value: int, truth: int) -> Counter:
    """A counter beside its truth."""
    return Counter(name, str(value), str(truth), difference(value - truth))


def difference(excess: int) -> str:
    """How far a counter is off: "≠ +8" says eight too many; empty where it is right."""
    return f"{WRONG_MARK} {excess:+d}" if excess else ""


def per_order(nr_free: Sequence[int], entries: Sequence[int]) -> Counter:
    """nr_free of every order, order 0 first, beside the entries on the lists."""
    wrong = [
        str(order)
        for order, (said, found) in enumerate(zip(nr_free, entries, strict=True))
        if said != found
    ]
    verdict = f"{WRONG_MARK} [{', '.join(wrong)}]" if wrong else ""
    last = len(nr_free) - 1
    return Counter(f"nr_free[0..{last}]", spaced(nr_free), spaced(entries), verdict)


def spaced(figures: Sequence[int]) -> str:
    """Figures with a blank between them."""
    return " ".join(map(str, figures))


def row(counter: Counter, was: Counter | None) -> Row:
    """One counter as a row of the table."""
    return [
        Cell(counter.name, code=True),
        Cell(counter.verdict, wrong=True),
        figure(counter.value, None if was is None else was.value, bool(counter.verdict)),
        figure(counter.truth, None if was is None else was.truth, False),
    ]


def figure(value: str, was: str | None, wrong: bool) -> Cell:
    """A value, with the one before it where it has changed; of a row of values only the new."""
    changed = was is not None and was != value
    words = f"{was} -> {value}" if changed and " " not in value else value
    title = f"was {was}" if changed else ""
    return Cell(words, number=True, changed=changed, wrong=wrong, title=title)
