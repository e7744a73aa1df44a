# SPDX-License-Identifier: MIT
"""Numbers: <stdlib.h>'s conversions, and what the compiler builds in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from interp.machine.faults import Fault, FaultKind
from interp.machine.libc.table import LIBRARY, native

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


def absolute(bits: int, name: str) -> object:
    """Return abs() for a width; that of the least number is undefined (7.22.6.1p2)."""
    return lambda process, value: fitting(abs(value), bits, name)


for _name, _bits in (("abs", 32), ("labs", 64), ("llabs", 64)):
    LIBRARY[_name] = absolute(_bits, _name)  # type: ignore[assignment]


@native
def rand(process: Process) -> int:
    """`int rand(void)`: the generator that the C standard shows (7.22.2)."""
    process.random_state = (process.random_state * 1103515245 + 12345) & 0xFFFFFFFF
    return process.random_state >> 16 & 0x7FFF


@native
def srand(process: Process, seed: int) -> None:
    """`void srand(unsigned)`."""
    process.random_state = seed & 0xFFFFFFFF


def unsigned(value: int, bits: int) -> int:
    """Return the bits of a number."""
    return value & (1 << bits) - 1


def leading(value: int, bits: int) -> int:
    """Return the number of leading zeros; that of 0 is undefined."""
    if not value:
        raise Fault(FaultKind.LIBRARY, "__builtin_clz(0) has no value")
    return bits - unsigned(value, bits).bit_length()


def trailing(value: int, bits: int) -> int:
    """Return the number of trailing zeros; that of 0 is undefined."""
    if not value:
        raise Fault(FaultKind.LIBRARY, "__builtin_ctz(0) has no value")
    value = unsigned(value, bits)
    return (value & -value).bit_length() - 1


def first_set(value: int, bits: int) -> int:
    """Return the number of the first set bit, counted from 1; 0 for none."""
    value = unsigned(value, bits)
    return (value & -value).bit_length()


def redundant(value: int, bits: int) -> int:
    """Return how many bits below the sign are copies of it."""
    return bits - 1 - (~value if value < 0 else value).bit_length()


for _stem, _compute in {
    "clz": leading,
    "ctz": trailing,
    "ffs": first_set,
    "clrsb": redundant,
    "popcount": lambda value, bits: unsigned(value, bits).bit_count(),
    "parity": lambda value, bits: unsigned(value, bits).bit_count() & 1,
}.items():
    for _suffix, _bits in (("", 32), ("l", 64), ("ll", 64)):
        LIBRARY[_stem + _suffix] = lambda process, value, compute=_compute, bits=_bits: compute(
            value, bits
        )
for _bits in (16, 32, 64):
    LIBRARY[f"bswap{_bits}"] = lambda process, value, size=_bits // 8: int.from_bytes(
        unsigned(value, size * 8).to_bytes(size, "little"), "big"
    )


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
