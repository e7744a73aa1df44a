# SPDX-License-Identifier: MIT
"""Where the labels and the jumps of a function are, for the emitter's use."""

from __future__ import annotations

from collections.abc import Iterator

from interp.lang import checked as c

NONE: frozenset[str] = frozenset()


class JumpMap:
    """For each statement: which labels that somebody jumps to lie inside, and which jumps."""

    def __init__(self, function: c.Function) -> None:
        self._gotos: dict[int, frozenset[str]] = {}
        self._labels: dict[int, frozenset[str]] = {}
        self.targets = self.gotos(function.body) | _switch_labels(function.body)

    def gotos(self, statement: c.Statement) -> frozenset[str]:
        """Return the labels that a `goto` inside jumps to."""
        key = id(statement)
        if key not in self._gotos:
            if isinstance(statement, c.Goto):
                found = frozenset((statement.name,))
            else:
                found = NONE.union(*map(self.gotos, children(statement)))
            self._gotos[key] = found
        return self._gotos[key]

    def labels(self, statement: c.Statement) -> frozenset[str]:
        """Return the labels inside that somebody jumps to."""
        key = id(statement)
        if key not in self._labels:
            if isinstance(statement, c.Label):
                found = frozenset((statement.name,)) & self.targets
            else:
                found = NONE.union(*map(self.labels, children(statement)))
            self._labels[key] = found
        return self._labels[key]

    def escapes(self, statement: c.Statement) -> frozenset[str]:
        """Return the labels outside that something inside jumps to."""
        return self.gotos(statement) - self.labels(statement)

    def goes_back(self, statements: list[c.Statement]) -> bool:
        """Return whether a jump in this list goes to its own or an earlier element."""
        seen: frozenset[str] = NONE
        for statement in statements:
            jumps = self.gotos(statement)
            if jumps & seen:
                return True
            labels = self.labels(statement)
            if isinstance(statement, c.If) and statement.no is not None and labels:
                yes, no = statement.yes, statement.no
                if self.gotos(yes) & self.labels(no) or self.gotos(no) & self.labels(yes):
                    return True
            seen |= labels
        return False


def children(statement: c.Statement) -> Iterator[c.Statement]:
    """Yield the statements directly inside a statement."""
    match statement:
        case c.Block(body=body):
            yield from body
        case c.If(yes=yes, no=no):
            yield yes
            if no is not None:
                yield no
        case c.Loop(body=inner) | c.Switch(body=inner):
            yield inner


def _switch_labels(statement: c.Statement) -> frozenset[str]:
    found = {case.label for case in statement.cases} if isinstance(statement, c.Switch) else set()
    return frozenset(found).union(*map(_switch_labels, children(statement)))
