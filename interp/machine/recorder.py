# SPDX-License-Identifier: MIT
"""Calls in the step build, written down point by point.

What is kept for a point is small: which point of which function, the caller's point, the Python
variables of the frame, how long the undo log was.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Generator
from contextlib import suppress
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
        note, steps = thread.note, thread.steps
        with deep_recursion():
            try:
                for _ in range(points):
                    note(next(steps))
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
    """One call under way: its frames, and the last point noted on each level."""

    def __init__(
        self, recorder: Recorder, steps: Generator[int, None, Any], number: int = 0
    ) -> None:
        self.recorder = recorder
        self.steps = steps
        self.number = number
        self._stack: list[Any] = [steps]
        self._last_at: list[int] = []

    def note(self, point: int) -> None:
        """Write down the point that was reached."""
        stack = self._stack
        while stack[-1].gi_frame is None:
            stack.pop()
        generator = stack[-1]
        while (inner := generator.gi_yieldfrom) is not None:
            stack.append(inner)
            generator = inner
        recorder = self.recorder
        emitted = recorder.id_of(generator.gi_code)
        variables = generator.gi_frame.f_locals
        values = tuple(map(variables.get, recorder.names(emitted)))
        self._append(emitted, point, len(stack), values)

    def _append(self, emitted: int, point: int, depth: int, values: tuple[Any, ...]) -> None:
        recorder = self.recorder
        log, process = recorder.log, recorder.process
        index = len(log.points)
        last_at = self._last_at
        if len(last_at) >= depth:
            # Most statements change no variable: the same tuple then serves both points.
            former = log.values[last_at[depth - 1]]
            if former == values:
                values = former
            del last_at[depth - 1 :]
        log.values.append(values)
        log.parents.append(last_at[-1] if last_at else -1)
        last_at.append(index)
        log.function_ids.append(emitted)
        log.points.append(point)
        log.depths.append(depth)
        log.cpus.append(process.cpu)
        log.threads.append(self.number)
        log.interrupts_off.append(process.locks.interrupts_off)
        log.undo_marks.append(len(recorder.undo) // 2)
        log.print_marks.append(len(process.console.lines) - recorder.first_line)
        if process.returned:
            log.returned[index] = tuple(
                (name, value, mark // 2) for name, value, mark in process.returned
            )
            process.returned.clear()

    def end(self) -> None:
        """Write down how things stand when the call is over: where the outermost one ended."""
        if self._last_at:
            first = self._last_at[0]
            log = self.recorder.log
            self._append(log.function_ids[first], END_POINT, 1, log.values[first])
        with suppress(Exception):
            self.steps.close()
