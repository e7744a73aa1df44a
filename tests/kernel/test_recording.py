# SPDX-License-Identifier: MIT
"""A recorded call: its moments have the kernel's state, and values in the kernel's words."""

import gc
import weakref

import pytest

from interp.kernel import Machine, MachineStopped
from interp.lang.forms import Form
from interp.machine import recorder
from tests.kernel.trees import MOVABLE, tree


@pytest.fixture
def isolation(patched):
    return patched.record("start_isolate_page_range", 8, 16, MOVABLE)


def test_it_leaves_the_machine_as_a_call_does(patched, isolation):
    called = Machine(tree("rfc-v2"))
    result = called.start_isolate_page_range(8, 16, MOVABLE)

    assert isolation.result == result == 0
    assert patched.state() == called.state() == isolation[-1].state
    assert repr(isolation).startswith("start_isolate_page_range(8, 16, MIGRATE_MOVABLE): ")


def test_each_moment_has_its_state(isolation):
    assert isolation[0].state["isolated_pages"] == []
    held = [moment.state["isolated_pages"] for moment in isolation]
    assert [{"pfn": 8, "order": 3}] in held
    assert held.index([{"pfn": 8, "order": 3}]) > 0
    assert isolation[0].state == Machine(tree("rfc-v2")).state()


def test_going_back_shows_the_same(isolation):
    forward = [moment.state for moment in isolation]
    backward = [isolation.snapshot(i).as_dict() for i in reversed(range(len(isolation)))]
    assert backward == forward[::-1]


def test_values_are_shown_in_the_kernel_s_words(isolation):
    texts = {
        (variable.name, variable.text)
        for moment in isolation
        for frame in moment.stack
        for variable in frame.locals
    }
    assert ("page", "page 8") in texts
    assert ("zone", "zone Normal") in texts
    assert ("migratetype", "MIGRATE_MOVABLE (2)") in texts
    assert ("migratetype", "MIGRATE_ISOLATE (5)") in texts
    returned = {moment.returned for moment in isolation}
    assert ("get_pageblock_migratetype", "MIGRATE_MOVABLE (2)") in returned
    assert ("page_zone", "zone Normal") in returned


def test_changes_are_named_by_c_expressions(isolation):
    changes = {(c.where, c.old, c.new) for moment in isolation for c in moment.changes}
    assert ("mem_map[8]._count.counter", "0", "1") in changes
    assert ("contig_page_data.node_zones[0].nr_pageblock_isolate", "0", "1") in changes


def test_it_knows_its_sources(isolation):
    function, place = isolation.place(0)
    assert (function, place.file) == ("start_isolate_page_range", "mm/page_isolation.c")
    assert isolation.tree.read(place.file).split("\n")[place.line - 1].strip().startswith("BUG_ON")
    assert isolation.machine_config.pageblock_order == 2


def test_moving_over_and_out_of_calls(isolation):
    inside = next(i for i in range(len(isolation)) if isolation.depth(i) == 2)
    assert isolation.depth(isolation.out(inside)) == 1
    assert isolation.depth(isolation.over(inside - 1)) == 1
    assert isolation.back_out(inside) == inside - 1
    assert isolation.back_over(isolation.over(inside - 1)) == inside - 1


def test_a_fault_ends_it_and_stops_the_machine(machine):
    recording = machine.record("start_isolate_page_range", 9, 16, MOVABLE)

    assert recording.fault is machine.fault is not None
    assert "BUG_ON" in recording[-1].fault
    with pytest.raises(MachineStopped):
        machine.drain_all_pages()


def test_a_boot_can_be_recorded():
    machine = Machine(tree("base"), boot=False)
    recording = machine.record("start_kernel", 32, 32, 6, 1)

    assert recording[0].state["free_list"] == {}
    assert machine.booted
    assert machine.state() == Machine(tree("base")).state() == recording[-1].state


def test_a_call_that_takes_too_long_stops_the_machine(machine):
    with pytest.raises(RuntimeError, match="not ended after 10 points"):
        machine.record("start_isolate_page_range", 8, 16, MOVABLE, limit=10)
    with pytest.raises(MachineStopped, match=r"start_isolate_page_range\(\) was interrupted"):
        machine.drain_all_pages()


