# SPDX-License-Identifier: MIT
"""Questions of the lesson "Isolation before the patch"."""

import random
from collections.abc import Collection
from functools import cache
from typing import Any

from interp.kernel import Machine
from interp.lesson.check import code, declare, function, name, number, numbers
from interp.lesson.machines import use_pages

MOVABLE = "MIGRATE_MOVABLE"
BLOCK_PAGES = 4
PAGES = 32
TRIES_AGAIN = "it tries again and again"

Range = tuple[int, int]

SITUATIONS: tuple[tuple[int, ...], ...] = ((), (9,), (8, 13, 22), tuple(range(8, 16)))

# Blocks that become UNMOVABLE, pages in use then, and the range that shall be isolated.
RANGES: tuple[tuple[tuple[int, ...], tuple[int, ...], Range], ...] = (
    ((), (), (8, 16)),
    ((), (9, 14), (8, 16)),
    ((3,), (13,), (8, 16)),
    ((3,), (9,), (8, 16)),
    ((2,), (9,), (8, 16)),
    ((5,), (20, 21), (8, 32)),
    ((7,), (28,), (0, 28)),
)


def isolated_says() -> int:
    """NR_FREE_PAGES after [8, 16) of a free machine was isolated."""
    machine = Machine("base")
    machine.start_isolate_page_range(8, 16, MOVABLE)
    return int(machine.state()["NR_FREE_PAGES"])


def to_be_had(state: dict[str, Any]) -> int:
    """Pages on the free lists that allocations look at."""
    lists = state["free_list"].items()
    return sum(len(pfns) << int(name[-1]) for name, pfns in lists if "ISOLATE" not in name)


@cache
def without_the_correction() -> str:
    """What becomes of a task that asks a nearly full machine without the correction."""
    machine = Machine("base")
    machine.define(
        "static inline unsigned long nr_zone_isolate_freepages(struct zone *zone) { return 0; }",
        name="before July 2012",
    )
    use_pages(machine, [pfn for pfn in range(PAGES) if not 8 <= pfn < 16])
    machine.start_isolate_page_range(8, 16, MOVABLE)
    machine.setup_per_zone_wmarks(4)
    page = machine.call("__alloc_pages_slowpath", "GFP_HIGHUSER_MOVABLE", 0)
    if any("still trying" in line for line in machine.log):
        return TRIES_AGAIN
    return "it gets a page" if page else "it gets NULL at once"


def some_machine(seed: int = 1) -> dict[str, list[int]]:
    """The pages in use and the first pages of the isolated blocks; others for another seed."""
    dice = random.Random(seed)
    used = sorted(dice.sample(range(PAGES), 5))
    blocks = sorted(dice.sample(range(0, PAGES, BLOCK_PAGES), 2))
    return {"in use": used, "isolated": blocks}


def said_and_had(seed: int = 1) -> list[int]:
    """NR_FREE_PAGES and the pages that can be had on `some_machine(seed)`."""
    wanted = some_machine(seed)
    machine = use_pages(Machine("base"), wanted["in use"])
    for first in wanted["isolated"]:
        machine.start_isolate_page_range(first, first + BLOCK_PAGES, MOVABLE)
    state = machine.state()
    return [int(state["NR_FREE_PAGES"]), to_be_had(state)]


def prepared(unmovable: Collection[int], used: Collection[int]) -> Machine:
    """A machine with these pages in use, and with these blocks of type UNMOVABLE."""
    machine = use_pages(Machine("base"), used)
    for block in unmovable:
        machine.set_pageblock_migratetype(machine.page(block * BLOCK_PAGES), "MIGRATE_UNMOVABLE")
    return machine


def types_after(types: list[str], used: set[int], first: int, end: int) -> list[str]:
    """The types of the blocks after start_isolate_page_range()."""
    unmovable = [block for block, type_ in enumerate(types) if type_ == "UNMOVABLE"]
    machine = prepared(unmovable, used)
    machine.start_isolate_page_range(first, end, MOVABLE)
    return list(machine.state()["blocks"])


@cache
def ranges() -> list[tuple[list[str], set[int], int, int]]:
    """The cases of `RANGES`, as the reader's function gets them."""
    return [
        (list(prepared(unmovable, used).state()["blocks"]), set(used), first, end)
        for unmovable, used, (first, end) in RANGES
    ]


def judge_counting(diff: str) -> list[str]:
    """What NR_FREE_PAGES says wrongly with a change that counts when it isolates."""
    wrong = []
    for used in SITUATIONS:
        machine = use_pages(Machine("base", patches=[diff]), used)
        for cycle in (1, 2):
            machine.start_isolate_page_range(8, 16, MOVABLE)
            wrong += miscounted(machine, f"with {list(used)} in use, cycle {cycle}, isolated")
            machine.undo_isolate_page_range(8, 16, MOVABLE)
            wrong += miscounted(machine, f"with {list(used)} in use, cycle {cycle}, given back")
    return wrong


def miscounted(machine: Machine, when: str) -> list[str]:
    """What is wrong with the counter, in words."""
    state = machine.state()
    said, had = state["NR_FREE_PAGES"], to_be_had(state)
    return [] if said == had else [f"{when}: NR_FREE_PAGES is {said}, {had} pages can be had"]


declare(
    "isolated-says",
    "All 32 pages are free. [8, 16) is isolated. What does NR_FREE_PAGES say, before the patch?",
    number(isolated_says, {24: "That many can be had. But the others are on a free list, too."}),
    ["16", "24", "32"],
)
declare(
    "without-the-correction",
    "Without the correction: what becomes of a task that wants a page of the nearly full machine?",
    name(
        without_the_correction,
        {
            "it gets NULL at once": "Who tells the task that there is no hope? And who wakes him?",
            "it gets a page": "There is none on a list that an allocation looks at.",
        },
    ),
    ["it gets a page", "it gets NULL at once", TRIES_AGAIN],
)
declare(
    "said-and-had",
    "NR_FREE_PAGES, and the pages that can be had, on some_machine(seed={seed})?",
    numbers(said_and_had, "The counter does not change when a block is isolated."),
)
declare(
    "types-after",
    "A function: types of the blocks, pages in use, range -> types after isolating the range.",
    function(types_after, ranges, "Is one block refused? Then all keep their type."),
)
declare(
    "count-both-ways",
    "A diff on the tree base, with which NR_FREE_PAGES is what can be had.",
    code(judge_counting, "right while isolated and after giving back, in 16 situations"),
)
