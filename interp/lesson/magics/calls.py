# SPDX-License-Identifier: MIT
"""A call as a reader types it behind a magic: C's names beside the notebook's own variables."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from interp.kernel import BadArgument

EXAMPLE = "%step start_isolate_page_range(8, 16, MIGRATE_MOVABLE)"


def read_call(text: str, variables: Mapping[str, Any]) -> tuple[str, str, tuple[Any, ...]]:
    """Return machine name ("" if none is named), C function and arguments of `m.f(8, page)`.

    A name that the notebook knows is its value; any other is C's. Raises BadArgument.
    """
    try:
        node = ast.parse(text.strip().removesuffix(";"), mode="eval").body
    except SyntaxError:
        raise BadArgument(f"'{text.strip()}' is not a call; for example: {EXAMPLE}") from None
    if not isinstance(node, ast.Call) or node.keywords:
        raise BadArgument(f"'{text.strip()}' is not a call; for example: {EXAMPLE}")
    arguments = tuple(_argument(each, variables) for each in node.args)
    match node.func:
        case ast.Name(id=name):
            return "", name, arguments
        case ast.Attribute(value=ast.Name(id=machine), attr=name):
            return machine, name, arguments
    raise BadArgument(f"'{ast.unparse(node.func)}' is no C function; for example: {EXAMPLE}")


def _argument(node: ast.expr, variables: Mapping[str, Any]) -> Any:
    """Return the value of an argument; an expression of C names alone is left to C."""
    if isinstance(node, ast.Constant):
        return node.value
    text = ast.unparse(node)
    names = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    if not names <= set(variables):
        return text
    try:
        return eval(compile(ast.Expression(node), "<argument>", "eval"), dict(variables))
    except Exception as problem:
        raise BadArgument(f"the argument '{text}': {problem}") from None
