# SPDX-License-Identifier: MIT
"""Questions of the lesson "The buddy allocator"."""

import random
from collections.abc import Collection, Sequence
from functools import cache

from interp.kernel import Machine
from interp.lesson.check import code, declare, function, name, number, numbers
from interp.lesson.machines import chunks_of, use_pages
from interp.machine import Value

MOVABLE = "GFP_HIGHUSER_MOVABLE"
PAGES = 32
LARGEST_ORDER = 3

Chunk = tuple[int, int]

# Free pages below 32: none, all, one, neighbours that are no buddies, and some at random.
FREE: tuple[tuple[int, ...], ...] = (
    (),
    (5,),
    (25, 26),
    tuple(range(8, 16)),
    tuple(range(4, 20)),
    (0, 1, 2, 3, 8, 9, 12, 13, 14, 15, 30, 31),
    tuple(range(PAGES)),
)


def second_allocation() -> str:
    """The page that a request of order 1 gets after one page was taken."""
    machine = Machine("base")
    machine.alloc_pages(MOVABLE, 0)
    return str(machine.alloc_pages(MOVABLE, 1).text_())


def buddy(pfn: int, order: int) -> int:
    """Where the buddy of a chunk begins, as the kernel finds it."""
    return int(Machine("base").call("__find_buddy_index", pfn, order))


@cache
def counter_with_batch() -> int:
    """NR_FREE_PAGES after one page was taken by a cpu whose list is filled by four at a time."""
    machine = Machine("base", batch=4)
    machine.alloc_pages(MOVABLE, 0)
    return int(machine.state()["NR_FREE_PAGES"])


def some_chunks(seed: int = 1) -> list[Chunk]:
    """Four chunks, as pfn and order; others for another seed."""
    dice = random.Random(seed)
    orders = [dice.randrange(LARGEST_ORDER) for _ in range(4)]
    return [(dice.randrange(PAGES >> order) << order, order) for order in orders]


def buddies(seed: int = 1) -> list[int]:
    """Where the buddies of `some_chunks(seed)` begin."""
    return [buddy(pfn, order) for pfn, order in some_chunks(seed)]


def merged_chunks(free: Collection[int]) -> list[Chunk]:
    """The chunks on the free lists when just these pages are free."""
    machine = use_pages(Machine("base"), [pfn for pfn in range(PAGES) if pfn not in free])
    return chunks_of(machine)


def judge_expand(text: str) -> list[str]:
    """What is wrong with an expand() of the reader's own: allocations and frees at random."""
    return [wrong for seed in range(3) if (wrong := wrong_after_dice(text, seed))][:1]


def wrong_after_dice(text: str, seed: int) -> str:
    """The first thing that is wrong while a machine with this function is used; else nothing."""
    machine = Machine("base")
    machine.define(text, name="answer")
    dice = random.Random(seed)
    held: list[tuple[int, int]] = []
    for _ in range(24):
        wrong = allocate(machine, dice.randrange(LARGEST_ORDER + 1), held)
        if not wrong and held and dice.random() < 0.6:
            pfn, order = held.pop(dice.randrange(len(held)))
            machine.call("__free_pages", machine.page(pfn), order)
        machine.drain_all_pages()
        if wrong or (wrong := disorder(machine, held)):
            return wrong
    return ""


def allocate(machine: Machine, order: int, held: list[Chunk]) -> str:
    """Allocate a chunk and remember it; says what is wrong if there must be one and is none."""
    page = machine.alloc_pages(MOVABLE, order)
    if page:
        held.append((pfn_of(page), order))
        return ""
    taken = {p for pfn, size in held for p in range(pfn, pfn + (1 << size))}
    possible = any(
        not taken & set(range(pfn, pfn + (1 << order))) for pfn in range(0, PAGES, 1 << order)
    )
    return f"nothing of order {order} is found, though there is room" if possible else ""


def pfn_of(page: Value) -> int:
    """The pfn in the text of a page: "page 24"."""
    return int(page.text_().split()[-1])


def disorder(machine: Machine, held: Sequence[Chunk]) -> str:
    """The first broken invariant, or pages that are neither free nor held."""
    broken = machine.check()
    if broken:
        return str(broken[0])
    free = machine.snapshot().pages_on_lists
    missing = PAGES - free - sum(1 << order for _, order in held)
    return f"{missing} pages are neither free nor in use" if missing else ""


declare(
    "split-again",
    "One page was taken. Now somebody wants two pages. Which page does his chunk begin with?",
    name(
        second_allocation,
        {
            "page 16": "A chunk of eight is split only if nothing smaller fits.",
            "page 28": "That chunk has four pages. Is there a smaller one that fits?",
            "page 25": "That is a single page.",
        },
    ),
    ["page 16", "page 25", "page 26", "page 28"],
)
declare(
    "buddy-of-20",
    "A chunk of order 2 begins at pfn 20. Where does its buddy begin?",
    number(
        lambda: buddy(20, 2),
        {
            24: "That is the next chunk. Would the two together begin at a multiple of eight?",
            22: "That is a page of the chunk itself.",
        },
    ),
)
declare(
    "counter-with-batch",
    "One page of 32 is taken, with a batch of 4. What does NR_FREE_PAGES say?",
    number(
        counter_with_batch,
        {31: "One page is in use. But are all the others on the free lists?"},
    ),
    ["28", "31", "32"],
)
declare(
    "buddies",
    "Where do the buddies of some_chunks(seed={seed}) begin?",
    numbers(buddies, "One bit of each number changes."),
)
declare(
    "merged-chunks",
    "A function: a set of free pfns below 32 -> sorted (pfn, order) of the chunks they form.",
    function(
        merged_chunks,
        [(set(free),) for free in FREE],
        "Does each chunk begin at a multiple of its size, and is none larger than order 3?",
    ),
)
declare(
    "expand",
    "C: the function that gives back the upper halves of a chunk that is too large.",
    code(judge_expand, "72 allocations at random, and no invariant broken"),
)
