# SPDX-License-Identifier: MIT
"""Newly checked functions and objects into a program that is there: what exists keeps its address.

Objects that are new lie behind the heap; functions that are replaced keep their address and their
Python name, so that callers and function pointers reach the new ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from interp.lang.emitter import EmittedFunction, emit
from interp.lang.forms import Form
from interp.lang.link import (
    GUARD_BYTES,
    REDZONE,
    DataSymbol,
    Linker,
    Program,
    is_read_only,
)
from interp.lang.source import CError
from interp.lang.symbols import EnumeratorSymbol, FunctionSymbol, ObjectSymbol, TypedefSymbol
from interp.lang.tokens import error
from interp.lang.types import CType, StructType, compatible
from interp.lang.unit import Unit

Key = tuple[str, str, str]  # unit ("" if external), function of a static local, name


@dataclass(frozen=True)
class Fresh:
    """A checked unit, and which of its functions and objects are to be linked."""

    unit: Unit
    functions: Sequence[FunctionSymbol]
    objects: Sequence[ObjectSymbol]


class Relinker(Linker):
    """Links what is fresh into `program`, in the run form; `also_in` does it to the others."""

    def __init__(self, program: Program, fresh: Sequence[Fresh]) -> None:
        self.program = program
        self.fresh = fresh
        self._units = {id(o): part.unit.path for part in fresh for o in part.unit.objects}
        self._known_objects = _objects_of(program)
        self._known_functions = _functions_of(program)
        self._strings = _strings_of(program)
        self._new: list[tuple[str, ObjectSymbol, int]] = []
        self._again: list[tuple[ObjectSymbol, int]] = []
        self._emitted: list[FunctionSymbol] = []
        self.heap_end = program.heap_end
        self.read_only_end = max(
            [address + len(data) - program.options.base for address, data in program.read_only],
            default=program.read_only_start,
        )
        super().__init__((part.unit for part in fresh), program.options)

    # -- names ------------------------------------------------------------------------------------

    def _resolve(self) -> None:
        program = self.program
        self.called = list(program.called)
        self.function_addresses = dict(program.addresses)
        self._used_names = set(program.addresses)
        self.owners = dict(program.owners)
        self._fresh_functions = {id(s) for part in self.fresh for s in part.functions}
        for part in self.fresh:
            for function in part.functions:
                if function.linkage == "external":
                    self.functions[function.name] = function

    def _python_name(self, symbol: FunctionSymbol) -> str:
        known = self._known_functions.get((self.home(symbol), symbol.name))
        if known is not None:
            self._python_names[id(symbol)] = known
        return super()._python_name(symbol)

    def function(self, symbol: FunctionSymbol) -> str:
        """Return the Python name of a function; what runs already is not emitted again."""
        definition = self._definition(symbol)
        known = self._known_functions.get((self.home(definition), definition.name))
        if known is not None and id(definition) not in self._fresh_functions:
            return known
        return super().function(symbol)

    def is_native(self, symbol: FunctionSymbol) -> bool:
        """Return whether the machine provides the function."""
        definition = self._definition(symbol)
        known = self._known_functions.get((self.home(definition), definition.name))
        if known is not None and id(definition) not in self._fresh_functions:
            return known not in self.program.functions
        return definition.definition is None

    def is_narrowed(self, size: int) -> bool:
        """Return True: what the rest of the program does with pointers is not known here."""
        return True

    # -- objects ----------------------------------------------------------------------------------

    def _place_objects(self) -> None:
        self._fresh_objects = {id(o) for part in self.fresh for o in part.objects}
        for part in self.fresh:
            for symbol in part.objects:
                if symbol.defined and symbol.data is None and not symbol.function:
                    self._place_or_keep(symbol)

    def _key(self, symbol: ObjectSymbol) -> Key:
        unit = "" if symbol.linkage == "external" else self._units.get(id(symbol), "")
        return unit, symbol.function, symbol.name

    def _place_or_keep(self, symbol: ObjectSymbol) -> None:
        known = self._known_objects.get(self._key(symbol))
        if known is not None and compatible_layout(known, symbol):
            self._placed[id(symbol)] = known.address
            if symbol.initial is not None:
                self._again.append((symbol, known.address))
        else:
            self._place(symbol)

    def _place(self, symbol: ObjectSymbol) -> int:
        """Give a new object a place: read-only ones behind the others, the rest behind the heap."""
        size, align = symbol.size, symbol.placed_align
        if symbol.data is not None or is_read_only(symbol):
            offset = _up(self.read_only_end + REDZONE, align)
            self.read_only_end = offset + size
            room = self.read_only_end <= self.options.capacity - GUARD_BYTES
        else:
            offset = (self.heap_end - REDZONE - size) & -max(align, 64)
            self.heap_end = (offset - REDZONE) & -64
            room = self.heap_end > self.program.data_end
        if not room:
            raise error(symbol.at, f"there is no room for '{symbol.name}' ({size} bytes) any more")
        address = self.base + offset
        self._placed[id(symbol)] = address
        self._new.append((self._units.get(id(symbol), ""), symbol, address))
        return address

    def address(self, symbol: ObjectSymbol) -> int:
        """Return the address of an object of static storage, placing it if it is new."""
        placed = self._placed.get(id(symbol))
        if placed is not None:
            return placed
        if symbol.data is not None:
            known_string = self._strings.get(symbol.data)
            return self._place(symbol) if known_string is None else known_string
        known = self._known_objects.get(self._key(symbol))
        if known is not None and id(symbol) not in self._fresh_objects:
            return known.address
        if symbol.linkage == "external" and not symbol.defined:
            return super().address(symbol)  # complains
        return self._place(symbol)

    def size(self, symbol: ObjectSymbol) -> int:
        """Return its size in bytes, as its definition says."""
        known = self._known_objects.get(self._key(symbol))
        if known is not None and id(symbol) not in self._placed and symbol.data is None:
            return known.type.size
        return symbol.size

    # -- results ----------------------------------------------------------------------------------

    def relinked(self) -> Program:
        """Return the program in the run form with what is fresh."""
        for part in self.fresh:
            for function in part.functions:
                self.function(function)
        run: dict[str, EmittedFunction] = {}
        while self._queue:
            symbol = self._queue.pop()
            self._emitted.append(symbol)
            assert symbol.definition is not None
            run[self._python_name(symbol)] = emit(symbol.definition, self, Form.RUN)
        known_natives = {native.name for native in self.program.natives}
        natives = [self.native(f) for f in self.natives.values() if f.name not in known_natives]
        image, read_only = self._new_images()
        program = self.program
        return replace(
            program,
            data=tuple(self._all_data()),
            image=(*program.image, *image),
            read_only=(*program.read_only, *read_only),
            heap_end=self.heap_end,
            addresses=dict(self.function_addresses),
            owners=dict(self.owners),
            natives=(*program.natives, *natives),
            called=tuple(self.called),
            functions={**program.functions, **run},
            types=self._all_types(),
            constants=self._all_constants(),
            warnings=tuple(w for part in self.fresh for w in part.unit.warnings),
        )

    def also_in(self, linked: Program, former: Program) -> Program:
        """Return `linked` in another form: that of `former`, with what is fresh emitted for it."""
        form = former.form
        self.called = list(former.called)
        fresh = [(self._python_name(s), s.definition) for s in self._emitted]
        emitted = {name: emit(d, self, form) for name, d in fresh if d is not None}
        functions = {**former.functions, **emitted}
        return replace(linked, called=tuple(self.called), form=form, functions=functions)

    def _new_images(self) -> tuple[list[tuple[int, bytes]], list[tuple[int, bytes]]]:
        """Return the new objects' bytes; initialisers may ask for the places of further ones."""
        image: list[tuple[int, bytes]] = []
        read_only: list[tuple[int, bytes]] = []
        position = 0
        while position < len(self._new):
            _, symbol, address = self._new[position]
            position += 1
            data = symbol.data if symbol.data is not None else self._initial_bytes(symbol)
            target = read_only if symbol.data is not None or is_read_only(symbol) else image
            target.append((address, data))
        image += [(address, self._initial_bytes(symbol)) for symbol, address in self._again]
        return image, read_only

    def _all_data(self) -> Iterable[DataSymbol]:
        replaced = {
            (self.home(function), function.name)
            for part in self.fresh
            for function in part.functions
        }
        for known in self.program.data:
            unit = known.unit
            if known.function and {(unit, known.function), ("", known.function)} & replaced:
                continue
            yield known
        for unit, symbol, address in self._new:
            at, function, linkage = symbol.at.location, symbol.function, symbol.linkage
            yield DataSymbol(symbol.name, symbol.type, address, at, unit, function, linkage)

    def _all_types(self) -> dict[str, CType]:
        found = dict(self.program.types)
        for part in self.fresh:
            for name, symbol in part.unit.scope.names.items():
                if isinstance(symbol, TypedefSymbol):
                    found.setdefault(name, symbol.type)
            for tag, (_, type_) in part.unit.scope.tags.items():
                kind = type_.layout.kind if isinstance(type_, StructType) else "enum"
                if type_.complete:
                    found.setdefault(f"{kind} {tag}", type_)
        return found

    def _all_constants(self) -> dict[str, int]:
        new = {
            name: symbol.value
            for part in self.fresh
            for name, symbol in part.unit.scope.names.items()
            if isinstance(symbol, EnumeratorSymbol)
        }
        return {**self.program.constants, **new}


