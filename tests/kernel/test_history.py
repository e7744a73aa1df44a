# SPDX-License-Identifier: MIT
"""What happened over a recording, found from what was written, agrees with reading every point."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interp.kernel import Machine
from interp.kernel.history import Move, history, intervals
from interp.kernel.membership import Membership, geometry_of
from tests.kernel.trees import MOVABLE, TREES, tree


def lists_in(snapshot):
    found = {each.name: set(each.pfns) for each in snapshot.free_lists}
    for cpu, lists in enumerate(snapshot.per_cpu):
        found |= {f"cpu {cpu} {name}": set(pfns) for name, pfns in lists.lists.items()}
    found["isolated_pages"] = {chunk.pfn for chunk in snapshot.isolated or ()}
    return {name: pfns for name, pfns in found.items() if pfns}


def lists_followed(recording, moves):
    """Yield the lists at each point, as the moves say."""
    now = lists_in(recording.history.start)
    for index in range(len(recording)):
        for move in moves.get(index, ()):
            pages = now.setdefault(move.list_name, set())
            (pages.add if move.entered else pages.discard)(move.pfn)
        yield {name: set(pfns) for name, pfns in now.items() if pfns}


def by_point(moves):
    found: dict[int, list[Move]] = {}
    for move in moves:
        if move.list_name not in ("LRU", "ballooned_pages"):
            found.setdefault(move.index, []).append(move)
    return found


def agrees_everywhere(recording):
    followed = lists_followed(recording, by_point(recording.history.moves))
    for index, now in enumerate(followed):
        assert now == lists_in(recording.snapshot(index)), index


@pytest.fixture
def isolation(patched):
    return patched.record("start_isolate_page_range", 8, 16, MOVABLE)


def test_a_chunk_goes_from_its_free_list_to_the_new_list(isolation):
    moves = isolation.history.moves
    told = [(m.pfn, m.list_name, m.entered, m.order, m.actor.function) for m in moves]
    assert told == [
        (8, "MOVABLE/3", False, 3, "move_freepages"),
        (8, "isolated_pages", True, 3, "__add_isolated_page"),
    ]


def test_the_locks_around_it(isolation):
    told = [(change.lock, change.taken) for change in isolation.history.locks][:6]
    assert told == [
        ("interrupts", True),
        ("zone->lock", True),
        ("lock (page_isolation.c)", True),
        ("lock (page_isolation.c)", False),
        ("zone->lock", False),
        ("interrupts", False),
    ]


def test_the_point_from_which_a_counter_is_wrong(isolation):
    since = isolation.history.gap_since("NR_FREE_PAGES")
    assert (since.says, since.really, since.gap) == (32, 24, 8)
    assert str(since.actor).startswith("move_freepages() mm/page_alloc.c:")
    assert isolation.history.gap_since("nr_pageblock_isolate") is None


def test_a_block_gets_its_new_type_once(isolation):
    told = [(change.block, change.type_name) for change in isolation.history.blocks]
    assert told == [(2, "ISOLATE"), (3, "ISOLATE")]


def test_what_a_page_says_of_itself(isolation):
    changes = isolation.history.figures[8]
    assert [(c.figures.count, c.figures.mapcount) for c in changes] == [(1, -128), (1, -1)]
    assert {change.actor.function for change in changes} == {"isolate_free_page"}


@pytest.mark.parametrize("name", TREES)
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(calls=st.lists(st.sampled_from(["isolate", "undo", "alloc", "free", "drain"]), max_size=6))
def test_lists_followed_by_writes_are_the_lists_that_a_walk_finds(name, calls):
    machine = Machine(tree(name))
    taken = []
    for call in calls:
        match call:
            case "isolate":
                recording = machine.record("start_isolate_page_range", 8, 16, MOVABLE)
            case "undo":
                recording = machine.record("undo_isolate_page_range", 8, 16, MOVABLE)
            case "alloc":
                recording = machine.record("alloc_pages", "GFP_HIGHUSER_MOVABLE", len(taken) % 2)
                taken.append((recording.result, len(taken) % 2))
            case "free":
                if not taken:
                    continue
                recording = machine.record("__free_pages", *taken.pop())
            case _:
                recording = machine.record("drain_all_pages")
        agrees_everywhere(recording)
        if recording.fault:
            break


def test_offlining_and_onlining_are_followed(patched):
    for call in (("offline_pages", 8, 16, 1000), ("online_pages", 8, 8)):
        agrees_everywhere(patched.record(*call))


def test_counters_are_those_of_every_point(patched):
    recording = patched.record("offline_pages", 8, 16, 1000)
    for name, attribute in (("NR_FREE_PAGES", "nr_free_pages"), ("present_pages", "present_pages")):
        counts = recording.history.counts[name]
        for index in range(len(recording)):
            now = [count for count in counts if count.index <= index][-1]
            snapshot = recording.snapshot(index)
            assert now.says == getattr(snapshot, attribute)
            if name == "NR_FREE_PAGES":
                assert now.really == snapshot.pages_on_lists


def test_a_link_written_by_hand_breaks_the_list(patched):
    geometry = geometry_of(patched.reader, patched.space)
    lists = Membership(geometry, patched.space)
    assert lists.lists_of(8) == ["MOVABLE/3"]
    link = patched.page(24).lru.next
    patched.write(link, 0)
    gone = [(pfn, "MOVABLE/3", False) for pfn in (16, 8, 0)]  # behind 24, as they stood
    assert list(lists.wrote(link.address_)) == gone
    assert lists.lists_of(8) == []


def test_only_points_where_something_was_written_are_read(isolation):
    read = []
    space = isolation.space

    class Watched:
        def __getattr__(self, name):
            return getattr(isolation, name)

        def __len__(self):
            return len(isolation)

        def space(self, index):
            read.append(index)
            return space(index)

    history(Watched(), isolation._reader)
    assert len(read) < len(isolation) / 3


def test_intervals_between_changes():
    assert intervals([3, 5], 10) == [(0, 2), (3, 4), (5, 9)]
    assert intervals([], 4) == [(0, 3)]
