# SPDX-License-Identifier: MIT
"""The allocator drawn: free lists, per-cpu lists, the isolated list and the map of all pages."""

from collections.abc import Mapping, Sequence

from interp.lesson.chips import Chip, chip_row, chip_text, compare
from interp.lesson.html import Markup, element, join
from interp.lesson.memory_map import memory_map
from interp.lesson.pages import MIGRATE_TYPES, Kind, Shown, snapshot_of
from interp.lesson.palette import FAINT_INK, SANS, WRONG_MARK
from interp.lesson.protocols import Snapshot
from interp.lesson.table import Cell, Row, table
from interp.lesson.view import View, stacked, titled

LIST_NAME = f"font-family:{SANS};font-size:10px;color:{FAINT_INK};margin-right:4px"


def board(shown: Shown, before: Shown | None = None, *, gone: bool = True) -> View:
    """Lists and pages of a point, a machine or a snapshot; what differs from `before` is marked.

    With `gone`, entries that have left a list since are shown in it, struck through.
    """
    shown, before = snapshot_of(shown), earlier(before)  # read once for all the parts
    parts = [
        titled("Memory by page block", memory_map(shown, before)),
        titled("Free lists", free_lists(shown, before, gone=gone)),
        titled("isolated_pages", isolated_list(shown, before, gone=gone)),
        titled("Per-cpu lists", per_cpu_lists(shown, before, gone=gone)),
    ]
    return stacked(parts)


def free_lists(shown: Shown, before: Shown | None = None, *, gone: bool = True) -> View:
    """The buddy's free lists, the largest order first, each list from its head."""
    state, old = snapshot_of(shown), earlier(before)
    rows = [order_row(order, state, old, gone) for order in reversed(range(len(state["nr_free"])))]
    return table(["order", "pages", "nr_free", "entries from the list's head"], rows)


def earlier(before: Shown | None) -> Snapshot | None:
    """The snapshot to compare with, if there is one."""
    return None if before is None else snapshot_of(before)


def order_row(order: int, state: Snapshot, old: Snapshot | None, gone: bool) -> Row:
    """The lists of one order."""
    named = {}
    entries = 0
    for name in MIGRATE_TYPES:
        key = f"{name}/{order}"
        was = None if old is None else labels(old["free_list"].get(key, ()))
        heads = state["free_list"].get(key, ())
        entries += len(heads)
        found = compare(labels(heads), was, gone)
        if found:
            named[name] = found
    counted = nr_free_cell(
        state["nr_free"][order], entries, None if old is None else old["nr_free"][order]
    )
    lists = lists_cell(named, Kind.FREE)
    return [Cell(str(order), number=True), Cell(str(1 << order), number=True), counted, lists]


def nr_free_cell(said: int, entries: int, was: int | None) -> Cell:
    """nr_free of an order, marked where the lists have another number of entries."""
    wrong = said != entries
    words = f"{WRONG_MARK} {said}" if wrong else str(said)
    title = f"nr_free is {said}; the lists have {entries}"
    changed = was is not None and was != said
    return Cell(words, number=True, changed=changed, wrong=wrong, title=title)


def labels(pfns: Sequence[int]) -> list[str]:
    """What is written on the chips of these pages."""
    return [str(pfn) for pfn in pfns]


def lists_cell(named: Mapping[str, Sequence[Chip]], kind: Kind) -> Cell:
    """Lists with their names in one cell; "empty" where there is none."""
    if not named:
        return Cell("empty", html=chip_row([], kind))
    text = "   ".join(f"{name} {chip_text(chips)}" for name, chips in named.items())
    html = join(
        *(
            element("div", element("span", name, style=LIST_NAME), " ", chip_row(chips, kind))
            for name, chips in named.items()
        )
    )
    return Cell(text, html=html, wrap=True)


def isolated_list(shown: Shown, before: Shown | None = None, *, gone: bool = True) -> View:
    """The patch's list, in list order; an empty view on a tree that has none."""
    state, old = snapshot_of(shown), earlier(before)
    if "isolated_pages" not in state:
        return View(Markup(""), "")
    was = None if old is None else isolated_labels(old)
    chips = compare(isolated_labels(state), was, gone)
    html = element("div", chip_row(chips, Kind.ISOLATED), style="font-size:12px;padding-left:4px")
    return View(html, chip_text(chips))


def isolated_labels(state: Snapshot) -> list[str]:
    """pfn and order of each entry of isolated_pages."""
    return [f"{entry['pfn']}, order {entry['order']}" for entry in state.get("isolated_pages", ())]


def per_cpu_lists(shown: Shown, before: Shown | None = None, *, gone: bool = True) -> View:
    """The pages that wait on each cpu, with the list's count."""
    state, old = snapshot_of(shown), earlier(before)
    rows = [cpu_row(cpu, state, old, gone) for cpu in range(len(state["pcp"]))]
    return table([], rows)


def cpu_row(cpu: int, state: Snapshot, old: Snapshot | None, gone: bool) -> Row:
    """One cpu's lists."""
    lists = state["pcp"][cpu]
    was = None if old is None else old["pcp"][cpu]
    named = {}
    for name in MIGRATE_TYPES:
        old_labels = None if was is None else labels(was.get(name, ()))
        found = compare(labels(lists.get(name, ())), old_labels, gone)
        if found:
            named[name] = found
    count = lists["count"]
    changed = was is not None and was["count"] != count
    return [
        Cell(f"cpu {cpu}"),
        Cell(f"count {count}", changed=changed),
        lists_cell(named, Kind.PER_CPU),
    ]
