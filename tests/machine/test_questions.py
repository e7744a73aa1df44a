# SPDX-License-Identifier: MIT
"""Questions to a recording: who wrote it, what was it when, where is this so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interp.lang import CError
from interp.machine import BadQuestion, Recording, record
from interp.machine.expressions import Looker, question
from interp.machine.lvalues import NoSuchObject
from tests.machine.programs import first_line, process, symbols

TEXT = """\
struct pair { int left; unsigned int right : 4; unsigned int flag : 1; };
struct pair pairs[3], *chosen;
long total;
enum { LIMIT = 2 };
static void add(struct pair *pair, int by)
{
	pair->left += by;
	pair->right = by & 15;
	total += by;
}
int run(int n)
{
	int i;
	for (i = 0; i < n; i++) {
		chosen = &pairs[i % 3];
		add(chosen, i);
	}
	return total;
}
"""


def recorded(n: int = 5) -> Recording:
    running = process(TEXT)
    return record(running, symbols(running), "run", n)


def test_every_store_to_a_scalar_with_who_did_it() -> None:
    stores = recorded().stores("total")
    assert [(s.old, s.new) for s in stores] == [("0", "1"), ("1", "3"), ("3", "6"), ("6", "10")]
    assert {s.function for s in stores} == {"add"}
    assert {s.location.line - first_line() for s in stores} == {9}


def test_of_a_structure_all_that_is_in_it() -> None:
    found = [(s.where, s.old, s.new) for s in recorded(4).stores("pairs[0]")]
    assert found == [("pairs[0].left", "0", "3"), ("pairs[0].right", "0", "3")]


def test_a_bit_field_is_not_its_neighbour() -> None:
    assert recorded().stores("pairs[1].flag") == ()
    assert [s.new for s in recorded().stores("pairs[1].right")] == ["1", "4"]


def test_the_last_store_and_the_next_change() -> None:
    recording = recorded()
    last = recording.last_store("total")
    assert last is not None and last.new == "10"
    before = recording.last_store("total", before=last.index - 1)
    assert before is not None and before.new == "6"
    assert recording.next_change(before.index, "total") == last.index
    assert recording.previous_change(last.index, "total") == before.index
    assert recording.next_change(last.index, "total") is None
    assert recording.last_store("pairs[2].flag") is None


def test_stores_are_the_changes_of_the_moments() -> None:
    recording = recorded()
    for where in ("total", "pairs[1].left", "chosen"):
        changes = [
            (moment.index, c.old, c.new)
            for moment in recording
            for c in moment.changes
            if c.where == where
        ]
        assert [(s.index, s.old, s.new) for s in recording.stores(where)] == changes


def test_an_expression_is_watched_where_its_names_are_in_scope() -> None:
    recording = recorded(3)
    assert [w.text for w in recording.watch("by * 2", "add")] == ["0", "2", "4"]
    assert [w.value for w in recording.watch("i")] == [None, 0, 1, 2, 3]
    assert [w.text for w in recording.watch("pair->left", "add")] == ["0", "1", "0", "2"]


def test_points_are_found_by_a_condition() -> None:
    recording = recorded(4)
    points = recording.find("by > LIMIT && pair == &pairs[0]", at="add")
    assert points and {recording.place(index)[0] for index in points} == {"add"}
    line = first_line() + 9
    path = recording.place(0)[1].file
    at_total = recording.find("by == 3", at=f"{path}:{line}")
    assert [recording.place(index)[1].line for index in at_total] == [line]
    assert len(recording.points_at(path, line)) == 4


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("totl", "did you mean 'total'"),
        ("pairs[0].lef", "did you mean 'left'"),
        ("total = 3", "only values are looked at"),
        ("run(3)", "only values are looked at"),
        ("total +", "expected"),
        ("", "an expression is needed"),
    ],
)
def test_a_wrong_expression_is_told(wrong: str, said: str) -> None:
    with pytest.raises(CError, match=said):
        recorded().watch(wrong)


def test_a_wrong_place_is_told() -> None:
    with pytest.raises(BadQuestion, match="no point of this recording"):
        recorded().find("1", at="nobody")
    with pytest.raises(BadQuestion, match="write a function, or path:line"):
        recorded().find("1", at="file.c:x")
    with pytest.raises(NoSuchObject):
        recorded().stores("total + 1")


NUMBER = st.integers(-(2**31), 2**31 - 1)


@given(NUMBER, NUMBER, st.sampled_from(["<", ">", "==", "!=", "<=", ">="]))
def test_comparisons_are_those_of_c(left: int, right: int, operator: str) -> None:
    space = recorded(1).space(0)
    asked = question(f"({left}) {operator} ({right})")
    assert bool(Looker(space, {}, {}).value(asked)) == eval(f"({left}) {operator} ({right})")


def test_a_local_of_an_inner_block_is_watched_where_it_is() -> None:
    text = """\
int run(int n)
{
	int sum = 0;
	for (int i = 0; i < n; i++) {
		int square = i * i;
		sum += square;
	}
	return sum;
}
"""
    running = process(text)
    found = record(running, symbols(running), "run", 3).watch("square")
    assert [w.value for w in found if w.value is not None] == [0, 1, 4]
    assert found[0].value is None
