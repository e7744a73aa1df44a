# SPDX-License-Identifier: MIT
"""What was collected while recording, one entry a point, made from what was noted meanwhile.

While C runs only that is written down which is not known otherwise: the points with the variables
that may have changed, calls and returns, and what the undo log keeps, each with how many points
there were before it. The rest is worked out when somebody looks.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from interp.lang.emitter import EmittedFunction
from interp.machine.columns import Numbers, Returns, Row, Stretches, Values

END_POINT = 0xFFFFFFFF
Circumstances = tuple[int, int, int]  # the cpu, whether interrupts are off, lines printed


@dataclass
class Log:
    """What was collected while recording, one entry a point.

    `values` are the stack frame, the variables by their number, and one more that says nothing.
    """

    functions: Sequence[EmittedFunction]
    function_ids: Sequence[int]
    points: Sequence[int]
    parents: Sequence[int]
    depths: Sequence[int]
    cpus: Sequence[int]
    interrupts_off: Sequence[int]
    undo_marks: Sequence[int]
    print_marks: Sequence[int]
    values: Sequence[Row]
    returned: Returns

    def __len__(self) -> int:
        return len(self.points)


@dataclass
class Notes:
    """What recorded code wrote down, as it came.

    A point is its number if no variable can have changed since the one before in the same call;
    else a row of the stack frame, the variables in scope by their number, and its own number.

    `calls` tells, each with how many points there were before it, of a call (its Python name), of a
    return (its result, and how long `undo` was), and of the end of an outermost call.
    """

    points: list[Any] = field(default_factory=list)
    calls: list[tuple[Any, ...]] = field(default_factory=list)
    # The newest entries of the undo log: the number of a word, what it held, how many points there
    # were before. A list is quickly made longer; the older entries are where they take less memory.
    undo: list[int] = field(default_factory=list)
    places: array[int] = field(default_factory=lambda: array("I"))
    old: array[int] = field(default_factory=lambda: array("Q"))
    times: array[int] = field(default_factory=lambda: array("I"))
    kept: list[tuple[int, int]] = field(default_factory=list)  # calls and entries so far, each time
    circumstances: list[tuple[int, Circumstances]] = field(default_factory=list)

    def keep(self) -> None:
        """Put what the undo log has got where it takes less memory."""
        undo = self.undo
        if undo:
            self.places.fromlist(undo[0::3])
            self.old.fromlist(undo[1::3])
            self.times.fromlist(undo[2::3])
            undo.clear()
            self.kept.append((len(self.calls), len(self.places)))


def log_of(notes: Notes, functions: Mapping[str, EmittedFunction]) -> Log:
    """Return the log of what was noted; `functions` by their Python names."""
    count, runs = len(notes.points), _Runs(notes, functions)
    times = array("I", (0,)) + notes.times
    told_at = array("I", [time for time, _ in notes.circumstances])
    cpus, offs, printed = (
        array("I", [told[kind] for _, told in notes.circumstances]) for kind in range(3)
    )
    return Log(
        runs.functions,
        function_ids=Stretches(runs.starts, runs.ids, count),
        points=Numbers(notes.points),
        parents=Stretches(runs.starts, runs.parents, count),
        depths=Stretches(runs.starts, runs.depths, count),
        cpus=Stretches(told_at, cpus, count),
        interrupts_off=Stretches(told_at, offs, count),
        undo_marks=Stretches(times, range(len(times)), count),
        print_marks=Stretches(told_at, printed, count),
        values=Values(notes.points, runs.starts, runs.before),
        returned=runs.returned,
    )


@dataclass(slots=True)
class _Active:
    """A call that is active: its function, its last point so far, the last one that has a row."""

    function: int
    last: int = -1
    row: int = -1


class _Runs:
    """One walk over calls and returns: who called whom.

    Between two of them all points belong to the same call, the innermost one: they are a run.
    """

    def __init__(self, notes: Notes, functions: Mapping[str, EmittedFunction]) -> None:
        self.functions: list[EmittedFunction] = []
        self.returned = Returns()
        self.starts = array("I")  # of each run: its first point,
        self.ids = array("I")  # the function,
        self.parents = array("i")  # the caller's point,
        self.depths = array("H")  # how many calls are active,
        self.before = array("i")  # and the last point of the call before it that has a row
        self._points = notes.points
        self._numbers: dict[str, int] = {}
        self._stack: list[_Active] = []
        self._position = 0
        for (first, entries), (behind, _) in pairwise([(0, 0), *notes.kept, (len(notes.calls), 0)]):
            for call in notes.calls[first:behind]:
                self._note(call, entries, functions)

    def _note(
        self, call: tuple[Any, ...], entries: int, functions: Mapping[str, EmittedFunction]
    ) -> None:
        stack = self._stack
        if len(call) == 2:
            name, time = call
            if time != self._position:
                self._run_until(time)
            number = self._numbers.get(name)
            if number is None:
                number = self._numbers[name] = len(self.functions)
                self.functions.append(functions[name])
            stack.append(_Active(number))
        elif len(call) == 3:
            result, time, undo = call
            if time != self._position:
                self._run_until(time)
            active = stack.pop() if len(stack) > 1 else stack[0]
            name = self.functions[active.function].name
            self.returned.add(time, name, result, entries + undo // 3)
        else:
            self._end(*call)

    def _end(self, time: int) -> None:
        """The outermost call is over, or was stopped; its last point shows where it ended."""
        self._run_until(time)
        del self._stack[1:]
        self._run_until(time + 1)
        self._stack.clear()

    def _run_until(self, end: int) -> None:
        start, self._position = self._position, end
        if start == end:
            return
        stack, points = self._stack, self._points
        active = stack[-1]
        self.starts.append(start)
        self.ids.append(active.function)
        self.parents.append(stack[-2].last if len(stack) > 1 else -1)
        self.depths.append(len(stack))
        self.before.append(active.row)
        active.last = row = end - 1
        while row >= start and points[row].__class__ is not tuple:
            row -= 1
        if row >= start:
            active.row = row
