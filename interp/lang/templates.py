# SPDX-License-Identifier: MIT
"""Python syntax trees from Python text with holes, placed where the C text stands.

`template("(left + right) & mask", "left", "right", "mask")` is a function that builds that
expression. Every node gets the line and column of the C token, and the code is compiled under the
C file's name: so Python's own tracebacks speak of C lines, at no cost when running.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any

from interp.lang.tokens import Token

ExpressionBuilder = Callable[..., ast.expr]
StatementsBuilder = Callable[..., list[ast.stmt]]


def template(source: str, *holes: str) -> ExpressionBuilder:
    """Return a function (token, *parts) that builds the expression in `source`.

    A part for a hole is a Python expression tree, or an int that becomes a constant.
    """
    (statement,) = ast.parse(source).body
    assert isinstance(statement, ast.Expr)
    return _compiled(_construct(statement.value, holes), holes)


def statements(source: str, *holes: str) -> StatementsBuilder:
    """Return a function (token, *parts) that builds the list of statements in `source`."""
    body = ast.parse(source).body
    return _compiled("[" + ", ".join(_construct(node, holes) for node in body) + "]", holes)


def _compiled(construction: str, holes: tuple[str, ...]) -> Callable[..., Any]:
    parameters = ", ".join(("at_token", *holes))
    wraps = "".join(
        f"    if {hole}.__class__ is int: {hole} = constant(at_token, {hole})\n" for hole in holes
    )
    text = (
        f"def build({parameters}):\n{wraps}"
        "    place = place_of(at_token)\n"
        f"    return {construction}\n"
    )
    namespace: dict[str, Any] = {"ast": ast, "constant": constant, "place_of": _place}
    exec(compile(text, "<template>", "exec"), namespace)
    build: Callable[..., Any] = namespace["build"]
    return build


def _construct(node: ast.AST, holes: tuple[str, ...]) -> str:
    """Return Python text that constructs `node`; a name that is a hole stands for its part."""
    if isinstance(node, ast.Name) and node.id in holes and isinstance(node.ctx, ast.Load):
        return node.id
    fields = []
    for name, value in ast.iter_fields(node):
        fields.append(f"{name}={_field(value, holes, name)}")
    if "lineno" in node._attributes:
        fields.append("**place")
    return f"ast.{type(node).__name__}({', '.join(fields)})"


def _field(value: Any, holes: tuple[str, ...], name: str) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_field(item, holes, name) for item in value) + "]"
    if isinstance(value, ast.AST):
        return _construct(value, holes)
    if name == "id" and value in holes:  # a hole that is assigned to: its part is a name
        return f"{value}.id"
    return repr(value)


def _place(at: Token) -> dict[str, Any]:
    column = at.column - 1
    return {
        "lineno": at.line,
        "col_offset": column,
        "end_lineno": at.line,
        "end_col_offset": column + len(at.text),
    }


def constant(at: Token, value: Any) -> ast.expr:
    """Return a constant."""
    return ast.Constant(value=value, **_place(at))


def name(at: Token, text: str) -> ast.Name:
    """Return a name that is read."""
    return ast.Name(id=text, ctx=ast.Load(), **_place(at))


def assign(at: Token, target: str, value: ast.expr) -> ast.stmt:
    """Return `target = value`."""
    place = _place(at)
    return ast.Assign(targets=[ast.Name(id=target, ctx=ast.Store(), **place)], value=value, **place)


def assign_all(at: Token, targets: list[str], value: ast.expr) -> ast.stmt:
    """Return `target = target = value`."""
    place = _place(at)
    names: list[ast.expr] = [ast.Name(id=name, ctx=ast.Store(), **place) for name in targets]
    return ast.Assign(targets=names, value=value, **place)


def forget(at: Token, target: str) -> ast.stmt:
    """Return `del target`."""
    place = _place(at)
    return ast.Delete(targets=[ast.Name(id=target, ctx=ast.Del(), **place)], **place)


def walrus(at: Token, target: str, value: ast.expr) -> ast.expr:
    """Return `(target := value)`."""
    place = _place(at)
    return ast.NamedExpr(target=ast.Name(id=target, ctx=ast.Store(), **place), value=value, **place)


def call(at: Token, function: ast.expr, arguments: list[ast.expr]) -> ast.expr:
    """Return `function(*arguments)`."""
    return ast.Call(func=function, args=arguments, keywords=[], **_place(at))


def helper(
    at: Token, function: str, *arguments: ast.expr | int | str | tuple[int, ...]
) -> ast.expr:
    """Return a call of a function of the run-time namespace."""
    parts = [part if isinstance(part, ast.expr) else constant(at, part) for part in arguments]
    return call(at, name(at, function), parts)


def evaluate(at: Token, value: ast.expr) -> ast.stmt:
    """Return the expression as a statement."""
    return ast.Expr(value=value, **_place(at))


def give_back(at: Token, value: ast.expr | None) -> ast.stmt:
    """Return `return value`."""
    return ast.Return(value=value, **_place(at))


def yielded(at: Token, value: ast.expr) -> ast.stmt:
    """Return `yield value` as a statement."""
    return ast.Expr(value=ast.Yield(value=value, **_place(at)), **_place(at))


def row(at: Token, parts: Sequence[ast.expr | int | None]) -> ast.expr:
    """Return a tuple of expressions and constants."""
    values = [part if isinstance(part, ast.expr) else constant(at, part) for part in parts]
    return ast.Tuple(elts=values, ctx=ast.Load(), **_place(at))


def yield_from(at: Token, value: ast.expr) -> ast.expr:
    """Return `(yield from value)`."""
    return ast.YieldFrom(value=value, **_place(at))


def condition(at: Token, test: ast.expr, yes: list[ast.stmt], no: list[ast.stmt]) -> ast.stmt:
    """Return `if test: yes else: no`, placed where its test is: there Python 3.12 asks for it."""
    made = ast.If(test=test, body=yes or [leave_empty(at)], orelse=no)
    return ast.copy_location(made, test)


def loop(at: Token, body: list[ast.stmt], fuel: str, exhausted: ast.stmt) -> ast.stmt:
    """Return `for _ in fuel: body`, which reports when the step budget is used up."""
    place = _place(at)
    target = ast.Name(id="_", ctx=ast.Store(), **place)
    return ast.For(
        target=target,
        iter=name(at, fuel),
        body=body or [leave_empty(at)],
        orelse=[exhausted],
        **place,
    )


def leave(at: Token) -> ast.stmt:
    """Return `break`."""
    return ast.Break(**_place(at))


def go_on(at: Token) -> ast.stmt:
    """Return `continue`."""
    return ast.Continue(**_place(at))


def leave_empty(at: Token) -> ast.stmt:
    """Return `pass`."""
    return ast.Pass(**_place(at))


def one_of(at: Token, value: ast.expr, values: list[int]) -> ast.expr:
    """Return `value in (values)`, or `value == v` for one."""
    place = _place(at)
    if len(values) == 1:
        return ast.Compare(
            left=value, ops=[ast.Eq()], comparators=[constant(at, values[0])], **place
        )
    return ast.Compare(
        left=value, ops=[ast.In()], comparators=[constant(at, tuple(values))], **place
    )


def define(
    at: Token, function: str, parameters: list[str], rest: str | None, body: list[ast.stmt]
) -> ast.Module:
    """Return a module that defines one function."""
    place = _place(at)
    arguments = ast.arguments(
        posonlyargs=[],
        args=[ast.arg(arg=parameter, **place) for parameter in parameters],
        vararg=ast.arg(arg=rest, **place) if rest else None,
        kwonlyargs=[],
        kw_defaults=[],
        defaults=[],
    )
    extra: dict[str, Any] = {"type_params": []} if hasattr(ast, "TypeAlias") else {}
    definition = ast.FunctionDef(
        name=function,
        args=arguments,
        body=body or [leave_empty(at)],
        decorator_list=[],
        returns=None,
        **extra,
        **place,
    )
    return ast.Module(body=[definition], type_ignores=[])
