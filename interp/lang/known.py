# SPDX-License-Identifier: MIT
"""What is surely so at the place where code is emitted: so that no check need be made twice.

Facts, all of them about local variables that are Python variables:

    ranges    the least and the greatest value that a variable can have here
    indices   Python variables that hold the index, in a view of memory, of what a pointer points to
    good      accesses that were checked, and could be made again without a fault
    assigned  variables that surely have a value
    shown     which variables the last point has shown, None if they may have changed since

They hold on a straight way only: an assignment ends those about its variable, a call those about
memory. Where two ways meet, what both know is kept; at a label, only what is assigned is.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from interp.lang import checked as c
from interp.lang.copies import carries
from interp.lang.types import StructType

Range = tuple[int, int]
Access = tuple[int, ...]  # what it starts from, offset (bytes), size, then pairs: index, scale


@dataclass
class Known:
    """Facts; variables are known by the identity of their `Local`."""

    ranges: dict[int, Range] = field(default_factory=dict)
    indices: dict[tuple[int, int], str] = field(default_factory=dict)  # (pointer, size) -> name
    good: set[tuple[Access, bool]] = field(default_factory=set)  # an access, and whether a store
    assigned: set[int] = field(default_factory=set)
    shown: tuple[int, ...] | None = None

    def copy(self) -> Known:
        """Return the same facts, apart from these."""
        return Known(
            dict(self.ranges),
            dict(self.indices),
            set(self.good),
            set(self.assigned),
            self.shown,
        )

    def unsure(self) -> None:
        """Forget all but what is assigned: a jump may lead here from elsewhere."""
        self.ranges.clear()
        self.good.clear()
        self.shown = None
        for key in [key for key in self.indices if key[0]]:  # those of the stack frame stay
            del self.indices[key]

    def change(self, changes: Changes) -> None:
        """Forget what a part of a function may change that is executed again, or in part."""
        for local in changes.locals:
            self.forget(local)
        if changes.memory:
            self.good.clear()
        self.shown = None

    def disturbed(self) -> None:
        """Forget what may be done with memory: something may have changed it."""
        self.good.clear()

    def assign(self, local: int, value: Range | None = None) -> None:
        """Forget what depends on a variable, which now has a value in a range."""
        self.forget(local)
        self.assigned.add(local)
        if value is not None:
            self.ranges[local] = value

    def lose(self, local: int) -> None:
        """Forget what depends on a variable, which now has no value."""
        self.forget(local)
        self.assigned.discard(local)

    def forget(self, local: int) -> None:
        """Forget what depends on a variable."""
        self.shown = None
        self.ranges.pop(local, None)
        for key in [key for key in self.indices if key[0] == local]:
            del self.indices[key]
        if self.good:
            self.good = {(a, s) for a, s in self.good if local != a[0] and local not in a[3::2]}

    def narrow(self, local: int, low: int, high: int) -> None:
        """Learn that a variable is in a range."""
        known = self.ranges.get(local)
        if known is not None:
            low, high = max(low, known[0]), min(high, known[1])
        if low <= high:
            self.ranges[local] = (low, high)

    def meet(self, other: Known) -> Known:
        """Return what holds on both of two ways that lead here."""
        mine, others = self.ranges, other.ranges
        ranges = {
            key: (min(low, others[key][0]), max(high, others[key][1]))
            for key, (low, high) in mine.items()
            if key in others
        }
        indices = {k: name for k, name in self.indices.items() if other.indices.get(k) == name}
        shown = self.shown if self.shown == other.shown else None
        both = self.assigned & other.assigned
        return Known(ranges, indices, self.good & other.good, both, shown)


@dataclass(frozen=True)
class Changes:
    """What a part of a function may change: variables (by identity of their `Local`), memory."""

    locals: frozenset[int]
    memory: bool


_DISTURBING = (
    *(c.Call, c.Temporary, c.VaStart, c.VaArg, c.VaCopy, c.VaEnd),
    c.EndArrays,
)


def changes_in(*parts: Any) -> Changes:
    """Return what may be changed by expressions and statements."""
    found: set[int] = set()
    memory = False
    for node in nodes_in(*parts):
        if isinstance(node, c.LocalPlace | c.Declare | c.Length | c.DeclareArray):
            found.add(id(node.local))
            memory = memory or isinstance(node, c.Declare | c.DeclareArray)
        elif isinstance(node, _DISTURBING) or _copies(node):
            memory = True
    return Changes(frozenset(found), memory)


def _copies(node: Any) -> bool:
    """Return whether an assignment may copy bytes that were never written."""
    if not isinstance(node, c.Assign | c.Initialization):
        return False
    if isinstance(node, c.Assign) and isinstance(node.place, c.LocalPlace):
        return node.place.local.in_memory and carries(node.value)
    return isinstance(node.type, StructType) or carries(node.value)


def inside(node: Any) -> list[Any]:
    """Return the expressions, statements, places, and lists of them, of which a node is made."""
    return [
        part for name in _slots(node.__class__) if isinstance(part := getattr(node, name), _PARTS)
    ]


def nodes_in(*parts: Any) -> Iterator[Any]:
    """Yield expressions, statements and places, with all of which they are made."""
    todo: list[Any] = list(parts)
    while todo:
        node = todo.pop()
        if isinstance(node, list):
            todo += node
        else:
            yield node
            todo += inside(node)


def accesses_in(body: c.Statement) -> Iterator[tuple[c.Expr, int]]:
    """Yield the address, and the size in bytes, of each access to memory."""
    for node in nodes_in(body):
        if isinstance(node, c.Load | c.MemoryPlace) and node.bits is None:
            yield node.address, node.type.size
        elif isinstance(node, c.LocalValue | c.LocalPlace) and node.local.in_memory:
            yield c.LocalAddress(node.at, node.type, node.local), node.type.size


_PARTS = (c.Expr, c.Statement, c.LocalPlace, c.MemoryPlace, c.Initialization, list)


@cache
def _slots(kind: Hashable) -> tuple[str, ...]:
    assert isinstance(kind, type)
    if not issubclass(kind, _PARTS) or kind is list:
        return ()
    names = (name for base in kind.__mro__ for name in getattr(base, "__slots__", ()))
    return tuple(name for name in names if name not in ("at", "type", "local"))
