# SPDX-License-Identifier: MIT
"""Assignments that only copy a value: one that was never written may be copied, and stays so.

As in the kernel's KMSAN, what is reported is not the copy but the use: a decision, a computation,
an address, something that is printed (C11 6.2.6.1p5 makes a mere copy undefined only where a type
has trap representations; a variable whose address is never taken is another matter: 6.3.2.1p2).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from interp.lang import checked as c
from interp.lang.fold import signed_range
from interp.lang.symbols import Local
from interp.lang.types import CType, IntegerType, PointerType


def copied_source(value: c.Expr) -> c.Load | c.LocalValue | None:
    """Return what is read if nothing is done with it but to store it, perhaps in a wider type."""
    while isinstance(value, c.Convert) and _keeps_value(value):
        value = value.operand
    if isinstance(value, c.Load | c.LocalValue) and _is_plain(value.type):
        return value
    return None


def carries(value: c.Expr) -> bool:
    """Return whether a value may be one that was never written."""
    source = copied_source(value)
    if isinstance(source, c.LocalValue) and not source.local.in_memory:
        return source.local.carries
    return source is not None


def note_carriers(nodes: Iterable[Any]) -> None:
    """Mark the variables of a function that are given copies of what lies in memory."""
    copies: list[tuple[Local, c.Expr]] = []
    for node in nodes:
        if isinstance(node, c.Assign) and isinstance(node.place, c.LocalPlace):
            copies.append((node.place.local, node.value))
        elif isinstance(node, c.Declare) and node.initial and not node.local.in_memory:
            copies.append((node.local, node.initial[0].value))
    found = True
    while found:
        new = [local for local, value in copies if not local.carries and carries(value)]
        for local in new:
            local.carries = True
        found = bool(new)


def _is_plain(type_: CType) -> bool:
    """Return whether values of a type are numbers that may be anything: no _Bool, no structure."""
    if isinstance(type_, PointerType):
        return True
    return isinstance(type_, IntegerType) and type_.rank > 0 and type_.size <= 8


def _keeps_value(value: c.Convert) -> bool:
    """Return whether a conversion between integers is none in fact."""
    target = value.type
    if not isinstance(target, IntegerType) or not isinstance(value.operand.type, IntegerType):
        return False
    low, high = signed_range(value.operand)
    return target.rank > 0 and target.low <= low and high <= target.high
