# SPDX-License-Identifier: MIT
"""A program in memory that can be called: by C name from Python, at once or step by step."""

from __future__ import annotations

import functools
import itertools
import sys
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import replace
from types import FrameType, FunctionType
from typing import TYPE_CHECKING, Any

from interp.lang.effective import allows
from interp.lang.emitter import EmittedFunction
from interp.lang.forms import Form
from interp.lang.link import Native, Program
from interp.lang.outside import REFUSED_FUNCTIONS
from interp.lang.source import CError, Diagnostic, Location, Place
from interp.lang.types import CType
from interp.machine.argument_lists import VariableArguments
from interp.machine.circumstances import Call, object_at, values_on
from interp.machine.codes import Codes
from interp.machine.console import Console
from interp.machine.faults import CallPlace, Fault, FaultKind
from interp.machine.loading import load, put_object
from interp.machine.local_objects import objects_of
from interp.machine.locks import Locks
from interp.machine.natives import NativeFunction, bound
from interp.machine.pointers import PointerHelpers
from interp.machine.runtime import (
    FunctionTable,
    Stack,
    TypedFunctions,
    namespace,
)
from interp.machine.translation import translated
from interp.machine.values import Space, Symbols

if TYPE_CHECKING:
    from interp.machine.libc.streams import Streams

STEP_BUDGET = 100_000_000
CALL_DEPTH = 5_000
# A point of a function: its number, or a row of the stack frame, the variables, its number.
Step = int | tuple[Any, ...]
Steps = Generator[Step, None, Any]


