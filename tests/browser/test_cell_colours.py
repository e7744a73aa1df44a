# SPDX-License-Identifier: MIT
"""Cells of C and of diffs in their own colours, while they are typed and after."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.lab_page import NotebookPage

Open = Callable[..., NotebookPage]
Write = Callable[[str, list[str]], str]

C_CELL = "%%c\n/* a comment of C */\nstatic unsigned long f(struct page *p)\n{\n\treturn 1;\n}"
DIFF_CELL = "%%hunk\n--- a/mm/x.c\n+++ b/mm/x.c\n@@ -1,2 +1,2 @@\n-int a;\n+int b;\n"
# The colour in which the editor of a cell shows the first piece of text that is just `word`.
COLOUR_OF = """([cell, word]) => {
    const lines = document.querySelectorAll('.jp-Cell')[cell].querySelectorAll('.cm-line span');
    const found = [...lines].find(span => span.textContent === word);
    return found ? getComputedStyle(found).color : '';
}"""


def colour_of(page: Page, cell: int, word: str) -> str:
    shown: str = page.evaluate(COLOUR_OF, [cell, word])
    return shown


def wait_for(page: Page, cell: int, word: str) -> str:
    page.wait_for_function(f"args => ({COLOUR_OF})(args) !== ''", arg=[cell, word], timeout=20_000)
    return colour_of(page, cell, word)


def test_a_cell_of_c_has_the_colours_of_c(
    write_notebook: Write, open_notebook: Open, page: Page
) -> None:
    python = "def f():\n    return 1  # a comment of Python"
    open_notebook(write_notebook("colours.ipynb", [C_CELL, python, DIFF_CELL]))
    comment = wait_for(page, 1, "# a comment of Python")
    assert wait_for(page, 0, "/* a comment of C */") == comment
    assert wait_for(page, 0, "return") == wait_for(page, 1, "return")
    assert wait_for(page, 0, "struct") != comment
    assert wait_for(page, 2, "-int a;") != wait_for(page, 2, "+int b;")


def test_the_colours_follow_what_is_typed(
    write_notebook: Write, open_notebook: Open, page: Page
) -> None:
    notebook = open_notebook(write_notebook("typed.ipynb", ["/* one */"]))
    editor = notebook.cell(0).locator(".cm-content")
    editor.click()
    page.keyboard.press("Control+Home")
    assert colour_of(page, 0, "/* one */") == ""  # to Python it is no comment
    page.keyboard.type("%%c\n")
    wait_for(page, 0, "/* one */")
    page.keyboard.press("Control+Home")
    page.keyboard.press("Delete")
    page.wait_for_function(f"args => ({COLOUR_OF})(args) === ''", arg=[0, "/* one */"])


def test_tab_completes_a_member(write_notebook: Write, open_notebook: Open, page: Page) -> None:
    sources = [
        "%load_ext interp\n%boot rfc-v2",
        "%%c\nint order_of(struct page *p)\n{\n\treturn p->pri",
    ]
    notebook = open_notebook(write_notebook("completed.ipynb", sources))
    notebook.run_cell(0)
    editor = notebook.cell(1).locator(".cm-content")
    editor.click()
    page.keyboard.press("Control+End")
    page.keyboard.press("Tab")
    expect(page.locator(".jp-Completer")).to_contain_text("private", timeout=20_000)
    page.keyboard.press("Enter")
    expect(editor).to_contain_text("return p->private")
