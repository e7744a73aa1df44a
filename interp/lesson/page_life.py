# SPDX-License-Identifier: MIT
"""The life of one page over a recording: where it was, what it said of itself, who changed that."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from interp.kernel.history import (
    BlockChange,
    Figures,
    FiguresChange,
    History,
    Move,
    intervals,
)
from interp.kernel.snapshot import Snapshot
from interp.lang.source import PlainError
from interp.lesson.chips import EDGE, fill
from interp.lesson.html import join
from interp.lesson.lanes import Bar, Lane, Stretch, drawn_lanes, points_text
from interp.lesson.pages import MEANING, MIGRATE_TYPES, Kind
from interp.lesson.palette import PAPER, SHADE, stripes
from interp.lesson.table import Cell, Row, table
from interp.lesson.view import View

BUDDY_MAPCOUNT = -128  # mm.h: what marks the head of a free chunk


class NoSuchPage(PlainError, LookupError):
    """A pfn that the recorded machine does not have."""


class Told(Protocol):
    """A recording that tells its history, such as a KernelRecording."""

    @property
    def history(self) -> History: ...  # noqa: D102


@dataclass(frozen=True)
class Span:
    """A chunk on a list, as one entry stands for it."""

    pfn: int
    order: int
    list_name: str

    def covers(self, pfn: int) -> bool:
        """Whether a page is one of the chunk's."""
        return self.pfn <= pfn < self.pfn + (1 << self.order)

    def words(self, pfn: int) -> str:
        """Where that is, told of one of its pages."""
        name, slash, _ = self.list_name.partition("/")
        where = f"{name} list" if slash or name == "LRU" or name.startswith("cpu") else name
        order = f", order {self.order}" if slash or name == "isolated_pages" else ""
        return f"{where}{order}" if self.pfn == pfn else f"{where}, in {self.pfn}{order}"


@dataclass(frozen=True)
class Life:
    """A page over one stretch of points in which nothing of it changes."""

    points: Stretch
    spans: tuple[Span, ...]
    block: str
    figures: Figures
    flags: str
    actors: tuple[str, ...]

    @property
    def kind(self) -> Kind:
        """Where the page is; LRU pages are in use."""
        lists = [span for span in self.spans if span.list_name != "LRU"]
        reserved = "reserved" in self.flags.split()
        if len(lists) > 1:
            return Kind.TWICE
        if lists and lists[0].list_name.startswith("cpu "):
            return Kind.PER_CPU
        if lists and "/" in lists[0].list_name:
            return Kind.FREE
        if lists and lists[0].list_name == "isolated_pages":
            return Kind.OFFLINE if reserved else Kind.ISOLATED
        if reserved:
            return Kind.RESERVED
        return Kind.IN_USE if self.figures.count or self.spans else Kind.NOWHERE

    def where(self, pfn: int) -> str:
        """Where the page is, in words."""
        if self.spans:
            return " and ".join(span.words(pfn) for span in self.spans)
        return {Kind.IN_USE: "in use", Kind.RESERVED: "reserved"}.get(self.kind, "on no list")

    def private(self, pfn: int) -> str:
        """page->private and, where the kernel reads it so, what it stands for."""
        value = self.figures.private
        number = hex(value) if value >= 1 << 16 else str(value)
        isolated = self.kind in (Kind.ISOLATED, Kind.OFFLINE) and any(
            span.pfn == pfn for span in self.spans
        )
        if self.figures.mapcount == BUDDY_MAPCOUNT or isolated:
            return f"{number} (order)"
        return f"{number} (type)" if self.kind is Kind.PER_CPU else number

    def mapcount(self) -> str:
        """page->_mapcount and, where it is the buddy's mark, that word."""
        value = self.figures.mapcount
        return f"{value} (buddy)" if value == BUDDY_MAPCOUNT else str(value)


def page_life(recording: Told, pfn: int) -> View:
    """Where a page was from point to point, its figures, and who changed what; raises NoSuchPage.

    A page inside a larger chunk is where its chunk is; its list entry is that of the first page.
    """
    lives = lives_of(recording.history, pfn)
    stretches = [life.points for life in lives]
    lanes = [
        Lane("where", [_where_bar(life, pfn) for life in lives]),
        Lane("page block", [_block_bar(life.block) for life in lives]),
        Lane("_count", [_plain_bar(str(life.figures.count)) for life in lives]),
        Lane("_mapcount", [_plain_bar(life.mapcount()) for life in lives]),
        Lane("private", [_plain_bar(life.private(pfn)) for life in lives]),
    ]
    if any(life.flags for life in lives):
        lanes.append(Lane("flags", [_plain_bar(life.flags or "none") for life in lives]))
    told = _table(lives, pfn)
    return View(join(drawn_lanes(stretches, lanes), told.html), told.text)


def _where_bar(life: Life, pfn: int) -> Bar:
    kind = life.kind
    style = f"{fill(kind)}border:1px solid {EDGE[kind]};font-weight:700"
    return Bar(f"{kind.value} {life.where(pfn)}", style, MEANING[kind])


def _block_bar(name: str) -> Bar:
    ground = stripes("#fbe6bf", "#f4cf8a") if name == "ISOLATE" else f"background-color:{SHADE};"
    return Bar(name, ground)


