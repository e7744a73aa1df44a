# SPDX-License-Identifier: MIT
"""Calls in the step build, written down point by point.

What is kept for a point is small: which point of which function, the caller's point, the Python
variables of the frame, how long the undo log was.
"""

from __future__ import annotations

import gc
from array import array
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from interp.lang.emitter import EmittedFunction
from interp.lang.source import PlainError
from interp.machine.faults import Fault
from interp.machine.moments import RecordedCall
from interp.machine.process import Process, deep_recursion
from interp.machine.undo import UndoLog

END_POINT = 0xFFFFFFFF
MAXIMUM_POINTS = 1_000_000
REPORTED_POINTS = 4096  # how often progress is told
Progress = Callable[[int], object]
Return = tuple[str, Any, int]


class TooManyPoints(PlainError, RuntimeError):
    """A recording became longer than its limit."""


@dataclass
class Log:
    """What was collected while recording, one entry a point."""

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
    calls: list[RecordedCall] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.points)


@dataclass
class Trace:
    """A finished recording, as it is kept: the log, memory's history, what was printed."""

    title: str
    log: Log
    history: UndoLog
    lines: tuple[str, ...]
    result: Any
    fault: Fault | None


class Recorder:
    """Runs calls in the step build and writes down every point; one log for all of them."""

    def __init__(
        self, process: Process, limit: int = MAXIMUM_POINTS, progress: Progress | None = None
    ) -> None:
        self.process = process
        self.limit = limit
        self.progress = progress
        self.log = Log()
        self.undo: array[int] = array("Q")
        self.result: Any = None
        self.fault: Fault | None = None
        self._ids: dict[int, int] = {}
        self._names: list[tuple[str, ...]] = []
        self._former = process.memory.undo
        self._first_line = len(process.console.lines)
        process.memory.undo = self.undo
        process.returned.clear()

    def call(self, name: str, *arguments: int, title: str = "") -> Any:
        """Run a call to its end and return its result; raises the Fault that stops it."""
        thread = Thread(self, self.process.start(name, *arguments))
        number = len(self.log.calls)
        shown = title or f"{name}({', '.join(map(str, arguments))})"
        self.log.calls.append(RecordedCall(len(self.log), shown))
        try:
            self.result = self._run(thread)
        except Fault as fault:
            self.result, self.fault = None, fault
            raise
        finally:
            thread.end()
            self.log.calls[number] = RecordedCall(self.log.calls[number].first, shown, self.result)
        return self.result

    def _run(self, thread: Thread) -> Any:
        while (room := self.limit - len(self.log)) > 0:
            try:
                self._advance(thread, min(room, REPORTED_POINTS))
            except StopIteration as finished:
                return finished.value
            if self.progress is not None:
                self.progress(len(self.log))
        raise TooManyPoints(
            f"the call has not ended after {self.limit} points; "
            "record a smaller call, or raise `limit`"
        )

    def _advance(self, thread: Thread, points: int) -> None:
        with deep_recursion(), collecting_later():
            try:
                thread.advance(points)
            except StopIteration:
                raise
            except Exception as problem:
                raise self.process.fault_of(problem) from None

    def id_of(self, code: Any) -> int:
        """Return the number of a function in the log."""
        key = id(code)
        if key not in self._ids:
            emitted = self.process.emitted(code)
            assert emitted is not None
            self._ids[key] = len(self.log.functions)
            self.log.functions.append(emitted)
            self._names.append(
                ("frame", *(local.python_name or "frame" for local in emitted.locals))
            )
        return self._ids[key]

    def names(self, function: int) -> tuple[str, ...]:
        """Return the Python variables that hold a function's frame and its locals."""
        return self._names[function]

    def stop(self) -> None:
        """Record no longer."""
        if self.process.memory.undo is self.undo:
            self.process.memory.undo = self._former

    def finish(self, title: str = "") -> Trace:
        """Return what was recorded."""
        self.stop()
        process, log = self.process, self.log
        shown = title or "; ".join(call.title for call in log.calls)
        lines = tuple(process.console.lines[self._first_line :])
        history = UndoLog.of(process.memory, self.undo)
        return Trace(shown, log, history, lines, self.result, self.fault)

    @property
    def first_line(self) -> int:
        """How many lines the console had before."""
        return self._first_line


