# SPDX-License-Identifier: MIT
"""Where every page is, read off a snapshot: the truth that counters are compared with."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeAlias

from interp.lesson.protocols import Snapshot

MIGRATE_TYPES = ("UNMOVABLE", "RECLAIMABLE", "MOVABLE", "RESERVE", "CMA", "ISOLATE")


class Kind(Enum):
    """Where a page is; the value is the letter that the memory map shows."""

    FREE = "F"
    ISOLATED = "I"
    PER_CPU = "P"
    IN_USE = "U"
    TAIL_OF_USED = "u"
    OFFLINE = "O"
    RESERVED = "R"
    NOWHERE = "?"
    TWICE = "!"


MEANING = {
    Kind.FREE: "on a free list",
    Kind.ISOLATED: "on isolated_pages",
    Kind.PER_CPU: "on a per-cpu list",
    Kind.IN_USE: "in use",
    Kind.TAIL_OF_USED: "in use, not the first page of its chunk",
    Kind.OFFLINE: "offline: reserved, and on isolated_pages",
    Kind.RESERVED: "reserved",
    Kind.NOWHERE: "count 0 and on no list",
    Kind.TWICE: "on two lists",
}


@dataclass(frozen=True)
class Chunk:
    """A run of 1 << order pages from pfn on, as one list entry stands for it."""

    pfn: int
    order: int
    kind: Kind
    list_name: str

    @property
    def pages(self) -> int:
        """How many pages the entry stands for."""
        return 1 << self.order


@dataclass(frozen=True)
class Page:
    """One page of the map. `order` is known for pages of a listed chunk."""

    pfn: int
    kind: Kind
    head: bool
    order: int | None
    list_name: str
    count: int
    reserved: bool

    @property
    def last(self) -> bool:
        """Whether the chunk that the page belongs to ends with it."""
        return self.order is None or (self.pfn + 1) % (1 << self.order) == 0

    def describe(self) -> str:
        """The page in words."""
        chunk = "" if self.order is None else f", chunk of order {self.order}"
        where = f" ({self.list_name}{chunk})" if self.list_name else ""
        told = self.kind in (Kind.RESERVED, Kind.OFFLINE)
        also = ", reserved" if self.reserved and not told else ""
        return f"page {self.pfn}: {MEANING[self.kind]}{where}{also}, count {self.count}"


Shown: TypeAlias = Any
"""What a view takes: a snapshot, or a point or a machine that has one."""


def snapshot_of(shown: Shown) -> Snapshot:
    """The snapshot of a point (`.state`), of a machine (`.state()`), or itself."""
    state: Any = getattr(shown, "state", shown)
    found = state() if callable(state) else state
    if isinstance(found, Mapping):
        return found
    raise TypeError(
        f"a snapshot, a recorded point or a machine is needed, not {type(shown).__name__}"
    )


def free_chunks(state: Snapshot) -> Iterator[Chunk]:
    """Every entry of the buddy's free lists, in list order."""
    for name, heads in state["free_list"].items():
        order = int(name.rpartition("/")[2])
        for pfn in heads:
            yield Chunk(pfn, order, Kind.FREE, f"{name.rpartition('/')[0]} list")


def isolated_chunks(state: Snapshot) -> Iterator[Chunk]:
    """Every entry of isolated_pages, in list order; none where the tree has no such list."""
    for entry in state.get("isolated_pages", ()):
        # The order is page->private, which may hold anything: then the entry is one page.
        order = entry["order"] if 0 <= entry["order"] < len(state["nr_free"]) else 0
        yield Chunk(entry["pfn"], order, Kind.ISOLATED, "isolated_pages")


def per_cpu_chunks(state: Snapshot) -> Iterator[Chunk]:
    """Every page that waits on a per-cpu list."""
    for cpu, lists in enumerate(state["pcp"]):
        for name in MIGRATE_TYPES:
            for pfn in lists.get(name, ()):
                yield Chunk(pfn, 0, Kind.PER_CPU, f"cpu {cpu} {name} list")


def chunks(state: Snapshot) -> Iterator[Chunk]:
    """Every entry of every list."""
    yield from free_chunks(state)
    yield from isolated_chunks(state)
    yield from per_cpu_chunks(state)


def pages_really_free(state: Snapshot) -> int:
    """Pages that a walk over the free lists finds; NR_FREE_PAGES should say the same."""
    lists = state["free_list"].items()
    return sum(len(heads) << int(name.rpartition("/")[2]) for name, heads in lists)


def entries_by_order(state: Snapshot) -> list[int]:
    """List entries of each order over all types; nr_free should say the same."""
    counted = [0] * len(state["nr_free"])
    for name, heads in state["free_list"].items():
        counted[int(name.rpartition("/")[2])] += len(heads)
    return counted


def span_pages(state: Snapshot) -> int:
    """Pages of the zone's span."""
    if "count" in state:
        return len(state["count"])
    return int(max(state["num_physpages"], state["present_pages"]))


def pages_per_block(state: Snapshot) -> int:
    """Pages of one page block: the power of two that covers the span with the blocks there are."""
    share = -(-span_pages(state) // max(len(state["blocks"]), 1))
    return 1 << max(share - 1, 0).bit_length()


def page_map(state: Snapshot) -> tuple[Page, ...]:
    """Every page of the span with where it is."""
    owners: dict[int, list[Chunk]] = {}
    for chunk in chunks(state):
        for pfn in range(chunk.pfn, chunk.pfn + chunk.pages):
            owners.setdefault(pfn, []).append(chunk)
    counts = state.get("count", ())
    reserved = frozenset(state.get("reserved", ()))
    used_until = 0
    pages = []
    for pfn in range(span_pages(state)):
        count = counts[pfn] if pfn < len(counts) else 0
        page = one_page(pfn, owners.get(pfn, []), count, pfn in reserved, pfn < used_until)
        if page.kind is Kind.IN_USE:
            # A chunk starts at a multiple of its size, so its tail pages end before this pfn.
            used_until = pfn + largest_chunk_at(pfn, len(state["nr_free"]) - 1)
        elif page.kind is not Kind.TAIL_OF_USED:
            used_until = 0
        pages.append(page)
    return tuple(pages)


def largest_chunk_at(pfn: int, largest_order: int) -> int:
    """Pages of the largest chunk that may begin at this pfn."""
    aligned = pfn & -pfn if pfn else 1 << largest_order
    return min(aligned, 1 << largest_order)


def one_page(pfn: int, owners: list[Chunk], count: int, reserved: bool, may_be_tail: bool) -> Page:
    """One page, from the list entries that cover it and from its own figures."""
    if owners:
        chunk = owners[0]
        kind = chunk.kind if len(owners) == 1 else Kind.TWICE
        if kind is Kind.ISOLATED and reserved:
            kind = Kind.OFFLINE
        names = " and ".join(owner.list_name for owner in owners)
        return Page(pfn, kind, chunk.pfn == pfn, chunk.order, names, count, reserved)
    if reserved:
        kind = Kind.RESERVED
    elif count:
        kind = Kind.IN_USE
    else:
        kind = Kind.TAIL_OF_USED if may_be_tail else Kind.NOWHERE
    return Page(pfn, kind, True, None, "", count, reserved)
