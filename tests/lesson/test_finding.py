# SPDX-License-Identifier: MIT
"""What the stepper in the browser may ask: changes, lines, hunks, broken invariants, macros."""

import pytest

from interp.kernel import KernelRecording, Machine
from interp.lesson import stepper
from interp.lesson.finding import Finder
from interp.lesson.point_view import narrow_variables, variables
from interp.lesson.sentence import sentence
from interp.lesson.stepper_widget import StepperWidget
from tests.lesson import fake

COUNT = "mem_map[8]._count.counter"


@pytest.fixture(scope="module")
def isolation() -> KernelRecording:
    return Machine("rfc-v2").record("start_isolate_page_range", 8, 16, "MIGRATE_MOVABLE")


@pytest.fixture(scope="module")
def finder(isolation: KernelRecording) -> Finder:
    return Finder(stepper(isolation))


def test_a_change_is_found_from_both_sides(finder: Finder, isolation: KernelRecording) -> None:
    there = finder.find("next", COUNT, 0)
    assert (there.said, there.failed) == (f"{COUNT}: 0 -> 1", False)
    assert finder.find("previous", COUNT, len(isolation) - 1).index == there.index
    assert any(change.where == COUNT for change in isolation[there.index].changes)


def test_a_line_of_the_file_in_view_needs_no_path(finder: Finder) -> None:
    assert finder.find("next", ":207", 0) == finder.find("next", "mm/page_isolation.c:207", 0)


@pytest.mark.parametrize(
    ("how", "what", "said"),
    [
        ("next", " ", "write a C expression"),
        ("next", "no_such_name", "'no_such_name' is not declared"),
        ("next", "1 +", "error"),
        ("next", ":1", "nor anywhere in this recording"),
        ("previous", COUNT, "not before point 1"),
        ("previous hunk", "", "a line of the patch: not before point 1"),
    ],
)
def test_what_is_not_there_is_said_in_one_line(
    finder: Finder, how: str, what: str, said: str
) -> None:
    found = finder.find(how, what, 0)
    assert found.failed and found.index == 0
    assert said in found.said and "\n" not in found.said


def test_hunk_by_hunk_through_the_patch(finder: Finder, isolation: KernelRecording) -> None:
    at, seen = 0, []
    while not (found := finder.find("next hunk", "", at)).failed:
        seen.append(found)
        at = found.index
    for found in seen:
        place = isolation.place(found.index)[1]
        rows = {row.number: row for row in isolation.tree.listing(place.file)}
        assert found.said == f"hunk {rows[place.line].hunk_index} of {rows[place.line].patch}"
    assert len({found.said for found in seen}) > 1
    assert finder.find("previous hunk", "", at).index == seen[-2].index


def test_the_moves_in_python_go_to_the_same_points(
    finder: Finder, isolation: KernelRecording
) -> None:
    walk = stepper(isolation).next_hunk()
    assert walk.index == finder.find("next hunk", "", 0).index
    assert walk.next_hunk().previous_hunk().index == finder.find("next hunk", "", 0).index
    assert walk.back_out().index == isolation.back_out(finder.find("next hunk", "", 0).index)


def test_the_first_broken_invariant_comes_with_its_sentence(
    finder: Finder, isolation: KernelRecording
) -> None:
    found, broken = finder.find("first broken", "", 0), isolation.first_broken()
    assert broken is not None and found.index == broken.index
    assert repr(broken.violations[0]) in found.said


def test_macros_of_the_line_in_view(finder: Finder) -> None:
    found = finder.find("macros", "", 4)
    assert "pfn += (1UL << 2)" in found.said and "<table" in found.html


def test_the_answer_brings_the_point_along(isolation: KernelRecording) -> None:
    widget = StepperWidget(stepper(isolation))
    answer = widget.answer({"find": {"how": "first broken", "what": "", "at": 3}})
    assert answer["found"]["at"] == 3
    assert [point["index"] for point in answer["points"]] == [answer["found"]["index"]]


def test_a_changed_variable_shows_what_it_was_in_the_browser_alone() -> None:
    before, point = fake.recording().moments[:2]
    assert "not yet written -> 3" in narrow_variables(point, before).text
    assert "->" not in variables(point, before).text


def test_a_step_is_one_sentence() -> None:
    told = sentence(stepper(fake.recording("BUG at page 8")), 5)
    assert told == (
        "point 6 of 6, start_isolate() at line 6 of mm/page_isolation.c, before return 0;: the "
        "machine stopped, BUG at page 8; isolate_free_page() returned; isolated[0] from 0 <none> "
        "to 8."
    )
    assert sentence(stepper(fake.recording()), 1).endswith("order from not yet written to 3.")
