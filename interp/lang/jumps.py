# SPDX-License-Identifier: MIT
"""Where the labels and the jumps of a function are, for the emitter's use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from interp.lang import checked as c
from interp.lang.known import inside

NONE: frozenset[str] = frozenset()


class JumpMap:
    """For each statement: which labels that somebody jumps to lie inside, and which jumps."""

    def __init__(self, function: c.Function) -> None:
        self._gotos: dict[int, frozenset[str]] = {}
        self._labels: dict[int, frozenset[str]] = {}
        self._nested: dict[int, list[c.Statement]] = {}
        self._look_inside = function.jumps_in_expressions
        self.targets = self._all_targets(function.body)

    def _all_targets(self, statement: c.Statement) -> frozenset[str]:
        found = {statement.name} if isinstance(statement, c.Goto) else set()
        if isinstance(statement, c.Switch):
            found |= {case.label for case in statement.cases}
        inside = [*children(statement), *self._inside_expressions(statement)]
        return frozenset(found).union(*map(self._all_targets, inside))

    def _inside_expressions(self, statement: c.Statement) -> list[c.Statement]:
        """Return the statements of the statement expressions in a statement's own expressions."""
        if not self._look_inside:
            return []
        if id(statement) not in self._nested:
            self._nested[id(statement)] = list(_nested_statements(statement))
        return self._nested[id(statement)]

    def leaves_expression(self, statement: c.Statement) -> frozenset[str]:
        """Return the labels that a `goto` in a statement expression of this statement leaves for.

        Python cannot skip the rest of an expression, but it can leave a loop around it.
        """
        bodies = self._inside_expressions(statement)
        inside = NONE.union(*map(self.labels, bodies))
        return NONE.union(*map(self.gotos, bodies)) - inside

    def gotos(self, statement: c.Statement) -> frozenset[str]:
        """Return the labels that a `goto` inside jumps to."""
        key = id(statement)
        if key not in self._gotos:
            if isinstance(statement, c.Goto):
                found = frozenset((statement.name,))
            else:
                found = NONE.union(*map(self.gotos, children(statement)))
            self._gotos[key] = found | self.leaves_expression(statement)
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

    def sheltered(self, statement: c.Statement) -> frozenset[str]:
        """Return the labels inside statement expressions: only jumps from there lead to them."""
        if not self._look_inside:
            return NONE
        bodies = self._inside_expressions(statement)
        found = NONE.union(*map(self.labels, bodies))
        return found.union(*map(self.sheltered, [*children(statement), *bodies]))

    def escapes(self, statement: c.Statement) -> frozenset[str]:
        """Return the labels outside that something inside jumps to."""
        return self.gotos(statement) - self.labels(statement)

    def goes_back(self, statements: list[c.Statement]) -> bool:
        """Return whether a jump in this list goes to its own or an earlier element."""
        seen: frozenset[str] = NONE
        for statement in statements:
            jumps = self.gotos(statement)
            if jumps & seen or self.leaves_expression(statement):
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


def _nested_statements(node: Any) -> Iterator[c.Statement]:
    """Yield the statements of the outermost statement expressions in `node`'s expressions."""
    for field in fields(node):
        value = getattr(node, field.name)
        for part in value if isinstance(value, list) else (value,):
            if isinstance(part, c.StatementValue):
                yield from part.body
                if part.value is not None:
                    yield c.Evaluate(part.at, part.value)
            elif isinstance(part, c.Expr | c.Initialization | c.LocalPlace | c.MemoryPlace):
                yield from _nested_statements(part)


def runs_once(loop: c.Loop) -> bool:
    """Return whether this is the block of a macro: `do { ... } while (0)`, run to its end."""
    known = isinstance(loop.condition, c.Constant) and loop.condition.value == 0
    return known and loop.test_last and not _is_left(loop.body)


def _is_left(node: Any, in_switch: bool = False) -> bool:
    """Return whether a loop's body holds a `break` or `continue` of this loop, or a label."""
    if isinstance(node, list):
        return any(_is_left(each, in_switch) for each in node)
    if isinstance(node, c.Loop):
        return False
    if isinstance(node, c.Continue | c.Label) or (isinstance(node, c.Break) and not in_switch):
        return True
    return _is_left(inside(node), in_switch or isinstance(node, c.Switch))


def continues(body: Any) -> bool:
    """Return whether a loop's body holds a `continue` of this loop, or a jump of any other kind."""
    todo = [body]
    while todo:
        node = todo.pop()
        if isinstance(node, list):
            todo += node
        elif isinstance(node, c.Continue | c.Goto):
            return True
        elif not isinstance(node, c.Loop):
            todo += inside(node)
        elif continues_inside(node):
            return True
    return False


def continues_inside(loop: c.Loop) -> bool:
    """Return whether a jump may lead out of an inner loop to the step of the one around it."""
    todo: list[Any] = [loop.body]
    while todo:
        node = todo.pop()
        if isinstance(node, list):
            todo += node
        elif isinstance(node, c.Goto):
            return True
        else:
            todo += inside(node)
    return False