class Process:
    """One program in one memory.

    `in_form` gives the program in another form when that is first needed; all forms have the same
    addresses, so a process can be called in one and recorded in another. `sources` are the texts
    that reports quote. An index outside of its array stops the program, unless `stop_at_bad_index`
    is false: then it is only reported on the console, which is what a kernel does about it.
    """

    def __init__(
        self,
        program: Program,
        in_form: Callable[[Form], Program] | None = None,
        sources: Mapping[str, str] | None = None,
        step_budget: int = STEP_BUDGET,
        stop_at_bad_index: bool = True,
        natives: Mapping[str, NativeFunction] | None = None,
    ) -> None:
        self.program = program
        self.natives = natives or {}  # besides or instead of those that every machine has
        self.sources = sources or {}
        self.step_budget = step_budget
        self.stop_at_bad_index = stop_at_bad_index
        self.console = Console(self.tell)
        self.cpu = 0
        self.memory = load(program)
        options = program.options
        stack_bytes = options.stack_bytes * options.cpus
        resting = 0 if options.kernel else stack_bytes // 8
        self.stack = Stack(self.memory, program.data_end, stack_bytes, resting)
        self.memory.set_heap(program.data_end + stack_bytes, program.heap_end)
        self.arguments = VariableArguments(self.memory)
        self.exit_handlers: list[int] = []
        self.exiting = False  # the program has ended, only its exit handlers still run
        self.token_at: int | None = None  # where strtok() goes on
        self.random_state = 1
        self.locks = Locks(self.memory)
        self.symbols: Symbols | None = None  # how values are to be shown, where somebody knows it
        # Is told when a line was printed, or cpu or interrupts have changed.
        self.listener: Callable[[], object] | None = None
        self._in_form = in_form
        self.codes = Codes()
        self._names = {Form.RUN: self._namespace(program)}
        self._under_way = Form.RUN

    # -- loading ----------------------------------------------------------------------------------

    def _namespace(self, program: Program) -> dict[str, Any]:
        names = namespace(self.memory, self.stack, self.arguments, self.place)
        names["functions"] = table = FunctionTable()
        names["retyped"] = functools.partial(self._retyped, program.lvalues)
        for number, type_ in enumerate(program.called):
            names[f"functions_{number}"] = TypedFunctions(table, type_)
        if not self.stop_at_bad_index:
            names["bad_index"] = self._report_bad_index
        for name, emitted in program.functions.items():
            self._install(names, table, name, emitted)
        for native in program.natives:
            function = bound(self, native.name) or self._stand_in(native)
            self._install_native(names, program, native, function)
        return names

    def _install_native(
        self, names: dict[str, Any], program: Program, native: Native, function: Callable[..., Any]
    ) -> None:
        names[native.python_name] = function
        called = _as_generator(function) if program.form is Form.STEP else function
        names["functions"].put(program.addresses[native.python_name], called, native.type)

    def _stand_in(self, native: Native) -> Callable[..., Any]:
        """Return what a function without a definition is: a call of it stops the program.

        Programs call such functions where they know that it never comes to that. A function that
        this C subset refuses is refused at once, and so is everything in a kernel, where whoever
        wrote the call a moment ago is still there to be told.
        """
        if native.name in REFUSED_FUNCTIONS or self.program.options.kernel:
            raise self._undefined(native)

        def stop(*_: Any) -> None:
            raise Fault(FaultKind.NO_DEFINITION, _without_definition(native.name))

        return stop

    def undefined(self) -> tuple[Diagnostic, ...]:
        """Return a warning for each function that is called though nobody defines it."""
        missing = [each for each in self.program.natives if bound(self, each.name) is None]
        return tuple(
            replace(diagnostic, severity="warning")
            for native in missing
            for diagnostic in self._undefined(native).diagnostics
        )

    def _undefined(self, native: Native) -> CError:
        at = native.location
        lines = self.sources.get(at.file, "").split("\n")
        place = Place(at, lines[at.line - 1] if at.line <= len(lines) else "", len(native.name))
        message = _without_definition(native.name)
        if native.name in REFUSED_FUNCTIONS:
            message = f"'{native.name}()': {REFUSED_FUNCTIONS[native.name]}"
        return CError([Diagnostic(place, message)])

    def _install(
        self, names: dict[str, Any], table: FunctionTable, name: str, emitted: EmittedFunction
    ) -> None:
        function = FunctionType(emitted.code, names, emitted.name)
        names[name] = function
        self.codes.add(emitted)
        address = self.program.addresses.get(name)
        if address is not None:
            table.put(address, function, emitted.type)

    def program_in(self, form: Form) -> Program:
        """Return the program in a form."""
        if form is Form.RUN:
            return self.program
        if self._in_form is None:
            raise RuntimeError("this process was made with one form of its program only")
        return self._in_form(form)

    def _names_in(self, form: Form) -> dict[str, Any]:
        if form not in self._names:
            self._names[form] = self._namespace(self.program_in(form))
        return self._names[form]

    def _retyped(self, lvalues: tuple[CType, ...], pointer: int, number: int) -> int:
        """Return a pointer that was cast: if its object has another type, it is not followed."""
        found = self._declared_at(pointer)
        if found is None or allows(*found, lvalues[number]):
            return pointer
        return PointerHelpers(self.memory).alias(pointer, str(found[0]), str(lvalues[number]))

    def _declared_at(self, address: int) -> tuple[CType, int] | None:
        """Return the declared type of the object at an address, and the offset (bytes) in it."""
        for symbol in self.program.data:
            if symbol.address <= address < symbol.address + symbol.type.size:
                return symbol.type, address - symbol.address
        frame: FrameType | None = sys._getframe(2)
        while frame is not None:
            emitted = self.codes.emitted(frame.f_code)
            if emitted is not None:
                for _, type_, start in objects_of(emitted.locals, frame.f_locals):
                    if start <= address < start + type_.size:
                        return type_, address - start
            frame = frame.f_back
        return None

    def tell(self) -> None:
        """Let a recording know that a line was printed, or that cpu or interrupts have changed."""
        if self.listener is not None:
            self.listener()

    def _report_bad_index(self, index: int, bound: int) -> int:
        """Print a report of an index outside of its array, and let it be used."""
        detail = f"index {index} of an array of {bound} elements"
        self.console.line(f"{FaultKind.INDEX.title} in {self.place()}: {detail}")
        return index

    def adopt(
        self, program: Program, in_form: Callable[[Form], Program], sources: Mapping[str, str]
    ) -> None:
        """Go on with a relinked program: memory stays, new and replaced functions are installed.

        Raises CError, and then nothing has changed.
        """
        former = self.program
        native_names = {native.name for native in former.natives}
        missing = [native for native in program.natives if native.name not in native_names]
        for native in missing:
            if bound(self, native.name) is None:  # in a cell, it is most likely a mistake
                self.sources, kept = sources, self.sources
                problem = self._undefined(native)
                self.sources = kept
                raise problem
        if program.heap_end < self.memory.heap_next:
            place = Place(Location("<machine>", 1, 1), "")
            raise CError([Diagnostic(place, "the machine's memory is full: boot a new machine")])
        self.memory.heap_end = program.heap_end
        for image, was in ((program.image, former.image), (program.read_only, former.read_only)):
            for address, data in image[len(was) :]:
                put_object(self.memory, address, data)
        self.program, self.sources = program, sources
        self._in_form = in_form
        for form, names in self._names.items():
            self._adopt_in(names, self.program_in(form), missing)

    def _adopt_in(self, names: dict[str, Any], program: Program, missing: list[Native]) -> None:
        table = names["functions"]
        for number, type_ in enumerate(program.called):
            if f"functions_{number}" not in names:
                names[f"functions_{number}"] = TypedFunctions(table, type_)
        for native in missing:
            function = bound(self, native.name)
            assert function is not None
            self._install_native(names, program, native, function)
        for name, emitted in program.functions.items():
            if emitted.code not in self.codes:
                self._install(names, table, name, emitted)

    # -- calling ----------------------------------------------------------------------------------

    def call(self, name: str, *arguments: Any) -> Any:
        """Call a C function with raw values; raises Fault."""
        return self._guarded(self._function(self._names[Form.RUN], name), arguments)

    def write_down(self, name: str, arguments: Sequence[Any], notes: Mapping[str, Any]) -> Any:
        """Call a C function that writes its points down in `notes`; raises Fault."""
        names = self._names_in(Form.RECORD)
        function = self._function(names, name)
        names.update(notes)
        former, self._under_way = self._under_way, Form.RECORD
        try:
            return self._run(function, arguments)
        finally:
            self._under_way = former
            names.update(dict.fromkeys(notes))  # who has the notes decides how long they live

    def start(self, name: str, *arguments: Any) -> Steps:
        """Return a C call that advances from point to point."""
        names = self._names_in(Form.STEP)
        function = self._function(names, name)
        self._refuel(names)
        log = self.memory.undo
        names["undo"] = log.extend if log is not None else _forget
        return function(*arguments)  # type: ignore[no-any-return]

    @functools.cached_property
    def streams(self) -> Streams:
        """Standard input, output and error of a program that uses them."""
        from interp.machine.libc.streams import Streams

        return Streams()

    def call_at(self, address: int, *arguments: Any) -> Any:
        """Call the C function at an address; raises Fault."""
        return self._guarded(self.function_at(address), arguments)

    def function_at(self, address: int) -> Callable[..., Any]:
        """Return the function at an address, for a native that is to call it."""
        return self._names[self._under_way]["functions"][address]  # type: ignore[no-any-return]

    def _function(self, names: dict[str, Any], name: str) -> Callable[..., Any]:
        function = names.get(name)
        if function is None or name not in self.program.addresses:
            raise LookupError(f"the program has no function '{name}()'")
        return function  # type: ignore[no-any-return]

    def _refuel(self, names: dict[str, Any]) -> None:
        names["fuel"] = itertools.repeat(None, self.step_budget)

    def _guarded(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        self._refuel(self._names[Form.RUN])
        return self._run(function, arguments)

    def _run(self, function: Callable[..., Any], arguments: Sequence[Any]) -> Any:
        with deep_recursion():
            try:
                return function(*arguments)
            except Exception as problem:
                raise self.fault_of(problem) from None

    def advance(self, steps: Steps) -> int:
        """Advance to the next point; raises StopIteration at the end, or Fault."""
        with deep_recursion():
            try:
                step = next(steps)
                return step if isinstance(step, int) else step[-1]
            except StopIteration:
                raise
            except Exception as problem:
                raise self.fault_of(problem) from None

    # -- where we are -----------------------------------------------------------------------------

    def place(self) -> str:
        """Return where C is at this moment, for natives that want to remember it."""
        frame: FrameType | None = sys._getframe(1)
        while frame is not None:
            emitted = self.codes.emitted(frame.f_code)
            if emitted is not None:
                location = self.codes.location(frame.f_code, frame.f_lasti)
                return f"{emitted.name}() at {location}"
            frame = frame.f_back
        return "a call from outside"

    # -- faults -----------------------------------------------------------------------------------

    def fault_of(self, problem: Exception) -> Fault:
        """Return the fault that a Python exception in emitted code stands for, with its place."""
        calls = list(self.codes.calls(problem.__traceback__))
        fault = problem
        if not isinstance(fault, Fault):
            fault = translated(problem, calls, self.codes, self.memory)
        fault.stack = tuple(
            CallPlace(emitted.name, self.codes.location(frame.f_code, instruction))
            for emitted, frame, instruction in reversed(calls)
        )
        if fault.location is not None:
            self._tell_circumstances(fault, fault.location, calls)
        self.locks.held.clear()
        return fault

    def _tell_circumstances(self, fault: Fault, at: Location, calls: list[Call]) -> None:
        """Let a fault say what stood on its line, and which object it is about."""
        fault.shown = self._shown(at)
        space = Space(self.symbols or Symbols(self.program), self.memory.data)
        line = fault.shown.split("\n")[0]
        fault.values = values_on(line, at, calls[-1], space, self.memory)
        if fault.address is not None:
            note = object_at(fault.address, calls, space)
            fault.notes += (note,) if note else ()

    def interrupted_at(self, problem: BaseException) -> str:
        """Return file:line and function where an exception from outside hit C, or ""."""
        calls = list(self.codes.calls(problem.__traceback__))
        if not calls:
            return ""
        emitted, frame, instruction = calls[-1]
        location = self.codes.location(frame.f_code, instruction)
        return f"{location.file}:{location.line} in {emitted.name}()"

    def _shown(self, location: Location) -> str:
        lines = self.sources.get(location.file, "").split("\n")
        if location.line > len(lines):
            return ""
        return str(Place(location, lines[location.line - 1]))


class deep_recursion:
    """Let C calls nest deeply while C runs."""

    def __enter__(self) -> None:
        self._former = sys.getrecursionlimit()
        sys.setrecursionlimit(max(self._former, CALL_DEPTH))

    def __exit__(self, *_: object) -> None:
        sys.setrecursionlimit(self._former)


def _forget(_: tuple[int, int]) -> None:
    """Where the undo log goes while nothing is recorded."""


def _as_generator(function: Callable[..., Any]) -> Callable[..., Steps]:
    def call(*arguments: Any) -> Steps:
        return function(*arguments)
        yield  # makes this a generator function

    return call


def _without_definition(name: str) -> str:
    return f"'{name}()' is called, but no file defines it and the machine does not provide it"
