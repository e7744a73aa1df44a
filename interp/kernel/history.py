# SPDX-License-Identifier: MIT
"""What happened over a recording, found in one walk over what was written: pages moved between
lists, locks taken and released, figures of pages changed, counters and what they should count.

Nothing is read anew at a point where nothing of it was written, so the cost grows with the log.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from interp.kernel.membership import Geometry, Membership, geometry_of, lock_places
from interp.kernel.snapshot import BITS_PER_BLOCK, TYPE_MASK, Snapshot, SnapshotReader, offset_of
from interp.lang import Location
from interp.machine import Space

HELPERS = re.compile(r"lib/.*|.*\.h")  # what is done there is told of whoever asked for it


class Recorded(Protocol):
    """What a history is made of, such as a KernelRecording."""

    def __len__(self) -> int: ...

    def space(self, index: int) -> Space:
        """Return memory at a point."""

    def place(self, index: int) -> tuple[str, Location]:
        """Return function and location of a point."""

    def caller(self, index: int) -> int | None:
        """Return the point that a point's function was called from."""

    def written(self, index: int) -> set[int]:
        """Return the addresses of the words written before a point."""

    def interrupts_off(self, index: int) -> bool:
        """Return whether interrupts are off at a point."""

    def eventful(self) -> Sequence[int]:
        """Return the points after the first at which these two can differ from the point before."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did something: a function and where it stood."""

    function: str
    location: Location

    def __str__(self) -> str:
        return f"{self.function}() {self.location.file}:{self.location.line}"


@dataclass(frozen=True, slots=True)
class Move:
    """A page entered a list or left it; `index` is the first point at which that is so."""

    index: int
    pfn: int
    list_name: str
    entered: bool
    order: int
    actor: Actor


@dataclass(frozen=True, slots=True)
class LockChange:
    """A lock was taken or released; `lock` is "interrupts" where they went off or on again."""

    index: int
    lock: str
    kind: str  # "spin", "mutex" or "irq"
    taken: bool
    actor: Actor


@dataclass(frozen=True, slots=True)
class Figures:
    """What a `struct page` says of itself."""

    count: int
    mapcount: int
    private: int
    flags: int


@dataclass(frozen=True, slots=True)
class FiguresChange:
    """The figures of a page from a point on."""

    index: int
    figures: Figures
    actor: Actor


@dataclass(frozen=True, slots=True)
class BlockChange:
    """The type of a page block from a point on."""

    index: int
    block: int
    type_name: str
    actor: Actor


@dataclass(frozen=True, slots=True)
class Count:
    """A counter from a point on: what it says, and what there really is."""

    index: int
    says: int
    really: int
    actor: Actor | None

    @property
    def gap(self) -> int:
        """How many too many the counter says."""
        return self.says - self.really


@dataclass(frozen=True)
class History:
    """All that happened, in order. `start` is the machine at point 0.

    `figures` has an item for each page that changed; `counts` for each counter, from point 0 on.
    """

    points: int
    start: Snapshot
    moves: tuple[Move, ...]
    locks: tuple[LockChange, ...]
    held_at_start: tuple[tuple[str, str], ...]
    figures: Mapping[int, tuple[FiguresChange, ...]]
    blocks: tuple[BlockChange, ...]
    counts: Mapping[str, tuple[Count, ...]]

    @property
    def events(self) -> tuple[Move | LockChange | BlockChange, ...]:
        """Moves, locks and new block types in the order of their points."""
        found: list[Move | LockChange | BlockChange] = [*self.moves, *self.locks, *self.blocks]
        return tuple(sorted(found, key=lambda event: event.index))

    def gap_since(self, counter: str) -> Count | None:
        """Return the count from which on a counter stays wrong to the end; None if it is right."""
        since = None
        for count in self.counts[counter]:
            since = (since or count) if count.gap else None
        return since


def history(recording: Recorded, reader: SnapshotReader) -> History:
    """Return what happened over a recording of a kernel that had booted."""
    walk = _Walk(recording, reader)
    found = walk.run()
    del walk.counters  # the two hold each other, and with them the recording
    return found


def actor_of(recording: Recorded, index: int) -> Actor:
    """Return who ran the statement before a point; of a helper, the nearest that called one."""
    at: int | None = max(index - 1, 0)
    while at is not None:
        function, location = recording.place(at)
        if not HELPERS.fullmatch(location.file):
            return Actor(function, location)
        at = recording.caller(at)
    function, location = recording.place(max(index - 1, 0))
    return Actor(function, location)


