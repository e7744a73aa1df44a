# SPDX-License-Identifier: MIT
"""Questions of the lesson "Memory as the kernel sees it"."""

import random
from functools import cache

from interp.kernel import Machine
from interp.lesson.check import code, declare, function, number, numbers
from interp.lesson.machines import use_pages
from interp.machine import Value

MOVABLE = 2  # MIGRATE_MOVABLE, as an index
UNPLUGGED_BYTES = 128 << 20
PAGE_BYTES = 4096

Links = dict[int, int]


@cache
def machine() -> Machine:
    """A machine that nothing is done to."""
    return Machine("base")


def place_of(value: Value) -> int:
    """The address of something in memory."""
    assert value.address_ is not None
    return value.address_


def page_bytes() -> int:
    """The size of a `struct page` in bytes."""
    return place_of(machine().page(1)) - place_of(machine().page(0))


def link_offset() -> int:
    """Bytes from the beginning of a `struct page` to its `lru`."""
    page = machine().page(0)
    return place_of(page.lru) - place_of(page)


def bytes_of_mem_map() -> int:
    """Bytes of `struct page` for 128 MiB of memory."""
    return UNPLUGGED_BYTES // PAGE_BYTES * page_bytes()


def counts_of_three() -> list[int]:
    """Counts of a page inside a free chunk, a page on a per-cpu list, a page in use."""
    tried = Machine("base")
    waiting = tried.alloc_pages("GFP_HIGHUSER_MOVABLE", 0)
    used = tried.alloc_pages("GFP_HIGHUSER_MOVABLE", 0)
    tried.call("__free_pages", waiting, 0)
    return [int(page._count.counter) for page in (tried.page(29), waiting, used)]


def private_at_the_end() -> int:
    """`private` of page 24 when it was allocated, freed and drained."""
    tried = Machine("base")
    page = tried.alloc_pages("GFP_HIGHUSER_MOVABLE", 0)
    tried.call("__free_pages", page, 0)
    tried.drain_all_pages()
    return int(page.private)


def link_address(seed: int = 1) -> int:
    """The address of the `lru` of some page, another one for each seed."""
    pfn = random.Random(seed).randrange(1, machine().pages)
    return place_of(machine().page(pfn).lru)


def whose_link(seed: int = 1) -> int:
    """The pfn of the page that `link_address(seed)` is a part of."""
    return (link_address(seed) - place_of(machine().page(0))) // page_bytes()


def links_of(tried: Machine, order: int) -> tuple[int, Links, int]:
    """The MOVABLE list of an order: its head's address, each link's next one, `mem_map`."""
    head = tried.zone.free_area[order].free_list[MOVABLE]
    links = {place_of(head): int(head.next)}
    link = head.next
    while int(link) != place_of(head):
        links[int(link)] = int(link.next)
        link = link.next
    return place_of(head), links, place_of(tried.page(0))


def walk(head: int, next_of: Links, mem_map: int) -> list[int]:
    """The pfns on a list."""
    pfns = []
    link = next_of[head]
    while link != head:
        pfns.append((link - link_offset() - mem_map) // page_bytes())
        link = next_of[link]
    return pfns


@cache
def lists() -> tuple[tuple[int, Links, int], ...]:
    """Lists of several lengths, an empty one among them."""
    mixed = use_pages(Machine("base"), [3, 9, 17, 22])
    return (*(links_of(mixed, order) for order in range(4)), links_of(machine(), 1))


def judge_count_pages(text: str) -> list[str]:
    """What is wrong with a C function that shall count the pages of a free list."""
    wrong = []
    for used in ((), (3, 9, 17, 22), tuple(range(32))):
        tried = use_pages(Machine("base"), used) if used else Machine("base")
        tried.define(text, name="answer")
        wrong += wrong_counts(tried)
    return wrong


def wrong_counts(tried: Machine) -> list[str]:
    """The free lists of a machine for which count_pages() does not answer what is there."""
    found = tried.state()["free_list"]
    wrong = []
    for order in range(4):
        head = tried.zone.free_area[order].free_list[MOVABLE]
        pages = len(found.get(f"MOVABLE/{order}", ())) << order
        said = tried.call("count_pages", head)
        if said != pages:
            wrong.append(f"a list of {pages >> order} chunks of order {order}: it says {said}")
    return wrong


declare(
    "bytes-of-mem-map",
    "128 MiB are plugged in. How many bytes of mem_map does this machine need for them?",
    number(
        bytes_of_mem_map,
        {
            UNPLUGGED_BYTES // PAGE_BYTES: "That is how many pages there are.",
            UNPLUGGED_BYTES: "Those are the bytes of memory, not of the structures.",
        },
    ),
)
declare(
    "counts-of-three",
    "_count of a page inside a free chunk, of a page on a cpu's list, of a page in use?",
    numbers(counts_of_three, "How many hold a page that waits on a list?"),
)
declare(
    "private-at-the-end",
    "Page 24 is allocated, freed, and the cpu's list is emptied. What is in its private?",
    number(
        private_at_the_end,
        {
            0: "For a moment it is, twice. But all 32 pages are free at the end.",
            2: "That is what it says while it waits on the cpu's list.",
        },
    ),
)
declare(
    "whose-link",
    "At which pfn is the page whose lru is at link_address(seed={seed})?",
    number(whose_link),
)
declare(
    "walk",
    "A function of a head, the next of each link, and mem_map: the pfns on the list.",
    function(walk, lists, "When is the list at its end? When it has come round to its head."),
)
declare(
    "count-pages",
    "C: a function that counts the pages on a list of free chunks.",
    code(judge_count_pages, "it counts the pages of twelve lists"),
)
