# SPDX-License-Identifier: MIT
"""Questions of the lesson "They can't be onlined"."""

import random
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from interp.kernel import Machine
from interp.lesson.check import code, declare, function, number
from interp.lesson.machines import chunks_of, use_pages

PAGE_BYTES = 4096
FIRST, PAGES = 32, 8

Chunk = tuple[int, int]

# Ranges of pfns that are to be cut into chunks.
RANGES: tuple[tuple[int, int], ...] = ((0, 8), (0, 32), (3, 4), (5, 13), (6, 30), (12, 17), (7, 7))


def plugged(pages: int = PAGES, patches: Sequence[str | Path] = ()) -> Machine:
    """A patched machine of 32 pages with memory plugged in and not online yet."""
    machine = Machine("rfc-v2", possible=FIRST + pages, patches=list(patches))
    machine.add_memory(0, FIRST * PAGE_BYTES, pages * PAGE_BYTES)
    return machine


def count_of_a_new_page() -> int:
    """The count of a page that was plugged in."""
    return int(plugged().page(FIRST)._count.counter)


@cache
def bad_pages_of(pages: int, order: int) -> int:
    """Bad pages when chunks whose heads have count 0 are listed and put online."""
    machine = plugged(pages)
    for pfn in range(FIRST, FIRST + pages, 1 << order):
        machine.set_page_count(machine.page(pfn), 0)
        machine.isolate_free_page(machine.page(pfn), order)
    machine.online_pages(FIRST, pages)
    return sum("Bad page state" in line for line in machine.log)


def some_memory(seed: int = 1) -> dict[str, int]:
    """How much is plugged in, and the order of the chunks; others for another seed."""
    dice = random.Random(seed)
    return {"pages": dice.choice((8, 16, 24)), "order": dice.choice((1, 2, 3))}


def bad_pages(seed: int = 1) -> int:
    """Bad pages with `some_memory(seed)`."""
    memory = some_memory(seed)
    return bad_pages_of(memory["pages"], memory["order"])


def cut(first: int, end: int) -> list[Chunk]:
    """The chunks that the allocator makes of a range of free pages."""
    machine = use_pages(Machine("base"), [pfn for pfn in range(32) if not first <= pfn < end])
    return chunks_of(machine)


def judge_new_memory(diff: str) -> list[str]:
    """What is wrong with a change that shall put new memory online."""
    return [*wrong_with_new(diff), *wrong_with_old(diff)]


def wrong_with_new(diff: str) -> list[str]:
    """What is wrong when memory that was plugged in comes online."""
    wrong = []
    for pages in (8, 16):
        machine = plugged(pages, [diff])
        machine.online_pages(FIRST, pages)
        machine.drain_all_pages()
        wrong += told(machine, f"{pages} new pages", FIRST + pages)
    return wrong


def wrong_with_old(diff: str) -> list[str]:
    """What is wrong when memory that was offline comes back, beside new memory."""
    machine = plugged(PAGES, [diff])
    machine.online_pages(FIRST, PAGES)
    machine.drain_all_pages()
    machine.offline_pages(8, 16, 100)
    machine.online_pages(8, PAGES)
    state = machine.state()
    if state["reserved"] or state["totalram_pages"] != FIRST + PAGES:
        return ["[8, 16) offline and back: it did not come back as it did before"]
    return []


def told(machine: Machine, case: str, expected: int) -> list[str]:
    """What a machine says of its memory that is not so."""
    state = machine.state()
    wrong = [
        f"{case}: {counter} is {state[counter]}"
        for counter in ("present_pages", "totalram_pages", "NR_FREE_PAGES")
        if state[counter] != expected
    ]
    wrong += [f"{case}: {line}" for line in machine.log if "Bad page" in line][:1]
    wrong += [f"{case}: {broken}" for broken in machine.check()]
    return wrong


declare(
    "count-of-a-new-page",
    "Eight pages are plugged in. What is _count of one of them?",
    number(
        count_of_a_new_page,
        {0: "So it would be for a free page. But who has freed it?"},
    ),
    ["0", "1", "2"],
)
declare(
    "second-try",
    "Two chunks of four, the count of each head is 0, both are listed. How many are bad pages?",
    number(
        lambda: bad_pages_of(PAGES, 2),
        {
            0: "What are the counts of the pages behind the heads?",
            8: "The heads have the one reference that is dropped.",
        },
    ),
    ["0", "2", "6", "8"],
)
declare(
    "bad-pages",
    "How many pages are reported as bad with some_memory(seed={seed})?",
    number(bad_pages),
)
declare(
    "cut-into-chunks",
    "A function: the first pfn and the end of a range -> its chunks, as pfn and order.",
    function(
        cut, RANGES, "Does each begin at a multiple of its size, and none reach over the end?"
    ),
)
declare(
    "new-memory",
    "A diff on top of the patch: memory that was never online comes online.",
    code(judge_new_memory, "new memory comes, and old memory comes back, every page of it"),
)
