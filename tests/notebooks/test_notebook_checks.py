# SPDX-License-Identifier: MIT
"""Each check sees its fault: a good lesson is spoilt in one place, and the check names it."""

from collections.abc import Callable
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tests.notebooks import notebook_checks as checks

Notebook = Any


def solution(source: str) -> Any:
    metadata = {"tags": ["solution"], "jupyter": {"source_hidden": True}}
    return new_code_cell(source, metadata=metadata)


def good_lesson() -> Notebook:
    """A small lesson that no check complains of."""
    lesson = new_notebook(
        cells=[
            new_markdown_cell(
                "# The new list\nWhere isolated pages wait. You will see them there."
            ),
            new_markdown_cell("## Prerequisites\nC."),
            new_markdown_cell("## What you will see\nThe end first:"),
            new_code_cell("from interp.lesson import check", id="import"),
            new_markdown_cell("**Predict** how many pages are left:"),
            new_code_cell("left = 24", id="left"),
            new_markdown_cell(
                "## The thread says\n> they can't be onlined\n\n**Change it yourself**. We look:"
            ),
            new_code_cell("predict('which')\npredict('then')\nprint(left)", id="print"),
            new_markdown_cell("## Lessons learned\n1. One."),
            new_markdown_cell("## Next\nUndoing it."),
            new_markdown_cell("## Background\nThe commit."),
            new_markdown_cell("## Exercises"),
            new_markdown_cell(
                "### Exercise 1\nHow many?\n\n<details><summary>Hint</summary>8</details>"
            ),
            new_code_cell("answer = ...\ncheck('left', answer)", id="exercise"),
            solution("# Solution\ncheck('left', 24)"),
            new_markdown_cell("## Modelled / left out\nMuch."),
        ],
        metadata={"kernelspec": checks.KERNELSPEC, "language_info": {"name": "python"}},
    )
    for count, (_, cell) in enumerate(checks.code_cells(lesson), start=1):
        cell.execution_count = count
    board = new_output("execute_result", {"text/html": "<table></table>"}, execution_count=2)
    cell_named(lesson, "left").outputs = [board]
    return lesson


def cell_named(lesson: Notebook, name: str) -> Any:
    return next(cell for cell in lesson.cells if cell.id == name)


def drop_heading(lesson: Notebook, heading: str) -> None:
    lesson.cells = [cell for cell in lesson.cells if heading not in cell.source]


@pytest.mark.parametrize(
    "check", [*checks.RUN_CHECKS, *checks.TEXT_CHECKS], ids=lambda check: check.__name__
)
def test_a_good_lesson_has_no_complaint(check: checks.Check) -> None:
    lesson = good_lesson()
    nbformat.validate(lesson)
    assert check(lesson) == []


# What running left behind


@pytest.mark.parametrize("source", ["left;", "left; # quiet", "%time left\nleft;\n\n"])
def test_semicolon_at_the_end(source: str) -> None:
    lesson = good_lesson()
    cell_named(lesson, "left").source = source
    assert checks.no_semicolon_at_the_end(lesson) == ["cell 5 ends in a semicolon"]


def test_semicolon_of_c_is_no_semicolon_at_the_end() -> None:
    lesson = good_lesson()
    cell_named(lesson, "left").source = "%%c\nint left = 24;"
    assert checks.no_semicolon_at_the_end(lesson) == []


def test_cell_that_was_never_run() -> None:
    lesson = good_lesson()
    cell_named(lesson, "left").execution_count = None
    assert checks.counts_ascend(lesson) == ["cell 5 has execution count None, not 2"]


def test_cells_run_out_of_order() -> None:
    lesson = good_lesson()
    cell_named(lesson, "left").execution_count = 7
    assert checks.counts_ascend(lesson) == ["cell 5 has execution count 7, not 2"]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("from ipywidgets import interact", "interact"),
        ("ipywidgets.Output()", "Output"),
        ("%matplotlib inline\nwidgets.interactive_output(f, {})", "interactive_output"),
    ],
)
def test_untestable_widget(source: str, name: str) -> None:
    lesson = good_lesson()
    cell_named(lesson, "left").source = source
    assert checks.only_testable_widgets(lesson) == [f"cell 5 uses {name}"]