class Thread:
    """One call under way: its frames, and the last point noted on each level.

    A run is a row of points of one frame, on one cpu, with nothing printed between them. What all
    of them have in common is written down once, when the run is over.
    """

    def __init__(
        self, recorder: Recorder, steps: Generator[int, None, Any], number: int = 0
    ) -> None:
        self.recorder = recorder
        self.steps = steps
        self.number = number
        self._stack: list[Any] = [steps]
        self._last_at: list[int] = []
        self._common = (0, 0, 0, False, 0)  # function, depth, cpu, interrupts off, lines printed

    def advance(self, points: int) -> None:
        """Write down the next points, that many; raises StopIteration when the call ends."""
        noted = self.recorder.log.points
        end = len(noted) + points
        try:
            while len(noted) < end:
                point: int | None = next(self.steps)
                while point is not None:
                    point = self._run(point, end)
        finally:
            self._close_run()

    def _run(self, point: int, end: int) -> int | None:
        """Write down a run that begins with `point`; return the first point of the next one."""
        self._close_run()
        former = self._begin_run()
        recorder, process, steps = self.recorder, self.recorder.process, self.steps
        function, _, cpu, off, printed = self._common
        log, undo, names = recorder.log, recorder.undo, recorder.names(function)
        locks, lines, returned = process.locks, process.console.lines, process.returned
        generator = self._stack[-1]
        frame, first_line = generator.gi_frame, recorder.first_line
        points, values_of, marks = log.points, log.values.append, log.undo_marks.append
        while True:
            values = tuple(map(frame.f_locals.get, names))
            if values == former:  # most statements change no variable: one tuple serves both
                values = former
            former = values
            if returned:
                self._note_returns()
            points.append(point)
            values_of(values)
            marks(len(undo) >> 1)
            if len(points) == end:
                return None
            point = next(steps)
            if (
                generator.gi_yieldfrom is not None
                or generator.gi_frame is None
                or process.cpu != cpu
                or locks.interrupts_off != off
                or len(lines) - first_line != printed
            ):
                return point

    def _begin_run(self) -> tuple[Any, ...]:
        """Find the frame that stands at a point; return the last values noted on its level."""
        stack, last_at, recorder = self._stack, self._last_at, self.recorder
        while stack[-1].gi_frame is None:
            stack.pop()
        generator = stack[-1]
        while (inner := generator.gi_yieldfrom) is not None:
            stack.append(inner)
            generator = inner
        depth = len(stack)
        level = last_at[depth - 1 : depth]
        del last_at[depth - 1 :]
        process = recorder.process
        printed = len(process.console.lines) - recorder.first_line
        function = recorder.id_of(generator.gi_code)
        self._common = (function, depth, process.cpu, process.locks.interrupts_off, printed)
        return recorder.log.values[level[0]] if level else ()

    def _close_run(self) -> None:
        """Write down what the points since the last run have in common."""
        log, last_at = self.recorder.log, self._last_at
        count = len(log.points) - len(log.depths)
        if not count:
            return
        function, depth, cpu, off, printed = self._common
        del last_at[depth - 1 :]
        for column, value in (
            (log.parents, last_at[-1] if last_at else -1),
            (log.function_ids, function),
            (log.depths, depth),
            (log.cpus, cpu),
            (log.threads, self.number),
            (log.interrupts_off, int(off)),
            (log.print_marks, printed),
        ):
            if count == 1:
                column.append(value)
            else:
                column.extend(array(column.typecode, [value]) * count)
        last_at.append(len(log.points) - 1)

    def _note_returns(self) -> None:
        """Write down which calls returned since the point before the one that is noted now."""
        log, returned = self.recorder.log, self.recorder.process.returned
        log.returned[len(log.points)] = tuple(
            (name, value, mark // 2) for name, value, mark in returned
        )
        returned.clear()

    def end(self) -> None:
        """Write down how things stand when the call is over: where the outermost one ended."""
        self._close_run()
        if self._last_at:
            self._note_end(self._last_at[0])
        with suppress(Exception):
            self.steps.close()

    def _note_end(self, first: int) -> None:
        recorder, log, process = self.recorder, self.recorder.log, self.recorder.process
        printed = len(process.console.lines) - recorder.first_line
        off = process.locks.interrupts_off
        self._common = (log.function_ids[first], 1, process.cpu, off, printed)
        if process.returned:
            self._note_returns()
        log.points.append(END_POINT)
        log.values.append(log.values[first])
        log.undo_marks.append(len(recorder.undo) >> 1)
        self._close_run()


@contextmanager
def collecting_later() -> Iterator[None]:
    """Keep the garbage collector from walking over a log that grows; nothing in it is garbage."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
