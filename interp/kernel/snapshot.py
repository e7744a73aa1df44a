# SPDX-License-Identifier: MIT
"""All that can be read off a machine's memory at one moment, read in bulk.

A snapshot is a function of a `Space` alone, so it is the same on live memory and on a moment of a
recording. Lists are walked as the kernel would walk them, forwards; where that would end in an
oops, the snapshot says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from interp.lang import Program
from interp.lang.types import ArrayType, CType, PointerType, StructType
from interp.machine import Space

MIGRATE_NAMES = ("UNMOVABLE", "RECLAIMABLE", "MOVABLE", "RESERVE", "CMA", "ISOLATE")
SMALL_MACHINE_PAGES = 512  # with more, the form for programs leaves out figures of each page
BITS_PER_BLOCK = 4
TYPE_MASK = 7
POISON = 0xDEAD000000000000


@dataclass(frozen=True, slots=True)
class FreeList:
    """The chunks on one free list, first to last: their first pfns."""

    type_name: str
    order: int
    pfns: tuple[int, ...]

    @property
    def name(self) -> str:
        """`MOVABLE/3`."""
        return f"{self.type_name}/{self.order}"


@dataclass(frozen=True, slots=True)
class PerCpuLists:
    """What a cpu keeps to itself: its count, and the pfns on its lists by migrate type."""

    count: int
    lists: Mapping[str, tuple[int, ...]]

    @property
    def pfns(self) -> tuple[int, ...]:
        """The pfns on all its lists."""
        return tuple(pfn for pfns in self.lists.values() for pfn in pfns)


@dataclass(frozen=True, slots=True)
class IsolatedChunk:
    """An entry of isolated_pages; its order is what page->private says."""

    pfn: int
    order: int


@dataclass(frozen=True, slots=True)
class BrokenList:
    """A list that cannot be walked to its end. `endless`: the walk never ends; else it oopses."""

    list_name: str
    after: str
    found: str
    endless: bool = False

    def __str__(self) -> str:
        return f"{self.list_name}: behind {self.after} comes {self.found}"


@dataclass(frozen=True)
class Snapshot:
    """A machine at one moment. Sequences about pages have an item for each pfn of the span.

    `hole` are pfns of the span that are no memory. `counts_isolated`: whether in this kernel the
    free pages of isolated blocks belong to NR_FREE_PAGES (they do not since v3.7).
    """

    nr_free_pages: int
    present_pages: int
    spanned_pages: int
    totalram_pages: int
    num_physpages: int
    pgfree: int
    pgalloc: int
    nr_pageblock_isolate: int
    nr_free: tuple[int, ...]
    free_lists: tuple[FreeList, ...]
    per_cpu: tuple[PerCpuLists, ...]
    isolated: tuple[IsolatedChunk, ...] | None
    ballooned: tuple[int, ...]
    blocks: tuple[str, ...]
    pageblock_order: int
    counts: Sequence[int]
    mapcounts: Sequence[int]
    flags: Sequence[int]
    privates: Sequence[int]
    flag_bits: Mapping[str, int]
    zone_locked: bool
    list_locked: bool
    hole: range = range(0)
    broken: tuple[BrokenList, ...] = ()
    counts_isolated: bool = True

    def flagged(self, flag: str) -> list[int]:
        """Return the pfns of the pages with a flag, such as `PG_lru`, ascending."""
        bit = self.flag_bits[flag]
        return [pfn for pfn, flags in enumerate(self.flags) if flags >> bit & 1]

    def has_flag(self, pfn: int, flag: str) -> bool:
        """Return whether a page has a flag."""
        return bool(self.flags[pfn] >> self.flag_bits[flag] & 1)

    def block_of(self, pfn: int) -> str:
        """Return the type of the page block of a pfn."""
        return self.blocks[pfn >> self.pageblock_order]

    @property
    def pages_on_lists(self) -> int:
        """The pages that are really on the free lists."""
        return sum(len(each.pfns) << each.order for each in self.free_lists)

    @property
    def pages_to_be_counted(self) -> int:
        """The pages on the free lists that NR_FREE_PAGES should count in this kernel."""
        if self.counts_isolated:
            return self.pages_on_lists
        return sum(
            self.block_of(page) != "ISOLATE"
            for each in self.free_lists
            for head in each.pfns
            for page in range(head, head + (1 << each.order))
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the snapshot in the form of tests/oracle/README.md."""
        state: dict[str, Any] = {
            "NR_FREE_PAGES": self.nr_free_pages,
            "present_pages": self.present_pages,
            "totalram_pages": self.totalram_pages,
            "num_physpages": self.num_physpages,
            "PGFREE": self.pgfree,
            "PGALLOC": self.pgalloc,
            "nr_pageblock_isolate": self.nr_pageblock_isolate,
            "nr_free": list(self.nr_free),
            "free_list": {each.name: list(each.pfns) for each in self.free_lists if each.pfns},
            "pcp": [
                {"count": cpu.count, **{name: list(pfns) for name, pfns in cpu.lists.items()}}
                for cpu in self.per_cpu
            ],
        }
        if self.isolated is not None:
            state["isolated_pages"] = [{"pfn": c.pfn, "order": c.order} for c in self.isolated]
        state["blocks"] = list(self.blocks)
        if self.spanned_pages <= SMALL_MACHINE_PAGES:
            state["count"] = list(self.counts)
            state["reserved"] = self.flagged("PG_reserved")
            state["lru"] = self.flagged("PG_lru")
        if self.broken:
            state["broken"] = [str(each) for each in self.broken]
        return state


