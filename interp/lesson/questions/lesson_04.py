# SPDX-License-Identifier: MIT
"""Questions of the lesson "Pageblocks and migrate types"."""

import random
from functools import cache

from interp.kernel import Machine
from interp.lesson.check import code, declare, function, number, numbers
from interp.lesson.machines import chunks_of, use_pages

UNMOVABLE = "MIGRATE_UNMOVABLE"
PAGES = 32
BLOCK_PAGES = 4
BLOCKS = 8
BITS = 4

Chunk = tuple[int, int]

# Pages in use: none, a few in one block, every second, the first of each block, all of a block.
USED: tuple[tuple[int, ...], ...] = (
    (),
    (9,),
    (8, 13, 22),
    tuple(range(0, PAGES, 2)),
    tuple(range(0, PAGES, BLOCK_PAGES)),
    (16, 17, 18, 19),
)


@cache
def blocks_that_change() -> int:
    """Blocks that change their type when the first page for the kernel is taken."""
    machine = Machine("base")
    before = machine.state()["blocks"]
    machine.alloc_pages("GFP_KERNEL", 0)
    return sum(one != other for one, other in zip(before, machine.state()["blocks"], strict=True))


def moved_by_halves() -> list[int]:
    """Pages moved for the upper block of a free chunk of eight, then for the lower one."""
    machine = Machine("base")
    return [
        int(machine.move_freepages_block(machine.zone, machine.page(pfn), UNMOVABLE))
        for pfn in (12, 8)
    ]


def some_blocks(seed: int = 1) -> int:
    """The word with the types of eight blocks; another one for another seed."""
    dice = random.Random(seed)
    return sum(dice.choice((0, 1, 2, 2, 3, 4)) << BITS * block for block in range(BLOCKS))


def types_of_blocks(seed: int = 1) -> list[int]:
    """The types in `some_blocks(seed)`, as the kernel reads them."""
    machine = Machine("base")
    machine.write(machine.zone.pageblock_flags[0], some_blocks(seed))
    return [
        int(machine.get_pageblock_migratetype(machine.page(block * BLOCK_PAGES)))
        for block in range(BLOCKS)
    ]


def moved(chunks: list[Chunk], first: int) -> int:
    """What move_freepages_block() returns for the block that begins with a page."""
    free = {page for pfn, order in chunks for page in range(pfn, pfn + (1 << order))}
    machine = use_pages(Machine("base"), [pfn for pfn in range(PAGES) if pfn not in free])
    return int(machine.move_freepages_block(machine.zone, machine.page(first), UNMOVABLE))


@cache
def situations() -> list[tuple[list[Chunk], int]]:
    """Free chunks of several machines, with two blocks of each."""
    found = [chunks_of(use_pages(Machine("base"), used)) for used in USED]
    return [(chunks, first) for chunks in found for first in (8, 20)]


def judge_move_freepages(text: str) -> list[str]:
    """How a move_freepages() of the reader's own differs from the kernel's."""
    wrong = []
    for used in USED:
        ours, theirs = (use_pages(Machine("base"), used) for _ in range(2))
        theirs.define(text, name="answer")
        for first in range(0, PAGES, BLOCK_PAGES):
            said = [
                machine.move_freepages_block(machine.zone, machine.page(first), UNMOVABLE)
                for machine in (ours, theirs)
            ]
            if said[0] != said[1]:
                wrong.append(f"{told(used, first)} it returns {said[1]}")
            elif ours.state()["free_list"] != theirs.state()["free_list"]:
                wrong.append(f"{told(used, first)} the lists are not what they should be")
            else:
                wrong += [f"{told(used, first)} {broken}" for broken in theirs.check()]
    return wrong


def told(used: tuple[int, ...], first: int) -> str:
    """A case in words."""
    pages = f"with the pages {list(used)} in use" if used else "with all pages free"
    return f"{pages}, for the block of page {first}:"


declare(
    "blocks-that-change",
    "All memory is MOVABLE; the kernel takes one page for itself. How many blocks change type?",
    number(
        blocks_that_change,
        {
            0: "Then the next page for the kernel would have to go looking, too.",
            1: "Near. How many blocks does the chunk cover that it is taken from?",
        },
    ),
    ["0", "1", "2", "8"],
)
declare(
    "moved-by-halves",
    "All is free. Pages moved for the block [12, 16), and then for [8, 12)?",
    numbers(moved_by_halves, "Where is the head of the chunk that both belong to?"),
)
declare(
    "types-of-blocks",
    "The types of the eight blocks in some_blocks(seed={seed}), that of page 0 first?",
    numbers(types_of_blocks, "Four bits for each block, the first block in the lowest bits."),
)
declare(
    "moved",
    "A function: free chunks and the first pfn of a block -> pages that move_freepages() moves.",
    function(moved, situations, "Only heads in the block count, but each with its whole chunk."),
)
declare(
    "move-freepages",
    "C: a function that moves the free chunks of a range to the lists of another type.",
    code(judge_move_freepages, "it moves what the kernel's own does, in 48 cases"),
)
