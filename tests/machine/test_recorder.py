# SPDX-License-Identifier: MIT
"""What is noted while C runs: nothing is lost, however often one looks, and nothing is kept."""

from __future__ import annotations

import gc
import weakref

import pytest

from interp.machine import Fault, FaultKind, Recording, record, recorder
from interp.machine.recorder import Recorder, TooManyPoints
from tests.machine.programs import process, symbols

TEXT = """\
int table[8], sum;
static void put(int i, int x)
{
	table[i] = x;
}
static int add(int i)
{
	sum += table[i];
	return sum;
}
int fill(int n)
{
	int i;
	for (i = 0; i < n; i++) {
		put(i, i * i);
		printk("%d: %d\\n", i, add(i) + add(i));
	}
	return sum;
}
int tree(int depth)
{
	return depth ? tree(depth - 1) + tree(depth - 1) : 1;
}
"""


def recorded(name: str = "fill", *arguments: int, **options: object) -> Recording:
    running = process(TEXT)
    return record(running, symbols(running), name, *(arguments or (8,)), **options)  # type: ignore[arg-type]


def test_it_does_not_matter_how_often_one_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = recorded()
    monkeypatch.setattr(recorder, "MOST_TURNS", 1)
    monkeypatch.setattr(recorder, "KEPT_ENTRIES", 0)
    found = recorded()
    assert list(found) == list(expected)
    for where in ("table", "sum"):
        assert found.stores(where) == expected.stores(where)
    assert {store.function for store in found.stores("sum")} == {"add"}


def test_several_calls_are_one_recording() -> None:
    running = process(TEXT)
    recording = Recorder(running)
    assert [recording.call("fill", 2), recording.call("tree", 1)] == [2, 2]
    found = Recording(recording.finish(), symbols(running))
    assert [call.title for call in found.calls] == ["fill(2)", "tree(1)"]
    second = found.calls[1].first
    assert found.place(second)[0] == found.place(len(found) - 1)[0] == "tree"
    assert [found.depth(i) for i in (0, second - 1, second, len(found) - 1)] == [1, 1, 1, 1]
    assert found[second - 1].returned == ("fill", "2")
    assert [found.entered(i) for i in range(second - 1, second + 2)] == [False, True, True]


def test_calls_without_a_loop_are_limited_as_well() -> None:
    with pytest.raises(TooManyPoints, match="not ended after 5000 points"):
        recorded("tree", 40, limit=5000)


def test_the_step_budget_ends_a_recorded_call() -> None:
    running = process("int f(void) { for (;;) ; }\n")
    running.step_budget = 1000
    found = record(running, symbols(running), "f")
    assert found.fault is not None and found.fault.kind is FaultKind.STEPS
    assert found.fault.stack[0].function == "f"


def test_what_progress_raises_is_not_taken_for_a_fault() -> None:
    def told(points: int) -> None:
        raise IndexError(points)

    with pytest.raises(IndexError) as caught:
        recorded("tree", 40, progress=told)
    assert not isinstance(caught.value, Fault)


def test_a_function_that_sorts_is_recorded_where_it_compares() -> None:
    text = """\
void qsort(void *, size_t, size_t, int (*)(const void *, const void *));
int asked, numbers[3] = { 3, 1, 2 };
static int compare(const void *a, const void *b)
{
	asked++;
	return *(const int *)a - *(const int *)b;
}
int f(void)
{
	qsort(numbers, 3, sizeof(int), compare);
	return numbers[0];
}
"""
    running = process(text)
    found = record(running, symbols(running), "f")
    assert found.result == 1
    inside = [i for i in range(len(found)) if found.place(i)[0] == "compare"]
    assert inside and all(found.depth(i) == 2 for i in inside)
    asked = range(1, len(inside) // 2 + 1)
    assert [store.new for store in found.stores("asked")] == [str(number) for number in asked]
    assert int(found.space(0)["asked"]) == 0


def test_who_is_done_with_a_recording_gets_its_memory_back() -> None:
    running = process(TEXT)
    gc.disable()  # nothing waits for it
    try:
        recording = record(running, symbols(running), "fill", 8)
        notes = [weakref.ref(recording), weakref.ref(recording.trace)]
        assert recording[3].function == "put" and recording.over(2) and recording.stores("sum")
        assert recording.watch("i", "fill")
        del recording
        assert [each() for each in notes] == [None, None]
    finally:
        gc.enable()
    assert running.memory.undo is None and running.memory.times is None
