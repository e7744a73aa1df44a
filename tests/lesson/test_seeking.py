# SPDX-License-Identifier: MIT
"""Going through a recording by what happens in it: changes, lines, the first broken invariant."""

import pytest

from interp.kernel import KernelRecording, Machine
from interp.lesson import Stepper, stepper
from interp.lesson.seeking import NotReached
from tests.lesson.markup import complaints


@pytest.fixture(scope="module")
def isolation() -> KernelRecording:
    return Machine("rfc-v2").record("start_isolate_page_range", 8, 16, "MIGRATE_MOVABLE")


@pytest.fixture
def walk(isolation: KernelRecording) -> Stepper:
    return stepper(isolation)


def test_from_change_to_change_of_a_lvalue_and_back(walk: Stepper) -> None:
    walk.next_change("mem_map[8]._count.counter")
    there = walk.index
    assert any(c.where.startswith("mem_map[8]._count.counter") for c in walk.point.changes)
    walk.last().previous_change("mem_map[8]._count.counter")
    assert walk.index >= there
    with pytest.raises(NotReached, match="not before point 1"):
        walk.first().previous_change("mem_map[8]._count.counter")


def test_to_a_line_and_back_to_it(walk: Stepper) -> None:
    walk.to("isolate_free_page")
    frame = walk.point.stack[-1].location
    place, there = f"{frame.file}:{frame.line}", walk.index
    assert walk.first().run_to(place).index == walk.last().run_back_to(place).index == there
    with pytest.raises(NotReached, match="nor anywhere"):
        walk.run_to("mm/page_isolation.c:1")
    with pytest.raises(NotReached, match="write path:line"):
        walk.run_to("line 7")


def test_to_the_first_broken_invariant(isolation: KernelRecording, walk: Stepper) -> None:
    broken = isolation.first_broken()
    assert broken is not None and walk.to_first_broken().index == broken.index


def test_the_values_that_a_variable_has_had(walk: Stepper) -> None:
    text = walk.last().history("order", "isolate_free_page", last=2).text
    assert text.split("\n")[0].split() == ["point", "order"]
    assert text.endswith("3")


def test_what_macros_made_of_a_line(walk: Stepper) -> None:
    lines = walk.recording.tree.listing("mm/page_isolation.c")
    loop = next(row.number for row in lines if "list_for_each_entry_reverse(" in row.text)
    view = walk.to("isolate_free_page").expand(loop)
    assert "for (cursor = ((typeof(*cursor) *)" in view.text
    assert complaints(view.html) == []
    with pytest.raises(NotReached, match="uses no macro"):
        walk.expand(1)
