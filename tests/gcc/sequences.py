# SPDX-License-Identifier: MIT
"""Random scenarios: a machine, and steps that make sense on it, as Hypothesis strategies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from hypothesis import strategies as st

Step = list[Any]

SMALLEST_PAGES, LARGEST_PAGES = 16, 64
LONGEST = 8
HANDLES = 8
CPUS = 2
PCP_TYPES = ("UNMOVABLE", "RECLAIMABLE", "MOVABLE")


@dataclass(frozen=True)
class Geometry:
    """A build: orders are log2 of pages."""

    max_order: int = 4
    pageblock_order: int = 2
    cma: bool = False

    @property
    def largest(self) -> int:
        """Pages of the largest chunk, and of a section."""
        return 1 << (self.max_order - 1)

    @property
    def block(self) -> int:
        """Pages of a page block."""
        return 1 << self.pageblock_order

    @property
    def types(self) -> tuple[str, ...]:
        """What a block may be without being isolated."""
        return (*PCP_TYPES, "RESERVE", *(("CMA",) if self.cma else ()))


@dataclass(frozen=True)
class Scenario:
    """A build, and the steps for it."""

    geometry: Geometry
    steps: tuple[Step, ...]

    @property
    def case(self) -> dict[str, Any]:
        """The scenario as a case of tests/oracle, without expectations."""
        geometry = self.geometry
        config = {
            "max_order": geometry.max_order,
            "pageblock_order": geometry.pageblock_order,
            "cma": geometry.cma,
            "cpus": CPUS,
        }
        return {"config": config, "steps": list(self.steps)}


def scenarios(geometries: tuple[Geometry, ...]) -> st.SearchStrategy[Scenario]:
    """Machines of 16 to 64 pages with up to 64 steps."""
    return st.sampled_from(geometries).flatmap(_on_machines)


# A strategy takes longer to make than to draw from: each is made once.
@cache
def _on_machines(geometry: Geometry) -> st.SearchStrategy[Scenario]:
    chunks = st.integers(SMALLEST_PAGES // geometry.largest, LARGEST_PAGES // geometry.largest)
    return chunks.flatmap(lambda count: _on_pages(geometry, count * geometry.largest))


@cache
def _on_pages(geometry: Geometry, pages: int) -> st.SearchStrategy[Scenario]:
    return st.builds(
        lambda boot, layout, steps: Scenario(
            geometry, (boot, *layout, *sensible(geometry, pages, layout, steps))
        ),
        _boots(pages),
        st.lists(_layouts(pages), max_size=1),
        st.one_of(
            _lists_of(_steps(geometry, pages)),
            _lists_of(st.one_of(_steps(geometry, pages), _mistakes(geometry, pages))),
        ),
    )


def _lists_of(step: st.SearchStrategy[Step]) -> st.SearchStrategy[list[Step]]:
    """Lists of some 16 steps, as lists of lists: one alone Hypothesis makes about 5 long."""
    some = st.lists(step, max_size=LONGEST)
    return st.lists(some, max_size=LONGEST).map(
        lambda lists: [each for one in lists for each in one]
    )


def _boots(pages: int) -> st.SearchStrategy[Step]:
    """Per-cpu lists give back batch pages when they have high; never more than they have."""
    return st.builds(
        lambda batch, more: ["boot", pages, batch + more, batch],
        st.integers(1, 4),
        st.integers(0, 8),
    )


def _layouts(pages: int) -> st.SearchStrategy[Step]:
    some = st.lists(st.integers(0, pages - 1), max_size=pages // 2, unique=True)
    return st.builds(
        lambda lru, pinned: ["layout", sorted(lru), sorted(set(pinned) - set(lru))], some, some
    )


def _steps(geometry: Geometry, pages: int) -> st.SearchStrategy[Step]:
    """Any step. Which of them make sense where they stand, `sensible` decides."""
    handle = st.integers(0, HANDLES - 1)
    order = st.integers(0, geometry.max_order - 1)
    number = st.integers(0, pages + geometry.largest)
    block = st.integers(0, (pages + 2 * geometry.largest) // geometry.block - 1)
    span = st.tuples(block, st.integers(1, 4)).map(
        lambda drawn: [drawn[0] * geometry.block, (drawn[0] + drawn[1]) * geometry.block]
    )
    count = span.map(lambda drawn: [drawn[0], drawn[1] - drawn[0]])
    mark = st.tuples(order, number).map(list)
    kinds = [
        st.builds(lambda h, o, t: ["alloc", h, o, t], handle, order, st.sampled_from(PCP_TYPES)),
        st.builds(lambda h, t: ["alloc", h, 0, t], handle, st.sampled_from(PCP_TYPES)),
        handle.map(lambda h: ["free", h]),
        number.map(lambda pfn: ["free_pfn", pfn, 0]),
        span.map(lambda pfns: ["isolate", *pfns]),
        span.map(lambda pfns: ["undo", *pfns]),
        span.map(lambda pfns: ["test", *pfns]),
        span.map(lambda pfns: ["offline", *pfns]),
        count.map(lambda pfns: ["online", *pfns]),
        st.integers(1, 2).map(lambda sections: ["hotadd", sections]),
        st.just(["drain"]),
        mark.map(lambda drawn: ["watermark", *drawn]),
        mark.map(lambda drawn: ["watermark_safe", *drawn]),
        st.integers(0, CPUS - 1).map(lambda cpu: ["cpu", cpu]),
        st.builds(
            lambda b, t: ["block", b * geometry.block, t], block, st.sampled_from(geometry.types)
        ),
        st.just(["xen"]),
    ]
    if geometry.cma:
        kinds.append(span.map(lambda pfns: ["contig", *pfns]))
    return st.one_of(kinds)


def _mistakes(geometry: Geometry, pages: int) -> st.SearchStrategy[Step]:
    """Pages freed that may be free, on the LRU or part of a chunk: a bug, or bad pages."""
    orders = st.integers(0, geometry.max_order - 1)
    return st.builds(
        lambda pfn, order: ["free_any", pfn >> order << order, order],
        st.integers(0, pages - 1),
        orders,
    )


def sensible(
    geometry: Geometry, pages: int, layout: list[Step], steps: list[Step]
) -> Iterator[Step]:
    """The steps that make sense one after the other.

    A range lies in memory that is there by then. Only pages that the layout keeps are freed by
    their number, each once, but for what is freed by mistake. Memory is added behind its end, two
    sections at most.
    """
    span, limit = pages, pages + 2 * geometry.largest
    pinned = {pfn for step in layout for pfn in step[2]}
    for step in steps:
        match step:
            case ["hotadd", sections]:
                end = span + sections * geometry.largest
                if end <= limit:
                    yield ["hotadd", span, end]
                    span = end
            case ["free_pfn", pfn, _]:
                if pfn in pinned:
                    pinned.remove(pfn)
                    yield step
            case ["free_any", pfn, order]:
                yield ["free_pfn", pfn, order]
            case ["online", start, count] if start + count > span:
                pass
            case ["isolate" | "undo" | "test" | "offline" | "contig", _, end] if end > span:
                pass
            case ["block", pfn, _] if pfn >= span:
                pass
            case _:
                yield step
