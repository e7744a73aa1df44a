# SPDX-License-Identifier: MIT
"""Checked units to one program: names resolved across files, objects placed, code emitted.

The addresses are known before code is emitted, so they are constants in it: reading a global
counter is one index into memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from interp.lang import checked as c
from interp.lang.emitter import EmittedFunction, emit
from interp.lang.forms import Form
from interp.lang.library import library
from interp.lang.names import is_reserved
from interp.lang.source import CError, Diagnostic, Location
from interp.lang.symbols import (
    EnumeratorSymbol,
    FunctionSymbol,
    ObjectSymbol,
    TypedefSymbol,
)
from interp.lang.tokens import error
from interp.lang.types import CType, FunctionType, StructType
from interp.lang.variable_types import without_counts

if TYPE_CHECKING:
    from interp.lang.unit import Unit

BASE = 0xFFFF888000000000  # where x86-64 Linux maps all of memory
TEXT = 0xFFFFFFFF81000000  # where its code begins
FUNCTION_BYTES = 16
GUARD_BYTES = 4096
REDZONE = 32
READ_ONLY_SLACK = 1 << 16  # for string literals of functions that are replaced later


@dataclass(frozen=True)
class Options:
    """How much memory the program has; `capacity` is in bytes, a multiple of 4096.

    Of `kernel` code nothing is asked that kernels break on purpose: where pointers may point.
    Without `proofs`, checks that can be proved needless are emitted all the same.
    If signed arithmetic `wraps`, as with gcc's -fwrapv, its overflow is no fault.
    """

    capacity: int = 1 << 20
    stack_bytes: int = 1 << 16
    cpus: int = 1
    base: int = BASE
    kernel: bool = False
    proofs: bool = True
    wraps: bool = False


@dataclass(frozen=True)
class DataSymbol:
    """An object of static storage: its address, its type, where it is declared."""

    name: str
    type: CType
    address: int
    location: Location
    unit: str
    function: str = ""
    linkage: str = "external"


@dataclass(frozen=True)
class Native:
    """A function that the program calls and the machine must provide."""

    name: str
    python_name: str
    type: CType
    location: Location


@dataclass
class Program:
    """All that a machine needs to run a program in one form, and to answer questions about it."""

    options: Options
    data: tuple[DataSymbol, ...]
    image: tuple[tuple[int, bytes], ...]
    read_only: tuple[tuple[int, bytes], ...]
    read_only_start: int
    data_end: int
    addresses: dict[str, int]  # Python name of a function -> its address
    natives: tuple[Native, ...]
    called: tuple[FunctionType, ...]  # what pointers call; functions_<n> is the table of the n-th
    lvalues: tuple[CType, ...]  # what pointers are cast to, by the number in the code
    dropped: frozenset[str]  # what some conversion of pointers forgets
    form: Form
    functions: dict[str, EmittedFunction]  # by Python name, in this form
    types: dict[str, CType]  # typedef names, and tags with their keyword
    constants: dict[str, int]
    warnings: tuple[Diagnostic, ...] = ()
    sources: dict[str, str] = field(default_factory=dict)
    heap_end: int = 0  # offset behind the last byte that the heap may have
    owners: dict[str, str] = field(default_factory=dict)  # Python name -> its unit, "" if external
    constructors: tuple[str, ...] = ()  # Python names of what runs before main(), in order
    destructors: tuple[str, ...] = ()  # and of what runs behind it, the last one first


class Linker:
    """Resolves names, places objects; answers the emitter (`names.Names`)."""

    def __init__(self, units: Iterable[Unit], options: Options) -> None:
        self.units = list(units)
        self.options = options
        self.base = options.base
        self.strict = not options.kernel
        self.proves = options.proofs
        self.wraps = options.wraps
        self.objects: dict[str, ObjectSymbol] = {}
        self.functions: dict[str, FunctionSymbol] = {}
        self.refused: dict[str, FunctionSymbol] = {}
        self.natives: dict[str, FunctionSymbol] = {}
        self._python_names: dict[int, str] = {}
        self._used_names: set[str] = set()
        self._local_names: set[str] = set()
        self._placed: dict[int, int] = {}
        self._queue: list[FunctionSymbol] = []
        self._queued: set[int] = set()
        self.function_addresses: dict[str, int] = {}
        self.lvalues: list[CType] = []  # the types that pointers are cast to
        self.dropped = frozenset().union(*(unit.dropped for unit in self.units))
        self.narrowed = frozenset().union(*(unit.narrowed for unit in self.units))
        self.called: list[FunctionType] = []  # the types of calls through pointers
        self.owners: dict[str, str] = {}
        self._homes = {id(s): unit.path for unit in self.units for s in unit.functions}
        self._problems: list[Diagnostic] = []
        self._resolve()
        self._place_objects()

    # -- names ------------------------------------------------------------------------------------

    def _resolve(self) -> None:
        for unit in self.units:
            for function in unit.functions:
                defined = function.definition is not None or function.alias_of is not None
                if defined and function.linkage == "external":
                    self._define_function(function)
                elif function.refused and function.linkage == "external":
                    self.refused.setdefault(function.name, function)
            for symbol in unit.objects:
                defined = symbol.defined or symbol.alias_of is not None
                if defined and symbol.linkage == "external":
                    self._define_object(symbol)
        if self._problems:
            raise CError(self._problems)
        for name in sorted(self.functions):
            self._python_name(self._definition(self.functions[name]))

    def _define_function(self, function: FunctionSymbol) -> None:
        former = self.functions.get(function.name)
        if former is None or _yields(former):
            self.functions[function.name] = function
        elif not _yields(function):
            self._twice(function, former)

    def _define_object(self, symbol: ObjectSymbol) -> None:
        former = self.objects.get(symbol.name)
        if former is None or former.weak or _is_tentative(former):
            self.objects[symbol.name] = symbol
        elif not (symbol.weak or _is_tentative(symbol)):
            self._twice(symbol, former)

    def _twice(
        self, second: FunctionSymbol | ObjectSymbol, first: FunctionSymbol | ObjectSymbol
    ) -> None:
        message = f"'{second.name}' is defined in two files"
        problem = error(second.at, message, (first.at, "the first definition"))
        self._problems += problem.diagnostics

    def _definition(self, symbol: FunctionSymbol) -> FunctionSymbol:
        while symbol.alias_of is not None:
            symbol = symbol.alias_of
        if symbol.definition is not None and symbol.linkage == "internal":
            return symbol
        found = self.functions.get(symbol.name) or self.refused.get(symbol.name, symbol)
        return found if found.alias_of is None else self._definition(found)

    def _python_name(self, symbol: FunctionSymbol) -> str:
        key = id(symbol)
        if key not in self._python_names:
            candidate = symbol.name
            if is_reserved(candidate):
                candidate += "_"
            number = 1
            while candidate in self._used_names or self._is_natives(symbol, candidate):
                number += 1
                candidate = f"{symbol.name}__{number}"
            self._used_names.add(candidate)
            self._python_names[key] = candidate
            last = next(reversed(self.function_addresses.values()), TEXT)
            address = _aligned(last + FUNCTION_BYTES, max(symbol.align, FUNCTION_BYTES))
            self.function_addresses[candidate] = address
            self.owners[candidate] = self.home(symbol)
        return self._python_names[key]

    def _is_natives(self, symbol: FunctionSymbol, name: str) -> bool:
        """Return whether a `static` function's name is that of one that `__builtin_` may mean."""
        return symbol.linkage == "internal" and name in library()

    def home(self, symbol: FunctionSymbol) -> str:
        """Return the path of the unit that has a function for itself, "" if all share it."""
        return self._homes.get(id(symbol), "") if symbol.linkage == "internal" else ""

    # -- what the emitter asks --------------------------------------------------------------------

    def function(self, symbol: FunctionSymbol) -> str:
        """Return the Python name of a function; it will be emitted if it is not yet."""
        definition = self._definition(symbol)
        if definition.refused:
            raise CError(definition.refused)
        if definition.definition is None:
            known = self.natives.setdefault(definition.name, definition)
            return self._python_name(known)
        if id(definition) not in self._queued:
            self._queued.add(id(definition))
            self._queue.append(definition)
        return self._python_name(definition)

    def native(self, symbol: FunctionSymbol) -> Native:
        """Return a function that the machine must provide, as the program knows it."""
        return Native(symbol.name, self._python_name(symbol), symbol.type, symbol.at.location)

    def definition_type(self, symbol: FunctionSymbol) -> FunctionType | None:
        """Return the type of a function's definition in C, if there is one."""
        definition = self._definition(symbol)
        return None if definition.definition is None else definition.type

    def functions_of(self, type_: FunctionType) -> str:
        """Return the name of the table of the functions that a pointer of a type may call."""
        known = without_counts(type_)
        if known not in self.called:
            self.called.append(known)
        return f"functions_{self.called.index(known)}"

    def lvalue_type(self, type_: CType) -> int:
        """Return the number by which the machine knows the type of an lvalue."""
        known = without_counts(type_)
        if known not in self.lvalues:
            self.lvalues.append(known)
        return self.lvalues.index(known)

    def function_address(self, symbol: FunctionSymbol) -> int:
        """Return the address of a function."""
        return self.function_addresses[self.function(symbol)]

    def is_native(self, symbol: FunctionSymbol) -> bool:
        """Return whether the machine provides the function."""
        return self._definition(symbol).definition is None

    def is_taken(self, name: str) -> bool:
        """Return whether a name means something global in the emitted Python."""
        return name in self._used_names or name in self._all_function_names()

    def _all_function_names(self) -> set[str]:
        if not self._local_names:
            self._local_names = {f.name for unit in self.units for f in unit.functions}
        return self._local_names

    def _object(self, symbol: ObjectSymbol) -> ObjectSymbol:
        while symbol.alias_of is not None:
            symbol = symbol.alias_of
        if symbol.linkage == "external":
            found = self.objects.get(symbol.name)
            if found is None:
                raise error(
                    symbol.at, f"'{symbol.name}' is declared and used, but no file defines it"
                )
            return found if found.alias_of is None else self._object(found)
        return symbol

    def address(self, symbol: ObjectSymbol) -> int:
        """Return the address of an object of static storage."""
        return self._placed[id(self._object(symbol))]

    def is_narrowed(self, size: int) -> bool:
        """Return whether a pointer to a structure of a size (bytes) may know an array's bounds."""
        return size in self.narrowed

    def is_released(self, symbol: ObjectSymbol) -> bool:
        """Return whether an object holds a pointer that somewhere is given to free()."""
        if symbol.linkage != "external":
            return symbol.released
        return any(
            other.released and other.linkage == "external" and other.name == symbol.name
            for unit in self.units
            for other in unit.objects
        )

    def size(self, symbol: ObjectSymbol) -> int:
        """Return its size in bytes, as its definition says."""
        return self._object(symbol).size

    # -- placing objects --------------------------------------------------------------------------

    def _all_objects(self) -> list[tuple[Unit, ObjectSymbol]]:
        found = []
        for unit in self.units:
            for symbol in unit.objects:
                if not symbol.defined:
                    continue
                if symbol.linkage != "external" or self.objects[symbol.name] is symbol:
                    found.append((unit, symbol))
        return found

    def _place_objects(self) -> None:
        """Place writable objects from the start of memory on, read-only ones before its end."""
        writable = GUARD_BYTES
        constants: list[ObjectSymbol] = []
        for _, symbol in self._all_objects():
            if symbol.data is not None or is_read_only(symbol):
                constants.append(symbol)
                continue
            writable = _aligned(writable + REDZONE, symbol.placed_align)
            self._placed[id(symbol)] = self.base + writable
            writable += symbol.size
        self.data_end = _aligned(writable + REDZONE, GUARD_BYTES)
        needed = sum(_aligned(symbol.size + 2 * REDZONE, 64) for symbol in constants)
        end = self.options.capacity - GUARD_BYTES
        self.read_only_start = (end - needed - READ_ONLY_SLACK) & ~(GUARD_BYTES - 1)
        offset = self.read_only_start
        for symbol in constants:
            offset = _aligned(offset + REDZONE, symbol.placed_align)
            self._placed[id(symbol)] = self.base + offset
            offset += symbol.size
        self.read_only_end = offset
        stacks = self.options.stack_bytes * self.options.cpus
        if self.data_end + stacks > self.read_only_start:
            largest = max((symbol for _, symbol in self._all_objects()), key=lambda s: s.size)
            raise error(
                largest.at,
                f"the program's objects need {self.data_end + needed} bytes, the machine has "
                f"{self.options.capacity}; this is the largest one ({largest.size} bytes)",
            )

    # -- results ----------------------------------------------------------------------------------

    def link(self, form: Form) -> Program:
        """Return the program in one of its forms."""
        image, read_only = self._images()
        constructors, destructors = self._in_turn("constructor"), self._in_turn("destructor")
        functions = self._emit_all(form)
        return Program(
            options=self.options,
            data=tuple(self._data_symbols()),
            image=image,
            read_only=read_only,
            read_only_start=self.read_only_start,
            data_end=self.data_end,
            addresses=dict(self.function_addresses),
            natives=tuple(map(self.native, self.natives.values())),
            called=tuple(self.called),
            lvalues=tuple(self.lvalues),
            dropped=self.dropped if self.strict else frozenset(),
            form=form,
            functions=functions,
            types=self._types(),
            constants=self._constants(),
            warnings=tuple(dict.fromkeys(self._warnings())),
            heap_end=self.read_only_start,
            owners=dict(self.owners),
            constructors=tuple(constructors),
            destructors=tuple(destructors),
        )

    def _emit_all(self, form: Form) -> dict[str, EmittedFunction]:
        """Emit main() and what it reaches, and then what else there is, without what is refused.

        Raises CError if main() reaches what is refused; in a kernel, everything is reached.
        """
        main = self.functions.get("main")
        if self.options.kernel or main is None:
            found = [problem for function in self.refused.values() for problem in function.refused]
            if found:
                raise CError(dict.fromkeys(found))
        else:
            self.function(main)
        emitted = self.emit_queued(form)
        for function in self._remaining():
            try:
                self.function(function)
                emitted |= self.emit_queued(form)
            except CError as problem:
                if main is None or not all(found.is_refusal for found in problem.diagnostics):
                    raise
        return emitted

    def _remaining(self) -> list[FunctionSymbol]:
        """Return the functions that a program has though nothing may call them."""
        own = [
            function
            for unit in self.units
            for function in unit.functions
            if function.definition and function.linkage == "internal" and not function.inline
        ]
        return [self.functions[name] for name in sorted(self.functions)] + own

    def _warnings(self) -> Iterator[Diagnostic]:
        """Yield what C lets pass but is seldom meant, and what is refused but never reached."""
        for unit in self.units:
            yield from unit.warnings
            for function in unit.functions:
                for problem in function.refused:
                    what = f"{problem.message} ('{function.name}()' is left out)"
                    yield replace(problem, message=what, severity="warning")

    def _in_turn(self, when: str) -> list[str]:
        """Return the functions that have a number in the turn of constructors or destructors."""
        found = [
            function
            for unit in self.units
            for function in unit.functions
            if getattr(function, when) is not None and self._definition(function) is function
        ]
        return [self.function(f) for f in sorted(found, key=lambda f: getattr(f, when))]

    def emit_queued(self, form: Form) -> dict[str, EmittedFunction]:
        """Emit what was asked for, and what that asks for."""
        emitted: dict[str, EmittedFunction] = {}
        while self._queue:
            symbol = self._queue.pop()
            assert symbol.definition is not None
            emitted[self._python_name(symbol)] = emit(symbol.definition, self, form)
        return emitted

    def _images(self) -> tuple[tuple[tuple[int, bytes], ...], tuple[tuple[int, bytes], ...]]:
        image, read_only = [], []
        for _, symbol in self._all_objects():
            data = symbol.data if symbol.data is not None else self._initial_bytes(symbol)
            place = (self._placed[id(symbol)], data)
            if symbol.data is not None or is_read_only(symbol):
                read_only.append(place)
            else:
                image.append(place)
        return tuple(image), tuple(read_only)

    def _initial_bytes(self, symbol: ObjectSymbol) -> bytes:
        data = bytearray(symbol.size)
        for item in symbol.initial or ():
            if isinstance(item.value, c.Bytes):
                end = item.offset + len(item.value.data)
                data[item.offset : end] = item.value.data
                continue
            value = self._static_value(item.value)
            _put(data, item.offset, item.type.size, value, item.bits)
        return bytes(data)

    def _static_value(self, value: c.Expr) -> int:
        match value:
            case c.Constant(value=number):
                return number
            case c.ObjectAddress(symbol=symbol, offset=offset):
                return self.address(symbol) + offset
            case c.FunctionAddress(symbol=function):
                return self.function_address(function)
            case c.Convert(operand=operand):
                return self._static_value(operand)
            case c.Narrow(operand=operand, offset=offset):
                return self._static_value(operand) + offset
        raise AssertionError(value)

    def _data_symbols(self) -> Iterable[DataSymbol]:
        for unit, symbol in self._all_objects():
            yield DataSymbol(
                symbol.name,
                without_counts(symbol.type),
                self._placed[id(symbol)],
                symbol.at.location,
                unit.path,
                symbol.function,
                symbol.linkage,
            )

    def _types(self) -> dict[str, CType]:
        found: dict[str, CType] = {}
        for unit in self.units:
            for name, symbol in unit.scope.names.items():
                if isinstance(symbol, TypedefSymbol):
                    found.setdefault(name, symbol.type)
            for tag, (_, type_) in unit.scope.tags.items():
                kind = type_.layout.kind if isinstance(type_, StructType) else "enum"
                key = f"{kind} {tag}"
                if type_.complete or key not in found:
                    found[key] = type_ if type_.complete else found.get(key, type_)
        return found

    def _constants(self) -> dict[str, int]:
        return {
            name: symbol.value
            for unit in self.units
            for name, symbol in unit.scope.names.items()
            if isinstance(symbol, EnumeratorSymbol)
        }


