# SPDX-License-Identifier: MIT
"""The modelled kernel seen from Python: build it, boot it, call its C functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from interp.kernel import showing
from interp.kernel.arguments import Signature
from interp.kernel.bridges import bridge
from interp.kernel.configuration import configuration_of
from interp.kernel.constants import Constants
from interp.kernel.errors import (
    BadArgument,
    BadConfiguration,
    MachineStopped,
    UnknownName,
    did_you_mean,
)
from interp.kernel.invariants import Violation, violations
from interp.kernel.layout import TypeLayout, layout_of
from interp.kernel.programs import CompiledKernel, compiled_kernel
from interp.kernel.recording import KernelRecording
from interp.kernel.reports import MemoryReport, PageTypeReport
from interp.kernel.snapshot import Snapshot, SnapshotReader
from interp.lang.types import CType, FunctionType, IntegerType, PointerType, StructType, VoidType
from interp.machine import Fault, Process, Space, Symbols, Value
from interp.machine.recorder import MAXIMUM_POINTS, Progress, Recorder, Trace
from interp.review import Patch, SourceTree, Thread, source_tree

if TYPE_CHECKING:
    from interp.kernel.definitions import Definitions, EditedKernel
    from interp.kernel.python_of import PythonOf

Patches = Sequence[str | Path | Patch | Thread]
Execute = Callable[[Process, str, tuple[int, ...]], Any]


def at_once(process: Process, name: str, arguments: tuple[int, ...]) -> Any:
    """Run a C call in the run build."""
    return process.call(name, *arguments)


def step_by_step(process: Process, name: str, arguments: tuple[int, ...]) -> Any:
    """Run a C call in the step build, to its end."""
    steps = process.start(name, *arguments)
    while True:
        try:
            process.advance(steps)
        except StopIteration as finished:
            return finished.value


class CFunction:
    """A C function of a machine, to be called."""

    def __init__(self, machine: Machine, signature: Signature) -> None:
        self._machine = machine
        self.signature = signature
        self.__name__ = signature.name

    def __call__(self, *arguments: Any) -> Any:
        """Call it; see `Machine.call`."""
        return self._machine.call(self.signature.name, *arguments)

    def __repr__(self) -> str:
        return f"{self.signature};"


class Machine:
    """A booted kernel. `machine.start_isolate_page_range(8, 16, "MIGRATE_MOVABLE")` calls C.

    `tree` is a name ("base", "rfc-v2") or a SourceTree, with a reader's own `patches` on top.
    The machine has one zone of `pages` page frames; `possible` of them (not fewer) if memory is
    going to be added. `high` and `batch` are those of the per-cpu lists. `hole` is a range of
    pfns (start, end) that are no memory. `configuration` holds further CONFIG_ switches.
    """

    def __init__(
        self,
        tree: str | SourceTree = "rfc-v2",
        *,
        pages: int = 32,
        high: int = 6,
        batch: int = 1,
        max_order: int = 4,
        pageblock_order: int = 2,
        cma: bool = False,
        cpus: int = 2,
        patches: Patches = (),
        boot: bool = True,
        possible: int | None = None,
        hole: tuple[int, int] | None = None,
        configuration: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.pages, self.high, self.batch = pages, high, batch
        self.possible = pages if possible is None else possible
        self.hole = hole
        self._check_boot()
        extra = dict(configuration) | ({"CONFIG_HOLES_IN_ZONE": "1"} if hole else {})
        self.configuration = configuration_of(max_order, pageblock_order, cma, cpus, extra)
        self.tree = _tree(tree, patches)
        self.kernel: CompiledKernel = compiled_kernel(
            self.tree, self.configuration, self.configuration.memory_bytes(self.possible)
        )
        self.execute: Execute = at_once
        self._definitions: Definitions | None = None
        self.fault: Fault | None = None
        self._stopped = ""
        if boot:
            self.boot()
        else:
            self._switch_on()

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

    # -- on and off -------------------------------------------------------------------------------

    def _switch_on(self) -> None:
        """Load the kernel into new memory."""
        kernel = self.kernel
        self.process = Process(
            kernel.program,
            lambda: kernel.step_program,
            kernel.build.files,
            stop_at_bad_index=False,
        )
        self.symbols = Symbols(kernel.program)
        self.symbols.formatters += showing.FORMATTERS
        self.space = Space(self.symbols, self.process.memory.data)
        self.fault, self._stopped = None, ""
        self._knows_objects = False

    def boot(self) -> Machine:
        """Start anew: new memory, start_kernel(). Returns the machine."""
        self._switch_on()
        if self.hole is not None:
            self.write(self["hole_start_pfn"], self.hole[0])
            self.write(self["hole_end_pfn"], self.hole[1])
        self.run_raw("start_kernel", self.pages, self.possible, self.high, self.batch)
        return self

    def reboot(self) -> Machine:
        """Boot again, after a fault or an interruption: new memory, nothing of before is left."""
        return self.boot()

    @property
    def booted(self) -> bool:
        """Whether memory has been set up."""
        return bool(self["mem_map"])

    def _learn_objects(self) -> None:
        """After boot: make what it allocated known by name."""
        if self.booted and not self._knows_objects:
            showing.add_regions(self.symbols, self.space)
            self._knows_objects = True

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
            result = self.execute(self.process, self._python_name(name), arguments)
            self._learn_objects()
            return result
        except Fault as fault:
            self._stop(fault)
            raise
        except BaseException as interruption:
            self._stopped = self._interrupted(name, interruption)
            raise

    def _interrupted(self, name: str, interruption: BaseException) -> str:
        """Return where a call was interrupted, and release what it held."""
        place = self.process.interrupted_at(interruption)
        self.process.locks.held.clear()
        return f"{name}() was interrupted at {place}" if place else f"{name}() was interrupted"

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
        recorder = Recorder(self.process, limit, progress)
        name = ""
        try:
            with suppress(Fault):  # it is kept in the trace
                for name, raw, title in prepared:
                    self._stopped = f"{name}() is being recorded"  # until it has ended
                    recorder.call(self._python_name(name), *raw, title=title)
        except BaseException as interruption:
            self._stopped = self._interrupted(name, interruption)
            raise
        finally:
            recorder.stop()
        return self._recorded(recorder.finish())

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

    def define(self, text: str, name: str = "cell") -> tuple[str, ...]:
        """Replace or add C functions while the machine runs; return their names.

        `text` is C, read as if it stood at the end of the file in which its functions live (behind
        all headers if they are new); messages call it `name`. Or `name` is a file of the tree and
        `text` its new text: then the functions that changed are returned. Memory stays as it is;
        static locals begin anew; an object that a cell initialises gets that value. Raises CError
        if the text is wrong or does not fit what is in memory, and then nothing has changed.
        """
        return self._all_definitions().define(self.kernel, text, name, self._adopt)

    def _all_definitions(self) -> Definitions:
        from interp.kernel.definitions import Definitions  # not above: it needs the compiler

        if self._definitions is None:
            self._definitions = Definitions(self.kernel)
        return self._definitions

    def python(self, name: str, build: str = "run") -> PythonOf:
        """Return the Python that a C function became, beside its C: the run or the step build."""
        self.source(name)  # complains if there is none
        return self._all_definitions().python(self.kernel, name, build)

    def _adopt(self, kernel: EditedKernel) -> None:
        """Go on with an edited kernel in the same memory."""
        self.process.adopt(kernel.program, lambda: kernel.step_program, kernel.build.files)
        self.kernel, self.tree = kernel, kernel.tree
        self.symbols = Symbols(kernel.program)
        self.symbols.formatters += showing.FORMATTERS
        self.space = Space(self.symbols, self.process.memory.data)
        self.__dict__.pop("reader", None)
        self._knows_objects = False
        self._learn_objects()

    # -- names ------------------------------------------------------------------------------------

    def signature(self, name: str) -> Signature:
        """Return the signature of a C function."""
        emitted = self.kernel.functions.get(name)
        if emitted is not None:
            assert isinstance(emitted.type, FunctionType)
            parameters = tuple(local.name for local in emitted.locals if local.is_parameter)
            return Signature(name, emitted.type, parameters)
        for native in self.kernel.program.natives:
            if native.name == name:
                assert isinstance(native.type, FunctionType)
                return Signature(name, native.type, ())
        raise UnknownName(
            f"tree '{self.tree.name}' has no function '{name}()'"
            f"{did_you_mean(name, self.kernel.functions)}"
        )

    @property
    def constants(self) -> Constants:
        """Enumerators and macros of the tree."""
        return self.kernel.constants

    def _named(self, name: str) -> Value | int:
        for symbol in self.kernel.program.data:
            if symbol.name == name and not symbol.function:
                return self.space.object(symbol.type, symbol.address)
        return self.constants.value(name)

    def __getattr__(self, name: str) -> CFunction:
        if (name.startswith("__") and name.endswith("__")) or "kernel" not in self.__dict__:
            raise AttributeError(name)
        return CFunction(self, self.signature(name))

    def __getitem__(self, name: str) -> Value:
        """Return the global object of that name."""
        try:
            return self.space[name]
        except KeyError:
            known = [symbol.name for symbol in self.kernel.program.data]
            raise UnknownName(
                f"tree '{self.tree.name}' has no global object '{name}'{did_you_mean(name, known)}"
            ) from None

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.kernel.functions]

    @property
    def zone(self) -> Value:
        """The zone, a `struct zone`."""
        return self["contig_page_data"].node_zones[0]

    def page(self, pfn: int) -> Value:
        """Return the `struct page` of a page frame."""
        span = int(self.zone.spanned_pages)
        if not span:
            raise BadArgument("there are no pages before boot()")
        if not isinstance(pfn, int) or not 0 <= pfn < span:
            raise BadArgument(
                f"there is no page {pfn!r}: the zone has the pfns 0 to {span - 1}; "
                "Machine(pages=...) makes a larger one"
            )
        return self["mem_map"][pfn]

    def write(self, place: Value, number: int) -> None:
        """Set a number in memory as a debugger would: `write(m.page(8).private, 3)`."""
        if place.address_ is None or not isinstance(place.type_, IntegerType | PointerType):
            raise BadArgument(f"only a number in memory can be set, not '{place.type_}'")
        self.process.memory.write_uint(place.address_, number, place.type_.size)

    @property
    def cpu(self) -> int:
        """The cpu that calls run on; set it to go on with another."""
        return self.process.cpu

    @cpu.setter
    def cpu(self, number: int) -> None:
        if not 0 <= number < self.configuration.cpus:
            raise BadArgument(f"there is no cpu {number}; it is 0 to {self.configuration.cpus - 1}")
        self.process.cpu = number

    # -- looking ----------------------------------------------------------------------------------

    @cached_property
    def reader(self) -> SnapshotReader:
        """Reads snapshots of this machine."""
        return SnapshotReader(
            self.kernel.program,
            self.configuration.pageblock_order,
            counts_isolated=not self.tree.name.startswith("v3.7"),
        )

    def snapshot(self) -> Snapshot:
        """Return all that can be read off memory now."""
        return self.reader.read(self.space)

    def state(self) -> dict[str, Any]:
        """Return the snapshot in the form of tests/oracle/README.md.

        A list that cannot be walked to its end is in it as far as it goes, and under "broken".
        """
        return self.snapshot().as_dict()

    def check(self) -> tuple[Violation, ...]:
        """Return what is broken of the invariants I1 to I7, as they hold between two calls."""
        return violations(self.snapshot())

    def kmem(self) -> MemoryReport:
        """Return the free lists as `crash> kmem -f` shows them."""
        return MemoryReport.of(self.snapshot())

    def pagetypeinfo(self) -> PageTypeReport:
        """Return what /proc/pagetypeinfo shows."""
        return PageTypeReport.of(self.snapshot())

    def layout(self, asked: str) -> TypeLayout:
        """Return how `struct page`, `page.lru` or a global object lies in memory."""
        program = self.kernel.program
        objects = {s.name: s.type for s in program.data if not s.function}
        return layout_of(program.types, objects, asked)

    def with_patches(self, patches: Patches) -> Machine:
        """Return a newly booted machine like this one, with more patches on its tree."""
        config = self.configuration
        return Machine(
            self.tree.with_patches(patches),
            pages=self.pages,
            high=self.high,
            batch=self.batch,
            max_order=config.max_order,
            pageblock_order=config.pageblock_order,
            cma=config.cma,
            cpus=config.cpus,
            possible=self.possible,
            hole=self.hole,
            configuration=dict(config.extra),
        )

    def drgn(self) -> Any:
        """Return a `drgn.Program` over this machine (needs the package drgn)."""
        return bridge("drgn")(self)

    @property
    def log(self) -> tuple[str, ...]:
        """The lines that the kernel has printed since it booted."""
        return tuple(self.process.console.lines)

    def source(self, name: str) -> str:
        """Return the C text of a function."""
        self.signature(name)
        emitted = self.kernel.functions.get(name)
        if emitted is None:
            raise UnknownName(f"{name}() is not written in C: the machine provides it")
        lines = self.tree.read(emitted.location.file).split("\n")
        first = emitted.location.line - 1
        while first and lines[first - 1].strip() and lines[first - 1].rstrip()[-1] not in ";}/\\":
            if lines[first - 1].startswith("#"):
                break
            first -= 1
        return "\n".join(lines[first : emitted.end.line])

    def __repr__(self) -> str:
        config = self.configuration
        largest = 1 << (config.max_order - 1)
        geometry = f"chunks up to {largest}, blocks of {config.pageblock_pages} pages"
        if self.stopped:
            now = f"stopped: {self._stopped}"
        elif not self.booted:
            now = "not booted"
        else:
            now = f"NR_FREE_PAGES {self.snapshot().nr_free_pages}"
        return f"<machine '{self.tree.name}': {self.pages} pages, {geometry}, {now}>"


def _tree(tree: str | SourceTree, patches: Patches) -> SourceTree:
    if isinstance(tree, str):
        return source_tree(tree, patches)
    return tree.with_patches(patches) if patches else tree


def _shown(argument: Any) -> str:
    if isinstance(argument, Value):
        target = argument.type_
        value = argument.address_of_() if isinstance(target, StructType) else argument
        return value.text_()
    return str(argument)
