# SPDX-License-Identifier: MIT
"""Questions of the lesson "Freeing into isolation"."""

import random
from functools import cache
from typing import Any

from interp.kernel import Machine
from interp.lesson.check import code, declare, function, name, number, numbers
from interp.lesson.machines import chunks_of, use_pages
from interp.review import patches_directory

MOVABLE = "MIGRATE_MOVABLE"
BLOCK_PAGES = 4
PAGES = 32
AREA = "contig_page_data.node_zones[0].free_area[3].nr_free"

Chunk = tuple[int, int]

# Pages in use, those that wait on a cpu's list when [8, 16) is isolated, and those freed then.
ROADS: tuple[tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]], ...] = (
    ((10,), (10,), ()),
    ((9, 10, 13), (10,), (13,)),
    ((8, 9, 10, 11), (8, 9, 10, 11), ()),
    ((3, 12), (3, 12), ()),
    ((), (), ()),
)

# What the lesson repairs on the first road, for the machine that the third exercise is tried on.
COUNTED = patches_directory() / "repairs" / "1-count-when-isolating.patch"


@cache
def things_done() -> int:
    """How many of the four things are done when a free chunk is isolated."""
    machine = Machine("rfc-v2")
    head = machine.page(8)
    before = machine.state()
    machine.start_isolate_page_range(8, 16, MOVABLE)
    after = machine.state()
    done = [
        8 not in after["free_list"]["MOVABLE/3"],
        not machine.PageBuddy(head),
        after["nr_free"] != before["nr_free"],
        after["NR_FREE_PAGES"] != before["NR_FREE_PAGES"],
    ]
    return sum(map(bool, done))


def unguarded() -> str:
    """The function of the patched tree that frees a page without asking for its block's type."""
    machine = use_pages(Machine("rfc-v2", batch=2), [10])
    machine.call("__free_pages", machine.page(10), 0)
    recording = machine.record("start_isolate_page_range", 8, 16, MOVABLE)
    point = next(i for i in range(len(recording)) if recording.place(i)[0] == "__free_one_page")
    return recording[point].stack[-2].function


def some_pages(seed: int = 1) -> dict[str, list[int]]:
    """Pages of [8, 16) in use, and those freed while it is isolated; others for another seed."""
    dice = random.Random(seed)
    used = sorted(dice.sample(range(8, 16), dice.randrange(2, 6)))
    return {"in use": used, "freed": sorted(dice.sample(used, dice.randrange(1, len(used))))}


def said_and_found(seed: int = 1) -> list[int]:
    """NR_FREE_PAGES and the pages on the free lists with `some_pages(seed)`."""
    wanted = some_pages(seed)
    machine = use_pages(Machine("rfc-v2"), wanted["in use"])
    machine.start_isolate_page_range(8, 16, MOVABLE)
    for pfn in wanted["freed"]:
        machine.call("__free_pages", machine.page(pfn), 0)
    return [int(machine.state()["NR_FREE_PAGES"]), machine.snapshot().pages_on_lists]


def on_the_road(machine: Machine, used: Any, waiting: Any, freed: Any) -> Machine:
    """Let pages wait on the cpu's list, isolate [8, 16), free others then."""
    use_pages(machine, used)
    for pfn in waiting:
        machine.call("__free_pages", machine.page(pfn), 0)
    machine.start_isolate_page_range(8, 16, MOVABLE)
    for pfn in freed:
        machine.call("__free_pages", machine.page(pfn), 0)
    return machine


def leaked(chunks: list[Chunk], types: list[str]) -> list[int]:
    """Free pages in isolated blocks."""
    pages = [p for pfn, order in chunks for p in range(pfn, pfn + (1 << order))]
    return sorted(p for p in pages if types[p // BLOCK_PAGES] == "ISOLATE")


@cache
def leaks() -> list[tuple[list[Chunk], list[str]]]:
    """Free chunks and types of the blocks, of machines with and without a leak, on both trees."""
    found = []
    for tree in ("rfc-v2", "base"):
        for road in ROADS:
            machine = on_the_road(Machine(tree, batch=2), *road)
            found.append((chunks_of(machine), list(machine.state()["blocks"])))
    return found


def judge_closed_road(diff: str) -> list[str]:
    """What is still wrong with a change to free_pcppages_bulk()."""
    wrong = []
    for used, waiting, freed in ROADS:
        machine = Machine("rfc-v2", batch=2, high=8, patches=[COUNTED, diff])
        on_the_road(machine, used, waiting, freed)
        case = f"with {list(waiting)} on the cpu's list"
        if pages := leaked(chunks_of(machine), machine.state()["blocks"]):
            wrong.append(f"{case}: page {pages[0]} of an isolated block can be had")
        in_use = set(used) - set(waiting) - set(freed)
        if machine.test_pages_isolated(8, 16) != (-16 if in_use & set(range(8, 16)) else 0):
            wrong.append(f"{case}: test_pages_isolated() says otherwise")
        machine.drain_all_pages()
        wrong += [f"{case}: {broken}" for broken in machine.check()]
    return wrong


declare(
    "things-done",
    "A chunk leaves its free list: how many of the four things are done when it is isolated?",
    number(things_done, {4: "Look for nr_free in the hunk, and in isolate_free_page()."}),
    ["1", "2", "3", "4"],
)
declare(
    "unguarded",
    "Which function calls __free_one_page() without asking whether the block is isolated?",
    name(
        unguarded,
        {
            "__free_pages_ok": "It asks: that is the hunk of road 3.",
            "free_hot_cold_page": "It asks, and it does not call __free_one_page() itself.",
            "free_one_page": "It does not ask, but whoever calls it has.",
        },
    ),
)
declare(
    "said-and-found",
    "While isolated: NR_FREE_PAGES, and the pages on the free lists, for some_pages(seed={seed})?",
    numbers(said_and_found, "What was subtracted when the range was isolated?"),
)
declare(
    "leaked",
    "A function: free chunks and types of the blocks -> free pages in isolated blocks.",
    function(leaked, leaks, "A chunk may lie in two blocks: ask for each of its pages."),
)
declare(
    "closed-road",
    "A diff on top of the patch: pages from a cpu's list go where their block is now.",
    code(judge_closed_road, "no page of an isolated block can be had, and every count is right"),
)
