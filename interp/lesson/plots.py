# SPDX-License-Identifier: MIT
"""Plots that come out the same every time, with the figures as a table beside them.

Each line has a marker and a dash pattern of its own besides its colour, and its name at its end.
"""

import base64
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from interp.lesson.html import Markup, element
from interp.lesson.pages import Shown, pages_really_free, snapshot_of
from interp.lesson.palette import (
    BLACK,
    BLUE,
    BLUISH_GREEN,
    FAINT_INK,
    INK,
    ORANGE,
    PAPER,
    REDDISH_PURPLE,
    VERMILLION,
)
from interp.lesson.table import Cell, table
from interp.lesson.view import View, panel

SAYS = "NR_FREE_PAGES"
REALLY = "pages on free lists"

STYLE: Any = {
    # The same plot must give the same bytes, and text stays text that a reader can search.
    "svg.hashsalt": "interp",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": FAINT_INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "text.color": INK,
    "hatch.linewidth": 0.7,
}
LINES: tuple[dict[str, Any], ...] = (
    {"color": VERMILLION, "marker": "o", "linestyle": "-"},
    {"color": BLUISH_GREEN, "marker": "s", "linestyle": "--"},
    {"color": BLUE, "marker": "^", "linestyle": ":"},
    {"color": REDDISH_PURPLE, "marker": "D", "linestyle": "-."},
)
MOST_MARKED_POINTS = 24


@dataclass(frozen=True)
class Plot:
    """A drawing as SVG with the same content in words and as a table."""

    svg: str
    description: str
    figures: View

    def __repr__(self) -> str:
        return self.figures.text

    def _repr_html_(self) -> str:
        # As a picture with a description: an untrusted page hides SVG that stands in it directly.
        data = base64.b64encode(self.svg.encode()).decode()
        source = f"data:image/svg+xml;base64,{data}"
        picture = Markup(element("img", src=source, alt=self.description).removesuffix("</img>"))
        summary = element("summary", "the figures", style=f"font-size:12px;color:{FAINT_INK}")
        return panel(Markup(picture + element("details", summary, self.figures.html)))


def counter_plot(
    shown: Mapping[str, Sequence[int]] | Sequence[Shown],
    steps: Sequence[str] = (),
    title: str = "",
    unit: str = "pages",
) -> Plot:
    """Counters over steps, the gap between the first two shaded and named.

    Takes series by name, or states (snapshots, points, a whole recording), of which it compares
    NR_FREE_PAGES with the pages that are on free lists. `steps` names the places on the axis.
    """
    series = series_of(shown)
    count = len(next(iter(series.values())))
    if any(len(values) != count for values in series.values()) or not count:
        raise ValueError("every series needs the same number of values, at least one")
    names = list(steps) or [str(number) for number in range(1, count + 1)]
    if len(names) != count:
        raise ValueError(f"{count} values need {count} names of steps, not {len(names)}")
    with matplotlib.rc_context():
        matplotlib.rcdefaults()  # whatever the reader has configured: the same bytes
        matplotlib.rcParams.update(STYLE)
        figure = drawing(series, names, bool(steps), title, unit)
        svg = svg_of(figure)
    return Plot(svg, description(series, names, title), figures_table(series, names))


def series_of(shown: Mapping[str, Sequence[int]] | Sequence[Shown]) -> dict[str, list[int]]:
    """The values to draw, by name."""
    if isinstance(shown, Mapping):
        return {name: list(values) for name, values in shown.items()}
    states = [snapshot_of(one) for one in shown]
    return {
        SAYS: [state["NR_FREE_PAGES"] for state in states],
        REALLY: [pages_really_free(state) for state in states],
    }


def drawing(
    series: Mapping[str, Sequence[int]], names: Sequence[str], named: bool, title: str, unit: str
) -> Figure:
    """The plot as a matplotlib figure."""
    figure = Figure(figsize=(7.2, 3.2), layout="constrained")
    figure.set_facecolor(PAPER)
    axes: Axes = figure.add_subplot()
    places = range(1, len(names) + 1)
    marked = len(names) <= MOST_MARKED_POINTS
    values = list(series.values())
    if len(values) > 1:
        shade_gap(axes, values[0], values[1], marked)
    for (name, row), line in zip(series.items(), LINES * len(series), strict=False):
        drawn = line if marked else {**line, "marker": "", "drawstyle": "steps-post"}
        axes.plot(places, row, linewidth=2, markersize=6, label=name, **drawn)
    label_values(axes, values, marked)
    label_ends(axes, series)
    label_axis(axes, names, named, title, unit)
    return figure


