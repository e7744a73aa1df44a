# SPDX-License-Identifier: MIT
"""The fixtures of this folder at work: a notebook is opened, run and read in a real browser."""

import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import Error, Page, TimeoutError, expect

from tests.browser.lab_page import NotebookPage

Open = Callable[..., NotebookPage]
Write = Callable[[str, list[str]], str]


def test_a_cell_runs_and_shows_its_output(write_notebook: Write, open_notebook: Open) -> None:
    notebook = open_notebook(write_notebook("product.ipynb", ["print(6*7)"]))
    notebook.run_all_cells()
    expect(notebook.output(0)).to_have_text("42")


def test_one_cell_runs_alone(write_notebook: Write, open_notebook: Open) -> None:
    notebook = open_notebook(write_notebook("two cells.ipynb", ["print('a')", "print('b')"]))
    notebook.run_cell(1)
    expect(notebook.output(1)).to_have_text("b")
    expect(notebook.output(0)).to_have_text("")


def test_a_cell_that_does_not_end_is_not_waited_for_for_ever(
    write_notebook: Write, open_notebook: Open
) -> None:
    notebook = open_notebook(write_notebook("endless.ipynb", ["while True: pass"]))
    with pytest.raises(TimeoutError):
        notebook.run_all_cells(seconds=0.5)


def test_a_widget_answers_a_click(write_notebook: Write, open_notebook: Open) -> None:
    source = """
import ipywidgets
button, shown = ipywidgets.Button(description="step"), ipywidgets.HTML("point 0")
button.on_click(lambda _: setattr(shown, "value", "point 1"))
ipywidgets.VBox([button, shown])
"""
    notebook = open_notebook(write_notebook("widget.ipynb", [source.strip()]))
    notebook.run_all_cells()
    expect(notebook.output(0)).to_contain_text("point 0")
    notebook.output(0).get_by_role("button", name="step").click()
    expect(notebook.output(0)).to_contain_text("point 1")


def test_the_kernel_is_the_one_under_test(write_notebook: Write, open_notebook: Open) -> None:
    sources = ["import os, sys; print(sys.prefix, os.environ['IPYTHONDIR'])"]
    notebook = open_notebook(write_notebook("kernel.ipynb", sources))
    notebook.run_all_cells()
    expect(notebook.output(0)).to_contain_text(sys.prefix)
    expect(notebook.output(0)).to_contain_text("ipython")


def test_no_question_about_news_is_asked(
    write_notebook: Write, open_notebook: Open, page: Page
) -> None:
    open_notebook(write_notebook("quiet.ipynb", ["1"]))
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
