# SPDX-License-Identifier: MIT
"""Recordings: every point is a moment that stands for itself, forward and back."""

from __future__ import annotations

from array import array
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interp.machine import FaultKind, Recording, record
from interp.machine.lvalues import NoSuchObject
from interp.machine.navigation import Ways
from interp.machine.undo import UndoLog
from tests.machine.programs import first_line, process, symbols

TEXT = """\
int total, table[8];
static int twice(int x)
{
	int result = x + x;
	return result;
}
int fill(int n)
{
	int i;
	for (i = 0; i < n; i++)
		table[i] = twice(i);
	total = n;
	printk("filled %d\\n", n);
	return total;
}
"""


def recorded(n: int) -> Recording:
    running = process(TEXT)
    return record(
        running,
        symbols(running),
        "fill",
        n,
        state_of=lambda space: [int(v) for v in space["table"]],
    )


def test_it_knows_where_it_went() -> None:
    recording = recorded(1)
    lines = [moment.location.line - first_line() for moment in recording]
    #        for  i<n  body call      ret       i<n  total print return end
    assert lines == [10, 10, 11, 4, 5, 10, 12, 13, 14, 15]
    assert [moment.function for moment in recording][3:6] == ["twice", "twice", "fill"]


def test_it_ends_with_what_was_returned_and_printed() -> None:
    recording = recorded(3)
    assert recording.result == 3
    assert recording[-1].returned == ("fill", "3")
    assert [line for moment in recording for line in moment.printed] == ["filled 3"]
    assert repr(recording) == f"fill(3): {len(recording)} points, returned 3"


def test_changes_are_named() -> None:
    recording = recorded(3)
    changes = [(c.where, c.old, c.new) for moment in recording for c in moment.changes]
    assert changes == [
        ("table[1]", "0", "2"),
        ("table[2]", "0", "4"),
        ("total", "0", "3"),
    ]


def test_a_change_of_sixteen_bytes_is_one_change() -> None:
    text = """\
struct { int before; unsigned __int128 wide; } pair;
int run(void)
{
	__int128 own = -1, *p = &own;
	pair.wide = (unsigned __int128)1 << 64;
	pair.wide -= 1;
	*p <<= 70;
	return 0;
}
"""
    running = process(text)
    recording = record(running, symbols(running), "run")
    changes = [(c.where, c.old, c.new) for moment in recording for c in moment.changes]
    assert changes == [
        ("own", "not yet written", "-1"),
        ("pair.wide", "0", hex(1 << 64)),
        ("pair.wide", hex(1 << 64), hex((1 << 64) - 1)),
        ("own", "-1", hex(-1 << 70)),
    ]
    assert [store.new for store in recording.stores("pair.wide")] == [
        hex(1 << 64),
        hex((1 << 64) - 1),
    ]


def test_variables_are_those_in_scope() -> None:
    recording = recorded(2)
    inside = next(moment for moment in recording if moment.function == "twice")
    assert [(v.name, v.text) for v in inside.stack[-1].locals] == [("x", "0")]
    assert [(v.name, v.text) for v in inside.stack[0].locals] == [("n", "2"), ("i", "0")]
    assert recording[0].stack[0].locals[1].text == "not yet written"


@given(st.lists(st.integers(0, 21), min_size=1, max_size=12))
def test_a_moment_is_the_same_from_wherever_one_comes(order: list[int]) -> None:
    recording, again = recorded(4), recorded(4)
    forward = [moment.state for moment in again]
    for index in order:
        assert recording[index].state == forward[index]


def test_over_and_out_go_by_depth() -> None:
    recording = recorded(2)
    call = next(i for i in range(len(recording)) if recording.place(i)[0] == "twice") - 1
    assert recording.place(call + 1)[0] == "twice"
    assert recording.place(recording.over(call))[0] == "fill"
    assert recording.out(call + 1) == recording.over(call)
    assert recording.back_over(recording.over(call)) == call
    assert recording.back_out(call + 2) == call
    assert recording.over(len(recording) - 1) == len(recording) - 1


def test_a_fault_is_the_last_moment() -> None:
    running = process("int a[2];\nint f(int i)\n{\n\ta[0] = 1;\n\treturn a[i];\n}\n")
    recording = record(running, symbols(running), "f", 5)
    assert recording.fault is not None
    assert recording.fault.kind is FaultKind.INDEX
    assert "index 5 of an array of 2 elements" in (recording[-1].fault or "")
    assert recording[-1].location.line == first_line() + 5
    assert int(recording.space(len(recording) - 1)["a"][0]) == 1


def test_two_recordings_of_one_call_are_alike() -> None:
    first, second = recorded(3), recorded(3)
    assert list(first) == list(second)


def test_a_point_that_is_not_there_is_named() -> None:
    with pytest.raises(IndexError, match="has points 0 to"):
        recorded(1)[99]


# -- the ways between points, and memory from afar ------------------------------------------------

DEPTHS = st.lists(st.integers(1, 5), min_size=1, max_size=40)


@given(DEPTHS)
def test_ways_are_what_a_search_finds(depths: list[int]) -> None:
    ways, last = Ways(depths), len(depths) - 1
    for here, depth in enumerate(depths):
        for limit, after, before in (
            (depth, ways.over, ways.back_over),
            (depth - 1, ways.out, ways.back_out),
        ):
            later = (i for i in range(here + 1, last + 1) if depths[i] <= limit)
            earlier = (i for i in range(here - 1, -1, -1) if depths[i] <= limit)
            assert after(here) == next(later, last)
            assert before(here) == next(earlier, 0)


