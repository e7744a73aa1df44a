# SPDX-License-Identifier: MIT
"""<stdarg.h>: the arguments behind the named ones, and the state of each list of them (7.16)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from interp.machine.faults import Fault, FaultKind
from interp.machine.formatting import split_types
from interp.machine.memory import UNWRITTEN, Memory

# Types of one size that va_arg() may take for each other: a pointer and a number of 8 bytes.
_CLASSES = {"p": "l"}
LIST_BYTES = 24
# The third word of a list in use: this, and who took arguments from it.
_LIVE = 0x76615F6C697374 << 8
_OWN, _LENT, _USED_UP = 0, 1, 2  # a function it was given to; a library function


class VariableArguments:
    """The arguments behind the named ones, by the handle that a va_list holds.

    A list is three words in memory: the handle, how many arguments were taken, its state.
    """

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        self.lists: dict[tuple[Any, ...], int] = {}
        self.handles: list[tuple[Any, ...]] = []

    def start(self, address: int, rest: tuple[Any, ...]) -> None:
        """`va_start`: let the list at `address` begin with the first of `rest`."""
        if self._is_live(address):
            raise _misused("va_start() is given a list that va_end() has not ended", "7.16.1.4p3")
        handle = self.lists.get(rest)
        if handle is None:  # the same arguments need no second place
            self.handles.append(rest)
            handle = self.lists[rest] = len(self.handles)
        self._write(address, handle, 0)

    def next(self, address: int, wanted: str = "", borrowed: bool = False) -> Any:
        """`va_arg`: return the next argument; `wanted` is the letter of the type it must have.

        A list is `borrowed` where it is the parameter of a function.
        """
        values, types, position = self._list(address, _LENT if borrowed else _OWN)
        if position >= len(values):
            raise Fault(
                FaultKind.ARGUMENTS, f"only {len(values)} arguments stand behind the last named one"
            )
        given = types[position] if position < len(types) else ""
        if given and wanted and _CLASSES.get(given, given) != _CLASSES.get(wanted, wanted):
            detail = f"argument {position + 1} of '...' does not have the type that va_arg() names"
            raise Fault(FaultKind.ARGUMENTS, detail)
        self.memory.write_uint(address + 8, position + 1)
        if borrowed:
            self._set_state(address, _LENT)
        return values[position]

    def rest(self, address: int) -> tuple[Any, ...]:
        """Return the arguments that are left in a list, with their types behind them."""
        values, types, position = self._list(address, _LENT)
        self._set_state(address, _USED_UP)
        return *values[position:], types[position:]

    def copy(self, target: int, source: int) -> None:
        """`va_copy`."""
        self._list(source, _LENT)
        if self._is_live(target):
            raise _misused("va_copy() is to a list that va_end() has not ended", "7.16.1.2p2")
        self._write(target, self.memory.read_uint(source), self.memory.read_uint(source + 8))

    def end(self, address: int) -> None:
        """`va_end`: the list must not be used any more, unless it is started again."""
        self._list(address, _USED_UP)
        offset = self.memory.offset(address, LIST_BYTES, write=True)
        self.memory.set_shadow(offset, bytes([UNWRITTEN]) * LIST_BYTES)

    def left(self, frame: int, lists: tuple[int, ...], names: tuple[str, ...]) -> None:
        """A function returns: raise a Fault if one of its lists, at offsets, was not ended."""
        for offset, name in zip(lists, names, strict=True):
            if self._is_live(frame + offset):
                raise _misused(f"the list '{name}' is not ended by va_end()", "7.16.1p1")

    # -- the state of a list ----------------------------------------------------------------------

    def _list(self, address: int, allowed: int) -> tuple[Sequence[Any], str, int]:
        memory = self.memory
        memory.offset(address, LIST_BYTES)
        if not self._is_live(address):
            raise _misused(
                "this argument list was not started by va_start(), or is ended", "7.16.1.1p2"
            )
        handle, position = memory.read_uint(address), memory.read_uint(address + 8)
        if memory.read_uint(address + 16) - _LIVE > allowed:
            raise _misused(
                "this argument list was given to a function that took arguments from it", "7.16p3"
            )
        return *split_types(self.handles[handle - 1]), position

    def _is_live(self, address: int) -> bool:
        memory = self.memory
        offset = address ^ memory.base
        if not 0 <= offset <= memory.capacity - LIST_BYTES:
            return False
        codes = memory.shadow[offset : offset + LIST_BYTES]
        if any(codes):
            return False
        handle = int.from_bytes(memory.data[offset : offset + 8], "little")
        state = int.from_bytes(memory.data[offset + 16 : offset + 24], "little") - _LIVE
        return 0 < handle <= len(self.handles) and state in (_OWN, _LENT, _USED_UP)

    def _write(self, address: int, handle: int, position: int) -> None:
        for number, word in enumerate((handle, position, _LIVE)):
            self.memory.write_uint(address + 8 * number, word)

    def _set_state(self, address: int, state: int) -> None:
        self.memory.write_uint(address + 16, _LIVE + state)


def _misused(detail: str, clause: str) -> Fault:
    return Fault(FaultKind.ARGUMENTS, detail, rule=f"C11 {clause}")