def order_of_list(name: str) -> int | None:
    """Return the order of a free list `MOVABLE/3`; None for another list."""
    _, slash, order = name.partition("/")
    return int(order) if slash else None


class _Walk:
    """One walk from the first point to the last."""

    def __init__(self, recording: Recorded, reader: SnapshotReader) -> None:
        self.recording, self.reader = recording, reader
        last = len(recording) - 1
        self.geometry: Geometry = geometry_of(reader, recording.space(last))
        self.space = recording.space(0)
        self.start = reader.read(self.space)
        self.lists = Membership(self.geometry, self.space)
        self.locks = lock_places(self.space)
        self.held = {lock: bool(self._word32(lock)) for lock in self.locks}
        self.moves: list[Move] = []
        self.lock_changes: list[LockChange] = []
        self.figures: dict[int, list[FiguresChange]] = {}
        self.block_changes: list[BlockChange] = []
        self.blocks = list(self.start.blocks)
        self._writing: tuple[int, int | None] = (-1, None)  # the block, and the call that sets it
        self.block_bits = int(self.space["contig_page_data"].node_zones[0].pageblock_flags)
        page = self.space.type("struct page")
        self.figure_offsets = [
            offset_of(page, path) for path in ("_count.counter", "_mapcount.counter", "private")
        ]
        self.counters = _Counters(self)

    def run(self) -> History:
        held = tuple(place for lock, place in self.locks.items() if self.held[lock])
        interrupts = self.recording.interrupts_off(0)
        if interrupts:
            held = (("interrupts", "irq"), *held)
        for index in self.recording.eventful():
            words = self.recording.written(index)
            off = self.recording.interrupts_off(index)
            if words or off != interrupts:
                self._step(index, words, off, interrupts)
                interrupts = off
        return History(
            len(self.recording),
            self.start,
            tuple(self.moves),
            tuple(self.lock_changes),
            held,
            {pfn: tuple(changes) for pfn, changes in self.figures.items()},
            tuple(self.block_changes),
            self.counters.series(),
        )

    def _step(self, index: int, words: set[int], off: bool, was_off: bool) -> None:
        self.recording.space(index)
        actor = actor_of(self.recording, index)
        if off and not was_off:
            self.lock_changes.append(LockChange(index, "interrupts", "irq", True, actor))
        for address in sorted(words):
            self._written(index, address, actor)
        if was_off and not off:
            self.lock_changes.append(LockChange(index, "interrupts", "irq", False, actor))
        if words:
            self.counters.look(index, actor)

    def _written(self, index: int, address: int, actor: Actor) -> None:
        for pfn, name, entered in self.lists.wrote(address):
            order = self._order(pfn, name)
            self.moves.append(Move(index, pfn, name, entered, order, actor))
            self.counters.moved(name, order, entered)
        for lock in (address, address + 4):
            if lock in self.locks and (taken := bool(self._word32(lock))) != self.held[lock]:
                self.held[lock] = taken
                self.lock_changes.append(LockChange(index, *self.locks[lock], taken, actor))
        pfn = (address - self.geometry.mem_map) // self.geometry.page_size
        if 0 <= pfn < self.geometry.span:
            self._page_written(index, pfn, actor)
        elif self.block_bits <= address < self.block_bits + self._bitmap_bytes():
            self._blocks_written(index, address, actor)

    def _bitmap_bytes(self) -> int:
        return -(-len(self.blocks) * BITS_PER_BLOCK // 64) * 8

    def _order(self, pfn: int, name: str) -> int:
        """Return the order of the chunk that a list entry stands for."""
        order = order_of_list(name)
        if order is None and name == "isolated_pages":
            private = self.figures_of(pfn).private
            order = private if private < len(self.start.nr_free) else 0
        return order or 0

    def figures_of(self, pfn: int) -> Figures:
        """Return what a page says of itself at the point of the walk."""
        start = self.geometry.mem_map + pfn * self.geometry.page_size
        count, mapcount, private = (start + offset for offset in self.figure_offsets)
        return Figures(
            self._int32(count), self._int32(mapcount), self._word(private), self._word(start)
        )

    def _page_written(self, index: int, pfn: int, actor: Actor) -> None:
        now = self.figures_of(pfn)
        known = self.figures.get(pfn)
        before = known[-1].figures if known else self._figures_at_start(pfn)
        if now != before:
            self.figures.setdefault(pfn, []).append(FiguresChange(index, now, actor))
            self.counters.reserved(before.flags, now.flags)

    def _figures_at_start(self, pfn: int) -> Figures:
        start = self.start
        if pfn >= start.spanned_pages:
            return Figures(0, 0, 0, 0)
        return Figures(
            start.counts[pfn], start.mapcounts[pfn], start.privates[pfn], start.flags[pfn]
        )

    def _blocks_written(self, index: int, address: int, actor: Actor) -> None:
        word, per_word = self._word(address), 64 // BITS_PER_BLOCK
        first = (address - self.block_bits) // 8 * per_word
        for block in range(first, min(first + per_word, len(self.blocks))):
            number = word >> (block - first) * BITS_PER_BLOCK & TYPE_MASK
            name = self.reader.type_names.get(number, f"type {number}")
            if name != self.blocks[block]:
                self.blocks[block] = name
                self._block_changed(BlockChange(index, block, name, actor))

    def _block_changed(self, change: BlockChange) -> None:
        """Note a new type; the bits are set one by one, and what is between them is no type."""
        call = self.recording.caller(change.index - 1)
        if self.block_changes and self._writing == (change.block, call):
            self.block_changes.pop()
        self._writing = change.block, call
        self.block_changes.append(change)

    def _word(self, address: int) -> int:
        return int.from_bytes(self._bytes(address, 8), "little")

    def _int32(self, address: int) -> int:
        return int.from_bytes(self._bytes(address, 4), "little", signed=True)

    def _word32(self, address: int) -> int:
        return int.from_bytes(self._bytes(address, 4), "little")

    def _bytes(self, address: int, size: int) -> bytes:
        offset = address - self.space.base
        return bytes(self.space.data[offset : offset + size])


class _Counters:
    """The counters with what they should count, kept up to date move by move."""

    def __init__(self, walk: _Walk) -> None:
        self.walk = walk
        start, space = walk.start, walk.space
        self.entries = [0] * len(start.nr_free)
        for each in start.free_lists:
            self.entries[each.order] += len(each.pfns)
        self.online = start.spanned_pages - len(start.flagged("PG_reserved")) - len(start.hole)
        here = space["contig_page_data"].node_zones[0]
        places = {
            "NR_FREE_PAGES": here.vm_stat[0].counter,
            "nr_pageblock_isolate": here.nr_pageblock_isolate,
            "present_pages": here.present_pages,
            "totalram_pages": space["totalram_pages"],
        }
        for order, area in enumerate(here.free_area):
            places[f"nr_free[{order}]"] = area.nr_free
        self.places = places
        self.found: dict[str, list[Count]] = {
            name: [Count(0, int(place), self.truth(name), None)] for name, place in places.items()
        }

    def truth(self, name: str) -> int:
        """Return what a counter should say now."""
        walk = self.walk
        if name == "NR_FREE_PAGES":
            if not walk.reader.counts_isolated:
                return walk.reader.read(walk.space).pages_to_be_counted
            return sum(count << order for order, count in enumerate(self.entries))
        if name == "nr_pageblock_isolate":
            return walk.blocks.count("ISOLATE")
        if name.startswith("nr_free["):
            return self.entries[int(name[8:-1])]
        return self.online

    def moved(self, name: str, order: int, entered: bool) -> None:
        """Take note of a page that entered or left a list."""
        if order_of_list(name) is not None:
            self.entries[order] += 1 if entered else -1

    def reserved(self, before: int, now: int) -> None:
        """Take note of a page's new flags."""
        bit = self.walk.reader.flag_bits["PG_reserved"]
        self.online -= (now >> bit & 1) - (before >> bit & 1)

    def look(self, index: int, actor: Actor) -> None:
        """Note the counters that have changed, or whose truth has."""
        for name, place in self.places.items():
            says, really = int(place), self.truth(name)
            last = self.found[name][-1]
            if (says, really) != (last.says, last.really):
                self.found[name].append(Count(index, says, really, actor))

    def series(self) -> dict[str, tuple[Count, ...]]:
        """Return every counter's changes."""
        return {name: tuple(counts) for name, counts in self.found.items()}


def intervals(changes: Iterable[int], points: int) -> list[tuple[int, int]]:
    """Return the first and last point between changes: [3] of 10 points is [(0, 2), (3, 9)]."""
    starts = [0, *(index for index in changes if index)]
    return [(first, next_ - 1) for first, next_ in zip(starts, [*starts[1:], points], strict=True)]
