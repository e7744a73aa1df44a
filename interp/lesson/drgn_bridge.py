# SPDX-License-Identifier: MIT
"""A modelled machine as a program of the debugger drgn: its printing and its helpers work on it.

drgn reads memory as a debugger does, past every check of the machine. Macros are not visible to it
(they are not on a real kernel either), but for the few that drgn knows by itself. Typedefs are
known by name; a member declared with one shows the type behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import drgn

from interp.kernel import BadArgument, KernelRecording, Machine
from interp.kernel.constants import Constants
from interp.lang import Program
from interp.lang.link import FUNCTION_BYTES, DataSymbol
from interp.lang.types import EnumType, FunctionType
from interp.lesson.drgn_types import Types

NAME = "modelled machine"
# What drgn itself gives for a real kernel, where these are macros as well.
KERNEL_MACROS = ("PAGE_SHIFT", "PAGE_SIZE", "PAGE_MASK")
PFN_OFFSET = "ARCH_PFN_OFFSET"  # drgn counts pages from here; the machine's start at 0


def drgn_program(machine: Machine) -> drgn.Program:
    """Return a drgn program over a machine's memory, as that is whenever drgn reads it."""
    kernel = machine.kernel
    return _Bridge(kernel.program, kernel.constants, lambda: machine.process.memory.data).program


def drgn_program_at(recording: KernelRecording, index: int) -> drgn.Program:
    """Return a drgn program over a copy of memory as it was at a point of a recording."""
    data = bytes(recording.space(index).data)
    return _Bridge(recording.program, recording.constants, lambda: data).program


class _Bridge:
    """Answers drgn's questions for memory, types, objects and symbols."""

    def __init__(
        self, linked: Program, constants: Constants, memory: Callable[[], bytes | bytearray]
    ) -> None:
        self.linked = linked
        self.constants = constants
        self.memory = memory
        platform = drgn.Platform(
            drgn.Architecture.X86_64,
            drgn.PlatformFlags.IS_64_BIT | drgn.PlatformFlags.IS_LITTLE_ENDIAN,
        )
        self.program = program = drgn.Program(platform)
        program.add_memory_segment(linked.options.base, linked.options.capacity, self._read)
        self.types = Types(program, linked.types)
        program.register_type_finder(NAME, self.types.find, enable_index=0)
        program.register_object_finder(NAME, self._object, enable_index=0)
        program.register_symbol_finder(NAME, self._symbols, enable_index=0)

    def _read(self, _: int, count: int, offset: int, __: bool) -> bytes:
        return bytes(self.memory()[offset : offset + count])

    # -- objects ----------------------------------------------------------------------------------

    def _object(
        self, _: drgn.Program, name: str, flags: drgn.FindObjectFlags, filename: str | None
    ) -> drgn.Object | None:
        """Return the variable, function or enumerator of a name, as far as `flags` ask for it."""
        wanted = drgn.FindObjectFlags
        found = None
        if flags & wanted.VARIABLE:
            found = self._variable(name, filename)
        if found is None and flags & wanted.FUNCTION:
            found = self._function(name, filename)
        if found is None and flags & wanted.CONSTANT and filename is None:
            found = self._constant(name)
        return found

    def _variable(self, name: str, filename: str | None) -> drgn.Object | None:
        found = [s for s in self._data() if s.name == name and _is_in(s.location.file, filename)]
        # Of several files' own objects of one name, the one that all files share comes first.
        for symbol in sorted(found, key=lambda s: s.linkage != "external"):
            return drgn.Object(self.program, self.types.of(symbol.type), address=symbol.address)
        return None

    def _data(self) -> Iterator[DataSymbol]:
        """Yield the objects that have a name of their own: no string literal, no static local."""
        for symbol in self.linked.data:
            if not symbol.function and not symbol.name.startswith("."):
                yield symbol

    def _function(self, name: str, filename: str | None) -> drgn.Object | None:
        found = [
            emitted
            for emitted in self.linked.functions.values()
            if emitted.name == name and _is_in(emitted.location.file, filename)
        ]
        if not found:
            return None
        emitted = min(found, key=lambda each: len(each.python_name))
        address = self.linked.addresses.get(emitted.python_name)
        if address is None or not isinstance(emitted.type, FunctionType):
            return None
        names = tuple(local.name for local in emitted.locals if local.is_parameter)
        type_ = self.types.function(emitted.type, names)
        return drgn.Object(self.program, type_, address=address)

    def _constant(self, name: str) -> drgn.Object | None:
        for type_ in self.linked.types.values():
            if isinstance(type_, EnumType) and name in dict(type_.enumerators):
                value = dict(type_.enumerators)[name]
                return drgn.Object(self.program, self.types.of(type_), value)
        number = self.linked.constants.get(name)
        if number is not None:
            return drgn.Object(
                self.program, "int" if -1 << 31 <= number < 1 << 31 else "long", number
            )
        return self._macro(name)

    def _macro(self, name: str) -> drgn.Object | None:
        if name == PFN_OFFSET:
            return drgn.Object(self.program, "unsigned long", 0)
        if name not in KERNEL_MACROS:
            return None
        try:
            value = self.constants.value(name)
        except BadArgument:
            return None
        return drgn.Object(self.program, "unsigned long", value)

    # -- symbols ----------------------------------------------------------------------------------

    def _symbols(
        self, _: drgn.Program, name: str | None, address: int | None, one: bool
    ) -> list[drgn.Symbol]:
        """Return the symbols of a name, those at an address, or all."""
        found = [
            symbol
            for symbol in self._all_symbols()
            if (name is None or symbol.name == name)
            and (
                address is None or symbol.address <= address < symbol.address + max(symbol.size, 1)
            )
        ]
        return found[:1] if one else found

    def _all_symbols(self) -> Iterator[drgn.Symbol]:
        for symbol in self._data():
            binding = _binding(symbol.linkage == "external")
            yield drgn.Symbol(
                symbol.name, symbol.address, symbol.type.size, binding, drgn.SymbolKind.OBJECT
            )
        names = {e.python_name: e.name for e in self.linked.functions.values()}
        for python_name, address in self.linked.addresses.items():
            yield drgn.Symbol(
                names.get(python_name, python_name),
                address,
                FUNCTION_BYTES,
                _binding(True),
                drgn.SymbolKind.FUNC,
            )


def _binding(everywhere: bool) -> drgn.SymbolBinding:
    return drgn.SymbolBinding.GLOBAL if everywhere else drgn.SymbolBinding.LOCAL


def _is_in(path: str, filename: str | None) -> bool:
    return filename is None or drgn.filename_matches(path, filename)