def test_what_macros_made_of_a_line_of_the_tree(isolation):
    path = "mm/page_isolation.c"
    lines = isolation.tree.read(path).split("\n")
    line = next(n for n, text in enumerate(lines, 1) if "list_for_each_entry_safe(" in text)
    loop = isolation.expansion(path, line)
    assert loop is not None and loop.text.startswith("for (cursor = ((typeof(*cursor) *)")
    assert [use.name for use in loop.macros][:2] == ["list_for_each_entry_safe", "container_of"]
    assert line in isolation.macro_lines(path)
    assert isolation.expansion(path, 1) is None


# -- questions ------------------------------------------------------------------------------------


def test_the_first_break_is_the_line_that_takes_a_chunk_off_uncounted(isolation):
    """The first call of the oracle's isolate-undo: kernel-facts 3 (c), double counting."""
    found = isolation.first_broken()

    line = isolation.tree.read(found.location.file).split("\n")[found.location.line - 1]
    assert (found.function, line.strip()) == ("move_freepages", "list_del(&page->lru);")
    assert [each.name for each in found.violations] == ["I1"]
    assert repr(found).startswith(f"broken by move_freepages() at {found.location.file}:")
    assert isolation.first_broken("I6") is None


def test_nothing_breaks_without_the_patch(base):
    assert base.record("start_isolate_page_range", 8, 16, MOVABLE).first_broken() is None


def test_who_wrote_a_member_last(isolation):
    store = isolation.last_store("mem_map[8]._count.counter")
    assert (store.old, store.new, store.function) == ("0", "1", "set_page_count")
    stores = isolation.stores("contig_page_data.node_zones[0].nr_pageblock_isolate")
    assert [(s.old, s.new) for s in stores] == [("0", "1"), ("1", "2")]
    assert {s.function for s in stores} == {"set_pageblock_isolate"}
    assert {s.where for s in isolation.stores("mem_map[8].lru")} == {
        "mem_map[8].lru.next",
        "mem_map[8].lru.prev",
    }


def test_points_in_a_hunk(isolation):
    points = isolation.points_in_hunk("mm/page_isolation.c", 1)
    assert {isolation.place(point)[0] for point in points} == {
        "__add_isolated_page",
        "isolate_free_page",
    }
    line = isolation.place(points[0])[1].line
    assert isolation.points_in_hunk("mm/page_isolation.c", 1, line)[0] == points[0]


def test_a_recording_that_nobody_holds_is_gone_at_once(machine):
    gc.disable()
    try:
        recording = machine.record("start_isolate_page_range", 8, 16, MOVABLE)
        assert recording[0].state and recording.events and recording.watch("migratetype")
        assert recording.stores("mem_map[8]")
        recording.first_broken()
        gone = weakref.ref(recording)
        del recording
        assert gone() is None
    finally:
        gc.enable()


# -- interruption ---------------------------------------------------------------------------------


def look_often(monkeypatch):
    """Let a recording tell its progress after 100 points."""
    monkeypatch.setattr(recorder, "REPORTED_POINTS", 100)
    monkeypatch.setattr(recorder, "MOST_TURNS", 1)


def test_an_interrupted_call_says_where_and_the_machine_boots_again(patched):
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    patched.process._names[Form.RUN]["isolate_free_page"] = interrupt
    with pytest.raises(KeyboardInterrupt):
        patched.start_isolate_page_range(8, 16, MOVABLE)
    with pytest.raises(MachineStopped, match=r"interrupted at mm/page_alloc.c:\d+ in move_freep"):
        patched.drain_all_pages()
    assert patched.reboot().check() == ()


def test_two_machines_record_inside_each_other(patched, monkeypatch):
    look_often(monkeypatch)
    other, inner = Machine(tree("base")), []

    def meanwhile(points: int) -> None:
        if not inner:
            assert points >= 100
            inner.append(other.record("start_isolate_page_range", 8, 16, MOVABLE))
            with pytest.raises(MachineStopped, match="is being recorded"):
                patched.drain_all_pages()

    outer = patched.record("start_isolate_page_range", 8, 16, MOVABLE, progress=meanwhile)

    def alone(name: str):
        return list(Machine(tree(name)).record("start_isolate_page_range", 8, 16, MOVABLE))

    assert list(inner[0]) == alone("base")
    assert list(outer) == alone("rfc-v2")


def test_an_interrupted_recording_says_so(patched, monkeypatch):
    look_often(monkeypatch)

    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        patched.record("start_isolate_page_range", 8, 16, MOVABLE, progress=interrupt)
    with pytest.raises(MachineStopped, match=r"was interrupted.*reboot\(\)"):
        patched.drain_all_pages()
    assert patched.reboot().check() == ()
