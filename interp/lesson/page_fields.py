# SPDX-License-Identifier: MIT
"""The fields of `struct page`, page by page, with what `private` means where the page is."""

from collections.abc import Collection

from interp.kernel import Machine
from interp.lesson.pages import MEANING, Kind, Page, page_map
from interp.lesson.table import Cell, Row, table
from interp.lesson.view import View
from interp.machine import Fault, Value

BUDDY = -128


def page_fields(machine: Machine, pfns: Collection[int]) -> View:
    """`_count`, `_mapcount` and `private` of some pages, as they are in memory now."""
    pages = page_map(machine.state())
    rows = [row(machine.page(pfn), pages[pfn]) for pfn in pfns]
    return table(["page", "where it is", "_count", "_mapcount", "private", "which means"], rows)


def row(fields: Value, page: Page) -> Row:
    """One page as a row of the table."""
    mapcount = int(fields._mapcount.counter)
    private = number_or_none(fields.private)
    return [
        Cell(str(page.pfn), number=True),
        Cell(MEANING[page.kind]),
        Cell(str(int(fields._count.counter)), number=True),
        Cell(f"{mapcount} buddy" if mapcount == BUDDY else str(mapcount), number=True),
        Cell("never written" if private is None else str(private), number=True),
        Cell(meaning(page, mapcount == BUDDY, private)),
    ]


def number_or_none(value: Value) -> int | None:
    """The value, or None where nothing was ever written."""
    try:
        return int(value)
    except Fault:
        return None


def meaning(page: Page, buddy: bool, private: int | None) -> str:
    """What `private` says of a page that is there."""
    if private is None:
        return "nothing yet"
    if page.kind is Kind.FREE:
        return "order of its chunk" if buddy else "nothing, not a head"
    if page.kind is Kind.PER_CPU:
        return "type it was freed with"
    if page.kind in (Kind.ISOLATED, Kind.OFFLINE):
        return "order of its entry" if page.head else "nothing, not a head"
    if page.kind is Kind.IN_USE:
        return "what its owner stores" if private else "nothing yet"
    return "nothing"
