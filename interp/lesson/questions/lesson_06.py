# SPDX-License-Identifier: MIT
"""Questions of the lesson "The new list"."""

import random
from collections.abc import Sequence
from functools import cache

from interp.kernel import Machine, violations
from interp.lesson.check import code, declare, function, number, numbers
from interp.lesson.machines import use_pages

MOVABLE = "MIGRATE_MOVABLE"
Range = tuple[int, int]
Entry = tuple[int, int]

# Blocks isolated in ascending, descending and mixed order.
ORDERS: tuple[tuple[Range, ...], ...] = (
    ((8, 16), (16, 24)),
    ((16, 24), (8, 16)),
    ((16, 24), (0, 8), (24, 32), (8, 16)),
)


@cache
def entries(ranges: tuple[Range, ...], used: tuple[int, ...] = ()) -> list[Entry]:
    """pfn and order of each entry when these ranges have been isolated one after the other."""
    machine = Machine("rfc-v2")
    if used:
        use_pages(machine, used)
    for first, end in ranges:
        machine.start_isolate_page_range(first, end, MOVABLE)
    return [(entry["pfn"], entry["order"]) for entry in machine.state()["isolated_pages"]]


def count_of_head() -> int:
    """The count of page 8 when [8, 16) is isolated."""
    machine = Machine("rfc-v2")
    machine.start_isolate_page_range(8, 16, MOVABLE)
    return int(machine.state()["count"][8])


def entries_of_free_range() -> int:
    """Entries of the list when the free range [8, 16) is isolated."""
    return len(entries(((8, 16),)))


def pfns_after_descending() -> list[int]:
    """The list when [16, 24) is isolated first and [8, 16) then."""
    return [pfn for pfn, _ in entries(((16, 24), (8, 16)))]


def pfns_with_page_8_used() -> list[int]:
    """The list when [8, 16) is isolated while page 8 is in use."""
    return [pfn for pfn, _ in entries(((8, 16),), (8,))]


def some_range(seed: int = 1) -> Range:
    """A range of whole blocks, one end of which cuts a chunk; another one for another seed."""
    ends = range(0, 33, 4)
    ranges = [(first, end) for first in ends for end in ends if first < end]
    return random.Random(seed).choice([r for r in ranges if (r[1] - r[0]) % 8])


def pages_of_a_part(seed: int = 1) -> int:
    """Pages on the list when only `some_range(seed)` is isolated, on a new machine."""
    return sum(1 << order for _, order in entries((some_range(seed),)))


def entries_with_used(used: Sequence[int]) -> list[Entry]:
    """The list when [8, 16) is isolated while these pages are in use."""
    return entries(((8, 16),), tuple(used))


def judge_forward_walk(diff: str) -> list[str]:
    """What is wrong with a change that shall insert by a walk from the list's head."""
    source = Machine("rfc-v2", patches=[diff]).source("__add_isolated_page")
    wrong = [] if "_reverse(" not in source else ["the walk still begins at the list's end"]
    if "list_for_each_entry(" not in source:
        wrong.append("there is no list_for_each_entry() in __add_isolated_page()")
    for ranges in ORDERS:
        machine = Machine("rfc-v2", patches=[diff])
        for first, end in ranges:
            machine.start_isolate_page_range(first, end, MOVABLE)
        wrong += [f"after isolating {told(ranges)}: {one}" for one in broken_list(machine)]
        got = [entry["pfn"] for entry in machine.state()["isolated_pages"]]
        if sorted(got) != [pfn for pfn, _ in entries(ranges)]:
            wrong.append(f"after isolating {told(ranges)} the list has the pfns {got}")
    return wrong


def broken_list(machine: Machine) -> list[str]:
    """What is wrong with the order of isolated_pages."""
    return [repr(found) for found in violations(machine.snapshot(), ("I5",))]


def told(ranges: Sequence[Range]) -> str:
    """[8, 16), then [16, 24)."""
    return ", then ".join(f"[{first}, {end})" for first, end in ranges)


declare(
    "count-of-page-8",
    "The range [8, 16) is free and gets isolated. What is the count of page 8 then?",
    number(
        count_of_head,
        {
            0: "So it was before the patch, and so it is for any page on a free list.",
            8: "The count says how many hold the page, not how many pages the chunk has.",
        },
    ),
    ["0", "1", "8"],
)
declare(
    "entries-of-free-range",
    "[8, 16) has two page blocks and is one free chunk. How many entries does the list get?",
    number(
        entries_of_free_range,
        {
            2: "Two blocks, yes. But what is left for the second one to move?",
            8: "An entry stands for a chunk, not for a page.",
        },
    ),
)
declare(
    "order-of-the-list",
    "We isolate [16, 24) first and [8, 16) then. Which pfns does the list have, from its head?",
    numbers(pfns_after_descending, "One entry a chunk. Read the comment above the function."),
)
declare(
    "entries-beside-page-8",
    "Page 8 is in use, 9 to 15 are free. We isolate [8, 16). Which pfns does the list have?",
    numbers(
        pfns_with_page_8_used,
        "A chunk of order n begins at a multiple of 2 to the n. Which chunks make up 9 to 15?",
    ),
)
declare(
    "pages-of-a-part",
    "A new machine. Only some_range(seed={seed}) is isolated. How many pages are on the list then?",
    number(pages_of_a_part),
)
declare(
    "isolated-entries",
    "A function: the pages in use among 8 to 15 -> the entries of the list, as (pfn, order).",
    function(
        entries_with_used,
        [
            ([],),
            ([8],),
            ([9],),
            ([15],),
            ([8, 13],),
            ([11, 12],),
            ([12],),
            ([8, 9, 10, 11],),
            ([8, 9, 10, 11, 12, 13, 14, 15],),
        ],
        "Go up from page 8: the largest chunk that begins here, fits, and has no page in use.",
    ),
)
declare(
    "walk-forward",
    "A diff: __add_isolated_page() walks from the head of the list, and the list stays sorted.",
    code(judge_forward_walk, "the list is sorted whatever the order of isolating"),
)
