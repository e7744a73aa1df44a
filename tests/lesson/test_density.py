# SPDX-License-Identifier: MIT
"""Zones of a million pages: drawn by stretches of page blocks, with lists that stay short."""

from collections.abc import Sequence
from typing import Any

import pytest

from interp.kernel import Machine
from interp.lesson import board, memory_map
from interp.lesson.counters import counters
from interp.lesson.density import MOST_CELLS, stretches
from interp.lesson.pages import Kind
from tests.lesson import fake
from tests.lesson.markup import complaints

PAGES = 1 << 20
ORDERS = 11


def zone(free: dict[str, list[int]], isolated: Sequence[tuple[int, int]] = ()) -> Any:
    """A zone of 4 GiB with page blocks of 512 pages."""
    blocks = ["MOVABLE"] * (PAGES >> 9)
    for pfn, order in isolated:
        for number in range(pfn >> 9, pfn + (1 << order) + 511 >> 9):
            blocks[number] = "ISOLATE"
    state = {name: value for name, value in fake.FREE.items() if name not in ("count", "lru")}
    entries = [len(free.get(f"MOVABLE/{order}", [])) for order in range(ORDERS)]
    return {
        **state,
        "num_physpages": PAGES,
        "present_pages": PAGES,
        "nr_free": entries,
        "free_list": free,
        "isolated_pages": [{"pfn": pfn, "order": order} for pfn, order in isolated],
        "blocks": blocks,
    }


ALL_FREE = zone({"MOVABLE/10": list(range(0, PAGES, 1024))})
SOME_USED = zone(
    {"MOVABLE/10": list(range(4096, PAGES, 1024)), "MOVABLE/0": list(range(0, 2048, 2))}
)
ISOLATED = zone({"MOVABLE/10": list(range(2048, PAGES, 1024))}, [(0, 10), (1024, 10)])


@pytest.mark.parametrize("state", [ALL_FREE, SOME_USED, ISOLATED])
def test_every_page_is_in_one_stretch_and_counted_once(state: Any) -> None:
    found = stretches(state)
    assert len(found) <= MOST_CELLS
    assert sum(each.pages for each in found) == PAGES
    for each in found:
        assert sum(each.amounts.values()) == each.pages
        assert sum(each.types.values()) == each.pages >> 9


def test_what_a_cell_says() -> None:
    faces = [each.face() for each in stretches(SOME_USED)[:3]]
    assert faces == ["F5", "U", "F"]
    assert stretches(SOME_USED)[0].amounts == {Kind.FREE: 1024, Kind.IN_USE: 1024}
    assert stretches(ISOLATED)[0].face() == "I*"
    assert stretches(ISOLATED)[0].describe() == "pages 0 to 2047: I 2048; blocks: 4 ISOLATE"


def test_what_differs_is_marked() -> None:
    text = memory_map(ISOLATED, ALL_FREE).text.split("\n")
    assert text[1].split()[:3] == ["0", "I*•", "F"]
    assert "•" not in memory_map(ALL_FREE, ALL_FREE).text


def test_a_large_zone_makes_a_small_page() -> None:
    for state in (ALL_FREE, SOME_USED, ISOLATED):
        for view in (board(state, ALL_FREE), counters(state, ALL_FREE)):
            assert complaints(view.html) == []
            assert len(view.html) < 400_000
            assert len(view.text) < 10_000


def test_a_long_list_is_cut_and_its_rest_is_counted() -> None:
    text = board(SOME_USED, ALL_FREE).text
    assert "[126]• and 960 more" in text
    assert counters(SOME_USED).text.split("\n")[2].split()[-1] == "1020"


def test_a_machine_of_four_thousand_pages() -> None:
    machine = Machine("rfc-v2", pages=4096)
    before = machine.state()
    machine.start_isolate_page_range(8, 16, "MIGRATE_MOVABLE")
    first = memory_map(machine, before).text.split("\n")[1].split()
    assert first == ["0", "F", "I*•", *["F"] * 30]
