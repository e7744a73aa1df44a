# SPDX-License-Identifier: MIT
"""What C became, drawn: each C line beside its Python, and one line through all stages."""

from __future__ import annotations

from interp.kernel.python_of import PythonOf, StagesOf
from interp.lesson.html import Markup, element, join
from interp.lesson.palette import FAINT_INK, INK, MONO, PAPER, RULE
from interp.lesson.source_view import expanded, highlight
from interp.lesson.view import HEADING, View

CELL = (
    f"border:none;border-top:1px solid {RULE};padding:1px 10px 1px 4px;vertical-align:top;"
    f"text-align:left;white-space:pre;font-family:{MONO};font-size:12px;line-height:1.4;color:{INK}"
)
TABLE = f"border-collapse:collapse;table-layout:auto;margin:0;background-color:{PAPER}"


def python_view(shown: PythonOf) -> View:
    """A function: its C lines at the left, at the right the Python that each became."""
    c_lines = highlight("\n".join(shown.source))
    python_lines = iter(highlight("\n".join(line.text for line in shown.lines), "python"))
    title = f"{shown.name}() of {shown.path}, {shown.build} build"
    rows = [_heading("", "C", "Python")]
    for number, _, lines in shown.groups():
        became = "\n".join(next(python_lines) for _ in lines)
        c_line = expanded(c_lines[number - 1]) if 0 < number <= len(c_lines) else Markup("")
        rows.append(_row(str(number), c_line, Markup(became)))
    heading = element("div", title, style=HEADING)
    return View(join(heading, element("table", *rows, style=TABLE)), shown.text)


def stages_view(shown: StagesOf) -> View:
    """A line: what each stage made of it, from left to right."""
    titles, cells = [], []
    for title, lines in shown.parts():
        text = "\n".join(lines)
        content = Markup("\n".join(highlight(text, "python"))) if title == "Python" else text
        titles.append(title)
        cells.append(element("td", content, style=CELL))
    stages = shown.stages
    place = element("div", f"{stages.path}:{stages.line}, in {shown.name}()", style=HEADING)
    written = element("div", *highlight(stages.written), style=f"font-family:{MONO};margin:2px 4px")
    row = element("tr", *cells, style="background:none")
    table = element("table", _heading(*titles), row, style=TABLE)
    return View(join(place, written, table), shown.text)


def _heading(*titles: str) -> Markup:
    style = f"border:none;padding:1px 10px 1px 4px;{HEADING}"
    cells = (element("th", title, style=style + ";text-align:left") for title in titles)
    return element("tr", *cells, style="background:none")


def _row(number: str, c_line: Markup, python: Markup) -> Markup:
    side = f"{CELL};text-align:right;color:{FAINT_INK}"
    cells = (
        element("td", number, style=side),
        element("td", c_line, style=CELL),
        element("td", python, style=CELL),
    )
    return element("tr", *cells, style="background:none")
