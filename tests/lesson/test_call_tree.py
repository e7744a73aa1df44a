# SPDX-License-Identifier: MIT
"""The calls of a recording of the patched kernel as a tree."""

from collections.abc import Iterator

import pytest

from interp.kernel import KernelRecording, Machine
from interp.lesson import call_tree
from interp.lesson.call_tree import Call, calls_of
from tests.lesson.markup import complaints, words


@pytest.fixture(scope="module")
def isolation() -> Iterator[KernelRecording]:
    yield Machine("rfc-v2").record("start_isolate_page_range", 8, 16, "MIGRATE_MOVABLE")


def told(text: str) -> list[str]:
    """The rows without point numbers, which any new statement of the kernel would move."""
    return [" ".join(row.split()[1:]) for row in text.split("\n")[1:]]


def test_what_moving_the_pages_calls(isolation: KernelRecording) -> None:
    rows = told(call_tree(isolation).text)
    assert rows[0] == "start_isolate_page_range() 0"
    first = next(place for place, row in enumerate(rows) if "move_freepages_block()" in row)
    assert rows[first : first + 4] == [
        "| | move_freepages_block() 8",
        "+ | | | move_freepages() 8",
        "+ | | | | isolate_free_page()",
        "+ | | | | | __add_isolated_page()",
    ]


def test_what_a_helper_calls_is_told_without_it(isolation: KernelRecording) -> None:
    rows = told(call_tree(isolation).text)
    place = rows.index("| | has_unmovable_pages() 0")
    assert rows[place + 1] == "| | | get_pageblock_flags_group() 2"


def test_helpers_are_told_when_asked_for_and_repeated_calls_once(
    isolation: KernelRecording,
) -> None:
    assert not any("PageBuddy()" in row for row in told(call_tree(isolation).text))
    assert "| | | | PageBuddy() x 4 0" in told(call_tree(isolation, helpers=True).text)


def test_the_tree_without_patches_has_no_marks() -> None:
    recording = Machine("base").record("start_isolate_page_range", 8, 16, "MIGRATE_MOVABLE")
    assert not any(row.startswith("+") for row in told(call_tree(recording).text))


def test_every_point_is_in_the_call_that_it_stands_in(isolation: KernelRecording) -> None:
    def innermost(calls: list[Call], index: int, depth: int = 1) -> tuple[str, int]:
        call = next(each for each in calls if each.first <= index <= each.last)
        inside = [each for each in call.calls if each.first <= index <= each.last]
        return innermost(inside, index, depth + 1) if inside else (call.function, depth)

    tree = calls_of(isolation)
    for index in range(len(isolation)):
        found = innermost(tree, index)
        assert found == (isolation.place(index)[0], isolation.depth(index)), index


def test_on_the_page(isolation: KernelRecording) -> None:
    html = call_tree(isolation)._repr_html_()
    assert complaints(html) == []
    assert "isolate_free_page()" in words(html)
