# SPDX-License-Identifier: MIT
"""Which C function a Python code object is, and where in C its instructions are."""

from __future__ import annotations

from collections.abc import Iterator
from types import CodeType, TracebackType

from interp.lang.emitter import EmittedFunction
from interp.lang.source import Location
from interp.machine.circumstances import Call


class Codes:
    """The emitted functions of a process, by the code that Python runs."""

    def __init__(self) -> None:
        self._emitted: dict[int, EmittedFunction] = {}
        self._kept: list[CodeType] = []  # alive: _emitted knows them by identity
        self._positions: dict[int, list[tuple[int | None, ...]]] = {}

    def add(self, emitted: EmittedFunction) -> None:
        """Remember a function that was installed."""
        self._emitted[id(emitted.code)] = emitted
        self._kept.append(emitted.code)

    def __contains__(self, code: CodeType) -> bool:
        return id(code) in self._emitted

    def emitted(self, code: CodeType) -> EmittedFunction | None:
        """Return the C function that a code object belongs to."""
        return self._emitted.get(id(code))

    def location(self, code: CodeType, instruction: int) -> Location:
        """Return the C location of an instruction."""
        key = id(code)
        if key not in self._positions:
            self._positions[key] = list(code.co_positions())
        positions = self._positions[key]
        line, _, column, _ = positions[min(instruction // 2, len(positions) - 1)]
        return Location(code.co_filename, line or code.co_firstlineno, (column or 0) + 1)

    def calls(self, traceback: TracebackType | None) -> Iterator[Call]:
        """Yield the C calls that an exception passed through, the outermost first."""
        while traceback is not None:
            emitted = self.emitted(traceback.tb_frame.f_code)
            if emitted is not None:
                yield emitted, traceback.tb_frame, traceback.tb_lasti
            traceback = traceback.tb_next