def link(units: Iterable[Unit], options: Options, form: Form = Form.RUN) -> Program:
    """Return the program that the units make together, in one form.

    Raises CError where a name is defined twice or not at all.
    """
    return Linker(units, options).link(form)


def is_read_only(symbol: ObjectSymbol) -> bool:
    """Return whether an object lies in memory that cannot be written."""
    type_ = symbol.type
    while hasattr(type_, "element"):
        if type_.const:
            return True
        type_ = type_.element
    return type_.const


def _yields(function: FunctionSymbol) -> bool:
    """Return whether another definition of a function may take its place."""
    return function.inline or function.weak


def _is_tentative(symbol: ObjectSymbol) -> bool:
    return symbol.initial is None and symbol.alias_of is None


def _aligned(value: int, unit: int) -> int:
    return -(-value // unit) * unit


def _put(data: bytearray, offset: int, size: int, value: int, bits: c.Bits | None) -> None:
    if bits is not None:
        first = bits.offset // 8
        offset, shift = offset + first, bits.offset - first * 8
        size = (shift + bits.width + 7) // 8
        mask = (1 << bits.width) - 1
        old = int.from_bytes(data[offset : offset + size], "little")
        value = old & ~(mask << shift) | (value & mask) << shift
    data[offset : offset + size] = (value & (1 << size * 8) - 1).to_bytes(size, "little")
