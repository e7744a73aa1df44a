# SPDX-License-Identifier: MIT
"""<stdlib.h>: memory, ending, sorting and searching; and <string.h>'s moving of bytes."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from functools import cmp_to_key
from typing import TYPE_CHECKING, Any

from interp.machine.faults import Fault, FaultKind
from interp.machine.libc.streams import ProgramEnd
from interp.machine.libc.table import native
from interp.machine.natives import memcpy

if TYPE_CHECKING:
    from interp.machine.process import Process


def made(process: Process, size: int) -> int:
    """Return new memory, or 0; C lets malloc(0) be either, and here it is an object of 0 bytes."""
    if size < 0 or size >= process.memory.capacity:
        return 0
    return process.memory.allocate(size, process.place())


@native
def malloc(process: Process, size: int) -> int:
    """`void *malloc(size_t)`: never written."""
    return made(process, size)


@native
def alloca(process: Process, size: int) -> int:
    """`void *alloca(size_t)`: here it lives until the program ends."""
    return made(process, size)


@native
def calloc(process: Process, count: int, size: int) -> int:
    """`void *calloc(size_t, size_t)`."""
    address = made(process, count * size)
    if address and count * size:
        process.memory.fill(address, 0, count * size)
    return address


@native
def realloc(process: Process, address: int, size: int) -> int:
    """`void *realloc(void *, size_t)`."""
    if not address:
        return made(process, size)
    known = process.memory.allocations.get(address)
    if known is None:
        process.memory.free(address, process.place())  # says what is wrong with it
        return 0
    target = made(process, size)
    if target:
        process.memory.copy(target, address, min(size, known.size))
        process.memory.free(address, process.place())
    return target


@native
def free(process: Process, address: int) -> None:
    """`void free(void *)`."""
    if address:
        process.memory.free(address, process.place())


@native
def exit(process: Process, status: int) -> None:
    """`void exit(int)`."""
    if process.exiting:
        raise Fault(FaultKind.LIBRARY, "exit() is called by a function that exit() calls")
    raise ProgramEnd(status & 255)


@native
def _Exit(process: Process, status: int) -> None:
    """`void _Exit(int)`."""
    raise ProgramEnd(status & 255, run_handlers=False)


@native
def _exit(process: Process, status: int) -> None:
    """`void _exit(int)`."""
    raise ProgramEnd(status & 255, run_handlers=False)


@native
def atexit(process: Process, function: int) -> int:
    """`int atexit(void (*)(void))`."""
    process.exit_handlers.append(function)
    return 0


@native
def getenv(process: Process, name: int) -> int:
    """`char *getenv(const char *)`: there is no environment."""
    process.memory.read_text(name)
    return 0


def comparison(process: Process, function: int) -> Callable[[int, int], int]:
    """Return a C function that compares, as Python calls it."""
    called: Callable[[int, int], Any] = process.function_at(function)
    return lambda left, right: int(called(left, right))


def need_consistent(compare: Callable[[int, int], int], order: list[int]) -> None:
    """Raise a Fault if a comparison of two neighbours does not agree with itself (7.22.5p4)."""
    for left, right in itertools.pairwise(order):
        there, back = compare(left, right), compare(right, left)
        if (there > 0) - (there < 0) != (back < 0) - (back > 0):
            detail = (
                f"qsort() asks to compare two elements, and then the other way round: "
                f"the answers are {there} and {back}"
            )
            raise Fault(FaultKind.LIBRARY, detail)


@native
def qsort(process: Process, base: int, count: int, size: int, compare: int) -> None:
    """`void qsort(void *, size_t, size_t, int (*)(const void *, const void *))`."""
    if count < 2 or not size:
        return
    memory = process.memory
    copy = memory.allocate(count * size, process.place())
    if not copy:
        raise Fault(FaultKind.MEMORY, "qsort() finds no memory for a copy of the array")
    memory.copy(copy, base, count * size)
    key = cmp_to_key(comparison(process, compare))
    start, end = copy ^ memory.base, (copy ^ memory.base) + count * size
    before = memory.data[start:end]
    order = sorted(range(copy, copy + count * size, size), key=key)
    need_consistent(comparison(process, compare), order)
    if memory.data[start:end] != before:
        raise Fault(FaultKind.LIBRARY, "the comparison changes what qsort() is to sort")
    for number, address in enumerate(order):
        memory.copy(base + number * size, address, size)
    memory.free(copy, process.place())


@native
def bsearch(process: Process, key: int, base: int, count: int, size: int, compare: int) -> int:
    """`void *bsearch(const void *, const void *, size_t, size_t, int (*)(...))`."""
    called = comparison(process, compare)
    low, high = 0, count
    while low < high:
        middle = (low + high) // 2
        address = base + middle * size
        found = called(key, address)
        if not found:
            return address
        low, high = (low, middle) if found < 0 else (middle + 1, high)
    return 0


@native
def mempcpy(process: Process, target: int, source: int, size: int) -> int:
    """`void *mempcpy(void *, const void *, size_t)`."""
    memcpy(process, target, source, size)
    return target + size


@native
def memchr(process: Process, address: int, byte: int, size: int) -> int:
    """`void *memchr(const void *, int, size_t)`."""
    for position in range(size):
        if process.memory.read(address + position, 1)[0] == byte & 255:
            return address + position
    return 0


@native
def bcopy(process: Process, source: int, target: int, size: int) -> None:
    """`void bcopy(const void *, void *, size_t)`."""
    process.memory.copy(target, source, size)


@native
def bzero(process: Process, address: int, size: int) -> None:
    """`void bzero(void *, size_t)`."""
    process.memory.fill(address, 0, size)


@native
def bcmp(process: Process, left: int, right: int, size: int) -> int:
    """`int bcmp(const void *, const void *, size_t)`."""
    return int(process.memory.read(left, size) != process.memory.read(right, size))
