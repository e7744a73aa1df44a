# SPDX-License-Identifier: MIT
"""A machine is built, booted, and called by the names of its C functions."""

import pytest

from interp.kernel import (
    BadArgument,
    BadConfiguration,
    Machine,
    MachineStopped,
    UnknownName,
)
from interp.machine import Fault
from interp.review import TreeError
from tests.kernel.trees import MOVABLE, tree


def nr_free_pages(machine):
    return machine.state()["NR_FREE_PAGES"]


def test_undoing_the_isolation_counts_its_pages_again(patched):
    seen = [nr_free_pages(patched)]
    for _ in range(3):
        assert patched.start_isolate_page_range(8, 16, MOVABLE) == 0
        assert patched.undo_isolate_page_range(8, 16, MOVABLE) == 0
        seen.append(nr_free_pages(patched))

    assert seen == [32, 40, 48, 56]


def test_without_the_patch_it_does_not(base):
    for _ in range(3):
        base.start_isolate_page_range(8, 16, MOVABLE)
        base.undo_isolate_page_range(8, 16, MOVABLE)

    assert nr_free_pages(base) == 32


def test_it_shows_itself(patched):
    assert repr(patched) == (
        "<machine 'rfc-v2': 32 pages, chunks up to 8, blocks of 4 pages, NR_FREE_PAGES 32>"
    )
    assert "not booted" in repr(Machine(tree("base"), boot=False))


def test_a_function_shows_its_signature(machine):
    assert repr(machine.alloc_pages) == (
        "struct page *alloc_pages(unsigned int gfp_mask, unsigned int order);"
    )
    assert "alloc_pages" in dir(machine)


# -- arguments and results ------------------------------------------------------------------------


def test_arguments_are_numbers_names_or_objects(machine):
    page = machine.alloc_pages("GFP_HIGHUSER_MOVABLE", 3)
    assert repr(page) == "(struct page *) page 24"
    assert machine.page_zone(page) == machine.zone.address_of_()

    machine.__free_pages(machine.page(24), 3)

    assert nr_free_pages(machine) == 32


def test_a_macro_a_global_and_an_expression_can_be_named(machine):
    assert machine.constants.value("PAGE_SHIFT") == 12
    assert machine.constants.value("1UL << pageblock_order") == 4
    assert machine.constants.value("1 << PG_reserved | 1 << PG_lru") == 10
    zone = machine.zone.address_of_()
    assert machine.zone_idx(zone) == 0
    assert machine.list_empty(machine["ballooned_pages"]) == 1
    assert machine.list_empty("ballooned_pages") == 1


def test_results_are_numbers_truth_or_pointers(machine):
    assert machine.zone_watermark_ok(machine.zone, 0, 24, 0, 0) is True
    assert machine.zone_watermark_ok(machine.zone, 0, 33, 0, 0) is False
    assert machine.drain_all_pages() is None
    for _ in range(4):
        machine.alloc_pages(0, 3)
    assert not machine.alloc_pages(0, 0)
    assert repr(machine.alloc_pages(0, 0)) == "(struct page *) NULL"


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda m: m.start_isolate_page_range(8, 16), "takes 3 arguments, here are 2: int start_"),
        (lambda m: m.drain_all_pages(1), "takes no arguments, here is 1"),
        (
            lambda m: m.start_isolate_page_range(8, 16, "MIGRATE_MOVEABLE"),
            "did you mean 'MIGRATE_MOVABLE'",
        ),
        (lambda m: m.alloc_pages("GFP_KERNAL", 0), "did you mean 'GFP_KERNEL'"),
        (lambda m: m.alloc_pages(0, 1 << 32), "4294967296 does not fit into 'unsigned int'"),
        (lambda m: m.alloc_pages(0, 1.5), "a number or a name is needed, not 1.5"),
        (lambda m: m.__free_pages(8, 3), "page(8) gives a page"),
        (lambda m: m.__free_pages(m.zone, 3), "not a pointer to 'struct zone'"),
        (lambda m: m.alloc_pages("mem_map[0]", 0), "argument 1"),
    ],
)
def test_arguments_that_do_not_fit_are_refused_before_the_call(machine, call, says):
    before = machine.state()

    with pytest.raises(BadArgument) as refused:
        call(machine)

    assert says in str(refused.value)
    assert machine.state() == before
    assert not machine.stopped


def test_minus_one_is_the_greatest_unsigned_number(machine):
    assert machine.pfn_valid(-1) == 0


def test_unknown_names_bring_the_nearest(machine):
    with pytest.raises(UnknownName, match="did you mean 'start_isolate_page_range'"):
        machine.start_isolate_page_rang(8, 16, MOVABLE)
    with pytest.raises(UnknownName, match="did you mean 'ballooned_pages'"):
        machine["balooned_pages"]
    assert not hasattr(machine, "_repr_html_")


@pytest.mark.parametrize("pfn", [32, -1, "8"])
def test_a_page_is_one_of_the_zone(machine, pfn):
    with pytest.raises(BadArgument, match=r"the zone has the pfns 0 to 31; Machine\(pages=...\)"):
        machine.page(pfn)


def test_before_boot_there_are_no_pages():
    with pytest.raises(BadArgument, match=r"before boot\(\)"):
        Machine(tree("base"), boot=False).page(0)


# -- stopping -------------------------------------------------------------------------------------


