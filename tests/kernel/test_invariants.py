# SPDX-License-Identifier: MIT
"""Each invariant holds on a healthy machine, and says what is broken on one that is not."""

from itertools import pairwise

import pytest

from interp.kernel import BadArgument, Machine, first_broken, violations
from interp.kernel.invariants import INVARIANTS, lists_change_under_their_lock
from interp.kernel.oracle import play
from interp.machine import record
from tests.kernel.trees import MOVABLE, all_cases, case_named, tree

# What v3.6 itself gets wrong in the random cases: memory that is online goes online again (I4),
# a fallback allocation gives an ISOLATE block another type (I6).
KNOWN_OF_BASE = {
    "random-59": {"I4"},
    "random-65": {"I6"},
    "random-78": {"I4"},
    "random-106": {"I4"},
}


def broken(machine, name):
    return [found for found in machine.check() if found.name == name]


def test_all_hold_after_boot(machine):
    assert machine.check() == ()


def test_they_hold_without_the_patch_in_all_cases_but_four():
    found = {}
    for case in all_cases():
        machine = play(case, tree("base")).machine
        names = {violation.name for violation in machine.check()}
        if names:
            found[case.name] = names
    assert found == KNOWN_OF_BASE


def test_the_patch_breaks_the_counters_wherever_free_pages_are_isolated(patched):
    patched.start_isolate_page_range(8, 16, MOVABLE)
    assert [repr(found) for found in patched.check()] == [
        "I1 free_area[3]: nr_free 4, expected 3 (at 24, 16, 0) "
        "(nr_free counts the chunks on all lists of its order)",
        "I2 zone Normal: NR_FREE_PAGES 32, expected 24 "
        "(NR_FREE_PAGES counts the pages on the free lists)",
    ]


def test_i1_counts_entries(machine):
    machine.write(machine.zone.free_area[2].nr_free, 1)
    (found,) = machine.check()
    assert (found.name, found.where, found.expected, found.found) == (
        "I1",
        "free_area[2]",
        "0",
        "nr_free 1",
    )


def test_i2_counts_pages(machine):
    machine.write(machine.zone.vm_stat[0].counter, 31)
    (found,) = machine.check()
    assert (found.name, found.expected, found.found) == ("I2", "32", "NR_FREE_PAGES 31")


def test_i3_finds_pages_in_two_places(machine):
    machine.write(machine.page(8)._count.counter, 1)
    (found,) = machine.check()
    assert (found.name, found.where, found.pfns) == ("I3", "page 8", (8,))
    assert found.found == "free list MOVABLE/3 and in use"


def test_i3_finds_pages_that_soft_offline_loses(base, patched):
    assert base.get_any_page(base.page(8), 8) == 0
    assert base.check() == ()

    assert patched.get_any_page(patched.page(8), 8) == 1
    assert broken(patched, "I3") == []
    patched.put_page(patched.page(8))

    (found,) = broken(patched, "I3")
    assert (found.pfns, found.found) == (tuple(range(9, 16)), "count 0 and on no list")


def test_i3_knows_used_isolated_and_offline_pages(machine):
    machine.alloc_pages(0, 3)
    machine.alloc_pages(0, 0)
    machine.start_isolate_page_range(8, 16, MOVABLE)
    assert broken(machine, "I3") == []
    machine.undo_isolate_page_range(8, 16, MOVABLE)
    assert machine.offline_pages(0, 8, 1000) == 0
    assert broken(machine, "I3") == []


def test_i4_counts_pages_online():
    wrong = {
        name: [
            found.found for found in broken(play(case_named(name), tree("rfc-v2")).machine, "I4")
        ]
        for name in ("eight-lru-pages", "offline-online")
    }
    assert wrong == {"eight-lru-pages": ["present_pages 56"], "offline-online": []}


def test_i5_finds_chunks_that_reach_out_of_their_blocks(patched):
    patched.start_isolate_page_range(8, 12, MOVABLE)
    (found,) = broken(patched, "I5")
    assert (found.where, found.pfns) == ("page 8", (12, 13, 14, 15))
    assert "in a MOVABLE block" in found.found