def test_stored_widget_state() -> None:
    lesson = good_lesson()
    lesson.metadata.widgets = {}
    assert checks.no_widget_state(lesson) == ["widget state is stored"]


def test_stored_widget_view() -> None:
    lesson = good_lesson()
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "0"}, "text/plain": "HTML()"}
    cell_named(lesson, "left").outputs = [new_output("display_data", data=view)]
    assert checks.no_widget_state(lesson) == ["cell 5 stores a widget view"]


@pytest.mark.parametrize(
    "path",
    ["/home/somebody/patch.c", "~/clone/patch.c", "~/.local/x.c", "/Users/x/a.c", "C:\\kernel"],
)
@pytest.mark.parametrize("kind", ["source", "stream", "html", "traceback"])
def test_absolute_path(path: str, kind: str) -> None:
    lesson = good_lesson()
    cell = cell_named(lesson, "left")
    match kind:
        case "source":
            cell.source = f"open('{path}')"
        case "stream":
            cell.outputs = [new_output("stream", text=f"read {path}\n")]
        case "html":
            data = {"text/html": f"<b>{path}</b>"}
            cell.outputs = [new_output("display_data", data=data)]
        case "traceback":
            error = {"ename": "E", "evalue": "", "traceback": [f"File \x1b[32m{path}\x1b[0m"]}
            cell.outputs = [new_output("error", **error)]
    assert len(checks.no_absolute_path(lesson)) == 1


@pytest.mark.parametrize("text", ["/proc/pagetypeinfo", "mm/page_alloc.c", "a /= b", "</tmp/>"])
def test_what_only_looks_like_an_absolute_path(text: str) -> None:
    lesson = good_lesson()
    cell_named(lesson, "left").outputs = [new_output("stream", text=text)]
    assert checks.no_absolute_path(lesson) == []


def test_failure_without_the_tag() -> None:
    lesson = good_lesson()
    error = new_output("error", ename="Fault", evalue="BUG", traceback=["BUG"])
    cell_named(lesson, "left").outputs = [error]
    assert checks.fails_only_where_tagged(lesson) == [
        "cell 5 fails and is not tagged raises-exception"
    ]


def test_tag_without_the_failure() -> None:
    lesson = good_lesson()
    cell_named(lesson, "left").metadata.tags = ["raises-exception"]
    assert checks.fails_only_where_tagged(lesson) == [
        "cell 5 is tagged raises-exception and does not fail"
    ]


def test_kernel_of_one_machine() -> None:
    lesson = good_lesson()
    lesson.metadata.kernelspec = {**checks.KERNELSPEC, "name": "my-venv"}
    assert "my-venv" in checks.kernel_is_python3(lesson)[0]


def test_version_of_one_machine() -> None:
    lesson = good_lesson()
    lesson.metadata.language_info = {"name": "python", "version": "3.11.7"}
    assert "3.11.7" in checks.no_metadata_of_a_machine(lesson)[0]


def test_times_of_one_run() -> None:
    lesson = good_lesson()
    cell_named(lesson, "left").metadata.execution = {}
    assert checks.no_metadata_of_a_machine(lesson) == ["cell 5: metadata execution"]


# The skeleton of a lesson


def test_no_title() -> None:
    lesson = good_lesson()
    lesson.cells[0].source = "## The new list"
    assert checks.begins_with_title(lesson) == ["the notebook does not begin with a # title"]


@pytest.mark.parametrize(
    ("heading", "part"),
    [
        ("## Prerequisites", "prerequisites"),
        ("## What you will see", "what you will see"),
        ("**Predict**", "predict"),
        ("## The thread says", "the thread says"),
        ("## Lessons learned", "lessons learned"),
        ("## Next", "next"),
        ("## Background", "background"),
        ("## Exercises", "exercises"),
        ("## Modelled / left out", "modelled / left out"),
    ],
)
def test_missing_part(heading: str, part: str) -> None:
    lesson = good_lesson()
    drop_heading(lesson, heading)
    assert checks.has_every_part(lesson) == [f"no heading says: {part}"]


