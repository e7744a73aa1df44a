# SPDX-License-Identifier: MIT
"""Seven sentences that are true of a healthy machine between two calls, as functions.

Each takes a snapshot and yields what breaks it, with the pfns concerned. I7 is about what happens
between two snapshots. Inside a call, under its locks, most of them are broken for a moment; so
`first_broken` looks for the point from which on one stays broken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Protocol

from interp.kernel.errors import BadArgument, did_you_mean
from interp.kernel.snapshot import IsolatedChunk, Snapshot


@dataclass(frozen=True)
class Violation:
    """A broken invariant: which, what it says, where it is broken, what should be and what is."""

    name: str
    what: str
    where: str
    expected: str
    found: str
    pfns: tuple[int, ...] = ()

    def __repr__(self) -> str:
        return f"{self.name} {self.where}: {self.found}, expected {self.expected} ({self.what})"


Invariant = Callable[[Snapshot], Iterator[Violation]]


def nr_free_counts_the_lists(now: Snapshot) -> Iterator[Violation]:
    """I1: nr_free of each order is the number of chunks on the lists of that order."""
    what = "nr_free counts the chunks on all lists of its order"
    for order, counted in enumerate(now.nr_free):
        heads = [pfn for each in now.free_lists if each.order == order for pfn in each.pfns]
        if counted != len(heads):
            yield Violation(
                "I1",
                what,
                f"free_area[{order}]",
                f"{len(heads)}{_at(heads)}",
                f"nr_free {counted}",
                tuple(heads),
            )


def nr_free_pages_counts_the_lists(now: Snapshot) -> Iterator[Violation]:
    """I2: NR_FREE_PAGES is the number of pages on the free lists (v3.7: in no isolated block)."""
    if now.nr_free_pages != now.pages_to_be_counted:
        yield Violation(
            "I2",
            "NR_FREE_PAGES counts the pages on the free lists",
            "zone Normal",
            str(now.pages_to_be_counted),
            f"NR_FREE_PAGES {now.nr_free_pages}",
        )


def each_page_is_in_one_place(now: Snapshot) -> Iterator[Violation]:
    """I3: a page is in the buddy, on a per-cpu list, isolated, in use, or offline; one of these."""
    what = "every page is in the buddy, on a per-cpu list, isolated, in use or offline"
    wrong = [(pfn, " and ".join(found)) for pfn, found in _places(now) if len(found) != 1]
    for found, group in groupby(wrong, lambda pair: pair[1]):
        pfns = tuple(pfn for pfn, _ in group)
        said = found or "count 0 and on no list"
        yield Violation("I3", what, _pages(pfns), "one place", said, pfns)


def _places(now: Snapshot) -> Iterator[tuple[int, list[str]]]:
    """Yield each pfn with the places where its page is.

    Nobody notes how long a chunk in use is: what may be its tail counts as in use.
    """
    listed: dict[int, list[str]] = {}
    for name, first, pages in _list_entries(now):
        for pfn in range(first, min(first + pages, now.spanned_pages)):
            listed.setdefault(pfn, []).append(name)
    isolated_heads = {chunk.pfn for chunk in now.isolated or ()}
    used_until = 0
    for pfn in range(now.spanned_pages):
        found = listed.get(pfn, [])
        if now.has_flag(pfn, "PG_reserved"):
            found = [name for name in found if name != "isolated_pages"] + ["offline"]
        elif now.counts[pfn] and pfn not in isolated_heads:
            found = [*found, "in use"]
            used_until = pfn + _largest_chunk_at(pfn, len(now.nr_free) - 1)
        elif found:
            used_until = 0
        elif pfn < used_until:
            found = ["in use"]
        if pfn not in now.hole:
            yield pfn, found


def present_pages_are_those_online(now: Snapshot) -> Iterator[Violation]:
    """I4: present_pages and totalram_pages both count the pages that are online."""
    if now.ballooned:
        return  # totalram_pages counts a page only when it leaves the balloon
    absent = set(now.flagged("PG_reserved")) | set(now.hole)
    online = now.spanned_pages - len(absent)
    for name, value in (
        ("present_pages", now.present_pages),
        ("totalram_pages", now.totalram_pages),
    ):
        if value != online:
            what = f"{name} counts the pages that are not reserved"
            yield Violation("I4", what, "zone Normal", str(online), f"{name} {value}")


def isolated_pages_is_in_order(now: Snapshot) -> Iterator[Violation]:
    """I5: isolated_pages ascends without overlap, its entries are chunks of ISOLATE blocks."""
    entries = now.isolated or ()
    for broken in now.broken:
        if broken.list_name == "isolated_pages":
            what, where = "isolated_pages can be walked to its end", f"behind {broken.after}"
            yield Violation("I5", what, where, "a page, or the head", broken.found)
    for chunk in entries:
        yield from _isolated_chunk(now, chunk)
    for one, next_ in pairwise(entries):
        if next_.pfn < _end(one, now):
            yield Violation(
                "I5",
                "isolated_pages ascends, and its chunks do not overlap",
                f"page {next_.pfn}",
                f"a pfn not below {_end(one, now)}, behind page {one.pfn}",
                f"pfn {next_.pfn}",
                (one.pfn, next_.pfn),
            )


def _isolated_chunk(now: Snapshot, chunk: IsolatedChunk) -> Iterator[Violation]:
    where, largest = f"page {chunk.pfn}", len(now.nr_free) - 1
    if chunk.order > largest or chunk.pfn % (1 << min(chunk.order, largest)):
        yield Violation(
            "I5",
            "page->private of an entry is the order of its chunk",
            where,
            f"an order up to {largest}, {chunk.pfn} a multiple of its size",
            f"private {chunk.order}",
            (chunk.pfn,),
        )
        return
    end = min(_end(chunk, now), now.spanned_pages)
    stray = tuple(
        pfn
        for pfn in range(chunk.pfn, end)
        if now.block_of(pfn) != "ISOLATE" and not now.has_flag(pfn, "PG_reserved")
    )
    if stray:
        yield Violation(
            "I5",
            "an entry lies in an ISOLATE block, or is offline",
            where,
            "ISOLATE blocks",
            f"{_pages(stray)} in a {now.block_of(stray[0])} block",
            stray,
        )


def nr_pageblock_isolate_counts_blocks(now: Snapshot) -> Iterator[Violation]:
    """I6: nr_pageblock_isolate is the number of ISOLATE blocks."""
    isolated = [number for number, name in enumerate(now.blocks) if name == "ISOLATE"]
    if now.nr_pageblock_isolate != len(isolated):
        pfns = tuple(number << now.pageblock_order for number in isolated)
        yield Violation(
            "I6",
            "nr_pageblock_isolate counts the ISOLATE blocks",
            "zone Normal",
            f"{len(isolated)}{_at(pfns)}",
            f"nr_pageblock_isolate {now.nr_pageblock_isolate}",
            pfns,
        )


def lists_change_under_their_lock(before: Snapshot, after: Snapshot) -> Iterator[Violation]:
    """I7: the free lists change only under zone->lock, isolated_pages only under its own."""
    changes: tuple[tuple[str, str, bool, object, object], ...] = (
        ("the free lists", "zone->lock", before.zone_locked, before.free_lists, after.free_lists),
        (
            "isolated_pages",
            "its lock",
            before.list_locked,
            [chunk.pfn for chunk in before.isolated or ()],
            [chunk.pfn for chunk in after.isolated or ()],
        ),
    )
    for name, lock, locked, old, new in changes:
        if old != new and not locked:
            moved = _moved(before, after)
            what = f"{name} change only while {lock} is held"
            yield Violation("I7", what, name, f"{lock} held", f"{_pages(moved)} moved", moved)


INVARIANTS: dict[str, Invariant] = {
    "I1": nr_free_counts_the_lists,
    "I2": nr_free_pages_counts_the_lists,
    "I3": each_page_is_in_one_place,
    "I4": present_pages_are_those_online,
    "I5": isolated_pages_is_in_order,
    "I6": nr_pageblock_isolate_counts_blocks,
}


def violations(now: Snapshot, names: Iterable[str] = tuple(INVARIANTS)) -> tuple[Violation, ...]:
    """Return what breaks the invariants of these names."""
    return tuple(found for name in names for found in INVARIANTS[name](now))


class Snapshots(Protocol):
    """What has a snapshot at each of its points, such as a KernelRecording."""

    def __len__(self) -> int: ...

    def snapshot(self, index: int) -> Snapshot:
        """Return the snapshot of a point."""


def first_broken(
    recording: Snapshots, names: Iterable[str] = (*INVARIANTS, "I7")
) -> tuple[int, Violation] | None:
    """Return the point from which on an invariant stays broken, and how it is broken; or None.

    Of all that are broken at the end, the one that broke first. The point is where it can first be
    seen: the statement before did it. Point 0 means that it was broken before the call. A list
    that changes without its lock (I7) is broken then and there. Only `names` are looked at.
    """
    if not len(recording):
        return None
    asked = set(names)
    _check_question(recording, asked)
    at_end = violations(recording.snapshot(len(recording) - 1), sorted(asked - {"I7"}))
    broken: dict[str, list[Violation | None]] = {found.name: [] for found in at_end}
    at_rest: list[bool] = []
    found: list[tuple[int, Violation]] = []
    before: Snapshot | None = None
    for index in range(len(recording)):
        now = recording.snapshot(index)
        for name, history in broken.items():
            history.append(next(INVARIANTS[name](now), None))
        at_rest.append(not (now.zone_locked or now.list_locked))
        if before is not None and not found and "I7" in asked:
            found += [(index, each) for each in lists_change_under_their_lock(before, now)]
        before = now
    found += [_since(history, at_rest) for history in broken.values()]
    return min(found, key=lambda pair: (pair[0], pair[1].name), default=None)


def _check_question(recording: Snapshots, asked: set[str]) -> None:
    known = (*INVARIANTS, "I7")
    if unknown := sorted(asked - set(known)):
        raise BadArgument(
            f"there is no invariant '{unknown[0]}'{did_you_mean(unknown[0].upper(), known)}; "
            f"they are {known[0]} to {known[-1]}"
        )
    if not hasattr(recording, "snapshot"):
        raise BadArgument(
            "this recording has no snapshots of the kernel, so that no invariant can be looked at; "
            "record the call with Machine.record()"
        )


def _since(broken: Sequence[Violation | None], at_rest: Sequence[bool]) -> tuple[int, Violation]:
    """Return since when an invariant is broken that is so at the end.

    Under a lock things are in motion, so only a point without locks shows that all was well, or
    that it no longer was. In between, the break is where it last went from well to broken.
    """
    last = len(broken) - 1
    well = max((i for i in range(last) if at_rest[i] and broken[i] is None), default=-1)
    index = next((i for i in range(well + 1, last) if at_rest[i]), last)
    while index - 1 > well and broken[index - 1] is not None:
        index -= 1
    index = index if well >= 0 else 0
    violation = broken[index] or broken[last]
    assert violation is not None
    return index, violation


# -- helpers --------------------------------------------------------------------------------------


def _list_entries(now: Snapshot) -> Iterator[tuple[str, int, int]]:
    """Yield each entry of each list: the list's name, its first pfn, its pages."""
    for each in now.free_lists:
        for pfn in each.pfns:
            yield f"free list {each.name}", pfn, 1 << each.order
    for cpu, lists in enumerate(now.per_cpu):
        for pfn in lists.pfns:
            yield f"cpu {cpu}'s list", pfn, 1
    for chunk in now.isolated or ():
        yield "isolated_pages", chunk.pfn, _end(chunk, now) - chunk.pfn


def _end(chunk: IsolatedChunk, now: Snapshot) -> int:
    return chunk.pfn + (1 << min(chunk.order, len(now.nr_free) - 1))


def _largest_chunk_at(pfn: int, largest_order: int) -> int:
    return min(pfn & -pfn or 1 << largest_order, 1 << largest_order)


def _moved(before: Snapshot, after: Snapshot) -> tuple[int, ...]:
    old = {(name, pfn) for name, pfn, _ in _list_entries(before)}
    new = {(name, pfn) for name, pfn, _ in _list_entries(after)}
    return tuple(sorted({pfn for _, pfn in old ^ new}))


def _pages(pfns: Iterable[int]) -> str:
    found = list(pfns)
    word = "page" if len(found) == 1 else "pages"
    return f"{word} {', '.join(map(str, found[:8]))}{', ...' * (len(found) > 8)}"


def _at(pfns: Iterable[int]) -> str:
    found = list(pfns)
    return f" (at {', '.join(map(str, found[:8]))}{', ...' * (len(found) > 8)})" if found else ""
