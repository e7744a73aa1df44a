# SPDX-License-Identifier: MIT
"""What two machines differ in at one row of a comparison, in words of the allocator."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from interp.kernel import Comparison
from interp.lesson.pages import MIGRATE_TYPES
from interp.lesson.point_view import breakable
from interp.lesson.protocols import Snapshot
from interp.lesson.table import Cell, Row, table
from interp.lesson.view import View

ZONE = "contig_page_data.node_zones[0]"
COUNTERS = (
    *("NR_FREE_PAGES", "nr_pageblock_isolate", "present_pages", "totalram_pages"),
    *("num_physpages", "PGFREE", "PGALLOC"),
)
MOST_SHOWN = 60
Pair = tuple[str, str, str]


def parted(comparison: Comparison, row: int) -> View:
    """A table of what differs: name, left, right; lists and counters first, then C lvalues."""
    left, right = (snapshot.as_dict() for snapshot in comparison.states(row))
    found = [*states_apart(left, right), *comparison.differences(row)]
    if not found:
        return View(table([], [[Cell("nothing")]]).html, "nothing")
    rows = [pair_row(pair) for pair in found[:MOST_SHOWN]]
    more = len(found) - MOST_SHOWN
    if more > 0:
        rows.append([Cell(f"and {more} more"), Cell(""), Cell("")])
    return table(["", *comparison.names], rows)


def pair_row(pair: Pair) -> Row:
    """One line of the table."""
    cells = (text.replace(ZONE, "zone") for text in pair)
    return [Cell(text, code=True, wrap=True, html=breakable(text)) for text in cells]


def states_apart(left: Snapshot, right: Snapshot) -> Iterator[Pair]:
    """What differs between two snapshots: each list, counter, block and page that does."""
    for name in sorted({*left["free_list"], *right["free_list"]}):
        pair = (left["free_list"].get(name, ()), right["free_list"].get(name, ()))
        yield from apart(f"free list {name}", *map(listed, pair))
    if left.get("isolated_pages", []) != right.get("isolated_pages", []):
        yield "isolated_pages", isolated(left), isolated(right)
    for cpu, lists in enumerate(zip(left["pcp"], right["pcp"], strict=False)):
        for name in ("count", *MIGRATE_TYPES):
            yield from apart(f"cpu {cpu} {name}", *(figure(each.get(name, ())) for each in lists))
    for name in COUNTERS:
        yield from apart(name, str(left[name]), str(right[name]))
    for order, pair in enumerate(zip(left["nr_free"], right["nr_free"], strict=False)):
        yield from apart(f"nr_free of order {order}", *map(str, pair))
    yield from blocks_apart(left, right)


def blocks_apart(left: Snapshot, right: Snapshot) -> Iterator[Pair]:
    """The page blocks with another type, by number."""
    for number, pair in enumerate(zip(left["blocks"], right["blocks"], strict=False)):
        yield from apart(f"page block {number}", *pair)


def apart(name: str, left: str, right: str) -> Iterator[Pair]:
    """The two if they differ."""
    if left != right:
        yield name, left, right


def figure(value: int | Sequence[int]) -> str:
    """A number, or the entries of a list."""
    return str(value) if isinstance(value, int) else listed(value)


def listed(pfns: Sequence[int]) -> str:
    """The entries of a list."""
    return " ".join(map(str, pfns)) or "empty"


def isolated(state: Mapping[str, Any]) -> str:
    """The entries of the patch's list, with their orders."""
    if "isolated_pages" not in state:
        return "no such list"
    entries = state["isolated_pages"]
    return ", ".join(f"{each['pfn']} (order {each['order']})" for each in entries) or "empty"
