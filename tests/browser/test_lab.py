# SPDX-License-Identifier: MIT
"""The fixtures of this folder at work: a notebook is opened, run and read in a real browser."""

import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import Error, Page, TimeoutError, expect

from tests.browser.lab_page import NotebookPage, Sheet

Open = Callable[..., NotebookPage]
Write = Callable[[str, list[str]], str]


def test_cells_run_alone_and_together(write_notebook: Write, open_notebook: Open) -> None:
    prefix = "import os, sys; print(sys.prefix, os.environ['IPYTHONDIR'])"
    notebook = open_notebook(
        write_notebook("three cells.ipynb", ["print(6*7)", "print('b')", prefix])
    )
    notebook.run_cell(1)
    expect(notebook.output(1)).to_have_text("b")
    expect(notebook.output(0)).to_have_text("")
    notebook.run_all_cells()
    expect(notebook.output(0)).to_have_text("42")
    # The kernel is the one under test.
    expect(notebook.output(2)).to_contain_text(sys.prefix)
    expect(notebook.output(2)).to_contain_text("ipython")
    no_question_about_news_is_asked(notebook.page)


def test_a_cell_that_does_not_end_is_not_waited_for_for_ever(
    write_notebook: Write, open_notebook: Open
) -> None:
    notebook = open_notebook(write_notebook("endless.ipynb", ["while True: pass"]))
    with pytest.raises(TimeoutError):
        notebook.run_all_cells(seconds=0.5)


SETUP = """
import ipywidgets
button, shown = ipywidgets.Button(description="step"), ipywidgets.HTML("point 0")
button.on_click(lambda _: setattr(shown, "value", "point 1"))
""".strip()


def test_a_sheet_shows_a_widget_that_answers_a_click(sheet: Sheet) -> None:
    shown = sheet.show("ipywidgets.VBox([button, shown])")
    expect(shown).to_contain_text("point 0")
    shown.get_by_role("button", name="step").click()
    expect(shown).to_contain_text("point 1")
    expect(sheet.ask("shown.value")).to_contain_text("point 1")


def no_question_about_news_is_asked(page: Page) -> None:
    disabled = page.evaluate("JSON.parse(document.getElementById('jupyter-config-data').text)")
    assert "@jupyterlab/apputils-extension:announcements" in disabled["disabledExtensions"]
    expect(page.locator(".Toastify__toast")).to_have_count(0)


def test_a_request_to_another_host_is_noticed_and_goes_nowhere(
    page: Page, outside_requests: list[str]
) -> None:
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://elsewhere.invalid/")
    assert outside_requests == ["http://elsewhere.invalid/"]
    outside_requests.clear()
