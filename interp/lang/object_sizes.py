# SPDX-License-Identifier: MIT
"""`__builtin_object_size`: how many bytes lie behind a pointer, as far as its text alone tells."""

from __future__ import annotations

from interp.lang import checked as c
from interp.lang import tree
from interp.lang.types import CType, PointerType

PART, LEAST = 1, 2  # bits of the kind: of the innermost array or member; nothing if it is not known


def not_known(kind: int) -> int:
    """Return what stands for a size that is not known."""
    return 0 if kind & LEAST else (1 << 64) - 1


def object_size(pointer: c.Expr, kind: int, member: CType | None) -> int:
    """Return the bytes behind a pointer, which may be the address of a member of that type.

    Of all that is no address of an object, gcc says without optimizing that it does not know.
    """
    unknown = not_known(kind)
    offset = 0
    part: int | None = None
    while True:
        match pointer:
            case c.Convert(operand=operand) if isinstance(operand.type, PointerType):
                pointer = operand
            case c.Narrow(operand=operand, size=size, offset=inside):
                part = size - inside - offset if part is None else part
                offset, pointer = offset + inside, operand
            case c.PointerAdd(pointer=inner, index=c.Constant(value=index), scale=scale):
                offset, pointer = offset + index * scale, inner
            case _:
                break
    whole = _size_of_object(pointer)
    if whole is None:
        return unknown
    left = max(whole - offset - getattr(pointer, "offset", 0), 0)
    if kind & PART and part is None and member is not None:
        part = member.size
    return left if part is None or not kind & PART else max(min(part, left), 0)


def is_moved(node: tree.Expression) -> bool:
    """Return whether this is pointer arithmetic: then gcc gives up on parts of objects."""
    return isinstance(_without_casts(node), tree.Binary)


def _without_casts(node: tree.Expression) -> tree.Expression:
    while isinstance(node, tree.Cast):
        node = node.operand
    return node


def member_named(node: tree.Expression) -> tree.Member | None:
    """Return the member of which an expression is the address."""
    node = _without_casts(node)
    taken = isinstance(node, tree.Unary) and node.at.text == "&"
    member = node.operand if taken and isinstance(node, tree.Unary) else None
    return member if isinstance(member, tree.Member) else None


def _size_of_object(address: c.Expr) -> int | None:
    match address:
        case c.ObjectAddress(symbol=symbol):
            return symbol.size if symbol.type.complete else None
        case c.LocalAddress(local=local):
            return local.type.size
    return None
