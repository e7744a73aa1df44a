# SPDX-License-Identifier: MIT
"""Functions of one integer that GNU C builds in: counting bits, swapping bytes, absolute values.

They are computed when compiling if the argument is known, else when the program runs.
"""

from __future__ import annotations

import functools
from collections.abc import Callable

Compute = Callable[[int], int | None]  # None: undefined for this value


def pattern(value: int, bits: int) -> int:
    """Return the bits of a number as an unsigned one."""
    return value & (1 << bits) - 1


def leading(value: int, bits: int) -> int | None:
    """Return the number of leading zeros; that of 0 is undefined."""
    return bits - pattern(value, bits).bit_length() if value else None


def trailing(value: int, bits: int) -> int | None:
    """Return the number of trailing zeros; that of 0 is undefined."""
    return first_set(value, bits) - 1 if value else None


def first_set(value: int, bits: int) -> int:
    """Return the number of the first set bit, counted from 1; 0 for none."""
    value = pattern(value, bits)
    return (value & -value).bit_length()


def redundant(value: int, bits: int) -> int:
    """Return how many bits below the sign are copies of it."""
    return bits - 1 - (~value if value < 0 else value).bit_length()


def population(value: int, bits: int) -> int:
    """Return how many bits are set."""
    return pattern(value, bits).bit_count()


def parity(value: int, bits: int) -> int:
    """Return whether the number of set bits is odd."""
    return population(value, bits) & 1


def swapped(value: int, bits: int) -> int:
    """Return the number with its bytes in the opposite order."""
    return int.from_bytes(pattern(value, bits).to_bytes(bits // 8, "little"), "big")


def absolute(value: int, bits: int) -> int | None:
    """Return the absolute value; that of the least number is undefined (7.22.6.1p2)."""
    return abs(value) if abs(value) < 1 << bits - 1 else None


_STEMS = {
    "clz": leading,
    "ctz": trailing,
    "ffs": first_set,
    "clrsb": redundant,
    "popcount": population,
    "parity": parity,
}
COMPUTED: dict[str, Compute] = {
    **{
        stem + suffix: functools.partial(compute, bits=bits)
        for stem, compute in _STEMS.items()
        for suffix, bits in (("", 32), ("l", 64), ("ll", 64))
    },
    **{f"bswap{bits}": functools.partial(swapped, bits=bits) for bits in (16, 32, 64, 128)},
    **{
        name: functools.partial(absolute, bits=bits)
        for name, bits in (("abs", 32), ("labs", 64), ("llabs", 64))
    },
}
