# SPDX-License-Identifier: MIT
"""One step in one sentence, for those who hear the page."""

from collections.abc import Iterator

from interp.lesson.point_view import shown, texts_of_same_call
from interp.lesson.protocols import Point
from interp.lesson.stepper import Stepper

MOST_CHANGES = 3


def sentence(stepper: Stepper, index: int) -> str:
    """Where a point stands, the line, and what has happened since the point before."""
    point, before = stepper.recording[index], stepper.before(index)
    parts = [f"point {index + 1} of {len(stepper)}"]
    if point.stack:
        frame = point.stack[-1]
        parts.append(f"{frame.function}() at line {frame.location.line} of {frame.location.file}")
    news = [*happened(point), *changed(point, before)]
    told = "; ".join(news[:MOST_CHANGES])
    more = len(news) - MOST_CHANGES
    rest = f"; and {more} more changes" if more > 1 else "; and 1 more change" if more == 1 else ""
    line = code(stepper, point)
    ahead = f", before {line}" if line else ""
    return f"{', '.join(parts)}{ahead}{': ' if told else ''}{told}{rest}."


def happened(point: Point) -> Iterator[str]:
    """A fault, and the call that has returned."""
    if point.fault is not None:
        yield f"the machine stopped, {point.fault.splitlines()[0]}"
    if point.returned is not None:
        function, value = point.returned
        yield f"{function}() returned {value}".rstrip()


def changed(point: Point, before: Point | None) -> Iterator[str]:
    """The variables and the memory that differ from the point before."""
    old = texts_of_same_call(point, before)
    told = set()
    for variable in point.stack[-1].locals if point.stack else ():
        now = shown(variable)
        if old.get(variable.name, now) != now:
            told.add(variable.name)
            yield f"{variable.name} from {old[variable.name]} to {now}"
    for write in point.changes:
        if write.where not in told:  # a local that lives in memory was told above
            yield f"{write.where} from {write.old} to {write.new}"


def code(stepper: Stepper, point: Point) -> str:
    """The line that runs next, as it is written, without the white space around it."""
    if not point.stack:
        return ""
    place = point.stack[-1].location
    pane = stepper.pane(place.file)
    row = pane.row_of(place.line)
    return "" if row is None else " ".join(pane.rows[row].text.split())
