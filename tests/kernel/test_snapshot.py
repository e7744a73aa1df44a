# SPDX-License-Identifier: MIT
"""A snapshot tells what walking memory object by object tells, and names lists that are broken."""

import pytest

from interp.kernel import Machine
from tests.kernel.trees import MOVABLE, tree

POISON = 0xDEAD000000100100


def one_by_one(machine, head):
    """The pfns on a list, walked through Values."""
    first = int(machine["mem_map"])
    size, lru = machine.page(0).type_.size, int(machine.page(0).lru) - first
    link, pfns = head.next, []
    while int(link) != int(head):
        pfns.append((int(link) - lru - first) // size)
        link = link.next
    return pfns


def test_it_is_what_the_objects_say(machine):
    machine.start_isolate_page_range(8, 16, MOVABLE)
    for order in (0, 1, 2):
        machine.alloc_pages(0, order)
    machine.__free_pages(machine.alloc_pages(0, 0), 0)
    now = machine.snapshot()

    for each in now.free_lists:
        number = machine.constants.value(f"MIGRATE_{each.type_name}")
        head = machine.zone.free_area[each.order].free_list[number]
        assert list(each.pfns) == one_by_one(machine, head)
    assert list(now.nr_free) == [int(area.nr_free) for area in machine.zone.free_area]
    pages = [machine.page(pfn) for pfn in range(32)]
    assert now.counts == [int(page._count.counter) for page in pages]
    assert now.mapcounts == [int(page._mapcount.counter) for page in pages]
    assert now.privates == [int(page.private) for page in pages]
    assert now.flags == [int(page.flags) for page in pages]
    assert [now.per_cpu[0].count, now.per_cpu[1].count] == [1, 0]
    types = [machine.get_pageblock_migratetype(page) for page in pages]
    assert [machine.constants.value(f"MIGRATE_{now.block_of(p)}") for p in range(32)] == types


def test_only_the_patched_tree_has_the_list(base, patched):
    base.start_isolate_page_range(8, 16, MOVABLE)
    patched.start_isolate_page_range(8, 16, MOVABLE)

    assert "isolated_pages" not in base.state()
    assert base.state()["free_list"]["ISOLATE/3"] == [8]
    assert patched.state()["isolated_pages"] == [{"pfn": 8, "order": 3}]


def test_a_large_machine_s_state_leaves_out_single_pages():
    machine = Machine(tree("base"), pages=1024)

    assert "count" not in machine.state()
    assert len(machine.snapshot().counts) == 1024


def test_locks_are_seen():
    recording = Machine(tree("rfc-v2")).record("start_isolate_page_range", 8, 16, MOVABLE)
    held = {
        (now.zone_locked, now.list_locked)
        for now in (recording.snapshot(index) for index in range(len(recording)))
    }
    assert held == {(False, False), (True, False), (True, True)}


def broken(machine):
    now = machine.snapshot()
    return [(each.list_name, each.after, each.endless) for each in now.broken]


def test_poison_on_a_list_is_a_crash_to_be(patched):
    patched.start_isolate_page_range(8, 16, MOVABLE)
    patched.write(patched.page(8).lru.next, POISON)

    assert broken(patched) == [("isolated_pages", "page 8", False)]
    state = patched.state()
    assert state["isolated_pages"] == [{"pfn": 8, "order": 3}]
    assert state["broken"][0].startswith("isolated_pages: behind page 8 comes LIST_POISON1")


@pytest.mark.parametrize(("link", "endless"), [(0, False), (1 << 47, False)])
def test_a_link_to_nowhere_is_one_too(machine, link, endless):
    machine.write(machine.page(16).lru.next, link)
    assert broken(machine) == [("the free list MOVABLE/3", "page 16", endless)]


def test_a_list_that_goes_round_never_ends(machine):
    machine.write(machine.page(0).lru.next, int(machine.page(16).lru))
    assert broken(machine) == [("the free list MOVABLE/3", "page 24", True)]


def test_before_boot_all_is_empty():
    now = Machine(tree("rfc-v2"), boot=False).snapshot()
    assert (now.spanned_pages, now.pages_on_lists, now.broken) == (0, 0, ())
