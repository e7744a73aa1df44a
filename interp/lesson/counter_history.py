# SPDX-License-Identifier: MIT
"""One counter over a recording: what it says, what there really is, and where the two part."""

from collections.abc import Sequence

import matplotlib
from matplotlib.axes import Axes

from interp.kernel.history import Count
from interp.lang.source import PlainError
from interp.lesson.page_life import Told
from interp.lesson.palette import BLACK, PAPER
from interp.lesson.plots import STYLE, Plot, drawing, svg_of
from interp.lesson.table import Cell, table
from interp.lesson.view import View

REALLY = "really"
HEADROOM = 0.12  # of the height, for the words at the mark


class NoSuchCounter(PlainError, LookupError):
    """A counter that no history keeps."""


def counter_history(recording: Told, counter: str = "NR_FREE_PAGES") -> Plot:
    """What a counter says against what there is, over the points; raises NoSuchCounter.

    The first point from which on it stays wrong to the end is marked with who made it wrong.
    """
    history = recording.history
    if counter not in history.counts:
        known = ", ".join(history.counts)
        raise NoSuchCounter(f"no history is kept of {counter!r}; there is one of {known}")
    counts = history.counts[counter]
    since = history.gap_since(counter)
    series = {counter: _spread(counts, history.points, "says")}
    series[REALLY] = _spread(counts, history.points, "really")
    names = [str(point) for point in range(1, history.points + 1)]
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(STYLE)
        figure = drawing(series, names, False, f"{counter} and what there really is", "")
        if since is not None:
            _mark(figure.axes[0], since)
        svg = svg_of(figure)
    return Plot(svg, _words(counter, counts, since, history.points), _figures(counter, counts))


def _spread(counts: Sequence[Count], points: int, figure: str) -> list[int]:
    """The value at every point."""
    values: list[int] = []
    ends = [*(count.index for count in counts[1:]), points]
    for count, end in zip(counts, ends, strict=True):
        values += [getattr(count, figure)] * (end - len(values))
    return values


def _mark(axes: Axes, since: Count) -> None:
    """A line at the point where the two part, with the function and its line."""
    point = since.index + 1
    bottom, top = axes.get_ylim()
    axes.set_ylim(bottom, top + (top - bottom) * HEADROOM)
    axes.axvline(point, color=BLACK, linewidth=1, linestyle=(0, (2, 2)))
    left = point < (axes.get_xlim()[0] + axes.get_xlim()[1]) / 2
    axes.annotate(
        f"point {point}: {since.actor or 'from the start'}",
        (point, 1),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
        xytext=(4 if left else -4, -2),
        ha="left" if left else "right",
        va="top",
        fontsize=9,
        fontweight="bold",
        bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1},
    )


def _words(counter: str, counts: Sequence[Count], since: Count | None, points: int) -> str:
    """The plot for a reader who cannot see it."""
    last = counts[-1]
    told = f"Line plot over {points} points. At the end {counter} says {last.says}; there are "
    told += f"really {last.really}."
    if since is None:
        return told
    return f"{told} They part for good at point {since.index + 1}: {since.actor or 'the start'}."


def gap_words(gap: int) -> str:
    """A gap in words: 8 too many, 8 too few, or none."""
    return f"{abs(gap)} too {'many' if gap > 0 else 'few'}" if gap else "none"


def _figures(counter: str, counts: Sequence[Count]) -> View:
    rows = [
        [
            Cell(str(count.index + 1), number=True),
            Cell(str(count.says), number=True),
            Cell(str(count.really), number=True),
            Cell(gap_words(count.gap), wrong=bool(count.gap)),
            Cell(str(count.actor or "as it was"), code=count.actor is not None),
        ]
        for count in counts
    ]
    return table(["point", counter, REALLY, "gap", "by"], rows)
