# SPDX-License-Identifier: MIT
"""How later kernels count isolated pages, as trees of their own beside the patch of the mail."""

import pytest

from interp.kernel import Machine
from interp.review import TreeError, patches_directory, source_tree
from tests.kernel.trees import MOVABLE, tree

RANGE = (8, 16)
FIGURES = {
    "base": {"isolated": 32, "undone": 32, "offline": 24, "online": 32},
    "rfc-v2": {"isolated": 32, "undone": 40, "offline": 32, "online": 40},
    "v3.7": {"isolated": 24, "undone": 32, "offline": 16, "online": 24},
    "v3.7+wen": {"isolated": 24, "undone": 32, "offline": 24, "online": 32},
}
LATER = ("v3.7", "v3.7+wen")


def nr_free_pages(machine):
    return machine.state()["NR_FREE_PAGES"]


def pages_on_lists(machine):
    return machine.snapshot().pages_on_lists


@pytest.mark.parametrize("name", FIGURES)
def test_isolating_and_undoing(name):
    machine = Machine(tree(name))

    machine.start_isolate_page_range(*RANGE, MOVABLE)
    assert nr_free_pages(machine) == FIGURES[name]["isolated"]

    machine.undo_isolate_page_range(*RANGE, MOVABLE)
    assert nr_free_pages(machine) == FIGURES[name]["undone"]


@pytest.mark.parametrize("name", FIGURES)
def test_offline_and_online_again(name):
    machine = Machine(tree(name))

    assert machine.offline_pages(*RANGE, 1000) == 0
    assert nr_free_pages(machine) == FIGURES[name]["offline"]
    assert machine.online_pages(8, 8) == 0
    machine.drain_all_pages()
    assert nr_free_pages(machine) == FIGURES[name]["online"]


def test_v3_7_loses_eight_pages_a_cycle():
    machine = Machine(tree("v3.7"))
    seen = []
    for _ in range(3):
        machine.offline_pages(*RANGE, 1000)
        machine.online_pages(8, 8)
        machine.drain_all_pages()
        seen.append(nr_free_pages(machine))

    assert seen == [24, 16, 8]
    assert pages_on_lists(machine) == 32
    assert [violation.name for violation in machine.check()] == ["I2"]


def test_with_wens_change_nothing_is_lost():
    machine = Machine(tree("v3.7+wen"))
    for _ in range(3):
        machine.offline_pages(*RANGE, 1000)
        machine.online_pages(8, 8)
        machine.drain_all_pages()

    assert nr_free_pages(machine) == pages_on_lists(machine) == 32
    assert machine.check() == ()


@pytest.mark.parametrize("name", LATER)
def test_an_isolated_range_is_not_to_be_counted(name):
    machine = Machine(tree(name))
    machine.start_isolate_page_range(*RANGE, MOVABLE)

    assert (nr_free_pages(machine), pages_on_lists(machine)) == (24, 32)
    assert machine.check() == ()

    machine.write(machine.zone.vm_stat[0].counter, 32)
    assert [violation.name for violation in machine.check()] == ["I2"]


@pytest.mark.parametrize("name", LATER)
def test_pages_freed_into_an_isolated_block_are_counted_when_that_is_undone(name):
    machine = Machine(tree(name))
    page = machine.alloc_pages("GFP_HIGHUSER_MOVABLE", 2)
    assert page == machine.page(24).address_of_()
    machine.start_isolate_page_range(24, 32, MOVABLE)
    assert nr_free_pages(machine) == 24

    machine.__free_pages(page, 2)
    assert nr_free_pages(machine) == 24

    machine.undo_isolate_page_range(24, 32, MOVABLE)
    assert nr_free_pages(machine) == 32


@pytest.mark.parametrize(("name", "counted"), [("base", 32), ("v3.7", 29), ("v3.7+wen", 28)])
def test_a_page_on_a_cpus_list_still_takes_isolated_pages_along(name, counted):
    """Pages 8, 10 and 11 are taken off the count, and come back to the lists with page 9."""
    machine = Machine(tree(name), batch=2)
    hold_only(machine, 9)
    machine.__free_pages(machine.page(9), 0)

    machine.start_isolate_page_range(*RANGE, MOVABLE)

    assert pages_on_lists(machine) == 32
    assert machine.state()["free_list"] == {"MOVABLE/3": [8, 24, 16, 0]}
    assert nr_free_pages(machine) == counted


def hold_only(machine, pfn):
    """Allocate everything, then free all pages but one."""
    while machine.alloc_pages("GFP_HIGHUSER_MOVABLE", 0):
        pass
    for other in range(machine.pages):
        if other != pfn:
            machine.__free_pages(machine.page(other), 0)
            machine.drain_all_pages()


@pytest.mark.parametrize("name", LATER)
def test_a_contiguous_allocation_counts_right(name):
    machine = Machine(tree(name), cma=True)
    for pfn in (8, 12):
        machine.set_pageblock_migratetype(machine.page(pfn), "MIGRATE_CMA")

    assert machine.alloc_contig_range(*RANGE, "MIGRATE_CMA") == 0
    assert nr_free_pages(machine) == pages_on_lists(machine) == 24


@pytest.mark.parametrize("name", LATER)
def test_the_watermark_takes_isolated_pages_off_twice(name):
    """702d1a6e's correction is still there, and what it corrects is not."""
    machine = Machine(tree(name))
    machine.start_isolate_page_range(*RANGE, MOVABLE)
    zone = machine.zone.address_of_()

    assert machine.zone_watermark_ok(zone, 0, 23, 0, 0)
    assert not machine.zone_watermark_ok_safe(zone, 0, 23, 0, 0)
    assert not machine.zone_watermark_ok_safe(zone, 0, 16, 0, 0)
    assert machine.zone_watermark_ok_safe(zone, 0, 15, 0, 0)


@pytest.mark.parametrize("name", LATER)
def test_every_patch_says_what_it_stands_for_and_that_it_is_ours(name):
    paths = sorted((patches_directory() / name).rglob("*.patch"))
    assert paths
    for path in paths:
        heading = path.read_text().split("\n--- a/")[0]
        assert heading.startswith("SPDX-License-Identifier: GPL-2.0-only\n")
        assert '2139cbe627b8 ("cma: fix counting of isolated pages") (in v3.7)' in heading
        assert "Our own text" in heading


def test_what_is_no_tree_is_told_which_there_are():
    with pytest.raises(TreeError, match=r"There are base, rfc-v2, v3\.7, v3\.7\+wen\."):
        Machine("nosuch")
    with pytest.raises(TreeError, match=r"Did you mean 'v3\.7\+wen'\? There are base"):
        source_tree("3.7+wen")
