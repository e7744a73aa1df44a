# SPDX-License-Identifier: MIT
"""The life of one page, told from a recording of the patched kernel."""

import re
from collections.abc import Iterator

import pytest

from interp.kernel import KernelRecording, Machine
from interp.lesson import page_life
from interp.lesson.page_life import NoSuchPage, lives_of
from interp.lesson.pages import Kind
from tests.lesson.markup import complaints, words


@pytest.fixture(scope="module")
def isolation() -> Iterator[KernelRecording]:
    yield Machine("rfc-v2").record("start_isolate_page_range", 8, 16, "MIGRATE_MOVABLE")


def told(text: str) -> list[str]:
    """The rows without point and line numbers, which any new line of the kernel would move."""
    rows = text.split("\n")[1:]
    return [" ".join(re.sub(r"^\S+|:\d+$", "", row).split()) for row in rows]


def test_a_free_chunk_is_isolated(isolation: KernelRecording) -> None:
    assert told(page_life(isolation, 8).text) == [
        "F MOVABLE list, order 3 MOVABLE 0 -128 (buddy) 3 (order) as it was",
        "F MOVABLE list, order 3 ISOLATE • 0 -128 (buddy) 3 (order) "
        "set_pageblock_flags_group() mm/page_alloc.c",
        "? on no list • ISOLATE 0 -128 (buddy) 3 (order) move_freepages() mm/page_alloc.c",
        "U in use • ISOLATE 1 • -128 (buddy) 3 (order) isolate_free_page() mm/page_isolation.c",
        "U in use ISOLATE 1 -1 • 3 isolate_free_page() mm/page_isolation.c",
        "I isolated_pages, order 3 • ISOLATE 1 -1 3 (order) "
        "__add_isolated_page() mm/page_isolation.c",
    ]


def test_a_page_inside_the_chunk_goes_where_its_chunk_goes(isolation: KernelRecording) -> None:
    assert told(page_life(isolation, 9).text) == [
        "F MOVABLE list, in 8, order 3 MOVABLE 0 -1 0 as it was",
        "F MOVABLE list, in 8, order 3 ISOLATE • 0 -1 0 set_pageblock_flags_group() "
        "mm/page_alloc.c",
        "? on no list • ISOLATE 0 -1 0 move_freepages() mm/page_alloc.c",
        "I isolated_pages, in 8, order 3 • ISOLATE 0 -1 0 __add_isolated_page() "
        "mm/page_isolation.c",
    ]


def test_the_stretches_cover_every_point_once(isolation: KernelRecording) -> None:
    points = [life.points for life in lives_of(isolation.history, 8)]
    covered = [index for first, last in points for index in range(first, last + 1)]
    assert covered == list(range(len(isolation)))


def test_a_page_that_nothing_happens_to(isolation: KernelRecording) -> None:
    text = page_life(isolation, 24).text.split("\n")[1]
    assert text.split()[:2] == [f"1-{len(isolation)}", "F"]
    assert text.endswith("as it was")


def test_the_points_are_those_of_the_stepper(isolation: KernelRecording) -> None:
    life = lives_of(isolation.history, 8)[-1]
    first = life.points[0]
    assert not isolation[first - 1].state["isolated_pages"]
    assert isolation[first].state["isolated_pages"] == [{"pfn": 8, "order": 3}]
    assert page_life(isolation, 8).text.split("\n")[-1].startswith(f"{first + 1}-")


def test_offline_pages_are_reserved_and_say_so() -> None:
    offline = Machine("rfc-v2").record("offline_pages", 8, 16, 1000)
    last = lives_of(offline.history, 8)[-1]
    assert (last.kind, last.flags) == (Kind.OFFLINE, "reserved")
    assert "flags" in page_life(offline, 8).text.split("\n")[0]


def test_a_page_on_a_cpu_list_and_in_use() -> None:
    machine = Machine("rfc-v2")
    recording = machine.record("alloc_pages", "GFP_HIGHUSER_MOVABLE", 0)
    kinds = [life.kind for life in lives_of(recording.history, _pfn_taken(recording))]
    assert kinds[0] is Kind.FREE
    assert Kind.PER_CPU in kinds
    assert kinds[-1] is Kind.IN_USE


def _pfn_taken(recording: KernelRecording) -> int:
    counts = recording.snapshot(len(recording) - 1).counts
    return next(pfn for pfn, count in enumerate(counts) if count)


def test_on_the_page(isolation: KernelRecording) -> None:
    view = page_life(isolation, 8)
    assert complaints(view._repr_html_()) == []
    shown = words(view._repr_html_())
    for said in ("F MOVABLE list, order 3", "I isolated_pages, order 3", "-128 (buddy)", "move_"):
        assert said in shown


def test_a_page_that_is_not_there(isolation: KernelRecording) -> None:
    with pytest.raises(NoSuchPage, match="no page 99; the machine has pages 0 to 31"):
        page_life(isolation, 99)
