# SPDX-License-Identifier: MIT
"""What the stepper tells of an expression: type, value, address, and how it got that value."""

import pytest

from interp.kernel import KernelRecording, Machine
from interp.lang import CError
from interp.lesson import stepper
from interp.lesson.finding import Finder
from interp.lesson.point_view import texts_of_same_call
from interp.lesson.seeking import NotReached
from interp.lesson.stepper import Stepper

OWN = """
static void twice(int *number)
{
	*number = *number + *number;
}

int counted(int limit)
{
	int sum = 1;
	int turn;

	for (turn = 0; turn < limit; turn++)
		twice(&sum);
	return sum;
}
"""


@pytest.fixture(scope="module")
def counted() -> KernelRecording:
    machine = Machine("rfc-v2")
    machine.define(OWN)
    return machine.record("counted", 3)


@pytest.fixture(scope="module")
def isolation() -> Stepper:
    return stepper(
        Machine("rfc-v2").record("start_isolate_page_range", 8, 16, "MIGRATE_MOVABLE"), at=-1
    )


def cells(text: str) -> list[list[str]]:
    return [line.split(maxsplit=2) for line in text.split("\n")]


def test_a_field_of_a_page_comes_with_its_address_and_who_set_it(isolation: Stepper) -> None:
    page = isolation.recording.symbols.program.types["struct page"]  # type: ignore[attr-defined]
    offset = page.find("_count").offset
    view = isolation.about("mem_map[8]._count.counter")
    rows = cells(view.text)
    assert rows[:2] == [["type", "int"], ["value", "1"]]
    assert (int(rows[2][1], 16) - offset) % page.size == int(
        isolation.recording.look(  # type: ignore[attr-defined]
            "&mem_map[0]", 0
        )
    ) % page.size
    assert rows[5] == ["1", "0", "as it was"]
    assert rows[6][1:] == ["1", rows[6][2]] and rows[6][2].startswith("set_page_count() mm/")


def test_the_same_field_by_a_pointer_has_the_same_history(isolation: Stepper) -> None:
    inside = stepper(isolation.recording).to("__add_isolated_page")
    by_name = inside.about("mem_map[8]._count.counter").text
    assert inside.about("page->_count.counter").text == by_name


def test_a_variable_without_a_place_in_memory_has_the_history_of_its_call(
    isolation: Stepper,
) -> None:
    rows = cells(isolation.go(-2).about("pfn").text)
    assert rows[2][1:] == ["none:", "it has no place in memory"]
    assert [row[1] for row in rows[5:]] == ["8", "12", "16"]
    assert {row[2].split()[0] for row in rows[5:]} == {"start_isolate_page_range()"}


def test_what_is_not_there_or_no_c_is_said(isolation: Stepper) -> None:
    with pytest.raises(NotReached, match="'pfn' is not yet written"):
        isolation.go(0).about("pfn")
    with pytest.raises(CError, match="not declared"):
        isolation.about("no_such_name")


def test_a_callers_variable_is_known_inside_of_what_it_calls(counted: KernelRecording) -> None:
    finder = Finder(stepper(counted))
    changes = [
        (index, change.new)
        for index in range(len(counted))
        for change in counted[index].changes
        if change.where == "sum" and counted.depth(index) > 1
    ]
    assert [new for _, new in changes] == ["2", "4", "8"]
    (first, _), (second, _), (third, _) = changes
    assert counted.depth(first) == 2  # still inside of twice(), to which sum is no name
    assert finder.find("next", "sum", first).index == second
    assert finder.find("previous", "sum", third).index == second
    assert finder.find("next", "sum", second).said == "sum: 4 -> 8"
    assert finder.find("about", "sum", third).said.split("\n")[1].split() == ["value", "8"]


def test_what_a_call_gave_back_is_marked_as_changed(isolation: Stepper) -> None:
    """The variable that takes a result changes while another function is innermost."""
    recording = isolation.recording
    back = next(
        index
        for index in range(1, len(recording))
        if recording.depth(index) < recording.depth(index - 1) and recording[index].stack[-1].locals
    )
    assert texts_of_same_call(recording[back], recording[back - 1])
    assert not texts_of_same_call(recording[1], None)