def compatible_layout(known: DataSymbol, symbol: ObjectSymbol) -> bool:
    """Return whether an object can go on living where it is."""
    same = known.type.size == symbol.size and str(known.type) == str(symbol.type)
    return same or compatible(known.type, symbol.type)


def callers(program: Program, python_name: str, except_for: Iterable[str]) -> list[str]:
    """Return the functions whose code calls, or holds the address of, a function."""
    address = program.addresses[python_name]
    spared = set(except_for)
    return sorted(
        emitted.name
        for name, emitted in program.functions.items()
        if name not in spared
        and (python_name in emitted.code.co_names or address in emitted.code.co_consts)
    )


def _objects_of(program: Program) -> dict[Key, DataSymbol]:
    found: dict[Key, DataSymbol] = {}
    for symbol in program.data:
        unit = "" if symbol.linkage == "external" else symbol.unit
        found[unit, symbol.function, symbol.name] = symbol
    return found


def _functions_of(program: Program) -> dict[tuple[str, str], str]:
    found = {("", native.name): native.python_name for native in program.natives}
    for name, emitted in program.functions.items():
        found[program.owners.get(name, ""), emitted.name] = name
    return found


def _strings_of(program: Program) -> dict[bytes, int]:
    data = dict(program.read_only)
    return {
        data[symbol.address]: symbol.address
        for symbol in program.data
        if symbol.name.startswith(".string.") and symbol.address in data
    }


def _up(value: int, unit: int) -> int:
    return -(-value // unit) * unit


__all__ = ["CError", "Fresh", "Relinker", "callers"]
