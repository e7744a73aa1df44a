# SPDX-License-Identifier: MIT
"""Reports read like those of crash and of /proc."""

from interp.kernel import Machine
from tests.kernel.trees import MOVABLE, tree


def test_the_free_lists_as_crash_shows_them(base):
    base.alloc_pages(0, 0)
    assert (
        repr(base.kmem())
        == """\
ZONE  NAME           SIZE     FREE
  0   Normal           32       31
AREA    SIZE  FREE_AREA_STRUCT   BLOCKS    PAGES
  0       4k  free_area[0]            1        1
  1       8k  free_area[1]            1        2
  2      16k  free_area[2]            1        4
  3      32k  free_area[3]            3       24

nr_free_pages: 31  (verified)"""
    )


def test_a_counter_that_is_wrong_is_seen(patched):
    patched.start_isolate_page_range(8, 16, MOVABLE)
    assert repr(patched.kmem()).endswith("nr_free_pages: 32  (found 24)")
    patched.undo_isolate_page_range(8, 16, MOVABLE)

    report = patched.kmem()

    assert (report.free, report.found, report.verified) == (40, 32, False)
    assert (report.areas[3].blocks, report.areas[3].nr_free) == (4, 5)
    lines = repr(report).splitlines()
    assert lines[-1] == "nr_free_pages: 40  (found 32)"
    assert lines[6].endswith("4       32   nr_free: 5")


def test_pagetypeinfo_is_what_the_kernel_prints(machine):
    machine.start_isolate_page_range(8, 16, MOVABLE)
    machine.alloc_pages(0, 0)
    known = len(machine.log)

    machine.pagetypeinfo_show(0, 0)

    printed = [line.rstrip() for line in machine.log[known:]]
    assert repr(machine.pagetypeinfo()).split("\n") == printed


def test_isolated_blocks_are_not_counted_with_the_patch(base, patched):
    for machine in (base, patched):
        machine.start_isolate_page_range(8, 16, MOVABLE)

    assert base.pagetypeinfo().blocks["ISOLATE"] == 2
    assert "ISOLATE" not in patched.pagetypeinfo().blocks
    assert sum(patched.pagetypeinfo().blocks.values()) == 6
    assert patched.pagetypeinfo().free["MOVABLE"] == (0, 0, 0, 3)


def test_cma_has_its_column():
    report = repr(Machine(tree("base"), cma=True).pagetypeinfo())
    assert "type          CMA" in report
