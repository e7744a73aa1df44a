# SPDX-License-Identifier: MIT
"""Calls in the step build, written down point by point.

What is kept for a point is small: which point of which function, the caller's point, the Python
variables of the frame, how long the undo log was.
"""

from __future__ import annotations

import gc
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import chain, repeat
from typing import Any

from interp.lang.emitter import EmittedFunction
from interp.lang.source import PlainError
from interp.machine.faults import Fault
from interp.machine.moments import RecordedCall
from interp.machine.process import Process, Steps, deep_recursion
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
        self.undo: list[
            int
        ] = []  # the newest entries of the undo log; a list is quickly made longer
        self.kept: array[int] = array("Q")  # all before them
        self.result: Any = None
        self.fault: Fault | None = None
        self._ids: dict[int, int] = {}
        self._circumstances = (0, 0, False, 0)
        self._former = process.memory.undo
        self._first_line = len(process.console.lines)
        process.memory.undo = self.undo
        process.news.clear()

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
            self._keep()
            try:
                thread.advance(points)
            except StopIteration:
                raise
            except Exception as problem:
                raise self.process.fault_of(problem) from None

    def note_circumstances(self, cpu: int, thread: int, off: bool, printed: int) -> None:
        """Let the points from here on be on a cpu, of a thread, after so many lines printed."""
        if self._circumstances != (cpu, thread, off, printed):
            self.close_circumstances()
            self._circumstances = (cpu, thread, off, printed)

    def close_circumstances(self) -> None:
        """Write down the circumstances of the points that do not have them yet."""
        log = self.log
        count = len(log.points) - len(log.cpus)
        if not count:
            return
        cpu, thread, off, printed = self._circumstances
        for column, value in (
            (log.cpus, cpu),
            (log.threads, thread),
            (log.interrupts_off, int(off)),
            (log.print_marks, printed - self._first_line),
        ):
            column.extend(array(column.typecode, [value]) * count)

    def _keep(self) -> None:
        """Put what the undo log has got where it takes less memory."""
        self.kept.fromlist(self.undo)
        self.undo.clear()

    @property
    def entries_kept(self) -> int:
        """How many entries the undo log has before the newest ones."""
        return len(self.kept) >> 1

    def id_of(self, code: Any) -> int:
        """Return the number of a function in the log."""
        key = id(code)
        if key not in self._ids:
            emitted = self.process.codes.emitted(code)
            assert emitted is not None
            self._ids[key] = len(self.log.functions)
            self.log.functions.append(emitted)
        return self._ids[key]

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
        self._keep()
        history = UndoLog.of(process.memory, self.kept)
        return Trace(shown, log, history, lines, self.result, self.fault)

    @property
    def first_line(self) -> int:
        """How many lines the console had before."""
        return self._first_line


