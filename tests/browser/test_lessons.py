# SPDX-License-Identifier: MIT
"""Every lesson in a real JupyterLab: all cells run, and each of its widgets is used once."""

import re
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Locator, expect

from interp.lesson.check import question
from tests.browser.lab_page import NotebookPage

Open = Callable[..., NotebookPage]

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
LESSONS = sorted(path.name for path in NOTEBOOKS.glob("*.ipynb") if path.name[:2] != "00")

PREDICTION = re.compile(r"^predict\(\"([^\"]+)\"", re.MULTILINE)
STEPPER = re.compile(r"(?:^stepper\(|^walk$)", re.MULTILINE)

# The execution counts of the code cells; a collapsed cell has no prompt to read them from.
COUNTS = """() => window.jupyterapp.shell.currentWidget.content.widgets
    .filter(cell => cell.model.type === 'code').map(cell => cell.model.executionCount)"""


def sources(name: str) -> list[str]:
    """The source of every cell; empty for text."""
    cells = nbformat.read(NOTEBOOKS / name, as_version=4).cells
    return [cell.source if cell.cell_type == "code" else "" for cell in cells]


def last_expression(source: str) -> str:
    """The last line of a cell, which is what it shows."""
    return source.rstrip().rsplit("\n", 1)[-1]


@pytest.mark.parametrize("name", LESSONS)
def test_lesson(open_notebook: Open, name: str) -> None:
    it_tells_its_story_before_it_is_trusted_or_run(open_notebook(name, trusted=False))
    notebook = open_notebook(name)
    notebook.run_all_cells(180)
    expect(notebook.page.locator(".jp-OutputArea-output[data-mime-type*=error]")).to_have_count(0)
    cells = sources(name)
    code = [index for index, source in enumerate(cells) if source]
    # The last cell's number may come a moment after its outputs.
    notebook.page.wait_for_function(f"number => ({COUNTS})().at(-1) === number", arg=len(code))
    assert notebook.page.evaluate(COUNTS) == list(range(1, len(code) + 1))
    predictions = 0
    steppers = 0
    for index in code:
        shown = last_expression(cells[index])
        if found := PREDICTION.match(shown):
            use_prediction(notebook.output(index), found[1])
            predictions += 1
        if STEPPER.match(shown):
            use_stepper(notebook.output(index))
            steppers += 1
    assert predictions >= 2 and steppers >= 1


def it_tells_its_story_before_it_is_trusted_or_run(notebook: NotebookPage) -> None:
    """What a fresh clone shows: boards and steppers as text or plain HTML, questions unanswered."""
    outputs = notebook.page.locator(".jp-NotebookPanel .jp-OutputArea-output")
    text = "\n".join(outputs.all_inner_texts())
    assert "Predict:" in text and "answer: check(" in text
    assert re.search(r"point \d+ of \d+", text)
    assert "not yet: there is no answer yet" in text.replace("… ", "")


def use_prediction(asked: Locator, name: str) -> None:
    """Give an answer to a prediction: the first choice, or a number that is none of it."""
    choices = question(name).choices
    if choices:
        asked.get_by_role("radio", name=choices[0], exact=True).check()
        asked.get_by_role("button", name="answer").click()
    else:
        asked.get_by_placeholder("your answer").fill("999")
        asked.get_by_role("button", name="answer").click()
    # The kernel may still be busy with what the steppers above have asked for.
    told = expect(asked.get_by_role("status"))
    told.to_contain_text(re.compile("right|not yet"), timeout=60_000)


def use_stepper(output: Locator) -> None:
    """One step forward, one back, and to the end, each shown."""
    root = output.get_by_role("group", name="Stepper")
    root.scroll_into_view_if_needed()
    expect(root).to_have_attribute("data-point", re.compile(r"\d+"))  # once the kernel has answered
    start = int(root.get_attribute("data-point") or "-1")
    for name, point in [("step", start + 1), ("back", start)]:
        root.get_by_role("button", name=name, exact=True).click()
        expect(root).to_have_attribute("data-point", str(point))
        expect(root.locator(".row.current")).to_have_count(1)
    root.get_by_role("button", name="last", exact=True).click()
    expect(root.get_by_role("button", name="step", exact=True)).to_have_attribute(
        "aria-disabled", "true"
    )
