# SPDX-License-Identifier: MIT
"""One call on two trees: where both do the same, and the first thing that comes out differently."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter

from interp.kernel.alignment import Row, aligned
from interp.kernel.recording import KernelRecording
from interp.kernel.scalars import Scalars
from interp.kernel.snapshot import Snapshot
from interp.lang import Location
from interp.machine.moments import RecordedCall

_NUMBER_OF_LINE = re.compile(r"(?<=\.[ch]):\d+")
UNCOMPARED_SHOWN = 6  # names that a report lists of those that one tree alone has


@dataclass(frozen=True)
class Place:
    """A statement of one tree: function, location, and the text of its line."""

    function: str
    location: Location
    text: str

    def __str__(self) -> str:
        at = f"{self.location.file}:{self.location.line}"
        return f"`{self.text}` in {self.function}() ({at})"


@dataclass(frozen=True)
class Difference:
    """A C lvalue with two values, seen at a row; the statement that set it, if it did so there.

    `where` is a C lvalue, the type of a page block, or a call (what came of it). `others` are the
    C lvalues that differ there too, and did not before. `what` is the sentence without its
    beginning, which says where both stand.
    """

    row: int
    where: str
    left: str
    right: str
    left_place: Place | None
    right_place: Place | None
    sentence: str
    others: tuple[str, ...] = ()
    what: str = ""

    def __repr__(self) -> str:
        return self.sentence


@dataclass(frozen=True)
class OneSided:
    """C lvalues that only one of two trees has, so that nothing is said of them."""

    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True)
class Writes:
    """Which of some scalars a recording writes where; `words` says which lie in a word."""

    recording: KernelRecording
    words: dict[int, list[str]]

    def written(self, before: int, now: int) -> set[str]:
        """Return what was written behind the point `before` and up to `now`."""
        words, recording = self.words, self.recording
        return {
            name
            for index in range(before + 1, now + 1)
            for word in recording.written(index)
            for name in words.get(word, ())
        }


class Comparison:
    """Two recordings side by side; see `compare`."""

    def __init__(self, left: KernelRecording, right: KernelRecording) -> None:
        self.left, self.right = left, right
        self.rows: tuple[Row, ...] = tuple(aligned(left, right))
        self._one, self._other = Scalars(left), Scalars(right)
        self._common = frozenset(self._one.leaves) & frozenset(self._other.leaves)
        self._apart: list[tuple[int, frozenset[str]]] = []  # what differs, from these rows on

    @cached_property
    def names(self) -> tuple[str, str]:
        """What the two are called in sentences: the names of their trees."""
        left, right = self.left.tree.name, self.right.tree.name
        return (left, right) if left != right else (f"{left} (left)", f"{right} (right)")

    @cached_property
    def not_compared(self) -> OneSided:
        """The C lvalues that only one of the two has (the outermost name of each)."""
        known = {prefix for name in self._common for prefix in _prefixes(name)}
        return OneSided(
            _outermost(self._one.leaves, known),
            _outermost(self._other.leaves, known),
        )

    # -- rows and points --------------------------------------------------------------------------

    @cached_property
    def _row_of_left(self) -> dict[int, int]:
        return {row.left: n for n, row in enumerate(self.rows) if row.left is not None}

    @cached_property
    def _row_of_right(self) -> dict[int, int]:
        return {row.right: n for n, row in enumerate(self.rows) if row.right is not None}

    def row_of_left(self, index: int) -> int:
        """Return the row of a point of the left recording."""
        return self._row_of_left[index]

    def row_of_right(self, index: int) -> int:
        """Return the row of a point of the right recording."""
        return self._row_of_right[index]

    @cached_property
    def _points(self) -> tuple[tuple[int, int], ...]:
        left = right = 0
        found = []
        for row in self.rows:
            left = left if row.left is None else row.left
            right = right if row.right is None else row.right
            found.append((left, right))
        return tuple(found)

    def points(self, row: int) -> tuple[int, int]:
        """Return where both stand at a row: of one without a point there, the one before."""
        return self._points[row]

    def states(self, row: int) -> tuple[Snapshot, Snapshot]:
        """Return both machines at a row."""
        left, right = self.points(row)
        return self.left.snapshot(left), self.right.snapshot(right)

    # -- differences ------------------------------------------------------------------------------

    def differences(self, row: int) -> tuple[tuple[str, str, str], ...]:
        """Return all C lvalues of memory that differ at a row, with both values."""
        names = self._perhaps_different(row)
        self._go(row)
        one, other = self._one, self._other
        return tuple(
            (name, one.shown(name), other.shown(name))
            for name in sorted(names, key=self._order.__getitem__)
            if self._differs(name)
        )

    def _perhaps_different(self, row: int) -> set[str]:
        """Return what differed at the last row of both, and what either side wrote since."""
        assert self.all_differences is not None  # so that all rows have been looked at
        at = bisect_right(self._apart, row, key=itemgetter(0)) - 1
        names = set(self._apart[at][1] if at >= 0 else self._common)
        both = row
        while both >= 0 and None in self.rows[both]:
            both -= 1
        before = self.points(both) if both >= 0 else (0, 0)
        for side, former, now in zip(self._sides, before, self.points(row), strict=True):
            names |= side.written(former, now)
        return names

    @cached_property
    def _order(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self._one.leaves)}

    @cached_property
    def first_difference(self) -> Difference | None:
        """The first row where both stand at the same statement and a value differs; or None."""
        return next(self._differences([]), None)

    def next_difference(self, row: int) -> Difference | None:
        """Return the first difference behind a row: a value differs that did not before."""
        return next((found for found in self.all_differences if found.row > row), None)

    @cached_property
    def all_differences(self) -> tuple[Difference, ...]:
        """A difference for each row where a value differs that did not before."""
        return tuple(self._differences(self._apart))

    @cached_property
    def _sides(self) -> tuple[Writes, Writes]:
        return (
            Writes(self.left, self._one.words(self._common)),
            Writes(self.right, self._other.words(self._common)),
        )

    def _differences(self, apart: list[tuple[int, frozenset[str]]]) -> Iterator[Difference]:
        """Yield a difference for each row where a value differs that did not before.

        What differs goes into `apart`, with the row from which on it does.
        """
        names: set[str] = set(self._common)  # at the first row all, later what was written
        different: set[str] = set()
        former = (-1, -1)
        for number, row in enumerate(self.rows):
            if row.left is None or row.right is None:
                continue
            for side, before, now in zip(self._sides, former, row, strict=True):
                assert now is not None
                names |= side.written(max(before, 0), now)
            self._go(number)
            differing = {name for name in names if self._differs(name)}
            found = self._at(number, differing - different, former)
            if names:
                different = (different - names) | differing
                apart.append((number, frozenset(different)))
            names.clear()
            if found is not None:
                yield found
            former = row.left, row.right

    def _at(self, number: int, new: set[str], former: tuple[int, int]) -> Difference | None:
        """Return what differs anew at a row; `former` are the points of the last such row."""
        ended = self._ending(number)
        if new and not (ended is not None and (self.left.fault or self.right.fault)):
            return self._in_memory(number, new, *former)
        return ended

    def _go(self, row: int) -> None:
        left, right = self.points(row)
        self._one.go(left)
        self._other.go(right)

    def _differs(self, name: str) -> bool:
        return self._one.compared(name) != self._other.compared(name)

    # -- of memory --------------------------------------------------------------------------------

    def _in_memory(self, number: int, names: Iterable[str], left: int, right: int) -> Difference:
        at_left, at_right = self.points(number)
        one, other = self._one, self._other
        shown = {name: (one.shown(name), other.shown(name)) for name in names}
        by_left = one.setters(shown, left, at_left)
        by_right = other.setters(shown, right, at_right)
        # The first of them that was set, counted from where both last stood at the same statement.
        never = len(self.left) + len(self.right)
        where = min(
            shown,
            key=lambda name: (
                min(by_left.get(name, never) - left, by_right.get(name, never) - right),
                name,
            ),
        )
        places = (
            _culprit(self.left, by_left.get(where)),
            _culprit(self.right, by_right.get(where)),
        )
        values = shown[where]
        told = [
            f"{value} in {name}, {_set_by(place, at_start=left < 0)}"
            for value, name, place in zip(values, self.names, places, strict=True)
        ]
        others = tuple(sorted(set(shown) - {where}))
        more = f" ({_count(len(others), 'other value')} too.)" if others else ""
        more += self._renumbered(values, places)
        what = f"{where} is {told[0]}; it is {told[1]}.{more}"
        sentence = f"{self._when(number)}, {what}"
        return Difference(number, where, *values, *places, sentence, others, what)

    def _renumbered(
        self, values: tuple[str, str], places: tuple[Place | None, Place | None]
    ) -> str:
        """Return what is to be said where one statement set what may be one enumerator."""
        left, right = places
        if left is None or right is None or left.text != right.text:
            return ""
        one, other = self.left.program.constants, self.right.program.constants
        names = (
            f"{name} is {value} in {self.names[0]} and {other[name]} in {self.names[1]}"
            for name, value in one.items()
            if (str(value), str(other.get(name))) == values
        )
        return "".join(f" ({each}.)" for each in names)

    def _when(self, number: int) -> str:
        if number == 0:
            return "Before the first statement"
        return f"When both come to {_place(self.left, self.points(number)[0])}"

    # -- of the call itself -----------------------------------------------------------------------

    @cached_property
    def _ends(self) -> tuple[dict[int, RecordedCall], dict[int, RecordedCall]]:
        return self.left.ends(), self.right.ends()

    def _ending(self, number: int) -> Difference | None:
        """Return how a call itself ended differently, at the row that ends it."""
        left, right = self.points(number)
        one, other = self._ends[0].get(left), self._ends[1].get(right)
        if one is None or other is None:
            return None
        told = self.left.ending(one), self.right.ending(other)
        if _NUMBER_OF_LINE.sub("", told[0]) == _NUMBER_OF_LINE.sub("", told[1]):
            return None
        places = _place(self.left, left), _place(self.right, right)
        sentence = f"{one.title} {told[0]} in {self.names[0]}, but {told[1]} in {self.names[1]}."
        return Difference(number, one.title, *told, *places, sentence, what=sentence)

    # -- as text ----------------------------------------------------------------------------------

    def __repr__(self) -> str:
        both = sum(row.left is not None and row.right is not None for row in self.rows)
        lines = [
            f"{self.left.title}: {_count(both, 'statement')} in both, "
            f"{len(self.left) - both} only in {self.names[0]}, "
            f"{len(self.right) - both} only in {self.names[1]}",
            self.first_difference.sentence
            if self.first_difference is not None
            else "What both have comes out the same, at every statement.",
        ]
        sides = zip(self.names, (self.not_compared.left, self.not_compared.right), strict=True)
        lines += [f"Not compared, only in {name}: {_listed(only)}." for name, only in sides if only]
        return "\n".join(lines)


def compare(left: KernelRecording, right: KernelRecording) -> Comparison:
    """Put two recordings side by side, such as one call on "base" and on "rfc-v2".

    Points are aligned by function and source text of the line; memory is compared by C lvalue.
    """
    return Comparison(left, right)


# -- helpers --------------------------------------------------------------------------------------


def _culprit(recording: KernelRecording, index: int | None) -> Place | None:
    if index is None:
        return None
    function, location = recording.culprit(index)
    return _place_of(recording, function, location)


def _place(recording: KernelRecording, index: int) -> Place:
    return _place_of(recording, *recording.place(index))


def _place_of(recording: KernelRecording, function: str, location: Location) -> Place:
    lines = recording.tree.read(location.file).split("\n")
    return Place(function, location, " ".join(lines[location.line - 1].split()))


def _set_by(place: Place | None, at_start: bool) -> str:
    if place is not None:
        return f"set by {place}"
    return "from before" if at_start else "as before"


def _prefixes(name: str) -> Iterator[str]:
    """Yield `a`, `a.b`, `a.b[0]` and so on of `a.b[0].c`, and the name itself."""
    for found in re.finditer(r"(?=[.\[])", name):
        yield name[: found.start()]
    yield name


def _outermost(names: Iterable[str], known: set[str]) -> tuple[str, ...]:
    """Return the shortest beginnings of names that nothing known begins with, each once."""
    found = {
        next(prefix for prefix in _prefixes(name) if prefix not in known): None
        for name in names
        if name not in known
    }
    return tuple(found)


def _listed(names: Iterable[str]) -> str:
    """Return names, those that differ in their numbers only as one, and not too many."""
    alike: dict[str, list[str]] = {}
    for name in names:
        alike.setdefault(re.sub(r"\d+", "#", name), []).append(name)
    shown = [
        each[0] + (f" (and {len(each) - 1} alike)" if len(each) > 1 else "")
        for each in alike.values()
    ]
    more = len(shown) - UNCOMPARED_SHOWN
    return ", ".join(shown[:UNCOMPARED_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