def offset_of(type_: CType, path: str) -> int:
    """Return the offset in bytes of a member, named as `pcp.lists`."""
    return _member(type_, path)[0]


def _member(type_: CType, path: str) -> tuple[int, CType]:
    offset = 0
    for name in path.split("."):
        member = type_.find(name) if isinstance(type_, StructType) else None
        if member is None:
            raise LookupError(f"'{type_}' has no member '{name}'")
        offset, type_ = offset + member.offset, member.type
    return offset, type_


class SnapshotReader:
    """Reads snapshots of machines that run one program: knows where everything lies."""

    def __init__(
        self, program: Program, pageblock_order: int, *, counts_isolated: bool = True
    ) -> None:
        self.base = program.options.base
        self.counts_isolated = counts_isolated
        self.pageblock_order = pageblock_order
        self._globals = {s.name: s for s in program.data if not s.function}
        self._zone_type = program.types["struct zone"]
        node = self._globals["contig_page_data"]
        nodes_zones = offset_of(node.type, "node_zones")
        self.zone = node.address + nodes_zones
        self._page_type = program.types["struct page"]
        self._lru = offset_of(self._page_type, "lru")
        constants = program.constants
        self.flag_bits = {n: v for n, v in constants.items() if n.startswith("PG_")}
        self.type_names = {
            constants[f"MIGRATE_{name}"]: name
            for name in MIGRATE_NAMES
            if f"MIGRATE_{name}" in constants
        }
        self._pgfree = constants["PGFREE"]
        area, self._area_type = self._array("free_area")
        self._areas = [
            area + order * self._area_type.size for order in range(self._length("free_area"))
        ]
        self._list_lock = self._lock_beside("isolated_pages", program)

    # -- places -----------------------------------------------------------------------------------

    def _array(self, path: str) -> tuple[int, CType]:
        """Return where an array in the zone begins, and the type of its elements."""
        offset, type_ = _member(self._zone_type, path)
        assert isinstance(type_, ArrayType | PointerType)
        return offset, type_.element if isinstance(type_, ArrayType) else type_.target

    def _length(self, path: str) -> int:
        type_ = _member(self._zone_type, path)[1]
        return type_.length or 0 if isinstance(type_, ArrayType) else 0

    def _lock_beside(self, name: str, program: Program) -> int | None:
        """Return where the lock named `lock` is in the file that defines a list."""
        guarded = self._globals.get(name)
        if guarded is None:
            return None
        same_file = (s for s in program.data if s.unit == guarded.unit and s.name == "lock")
        return next((symbol.address for symbol in same_file), None)

    def read(self, space: Space) -> Snapshot:
        """Return the snapshot of memory as it is."""
        return _Reading(self, space).snapshot()


