# SPDX-License-Identifier: MIT
"""Columns of a recording, one entry a point, that take no room for every point."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain, pairwise, repeat
from typing import Any, overload

Row = tuple[Any, ...]
Return = tuple[str, Any, int]


class Column(Sequence[Any]):
    """A sequence whose entries are looked up one by one."""

    def __init__(self, length: int) -> None:
        self.length = length

    def __len__(self) -> int:
        return self.length

    @overload
    def __getitem__(self, index: int) -> Any: ...
    @overload
    def __getitem__(self, index: slice[Any, Any, Any]) -> Sequence[Any]: ...
    def __getitem__(self, index: int | slice[Any, Any, Any]) -> Any:
        if isinstance(index, slice):
            return [self.at(each) for each in range(*index.indices(self.length))]
        return self.at(index if index >= 0 else index + self.length)

    def at(self, index: int) -> Any:
        """Return the entry of a point."""
        raise NotImplementedError


class Stretches(Column):
    """Numbers that stay the same over stretches of points.

    `starts` are the points at which stretches begin, ascending from 0; of several that begin at one
    point the last counts.
    """

    def __init__(self, starts: Sequence[int], values: Sequence[int], length: int) -> None:
        super().__init__(length)
        self.starts, self.values = starts, values

    @classmethod
    def of(cls, column: Sequence[int]) -> Stretches:
        """Return the stretches of a column that has an entry for each point."""
        if isinstance(column, Stretches):
            return column
        starts = array("I", (i for i, (a, b) in enumerate(pairwise(column), 1) if a != b))
        if len(column):
            starts.insert(0, 0)
        return cls(starts, [column[start] for start in starts], len(column))

    def at(self, index: int) -> int:
        """Return the number of a point."""
        return self.values[bisect_right(self.starts, index) - 1]

    def __getitem__(self, index: Any) -> Any:
        if index.__class__ is int and index >= 0:  # at once: this is asked very often
            return self.values[bisect_right(self.starts, index) - 1]
        return super().__getitem__(index)

    def __iter__(self) -> Iterator[int]:
        lengths = (end - start for start, end in pairwise([*self.starts, self.length]))
        return chain.from_iterable(map(repeat, self.values, lengths))


class Numbers(Column):
    """The numbers of points, each of which is a number or a row with its number at the end."""

    def __init__(self, rows: Sequence[int | Row]) -> None:
        super().__init__(len(rows))
        self.rows = rows

    def at(self, index: int) -> int:
        """Return the number of a point in its function."""
        row: Any = self.rows[index]
        return row[-1] if row.__class__ is tuple else row  # type: ignore[no-any-return]

    def __iter__(self) -> Iterator[int]:
        for row in self.rows:
            yield row[-1] if isinstance(row, tuple) else row


NEAR = 64  # points


class Values(Column):
    """The last row of each point's call: its own, or that of the nearest point before with one.

    `runs` are stretches of points of one call; `before` has for each run the point whose row holds
    when it begins, or -1.
    """

    def __init__(
        self, rows: Sequence[int | Row], runs: Sequence[int], before: Sequence[int]
    ) -> None:
        super().__init__(len(rows))
        self.rows, self.runs, self.before = rows, runs, before

    def at(self, index: int) -> Row:
        """Return the row that holds at a point."""
        rows = self.rows
        run = bisect_right(self.runs, index) - 1
        start = self.runs[run]
        for near in range(index, max(start, index - NEAR) - 1, -1):
            row = rows[near]
            if isinstance(row, tuple):
                return row
        if index - NEAR > start:
            found = bisect_right(self._with_rows, index) - 1
            if found >= 0 and self._with_rows[found] >= start:
                return rows[self._with_rows[found]]  # type: ignore[return-value]
        return self._former(run)

    def _former(self, run: int) -> Row:
        before = self.before[run]
        return self.rows[before] if before >= 0 else ()  # type: ignore[return-value]

    @cached_property
    def _with_rows(self) -> array[int]:
        """The points that have rows, for where the next one is far away."""
        return array("I", [i for i, row in enumerate(self.rows) if row.__class__ is tuple])

    def __iter__(self) -> Iterator[Row]:
        for run, (start, end) in enumerate(pairwise([*self.runs, self.length])):
            values = self._former(run)
            for row in self.rows[start:end]:
                values = row if isinstance(row, tuple) else values
                yield values


class Returns:
    """The calls that returned, by the point before which they did: function, result, undo log."""

    def __init__(self) -> None:
        self.times = array("I")
        self.names: list[str] = []
        self.results: list[Any] = []
        self.marks = array("I")

    def add(self, time: int, name: str, result: Any, mark: int) -> None:
        """Note a return, later than all others."""
        self.times.append(time)
        self.names.append(name)
        self.results.append(result)
        self.marks.append(mark)

    def get(self, index: int) -> tuple[Return, ...]:
        """Return the calls that returned between the point before and this, in their order."""
        first = bisect_left(self.times, index)
        last = bisect_right(self.times, index, first)
        return tuple((self.names[i], self.results[i], self.marks[i]) for i in range(first, last))

    def items(self) -> Iterator[tuple[int, tuple[Return, ...]]]:
        """Yield the points before which calls returned, with these."""
        for time in dict.fromkeys(self.times):
            yield time, self.get(time)
