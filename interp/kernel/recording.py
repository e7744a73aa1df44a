# SPDX-License-Identifier: MIT
"""A recorded call on a machine: moments with the kernel's state and the tree's sources."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from interp.kernel.bridges import bridge
from interp.kernel.configuration import Configuration
from interp.kernel.constants import Constants
from interp.kernel.history import BlockChange, History, LockChange, Move, history
from interp.kernel.invariants import Violation, first_broken, violations
from interp.kernel.showing import with_type_names
from interp.kernel.snapshot import Snapshot, SnapshotReader
from interp.lang import Build, Location
from interp.lang.expansion import Expansion, expansion, macro_lines, with_macros
from interp.lang.tokens import Token
from interp.machine import Moment, Recording, Symbols
from interp.machine.recorder import Trace
from interp.review import SourceTree

HELPERS = ("include/", "lib/")  # where list helpers stand


@dataclass(frozen=True)
class Broken:
    """Where an invariant broke: the point that shows it, the statement that did it, and how."""

    index: int
    function: str
    location: Location
    violations: tuple[Violation, ...]

    def __repr__(self) -> str:
        place = f"{self.location.file}:{self.location.line}"
        told = "\n".join(f"  {violation!r}" for violation in self.violations)
        return f"broken by {self.function}() at {place}, seen at point {self.index}:\n{told}"


class KernelRecording(Recording):
    """A call recorded point by point; item i is the machine at point i, the last one at its end.

    A moment's `state` is a snapshot as `Machine.state()` gives it; `snapshot(i)` has more.
    """

    def __init__(
        self,
        trace: Trace,
        symbols: Symbols,
        tree: SourceTree,
        configuration: Configuration,
        reader: SnapshotReader,
    ) -> None:
        super().__init__(trace, symbols, lambda space: reader.read(space).as_dict())
        self.reader = reader
        self.tree = tree
        self.machine_config = configuration
        self.program = self._program = symbols.program
        self._reader = reader

    def expand(self, tokens: list[Token]) -> list[Token]:
        """Return tokens with the macros put in place that are known where the call begins."""
        return with_macros(self._build, self.place(0)[1].file, tokens)

    def _make_moment(self, index: int) -> Moment:
        return with_type_names(super()._make_moment(index), self._program)

    def save(self, path: str | Path) -> Path:
        """Write the recording to one file, for `load_recording`; returns its path."""
        from interp.kernel.saving import save_recording  # not above: it needs this class

        return save_recording(self, path)

    def snapshot(self, index: int) -> Snapshot:
        """Return all that can be read off memory at a point."""
        return self._reader.read(self.space(index))

    @cached_property
    def history(self) -> History:
        """What happened over the recording: moves of pages, locks, figures, counters."""
        return history(self, self._reader)

    @property
    def events(self) -> tuple[Move | LockChange | BlockChange, ...]:
        """Pages that entered or left lists, locks taken or released, blocks with a new type."""
        return self.history.events

    @cached_property
    def constants(self) -> Constants:
        """Enumerators and macros of the tree."""
        return Constants(self.tree.name, self._build, self.program.constants)

    def drgn(self, index: int) -> Any:
        """Return a `drgn.Program` over memory as it was at a point (needs the package drgn)."""
        return bridge("drgn")(self, index)

    @cached_property
    def _build(self) -> Build:
        return self.machine_config.build(self.tree, memory_bytes=0)  # memory plays no part in it

    def expansion(self, path: str, line: int) -> Expansion | None:
        """Return what macros made of a line of the tree; None where it uses none."""
        return expansion(self._build, path, line)

    def macro_lines(self, path: str) -> frozenset[int]:
        """Return the lines of a file of the tree that use a macro."""
        return macro_lines(self._build, path)

    def points_in_hunk(
        self, path: str, hunk_index: int, line: int | None = None
    ) -> tuple[int, ...]:
        """Return the points on lines that a hunk (from 1) of the tree's patches added to a file.

        With `line`, only those on that line of the file.
        """
        lines = {
            row.number
            for row in self.tree.listing(path)
            if row.mark == "+" and row.hunk_index == hunk_index and row.number is not None
        }
        wanted = lines if line is None else lines & {line}
        return tuple(sorted(p for number in wanted for p in self.points_at(path, number)))

    def first_broken(self, invariant: str | None = None) -> Broken | None:
        """Return where an invariant (any, or the one named "I1" to "I7") breaks for good."""
        found = first_broken(self, [invariant]) if invariant else first_broken(self)
        if found is None:
            return None
        index, violation = found
        name, location = self.culprit(index)
        others = violations(self.snapshot(index), [violation.name]) or (violation,)
        return Broken(index, name, location, others)

    def culprit(self, index: int) -> tuple[str, Location]:
        """Return function and place of the statement that ran before a point.

        Of a function that has returned since then, that is where it was called; list helpers only
        do what their callers want.
        """
        point: int | None = max(index - 1, 0)
        while point is not None and self.depth(point) > self.depth(index):
            point = self.caller(point)
        innermost = max(index - 1, 0) if point is None else point
        while point is not None and self.place(point)[1].file.startswith(HELPERS):
            point = self.caller(point)
        return self.place(innermost if point is None else point)