def test_a_fault_stops_the_machine_until_it_is_booted_anew(machine):
    with pytest.raises(Fault) as fault:
        machine.start_isolate_page_range(9, 16, MOVABLE)

    assert machine.fault is fault.value
    assert "BUG_ON(start_pfn & (pageblock_nr_pages - 1))" in repr(machine)
    with pytest.raises(MachineStopped, match=r"has stopped: kernel BUG.*or call reboot"):
        machine.drain_all_pages()
    assert nr_free_pages(machine) == 32

    machine.boot()

    assert machine.fault is None
    assert machine.start_isolate_page_range(8, 16, MOVABLE) == 0


def test_a_call_that_is_interrupted_stops_the_machine(machine):
    def interrupted(process, name, arguments):
        raise KeyboardInterrupt

    machine.execute = interrupted
    with pytest.raises(KeyboardInterrupt):
        machine.drain_all_pages()

    with pytest.raises(MachineStopped, match=r"drain_all_pages\(\) was interrupted"):
        machine.state() and machine.drain_all_pages()


# -- looking and writing --------------------------------------------------------------------------


def test_objects_are_read_as_in_drgn(machine):
    assert machine["totalram_pages"] == 32
    assert machine.zone.free_area[3].nr_free == 4
    assert machine.page(8)._mapcount.counter == -128
    assert machine.page(8).private == 3
    assert repr(machine.zone.address_of_()) == "(struct zone *) zone Normal"


def test_a_number_in_memory_can_be_set_as_a_debugger_would(machine):
    machine.write(machine.page(8).private, 1)
    assert machine.page(8).private == 1

    with pytest.raises(BadArgument, match="only a number in memory can be set"):
        machine.write(machine.page(8), 1)


def test_calls_run_on_the_cpu_that_was_chosen(machine):
    machine.cpu = 1
    machine.__free_pages(machine.alloc_pages(0, 0), 0)

    assert [lists["count"] for lists in machine.state()["pcp"]] == [0, 1]
    with pytest.raises(BadArgument, match="no cpu 2; it is 0 to 1"):
        machine.cpu = 2


def test_the_log_has_what_the_kernel_printed(machine):
    machine.offline_pages(8, 16, 1000)
    assert any(line.startswith("Offlined Pages") for line in machine.log)


def test_a_function_can_be_read(patched):
    text = patched.source("__test_page_isolated_in_pageblock")
    assert text.startswith("static bool\n__test_page_isolated_in_pageblock(")
    assert text.endswith("\treturn false;\n}")
    with pytest.raises(UnknownName, match="not written in C"):
        patched.source("printk")


# -- configurations -------------------------------------------------------------------------------


def test_the_geometry_of_x86_64():
    machine = Machine(tree("base"), pages=8192, high=186, batch=31, max_order=11, pageblock_order=9)
    assert machine.state()["free_list"] == {"MOVABLE/10": list(range(7168, -1, -1024))}
    assert machine.offline_pages(1024, 2048, 1000) == 0
    assert nr_free_pages(machine) == 7168
    assert machine.check() == ()


def test_memory_can_be_added_where_there_is_room():
    machine = Machine(tree("base"), possible=40)
    assert machine.add_memory(0, 32 << 12, 8 << 12) == 0
    assert machine.online_pages(32, 8) == 0
    assert nr_free_pages(machine) + sum(cpu["count"] for cpu in machine.state()["pcp"]) == 40


def test_cma_and_other_switches_are_definitions():
    assert Machine(tree("base"), cma=True).constants.value("MIGRATE_ISOLATE") == 5
    assert Machine(tree("base")).constants.value("MIGRATE_ISOLATE") == 4
    highmem = Machine(tree("base"), configuration={"HIGHMEM": "1"})
    assert highmem.constants.value("ZONE_HIGHMEM") == 1


def test_a_hole_is_no_memory(machine):
    holed = Machine(machine.tree, hole=(10, 11))
    assert nr_free_pages(holed) == 31
    assert holed.pfn_valid(10) == 0
    assert holed.check() == ()
    holed.start_isolate_page_range(8, 16, MOVABLE)
    assert holed.test_pages_isolated(8, 16) == (0 if machine.tree.name == "base" else -16)


def test_a_reader_s_own_patch_goes_on_top():
    lines = [
        "--- a/mm/page_isolation.c",
        "+++ b/mm/page_isolation.c",
        "@@ -28,5 +28,5 @@",
        " \tlist_for_each_entry_reverse(cursor, &isolated_pages, lru) {",
        " \t\tpfn = page_to_pfn(cursor);",
        "-\t\tif (pfn < new_pfn)",
        "+\t\tif (pfn > new_pfn)",
        " \t\t\tbreak;",
        " \t}",
    ]
    diff = "\n".join([*lines, ""])
    machine = Machine("rfc-v2", patches=[diff])
    for start in (0, 8, 16):
        machine.start_isolate_page_range(start, start + 8, MOVABLE)

    assert "I5" in {violation.name for violation in machine.check()}


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"pages": 0}, "at least one page"),
        ({"possible": 16}, "starts with 32 pages"),
        ({"batch": 0}, "1 or more"),
        ({"max_order": 0}, "from 1 to 20"),
        ({"max_order": 3, "pageblock_order": 3}, "can be 0 to 2"),
        ({"cpus": 0}, "1 to 64"),
    ],
)
def test_machines_that_cannot_be_are_refused(options, says):
    with pytest.raises(BadConfiguration, match=says):
        Machine(tree("base"), **options)


def test_an_unknown_tree_brings_the_nearest():
    with pytest.raises(TreeError, match="Did you mean 'rfc-v2'"):
        Machine("rfc2")
