# SPDX-License-Identifier: MIT
"""A kernel that runs: boot, calls by name, recordings, and what stops it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Self

from interp.kernel.bridges import during
from interp.kernel.configuration import Configuration
from interp.kernel.errors import BadArgument, BadConfiguration, Interrupted, MachineStopped
from interp.kernel.loaded import Loaded
from interp.kernel.recording import KernelRecording
from interp.lang.types import CType, IntegerType, PointerType, StructType, VoidType
from interp.machine import Fault, Process, Value
from interp.machine.recorder import MAXIMUM_POINTS, Progress, Recorder, Trace
from interp.review import SourceTree

Execute = Callable[[Process, str, tuple[int, ...]], Any]


def at_once(process: Process, name: str, arguments: tuple[int, ...]) -> Any:
    """Run a C call, and nothing else."""
    return process.call(name, *arguments)


def step_by_step(process: Process, name: str, arguments: tuple[int, ...]) -> Any:
    """Run a C call from point to point, to its end."""
    steps = process.start(name, *arguments)
    while True:
        try:
            process.advance(steps)
        except StopIteration as finished:
            return finished.value


def recorded(process: Process, name: str, arguments: tuple[int, ...]) -> Any:
    """Run a C call to its end while every point of it is recorded."""
    recorder = Recorder(process, limit=sys.maxsize)  # the step budget ends a call without end
    try:
        return recorder.call(name, *arguments)
    finally:
        recorder.stop()


class Running(Loaded):
    """A kernel with what it boots with: pages, per-cpu limits, perhaps a hole."""

    def __init__(
        self,
        tree: SourceTree,
        configuration: Configuration,
        pages: int,
        possible: int,
        high: int,
        batch: int,
        hole: tuple[int, int] | None,
    ) -> None:
        self.pages, self.possible, self.high, self.batch = pages, possible, high, batch
        self.hole = hole
        self._check_boot()
        super().__init__(tree, configuration, possible)
        self.execute: Execute = at_once

    def _check_boot(self) -> None:
        if self.pages < 1:
            raise BadConfiguration(f"pages is {self.pages}; a machine has at least one page")
        if self.possible < self.pages:
            raise BadConfiguration(
                f"possible is {self.possible}, but the machine starts with {self.pages} pages; "
                "possible counts the pages that are there and those that may be added"
            )
        if self.batch < 1 or self.high < 0:
            raise BadConfiguration(
                f"high is {self.high} and batch is {self.batch}; a per-cpu list gives back batch "
                "pages (1 or more) when it has high pages (0 or more)"
            )

    def boot(self) -> Self:
        """Start anew: new memory, start_kernel(). Returns the machine."""
        self._switch_on()
        if self.hole is not None:
            self.write(self["hole_start_pfn"], self.hole[0])
            self.write(self["hole_end_pfn"], self.hole[1])
        self.run_raw("start_kernel", self.pages, self.possible, self.high, self.batch)
        return self

    def reboot(self) -> Self:
        """Boot again, after a fault or an interruption: new memory, nothing of before is left."""
        return self.boot()

    # -- calling ----------------------------------------------------------------------------------

    def call(self, name: str, *arguments: Any) -> Any:
        """Call a C function. A fault stops the machine and is raised.

        Arguments are numbers, objects (`page(8)`), or names of enumerators, macros and global
        objects. Returns a number, a Value for a pointer, None for `void`.
        """
        signature = self.signature(name)
        raw = signature.raw(arguments, self._named)
        return self._result(signature.type.result, self.run_raw(name, *raw))

    def run_raw(self, name: str, *arguments: int) -> Any:
        """Call a C function with raw numbers and return its raw result."""
        self._need_running()
        try:
            with during(f"{name}()"):
                result = self.execute(self.process, self._python_name(name), arguments)
            self._learn_objects()
            return result
        except Fault as fault:
            self._stop(fault)
            raise
        except BaseException as interruption:
            self._interrupted(name, interruption)
            raise

    def _interrupted(self, name: str, interruption: BaseException) -> None:
        """Say where a call was interrupted, and release what it held.

        Raises Interrupted in place of Python's KeyboardInterrupt.
        """
        place = self.process.interrupted_at(interruption)
        self.process.locks.held.clear()
        self._stopped = f"{name}() was interrupted" + (f" at {place}" if place else "")
        if isinstance(interruption, KeyboardInterrupt):
            raise Interrupted(f"{self._stopped}; to go on, call reboot()") from None

    def record(
        self,
        name: str,
        *arguments: Any,
        limit: int = MAXIMUM_POINTS,
        progress: Progress | None = None,
    ) -> KernelRecording:
        """Call a C function and record every point of it; the machine goes on from its end.

        `progress` is told the number of points every few thousand.
        """
        return self.record_all([(name, *arguments)], limit=limit, progress=progress)

    def record_all(
        self,
        calls: Sequence[Sequence[Any]],
        *,
        limit: int = MAXIMUM_POINTS,
        progress: Progress | None = None,
    ) -> KernelRecording:
        """Call C functions one after the other and record them on one timeline.

        A call is a name and its arguments: `[("start_isolate_page_range", 8, 16, 2), ...]`. The
        recording's `calls` say where each begins and what it returned; a fault ends it.
        """
        prepared = [self._prepared(call) for call in calls]
        if not prepared:
            raise BadArgument("there is nothing to record: give at least one (name, argument, ...)")
        self._need_running()
        with during("recording " + "; ".join(title for *_, title in prepared)) as shown:
            recorder = Recorder(self.process, limit, progress or shown)
            self._record_into(recorder, prepared)
        return self._recorded(recorder.finish())

    def _record_into(
        self, recorder: Recorder, prepared: Sequence[tuple[str, tuple[int, ...], str]]
    ) -> None:
        name = ""
        try:
            with suppress(Fault):  # it is kept in the trace
                for name, raw, title in prepared:
                    self._stopped = f"{name}() is being recorded"  # until it has ended
                    recorder.call(self._python_name(name), *raw, title=title)
        except BaseException as interruption:
            self._interrupted(name, interruption)
            raise
        finally:
            recorder.stop()

    def _prepared(self, call: Sequence[Any]) -> tuple[str, tuple[int, ...], str]:
        """Return a call's name, its raw arguments, and how C writes it."""
        if isinstance(call, str) or not call or not isinstance(call[0], str):
            raise BadArgument(f"a call is given as (name, argument, ...), not {call!r}")
        name, *arguments = call
        raw = self.signature(name).raw(tuple(arguments), self._named)
        return name, raw, f"{name}({', '.join(map(_shown, arguments))})"

    def _recorded(self, trace: Trace) -> KernelRecording:
        self._stopped = ""
        self._learn_objects()
        if trace.fault is not None:
            self._stop(trace.fault)
        return KernelRecording(trace, self.symbols, self.tree, self.configuration, self.reader)

    def _stop(self, fault: Fault) -> None:
        self.fault = fault
        self._stopped = fault.message

    def _need_running(self) -> None:
        if self._stopped:
            raise MachineStopped(
                f"this machine has stopped: {self._stopped}; make a new one or call reboot()"
            )

    @property
    def stopped(self) -> bool:
        """Whether the machine has stopped and can only be booted anew."""
        return bool(self._stopped)

    def _python_name(self, name: str) -> str:
        emitted = self.kernel.functions.get(name)
        return emitted.python_name if emitted is not None else name

    def _result(self, type_: CType, value: Any) -> Any:
        if isinstance(type_, VoidType):
            return None
        if isinstance(type_, PointerType):
            return Value(self.space, type_, value=value)
        if isinstance(type_, IntegerType) and type_.rank == 0:
            return bool(value)
        if isinstance(type_, StructType):
            raise BadArgument(f"a '{type_}' as a result cannot be shown in Python")
        return value


def _shown(argument: Any) -> str:
    if isinstance(argument, Value):
        target = argument.type_
        value = argument.address_of_() if isinstance(target, StructType) else argument
        return value.text_()
    return str(argument)
