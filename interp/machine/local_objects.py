# SPDX-License-Identifier: MIT
"""Local objects that lie in memory: in the stack frame, or behind it if their length varies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from interp.lang.emitter import LocalVariable
from interp.lang.names import FRAME
from interp.lang.types import CType
from interp.lang.variable_types import VariableArray, concrete

Variables = Mapping[str, Any]  # the Python variables of a function, the stack frame among them


def object_of(local: LocalVariable, variables: Variables) -> tuple[CType, int] | None:
    """Return the type and the address of a local object in memory; None if it is none by now."""
    if local.frame_offset is not None:
        start = variables.get(FRAME)
        found = start + local.frame_offset if isinstance(start, int) else None
    elif isinstance(local.type, VariableArray):  # its variable holds the address
        found = variables.get(local.python_name or "")
    else:
        return None
    return (concrete(local.type, variables), found) if isinstance(found, int) else None


def objects_of(
    locals_: Iterable[LocalVariable], variables: Variables
) -> Iterator[tuple[LocalVariable, CType, int]]:
    """Yield the local objects that lie in memory, each with its type and address."""
    for local in locals_:
        found = object_of(local, variables)
        if found is not None:
            yield local, *found


def variables_at(locals_: Iterable[LocalVariable], values: tuple[Any, ...]) -> dict[str, Any]:
    """Return the Python variables of a function as a point noted them, between frame and number."""
    found: dict[str, Any] = {FRAME: values[0] if values else None}
    for local, value in zip(locals_, values[1:-1], strict=False):
        if local.python_name is not None:
            found[local.python_name] = value
    return found