class Thread:
    """One call under way: its frames, and the last point noted on each level.

    A run is a row of points of one frame, on one cpu, with nothing printed between them. What all
    of them have in common is written down once, when the run is over; cpu, interrupts and what was
    printed only when they change.
    """

    def __init__(self, recorder: Recorder, steps: Steps, number: int = 0) -> None:
        self.recorder = recorder
        self.steps = steps
        self.number = number
        self._stack: list[Any] = [steps]
        self._functions = [recorder.id_of(self._stack[0].gi_code)]
        self._last_at: list[int] = []
        self._run_from = 0  # the first point that belongs to no run yet
        self._counts: list[int] = []  # of each run that is not written down yet: its points,
        self._parents: list[int] = []  # the caller's point,
        self._run_functions: list[int] = []  # the function,
        self._depths: list[int] = []  # and how many calls are active

    def advance(self, points: int) -> None:
        """Write down the next points, that many; raises StopIteration when the call ends."""
        self._run_from = len(self.recorder.log.points)
        try:
            self._advance(points)
        finally:
            self._close_run()
            self._write_runs()
            self.recorder.close_circumstances()

    def _advance(self, room: int) -> None:
        """Write down points run by run; everything that is asked at each of them is at hand.

        A function gives its variables out with a point where one of them may have changed.
        """
        recorder, process, stack = self.recorder, self.recorder.process, self._stack
        locks, lines, news = process.locks, process.console.lines, process.news
        log, undo, before = recorder.log, recorder.undo, recorder.entries_kept
        points, values_of, marks = log.points.append, log.values.append, log.undo_marks.append
        advance = self.steps.__next__
        step: Any = advance()
        cpu = off = printed = -1
        while True:
            self._close_run()
            values = self._begin_run()
            generator = stack[-1]
            if process.cpu != cpu or locks.interrupts_off != off or len(lines) != printed:
                cpu, off, printed = process.cpu, locks.interrupts_off, len(lines)
                recorder.note_circumstances(cpu, self.number, off, printed)
            same = True
            while same:
                if step.__class__ is tuple:
                    values, step = step[1:], step[0]
                if news:
                    self._note_returns()
                points(step)
                values_of(values)
                marks(before + (len(undo) >> 1))
                room -= 1
                if not room:
                    return
                step = advance()
                same = not news and generator.gi_yieldfrom is None

    def _begin_run(self) -> tuple[Any, ...]:
        """Find the frame that stands at a point; return the last values noted on its level."""
        stack, functions, recorder = self._stack, self._functions, self.recorder
        while not stack[-1].gi_suspended:
            stack.pop()
            functions.pop()
        generator = stack[-1]
        while (inner := generator.gi_yieldfrom) is not None:
            stack.append(inner)
            functions.append(recorder.id_of(inner.gi_code))
            generator = inner
        depth = len(stack)
        last_at = self._last_at
        former = recorder.log.values[last_at[depth - 1]] if len(last_at) >= depth else ()
        del last_at[depth - 1 :]
        return former

    def _close_run(self) -> None:
        """Note what the points since the last run have in common."""
        end, last_at = len(self.recorder.log.points), self._last_at
        count = end - self._run_from
        if count:
            self._run_from = end
            self._counts.append(count)
            self._parents.append(last_at[-1] if last_at else -1)
            self._run_functions.append(self._functions[-1])
            self._depths.append(len(self._stack))
            last_at.append(end - 1)

    def _write_runs(self) -> None:
        """Write down the runs that were noted, point by point."""
        log, counts = self.recorder.log, self._counts
        for column, noted in (
            (log.parents, self._parents),
            (log.function_ids, self._run_functions),
            (log.depths, self._depths),
        ):
            column.extend(chain.from_iterable(map(repeat, noted, counts)))
            noted.clear()
        counts.clear()

    def _note_returns(self) -> None:
        """Write down which calls returned since the point before the one that is noted now."""
        log, news = self.recorder.log, self.recorder.process.news
        before = self.recorder.entries_kept
        found = [(each[0], each[1], before + each[2] // 2) for each in news if each is not None]
        if found:
            log.returned[len(log.points)] = tuple(found)
        news.clear()

    def end(self) -> None:
        """Write down how things stand when the call is over: where the outermost one ended."""
        if self._last_at:
            self._note_end(self._last_at[0])
        with suppress(Exception):
            self.steps.close()

    def _note_end(self, first: int) -> None:
        recorder, log, process = self.recorder, self.recorder.log, self.recorder.process
        del self._stack[1:], self._functions[1:], self._last_at[:]
        self._run_from = len(log.points)
        off, printed = process.locks.interrupts_off, len(process.console.lines)
        recorder.note_circumstances(process.cpu, self.number, off, printed)
        if process.news:
            self._note_returns()
        log.points.append(END_POINT)
        log.values.append(log.values[first])
        log.undo_marks.append(recorder.entries_kept + (len(recorder.undo) >> 1))
        self._close_run()
        self._write_runs()
        recorder.close_circumstances()


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
