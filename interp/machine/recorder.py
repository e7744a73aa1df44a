# SPDX-License-Identifier: MIT
"""Calls in the form that writes its points down, and what is left of them: a trace."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property, partial
from itertools import chain, repeat
from typing import Any

from interp.lang.emitter import EmittedFunction
from interp.lang.forms import Form
from interp.lang.source import PlainError
from interp.machine.faults import Fault
from interp.machine.log import END_POINT, Log, Notes, log_of
from interp.machine.moments import RecordedCall
from interp.machine.process import Process
from interp.machine.runtime import Helpers
from interp.machine.undo import UndoLog

MAXIMUM_POINTS = 1_000_000
REPORTED_POINTS = 4096  # how often progress is told
MOST_TURNS = 512  # of loops, and calls, between two looks at how long the recording is
POINTS_A_TURN = 64  # roughly the most: near the limit one looks more often
KEPT_ENTRIES = 1024  # of the undo log, before they are put where they take less memory
Progress = Callable[[int], object]


class TooManyPoints(PlainError, RuntimeError):
    """A recording became longer than its limit."""


class Trace:
    """A finished recording, as it is kept: its points, memory's history, what was printed.

    `log` and `history` are made when they are first asked for.
    """

    def __init__(
        self,
        title: str,
        calls: Sequence[RecordedCall],
        points: int,
        log: Callable[[], Log],
        history: Callable[[], UndoLog],
        lines: tuple[str, ...],
        result: Any,
        fault: Fault | None,
    ) -> None:
        self.title = title
        self.calls = tuple(calls)
        self.points = points
        self._make_log, self._make_history = log, history
        self.lines = lines
        self.result = result
        self.fault = fault

    @cached_property
    def log(self) -> Log:
        """What was collected, one entry a point."""
        log = self._make_log()
        del self._make_log  # and with it what the log was made from
        return log

    @cached_property
    def history(self) -> UndoLog:
        """Memory at every moment."""
        history = self._make_history()
        del self._make_history
        return history


class _Stopped(BaseException):
    """Ends a call from outside; not an Exception, which would be taken for C's own doing."""

    def __init__(self, problem: Exception) -> None:
        self.problem = problem


class Recorder:
    """Runs calls one after the other and notes every point; one trace for all of them."""

    def __init__(
        self, process: Process, limit: int = MAXIMUM_POINTS, progress: Progress | None = None
    ) -> None:
        self.process = process
        self.limit = limit
        self.progress = progress
        self.notes = Notes()
        self.calls: list[RecordedCall] = []
        self.result: Any = None
        self.fault: Fault | None = None
        self._told = 0  # points
        self._former = process.memory.undo
        self._first_line = len(process.console.lines)
        process.memory.undo, process.memory.times = self.notes.undo, self.notes.points
        process.listener = self._note_circumstances

    def call(self, name: str, *arguments: int, title: str = "") -> Any:
        """Run a call to its end and return its result; raises the Fault that stops it."""
        first = len(self.notes.points)
        shown = title or f"{name}({', '.join(map(str, arguments))})"
        self._note_circumstances()
        self.result = None
        try:
            with collecting_later():
                self.result = self.process.write_down(name, arguments, self._names())
        except Fault as fault:
            self.fault = fault
            raise
        except _Stopped as stopped:
            raise stopped.problem from None
        finally:
            self._end(first)
            self.calls.append(RecordedCall(first, shown, self.result))
        return self.result

    def _names(self) -> Mapping[str, Any]:
        """Return what code finds that writes its points down."""
        notes, fuel = self.notes, chain.from_iterable(self._fuel())
        return {"points_": notes.points, "calls_": notes.calls, "undo": notes.undo, "fuel": fuel}

    def _fuel(self) -> Iterator[Iterator[None]]:
        """Yield the turns that loops and calls may take until this is asked again."""
        left = self.process.step_budget
        while left > 0:
            turns = min(left, self._look())
            left -= turns
            yield repeat(None, turns)
        Helpers(self.process.memory, self.process.place).out_of_steps()

    def _look(self) -> int:
        """Look at how long the recording has become; return for how many turns it may go on."""
        notes = self.notes
        points = len(notes.points)
        if points >= self.limit:
            problem = TooManyPoints(
                f"the call has not ended after {self.limit} points; "
                "record a smaller call, or raise `limit`"
            )
            raise _Stopped(problem)
        if len(notes.undo) > 3 * KEPT_ENTRIES:
            notes.keep()
        if self.progress is not None and points - self._told >= REPORTED_POINTS:
            self._told = points
            try:
                self.progress(points)
            except Exception as problem:
                raise _Stopped(problem) from None
        return max(1, min(MOST_TURNS, (self.limit - points) // POINTS_A_TURN))

    def _note_circumstances(self) -> None:
        """Note the cpu, interrupts, and what was printed, for the points from here on."""
        process = self.process
        printed = len(process.console.lines) - self._first_line
        told = (process.cpu, int(process.locks.interrupts_off), printed)
        self.notes.circumstances.append((len(self.notes.points), told))

    def _end(self, first: int) -> None:
        """Note how things stand when a call is over: where the outermost function ended."""
        points = self.notes.points
        if len(points) > first:
            self._note_circumstances()
            self.notes.calls.append((len(points),))
            points.append(END_POINT)

    def stop(self) -> None:
        """Record no longer."""
        memory = self.process.memory
        if memory.undo is self.notes.undo:
            memory.undo, memory.times = self._former, None
            self.process.listener = None

    def finish(self, title: str = "") -> Trace:
        """Return what was recorded."""
        self.stop()
        process, notes, calls = self.process, self.notes, tuple(self.calls)
        notes.keep()
        image = process.memory.data + process.memory.shadow
        functions: Mapping[str, EmittedFunction] = process.program_in(Form.RECORD).functions
        return Trace(
            title or "; ".join(call.title for call in calls),
            calls,
            len(notes.points),
            partial(log_of, notes, functions),
            partial(UndoLog, image, notes.places, notes.old),
            tuple(process.console.lines[self._first_line :]),
            self.result,
            self.fault,
        )

    @property
    def first_line(self) -> int:
        """How many lines the console had before."""
        return self._first_line


@contextmanager
def collecting_later() -> Iterator[None]:
    """Keep the garbage collector from walking over notes that grow; nothing in them is garbage."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