def long_history(entries: int) -> tuple[UndoLog, list[bytes]]:
    """Return a log of writes all over a small memory, and how memory was after each."""
    image, log, states = bytearray(4096), array("Q"), []
    words = memoryview(image).cast("Q")
    for number in range(entries):
        states.append(bytes(image))
        place = number * 37 % 256
        log.extend((place, words[place]))
        words[place] = number + 1
    states.append(bytes(image))
    return UndoLog(image, array("I", log[0::2]), log[1::2]), states


@given(st.lists(st.integers(0, 6000), min_size=1, max_size=20))
@settings(max_examples=20, deadline=None)
def test_memory_is_the_same_from_wherever_one_comes(targets: list[int]) -> None:
    history, states = LONG_HISTORY
    for target in targets:
        history.go(target)
        assert bytes(history.image) == states[target]


LONG_HISTORY = long_history(6000)


def test_checkpoints_take_no_more_room_than_the_log() -> None:
    history, _ = long_history(40_000)
    assert history.size_bytes < 2 * (24 * len(history) + 64 * 256)


def test_into_and_back_into_go_point_by_point() -> None:
    recording = recorded(1)
    last = len(recording) - 1
    assert [recording.into(0), recording.into(last)] == [1, last]
    assert [recording.back_into(1), recording.back_into(0)] == [0, 0]


def test_points_of_a_line() -> None:
    recording, line = recorded(3), first_line() + 11
    assert len(recording.points_at("test.c", line)) == 3
    assert all(recording.place(i)[1].line == line for i in recording.points_at("test.c", line))
    assert recording.points_at("test.c", 1) == ()


# -- what was never written, and what returned ----------------------------------------------------


def test_a_slot_of_the_stack_shows_no_garbage() -> None:
    text = """\
void set(int *to) { *to = 7; }
int first(void) { int x; set(&x); return x; }
int second(void) { int y; set(&y); return y; }
int both(void) { first(); return second(); }
"""
    running = process(text)
    recording = record(running, symbols(running), "both")
    changes = [(c.where, c.old, c.new) for moment in recording for c in moment.changes]
    assert changes == [("x", "not yet written", "7"), ("y", "not yet written", "7")]
    inside = next(m for m in recording if m.function == "second")
    assert [v.text for v in inside.stack[-1].locals if v.name == "y"] in ([], ["not yet written"])


def test_void_functions_return_too() -> None:
    text = "int a;\nvoid in(void) { a = 1; }\nvoid f(int n) { if (n) return; in(); }\n"
    running = process(text)
    recording = record(running, symbols(running), "f", 0)
    assert [m.returned for m in recording if m.returned] == [("in", ""), ("f", "")]
    assert record(running, symbols(running), "f", 1)[-1].returned == ("f", "")


def test_all_that_returned_at_once_is_told() -> None:
    running = process("int g(void) { return 3; }\nint f(void) { return g(); }\n")
    recording = record(running, symbols(running), "f")
    assert recording[-1].returns == (("g", "3"), ("f", "3"))
    assert recording[-1].returned == ("f", "3")


# -- who wrote ------------------------------------------------------------------------------------


def test_stores_of_one_scalar() -> None:
    found = recorded(3).stores("table[2]")
    assert [(s.where, s.old, s.new, s.function) for s in found] == [("table[2]", "0", "4", "fill")]
    assert found[0].location.line == first_line() + 11  # not the callee's `return`


def test_stores_are_the_changes_of_the_moments() -> None:
    recording = recorded(8)
    for where in ("table", "total", "table[3]"):
        changes = [
            (m.index, c.where, c.old, c.new)
            for m in recording
            for c in m.changes
            if c.where == where or c.where.startswith(where + "[")
        ]
        assert [(s.index, s.where, s.old, s.new) for s in recording.stores(where)] == changes


def test_next_and_previous_change_and_the_last_store() -> None:
    recording = recorded(8)
    first, *_, last = (store.index for store in recording.stores("table"))
    assert recording.next_change(0, "table") == first
    assert recording.next_change(last, "table") is None
    assert recording.previous_change(len(recording), "table") == last
    assert recording.last_store("table", before=first).index == first  # type: ignore[union-attr]
    assert recording.last_store("table", before=0) is None


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ("tabel[1]", "no global object 'tabel'; did you mean 'table'"),
        ("table[9]", "has no element 9"),
        ("table.x", "has no members"),
        ("total + 1", "an lvalue is made of"),
        ("table[", "not a C lvalue"),
        ("", "this is empty"),
    ],
)
def test_an_lvalue_that_names_nothing_is_told(where: str, message: str) -> None:
    with pytest.raises(NoSuchObject) as told:
        recorded(1).stores(where)
    assert message in str(told.value)


def test_progress_is_told_now_and_then() -> None:
    running, told = process("int f(int n) { while (n) n--; return n; }\n"), []
    recording = record(running, symbols(running), "f", 5000, progress=told.append)
    assert len(told) == len(recording) // 5000
    assert all(4096 <= after - before < 5500 for before, after in pairwise([0, *told]))
