# SPDX-License-Identifier: MIT
"""Stretches of a recording side by side: one column between two changes, one row a lane.

Not to scale: a change that lasts one point is as wide as its words, so that it can be read.
Points are counted from 1, as the stepper counts them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from interp.lesson.html import Markup, element
from interp.lesson.palette import FAINT_INK, INK, MONO, PAPER, RULE, SANS

MOST_ACROSS = 12
FRAME = (
    f"border-collapse:separate;border-spacing:1px 2px;margin:0 0 6px 0;font-size:11px;color:{INK};"
    f"background-color:{PAPER};table-layout:auto"
)
CLEAR = "background:none"


@dataclass(frozen=True)
class Bar:
    """What one lane shows over one stretch; equal bars that follow each other are drawn as one."""

    label: str
    style: str = ""
    title: str = ""


@dataclass(frozen=True)
class Lane:
    """A row of bars, one for each stretch; None where there is nothing."""

    name: str
    bars: Sequence[Bar | None]


Stretch = tuple[int, int]
"""First and last point of a stretch, counted from 0."""


def points_text(stretch: Stretch) -> str:
    """A stretch as a reader counts: 1-84, or 85 alone."""
    first, last = stretch
    return str(first + 1) if first == last else f"{first + 1}-{last + 1}"


def drawn_lanes(stretches: Sequence[Stretch], lanes: Sequence[Lane]) -> Markup:
    """The lanes as HTML; where they are many stretches, in several rows of lanes."""
    rows = -(-len(stretches) // MOST_ACROSS)
    across = -(-len(stretches) // max(rows, 1))
    starts = range(0, len(stretches), max(across, 1))
    return Markup("".join(_part(stretches, lanes, at, at + across) for at in starts))


def _part(stretches: Sequence[Stretch], lanes: Sequence[Lane], first: int, end: int) -> Markup:
    style = (
        f"padding:0 3px;border:none;border-left:2px solid {RULE};text-align:left;color:{FAINT_INK};"
        f"font-family:{MONO};font-size:10px;font-weight:400;white-space:nowrap"
    )
    heads = [element("td", points_text(each), style=style) for each in stretches[first:end]]
    rows = [element("tr", _name("point"), *heads, style=CLEAR)]
    for lane in lanes:
        cells = _cells(lane.bars[first:end])
        rows.append(element("tr", _name(lane.name), *cells, style=CLEAR))
    return element("table", *rows, style=FRAME)


def _name(words: str) -> Markup:
    style = (
        f"padding:0 8px 0 0;border:none;text-align:left;font-family:{SANS};font-size:11px;"
        f"color:{FAINT_INK};white-space:nowrap"
    )
    return element("td", words, style=style)


def _cells(bars: Sequence[Bar | None]) -> list[Markup]:
    cells, at = [], 0
    while at < len(bars):
        bar, start = bars[at], at
        while at < len(bars) and bars[at] == bar:
            at += 1
        cells.append(_cell(bar, at - start))
    return cells


def _cell(bar: Bar | None, span: int) -> Markup:
    if bar is None:
        return element("td", "", style="padding:0;border:none", colspan=span)
    style = (
        f"padding:1px 5px;text-align:left;font-family:{MONO};font-size:11px;line-height:1.4;"
        f"color:{INK};white-space:nowrap;border:1px solid {RULE};{bar.style}"
    )
    more = {"title": bar.title} if bar.title else {}
    return element("td", bar.label, style=style, colspan=span, **more)
