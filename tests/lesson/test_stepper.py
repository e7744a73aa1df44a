# SPDX-License-Identifier: MIT
"""Going through a recording without a browser."""

from typing import Any

import pytest

from interp.lesson import Stepper, stepper
from interp.lesson.stepper_widget import StepperWidget
from tests.lesson import fake
from tests.lesson.markup import complaints, words


def places(moves: list[str], start: int = 0) -> list[int]:
    """Where each of these moves leads, one after the other."""
    walker = stepper(fake.recording(), at=start)
    return [getattr(walker, move)().index for move in moves]


def test_steps_forward_and_back() -> None:
    assert places(["step", "step", "back", "last", "back", "first"]) == [1, 2, 1, 5, 4, 0]


def test_the_ends_hold() -> None:
    assert places(["back", "last", "step", "over", "out"]) == [0, 5, 5, 5, 5]


def test_over_passes_a_call_and_out_leaves_it() -> None:
    assert places(["over"], start=1) == [5]
    assert places(["over", "over"], start=2) == [3, 5]
    assert places(["out"], start=4) == [5]


def test_going_to_a_number() -> None:
    walker = stepper(fake.recording())
    assert [walker.go(3).index, walker.go(-1).index, walker.go(99).index] == [3, 5, 5]


def test_a_start_point() -> None:
    assert stepper(fake.recording(), at=-1).index == 5


def test_to_a_function() -> None:
    walker = stepper(fake.recording())
    assert walker.to(function="isolate_free_page").index == 2
    assert walker.to(function="list_add").index == 4


def test_to_a_function_that_lies_behind() -> None:
    walker = stepper(fake.recording()).last()
    with pytest.raises(LookupError, match=r"list_add\(\) is not reached after point 6; .* point 5"):
        walker.to(function="list_add")
    assert walker.index == 5


def test_to_a_function_that_is_never_called() -> None:
    with pytest.raises(LookupError, match=r"did you mean list_add\(\)\?"):
        stepper(fake.recording()).to(function="list_ad")


def test_to_a_line_and_to_a_hunk() -> None:
    walker = stepper(fake.recording())
    assert walker.to_line("mm/page_isolation.c", 12).index == 3
    assert walker.first().to_hunk("mm/page_isolation.c", 2).index == 2
    assert walker.first().to_hunk("mm/page_isolation.c", 1, patch="toy-patch").index == 1
    with pytest.raises(LookupError, match=r"hunk 7 of mm/page_isolation\.c is not reached"):
        walker.to_hunk("mm/page_isolation.c", 7)


def test_an_empty_recording_is_refused() -> None:
    with pytest.raises(ValueError, match="no points"):
        Stepper(fake.FakeRecording(()))


def test_the_text_of_a_point() -> None:
    text = repr(stepper(fake.recording(fault="BUG at <here>"), at=-1))
    assert text.startswith("point 6 of 6  start_isolate()  mm/page_isolation.c:6  cpu 0\n\n")
    for said in (
        "▶     6           return 0;",
        "  isolate_free_page() returned\n  isolated 8 & 9\n  The machine stopped here.\n"
        "  BUG at <here>",
        "  isolated[0]  0 <none>  8 •",
        "  ▶  start_isolate()  mm/page_isolation.c:6",
        "  NR_FREE_PAGES         ≠ +8         16  16 -> 8 •",
    ):
        assert said in text


def test_a_variable_not_yet_written_and_one_that_changed() -> None:
    walker = stepper(fake.recording())
    assert "  order     not yet written  int" in walker.text()
    assert "  order     3 •    int" in walker.step().text()
    # The same name in another call is another variable.
    assert "  order     3       int" in walker.step().text()


def test_the_page_without_a_widget_is_whole_and_tells_the_same() -> None:
    for index in range(6):
        walker = stepper(fake.recording(fault="BUG <x>"), at=index)
        assert complaints(walker.html()) == []
        assert " ".join(walker.heading().split()) in words(walker.html())


def test_a_notebook_gets_widget_page_and_text() -> None:
    walker = stepper(fake.recording())
    bundle = walker._repr_mimebundle_()
    assert bundle["text/plain"] == walker.text()
    assert bundle["text/html"] == walker.html()
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_two_runs_print_the_same() -> None:
    first, second = (stepper(fake.recording(), at=4)._repr_mimebundle_() for _ in range(2))
    for kind in ("text/plain", "text/html"):
        assert first[kind] == second[kind]


# The kernel's side of the widget


@pytest.fixture
def widget() -> StepperWidget:
    found: StepperWidget = stepper(fake.recording()).widget
    return found


def test_the_browser_gets_the_points_it_asks_for(widget: StepperWidget) -> None:
    answer = widget.answer({"points": [2, 99, -1], "files": []})
    assert [point["index"] for point in answer["points"]] == [2]
    point = answer["points"][0]
    assert point["stack"] == [
        ["start_isolate", "mm/page_isolation.c", 5],
        ["isolate_free_page", "mm/page_isolation.c", 11],
    ]
    assert (point["over"], point["out"]) == (3, 5)
    assert point["changes"] == ""


def test_the_browser_gets_a_file_row_by_row(widget: StepperWidget) -> None:
    rows = widget.answer({"files": ["mm/page_isolation.c"]})["files"]["mm/page_isolation.c"]
    assert [(row[0], row[1]) for row in rows[:5]] == [
        (1, " "),
        (2, " "),
        (3, " "),
        (None, "-"),
        (4, "+"),
    ]
    assert rows[4][3] == "hunk 1 of toy-patch"
    assert "Wen Congyang" in rows[5][4][0]


def test_every_piece_for_the_browser_is_whole_html(widget: StepperWidget) -> None:
    for index in range(6):
        point = widget.fragment(index)
        for name in ("messages", "changes", "variables", "board", "counters"):
            assert complaints(point[name]) == []


def test_python_and_the_browser_move_each_other() -> None:
    walker = stepper(fake.recording())
    walker.widget.index = 3
    assert walker.index == 3
    walker.step()
    assert walker.widget.index == 4


def test_a_failure_is_told_to_the_reader(widget: StepperWidget) -> None:
    sent: list[dict[str, Any]] = []
    widget.send = sent.append
    widget._answer(None, {"files": ["mm/nowhere.c"]}, None)
    assert sent == [{"error": "KeyError: 'mm/nowhere.c'"}]


def test_the_label_names_the_call(widget: StepperWidget) -> None:
    assert widget.title == "start_isolate(8)"
