# SPDX-License-Identifier: MIT
"""Lark's LALR tables, walked by a loop of our own.

Most reductions of a C expression change nothing: `a` is a primary, a postfix, a unary expression,
and so on through all levels of precedence. Here such a reduction costs one look into a table. The
tables and the stacks are Lark's, and so is every complaint.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable
from typing import Any, NamedTuple

from lark.parse_tree_builder import ExpandSingleChild
from lark.parsers.lalr_analysis import Shift

from interp.lang.tokens import Token


class Reduction(NamedTuple):
    """How many values a rule takes from the stack, what makes one of them, and its name."""

    size: int
    build: Callable[[list[Any]], Any] | None  # None: the one value stays as it is
    name: Hashable


Row = dict[str, int | Reduction]


class Tables:
    """For each state and terminal that were met: what to do."""

    def __init__(self, configuration: Any) -> None:
        self._states = configuration.states
        self._callbacks = configuration.callbacks
        self._rows: defaultdict[int, Row] = defaultdict(dict)
        self._reductions: dict[int, Reduction] = {}
        self._ends: dict[tuple[int, int, str], int] = {}

    def feed(self, state: Any, token: Token) -> None:
        """Shift a token, after what can be reduced before it; raises UnexpectedToken."""
        rows, states = self._rows, state.state_stack
        kind = token.type
        while True:
            top = states[-1]
            action = rows[top].get(kind) or self._action(top, kind)
            if action.__class__ is int:
                states.append(action)
                state.value_stack.append(token)
                return
            if action is None:
                state.feed_token(token)  # that complains
            size, build, name = action  # type: ignore[misc]
            if build is None:
                key = (states[-2], top, kind)
                states[-1] = self._ends.get(key) or self._end_of(key)
                continue
            self._reduce(state, size, build)
            states.append(self._states[states[-1]][name][1])

    def _end_of(self, key: tuple[int, int, str]) -> int:
        """Return the state in which a chain of reductions ends that leave the value as it is."""
        below, top, kind = key
        while True:
            action = self._action(top, kind)
            if not isinstance(action, Reduction) or action.build is not None:
                break
            top = self._states[below][action.name][1]
        self._ends[key] = top
        return top

    def _reduce(self, state: Any, size: int, build: Callable[[list[Any]], Any]) -> None:
        values = state.value_stack
        if not size:
            values.append(build([]))
            return
        parts = values[-size:]
        del state.state_stack[-size:], values[-size:]
        values.append(build(parts))

    def _action(self, state: int, terminal: str) -> int | Reduction | None:
        """Return what to do in a state at a terminal, None if it does not fit there."""
        if terminal not in self._states[state]:
            return None
        action, argument = self._states[state][terminal]
        found: int | Reduction = argument if action is Shift else self._reduction(argument)
        self._rows[state][terminal] = found
        return found

    def _reduction(self, rule: Any) -> Reduction:
        known = self._reductions.get(id(rule))
        if known is None:
            build = self._callbacks[rule]
            size = len(rule.expansion)
            if size == 1 and isinstance(build, ExpandSingleChild):
                build = None
            known = self._reductions[id(rule)] = Reduction(size, build, rule.origin.name)
        return known
