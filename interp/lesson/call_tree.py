# SPDX-License-Identifier: MIT
"""The calls of a recording as a tree: points, results, and what the patches touch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from interp.kernel import KernelRecording
from interp.kernel.history import HELPERS
from interp.lesson.lanes import points_text
from interp.lesson.table import Cell, table
from interp.lesson.view import View

DEEPER = "|  "


@dataclass
class Call:
    """One call: its points, those of the calls it makes included, and what it returned."""

    function: str
    path: str
    first: int
    last: int
    lines: set[int] = field(default_factory=set)
    result: str | None = None
    calls: list[Call] = field(default_factory=list)

    def shape(self) -> object:
        """What two calls have in common that are told as one."""
        return self.function, self.result, tuple(call.shape() for call in self.calls)


def call_tree(recording: KernelRecording, helpers: bool = False) -> View:
    """Who called whom, over which points, with what result; repeated calls are told once.

    A call is marked + if it ran a line that a patch of the tree added. Calls of small helpers
    (what headers and lib/ define) are left out unless asked for.
    """
    added: dict[str, frozenset[int]] = {}
    rows = [
        [
            Cell(_points(group), code=True),
            Cell("+" if any(_patched(recording, call, added) for call in group) else "", code=True),
            Cell(f"{DEEPER * depth}{group[0].function}()", code=True),
            Cell(f"x {len(group)}" if len(group) > 1 else ""),
            Cell(group[0].result or "", code=True),
        ]
        for depth, group in _told(calls_of(recording), 0, helpers)
    ]
    return table(["points", "", "call", "", "returned"], rows)


def _points(group: Sequence[Call]) -> str:
    return points_text((group[0].first, group[-1].last))


def _told(calls: Sequence[Call], depth: int, helpers: bool) -> Iterator[tuple[int, list[Call]]]:
    """The calls from the outermost in, equal ones that follow each other together."""
    groups: list[list[Call]] = []
    for call in calls if helpers else _without_helpers(calls):
        if groups and groups[-1][0].shape() == call.shape():
            groups[-1].append(call)
        else:
            groups.append([call])
    for group in groups:
        yield depth, group
        yield from _told(group[0].calls, depth + 1, helpers)


def _without_helpers(calls: Sequence[Call]) -> Iterator[Call]:
    """The calls; in the place of a helper, what it calls."""
    for call in calls:
        if HELPERS.fullmatch(call.path):
            yield from _without_helpers(call.calls)
        else:
            yield call


def _patched(recording: KernelRecording, call: Call, added: dict[str, frozenset[int]]) -> bool:
    if call.path not in added:
        listing = recording.tree.listing(call.path)
        added[call.path] = frozenset(
            row.number for row in listing if row.mark == "+" and row.number is not None
        )
    return not call.lines.isdisjoint(added[call.path])


def calls_of(recording: KernelRecording) -> list[Call]:
    """The outermost calls of a recording with all they call.

    A function that returns before a statement of its own is no point, and so no call here.
    """
    outermost: list[Call] = []
    open_calls: list[Call] = []
    callers: list[int | None] = []
    for index in range(len(recording)):
        function, place = recording.place(index)
        caller = recording.caller(index)
        depth = recording.depth(index)
        kept = depth if depth <= len(open_calls) else len(open_calls)
        if kept == depth and (open_calls[depth - 1].function, callers[depth - 1]) != (
            function,
            caller,
        ):
            kept = depth - 1
        _return(recording, open_calls[kept:], index)
        del open_calls[kept:], callers[kept:]
        if depth > kept:
            call = Call(function, place.file, index, index)
            (open_calls[-1].calls if open_calls else outermost).append(call)
            open_calls.append(call)
            callers.append(caller)
        open_calls[-1].lines.add(place.line)
        for call in open_calls:
            call.last = index
    _return(recording, open_calls, len(recording) - 1)
    return outermost


def _return(recording: KernelRecording, returned: Sequence[Call], index: int) -> None:
    """Note what calls returned that have ended before a point, the innermost first."""
    if not returned:
        return
    results = list(recording[index].returns)
    for call in reversed(returned):
        while results:
            name, value = results.pop(0)
            if name == call.function:
                call.result = value or None
                break
