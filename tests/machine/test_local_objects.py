# SPDX-License-Identifier: MIT
"""Local objects in memory as recordings and reports see them: arrays of variable length too."""

import pytest

from interp.lang.types import INT, ArrayType, PointerType
from interp.lang.variable_types import VariableArray, concrete, joined, varies
from interp.machine import Fault, record
from interp.machine.values import Space
from tests.machine.programs import first_line, process, symbols

TEXT = """\
int use(int n, int m)
{
	int i, total = 0;
	for (i = 1; i <= n; i++) {
		int a[i][m], (*p)[m] = a;
		a[i - 1][0] = i;
		p[i - 1][m - 1] = -i;
		total += a[i - 1][0];
	}
	typedef short T[n + 1];
	T t, *q = &t;
	t[n] = 7;
	return total + (*q)[n] + sizeof t;
}
int rows(int n, int a[n][n])
{
	return a[n - 1][n];
}
int caller(int n)
{
	int a[n][n];
	a[n - 1][n - 1] = 3;
	return rows(n, a);
}
"""


@pytest.fixture(scope="module")
def recording():
    running = process(TEXT)
    return record(running, symbols(running), "use", 3, 2)


def locals_at(moment):
    return {variable.name: variable for variable in moment.stack[-1].locals}


def on_line(recording, line):
    return [moment for moment in recording if moment.location.line == first_line() + line]


def test_a_type_is_told_with_its_lengths_as_they_are(recording):
    types = [locals_at(moment)["a"].type for moment in on_line(recording, 7)]
    assert types == ["int [1][2]", "int [2][2]", "int [3][2]"]
    last = locals_at(on_line(recording, 13)[0])
    assert (last["t"].type, last["q"].type) == ("short [4]", "short (*)[4]")


def test_elements_change_and_are_shown_at_each_moment(recording):
    (change,) = on_line(recording, 8)[-1].changes
    assert (change.where, change.new) == ("a[2][1]", "-3")
    assert locals_at(on_line(recording, 8)[0])["a"].text == "{ { 1, -1 } }"
    assert "a" not in locals_at(on_line(recording, 12)[0])


def test_forward_and_back_see_the_same(recording):
    forward = [locals_at(moment) for moment in recording]
    back = [locals_at(recording[index]) for index in reversed(range(len(recording)))]
    assert forward == back[::-1]


def test_expressions_know_the_lengths(recording):
    at = on_line(recording, 8)[1].index
    asked = {text: recording.look(text, at) for text in ("a[1][0]", "*p", "p[1][1]", "p + 1 > p")}
    assert {text: value.text_() for text, value in asked.items()} == {
        "a[1][0]": "2",
        "*p": "{ " + asked["*p"].text_()[2:],
        "p[1][1]": "-2",
        "p + 1 > p": "1",
    }
    assert len(asked["*p"]) == 2
    assert recording.look("(*q)[3] + t[3]", on_line(recording, 13)[0].index) == 14


def test_a_report_names_the_array_and_its_size():
    running = process(TEXT)
    with pytest.raises(Fault) as caught:
        running.call("caller", 3)
    assert "index 3 of an array of 3 elements" in str(caught.value)
    running = process(TEXT.replace("a[n - 1][n];", "a[n][0];"))
    with pytest.raises(Fault) as caught:
        running.call("caller", 3)
    assert "0 bytes behind 'a' of caller() of 36 bytes" in str(caught.value)


def test_what_nobody_knows_the_size_of_is_not_guessed():
    text = "typedef char T[n]; static T *row = (T *)memory; row++; return sizeof *row;"
    running = process(f"char memory[9]; int walk(int n) {{ {text} }}")
    assert running.call("walk", 3) == 3
    row = next(r for r in symbols(running).regions if r.name == "walk.row")
    assert str(row.type) == "char (*)[n]"
    value = Space(symbols(running), running.memory.data).object(row.type, row.address)
    assert value.value_() == running.program.data[0].address + 3
    with pytest.raises(IndexError, match=r"the size of 'char \[n\]' is not known here"):
        value[1]


def test_lengths_become_known_one_by_one():
    row = VariableArray(INT, None, count="m", text="m")
    table = VariableArray(row, None, count="n", text="n + 1")
    assert str(PointerType(table)) == "int (*)[n + 1][m]"
    assert str(concrete(table, {"n": 2})) == "int [2][m]"
    assert concrete(table, {"n": 2, "m": 3}) == ArrayType(ArrayType(INT, 3), 2)
    assert concrete(ArrayType(PointerType(row), 2), {"m": 3}) == ArrayType(
        PointerType(ArrayType(INT, 3)), 2
    )
    assert varies(PointerType(row)) and not varies(concrete(PointerType(row), {"m": 1}))


def test_a_known_length_decides():
    variable, fixed = VariableArray(INT, None, count="n"), ArrayType(INT, 3)
    unknown = ArrayType(INT, None)
    for one, other in ((variable, fixed), (fixed, variable), (unknown, fixed)):
        assert joined(PointerType(one), PointerType(other)) == PointerType(fixed)
    assert joined(unknown, variable) == joined(variable, unknown) == variable
