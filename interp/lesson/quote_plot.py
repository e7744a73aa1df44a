# SPDX-License-Identifier: MIT
"""Who speaks where in a mail: a bar for every run of lines, a row for every quote level."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from interp.lesson.palette import BLUE, INK, ORANGE, PAPER
from interp.lesson.plots import STYLE, Plot, svg_of
from interp.lesson.remarks import display_name
from interp.lesson.table import Cell, table
from interp.lesson.view import View
from interp.review.quote import quote_depth
from interp.review.thread import Thread

# People alternate in a thread; two looks tell neighbouring rows apart.
LOOKS: tuple[dict[str, Any], ...] = (
    {"facecolor": "#fbe6bf", "edgecolor": ORANGE, "hatch": "//"},
    {"facecolor": "#d3e3ee", "edgecolor": BLUE},
)


@dataclass(frozen=True)
class Run:
    """Lines `first` to `last` of the mail, which all stand at one quote level."""

    depth: int
    first: int
    last: int

    @property
    def lines(self) -> int:
        """How many lines it has."""
        return self.last - self.first + 1


def quote_plot(thread: Thread) -> Plot:
    """The lines of a mail by quote level, from the first to the last; remarks named."""
    runs = list(quote_runs(thread))
    names = names_by_depth(thread)
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(STYLE)
        figure = Figure(figsize=(7.6, 0.55 * len(names) + 0.7), layout="constrained")
        figure.set_facecolor(PAPER)
        axes: Axes = figure.add_subplot()
        draw_runs(axes, runs, names)
        point_out_remarks(axes, thread)
        svg = svg_of(figure)
    figures = runs_table(runs, names)
    return Plot(svg, f"Who speaks where in the mail.\n{figures.text}", figures)


def quote_runs(thread: Thread) -> Iterator[Run]:
    """The mail's lines below its headers as runs of one quote level."""
    depths = [quote_depth(line) for line in thread.text.rstrip("\n").split("\n")]
    first = next((number for number, depth in enumerate(depths, 1) if depth), 1)
    start = first
    for number in range(first + 1, len(depths) + 2):
        if number > len(depths) or depths[number - 1] != depths[start - 1]:
            yield Run(depths[start - 1], start, number - 1)
            start = number


def names_by_depth(thread: Thread) -> dict[int, str]:
    """Who wrote the lines of each quote level."""
    named: dict[int, list[str]] = {}
    for message in thread.messages:
        people = named.setdefault(message.depth, [])
        if display_name(message.author) not in people:
            people.append(display_name(message.author))
    return {depth: ", ".join(people) for depth, people in sorted(named.items())}


def draw_runs(axes: Axes, runs: list[Run], names: dict[int, str]) -> None:
    """The bars, and who speaks beside each row; the newest message on top."""
    people = sorted(set(names.values()))
    for run in runs:
        look = LOOKS[people.index(names.get(run.depth, people[0])) % len(LOOKS)]
        axes.broken_barh([(run.first - 0.5, run.lines)], (run.depth - 0.36, 0.72), **look)
    rows = [f"{name}  {'>' * depth or '(no mark)'}" for depth, name in names.items()]
    axes.set_yticks(list(names), labels=rows)
    axes.set_ylim(max(names) + 0.6, min(names) - 0.6)
    axes.set_xlim(min(run.first for run in runs) - 4, max(run.last for run in runs) + 4)
    axes.set_xlabel("line of the mail")
    axes.grid(axis="x", color="#e3e6e9", linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def point_out_remarks(axes: Axes, thread: Thread) -> None:
    """Beside each remark, in its row, the hunk that it stands in."""
    first, last = axes.get_xlim()
    for remark in thread.remarks:
        before = remark.mail_line > first + (last - first) / 3
        place = f"{remark.path}\nhunk {remark.hunk_index}"
        axes.annotate(
            f"{place} \u2192" if before else f"\u2190 {place}",
            (remark.mail_line, remark.depth),
            textcoords="offset points",
            xytext=(-4 if before else 12, 0),
            ha="right" if before else "left",
            va="center",
            fontsize=9,
            fontweight="bold",
            color=INK,
        )


def runs_table(runs: list[Run], names: dict[int, str]) -> View:
    """The runs in figures."""
    rows = [
        [
            Cell(f"{run.first}-{run.last}", number=True),
            Cell(str(run.lines), number=True),
            Cell(">" * run.depth or "none", code=True),
            Cell(names.get(run.depth, "")),
        ]
        for run in runs
    ]
    return table(["mail lines", "how many", "quote marks", "who"], rows)