def shade_gap(axes: Axes, above: Sequence[int], below: Sequence[int], marked: bool) -> None:
    """The difference of two series as a hatched area, its size written at the end."""
    axes.fill_between(
        range(1, len(above) + 1),
        above,
        below,
        step=None if marked else "post",
        facecolor="#fbe6bf",
        edgecolor=ORANGE,
        hatch="//",
        linewidth=0,
    )
    gap = above[-1] - below[-1]
    if gap and len(above) > 1:
        axes.annotate(
            f"{abs(gap)} too {'many' if gap > 0 else 'few'}",
            (len(above), (above[-1] + below[-1]) / 2),
            textcoords="offset points",
            xytext=(-8, 0),
            ha="right",
            va="center",
            fontweight="bold",
            bbox={"facecolor": PAPER, "edgecolor": ORANGE, "boxstyle": "round,pad=0.2"},
        )


def label_values(axes: Axes, series: Sequence[Sequence[int]], marked: bool) -> None:
    """Every value beside its marker; on a long recording only where the value changes."""
    for index, values in enumerate(series):
        above = index == 0
        for place, value in enumerate(values):
            if not (place == 0 or marked or values[place - 1] != value):
                continue
            if index and marked and any(other[place] == value for other in series[:index]):
                continue
            axes.annotate(
                str(value),
                (place + 1, value),
                textcoords="offset points",
                # Beside a jump, not across it.
                xytext=(0 if marked else 3, 7 if above else -7),
                ha="center" if marked else "left",
                va="bottom" if above else "top",
                fontsize=9,
            )


def label_ends(axes: Axes, series: Mapping[str, Sequence[int]]) -> None:
    """Each line's name at its right end; names that would collide are moved apart."""
    last = len(next(iter(series.values())))
    ends = sorted(((values[-1], name) for name, values in series.items()), reverse=True)
    colours = {name: line["color"] for name, line in zip(series, LINES * len(series), strict=False)}
    for rank, (value, name) in enumerate(ends):
        same = [other for other, _ in ends[:rank] if abs(other - value) <= 1]
        axes.annotate(
            name,
            (last, value),
            textcoords="offset points",
            xytext=(10, -12 * len(same)),
            ha="left",
            va="center",
            color=colours[name],
            fontweight="bold",
            annotation_clip=False,
        )


def label_axis(axes: Axes, names: Sequence[str], named: bool, title: str, unit: str) -> None:
    """Ticks, unit and title."""
    if named:
        axes.set_xticks(range(1, len(names) + 1), labels=names)
    else:
        axes.set_xlabel("point")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_ylabel(unit)
    axes.margins(x=0.06, y=0.2)
    axes.grid(axis="y", color="#e3e6e9", linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(length=3, color=BLACK)
    if title:
        axes.set_title(title, loc="left", fontweight="bold", fontsize=11)


def svg_of(figure: Figure) -> str:
    """A figure as SVG text without date or version, from the tag `svg` on."""
    written = io.StringIO()
    figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
    text = written.getvalue()
    return text[text.index("<svg") :]


def description(series: Mapping[str, Sequence[int]], names: Sequence[str], title: str) -> str:
    """The plot in words: what a reader who cannot see it needs."""
    heading = f"{title}. " if title else ""
    if len(names) <= MOST_MARKED_POINTS:
        told = (f"{name}: {', '.join(map(str, values))}" for name, values in series.items())
    else:
        told = (f"{name} goes from {row[0]} to {row[-1]}" for name, row in series.items())
    return f"{heading}Line plot over {len(names)} steps. {'; '.join(told)}."


def figures_table(series: Mapping[str, Sequence[int]], names: Sequence[str]) -> View:
    """The values as a table, one row a step; of a long recording the rows where a value changes."""
    columns = list(series.values())
    rows = [
        [Cell(name), *(Cell(str(values[place]), number=True) for values in columns)]
        for place, name in enumerate(names)
        if len(names) <= MOST_MARKED_POINTS
        or place in (0, len(names) - 1)
        or any(values[place] != values[place - 1] for values in columns)
    ]
    return table(["step", *series], rows)
