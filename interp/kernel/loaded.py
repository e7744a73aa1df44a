# SPDX-License-Identifier: MIT
"""A compiled kernel in memory, and the names in it: objects, functions, constants, pages."""

from __future__ import annotations

from functools import cached_property

from interp.kernel import showing
from interp.kernel.arguments import Signature
from interp.kernel.configuration import Configuration
from interp.kernel.constants import Constants
from interp.kernel.errors import BadArgument, UnknownName, did_you_mean
from interp.kernel.programs import CompiledKernel, compiled_kernel
from interp.kernel.snapshot import SnapshotReader
from interp.lang.types import FunctionType, IntegerType, PointerType
from interp.machine import Fault, Process, Space, Symbols, Value
from interp.review import SourceTree


class Loaded:
    """A kernel of a tree and a configuration, in the memory of a process."""

    def __init__(self, tree: SourceTree, configuration: Configuration, possible: int) -> None:
        self.tree, self.configuration = tree, configuration
        self.kernel: CompiledKernel = compiled_kernel(
            tree, configuration, configuration.memory_bytes(possible)
        )
        self.fault: Fault | None = None
        self._stopped = ""

    def _switch_on(self) -> None:
        """Load the kernel into new memory."""
        kernel = self.kernel
        self.process = Process(
            kernel.program,
            kernel.in_form,
            kernel.build.files,
            stop_at_bad_index=False,
        )
        self.fault, self._stopped = None, ""
        self._name_objects()

    def _name_objects(self) -> None:
        """Make the objects of the program known by name; `boot` allocates further ones."""
        self.symbols = Symbols(self.kernel.program)
        self.symbols.formatters += showing.FORMATTERS
        self.process.symbols = self.symbols
        self.space = Space(self.symbols, self.process.memory.data)
        self._knows_objects = False

    def _adopt(self, kernel: CompiledKernel) -> None:
        """Go on with an edited kernel in the same memory."""
        self.process.adopt(kernel.program, kernel.in_form, kernel.build.files)
        self.kernel, self.tree = kernel, kernel.tree
        self._name_objects()
        self.__dict__.pop("reader", None)
        self._learn_objects()

    @property
    def booted(self) -> bool:
        """Whether memory has been set up."""
        return bool(self["mem_map"])

    def _learn_objects(self) -> None:
        """After boot: make what it allocated known by name."""
        if self.booted and not self._knows_objects:
            showing.add_regions(self.symbols, self.space)
            self._knows_objects = True

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

    def __getitem__(self, name: str) -> Value:
        """Return the global object of that name."""
        try:
            return self.space[name]
        except KeyError:
            known = [symbol.name for symbol in self.kernel.program.data]
            raise UnknownName(
                f"tree '{self.tree.name}' has no global object '{name}'{did_you_mean(name, known)}"
            ) from None

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

    @cached_property
    def reader(self) -> SnapshotReader:
        """Reads snapshots of this machine."""
        return SnapshotReader(
            self.kernel.program,
            self.configuration.pageblock_order,
            counts_isolated=not self.tree.name.startswith("v3.7"),
        )