def test_parts_out_of_order() -> None:
    lesson = good_lesson()
    lesson.cells.append(new_markdown_cell("## Background\nAgain."))
    assert checks.parts_in_order(lesson) == ["exercises stands before background"]


def unmark(cell: Any) -> None:
    cell.metadata.tags = []


def show(cell: Any) -> None:
    cell.metadata.jupyter = {}


def rename(cell: Any) -> None:
    cell.source = "check('left', 24)"


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (unmark, "solution cell 14 is not tagged solution"),
        (show, "solution cell 14 is not collapsed"),
        (rename, "solution cell 14 does not begin # Solution"),
    ],
)
def test_unmarked_solution(spoil: Callable[[Any], None], complaint: str) -> None:
    lesson = good_lesson()
    spoil(lesson.cells[14])
    assert checks.solutions_are_marked(lesson) == [complaint]


@pytest.mark.parametrize("source", ["%%c\n// Solution\nint left;", "%%hunk\n# Solution\n--- a/mm"])
def test_solution_below_a_magic(source: str) -> None:
    lesson = good_lesson()
    lesson.cells[14].source = source
    assert checks.solutions_are_marked(lesson) == []


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ("check('left', answer)", "Exercise 1: no check(...)"),
        ("<details>", "Exercise 1: no hint in <details>"),
        ("# Solution", "Exercise 1: no solution"),
    ],
)
def test_half_an_exercise(words: str, complaint: str) -> None:
    lesson = good_lesson()
    if words == "# Solution":
        del lesson.cells[14]
    for cell in lesson.cells:
        cell.source = cell.source.replace(words, "")
    assert checks.exercises_are_whole(lesson) == [complaint]


def test_no_exercise() -> None:
    lesson = good_lesson()
    drop_heading(lesson, "### Exercise 1")
    assert checks.exercises_are_whole(lesson) == ["no exercise (### below the heading Exercises)"]


def test_long_cells() -> None:
    lesson = good_lesson()
    for _, cell in checks.code_cells(lesson):
        cell.source = "\n".join(["left"] * 5)
    assert checks.cells_are_short(lesson) == ["the median code cell has 5 lines"]


def test_very_long_cell() -> None:
    lesson = good_lesson()
    cell_named(lesson, "left").source = "\n".join(["left"] * 20)
    assert checks.cells_are_short(lesson) == ["1 of 5 code cells have 20 lines or more"]


@pytest.mark.parametrize("before", [None, "### Only a heading"])
def test_code_without_text_before(before: str | None) -> None:
    lesson = good_lesson()
    if before is None:
        del lesson.cells[4]
    else:
        lesson.cells[4].source = before
    assert checks.text_before_code(lesson)[0].startswith("no text before code cell")


# What a lesson asks and shows


def test_one_prediction_is_too_few() -> None:
    lesson = good_lesson()
    cell_named(lesson, "print").source = "predict('which')"
    assert checks.asks_twice(lesson) == ["1 predictions"]


def test_a_reader_who_changes_nothing() -> None:
    lesson = good_lesson()
    drop_heading(lesson, "Change it yourself")
    assert checks.reader_changes_c(lesson) == ["the reader is nowhere asked to change the C"]


def test_a_lesson_without_a_picture() -> None:
    lesson = good_lesson()
    cell_named(lesson, "left").outputs = []
    assert checks.has_a_picture(lesson) == ["no plot and no board"]


def test_a_lesson_that_is_there_is_said_to_be_missing() -> None:
    lesson = good_lesson()
    lesson.cells[-1].source += " *Repair it* is not written yet. *Ballooning* is not written yet."
    index = len(lesson.cells) - 1
    said = f"cell {index}: Ballooning is there, but is said not to be written yet"
    assert checks.names_no_lesson_as_missing(lesson) == [said]
