# SPDX-License-Identifier: MIT
"""The views on the real thing: the patched kernel, recorded while it isolates and undoes it."""

from collections.abc import Iterator

import pytest

from interp.kernel import KernelRecording, Machine
from interp.lesson import board, counter_plot, counters, stepper
from interp.lesson.stepper_widget import StepperWidget
from tests.lesson.markup import complaints

ISOLATION = "mm/page_isolation.c"


@pytest.fixture(scope="module")
def recordings() -> Iterator[tuple[KernelRecording, KernelRecording]]:
    """[8, 16) isolated, and given back."""
    machine = Machine("rfc-v2")
    yield (
        machine.record("start_isolate_page_range", 8, 16, "MIGRATE_MOVABLE"),
        machine.record("undo_isolate_page_range", 8, 16, "MIGRATE_MOVABLE"),
    )


def test_the_step_that_puts_the_chunk_on_the_new_list(
    recordings: tuple[KernelRecording, KernelRecording],
) -> None:
    walker = stepper(recordings[0]).to(function="isolate_free_page")
    text = walker.text()
    assert f"isolate_free_page()  {ISOLATION}:" in walker.heading()
    assert "+         set_page_refcounted(page);" in text
    assert "page 8" in text
    assert "move_freepages()" in text
    while "isolated_pages\n  empty" in walker.text():
        walker.step()
    assert "isolated_pages\n  [8, order 3]•" in walker.text()
    assert "I3• .   .   ." in walker.text()


def test_a_hunk_of_the_mail_is_reached(
    recordings: tuple[KernelRecording, KernelRecording],
) -> None:
    walker = stepper(recordings[1]).to_hunk(ISOLATION, 2, patch="rfc-v2")
    frame = walker.point.stack[-1]
    assert frame.function == "unset_migratetype_isolate"
    assert walker.pane(ISOLATION).rows[0].number == 1


def test_eight_pages_from_nowhere(recordings: tuple[KernelRecording, KernelRecording]) -> None:
    isolate, undo = recordings
    assert "NR_FREE_PAGES         ≠ +8        32       24" in counters(isolate[-1]).text
    assert "NR_FREE_PAGES         ≠ +8        40       32" in counters(undo[-1]).text
    last = repr(counter_plot(undo)).split("\n")[-1]
    assert last.split() == [str(len(undo)), "40", "32"]


def test_every_point_is_shown(recordings: tuple[KernelRecording, KernelRecording]) -> None:
    for recording in recordings:
        widget: StepperWidget = stepper(recording).widget
        for index in range(0, len(recording), 7):
            point = widget.fragment(index)
            for part in ("messages", "changes", "variables", "board", "counters"):
                assert complaints(point[part]) == []
            path = point["stack"][-1][1]
            assert widget.answer({"files": [path]})["files"][path]


def test_a_machine_and_its_state_give_the_same_board() -> None:
    machine = Machine("rfc-v2")
    assert board(machine) == board(machine.state())
    assert counters(machine) == counters(machine.snapshot().as_dict())


def test_the_remark_of_the_mail_stands_at_its_line(
    recordings: tuple[KernelRecording, KernelRecording],
) -> None:
    rows = stepper(recordings[0]).pane(ISOLATION).rows
    said = [row for row in rows if row.remarks]
    assert [row.remarks[0].author for row in said] == ["Wen Congyang"]
    assert "start_pfn, unsigned long end_pfn)" in said[0].text
