# SPDX-License-Identifier: MIT
"""What a recording tells: moments, and the answers to questions about many of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from interp.lang.source import Location

NOT_WRITTEN = "not yet written"


@dataclass(frozen=True, slots=True)
class Variable:
    """A local variable at a moment; `value` is None where nothing was written yet."""

    name: str
    type: str
    value: int | None
    text: str


@dataclass(frozen=True, slots=True)
class FramePoint:
    """One active call: where it stands, with the variables in scope."""

    function: str
    location: Location
    locals: tuple[Variable, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A scalar in memory that has changed since the point before."""

    where: str
    old: str
    new: str
    address: int
    size: int


@dataclass(frozen=True)
class Moment:
    """All there is to know at one point; it needs nothing else to be shown.

    `stack` has the outermost call first; the last one stands before the statement that runs next.
    `returns` are the calls that have returned since the point before, with what they returned
    ("" for `void`); `returned` is the last of them.
    """

    index: int
    cpu: int
    stack: tuple[FramePoint, ...]
    changes: tuple[Change, ...]
    printed: tuple[str, ...]
    returned: tuple[str, str] | None = None
    fault: str | None = None
    state: Any = None
    returns: tuple[tuple[str, str], ...] = ()

    @property
    def function(self) -> str:
        """The function that is running."""
        return self.stack[-1].function

    @property
    def location(self) -> Location:
        """Where it stands."""
        return self.stack[-1].location


@dataclass(frozen=True, slots=True)
class Store:
    """A scalar got another value: seen at point `index`, done by the statement at `location`."""

    index: int
    where: str
    function: str
    location: Location
    old: str
    new: str

    def __repr__(self) -> str:
        at = f"{self.function}() {self.location.file}:{self.location.line}"
        return f"<point {self.index}: {self.where} {self.old} -> {self.new}, {at}>"


@dataclass(frozen=True, slots=True)
class Watched:
    """From point `index` on an expression has this value; None where it has none, `text` why."""

    index: int
    text: str
    value: int | None


@dataclass(frozen=True, slots=True)
class RecordedCall:
    """A call of a recording: its first point, as C writes it, and what came of it."""

    first: int
    title: str
    result: Any = None
