# SPDX-License-Identifier: MIT
"""Numbers: <stdlib.h>'s conversions, and what the compiler builds in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from interp.lang.bits import COMPUTED, Compute
from interp.machine.faults import Fault, FaultKind
from interp.machine.libc.table import LIBRARY, native
from interp.machine.natives import NativeFunction

if TYPE_CHECKING:
    from interp.machine.process import Process

_NUMBER = re.compile(rb"[ \t\n\v\f\r]*([+-]?)(0[xX](?=[0-9a-fA-F]))?([0-9a-zA-Z]*)")
_DIGITS = b"0123456789abcdefghijklmnopqrstuvwxyz"


def parsed(data: bytes, base: int) -> tuple[int, int]:
    """Return the number that a text begins with, and how many bytes that takes; 0, 0 if none."""
    found = _NUMBER.match(data)
    assert found is not None
    sign, prefix, digits = found[1], found[2] or b"", found[3].lower()
    start = found.start(3)
    if prefix and base not in (0, 16):
        prefix, digits, start = b"", b"0", found.start(2)
    if base == 0:
        base = 16 if prefix else 8 if digits[:1] == b"0" else 10
    good = b""
    for byte in digits:
        if byte not in _DIGITS[:base]:
            break
        good += bytes([byte])
    if not good:
        return 0, 0
    value = int(good, base)
    return (-value if sign == b"-" else value), start + len(good)


def clamped(value: int, low: int, high: int) -> int:
    """Return the nearest value that fits (7.22.1.4p8)."""
    return min(max(value, low), high)


def to_number(process: Process, text: int, end: int, base: int) -> int:
    """Read a number and store where it ends."""
    value, length = parsed(process.memory.read_text(text), base)
    if end:
        process.memory.write_uint(end, text + length)
    return value


@native
def strtol(process: Process, text: int, end: int, base: int) -> int:
    """`long strtol(const char *, char **, int)`."""
    return clamped(to_number(process, text, end, base), -(1 << 63), (1 << 63) - 1)


@native
def strtoul(process: Process, text: int, end: int, base: int) -> int:
    """`unsigned long strtoul(const char *, char **, int)`."""
    value = to_number(process, text, end, base)
    return (1 << 64) - 1 if abs(value) >> 64 else value & (1 << 64) - 1


LIBRARY["strtoll"], LIBRARY["strtoull"] = strtol, strtoul


@native
def atoi(process: Process, text: int) -> int:
    """`int atoi(const char *)`; a number that does not fit is undefined (7.22.1p1)."""
    return fitting(parsed(process.memory.read_text(text), 10)[0], 32, "atoi")


@native
def atol(process: Process, text: int) -> int:
    """`long atol(const char *)`."""
    return fitting(parsed(process.memory.read_text(text), 10)[0], 64, "atol")


LIBRARY["atoll"] = atol


def fitting(value: int, bits: int, name: str) -> int:
    """Return a signed number that fits into its type, or raise a Fault."""
    if not -(1 << bits - 1) <= value < 1 << bits - 1:
        raise Fault(FaultKind.LIBRARY, f"{name}(): {value} does not fit into its result")
    return value


@native
def rand(process: Process) -> int:
    """`int rand(void)`: the generator that the C standard shows (7.22.2)."""
    process.random_state = (process.random_state * 1103515245 + 12345) & 0xFFFFFFFF
    return process.random_state >> 16 & 0x7FFF


@native
def srand(process: Process, seed: int) -> None:
    """`void srand(unsigned)`."""
    process.random_state = seed & 0xFFFFFFFF


def computed(name: str, compute: Compute) -> NativeFunction:
    """Return a function of one integer as the program calls it."""

    def call(process: Process, value: int) -> int:
        result = compute(value)
        if result is None:
            raise Fault(FaultKind.LIBRARY, f"{name}({value}) has no result of its type")
        return result

    return call


LIBRARY.update((name, computed(name, compute)) for name, compute in COMPUTED.items())


def overflowing(process: Process, exact: int, target: int, size: int, signed: int) -> int:
    """Store what fits of a result, and return whether something did not (GNU C)."""
    bits = size * 8
    process.memory.write_uint(target, exact, size)
    low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
    return int(not low <= exact <= high)


for _stem, _exact in {"add": int.__add__, "sub": int.__sub__, "mul": int.__mul__}.items():
    LIBRARY[f"{_stem}_overflow_p"] = lambda process, a, b, low, high, exact=_exact: int(
        not low <= exact(a, b) <= high
    )


@native
def add_overflow(process: Process, a: int, b: int, target: int, size: int, signed: int) -> int:
    """`__builtin_add_overflow(a, b, &result)`."""
    return overflowing(process, a + b, target, size, signed)


@native
def sub_overflow(process: Process, a: int, b: int, target: int, size: int, signed: int) -> int:
    """`__builtin_sub_overflow(a, b, &result)`."""
    return overflowing(process, a - b, target, size, signed)


@native
def mul_overflow(process: Process, a: int, b: int, target: int, size: int, signed: int) -> int:
    """`__builtin_mul_overflow(a, b, &result)`."""
    return overflowing(process, a * b, target, size, signed)
