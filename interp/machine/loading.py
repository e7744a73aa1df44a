# SPDX-License-Identifier: MIT
"""Putting a program's objects of static storage into memory."""

from __future__ import annotations

from interp.lang.link import REDZONE, Program
from interp.lang.qualified import const_ranges, volatile_ranges
from interp.machine.memory import GLOBAL_REDZONE, NOTHING, Memory


def load(program: Program) -> Memory:
    """Return a memory with the program's objects, forbidden ground between them."""
    options = program.options
    memory = Memory(options.capacity, options.base, program.read_only_start)
    for address, data in (*program.image, *program.read_only):
        put_object(memory, address, data)
    if program.dropped:
        _protect(memory, program)
    return memory


def put_object(memory: Memory, address: int, data: bytes) -> None:
    """Put an object of static storage into memory, with forbidden ground around it."""
    start = address - memory.base
    end = start + len(data)
    memory.data[start:end] = data
    memory.shadow[start - REDZONE : start] = bytes([GLOBAL_REDZONE]) * REDZONE
    memory.shadow[start:end] = bytes(len(data))
    redzone = slice(end, end + REDZONE)
    memory.shadow[redzone] = memory.shadow[redzone].replace(
        bytes([NOTHING]), bytes([GLOBAL_REDZONE])
    )


def _protect(memory: Memory, program: Program) -> None:
    """Mark what is const or volatile in objects of static storage, if a pointer could forget it."""
    for symbol in program.data:
        if symbol.address - memory.base < memory.read_only_start:
            if "const" in program.dropped:
                memory.protect(symbol.address, "const", const_ranges(symbol.type))
            if "volatile" in program.dropped:
                memory.protect(symbol.address, "volatile", volatile_ranges(symbol.type))
