# SPDX-License-Identifier: MIT
"""Two recordings side by side: which points of one and of the other are the same statement.

Calls are the anchors: a call is compared with the call of the same function made by the same
statement, so a point's partner is never looked for outside of it. Inside a call, statements that
occur once on both sides hold first; only what lies between is given to difflib, piece by piece.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import NamedTuple, Protocol

from interp.lang import Location

WINDOW = 64  # statements that difflib is given at a time
WIDEST_WINDOW = 1024
Pair = tuple[int | None, int | None]


class Row(NamedTuple):
    """A point of the left recording and the same one of the right; None where one has none."""

    left: int | None
    right: int | None


class Lines(Protocol):
    """Sources: `read` gives the text of a file."""

    def read(self, path: str) -> str:
        """Return a file's text."""


class Recorded(Protocol):
    """What can be put side by side, such as a KernelRecording."""

    @property
    def tree(self) -> Lines:
        """The sources."""

    def __len__(self) -> int: ...

    def place(self, index: int) -> tuple[str, Location]:
        """Return function and location of a point."""

    def caller(self, index: int) -> int | None:
        """Return the point that a point's function was called from."""

    def entered(self, index: int) -> bool:
        """Return whether a call begins at a point."""


@dataclass
class Activation:
    """One call of a function: its own points, those of the calls it makes not counted."""

    function: str
    points: list[int] = field(default_factory=list)


@dataclass
class CallTree:
    """The calls of a recording: those made from each point (-1: from outside), in time."""

    recording: Recorded
    keys: list[str]
    made: dict[int, list[Activation]]

    def calls(self, point: int | None) -> list[Activation]:
        """Return the calls made from a point."""
        return [] if point is None else self.made.get(point, [])

    def statements(self, call: Activation | None) -> list[str]:
        """Return what is compared of a call's own points: their lines' text."""
        return [self.keys[point] for point in call.points] if call is not None else []


def call_tree(recording: Recorded) -> CallTree:
    """Return the calls of a recording, with the source text of each point's line."""
    keys: list[str] = []
    made: dict[int, list[Activation]] = {}
    files: dict[str, list[str]] = {}
    for index in range(len(recording)):
        function, place = recording.place(index)
        caller = recording.caller(index)
        calls = made.setdefault(-1 if caller is None else caller, [])
        if not calls or recording.entered(index) or calls[-1].function != function:
            calls.append(Activation(function))
        calls[-1].points.append(index)
        if place.file not in files:
            files[place.file] = recording.tree.read(place.file).split("\n")
        keys.append(_line(files[place.file], place.line))
    return CallTree(recording, keys, made)


def _line(lines: Sequence[str], number: int) -> str:
    """Return a line without what does not matter to C."""
    return " ".join(lines[number - 1].split()) if 0 < number <= len(lines) else ""


def aligned(left: Recorded, right: Recorded) -> Iterator[Row]:
    """Yield the points of two recordings side by side, each of them once and in time."""
    one, other = call_tree(left), call_tree(right)
    # What is still to come, the next at the end: a row, or two calls whose points are compared.
    waiting: list[Row | tuple[Activation | None, Activation | None]]
    waiting = list(reversed(_calls_aligned(one.calls(-1), other.calls(-1))))
    while waiting:
        item = waiting.pop()
        if isinstance(item, Row):
            yield item
            calls = _calls_aligned(one.calls(item.left), other.calls(item.right))
            waiting.extend(reversed(calls))
            continue
        first, second = item
        waiting.extend(
            Row(_at(first, i), _at(second, j))
            for i, j in reversed(pairs(one.statements(first), other.statements(second)))
        )


def _at(call: Activation | None, number: int | None) -> int | None:
    return None if call is None or number is None else call.points[number]


def _calls_aligned(
    left: Sequence[Activation], right: Sequence[Activation]
) -> list[tuple[Activation | None, Activation | None]]:
    """Return the calls that two points made, those of the same functions together."""
    if not left and not right:
        return []
    found = pairs([call.function for call in left], [call.function for call in right])
    return [(None if i is None else left[i], None if j is None else right[j]) for i, j in found]


