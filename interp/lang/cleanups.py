# SPDX-License-Identifier: MIT
"""Functions that run when variables leave their scope: `__attribute__((cleanup(f)))` (GNU C).

A checked function is rewritten so that each way out of a scope says what it does: behind the last
statement of the scope, and before every jump that leaves it, `f(&variable)` is called, the variable
that was declared last first. What a `return` returns is computed before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from interp.lang import checked as c
from interp.lang import fold
from interp.lang.known import nodes_in
from interp.lang.lifetimes import falls_through
from interp.lang.symbols import Local
from interp.lang.tokens import Token
from interp.lang.types import PointerType, StructType, VoidType
from interp.lang.variable_types import VariableArray

Variables = tuple[Local, ...]  # those that are in scope and want to be cleaned up, in their order


@dataclass
class _Place:
    """Where we are: what is in scope here, and where a `break` and a `continue` lead."""

    variables: Variables = ()
    broken: Variables = ()  # what is in scope where `break` goes on
    continued: Variables = ()


@dataclass
class _Jumps:
    """The jumps of a function, each in a block of its own, and what is in scope at its labels."""

    gotos: list[tuple[c.Block, c.Goto, Variables]] = field(default_factory=list)
    labels: dict[str, Variables] = field(default_factory=dict)


def clean_up(function: c.Function) -> None:
    """Let a function call what its variables want to be called at the end of their scopes."""
    if any(local.cleanup is not None for local in function.locals):
        _Cleaner(function).clean()


class _Cleaner:
    """Rewrites the statements of one function."""

    def __init__(self, function: c.Function) -> None:
        self.function = function
        self.jumps = _Jumps()

    def clean(self) -> None:
        body = self.function.body
        body.body = self._scope(body.body, _Place(), self.function.end)
        for block, goto, variables in self.jumps.gotos:
            there = self.jumps.labels.get(goto.name, ())
            block.body = [*self._left(goto.at, variables, there), goto]

    # -- statements -------------------------------------------------------------------------------

    def _scope(self, statements: list[c.Statement], place: _Place, end: Token) -> list[c.Statement]:
        """Rewrite the statements of a scope, and clean up behind the last one."""
        result, inner = self._in_order(statements, place)
        if falls_through(result):
            result += self._left(end, inner.variables, place.variables)
        return result

    def _in_order(
        self, statements: list[c.Statement], place: _Place
    ) -> tuple[list[c.Statement], _Place]:
        result: list[c.Statement] = []
        for statement in statements:
            result.append(self._statement(statement, place))
            if not isinstance(statement, c.Declare | c.DeclareArray):
                continue
            if statement.local.cleanup is not None:
                variables = (*place.variables, statement.local)
                place = _Place(variables, place.broken, place.continued)
        return result, place

    def _statement(self, node: c.Statement, place: _Place) -> c.Statement:
        self._inside_expressions(node, place)
        here = place.variables
        match node:
            case c.Block():
                node.body = self._scope(node.body, place, node.end or node.at)
            case c.If():
                node.yes = self._statement(node.yes, place)
                node.no = self._statement(node.no, place) if node.no is not None else None
            case c.Loop():
                node.body = self._statement(node.body, _Place(here, here, here))
            case c.Switch():
                node.body = self._statement(node.body, _Place(here, here, place.continued))
            case c.Label():
                self.jumps.labels[node.name] = here
            case c.Goto() if here:
                block = c.Block(node.at, [node])
                self.jumps.gotos.append((block, node, here))
                return block
            case c.Break() if place.broken != here:
                return c.Block(node.at, [*self._left(node.at, here, place.broken), node])
            case c.Continue() if place.continued != here:
                return c.Block(node.at, [*self._left(node.at, here, place.continued), node])
            case c.Return() if here:
                return self._return(node, here)
        return node

    def _return(self, node: c.Return, here: Variables) -> c.Statement:
        before: list[c.Statement] = []
        if node.value is not None and not isinstance(node.value, c.Constant):
            keep, node.value = self._kept(node.value)
            before.append(keep)
        return c.Block(node.at, [*before, *self._left(node.at, here, ()), node])

    def _inside_expressions(self, node: c.Statement, place: _Place) -> None:
        """Rewrite the statement expressions among a statement's own expressions."""
        for value in _statement_values(node):
            body, inner = self._in_order(value.body, place)
            left = self._left(value.at, inner.variables, place.variables)
            if left and value.value is not None:
                keep: c.Statement = c.Evaluate(value.at, value.value)
                if not isinstance(value.value.type, VoidType):
                    keep, value.value = self._kept(value.value)
                else:
                    value.value = None
                body.append(keep)
            value.body = body + left

    # -- what is done -----------------------------------------------------------------------------

    def _kept(self, value: c.Expr) -> tuple[c.Statement, c.Expr]:
        """Return what keeps a value, and what has it afterwards."""
        at, type_ = value.at, value.type
        local = Local("", type_, at, in_memory=isinstance(type_, StructType))
        self.function.locals.append(local)
        keep = c.Evaluate(at, c.Assign(at, type_, c.LocalPlace(at, type_, local), value))
        if local.in_memory:
            address = c.LocalAddress(at, PointerType(type_), local)
            return keep, c.Load(at, type_, address)
        return keep, c.LocalValue(at, type_, local)

    def _left(self, at: Token, here: Variables, there: Variables) -> list[c.Statement]:
        """Return what is to be called on the way to where less is in scope, the last one first."""
        shared = 0
        while here[: shared + 1] == there[: shared + 1] and shared < len(here):
            shared += 1
        return [_call(at, local) for local in reversed(here[shared:])]


def _call(at: Token, local: Local) -> c.Statement:
    assert local.cleanup is not None
    function, parameter = local.cleanup
    type_ = PointerType(local.type)
    address: c.Expr = c.LocalAddress(at, type_, local)
    if isinstance(local.type, VariableArray):
        address = c.LocalValue(at, type_, local)
    call = c.Call(at, function.type.result, function, [fold.convert(address, parameter)])
    return c.Evaluate(at, call)


def _statement_values(node: c.Statement) -> Iterator[c.StatementValue]:
    """Yield the outermost statement expressions of a statement, without those of its parts."""
    parts: list[object] = []
    match node:
        case c.Block() | c.Label() | c.Goto() | c.Break() | c.Continue():
            return
        case c.If(condition=condition):
            parts = [condition]
        case c.Loop(condition=condition, step=step):
            parts = [part for part in (condition, step) if part is not None]
        case c.Switch(value=value):
            parts = [value]
        case _:
            parts = [node]
    inner: set[int] = set()
    for part in nodes_in(*parts):
        if isinstance(part, c.StatementValue) and id(part) not in inner:
            inner |= {id(x) for x in nodes_in(part) if isinstance(x, c.StatementValue)}
            yield part
