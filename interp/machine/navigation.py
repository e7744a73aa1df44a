# SPDX-License-Identifier: MIT
"""Ways between the points of a recording, by how deep calls are nested: one look-up each."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from interp.machine.columns import Stretches

NOWHERE = -1


class Ways:
    """For every point the nearest ones on the same or an outer level of calls, before and after.

    Within a stretch of one depth that is the next point, or the one before; so what has to be
    known is, for each stretch, the nearest one that is no deeper, or less deep.
    """

    def __init__(self, depths: Sequence[int]) -> None:
        stretches = Stretches.of(depths)
        self._count, self._starts = len(depths), stretches.starts
        levels = stretches.values
        forward, backward = range(len(levels)), range(len(levels) - 1, -1, -1)
        self._over = _nearest(levels, backward, inner=False)
        self._out = _nearest(levels, backward, inner=True)
        self._back_over = _nearest(levels, forward, inner=False)
        self._back_out = _nearest(levels, forward, inner=True)

    def over(self, index: int) -> int:
        """Return the next point that is not inside a call made here; the last if there is none."""
        stretch = self._stretch(index)
        return index + 1 if index < self._last(stretch) else self._first(self._over[stretch])

    def out(self, index: int) -> int:
        """Return the next point in a caller; the last if there is none."""
        return self._first(self._out[self._stretch(index)])

    def back_over(self, index: int) -> int:
        """Return the last point before that is not inside a call made there, or the first."""
        stretch = self._stretch(index)
        return index - 1 if index > self._starts[stretch] else self._last(self._back_over[stretch])

    def back_out(self, index: int) -> int:
        """Return the point from which this function was called, or the first."""
        return self._last(self._back_out[self._stretch(index)])

    def _stretch(self, index: int) -> int:
        return bisect_right(self._starts, index) - 1

    def _first(self, stretch: int) -> int:
        """Return the first point of a stretch; the last of all if there is no such stretch."""
        return self._count - 1 if stretch == NOWHERE else self._starts[stretch]

    def _last(self, stretch: int) -> int:
        """Return the last point of a stretch; the first of all if there is no such stretch."""
        if stretch == NOWHERE:
            return 0
        behind = stretch + 1
        return (self._starts[behind] if behind < len(self._starts) else self._count) - 1


def _nearest(depths: Sequence[int], order: Iterable[int], inner: bool) -> array[int]:
    """Return for each stretch the one that came last in `order` and is not deeper than it.

    With `inner`, it must be less deep. The stretches that can still be an answer are kept on a
    stack, each less deep than those above it, so every one is put there and taken off once.
    """
    found = array("i", bytes(4 * len(depths)))
    stack: list[int] = []
    for index in order:
        depth = depths[index] - inner
        while stack and depths[stack[-1]] > depth:
            stack.pop()
        found[index] = stack[-1] if stack else NOWHERE
        stack.append(index)
    return found
