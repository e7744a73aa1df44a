# SPDX-License-Identifier: MIT
"""What C names are called in the emitted Python, and where things live."""

from __future__ import annotations

import keyword
from typing import Protocol

from interp.lang.symbols import FunctionSymbol, ObjectSymbol

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
    + ["shift_32", "shift_64", "functions", "fuel", "undo", "enter", "leave_frame", "rest_", "_"]
    + ["bad_load", "first_store", "signed_overflow", "bad_index", "misaligned", "divide"]
    + ["remainder", "read_struct", "write_struct", "copy_struct", "write_bytes", "get_bits"]
    + ["put_bits", "zero_object", "fresh_object", "va_start", "va_arg", "va_copy", "unreachable"]
    + ["out_of_steps", "returned", AT, TO, RESULT, FRAME, GOTO]
)


class Names(Protocol):
    """Answers that the linker gives the emitter."""

    base: int

    def address(self, symbol: ObjectSymbol) -> int:
        """Return the address of an object of static storage."""

    def size(self, symbol: ObjectSymbol) -> int:
        """Return its size in bytes, as its definition says."""

    def function(self, symbol: FunctionSymbol) -> str:
        """Return the Python name of a function."""

    def function_address(self, symbol: FunctionSymbol) -> int:
        """Return the address of a function."""

    def is_native(self, symbol: FunctionSymbol) -> bool:
        """Return whether the machine provides the function."""

    def is_taken(self, name: str) -> bool:
        """Return whether a name means something global in the emitted Python."""


def python_name(name: str, taken: set[str], names: Names) -> str:
    """Return a Python name for a C local that collides with nothing."""
    candidate = name or "value"
    if keyword.iskeyword(candidate) or candidate in RUNTIME_NAMES or names.is_taken(candidate):
        candidate += "_"
    number = 1
    base = candidate
    while candidate in taken:
        number += 1
        candidate = f"{base.rstrip('_')}_{number}"
        if candidate in RUNTIME_NAMES or names.is_taken(candidate):
            candidate += "_"
    taken.add(candidate)
    return candidate