# -- sequences ------------------------------------------------------------------------------------


def pairs(left: Sequence[Hashable], right: Sequence[Hashable]) -> list[Pair]:
    """Return two sequences side by side: indexes of equal items together, each index once."""
    found: list[Pair] = []
    i = j = 0
    for a, b in [*_matches(left, right, (0, len(left)), (0, len(right))), (len(left), len(right))]:
        found += [(n, None) for n in range(i, a)]
        found += [(None, n) for n in range(j, b)]
        i, j = a, b
        if a < len(left) and b < len(right):
            found.append((a, b))
            i, j = a + 1, b + 1
    return found


Span = tuple[int, int]


def _matches(
    left: Sequence[Hashable], right: Sequence[Hashable], here: Span, there: Span
) -> list[tuple[int, int]]:
    """Return the pairs of equal items of two stretches, ascending on both sides."""
    found: list[tuple[int, int]] = []
    waiting = [(here, there)]
    while waiting:
        (i, i_end), (j, j_end) = waiting.pop()
        while i < i_end and j < j_end and left[i] == right[j]:
            found.append((i, j))
            i, j = i + 1, j + 1
        while i < i_end and j < j_end and left[i_end - 1] == right[j_end - 1]:
            i_end, j_end = i_end - 1, j_end - 1
            found.append((i_end, j_end))
        anchors = _anchors(left, right, (i, i_end), (j, j_end))
        if not anchors:
            found += _pieces(left, right, (i, i_end), (j, j_end))
        for a, b in [*anchors, (i_end, j_end)]:
            if anchors:
                waiting.append(((i, a), (j, b)))
            i, j = a + 1, b + 1
        found += anchors
    return sorted(found)


def _anchors(
    left: Sequence[Hashable], right: Sequence[Hashable], here: Span, there: Span
) -> list[tuple[int, int]]:
    """Return the longest ascending row of items that occur once on either side."""
    one = Counter(left[here[0] : here[1]])
    other = Counter(right[there[0] : there[1]])
    places = {right[j]: j for j in range(*there) if other[right[j]] == 1}
    found = [(i, places[left[i]]) for i in range(*here) if one[left[i]] == 1 and left[i] in places]
    ends: list[int] = []  # the lowest end of a row of each length, and the rows themselves
    rows: list[tuple[int, int, int]] = []  # left, right, number of the one before
    heads: list[int] = []
    for i, j in found:
        length = bisect_left(ends, j)
        rows.append((i, j, heads[length - 1] if length else -1))
        ends[length : length + 1] = [j]
        heads[length : length + 1] = [len(rows) - 1]
    chain, at = [], heads[-1] if heads else -1
    while at >= 0:
        i, j, at = rows[at]
        chain.append((i, j))
    return chain[::-1]


def _pieces(
    left: Sequence[Hashable], right: Sequence[Hashable], here: Span, there: Span
) -> list[tuple[int, int]]:
    """Return what difflib finds, a window at a time; what nears its edge waits for the next."""
    (i, i_end), (j, j_end) = here, there
    found: list[tuple[int, int]] = []
    width = WINDOW
    while i < i_end and j < j_end:
        a, b = left[i : min(i + width, i_end)], right[j : min(j + width, j_end)]
        is_last = i + width >= i_end and j + width >= j_end
        limit = width if is_last else width * 3 // 4
        matcher = SequenceMatcher(None, a, b, autojunk=False)
        accepted = [
            (i + block.a + n, j + block.b + n)
            for block in matcher.get_matching_blocks()
            for n in range(block.size)
            if max(block.a, block.b) + n < limit
        ]
        if is_last:
            return found + accepted
        if accepted:
            found += accepted
            (i, j), width = accepted[-1], WINDOW
            i, j = i + 1, j + 1
        elif width < WIDEST_WINDOW:
            width *= 4
        else:
            i, j = min(i + width // 2, i_end), min(j + width // 2, j_end)
    return found
