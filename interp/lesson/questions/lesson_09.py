# SPDX-License-Identifier: MIT
"""Questions of the lesson "Taking memory away"."""

import random
from collections.abc import Collection
from functools import cache

from interp.kernel import Machine
from interp.lesson.check import code, declare, function, number, numbers
from interp.lesson.machines import use_pages

MOVABLE = "MIGRATE_MOVABLE"
BUSY = -16

Entry = tuple[int, int]
Range = tuple[int, int]

# Pages in use when the blocks are isolated, the isolated range, and the range that is tested.
TESTED: tuple[tuple[tuple[int, ...], Range, Range], ...] = (
    ((), (8, 16), (8, 16)),
    ((8,), (8, 16), (8, 16)),
    ((11,), (8, 16), (8, 16)),
    ((15,), (8, 16), (8, 16)),
    ((8, 9, 10, 11, 12, 13, 14, 15), (8, 16), (8, 16)),
    ((3,), (0, 16), (8, 16)),
    ((), (8, 16), (12, 16)),
    ((20,), (16, 24), (16, 24)),
    ((8, 12), (8, 16), (8, 16)),
)


@cache
def free_after_offline() -> int:
    """NR_FREE_PAGES of the patched machine after [8, 16) went offline."""
    machine = Machine("rfc-v2")
    machine.offline_pages(8, 16, 100)
    return int(machine.state()["NR_FREE_PAGES"])


@cache
def which_pass() -> list[int]:
    """The pages of [8, 16) that may be in use without offline noticing, with the patch."""
    return [
        pfn
        for pfn in range(8, 16)
        if use_pages(Machine("rfc-v2"), [pfn]).offline_pages(8, 16, 100) == 0
    ]


def some_used(seed: int = 1) -> list[int]:
    """Pages of [8, 16) that are in use: from the range's start, or anywhere."""
    dice = random.Random(seed)
    if dice.random() < 0.5:
        return list(range(8, 8 + dice.randrange(1, 5)))
    return sorted(dice.sample(range(8, 16), dice.randrange(1, 4)))


def answers_of_both(seed: int = 1) -> list[int]:
    """What offline_pages() returns before the patch, and with it."""
    return [
        int(use_pages(Machine(tree), some_used(seed)).offline_pages(8, 16, 100))
        for tree in ("base", "rfc-v2")
    ]


def entries_of(used: Collection[int], isolated: Range) -> list[Entry]:
    """The list's entries after a range was isolated with these pages in use."""
    machine = isolated_machine(used, isolated)
    return [(entry["pfn"], entry["order"]) for entry in machine.state()["isolated_pages"]]


def isolated_machine(
    used: Collection[int], isolated: Range, patches: Collection[str] = ()
) -> Machine:
    """A machine with a range isolated while these pages are in use."""
    machine = use_pages(Machine("rfc-v2", patches=list(patches)), used)
    machine.start_isolate_page_range(*isolated, MOVABLE)
    return machine


@cache
def tested() -> dict[tuple[tuple[Entry, ...], int, int], bool]:
    """What the patched test says of the lists in `TESTED`."""
    found = {}
    for used, isolated, (start, end) in TESTED:
        said = isolated_machine(used, isolated).call(
            "__test_page_isolated_in_pageblock", start, end
        )
        found[tuple(entries_of(used, isolated)), start, end] = bool(said)
    return found


def passes(entries: list[Entry], start: int, end: int) -> bool:
    """What the patched test says of a list."""
    return tested()[tuple(entries), start, end]


def lists() -> list[tuple[list[Entry], int, int]]:
    """The cases of `TESTED`, as the reader's function gets them."""
    return [(list(entries), start, end) for entries, start, end in tested()]


def judge_cover(diff: str) -> list[str]:
    """Which ranges a repaired test lets through, or stops, wrongly."""
    wrong = []
    for used, isolated, (start, end) in TESTED:
        said = int(isolated_machine(used, isolated, [diff]).test_pages_isolated(start, end))
        expected = BUSY if set(used) & set(range(start, end)) else 0
        if said != expected:
            words = f"with {list(used)} in use" if used else "with all pages free"
            wrong.append(f"[{start}, {end}) {words}: it says {said}")
    return wrong


declare(
    "free-after-offline",
    "32 pages are free, [8, 16) goes offline. What does NR_FREE_PAGES say with the patch?",
    number(
        free_after_offline,
        {
            24: "That is what it should say. Who subtracts, with the patch?",
            16: "Nothing is subtracted twice here.",
        },
    ),
    ["16", "24", "32", "40"],
)
declare(
    "which-pass",
    "One page of [8, 16) is in use. For which pages does offline_pages() not notice?",
    numbers(which_pass, "Where does the test begin, and what must follow then?"),
)
declare(
    "answers-of-both",
    "offline_pages(8, 16) with some_used(seed={seed}): before the patch, and with it?",
    numbers(answers_of_both, "Is there a gap behind the first entry?"),
)
declare(
    "the-test-as-it-is",
    "A function: entries of the list, start, end -> what the patched test says.",
    function(passes, lists, "Where does it begin, and what ends it?"),
)
declare(
    "cover-the-start",
    "A diff on top of the patch: the first entry must cover the start of the range.",
    code(judge_cover, "nine ranges, each let through or stopped as it should be"),
)
