# SPDX-License-Identifier: MIT
"""Ways between the points of a recording, by how deep calls are nested: one look-up each."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence

NOWHERE = -1


class Ways:
    """For every point the nearest ones on the same or an outer level of calls, before and after.

    `threads` says which points belong together; the others lie between and do not count.
    """

    def __init__(self, depths: Sequence[int], threads: Sequence[int]) -> None:
        count = len(depths)
        self._count = count
        forward, backward = range(count), range(count - 1, -1, -1)
        self._over = _nearest(depths, threads, backward, inner=False)
        self._out = _nearest(depths, threads, backward, inner=True)
        self._back_over = _nearest(depths, threads, forward, inner=False)
        self._back_out = _nearest(depths, threads, forward, inner=True)

    def over(self, index: int) -> int:
        """Return the next point that is not inside a call made here; the last if there is none."""
        return self._or_last(self._over[index])

    def out(self, index: int) -> int:
        """Return the next point in a caller; the last if there is none."""
        return self._or_last(self._out[index])

    def back_over(self, index: int) -> int:
        """Return the last point before that is not inside a call made there, or the first."""
        return max(self._back_over[index], 0)

    def back_out(self, index: int) -> int:
        """Return the point from which this function was called, or the first."""
        return max(self._back_out[index], 0)

    def _or_last(self, found: int) -> int:
        return found if found != NOWHERE else self._count - 1


def _nearest(
    depths: Sequence[int], threads: Sequence[int], order: Iterable[int], inner: bool
) -> array[int]:
    """Return for each point the one that came last in `order` and is not deeper than it.

    With `inner`, it must be less deep. The points that can still be an answer are kept on a stack
    a thread, each less deep than those above it, so every point is put there and taken off once.
    """
    found = array("i", bytes(4 * len(depths)))
    stacks: dict[int, list[int]] = {}
    for index in order:
        depth = depths[index] - inner
        stack = stacks.setdefault(threads[index], [])
        while stack and depths[stack[-1]] > depth:
            stack.pop()
        found[index] = stack[-1] if stack else NOWHERE
        stack.append(index)
    return found
