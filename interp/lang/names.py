# SPDX-License-Identifier: MIT
"""What C names are called in the emitted Python, and where things live."""

from __future__ import annotations

import keyword
import re
from typing import Protocol

from interp.lang.symbols import FunctionSymbol, ObjectSymbol
from interp.lang.types import CType, FunctionType

# Variables that the emitter itself uses inside a function.
AT = "at"  # index of the access that is being checked
TO = "to"  # index of the store that is being checked
RESULT = "result"  # a value that is being checked
FRAME = "frame"  # address of the stack frame
GOTO = "goto"  # number of the label that is being jumped to, 0 if none

RUNTIME_NAMES = frozenset(
    [f"{sign}{bits}" for sign in "iu" for bits in (8, 16, 32, 64)]
    + [f"set_{sign}{bits}" for sign in "iu" for bits in (8, 16, 32, 64)]
    + [f"bad_{bits}" for bits in (8, 16, 32, 64)]
    + [f"shift_{bits}" for bits in (*range(32, 65), 128)]
    + ["functions", "fuel", "undo", "enter", "leave_frame", "rest_", "_"]
    + ["bad_load", "first_store", "signed_overflow", "bad_index", "misaligned", "divide"]
    + ["remainder", "read_struct", "write_struct", "copy_struct", "write_bytes", "get_bits"]
    + ["put_bits", "zero_object", "fresh_object", "unreachable"]
    + ["copied_load", "copied_bits", "put_unwritten", "unwritten_value"]
    + ["va_start", "va_arg", "va_copy", "va_end", "va_left"]
    + ["unreachable", "out_of_steps", "unset", "no_value", AT, TO, RESULT, FRAME, GOTO]
    + ["unsequenced", "moved", "outside", "distance", "order", "part", "null_member"]
    + [
        "lost_variable",
        "lost_pointer",
        "end_objects",
        "undefined",
        "need_elements",
        "bad_bool",
        "protect",
        "volatile_load",
    ]
    + ["volatile_store", "alias", "retyped"]
    + ["bad_length", "same_length", "new_array", "end_arrays", "leave_arrays"]
    + ["points_", "calls_", "len_", "next_"]
)
_TEMPORARY = re.compile(r"t[0-9]+_|functions_[0-9]+")  # what the emitter calls its own variables


class Names(Protocol):
    """Answers that the linker gives the emitter."""

    base: int
    dropped: frozenset[str]  # what some conversion of pointers forgets
    strict: bool  # whether pointers must keep to C11 6.5.6, 6.5.8, 6.5p7, which kernels do not
    proves: bool  # whether checks are left out that are proved needless
    wraps: bool  # whether signed results wrap, instead of being reported (-fwrapv)

    def is_narrowed(self, size: int) -> bool:
        """Return whether a pointer to a structure of a size (bytes) may know an array's bounds."""

    def address(self, symbol: ObjectSymbol) -> int:
        """Return the address of an object of static storage."""

    def is_released(self, symbol: ObjectSymbol) -> bool:
        """Return whether an object holds a pointer that somewhere is given to free()."""

    def size(self, symbol: ObjectSymbol) -> int:
        """Return its size in bytes, as its definition says."""

    def function(self, symbol: FunctionSymbol) -> str:
        """Return the Python name of a function."""

    def definition_type(self, symbol: FunctionSymbol) -> FunctionType | None:
        """Return the type of a function's definition in C, if there is one."""

    def functions_of(self, type_: FunctionType) -> str:
        """Return the name of the table of the functions that a pointer of a type may call."""

    def lvalue_type(self, type_: CType) -> int:
        """Return the number by which the machine knows the type of an lvalue."""

    def function_address(self, symbol: FunctionSymbol) -> int:
        """Return the address of a function."""

    def is_native(self, symbol: FunctionSymbol) -> bool:
        """Return whether the machine provides the function."""

    def is_taken(self, name: str) -> bool:
        """Return whether a name means something global in the emitted Python."""


def python_name(name: str, taken: set[str], names: Names) -> str:
    """Return a Python name for a C local that collides with nothing."""
    base = candidate = name or "value"
    number = 1
    while candidate in taken or is_reserved(candidate) or names.is_taken(candidate):
        candidate = f"{base}_{number if number > 1 else ''}"
        number += 1
    taken.add(candidate)
    return candidate


def is_reserved(name: str) -> bool:
    """Return whether a name means something in emitted code, or in Python itself."""
    return keyword.iskeyword(name) or name in RUNTIME_NAMES or bool(_TEMPORARY.fullmatch(name))