class _Reading:
    """One reading: views of memory, and the lists that turned out to be broken."""

    def __init__(self, reader: SnapshotReader, space: Space) -> None:
        self.reader = reader
        self.words = memoryview(space.data).cast("Q")
        self.signed = memoryview(space.data).cast("q")
        self.ints = memoryview(space.data).cast("i")
        self.broken: list[BrokenList] = []
        self.mem_map = self._global("mem_map")
        self.span = self._zone("spanned_pages") if self.mem_map else 0

    def _index(self, address: int) -> int:
        return (address ^ self.reader.base) >> 3

    def _word(self, address: int) -> int:
        return self.words[self._index(address)]

    def _int(self, address: int) -> int:
        return self.ints[(address ^ self.reader.base) >> 2]

    def _global(self, name: str) -> int:
        return self._word(self.reader._globals[name].address)

    def _zone(self, path: str) -> int:
        return self._word(self.reader.zone + offset_of(self.reader._zone_type, path))

    # -- lists ------------------------------------------------------------------------------------

    def walk(self, head: int, name: str) -> tuple[int, ...]:
        """Return the pfns on a list of pages; where the walk cannot go on, note why."""
        words, base = self.words, self.reader.base
        first, size = self.mem_map + self.reader._lru, self.reader._page_type.size
        pfns: list[int] = []
        link = words[(head ^ base) >> 3]
        if link == 0 and self._word(head + 8) == 0:
            return ()  # not set up yet
        while link != head:
            pfn, rest = divmod(link - first, size)
            if rest or not 0 <= pfn < self.span or len(pfns) > self.span:
                self._note_broken(name, pfns, link, len(pfns) > self.span)
                break
            pfns.append(pfn)
            link = words[(link ^ base) >> 3]
        return tuple(pfns[: self.span])

    def _note_broken(self, name: str, pfns: list[int], link: int, endless: bool) -> None:
        after = f"page {pfns[-1]}" if pfns else "its head"
        if endless:
            found, after = "a page that was there before, again and again", f"page {pfns[0]}"
        elif link == 0:
            found = "NULL"
        elif link >> 40 == POISON >> 40:
            found = "LIST_POISON1, as in an entry that was taken off its list"
        else:
            found = f"{link:#x}, which is no page's link"
        inside = (link ^ self.reader.base) < len(self.words) * 8
        self.broken.append(BrokenList(name, after, found, endless or inside))

    # -- parts ------------------------------------------------------------------------------------

    def free_lists(self) -> tuple[tuple[int, ...], tuple[FreeList, ...]]:
        """Return nr_free of each order, and the free lists, by order, then type."""
        reader = self.reader
        heads, type_ = _member(reader._area_type, "free_list")
        assert isinstance(type_, ArrayType)
        count = offset_of(reader._area_type, "nr_free")
        nr_free, lists = [], []
        for order, offset in enumerate(reader._areas):
            area = reader.zone + offset
            nr_free.append(self._word(area + count))
            for number in range(type_.length or 0):
                type_name = reader.type_names.get(number, f"type {number}")
                head = area + heads + number * type_.element.size
                pfns = self.walk(head, f"the free list {type_name}/{order}")
                lists.append(FreeList(type_name, order, pfns))
        return tuple(nr_free), tuple(lists)

    def per_cpu(self) -> tuple[PerCpuLists, ...]:
        """Return the per-cpu lists of every cpu."""
        reader = self.reader
        pageset = self._zone("pageset")
        if not pageset:
            return ()
        _, type_ = reader._array("pageset")
        lists, list_type = _member(type_, "pcp.lists")
        assert isinstance(list_type, ArrayType)
        found = []
        for cpu in range(self._cpus()):
            start = pageset + cpu * type_.size
            by_type = {}
            for number in range(list_type.length or 0):
                name = reader.type_names[number]
                head = start + lists + number * list_type.element.size
                by_type[name] = self.walk(head, f"cpu {cpu}'s list {name}")
            found.append(PerCpuLists(self._int(start + offset_of(type_, "pcp.count")), by_type))
        return tuple(found)

    def _cpus(self) -> int:
        type_ = self.reader._globals["vm_event_states"].type
        return type_.length or 0 if isinstance(type_, ArrayType) else 0

    def events(self) -> tuple[int, int]:
        """Return PGFREE and PGALLOC (of all zones), each the sum over all cpus."""
        symbol = self.reader._globals["vm_event_states"]
        count, cpus, pgfree = symbol.type.size // 8, self._cpus(), self.reader._pgfree
        start = self._index(symbol.address)
        words = self.words[start : start + count].tolist()
        each = count // cpus
        freed = sum(words[pgfree::each])
        allocated = sum(sum(words[cpu * each : cpu * each + pgfree]) for cpu in range(cpus))
        return freed, allocated

    def blocks(self) -> tuple[str, ...]:
        """Return the type of each page block of the span."""
        reader = self.reader
        count = -(-self.span >> reader.pageblock_order)
        bits = self._zone("pageblock_flags")
        if not bits:
            return ()
        start = self._index(bits)
        words = self.words[start : start + -(-count // 16)].tolist()
        names = reader.type_names
        numbers = (words[b // 16] >> b % 16 * BITS_PER_BLOCK & TYPE_MASK for b in range(count))
        return tuple(names.get(number, f"type {number}") for number in numbers)

    def pages(self, path: str, of_32_bits: bool) -> list[int]:
        """Return a member of every struct page of the span."""
        type_ = self.reader._page_type
        view, width = (self.ints, 4) if of_32_bits else (self.words, 8)
        start = (self.mem_map ^ self.reader.base) + offset_of(type_, path)
        step = type_.size // width
        first = start // width
        return view[first : first + self.span * step : step].tolist() if self.span else []

    def isolated(self, privates: Sequence[int]) -> tuple[IsolatedChunk, ...] | None:
        """Return the entries of isolated_pages, or None where the tree has no such list."""
        symbol = self.reader._globals.get("isolated_pages")
        if symbol is None:
            return None
        pfns = self.walk(symbol.address, "isolated_pages")
        return tuple(IsolatedChunk(pfn, privates[pfn]) for pfn in pfns)

    def ballooned(self) -> tuple[int, ...]:
        """Return the pfns in the balloon."""
        symbol = self.reader._globals.get("ballooned_pages")
        return self.walk(symbol.address, "ballooned_pages") if symbol else ()

    def hole(self) -> range:
        """Return the pfns that are no memory, where the kernel was built for that."""
        if "hole_start_pfn" not in self.reader._globals:
            return range(0)
        return range(self._global("hole_start_pfn"), self._global("hole_end_pfn"))

    def snapshot(self) -> Snapshot:
        """Return all of it."""
        reader = self.reader
        nr_free, free_lists = self.free_lists()
        pgfree, pgalloc = self.events()
        privates = self.pages("private", of_32_bits=False)
        zone = reader.zone
        nr_free_pages = zone + offset_of(reader._zone_type, "vm_stat")
        isolate_counter = zone + offset_of(reader._zone_type, "nr_pageblock_isolate")
        zone_lock = zone + offset_of(reader._zone_type, "lock")
        return Snapshot(
            nr_free_pages=self.signed[self._index(nr_free_pages)],
            present_pages=self._zone("present_pages"),
            spanned_pages=self.span,
            totalram_pages=self._global("totalram_pages"),
            num_physpages=self._global("num_physpages"),
            pgfree=pgfree,
            pgalloc=pgalloc,
            nr_pageblock_isolate=self._int(isolate_counter),
            nr_free=nr_free,
            free_lists=free_lists,
            per_cpu=self.per_cpu(),
            isolated=self.isolated(privates),
            ballooned=self.ballooned(),
            blocks=self.blocks(),
            pageblock_order=reader.pageblock_order,
            counts=self.pages("_count.counter", of_32_bits=True),
            mapcounts=self.pages("_mapcount.counter", of_32_bits=True),
            flags=self.pages("flags", of_32_bits=False),
            privates=privates,
            flag_bits=reader.flag_bits,
            zone_locked=bool(self._int(zone_lock)),
            list_locked=bool(reader._list_lock and self._int(reader._list_lock)),
            hole=self.hole(),
            broken=tuple(self.broken),
            counts_isolated=reader.counts_isolated,
        )
