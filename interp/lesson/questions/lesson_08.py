# SPDX-License-Identifier: MIT
"""Questions of the lesson "Undoing it"."""

from collections.abc import Iterator, Sequence
from functools import cache

from interp.kernel import Machine
from interp.lesson.check import code, declare, function, name, number
from interp.lesson.machines import use_pages

MOVABLE = "MIGRATE_MOVABLE"
CYCLES = 3

# Pages in use at isolation, and those of them that are freed while [8, 16) is isolated.
SITUATIONS: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...] = (
    ((), ()),
    ((8,), ()),
    ((8,), (8,)),
    ((8, 13), (13,)),
    ((10, 11, 14), (10, 14)),
    ((8, 9, 10, 11, 12, 13, 14, 15), (8, 9)),
)


def isolate(machine: Machine) -> None:
    """Isolate [8, 16)."""
    machine.start_isolate_page_range(8, 16, MOVABLE)


def undo(machine: Machine, first: int = 8, end: int = 16) -> None:
    """Give a range back."""
    machine.undo_isolate_page_range(first, end, MOVABLE)


def says(machine: Machine) -> int:
    """What NR_FREE_PAGES says."""
    return int(machine.state()["NR_FREE_PAGES"])


@cache
def after_cycles(cycles: int = 1) -> int:
    """What NR_FREE_PAGES says when the free range [8, 16) was isolated and given back so often."""
    machine = Machine("rfc-v2")
    for _ in range(cycles):
        isolate(machine)
        undo(machine)
    return says(machine)


def says_while_isolated_again() -> int:
    """What it says in the middle of the last of the cycles, while [8, 16) is isolated."""
    machine = Machine("rfc-v2")
    for _ in range(CYCLES - 1):
        isolate(machine)
        undo(machine)
    isolate(machine)
    return says(machine)


def allocatable_after_types_only() -> int:
    """Pages of [8, 16) that are on a free list after undo_isolate_pageblocks()."""
    machine = Machine("rfc-v2")
    isolate(machine)
    before = machine.snapshot().pages_on_lists
    machine.undo_isolate_pageblocks(8, 16, MOVABLE)
    return machine.snapshot().pages_on_lists - before


def freed_by_undo_of_upper_half() -> int:
    """Pages that come back when only the upper half of an isolated chunk is given back."""
    machine = Machine("rfc-v2")
    isolate(machine)
    before = machine.snapshot().pages_on_lists
    undo(machine, 12, 16)
    return machine.snapshot().pages_on_lists - before


@cache
def drift(used: tuple[int, ...], freed: tuple[int, ...]) -> int:
    """By how much NR_FREE_PAGES is too high after one cycle with these pages used and freed."""
    machine = Machine("rfc-v2")
    one_cycle(machine, used, freed)
    return says(machine) - machine.snapshot().pages_on_lists


def one_cycle(machine: Machine, used: Sequence[int], freed: Sequence[int]) -> None:
    """Isolate [8, 16) with pages in use, free some of them meanwhile, give back, drain."""
    use_pages(machine, used)
    isolate(machine)
    for pfn in freed:
        machine.call("__free_pages", machine.page(pfn), 0)
    undo(machine)
    machine.drain_all_pages()


def the_function_that_unlinks() -> str:
    """The function of the patch that takes the chunk off its free list and counts nothing."""
    machine = Machine("rfc-v2")
    recording = machine.record("start_isolate_page_range", 8, 16, MOVABLE)
    point = next(i for i in range(len(recording)) if recording.place(i)[0] == "isolate_free_page")
    return recording[point].stack[-2].function


def judge_repair(diff: str) -> list[str]:
    """What the machine still counts wrongly with this change on top of the patch."""
    wrong = list(wrong_in_three_cycles(Machine("rfc-v2", patches=[diff])))
    for used, freed in SITUATIONS[1:]:
        machine = Machine("rfc-v2", patches=[diff])
        one_cycle(machine, used, freed)
        where = f"with the pages {list(used)} in use, {list(freed)} of them freed while isolated"
        wrong += told(machine, f"{where}, after giving back")
    return wrong


def wrong_in_three_cycles(machine: Machine) -> Iterator[str]:
    """What is wrong while [8, 16) is isolated and after it was given back, three times."""
    for cycle in range(1, CYCLES + 1):
        isolate(machine)
        yield from told(machine, f"cycle {cycle}, while [8, 16) is isolated")
        undo(machine)
        yield from told(machine, f"cycle {cycle}, after giving back")


def told(machine: Machine, when: str) -> list[str]:
    """What is wrong with a machine now, in words."""
    return [f"{when}: {broken!r}" for broken in machine.check()]


declare(
    "undo-once",
    "32 pages are free. [8, 16) is isolated and given back, once. What does NR_FREE_PAGES say?",
    number(
        after_cycles,
        {
            32: "That is how many pages are free, and what it should say.",
            24: "That is how many were free in between.",
        },
    ),
    ["24", "32", "40"],
)
declare(
    "isolated-third-time",
    "In the third cycle, while [8, 16) is isolated: what does NR_FREE_PAGES say?",
    number(
        says_while_isolated_again,
        {
            24: "That is how many pages are free then. Does isolating change the counter?",
            40: "Near: what did the second cycle leave behind, and what does isolating subtract?",
            56: "That is after the third cycle.",
        },
    ),
)
declare(
    "types-only",
    "How many pages of [8, 16) can be allocated after undo_isolate_pageblocks(8, 16)?",
    number(
        allocatable_after_types_only,
        {8: "Their blocks are MOVABLE again. But on which list are the pages?"},
    ),
    ["0", "4", "8"],
)
declare(
    "undo-upper-half",
    "[8, 16) is isolated as one chunk. We give back [12, 16) only. How many pages come back?",
    number(
        freed_by_undo_of_upper_half,
        {
            4: "Four pages are in that range. But where is the entry that stands for them?",
            8: "That is what happens for the lower half, [8, 12).",
        },
    ),
)
declare(
    "after-cycles",
    "What does NR_FREE_PAGES say after {cycles} cycles on the free range [8, 16)?",
    number(after_cycles, {32: "That is the truth, not what the counter says."}),
)
declare(
    "who-unlinks",
    "Which function takes the chunk off its free list without counting?",
    name(
        the_function_that_unlinks,
        {
            "isolate_free_page": "It gets the chunk when it is off its list already.",
            "list_del": "That is the tool. Who uses it, and knows what he unlinks?",
        },
    ),
)
declare(
    "drift",
    "A function: pages in use, those of them freed meanwhile -> pages that are counted too many.",
    function(
        lambda used, freed: drift(tuple(used), tuple(freed)),
        [(list(used), list(freed)) for used, freed in SITUATIONS],
        "A page that is freed into an isolated block: was it counted before? Is it afterwards?",
    ),
)
declare(
    "repair",
    "A diff on top of the patch, after which every count is right in each of three cycles.",
    code(judge_repair, "24 while isolated, 32 after each of three cycles, and no invariant broken"),
)