def test_i5_finds_disorder_and_wrong_orders(patched):
    for start in (0, 8, 16):
        patched.start_isolate_page_range(start, start + 8, MOVABLE)
    assert broken(patched, "I5") == []

    patched.list_move(patched.page(0).lru, patched.page(16).lru)
    assert [found.pfns for found in broken(patched, "I5")] == [(16, 0)]

    patched.boot().start_isolate_page_range(8, 16, MOVABLE)
    patched.write(patched.page(8).private, 77)
    assert [found.found for found in broken(patched, "I5")] == ["private 77"]


def test_i6_counts_blocks(machine):
    machine.start_isolate_page_range(8, 16, MOVABLE)
    assert broken(machine, "I6") == []
    machine.set_pageblock_migratetype(machine.page(8), MOVABLE)
    (found,) = broken(machine, "I6")
    assert (found.expected, found.found) == ("1 (at 12)", "nr_pageblock_isolate 2")


def test_i7_wants_the_lock_held_when_a_list_changes(patched):
    page = patched.alloc_pages(0, 0)
    with_lock = patched.record("isolate_free_page", page, 0)
    assert not any(found.name == "I7" for found in unlocked_changes(with_lock))

    patched.boot()
    page = patched.alloc_pages("GFP_HIGHUSER_MOVABLE", 3)
    assert patched.start_isolate_page_range(24, 32, MOVABLE) == 0
    patched.write(page.private, 3)
    assert patched.check() == ()
    without = patched.record("__add_isolated_page", page)
    (found,) = unlocked_changes(without)
    assert (found.name, found.where, found.expected) == ("I7", "isolated_pages", "its lock held")
    index, first = first_broken(without)
    assert first == found
    assert without.snapshot(index).isolated and not without.snapshot(index - 1).isolated


def unlocked_changes(recording):
    points = [recording.snapshot(index) for index in range(len(recording))]
    return [
        found
        for before, after in pairwise(points)
        for found in lists_change_under_their_lock(before, after)
    ]


# -- where it broke -------------------------------------------------------------------------------


def test_the_first_break_is_where_a_chunk_left_its_list_uncounted(patched):
    recording = patched.record("start_isolate_page_range", 8, 16, MOVABLE)
    index, found = first_broken(recording)

    assert (found.name, found.where) == ("I1", "free_area[3]")
    assert [frame.function for frame in recording[index].stack][-4:] == [
        "move_freepages_block",
        "move_freepages",
        "list_del",
        "__list_del_entry",
    ]
    assert violations(recording.snapshot(index - 1), ["I1"]) == ()


def test_what_was_broken_before_broke_at_point_0(patched):
    patched.start_isolate_page_range(8, 16, MOVABLE)
    recording = patched.record("undo_isolate_page_range", 8, 16, MOVABLE)
    assert first_broken(recording)[0] == 0


@pytest.mark.parametrize(
    "call",
    [
        ("start_isolate_page_range", 8, 16, MOVABLE),
        ("offline_pages", 8, 16, 1000),
        ("alloc_pages", 0, 1),
        ("drain_all_pages",),
    ],
)
def test_what_is_broken_only_for_a_moment_under_a_lock_is_not_broken(base, call):
    base.__free_pages(base.alloc_pages(0, 0), 0)
    recording = base.record(*call)
    assert first_broken(recording) is None


def test_there_are_six_that_a_snapshot_can_break():
    assert list(INVARIANTS) == ["I1", "I2", "I3", "I4", "I5", "I6"]
    assert [function.__doc__[:2] for function in INVARIANTS.values()] == list(INVARIANTS)


# -- questions that cannot be answered ------------------------------------------------------------


def test_an_invariant_that_is_none_is_named(machine_of_a_call):
    _, recording = machine_of_a_call
    for name in ("I9", "i1"):
        with pytest.raises(BadArgument, match=rf"there is no invariant '{name}'.*they are I1 to"):
            recording.first_broken(name)


def test_a_recording_without_snapshots_says_so(machine_of_a_call):
    machine, _ = machine_of_a_call
    plain = record(machine.process, machine.symbols, "drain_all_pages")
    with pytest.raises(BadArgument, match=r"no snapshots of the kernel.*Machine\.record\(\)"):
        first_broken(plain)


@pytest.fixture
def machine_of_a_call():
    machine = Machine(tree("rfc-v2"))
    return machine, machine.record("drain_all_pages")
