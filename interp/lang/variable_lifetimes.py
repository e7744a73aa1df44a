# SPDX-License-Identifier: MIT
"""Where arrays of variable length end (C11 6.2.4p7): put into the checked statements of a function.

The memory of such an array begins behind that of those in scope before it, so a new one takes the
place of all that went out of scope. What is put in here makes that be noticed: behind a statement
with arrays inside, at every label, and around the body of a loop, those out of scope are ended.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from interp.lang import checked as c
from interp.lang.jumps import continues
from interp.lang.known import inside, nodes_in
from interp.lang.lifetimes import falls_through
from interp.lang.symbols import Local
from interp.lang.types import VOID_POINTER
from interp.lang.variable_types import VariableArray


def end_arrays(body: c.Block, locals_: list[Local]) -> None:
    """Let each array of variable length in a function end where its scope does."""
    if any(isinstance(local.type, VariableArray) for local in locals_):
        body.body = _ended(body.body, None)


def _ended(statements: list[c.Statement], level: c.Expr | None) -> list[c.Statement]:
    """Return a list of statements with what ends arrays; `level` is where those in scope end."""
    result: list[c.Statement] = []
    for statement in statements:
        result.append(statement)
        arrays = _go_into(statement, level)
        if isinstance(statement, c.DeclareArray):
            level = c.ArrayEnd(statement.at, VOID_POINTER, statement.local, statement.size)
        elif (arrays and falls_through([statement])) or isinstance(statement, c.Label):
            result.append(c.EndArrays(statement.at, level))
    return result


def _go_into(statement: c.Statement, level: c.Expr | None) -> bool:
    """End the arrays inside of a statement; return whether there are any."""
    if not any(isinstance(node, c.DeclareArray) for node in nodes_in(statement)):
        return False
    for value in _statement_values(inside(statement)):
        value.body = _ended(value.body, level)
    match statement:
        case c.Block():
            statement.body = _ended(statement.body, level)
        case c.If():
            statement.yes = _one(statement.yes, level)
            if statement.no is not None:
                statement.no = _one(statement.no, level)
        case c.Loop():
            inner = statement.body
            first = [c.EndArrays(inner.at, level)] if continues(inner) else []
            locals_ = inner.locals if isinstance(inner, c.Block) else []
            statement.body = c.Block(inner.at, [*first, *_ended([inner], level)], locals_)
        case c.Switch():
            statement.body = _one(statement.body, level)
    return True


def _one(statement: c.Statement, level: c.Expr | None) -> c.Statement:
    _go_into(statement, level)
    return statement


def _statement_values(parts: list[Any]) -> Iterator[c.StatementValue]:
    """Yield the outermost statement expressions in expressions, but not in inner statements."""
    todo = list(parts)
    while todo:
        node = todo.pop()
        if isinstance(node, c.StatementValue):
            yield node
        elif isinstance(node, list):
            todo += node
        elif not isinstance(node, c.Statement):
            todo += inside(node)
