# SPDX-License-Identifier: MIT
"""What a view answers: the same content once as HTML and once as text."""

from collections.abc import Sequence
from dataclasses import dataclass

from interp.lesson.html import Markup, element, join
from interp.lesson.palette import FAINT_INK, INK, PAPER, SANS

PANEL = (
    f"color:{INK};background-color:{PAPER};font-family:{SANS};font-size:13px;line-height:1.35;"
    "text-align:left"
)
HEADING = (
    f"font-family:{SANS};font-size:11px;font-weight:700;letter-spacing:0.04em;"
    f"text-transform:uppercase;color:{FAINT_INK};margin:4px 0 1px 0"
)


@dataclass(frozen=True)
class View:
    """Something to look at: HTML where there is a page, text anywhere."""

    html: Markup
    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return panel(self.html)


def panel(content: Markup) -> Markup:
    """Content on its own paper, readable in a dark notebook too."""
    return element("div", content, style=f"{PANEL};padding:6px 8px;overflow-x:auto")


def titled(title: str, view: View) -> View:
    """A view under a heading; a view without text stays empty."""
    if not view.text:
        return view
    heading = element("div", title, style=HEADING)
    return View(join(heading, view.html), f"{title}\n{indented(view.text)}")


def stacked(views: Sequence[View]) -> View:
    """Views one under the other, the empty ones left out."""
    shown = [view for view in views if view.text]
    return View(join(*(view.html for view in shown)), "\n\n".join(view.text for view in shown))


def beside(*views: View, gap: str = "   ") -> View:
    """Views side by side, in HTML and in text."""
    cell = "vertical-align:top;text-align:left;padding:0 12px 0 0;border:none"
    cells = (element("td", view.html, style=cell) for view in views)
    html = element(
        "table",
        element("tr", *cells, style="background:none"),
        style="border-collapse:collapse;table-layout:auto",
    )
    return View(html, columns([view.text for view in views], gap))


def columns(texts: Sequence[str], gap: str) -> str:
    """Blocks of text set side by side."""
    blocks = [text.split("\n") for text in texts]
    widths = [max(map(len, block)) for block in blocks]
    height = max(map(len, blocks))
    rows = (
        gap.join(
            (block[row] if row < len(block) else "").ljust(width)
            for block, width in zip(blocks, widths, strict=True)
        )
        for row in range(height)
    )
    return "\n".join(row.rstrip() for row in rows)


def indented(text: str, by: str = "  ") -> str:
    """Every line of the text moved to the right."""
    return "\n".join((by + line).rstrip() for line in text.split("\n"))
