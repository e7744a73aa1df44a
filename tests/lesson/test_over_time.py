# SPDX-License-Identifier: MIT
"""Counters and locks over the points of a recording of the patched kernel."""

import re
from collections.abc import Iterator

import pytest

from interp.kernel import KernelRecording, Machine
from interp.lesson import counter_history, lock_line
from interp.lesson.counter_history import NoSuchCounter
from interp.lesson.lock_line import holds_of
from tests.lesson.markup import complaints, read, words

Pair = tuple[KernelRecording, KernelRecording]


@pytest.fixture(scope="module")
def pair() -> Iterator[Pair]:
    """[8, 16) isolated, and given back."""
    machine = Machine("rfc-v2")
    yield (
        machine.record("start_isolate_page_range", 8, 16, "MIGRATE_MOVABLE"),
        machine.record("undo_isolate_page_range", 8, 16, "MIGRATE_MOVABLE"),
    )


def told(text: str) -> list[str]:
    """The rows without point and line numbers, which any new line of the kernel would move."""
    rows = text.split("\n")[1:]
    bare = (re.sub(r"^ *[\d-]+|(?<=\.c):\d+", "", row) for row in rows)
    return [" ".join(row.split()) for row in bare]


def test_who_makes_the_counter_wrong(pair: Pair) -> None:
    assert told(repr(counter_history(pair[0]))) == [
        "32 32 none as it was",
        "32 24 8 too many move_freepages() mm/page_alloc.c",
    ]


def test_a_gap_that_closes_and_opens_again(pair: Pair) -> None:
    assert told(repr(counter_history(pair[1], "NR_FREE_PAGES"))) == [
        "32 24 8 too many as it was",
        "32 32 none __free_one_page() mm/page_alloc.c",
        "40 32 8 too many free_one_page() mm/page_alloc.c",
    ]


def test_the_drawing_names_the_gap_and_the_point(pair: Pair) -> None:
    plot = counter_history(pair[0])
    since = pair[0].history.gap_since("NR_FREE_PAGES")
    assert since is not None
    assert f"point {since.index + 1}: {since.actor}" in plot.svg
    assert "8 too many" in plot.svg
    assert f"They part for good at point {since.index + 1}: move_freepages()" in plot.description
    html = plot._repr_html_()
    assert complaints(html) == []
    assert dict(read(html).attributes)["alt"] == plot.description


def test_a_counter_that_is_right(pair: Pair) -> None:
    plot = counter_history(pair[0], "present_pages")
    assert told(repr(plot)) == ["32 32 none as it was"]
    assert "part" not in plot.description


def test_a_counter_that_is_not_kept(pair: Pair) -> None:
    with pytest.raises(NoSuchCounter, match="'PGFREE'; there is one of NR_FREE_PAGES, "):
        counter_history(pair[0], "PGFREE")


def test_locks_stand_inside_each_other(pair: Pair) -> None:
    around = "set_migratetype_isolate() mm/page_isolation.c"
    inner = "isolate_free_page() mm/page_isolation.c"
    assert told(lock_line(pair[0]).text) == [
        f"i interrupts off {around} {around}",
        f"S | zone->lock {around} {around}",
        f"S | | lock (page_isolation.c) {inner} {inner}",
        f"i interrupts off {around} {around}",
        f"S | zone->lock {around} {around}",
    ]


def test_a_lock_is_held_where_the_machine_says_so(pair: Pair) -> None:
    holds = [hold for hold in holds_of(pair[0].history) if hold.lock == "zone->lock"]
    for index in range(len(pair[0])):
        assert pair[0].snapshot(index).zone_locked == any(hold.holds(index) for hold in holds)


def test_locks_on_the_page(pair: Pair) -> None:
    html = lock_line(pair[0])._repr_html_()
    assert complaints(html) == []
    assert "S held" in words(html)
    assert "i off" in words(html)


def test_a_call_without_locks() -> None:
    recording = Machine("rfc-v2").record("get_pageblock_flags_group", 0, 0, 0)
    words_told = f"no lock is taken in {len(recording)} points, and interrupts stay on"
    assert lock_line(recording).text == words_told
