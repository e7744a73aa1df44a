# SPDX-License-Identifier: MIT
"""Types whose size is known only when running: arrays of variable length (C11 6.7.6.2).

Such a type says where its length is kept: the checker's hidden variable, and for who looks at a
running program the Python name of that variable. Where it is not known, its size counts as 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from interp.lang.types import ArrayType, CType, FunctionType, PointerType

T = TypeVar("T", bound=CType)


@dataclass(frozen=True)
class VariableArray(ArrayType):
    """An array whose length is evaluated where it is declared, or whose elements are such arrays.

    `count` is what holds the length, None for `[*]`; `length` is the number of elements where only
    their size varies. `text` is what stands in the brackets.
    """

    count: Any = None
    text: str = field(default="*", compare=False)

    @property
    def size(self) -> int:
        """Size in bytes: not known before the program runs."""
        return 0

    @property
    def complete(self) -> bool:
        """Whether objects of this type can be made."""
        return self.element.complete

    def spell(self, inner: str = "") -> str:
        """Return the declaration of `inner` with this type, as C writes it."""
        return self.element.spell(f"{inner}[{self.text if self.length is None else self.length}]")


def varies(type_: CType) -> bool:
    """Return whether a type is variably modified (6.7.6p3): made of an array of variable length."""
    while True:
        match type_:
            case VariableArray():
                return True
            case PointerType(target=inner) | ArrayType(element=inner) | FunctionType(result=inner):
                type_ = inner
            case _:
                return False


def joined(left: CType, right: CType) -> CType:
    """Return what two compatible types are together: a known length decides (6.2.7p3)."""
    match left, right:
        case PointerType(), PointerType():
            return replace(left, target=joined(left.target, right.target))
        case ArrayType(), ArrayType():
            element = joined(left.element, right.element)
            lengths = [type_.length for type_ in (left, right) if type_.length is not None]
            varying = [type_ for type_ in (left, right) if isinstance(type_, VariableArray)]
            if lengths and not isinstance(element, VariableArray):
                return ArrayType(element, lengths[0], const=left.const, volatile=left.volatile)
            if lengths or varying:
                known = varying[0] if varying else VariableArray(element, None)
                return replace(known, element=element, length=lengths[0] if lengths else None)
    return left


def with_counts(type_: T, count: Callable[[Any], Any]) -> T:
    """Return a type with something else as what holds its lengths; a number settles a length."""
    if not varies(type_):
        return type_
    made: CType = type_
    match type_:
        case VariableArray():
            made = _array_with(type_, with_counts(type_.element, count), count)
        case ArrayType():
            made = replace(type_, element=with_counts(type_.element, count))
        case PointerType():
            made = replace(type_, target=with_counts(type_.target, count))
        case FunctionType():
            made = replace(type_, result=with_counts(type_.result, count))
    return made  # type: ignore[return-value]


def without_counts(type_: T) -> T:
    """Return a type as it is seen outside of its function: nobody knows its lengths there."""
    return with_counts(type_, lambda _: None)


def _array_with(array: VariableArray, element: CType, count: Callable[[Any], Any]) -> CType:
    found = array.length
    if found is None and array.count is not None:
        found = count(array.count)
    if isinstance(found, int):
        if not isinstance(element, VariableArray):
            return ArrayType(element, found, const=array.const, volatile=array.volatile)
        return replace(array, element=element, length=found, count=None)
    return replace(array, element=element, count=found)


def concrete(type_: CType, variables: Mapping[str, Any]) -> CType:
    """Return a local's type with its lengths as Python variables hold them, as far as they do."""

    def length(name: str) -> int | None:
        value = variables.get(name)
        return value if isinstance(value, int) else None

    return with_counts(type_, length)