def _plain_bar(words: str) -> Bar:
    return Bar(words, f"background-color:{PAPER}")


def _table(lives: list[Life], pfn: int) -> View:
    head = ["points", "", f"page {pfn}", "block", "_count", "_mapcount", "private", "flags", "by"]
    rows = [_row(life, before, pfn) for life, before in zip(lives, [None, *lives], strict=False)]
    if any(life.flags for life in lives):
        return table(head, rows)
    return table([*head[:7], *head[8:]], [[*row[:7], *row[8:]] for row in rows])


def _row(life: Life, before: Life | None, pfn: int) -> Row:
    now, was = _told(life, pfn), _told(before or life, pfn)
    cells = [
        Cell(words, changed=value != was[place][1]) for place, (words, value) in enumerate(now)
    ]
    points = Cell(points_text(life.points), code=True)
    actors = Cell("; ".join(life.actors) or "as it was", code=bool(life.actors))
    return [points, Cell(life.kind.value, code=True), *cells, actors]


def _told(life: Life, pfn: int) -> list[tuple[str, object]]:
    """What is told of a stretch, each with the value that tells whether it changed."""
    figures = life.figures
    return [
        (life.where(pfn), life.where(pfn)),
        (life.block, life.block),
        (str(figures.count), figures.count),
        (life.mapcount(), figures.mapcount),
        (life.private(pfn), figures.private),
        (life.flags or "none", life.flags),
    ]


def lives_of(history: History, pfn: int) -> list[Life]:
    """The stretches of a page's life, from point 0 to the last one."""
    start = history.start
    changes = history.figures.get(pfn, ())
    if not 0 <= pfn < start.spanned_pages and not changes:
        raise NoSuchPage(
            f"there is no page {pfn}; the machine has pages 0 to {start.spanned_pages - 1}"
        )
    block = pfn >> start.pageblock_order
    told: dict[int, list[str]] = {}
    events: list[Move | FiguresChange | BlockChange] = [
        *(move for move in history.moves if _concerns(move, pfn)),
        *changes,
        *(change for change in history.blocks if change.block == block),
    ]
    for event in events:
        actors = told.setdefault(event.index, [])
        if str(event.actor) not in actors:
            actors.append(str(event.actor))
    stretches = intervals(sorted(told), history.points)
    spans, blocks = _spans(history, pfn), _blocks(history, block)
    figures = _figures(history, pfn)
    return [
        Life(
            (first, last),
            _at(spans, first),
            _at(blocks, first),
            _at(figures, first),
            _flags(_at(figures, first).flags, start.flag_bits),
            tuple(told.get(first, ())) if first else (),
        )
        for first, last in stretches
    ]


def _concerns(move: Move, pfn: int) -> bool:
    return Span(move.pfn, move.order, move.list_name).covers(pfn)


def _at(values: Mapping[int, Any], index: int) -> Any:
    """The value at a point: the one of the last change up to it."""
    return values[max(point for point in values if point <= index)]


def _spans(history: History, pfn: int) -> dict[int, tuple[Span, ...]]:
    """The chunks that a page is in, from point to point."""
    now = [span for span in listed(history.start) if span.covers(pfn)]
    found = {0: tuple(now)}
    for move in history.moves:
        span = Span(move.pfn, move.order, move.list_name)
        if move.entered and span.covers(pfn):
            now.append(span)
        elif not move.entered:
            # A chunk's order may be overwritten while it is listed: what leaves is that entry.
            now = [each for each in now if (each.pfn, each.list_name) != (span.pfn, move.list_name)]
        found[move.index] = tuple(now)
    return found


def listed(start: Snapshot) -> Iterator[Span]:
    """Every entry of every list of pages."""
    for free in start.free_lists:
        yield from (Span(pfn, free.order, free.name) for pfn in free.pfns)
    for cpu, lists in enumerate(start.per_cpu):
        for name in MIGRATE_TYPES:
            yield from (Span(pfn, 0, f"cpu {cpu} {name}") for pfn in lists.lists.get(name, ()))
    for chunk in start.isolated or ():
        order = chunk.order if 0 <= chunk.order < len(start.nr_free) else 0
        yield Span(chunk.pfn, order, "isolated_pages")
    yield from (Span(pfn, 0, "LRU") for pfn in start.flagged("PG_lru"))
    yield from (Span(pfn, 0, "ballooned_pages") for pfn in start.ballooned)


def _blocks(history: History, block: int) -> dict[int, str]:
    types = history.start.blocks
    found = {0: types[block] if block < len(types) else "no block yet"}
    return found | {each.index: each.type_name for each in history.blocks if each.block == block}


def _figures(history: History, pfn: int) -> dict[int, Figures]:
    start = history.start
    first = Figures(0, 0, 0, 0)
    if pfn < start.spanned_pages:
        first = Figures(
            start.counts[pfn], start.mapcounts[pfn], start.privates[pfn], start.flags[pfn]
        )
    return {0: first} | {each.index: each.figures for each in history.figures.get(pfn, ())}


def _flags(flags: int, bits: Mapping[str, int]) -> str:
    return " ".join(name.removeprefix("PG_") for name, bit in bits.items() if flags >> bit & 1)
