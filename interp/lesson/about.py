# SPDX-License-Identifier: MIT
"""What a C expression is at a point: its type, value and address, and how it got that value."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from interp.lesson.seeking import NotReached
from interp.lesson.table import Cell, Row, table
from interp.lesson.view import View, stacked
from interp.machine.expressions import NotThere

NOWHERE = "none: it has no place in memory"
EARLIER = 5


class Looked(Protocol):
    """A recording that says what an expression is in one of the calls that are active."""

    def __len__(self) -> int: ...
    def depth(self, index: int) -> int: ...  # noqa: D102
    def place(self, index: int) -> tuple[str, Any]: ...  # noqa: D102
    def look(self, expression: str, index: int, depth: int | None = None) -> Any: ...  # noqa: D102
    def scope(self, expression: str, index: int) -> int: ...  # noqa: D102
    def culprit(self, index: int) -> tuple[str, Any]: ...  # noqa: D102
    def entered(self, index: int) -> bool: ...  # noqa: D102
    def stores(self, where: str) -> tuple[Any, ...]: ...  # noqa: D102
    @property
    def symbols(self) -> Any: ...  # noqa: D102


@dataclass(frozen=True)
class Past:
    """From point `index` on, an expression had this value in one call."""

    index: int
    text: str


def about(recording: Looked, expression: str, index: int) -> View:
    """Type, value and address of a C expression at a point, and its last values with their point.

    Of a variable of a function that has called others, those of its own call. Raises NotReached
    where it has no value, CError if it is not C.
    """
    depth = recording.scope(expression, index)
    try:
        value = recording.look(expression, index, depth)
    except NotThere as problem:
        raise NotReached(f"{expression}: {problem}") from None
    address = NOWHERE if value.address_ is None else f"{value.address_:#018x}"
    facts = table(
        [],
        [
            [Cell("type"), Cell(str(value.type_), code=True)],
            [Cell("value"), Cell(one_line(value.text_()), code=True, wrap=True)],
            [Cell("address"), Cell(address, code=value.address_ is not None)],
        ],
    )
    rows = past(recording, expression, index, value, depth)
    return stacked([facts, table(["since point", "value", "set by"], rows[-EARLIER:])])


def one_line(text: str) -> str:
    """A value on one line."""
    return " ".join(text.split())


def past(recording: Looked, expression: str, index: int, value: Any, depth: int) -> list[Row]:
    """The values up to a point, the last one at the end."""
    where = lvalue(recording, value)
    if where is None:
        return [
            row(each, began_or_set(recording, each))
            for each in values_in_call(recording, expression, index, depth)
        ]
    stores = [store for store in recording.stores(where) if store.index <= index]
    first = Past(0, stores[0].old if stores else one_line(value.text_()))
    return [
        row(first, "as it was"),
        *(row(Past(each.index, each.new), at(each.function, each.location)) for each in stores),
    ]


def lvalue(recording: Looked, value: Any) -> str | None:
    """The C lvalue of a scalar in an object that is always there; None for any other value."""
    if value.address_ is None or value.type_.size > 8:
        return None
    leaves = recording.symbols.leaves(value.address_, 1)
    names = [leaf.name for leaf in leaves if leaf.address == value.address_]
    return names[0] if len(names) == 1 else None


def row(past: Past, setter: str) -> Row:
    """One line of the history."""
    cells = Cell(str(past.index + 1), number=True), Cell(past.text, code=True, wrap=True)
    return [*cells, Cell(setter, wrap=True)]


def began_or_set(recording: Looked, past: Past) -> str:
    """Where the statement stands that set a value, if it was not there from the beginning."""
    if recording.entered(past.index):
        return "as the call began"
    return at(*recording.culprit(past.index))


def at(function: str, location: Any) -> str:
    """A function and a line of it."""
    return f"{function}() {location.file}:{location.line}"


def values_in_call(
    recording: Looked, expression: str, index: int, depth: int, to_its_end: bool = False
) -> Iterator[Past]:
    """The values of an expression within the call at `depth`, up to a point or to its end."""
    # A variable that has no place in memory is changed by its own function alone.
    alone = recording.look(expression, index, depth).address_ is None
    last = None
    for point in points_of_call(recording, index, depth, to_its_end):
        if alone and recording.depth(point) > depth:
            continue
        try:
            text = one_line(recording.look(expression, point, depth).text_())
        except NotThere:
            continue
        if text != last:
            yield Past(point, text)
        last = text


def points_of_call(recording: Looked, index: int, depth: int, to_its_end: bool) -> Iterator[int]:
    """The points of the call at `depth`, and of what it calls, around a point."""
    first, end = index, index + 1
    while recording.depth(first) > depth or not recording.entered(first):
        first -= 1
    while to_its_end and end < len(recording):
        if recording.depth(end) < depth or (
            recording.depth(end) == depth and recording.entered(end)
        ):
            break
        end += 1
    return iter(range(first, end))
