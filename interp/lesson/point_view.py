# SPDX-License-Identifier: MIT
"""What one point of a recording tells besides the machine's state."""

import re
from dataclasses import replace

from interp.lesson.html import Markup, element, escape, join
from interp.lesson.palette import CURRENT_MARK, FAINT_INK, MONO, VERMILLION, WRONG_INK
from interp.lesson.protocols import Frame, LocalVariable, Point, Write
from interp.lesson.table import Cell, Row, table
from interp.lesson.view import View, stacked

NOT_YET = "not yet written"
PRE = f"font-family:{MONO};font-size:12px;margin:0;white-space:pre-wrap;line-height:1.35"


def changes(point: Point) -> View:
    """The memory written since the previous point, by C expression."""
    return table(["memory", "was", "now"], [write_row(write) for write in point.changes])


def write_row(write: Write) -> Row:
    """One write: where, the old value, the new one."""
    return [
        Cell(write.where, code=True, wrap=True, html=breakable(write.where)),
        Cell(write.old, code=True, wrap=True, html=breakable(write.old)),
        Cell(write.new, code=True, wrap=True, changed=True, html=breakable(write.new)),
    ]


def breakable(expression: str) -> Markup:
    """A C expression that a narrow pane may break after a member or an index."""
    pieces = re.split(r"(?<=[\].>])", expression)
    return Markup("<wbr>".join(escape(piece) for piece in pieces if piece))


def variables(point: Point, before: Point | None = None) -> View:
    """The variables of the innermost call; those that differ from `before` are marked."""
    if not point.stack:
        return View(Markup(""), "")
    old = texts_of_same_call(point, before)
    rows = [
        variable_row(variable, old.get(variable.name, variable.text))
        for variable in point.stack[-1].locals
    ]
    return table(["variable", "value", "type"], rows)


def texts_of_same_call(point: Point, before: Point | None) -> dict[str, str]:
    """What the variables showed before, if the same call was under way then."""
    depth = len(point.stack)
    if before is None or len(before.stack) < depth or not depth:
        return {}
    same = before.stack[depth - 1]  # it may have called others, which have returned by now
    if same.function != point.stack[-1].function:
        return {}
    return {variable.name: shown(variable) for variable in same.locals}


def shown(variable: LocalVariable) -> str:
    """The variable's value as it is shown."""
    return variable.text or NOT_YET


def narrow_variables(
    point: Point, before: Point | None = None, *, marks_only: bool = False
) -> View:
    """The variables for a narrow pane: long values and types on several lines, old -> new.

    With `marks_only`, what differs from `before` is marked, but what it was is not said.
    """
    if not point.stack:
        return View(Markup(""), "")
    old = texts_of_same_call(point, before)
    rows = [
        narrow_row(variable, old.get(variable.name, shown(variable)), marks_only)
        for variable in point.stack[-1].locals
    ]
    return table(["variable", "value", "type"], rows)


def narrow_row(variable: LocalVariable, was: str, marks_only: bool) -> Row:
    """One variable: name, value (what it was before it, if it changed), C type."""
    name, value, kind = variable_row(variable, was)
    assert isinstance(value, Cell) and isinstance(kind, Cell)
    text = f"{was} -> {value.text}" if value.changed and not marks_only else value.text
    html = breakable(text) if value.html is None else value.html
    return [
        name,
        replace(value, text=text, html=html, wrap=True),
        replace(kind, wrap=True, html=element("span", kind.text, style="overflow-wrap:normal")),
    ]


def variable_row(variable: LocalVariable, was: str) -> Row:
    """One variable: name, value, C type."""
    value = shown(variable)
    unwritten = value == NOT_YET
    changed = not unwritten and was != value
    faint = element("span", value, style=f"color:{FAINT_INK}") if unwritten else None
    return [
        Cell(variable.name, code=True),
        Cell(value, code=True, changed=changed, html=faint, title=variable.type),
        Cell(variable.type, code=True),
    ]


def call_stack(point: Point) -> View:
    """The calls that have not returned, the innermost first."""
    frames = list(reversed(point.stack))
    return table([], [frame_row(frame, frame is frames[0]) for frame in frames])


def frame_row(frame: Frame, innermost: bool) -> Row:
    """One call: function and where it stands."""
    return [
        Cell(CURRENT_MARK if innermost else " "),
        Cell(f"{frame.function}()", code=True),
        Cell(f"{frame.location.file}:{frame.location.line}", code=True),
    ]


def messages(point: Point) -> View:
    """What the kernel printed, what a call returned, and the fault if the machine stopped."""
    parts = []
    if point.returned is not None:
        function, value = point.returned
        words = f"{function}() returned {value}" if value else f"{function}() returned"
        parts.append(View(element("div", words, style=PRE), words))
    if point.printed:
        text = "\n".join(point.printed)
        parts.append(View(element("pre", text, style=PRE), text))
    if point.fault is not None:
        style = f"{PRE};border-left:4px solid {VERMILLION};padding-left:6px"
        stop = element("b", "The machine stopped here.", style=f"color:{WRONG_INK}")
        text = f"The machine stopped here.\n{point.fault}"
        parts.append(View(join(stop, element("pre", point.fault, style=style)), text))
    joined = stacked(parts)
    return View(joined.html, "\n".join(part.text for part in parts))
