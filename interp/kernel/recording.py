# SPDX-License-Identifier: MIT
"""A recorded call on a machine: moments with the kernel's state and the tree's sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Any, overload

from interp.kernel.configuration import Configuration
from interp.kernel.history import BlockChange, History, LockChange, Move, history
from interp.kernel.showing import with_type_names
from interp.kernel.snapshot import Snapshot, SnapshotReader
from interp.lang import Build, Location, Program
from interp.lang.expansion import Expansion, expansion, macro_lines
from interp.machine import Fault, Moment, Recording, Space
from interp.review import SourceTree


class KernelRecording(Sequence[Moment]):
    """A call recorded point by point; item i is the machine at point i, the last one at its end.

    A moment's `state` is a snapshot as `Machine.state()` gives it; `snapshot(i)` has more.
    """

    def __init__(
        self,
        recording: Recording,
        tree: SourceTree,
        configuration: Configuration,
        program: Program,
        reader: SnapshotReader,
    ) -> None:
        self.recording = recording
        self.tree = tree
        self.machine_config = configuration
        self._program = program
        self._reader = reader
        self._moment = lru_cache(maxsize=512)(self._make_moment)

    @property
    def title(self) -> str:
        """The call, as C writes it."""
        return self.recording.title

    @property
    def result(self) -> Any:
        """What the call returned, as a raw number; None for `void` or if the machine stopped."""
        return self.recording.result

    @property
    def fault(self) -> Fault | None:
        """What stopped the machine, if something did."""
        return self.recording.fault

    def __len__(self) -> int:
        return len(self.recording)

    @overload
    def __getitem__(self, index: int) -> Moment: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Moment]: ...
    def __getitem__(self, index: int | slice) -> Moment | Sequence[Moment]:
        if isinstance(index, slice):
            return [self._moment(i) for i in range(*index.indices(len(self)))]
        if index < 0:
            index += len(self)
        return self._moment(index)

    def __iter__(self) -> Iterator[Moment]:
        return (self[index] for index in range(len(self)))

    def _make_moment(self, index: int) -> Moment:
        return with_type_names(self.recording[index], self._program)

    def snapshot(self, index: int) -> Snapshot:
        """Return all that can be read off memory at a point."""
        return self._reader.read(self.space(index))

    def space(self, index: int) -> Space:
        """Return memory at a point; it holds until another point is asked for."""
        return self.recording.space(index)

    @cached_property
    def history(self) -> History:
        """What happened over the recording: moves of pages, locks, figures, counters."""
        return history(self, self._reader)

    @property
    def events(self) -> tuple[Move | LockChange | BlockChange, ...]:
        """Pages that entered or left lists, locks taken or released, blocks with a new type."""
        return self.history.events

    def depth(self, index: int) -> int:
        """Return how many calls are active at a point."""
        return self.recording.depth(index)

    def place(self, index: int) -> tuple[str, Location]:
        """Return function and location of a point."""
        return self.recording.place(index)

    def over(self, index: int) -> int:
        """Return the next point that is not inside a call made here."""
        return self.recording.over(index)

    def out(self, index: int) -> int:
        """Return the next point in the caller."""
        return self.recording.out(index)

    def back_over(self, index: int) -> int:
        """Return the last point before this one that is not inside a call made there."""
        return self.recording.back_over(index)

    def back_out(self, index: int) -> int:
        """Return the point in the caller from which this function was called."""
        return self.recording.back_out(index)

    @cached_property
    def _build(self) -> Build:
        return self.machine_config.build(self.tree, memory_bytes=0)  # memory plays no part in it

    def expansion(self, path: str, line: int) -> Expansion | None:
        """Return what macros made of a line of the tree; None where it uses none."""
        return expansion(self._build, path, line)

    def macro_lines(self, path: str) -> frozenset[int]:
        """Return the lines of a file of the tree that use a macro."""
        return macro_lines(self._build, path)

    def caller(self, index: int) -> int | None:
        """Return the point that a point's function was called from; None in the outermost."""
        return self.recording.caller(index)

    def interrupts_off(self, index: int) -> bool:
        """Return whether interrupts are off at a point."""
        return self.recording.interrupts_off(index)

    def written(self, index: int) -> set[int]:
        """Return the addresses of the 64-bit words written between the point before and this."""
        return self.recording.written(index)

    def __repr__(self) -> str:
        return repr(self.recording)
