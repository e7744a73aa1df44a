# SPDX-License-Identifier: MIT
"""Tables that are written once and shown as HTML and as monospaced text."""

from collections.abc import Sequence
from dataclasses import dataclass

from interp.lesson.html import Markup, element, join
from interp.lesson.palette import (
    CHANGED_BORDER,
    CHANGED_MARK,
    FAINT_INK,
    INK,
    MONO,
    PAPER,
    RULE,
    SANS,
    WRONG_INK,
)
from interp.lesson.view import View

TABLE = (
    f"border-collapse:separate;table-layout:auto;border-spacing:0;margin:0;font-size:12px;"
    f"color:{INK};"
    f"background-color:{PAPER};line-height:1.3"
)
CELL = (
    "padding:0 5px 0 4px;border:1px solid transparent;vertical-align:middle;text-align:left;"
    "white-space:nowrap"
)
HEAD_CELL = (
    f"padding:0 5px 0 4px;border:none;border-bottom:1px solid {RULE};text-align:left;"
    f"font-family:{SANS};font-size:11px;font-weight:600;color:{FAINT_INK};white-space:nowrap"
)


@dataclass(frozen=True)
class Cell:
    """One cell: its text, how it is set, and how HTML shows it where that is more than text."""

    text: str
    code: bool = False
    number: bool = False
    changed: bool = False
    wrong: bool = False
    wrap: bool = False
    html: Markup | None = None
    title: str = ""

    def plain(self) -> str:
        """The cell in a text table; what changed carries its mark."""
        return f"{self.text} {CHANGED_MARK}" if self.changed else self.text

    def markup(self) -> Markup:
        """The cell in an HTML table."""
        content = self.html if self.html is not None else join(self.text)
        if self.changed:
            content = join(content, f" {CHANGED_MARK}")
        more = {"title": self.title} if self.title else {}
        return element("td", content, style=self.style(), **more)

    def style(self) -> str:
        """The cell's inline style."""
        parts = [CELL, f"font-family:{MONO if self.code or self.number else SANS}"]
        if self.number:
            parts.append("text-align:right")
        if self.wrap:
            parts.append("white-space:normal;overflow-wrap:anywhere;min-width:64px")
        if self.changed:
            parts.append(f"border:{CHANGED_BORDER};font-weight:700")
        if self.wrong:
            parts.append(f"color:{WRONG_INK};font-weight:700")
        return ";".join(parts)


Row = Sequence[Cell | str]


def as_cell(content: Cell | str) -> Cell:
    """A bare string is a cell of plain words."""
    return content if isinstance(content, Cell) else Cell(content)


def table(head: Sequence[str], rows: Sequence[Row]) -> View:
    """Rows of cells as a view; an empty head is left out, no rows give an empty view."""
    cells = [[as_cell(content) for content in row] for row in rows]
    if not cells:
        return View(Markup(""), "")
    return View(html_table(head, cells), text_table(head, cells))


def html_table(head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Markup:
    """The rows as an HTML table."""
    clear = "background:none"
    body = [element("tr", *(cell.markup() for cell in row), style=clear) for row in rows]
    if head:
        titles = (
            element("th", title, style=HEAD_CELL + alignment(rows, column))
            for column, title in enumerate(head)
        )
        body.insert(0, element("tr", *titles, style=clear))
    return element("table", *body, style=TABLE)


def alignment(rows: Sequence[Sequence[Cell]], column: int) -> str:
    """A heading stands over its column as the column's first cell does."""
    numeric = column < len(rows[0]) and rows[0][column].number
    return ";text-align:right" if numeric else ""


def text_table(head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """The rows as text: columns two blanks apart, numbers to the right."""
    texts = [[cell.plain() for cell in row] for row in rows]
    lines = [list(head), *texts] if head else texts
    width = [
        max(len(line[column]) for line in lines if column < len(line))
        for column in range(max(map(len, lines)))
    ]
    numbers = [cell.number for cell in rows[0]]
    return "\n".join(
        "  ".join(
            content.rjust(width[column])
            if column < len(numbers) and numbers[column]
            else content.ljust(width[column])
            for column, content in enumerate(line)
        ).rstrip()
        for line in lines
    )
