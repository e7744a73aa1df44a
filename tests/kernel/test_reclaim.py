# SPDX-License-Identifier: MIT
"""Commit 702d1a6e: when memory is short beside isolated blocks, kswapd must not believe NR_FREE."""

import difflib

import pytest

from interp.kernel import Machine
from tests.kernel.trees import MOVABLE, tree

KERNEL = "GFP_KERNEL"
STILL_TRYING = "page allocation: still trying after 16 turns, order:0"
PAGE_ALLOC = "mm/page_alloc.c"
CORRECTION = "\tfree_pages -= nr_zone_isolate_freepages(zone);\n"


def without_correction():
    """A diff that takes the line of 702d1a6e out of zone_watermark_ok_safe()."""
    before = tree("base").read(PAGE_ALLOC)
    assert before.count(CORRECTION) == 1
    texts = (text.splitlines(keepends=True) for text in (before, before.replace(CORRECTION, "")))
    return "".join(difflib.unified_diff(*texts, f"a/{PAGE_ALLOC}", f"b/{PAGE_ALLOC}"))


def short_of_memory(name, *, patches=()):
    """A machine with pages 8 to 15 isolated, all others taken; watermarks 4, 5 and 6."""
    machine = Machine(tree(name).with_patches(patches) if patches else tree(name))
    machine.start_isolate_page_range(8, 16, MOVABLE)
    use_up(machine)
    return machine


def use_up(machine):
    while machine.alloc_pages(KERNEL, 0):
        pass
    machine.setup_per_zone_wmarks(4)


def test_a_task_gets_its_page_while_there_are_enough(base):
    base.setup_per_zone_wmarks(4)

    assert base.__alloc_pages_slowpath(KERNEL, 0)
    assert base.zone.all_unreclaimable == 0


@pytest.mark.parametrize("name", ["base", "v3.7", "v3.7+wen"])
def test_kswapd_gives_up_the_zone_and_the_task_ends(name):
    machine = short_of_memory(name)

    assert not machine.__alloc_pages_slowpath(KERNEL, 0)
    assert machine.zone.all_unreclaimable == 1
    assert STILL_TRYING not in machine.log


def test_without_the_correction_kswapd_sleeps_and_the_task_goes_on_for_ever():
    machine = short_of_memory("base", patches=[without_correction()])

    assert machine.state()["NR_FREE_PAGES"] == 8
    assert not machine.__alloc_pages_slowpath(KERNEL, 0)
    assert machine.zone.all_unreclaimable == 0
    assert machine.log[-1] == STILL_TRYING


def test_the_patch_brings_it_back_for_blocks_that_are_offline(patched):
    """They are isolated no more, so no correction is made, but they are still counted as free."""
    patched.offline_pages(8, 16, 1000)
    use_up(patched)

    assert patched.state()["NR_FREE_PAGES"] == 8
    assert not patched.__alloc_pages_slowpath(KERNEL, 0)
    assert patched.log[-1] == STILL_TRYING


def test_kswapd_looks_at_all_pages_six_times_before_it_gives_up(base):
    page = base.alloc_pages("GFP_HIGHUSER_MOVABLE", 0)
    base.lru_cache_add(page)
    use_up(base)

    base.wakeup_kswapd(base.zone.address_of_(), 0)

    assert base.zone.all_unreclaimable == 1
    assert base.zone.pages_scanned == 6


def test_a_page_that_is_freed_gives_hope_again(base):
    page = base.alloc_pages(KERNEL, 1)
    use_up(base)
    base.wakeup_kswapd(base.zone.address_of_(), 0)
    assert base.zone.all_unreclaimable == 1

    base.__free_pages(page, 1)

    assert base.zone.all_unreclaimable == 0
    assert base.zone.pages_scanned == 0


def test_vmstat_shows_the_free_pages_and_the_events(base):
    base.alloc_pages(KERNEL, 2)

    before = len(base.log)
    base.vmstat_show(0, 0)

    assert base.log[before:] == (
        "nr_free_pages 28",
        "pgalloc_normal 4",
        "pgalloc_movable 0",
        "pgfree 0",
    )
