# SPDX-License-Identifier: MIT
"""Recordings: every point is a moment that stands for itself, forward and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interp.machine import FaultKind, Recording, record
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
