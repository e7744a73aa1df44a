# SPDX-License-Identifier: MIT
"""What was collected while recording, one entry a point, made from what was noted meanwhile.

While C runs only that is written down which is not known otherwise: the points with the variables
that may have changed, calls and returns, and what the undo log keeps, each with how many points
there were before it. The rest is worked out when somebody looks.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise, repeat
from operator import sub
from typing import Any

from interp.lang.emitter import EmittedFunction

END_POINT = 0xFFFFFFFF
Return = tuple[str, Any, int]
Circumstances = tuple[int, int, int]  # the cpu, whether interrupts are off, lines printed


@dataclass
class Log:
    """What was collected while recording, one entry a point.

    `values` are the stack frame, the variables by their number, and one more that says nothing.
    """

    functions: list[EmittedFunction] = field(default_factory=list)
    function_ids: array[int] = field(default_factory=lambda: array("I"))
    points: array[int] = field(default_factory=lambda: array("I"))
    parents: array[int] = field(default_factory=lambda: array("i"))
    depths: array[int] = field(default_factory=lambda: array("H"))
    cpus: array[int] = field(default_factory=lambda: array("B"))
    threads: array[int] = field(default_factory=lambda: array("B"))
    interrupts_off: array[int] = field(default_factory=lambda: array("B"))
    undo_marks: array[int] = field(default_factory=lambda: array("I"))
    print_marks: array[int] = field(default_factory=lambda: array("I"))
    values: list[tuple[Any, ...]] = field(default_factory=list)
    returned: dict[int, tuple[Return, ...]] = field(default_factory=dict)

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
    log = _Levels(notes, functions).log
    count = len(notes.points)
    log.points = array(
        "I", [each[-1] if each.__class__ is tuple else each for each in notes.points]
    )
    log.undo_marks = array("I", _stretched(range(len(notes.times) + 1), notes.times, count))
    log.threads = array("B", bytes(count))
    ends = [start for start, _ in notes.circumstances[1:]]
    for (start, told), end in zip(notes.circumstances, [*ends, count], strict=True):
        for column, value in zip(
            (log.cpus, log.interrupts_off, log.print_marks), told, strict=True
        ):
            column.extend(array(column.typecode, [value]) * (end - start))
    return log


def _stretched(values: Sequence[int], starts: Sequence[int], count: int) -> Iterator[int]:
    """Yield for each of `count` points the value that holds there; the first holds from point 0.

    `starts` are the points from which on the further values hold, ascending.
    """
    lengths = map(sub, chain(starts, (count,)), chain((0,), starts))
    return chain.from_iterable(map(repeat, values, lengths))


@dataclass
class _Active:
    """A call that is active: its function, its last point so far, the variables seen last."""

    function: int
    last: int = -1
    values: tuple[Any, ...] = ()


class _Levels:
    """One walk over calls and returns: who called whom, and with which variables.

    Between two of them all points belong to the same call, the innermost one: they are a run.
    """

    def __init__(self, notes: Notes, functions: Mapping[str, EmittedFunction]) -> None:
        self.notes = notes
        self.functions = functions
        self.log = Log()
        self._ids: dict[str, int] = {}
        self._stack: list[_Active] = []
        self._position = 0
        self._counts: list[int] = []  # of each run: its points,
        self._parents: list[int] = []  # the caller's point,
        self._numbers: list[int] = []  # the function,
        self._depths: list[int] = []  # and how many calls are active
        self._walk()
        for column, noted in (
            (self.log.parents, self._parents),
            (self.log.function_ids, self._numbers),
            (self.log.depths, self._depths),
        ):
            column.extend(chain.from_iterable(map(repeat, noted, self._counts)))

    def _walk(self) -> None:
        notes = self.notes
        bounds = [(0, 0), *notes.kept, (len(notes.calls), 0)]
        for (first, entries), (behind, _) in pairwise(bounds):
            for call in notes.calls[first:behind]:
                if len(call) == 2:
                    self._enter(*call)
                elif len(call) == 3:
                    self._leave(*call, entries)
                else:
                    self._end(*call)

    def _enter(self, name: str, time: int) -> None:
        self._run_until(time)
        if name not in self._ids:
            self._ids[name] = len(self.log.functions)
            self.log.functions.append(self.functions[name])
        self._stack.append(_Active(self._ids[name]))

    def _leave(self, value: Any, time: int, undo: int, entries: int) -> None:
        self._run_until(time)
        active = self._stack.pop() if len(self._stack) > 1 else self._stack[0]
        name = self.log.functions[active.function].name
        returned = self.log.returned
        returned[time] = (*returned.get(time, ()), (name, value, entries + undo // 3))

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
        *outer, active = self._stack
        self._counts.append(end - start)
        self._parents.append(outer[-1].last if outer else -1)
        self._numbers.append(active.function)
        self._depths.append(len(self._stack))
        active.last = end - 1
        values, found = active.values, []
        for each in self.notes.points[start:end]:
            if each.__class__ is tuple:
                values = each
            found.append(values)
        active.values = values
        self.log.values += found
