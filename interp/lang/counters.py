# SPDX-License-Identifier: MIT
"""Loop counters that cannot leave the range of their type, so that no check need be emitted.

In `for (...; i < limit; i++)` the step is only reached when `i < limit` held, and `limit` is a
value of the same type: so `i + 1` is one too - if nothing in the loop changes `i` after the test,
and if no jump leads past the test into the loop. The same with `>` and `--`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from interp.lang import checked as c
from interp.lang.jumps import JumpMap
from interp.lang.symbols import Local

_BOUNDS = {("<", "+"), (">", "-")}
_MIRRORED = {"<": ">", ">": "<"}


def safe_step(loop: c.Loop, function: c.Function, jumps: JumpMap) -> c.Arithmetic | None:
    """Return the `i + 1` or `i - 1` of a loop's step if it surely stays in its type's range."""
    step = loop.step
    if loop.test_last or loop.condition is None or not isinstance(step, c.Update):
        return None
    place, new = step.place, step.new
    if not isinstance(place, c.LocalPlace) or place.local.in_memory:
        return None
    if not isinstance(new, c.Arithmetic) or new.left is not step.old or not _is_one(new.right):
        return None
    if function.jumps_in_expressions or jumps.labels(loop.body):
        return None
    held = any((op, new.op) in _BOUNDS for op in _tests(loop.condition, place.local, new))
    return new if held and not _changes(place.local, [loop.condition, loop.body]) else None


def _is_one(value: c.Expr) -> bool:
    return isinstance(value, c.Constant) and value.value == 1


def _tests(condition: c.Expr, local: Local, new: c.Arithmetic) -> Iterator[str]:
    """Yield `<` or `>` for each comparison of the local with something that surely held."""
    match condition:
        case c.Logical(op="&&", left=left, right=right):
            yield from _tests(left, local, new)
            yield from _tests(right, local, new)
        case c.Compare(op="<" | ">" as op, left=left, right=right):
            if _is_value_of(left, local) and left.type == new.type:
                yield op
            elif _is_value_of(right, local) and right.type == new.type:
                yield _MIRRORED[op]


def _is_value_of(value: c.Expr, local: Local) -> bool:
    return isinstance(value, c.LocalValue) and value.local is local


def _changes(local: Local, parts: list[Any]) -> bool:
    """Return whether anything inside may give the local another value."""
    todo = list(parts)
    while todo:
        node = todo.pop()
        if isinstance(node, list):
            todo += node
        elif isinstance(node, c.LocalPlace | c.Declare):
            if node.local is local:
                return True
            if isinstance(node, c.Declare):
                todo.append(node.initial)
        elif isinstance(node, c.Expr | c.Statement | c.MemoryPlace | c.Initialization):
            todo += [getattr(node, name) for name in _slots(type(node))]
    return False


def _slots(kind: type) -> list[str]:
    return [name for base in kind.__mro__ for name in getattr(base, "__slots__", ())]
