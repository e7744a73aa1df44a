# SPDX-License-Identifier: MIT
"""One call on two trees, gone through side by side without a browser."""

import re

import pytest

from interp.kernel import KernelRecording, Machine, compare
from interp.lesson import BeforeAfter, before_after
from interp.lesson.before_after_widget import BeforeAfterWidget, fragment, stretches
from tests.kernel.trees import tree
from tests.lesson.markup import complaints, words

CALLS = [
    ("start_isolate_page_range", 8, 16, "MIGRATE_MOVABLE"),
    ("undo_isolate_page_range", 8, 16, "MIGRATE_MOVABLE"),
]


def recorded(name: str) -> KernelRecording:
    return Machine(tree(name)).record_all(CALLS)


@pytest.fixture(scope="module")
def pair() -> BeforeAfter:
    return before_after(recorded("base"), recorded("rfc-v2"))


@pytest.fixture
def walk(pair: BeforeAfter) -> BeforeAfter:
    return pair.first_difference()


def test_it_begins_where_the_two_part(pair: BeforeAfter) -> None:
    found = pair.comparison.first_difference
    assert found is not None
    assert before_after(pair.comparison).index == found.row
    assert before_after(pair.comparison, at=3).index == 3


def test_from_difference_to_difference(walk: BeforeAfter) -> None:
    rows = [walk.index, walk.next_difference().index, walk.next_difference().index]
    assert rows == list(walk.differing) == sorted(set(rows))
    with pytest.raises(LookupError, match="nothing begins to differ after row"):
        walk.next_difference()
    assert walk.previous_difference().index == rows[1]
    assert walk.first_difference().index == rows[0]


def test_over_passes_what_is_called_on_either_side(walk: BeforeAfter) -> None:
    assert walk.first().over().index == 1
    assert walk.whose(0) == "both"
    call = next(row for row in range(len(walk)) if walk.row_over(row) > row + 100)
    functions = [
        side.recording.place(point)[0]
        for side, point in zip(walk.sides, walk.comparison.points(walk.row_over(call)), strict=True)
    ]
    assert functions == ["start_isolate_page_range"] * 2


def test_a_statement_of_one_side_alone_leaves_a_gap_on_the_other(walk: BeforeAfter) -> None:
    row = next(n for n in range(len(walk)) if walk.alone(n) == 1)
    assert walk.whose(row) == "only rfc-v2"
    assert walk.told(row).startswith("Only rfc-v2 runs this statement; base waits. So far nothing")
    assert walk.side_heading(0, row).startswith("base: waits at point ")
    assert walk.side_heading(1, row).startswith("rfc-v2: point ")


def test_the_stretches_are_the_rows_that_one_side_has_alone(walk: BeforeAfter) -> None:
    of_side = {0: set[int](), 1: set[int]()}
    for first, count, side in stretches(walk):
        of_side[side] |= set(range(first, first + count))
    for number, row in enumerate(walk.comparison.rows):
        assert (row.right is None) == (number in of_side[0])
        assert (row.left is None) == (number in of_side[1])


def test_the_line_that_names_the_difference(walk: BeforeAfter) -> None:
    told = re.sub(r":\d+", "", walk.told(walk.index))
    assert told.startswith(
        "mem_map[8].lru.next is &zone.free_area[3].free_list[4] in base, set by "
        "`list_move(&page->lru,` in move_freepages() (mm/page_alloc.c); it is &isolated_pages"
    )
    last = len(walk) - 1
    assert walk.told(last).startswith("4 values differ here. The last to part, at row ")
    assert walk.told(0).startswith("So far nothing differs; it will at row ")


def test_the_same_on_both_sides_is_said_to_be_so() -> None:
    same = before_after(recorded("base"), recorded("base"))
    assert same.index == 0
    assert same.told(0) == "What both have comes out the same, at every statement."
    assert same.differences(0).text == "nothing"
    assert same.comparison.names == ("base (left)", "base (right)")
    with pytest.raises(LookupError, match="nothing begins to differ"):
        same.first_difference()


def test_what_differs_is_said_in_lists_and_counters_before_bytes(walk: BeforeAfter) -> None:
    rows = [line.split() for line in walk.differences(len(walk) - 1).text.split("\n")]
    assert rows[:4] == [
        ["base", "rfc-v2"],
        ["NR_FREE_PAGES", "32", "40"],
        ["PGFREE", "0", "8"],
        ["nr_free", "of", "order", "3", "4", "5"],
    ]
    assert ["zone.vm_stat[0].counter", "32", "40"] in rows
    assert "free list ISOLATE/3" in walk.differences(walk.differing[0]).text


def test_the_text_has_both_sources_and_both_boards(walk: BeforeAfter) -> None:
    text = repr(walk)
    for said in ("Different here", "base: point ", "rfc-v2: point ", "pages_moved += 1 << order;"):
        assert said in text
    boards = next(line for line in text.split("\n") if "F3•" in line)
    assert "F3•" in boards and "I3•" in boards  # beside each other, what differs marked on both
    assert "left)" not in text


def test_the_markup_for_a_page_that_is_not_trusted(walk: BeforeAfter) -> None:
    assert complaints(walk.html()) == []
    assert "Run this cell to step through both." in words(walk.html())
    bundle = walk._repr_mimebundle_()
    assert {"text/plain", "text/html", "application/vnd.jupyter.widget-view+json"} <= set(bundle)


def test_the_widget_sends_rows_and_the_files_of_either_tree(pair: BeforeAfter) -> None:
    widget = BeforeAfterWidget(before_after(pair.comparison))
    row = pair.differing[0]
    answer = widget.answer({"points": [row], "files": ["left:mm/page_alloc.c"]})
    found = answer["points"][0]
    assert found == fragment(pair, row)
    assert (found["left"]["waits"], found["right"]["waits"]) == (False, False)
    assert found["next difference"] == pair.differing[1]
    assert any(
        line[0] == found["left"]["stack"][-1][2] for line in answer["files"]["left:mm/page_alloc.c"]
    )
    widget.index = 0
    assert widget._walk.index == 0


def test_a_readers_own_patch_is_one_of_the_two() -> None:
    patched = tree("rfc-v2")
    diff = "--- a/mm/page_isolation.c\n+++ b/mm/page_isolation.c\n" + _without_counting(
        patched.read("mm/page_isolation.c")
    )
    old = Machine(patched).record("start_isolate_page_range", 8, 16, "MIGRATE_MOVABLE")
    own = Machine(patched, patches=[diff])
    new = own.record("start_isolate_page_range", 8, 16, "MIGRATE_MOVABLE")
    found = compare(old, new).first_difference
    assert found is not None
    assert found.where == "mem_map[8]._count.counter"
    assert before_after(old, new).told(found.row).startswith("mem_map[8]._count.counter is 1 in")


def _without_counting(text: str) -> str:
    """A hunk that takes the line out that makes a page of the list one in use."""
    lines = text.split("\n")
    at = next(n for n, line in enumerate(lines) if "set_page_refcounted(page)" in line)
    before, gone, behind = lines[at - 3 : at], lines[at], lines[at + 1 : at + 4]
    rows = [*(f" {line}" for line in before), f"-{gone}", *(f" {line}" for line in behind)]
    return f"@@ -{at - 2},7 +{at - 2},6 @@\n" + "\n".join(rows) + "\n"


def test_one_recording_is_not_enough() -> None:
    with pytest.raises(TypeError, match="two recordings are needed"):
        before_after(recorded("base"))
