# SPDX-License-Identifier: MIT
"""What a report tells besides the fault: the values on its line, and the object it is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from types import FrameType

from interp.lang.emitter import EmittedFunction, LocalVariable
from interp.lang.link import REDZONE
from interp.lang.source import Location
from interp.lang.types import CType, IntegerType, PointerType
from interp.machine.local_objects import object_of, objects_of
from interp.machine.memory import CONST, GOOD, VOLATILE, Memory
from interp.machine.values import Space

Call = tuple[EmittedFunction, FrameType, int]

MOST_VALUES = 6
_WRITTEN = frozenset((GOOD, CONST, VOLATILE))

_SKIPPED = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|//.*|/\*.*?(?:\*/|$)')
_NAME = re.compile(r"(?<![\w.])(?<!->)[A-Za-z_]\w*")


def values_on(line: str, at: Location, call: Call, space: Space, memory: Memory) -> str:
    """Return the scalars that a source line names, such as "page = 0xffff888000802100, order = 3".

    A name that stands for several variables of the function is left out: which of them is meant
    cannot be told here.
    """
    found = []
    for name in dict.fromkeys(_NAME.findall(_SKIPPED.sub(" ", line))):
        text = _value_of(name, at, call, space, memory)
        if text is not None:
            found.append(f"{name} = {text}")
    return ", ".join(found[:MOST_VALUES])


def _value_of(name: str, at: Location, call: Call, space: Space, memory: Memory) -> str | None:
    emitted, frame, _ = call
    locals_ = [local for local in emitted.locals if local.name == name]
    if locals_:
        known = [local for local in locals_ if _stands_before(local, at)]
        return _local(known[0], frame, space, memory) if len(known) == 1 else None
    for symbol in space.symbols.program.data:
        here = symbol.function == emitted.name or (
            not symbol.function and (symbol.linkage == "external" or symbol.unit == at.file)
        )
        if symbol.name == name and here:
            return _in_memory(symbol.type, symbol.address, space, memory)
    return None


def _stands_before(local: LocalVariable, at: Location) -> bool:
    place = local.location
    return place.file == at.file and (place.line, place.column) < (at.line, at.column)


def _local(local: LocalVariable, frame: FrameType, space: Space, memory: Memory) -> str | None:
    variables = frame.f_locals
    found = object_of(local, variables)
    if found is not None:
        return _in_memory(*found, space, memory)
    value = variables.get(local.python_name or "")
    return space.show(local.type, int(value)) if isinstance(value, int) else None


def _in_memory(type_: CType, address: int, space: Space, memory: Memory) -> str | None:
    if not isinstance(type_, IntegerType | PointerType):
        return None
    offset = address ^ space.base
    if not _WRITTEN.issuperset(memory.shadow[offset : offset + type_.size]):
        return None
    return space.show(type_, space.read_int(type_, address))


def object_at(address: int, calls: Iterable[Call], space: Space) -> str:
    """Return which object an address is in, or just behind; "" if none is known there."""
    region = space.symbols.region_at(address)
    if region is not None:
        name = (space.symbols.name_of(address) or "").removeprefix("&")
        places = (s.location for s in space.symbols.program.data if s.address == region.address)
        return f"that is {name}" + "".join(f", declared at {place}" for place in places)
    for name, type_, start, place in _declared(calls, space):
        distance = address - start
        if 0 <= distance < type_.size + REDZONE:
            where = f"{distance} bytes inside"
            if distance >= type_.size:
                where = f"{distance - type_.size} bytes behind"
            return f"{where} {name} of {type_.size} bytes, declared at {place}"
    return ""


def _declared(calls: Iterable[Call], space: Space) -> Iterator[tuple[str, CType, int, Location]]:
    """Yield name, type, address and place of each declared object, from high addresses down."""
    for symbol in sorted(space.symbols.program.data, key=lambda found: -found.address):
        name = "a string literal" if symbol.name.startswith(".") else f"'{symbol.name}'"
        yield name, symbol.type, symbol.address, symbol.location
    for emitted, frame, _ in calls:
        found = objects_of(emitted.locals, frame.f_locals)
        for local, type_, start in sorted(found, key=lambda each: -each[2]):
            if local.name:
                yield f"'{local.name}' of {emitted.name}()", type_, start, local.location
