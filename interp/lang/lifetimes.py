# SPDX-License-Identifier: MIT
"""Which variables hold a pointer whose object is given back: its value ends with the object.

C11 6.2.4p2: the value of a pointer becomes indeterminate when the object it points to reaches the
end of its lifetime; so not only `*p` but `p` itself must not be used after `free(p)`.
"""

from __future__ import annotations

from collections.abc import Iterator

from interp.lang import checked as c
from interp.lang.known import nodes_in
from interp.lang.symbols import FunctionSymbol, Local
from interp.lang.types import PointerType

# They return a pointer into what their first argument points to, without its `const` (7.24.5).
LOSING_CONST = frozenset(
    ("strchr", "strrchr", "strstr", "strpbrk", "memchr", "index", "rindex", "bsearch")
)
RELEASING = frozenset(("free", "kfree", "realloc", "krealloc"))
KEEPS_ON_FAILURE = frozenset(("realloc", "krealloc"))  # the old object ends only if there is a new


def released_variable(argument: c.Expr) -> c.LocalValue | c.Load | None:
    """Return the variable whose value is given back, if it is one that can be named again."""
    while isinstance(argument, c.Convert) and isinstance(argument.operand.type, PointerType):
        argument = argument.operand
    if isinstance(argument, c.LocalValue):
        return argument
    if isinstance(argument, c.Load) and _is_steady(argument.address):
        return argument
    return None


def released_in(body: c.Statement) -> Iterator[int]:
    """Yield the variables (by identity of their `Local`) whose value a statement may end."""
    for node in nodes_in(body):
        if not isinstance(node, c.Call) or not isinstance(node.function, FunctionSymbol):
            continue
        if node.function.name in RELEASING and node.arguments:
            variable = released_variable(node.arguments[0])
            if isinstance(variable, c.LocalValue):
                yield id(variable.local)


def note_released(argument: c.Expr) -> None:
    """Remember that a global variable's value may end while it holds it."""
    variable = released_variable(argument)
    if isinstance(variable, c.Load) and isinstance(variable.address, c.ObjectAddress):
        variable.address.symbol.released = True


def _is_steady(address: c.Expr) -> bool:
    """Return whether an address can be evaluated twice: it changes nothing and calls nothing."""
    match address:
        case c.Constant() | c.ObjectAddress() | c.LocalAddress() | c.LocalValue():
            return True
        case c.PointerAdd(pointer=left, index=right):
            return _is_steady(left) and _is_steady(right)
        case c.Load(address=inner) | c.Convert(operand=inner) | c.CheckedIndex(index=inner):
            return _is_steady(inner)
    return False


def ends_in(statement: c.Statement) -> list[Local]:
    """Return the objects in memory that live only in a block."""
    if isinstance(statement, c.Block):
        return [local for local in statement.locals if local.in_memory]
    return []


def falls_through(body: list[c.Statement]) -> bool:
    """Return whether the end of a list of statements may be reached."""
    while body and isinstance(body[-1], c.Block):
        body = body[-1].body
    return not (body and isinstance(body[-1], c.Return | c.Break | c.Continue | c.Goto))
