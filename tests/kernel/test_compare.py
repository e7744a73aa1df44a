# SPDX-License-Identifier: MIT
"""One call on two trees: what a reader is told of where they part."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interp.kernel import BadArgument, Machine, compare
from interp.kernel.alignment import pairs
from interp.kernel.scalars import Scalars
from tests.kernel.trees import MOVABLE, tree

ISOLATE = ("start_isolate_page_range", 8, 16, MOVABLE)
UNDO = ("undo_isolate_page_range", 8, 16, MOVABLE)


def recorded(name, *calls):
    return Machine(tree(name)).record_all(calls)


def both(*calls):
    return compare(recorded("base", *calls), recorded("rfc-v2", *calls))


@pytest.fixture(scope="module")
def isolation():
    return both(ISOLATE)


def line(recording, index):
    location = recording.place(index)[1]
    return recording.tree.read(location.file).split("\n")[location.line - 1].split()


# -- rows -----------------------------------------------------------------------------------------


def test_each_point_has_one_row_in_time(isolation):
    for side, recording in enumerate((isolation.left, isolation.right)):
        points = [row[side] for row in isolation.rows if row[side] is not None]
        assert points == list(range(len(recording)))


def test_what_stands_side_by_side_is_the_same_statement_of_the_same_calls(isolation):
    left, right = isolation.left, isolation.right
    for row in isolation.rows:
        if row.left is not None and row.right is not None:
            assert left.place(row.left)[0] == right.place(row.right)[0]
            assert line(left, row.left) == line(right, row.right)
            assert left.depth(row.left) == right.depth(row.right)


def test_what_only_one_tree_does_stands_alone(isolation):
    right = isolation.right
    alone = {right.place(row.right)[0] for row in isolation.rows if row.left is None}
    assert {"isolate_free_page", "__add_isolated_page"} <= alone
    left = isolation.left
    alone = {left.place(row.left)[0] for row in isolation.rows if row.right is None}
    assert alone == {"move_freepages", "list_move", "__list_del_entry", "list_add", "__list_add"}


def test_a_point_is_found_in_its_row(isolation):
    row = isolation.row_of_right(169)
    assert isolation.rows[row].right == 169
    assert isolation.row_of_left(isolation.rows[row].left) == row
    assert isolation.points(row) == isolation.rows[row]


# -- the first difference -------------------------------------------------------------------------


def test_isolating_parts_where_the_chunk_goes_on_another_list(isolation):
    found = isolation.first_difference

    assert (found.where, found.right) == ("mem_map[8].lru.next", "&isolated_pages")
    assert found.left == "&contig_page_data.node_zones[0].free_area[3].free_list[4]"
    assert re.sub(r":\d+", "", found.sentence) == (
        "When both come to `page += 1 << order;` in move_freepages() (mm/page_alloc.c), "
        "mem_map[8].lru.next is &contig_page_data.node_zones[0].free_area[3].free_list[4] in base, "
        "set by `list_move(&page->lru,` in move_freepages() (mm/page_alloc.c); "
        "it is &isolated_pages in rfc-v2, set by `list_add(&page->lru, &cursor->lru);` "
        "in __add_isolated_page() (mm/page_isolation.c). (3 other values too.)"
    )
    assert found.left_place.function == "move_freepages"
    assert found.right_place.location.file == "mm/page_isolation.c"


def test_at_a_row_all_differences_are_told_and_both_machines_are_there(isolation):
    row = isolation.first_difference.row
    assert ("mem_map[8]._count.counter", "0", "1") in isolation.differences(row)
    assert len(isolation.differences(row)) == 4
    assert isolation.differences(0) == ()

    base, patched = isolation.states(row)
    assert base.isolated is None
    assert [chunk.pfn for chunk in patched.isolated] == [8]


def test_all_differences_at_a_row_are_those_that_a_look_at_all_of_memory_finds():
    found = both(ISOLATE, UNDO)
    for row in (0, 150, *(each.row for each in found.all_differences), len(found.rows) - 1):
        told = {name for name, *_ in found.differences(row)}
        one, other = Scalars(found.left), Scalars(found.right)
        for side, point in zip((one, other), found.points(row), strict=True):
            side.go(point)
        names = set(one.leaves) & set(other.leaves)
        assert told == {name for name in names if one.compared(name) != other.compared(name)}


def test_the_type_of_a_block_is_compared_by_name_as_its_number_differs(isolation):
    """MIGRATE_ISOLATE is 4 before the patch and 5 with it: no reader is told of that."""
    constants = [Machine(tree(name)).constants for name in ("base", "rfc-v2")]
    assert len({each.value("MIGRATE_ISOLATE") for each in constants}) == 2
    last = isolation.differences(len(isolation.rows) - 1)
    assert not [where for where, *_ in last if where.startswith("get_pageblock_migratetype")]


def test_a_block_with_another_type_is_told():
    left, right = Machine(tree("base")), Machine(tree("base"))
    found = compare(
        left.record("set_pageblock_migratetype", left.page(8), "MIGRATE_ISOLATE"),
        right.record("set_pageblock_migratetype", right.page(8), "MIGRATE_RECLAIMABLE"),
    ).first_difference
    assert (found.left, found.right) == ("MIGRATE_ISOLATE", "MIGRATE_RECLAIMABLE")
    assert found.where == "get_pageblock_migratetype(&mem_map[8])"
    assert found.left_place.text == "*word |= (flags & mask) << shift;"


def test_what_one_tree_alone_has_is_not_compared_and_that_is_said(isolation):
    assert "isolated_pages" in isolation.not_compared.right
    assert "isolated_pages" not in isolation.not_compared.left
    assert "Not compared, only in rfc-v2: isolated_pages, lock." in repr(isolation)
    assert "free_area[0].free_list[4] (and 7 alike)" in repr(isolation)


def test_the_same_call_on_the_same_tree_comes_out_the_same():
    same = compare(recorded("base", ISOLATE), recorded("base", ISOLATE))
    assert same.first_difference is None
    assert all(row.left == row.right for row in same.rows)
    assert "What both have comes out the same, at every statement." in repr(same)
    assert "366 statements in both, 0 only in base (left), 0 only in base (right)" in repr(same)


def test_another_start_is_told_as_such():
    left, right = Machine(tree("base")), Machine(tree("base"))
    right.write(right.page(3).private, 7)
    found = compare(left.record("drain_all_pages"), right.record("drain_all_pages"))
    assert found.first_difference.sentence == (
        "Before the first statement, mem_map[3].private is 0 in base (left), from before; "
        "it is 7 in base (right), from before."
    )


def test_undoing_leaves_the_free_pages_counted_twice():
    found = both(ISOLATE, UNDO)
    last = {where: values for where, *values in found.differences(len(found.rows) - 1)}
    zone = "contig_page_data.node_zones[0]"
    assert last[f"{zone}.free_area[3].nr_free"] == ["4", "5"]
    assert last[f"{zone}.vm_stat[0].counter"] == ["32", "40"]

    counted = found.first_difference
    while f"{zone}.vm_stat[0].counter" not in counted.others:
        counted = found.next_difference(counted.row)
    assert found.points(counted.row)[1] > found.right.calls[1].first
    assert (counted.left_place, counted.right_place.function) == (None, "__free_pages_ok")
    assert found.next_difference(counted.row) is None


def freed(name):
    """A page is freed while its block is isolated."""
    machine = Machine(tree(name))
    page = machine.alloc_pages("GFP_HIGHUSER_MOVABLE", 0)
    pfn = next(pfn for pfn in range(32) if machine.page(pfn).address_ == int(page))
    block = pfn // 4 * 4
    isolate = ("start_isolate_page_range", block, block + 4, MOVABLE)
    return pfn, machine.record_all([isolate, ("__free_pages", page, 0)])


def test_a_page_freed_in_an_isolated_block_goes_on_another_list():
    (pfn, left), (_, right) = freed("base"), freed("rfc-v2")
    found = compare(left, right)
    number = found.next_difference(found.row_of_left(left.calls[1].first))
    assert (number.where, number.left, number.right) == (f"mem_map[{pfn}].private", "4", "5")
    assert number.sentence.endswith("(MIGRATE_ISOLATE is 4 in base and 5 in rfc-v2.)")

    page = found.next_difference(number.row)
    assert (page.where, page.left, page.right) == (f"mem_map[{pfn}]._count.counter", "0", "1")
    assert (page.left_place, page.right_place.function) == (None, "set_page_count")
    assert f"mem_map[{pfn}].lru.next" in page.others
    listed = {where: values for where, *values in found.differences(page.row)}
    assert listed[f"mem_map[{pfn}].lru.prev"][1] == "&isolated_pages"
    assert "contig_page_data.node_zones[0].vm_stat[0].counter" in page.others


def test_a_call_that_stops_one_machine_is_told_first():
    base, patched = Machine(tree("base")), Machine(tree("base"))
    found = compare(
        base.record("start_isolate_page_range", 8, 16, MOVABLE),
        patched.record("start_isolate_page_range", 8, 17, MOVABLE),
    ).first_difference
    assert found.left == "returns 0"
    assert found.right.startswith("stops the machine: kernel BUG")
    assert found.where == "start_isolate_page_range(8, 16, MIGRATE_MOVABLE)"


def test_stopping_at_the_same_check_is_no_difference():
    call = ("start_isolate_page_range", 9, 16, MOVABLE)  # the check stands on another line
    assert both(call).first_difference is None


# -- several calls on one timeline ----------------------------------------------------------------


def test_calls_are_recorded_one_after_the_other():
    found = recorded("base", ISOLATE, UNDO)
    assert [call.title.split("(")[0] for call in found.calls] == [ISOLATE[0], UNDO[0]]
    assert found.place(found.calls[1].first)[0] == UNDO[0]
    assert [call.result for call in found.calls] == [0, 0]

    apart = Machine(tree("base"))
    apart.start_isolate_page_range(*ISOLATE[1:])
    middle = apart.state()
    apart.undo_isolate_page_range(*UNDO[1:])
    assert found[found.calls[1].first].state == middle
    assert found[-1].state == apart.state()


def test_a_fault_ends_the_timeline():
    machine = Machine(tree("base"))
    found = machine.record_all([("start_isolate_page_range", 9, 16, MOVABLE), UNDO])
    assert len(found.calls) == 1
    assert found.fault is machine.fault is not None


@pytest.mark.parametrize(
    ("calls", "told"),
    [
        ([], "nothing to record"),
        (["drain_all_pages"], r"given as \(name, argument, ...\), not 'drain_all_pages'"),
        ([()], r"given as \(name, argument"),
        ([("drain_all_pages",), ("drain_all_page",)], "did you mean 'drain_all_pages'"),
        ([("drain_all_pages",), ("start_isolate_page_range", 8)], "start_isolate_page_range"),
    ],
)
def test_what_cannot_be_recorded_is_said_before_anything_runs(base, calls, told):
    before = base.state()
    with pytest.raises((BadArgument, AttributeError), match=told):
        base.record_all(calls)
    assert base.state() == before and not base.stopped


# -- sequences ------------------------------------------------------------------------------------

items = st.lists(st.sampled_from("abcdef"), max_size=60)


@given(items, items)
def test_all_items_are_paired_once_and_in_order(left, right):
    found = pairs(left, right)
    assert [i for i, _ in found if i is not None] == list(range(len(left)))
    assert [j for _, j in found if j is not None] == list(range(len(right)))
    assert all(left[i] == right[j] for i, j in found if i is not None and j is not None)


@given(items)
def test_a_sequence_is_its_own_partner(left):
    assert pairs(left, left) == [(i, i) for i in range(len(left))]


def test_an_insertion_far_larger_than_a_window_is_got_over():
    loop = ["test", "body", "next"] * 700
    left, right = ["begin", *loop, "end"], ["begin", *loop[:300], *["other"] * 3000, "end"]
    found = pairs(left, right)
    assert (len(left) - 1, len(right) - 1) in found
    assert sum(i is not None and j is not None for i, j in found) == 302
