# SPDX-License-Identifier: MIT
"""Python arguments to a C call: numbers, names, objects; checked against the C signature."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from interp.kernel.errors import BadArgument
from interp.lang.types import (
    ArrayType,
    CType,
    FunctionType,
    IntegerType,
    PointerType,
    StructType,
    VoidType,
)
from interp.machine import Value

Named = Callable[[str], "Value | int"]


@dataclass(frozen=True)
class Signature:
    """A C function's name, type and parameter names."""

    name: str
    type: FunctionType
    parameters: tuple[str, ...]

    def __str__(self) -> str:
        types = self.type.parameters or ()
        names = self.parameters or ("",) * len(types)
        shown = [type_.spell(name) for type_, name in zip(types, names, strict=True)]
        shown += ["..."] * self.type.variadic
        return self.type.result.spell(f"{self.name}({', '.join(shown) or 'void'})")

    def raw(self, arguments: Sequence[Any], named: Named) -> tuple[int, ...]:
        """Return the raw numbers that the call passes; `named` says what a str stands for."""
        types = self.type.parameters or ()
        missing = len(arguments) < len(types)
        if missing or (len(arguments) > len(types) and not self.type.variadic):
            raise BadArgument(
                f"{self.name}() takes {_count(len(types))}, here {_are(len(arguments))}: {self}"
            )
        return tuple(
            self._raw(position, given, types, named) for position, given in enumerate(arguments)
        )

    def _raw(self, position: int, given: Any, types: Sequence[CType], named: Named) -> int:
        type_ = types[position] if position < len(types) else None
        try:
            value = named(given) if isinstance(given, str) else given
            return _converted(value, type_)
        except BadArgument as problem:
            raise BadArgument(f"argument {position + 1} of {self}: {problem}") from None


def _converted(value: Any, type_: CType | None) -> int:
    if isinstance(type_, PointerType):
        return _address(value, type_)
    if isinstance(type_, StructType):
        raise BadArgument("a structure cannot be passed from Python; pass a pointer")
    if isinstance(value, Value):
        value = value.value_()
    try:
        number = int(value.__index__())
    except AttributeError:
        raise BadArgument(f"a number or a name is needed, not {value!r}") from None
    if isinstance(type_, IntegerType):
        return _fitting(number, type_)
    return number


def _fitting(number: int, type_: IntegerType) -> int:
    """Return a number as C converts it; one that a reader cannot have meant is refused."""
    converted = type_.wrap(number)
    negative = number < 0 and not type_.signed and type_.rank > 0
    if converted != number and not (negative and number >= -(1 << (type_.bits - 1))):
        raise BadArgument(f"{number} does not fit into '{type_}' ({type_.low} to {type_.high})")
    return converted


def _address(value: Any, type_: PointerType) -> int:
    if value is None:
        return 0
    if not isinstance(value, Value):
        if (
            isinstance(value, int)
            and not isinstance(value, bool)
            and (value == 0 or value >> 40 == 0xFFFF88 or value >> 32 == 0xFFFFFFFF)
        ):
            return value
        raise BadArgument(
            f"a pointer is needed ('{type_}'), not {value!r}; "
            "page(8) gives a page, machine['name'] a global object, 0 is NULL"
        )
    target = value.type_
    if isinstance(target, StructType):
        _need_same(target, type_, value)
        return int(value)
    if isinstance(target, ArrayType):
        _need_same(target.element, type_, value)
        return int(value)
    if isinstance(target, PointerType):
        _need_same(target.target, type_, value)
    return int(value)


def _need_same(target: CType, wanted: PointerType, value: Value) -> None:
    if isinstance(wanted.target, VoidType) or isinstance(target, VoidType):
        return
    if str(target.unqualified()) != str(wanted.target.unqualified()):
        raise BadArgument(f"a '{wanted}' is needed, not a pointer to '{target}'")


def _count(number: int) -> str:
    return "no arguments" if number == 0 else f"{number} argument{'s' * (number != 1)}"


def _are(number: int) -> str:
    return "are none" if number == 0 else "is 1" if number == 1 else f"are {number}"
