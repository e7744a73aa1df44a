# SPDX-License-Identifier: MIT
"""Checked expressions made in the simplest form that means the same: constants are computed."""

from __future__ import annotations

from collections.abc import Mapping

from interp.lang import checked as c
from interp.lang.tokens import Token
from interp.lang.types import (
    INT,
    LONG,
    POINTER_BYTES,
    CType,
    IntegerType,
    PointerType,
    StructType,
    VoidType,
    pointed_align,
)

U64 = (1 << 64) - 1
Ranges = Mapping[int, tuple[int, int]]  # by the identity of a `Local`, or of an `OldValue`
NO_RANGES: Ranges = {}
DEEP_ENOUGH = 12  # operators within each other of which a range is made out


def convert(expr: c.Expr, to: CType) -> c.Expr:
    """Return `expr` as a value of type `to` (6.3.1, 6.3.2)."""
    to = to.unqualified()
    if isinstance(to, VoidType):
        return c.Convert(expr.at, to, expr)
    if isinstance(to, StructType):
        return expr
    if isinstance(expr.type, PointerType) and isinstance(to, IntegerType) and to.size > LONG.size:
        expr = convert(expr, LONG)  # a pointer is extended by its sign (GNU C)
    if isinstance(expr, c.Constant):
        if isinstance(to, IntegerType):
            return c.Constant(expr.at, to, to.wrap(expr.value))
        if isinstance(to, PointerType):
            return c.Constant(expr.at, to, expr.value & U64)
    if isinstance(expr, c.LooseAddress) and pointed_align(to) == 1:
        expr = expr.operand  # it may point anywhere: no need to look at it
    if isinstance(expr, c.ObjectAddress | c.FunctionAddress) and _keeps_address(expr, to):
        return _retyped(expr, to)
    if _same_values(expr.type, to):
        return _retyped(expr, to)
    return c.Convert(expr.at, to, expr)


def _keeps_address(expr: c.ObjectAddress | c.FunctionAddress, to: CType) -> bool:
    if isinstance(to, PointerType):
        if isinstance(expr, c.FunctionAddress) or not to.target.complete:
            return True
        return not (expr.symbol.placed_align | expr.offset) % to.target.align
    return isinstance(to, IntegerType) and to.size == 8 and not to.signed


def _same_values(old: CType, new: CType) -> bool:
    if isinstance(old, PointerType) and isinstance(new, PointerType):
        return new.target.align <= max(old.target.align, 1) or not new.target.complete
    if isinstance(old, IntegerType) and isinstance(new, IntegerType):
        return old.bits == new.bits and old.signed == new.signed
    return False


def _retyped(expr: c.Expr, to: CType) -> c.Expr:
    if expr.type is to or expr.type == to:
        return expr
    if isinstance(expr, c.ObjectAddress):
        return c.ObjectAddress(expr.at, to, expr.symbol, expr.offset)
    if isinstance(expr, c.FunctionAddress):
        return c.FunctionAddress(expr.at, to, expr.symbol)
    if isinstance(expr, c.LocalAddress):
        return c.LocalAddress(expr.at, to, expr.local, expr.offset)
    return c.Convert(expr.at, to, expr)


def arithmetic(at: Token, op: str, left: c.Expr, right: c.Expr, type_: IntegerType) -> c.Expr:
    """Return `left op right`, computed if both are constants and the result is defined."""
    if isinstance(left, c.Constant) and isinstance(right, c.Constant):
        value = constant_arithmetic(op, left.value, right.value, type_)
        if value is not None:
            return c.Constant(at, type_, value)
    return c.Arithmetic(at, type_, op, left, right)


def constant_arithmetic(op: str, left: int, right: int, type_: IntegerType) -> int | None:
    """Return the value, or None where C leaves it undefined."""
    if op in ("/", "%"):
        if right == 0:
            return None
        quotient = abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)
        value = quotient if op == "/" else left - quotient * right
    elif op in ("<<", ">>"):
        if not 0 <= right < type_.bits:
            return None
        value = left << right if op == "<<" else left >> right
        if op == "<<":  # into the sign, too: 6.5.7p4 leaves that open, GNU C defines it
            return type_.wrap(value)
    else:
        value = _APPLY[op](left, right)
    if not type_.signed:
        return type_.wrap(value)
    return value if type_.low <= value <= type_.high else None


_APPLY = {
    "+": int.__add__,
    "-": int.__sub__,
    "*": int.__mul__,
    "&": int.__and__,
    "|": int.__or__,
    "^": int.__xor__,
}
_HOLDS = {
    "==": int.__eq__,
    "!=": int.__ne__,
    "<": int.__lt__,
    ">": int.__gt__,
    "<=": int.__le__,
    ">=": int.__ge__,
}


def compare(at: Token, op: str, left: c.Expr, right: c.Expr) -> c.Expr:
    """Return `left op right` as an int."""
    if isinstance(left, c.Constant) and isinstance(right, c.Constant):
        return c.Constant(at, INT, int(_HOLDS[op](left.value, right.value)))
    if is_null(right) and op in ("==", "!=") and truth(left):
        return c.Constant(at, INT, int(op == "!="))
    match left, right:
        case c.ObjectAddress(symbol=one), c.ObjectAddress(symbol=other) if one is other:
            if all(0 <= offset <= one.type.size for offset in (left.offset, right.offset)):
                return c.Constant(at, INT, int(_HOLDS[op](left.offset, right.offset)))
    return c.Compare(at, INT, op, left, right)


def negate(at: Token, operand: c.Expr, type_: IntegerType) -> c.Expr:
    """Return `-operand`."""
    if isinstance(operand, c.Constant) and not (type_.signed and operand.value == type_.low):
        return c.Constant(at, type_, type_.wrap(-operand.value))
    return c.Negate(at, type_, operand)


def complement(at: Token, operand: c.Expr, type_: IntegerType) -> c.Expr:
    """Return `~operand`."""
    if isinstance(operand, c.Constant):
        return c.Constant(at, type_, type_.wrap(~operand.value))
    return c.Complement(at, type_, operand)


def logical_not(at: Token, operand: c.Expr) -> c.Expr:
    """Return `!operand`."""
    known = truth(operand)
    if known is not None:
        return c.Constant(at, INT, int(not known))
    return c.Not(at, INT, operand)


def truth(expr: c.Expr) -> bool | None:
    """Return whether the value is not 0, if that is known."""
    if isinstance(expr, c.Constant):
        return expr.value != 0
    if isinstance(expr, c.ObjectAddress | c.FunctionAddress):
        return True
    if isinstance(expr, c.Convert) and isinstance(expr.type, PointerType):
        return truth(expr.operand) if isinstance(expr.operand.type, PointerType) else None
    if isinstance(expr, c.Convert) and expr.type.size == POINTER_BYTES:  # an address as a number
        return True if isinstance(expr.operand, c.ObjectAddress | c.FunctionAddress) else None
    return None


def logical(at: Token, op: str, left: c.Expr, right: c.Expr) -> c.Expr:
    """Return `left && right` or `left || right`."""
    known = truth(left)
    if known is not None:
        if known == (op == "||"):
            return c.Constant(at, INT, int(known))
        other = truth(right)
        if other is not None:
            return c.Constant(at, INT, int(other))
    return c.Logical(at, INT, op, left, right)


def choice(at: Token, condition: c.Expr, yes: c.Expr, no: c.Expr, type_: CType) -> c.Expr:
    """Return `condition ? yes : no`; both are already of the type."""
    known = truth(condition)
    if known is not None:
        return yes if known else no
    return c.Choice(at, type_, condition, yes, no)


def pointer_add(at: Token, pointer: c.Expr, index: c.Expr, scale: int, type_: CType) -> c.Expr:
    """Return the address `index * scale` bytes behind `pointer`."""
    if index.type.size > LONG.size:
        index = convert(index, LONG)
    if isinstance(index, c.Constant):
        return offset_by(at, pointer, index.value * scale, type_)
    return c.PointerAdd(at, type_, pointer, index, scale)


def offset_by(at: Token, pointer: c.Expr, offset: int, type_: CType) -> c.Expr:
    """Return the address a known number of bytes behind `pointer`."""
    if isinstance(pointer, c.Constant):
        return c.Constant(at, type_, (pointer.value + offset) & U64)
    if isinstance(pointer, c.ObjectAddress):
        return c.ObjectAddress(at, type_, pointer.symbol, pointer.offset + offset)
    if isinstance(pointer, c.LocalAddress):
        return c.LocalAddress(at, type_, pointer.local, pointer.offset + offset)
    if isinstance(pointer, c.Narrow) and 0 <= pointer.offset + offset <= pointer.size:
        return c.Narrow(at, type_, pointer.operand, pointer.size, pointer.offset + offset)
    if isinstance(pointer, c.PointerAdd) and isinstance(pointer.index, c.Constant):
        offset += pointer.index.value * pointer.scale
        pointer = pointer.pointer
    if offset == 0:
        return _retyped(pointer, type_)
    return c.PointerAdd(at, type_, pointer, c.Constant(at, LONG, offset), 1)


def is_null(expr: c.Expr) -> bool:
    """Return whether this is a null pointer constant (6.3.2.3p3)."""
    return isinstance(expr, c.Constant) and expr.value == 0


def signed_range(
    expr: c.Expr, known: Ranges = NO_RANGES, wraps: bool = False, depth: int = DEEP_ENOUGH
) -> tuple[int, int]:
    """Return the least and the greatest value that `expr` can have, as far as that is easy.

    `wraps` says that a signed result which does not fit wraps; else it stops the program. What
    is nested deeper than `depth` can have any value: this is asked of each part of an expression.
    """
    type_ = expr.type
    if isinstance(expr, c.Constant):
        return expr.value, expr.value
    if isinstance(expr, c.Compare | c.Not | c.Logical):
        return 0, 1
    if known:
        found = _known_range(expr, known)
        if found is not None:
            return found
    if isinstance(expr, c.Convert) and isinstance(type_, IntegerType):
        low, high = signed_range(expr.operand, known, wraps, depth)
        if type_.low <= low and high <= type_.high:
            return low, high
    if isinstance(expr, c.Load) and expr.bits and isinstance(type_, IntegerType):
        width = expr.bits.width
        if type_.signed:
            return -(1 << (width - 1)), (1 << (width - 1)) - 1
        return 0, (1 << width) - 1
    if isinstance(expr, c.Arithmetic) and depth:
        found = _arithmetic_range(expr, known, wraps, depth - 1)
        if found:
            return found
    if isinstance(type_, IntegerType):
        return type_.low, type_.high
    return 0, U64


def _known_range(expr: c.Expr, known: Ranges) -> tuple[int, int] | None:
    if isinstance(expr, c.LocalValue):
        return known.get(id(expr.local))
    return known.get(id(expr)) if isinstance(expr, c.OldValue) else None


def _arithmetic_range(
    expr: c.Arithmetic, known: Ranges, wraps: bool, depth: int
) -> tuple[int, int] | None:
    left = signed_range(expr.left, known, wraps, depth)
    right = signed_range(expr.right, known, wraps, depth)
    type_ = expr.type
    assert isinstance(type_, IntegerType)
    match expr.op:
        case "+":
            found = left[0] + right[0], left[1] + right[1]
        case "-":
            found = left[0] - right[1], left[1] - right[0]
        case "*":
            ends = [a * b for a in left for b in right]
            found = min(ends), max(ends)
        case "<<" if left[0] >= 0 and right[1] >= 0:  # another count is a fault
            found = left[0] << max(right[0], 0), left[1] << min(right[1], type_.bits - 1)
        case "&":
            positive = [high for low, high in (left, right) if low >= 0]
            if not positive:
                return None
            found = 0, min(positive)
        case "|" | "^" if left[0] >= 0 and right[0] >= 0:
            found = 0, (1 << max(left[1], right[1]).bit_length()) - 1
        case "%" if right[0] > 0:
            limit = right[1] - 1
            found = (0 if left[0] >= 0 else max(left[0], -limit)), min(limit, max(left[1], 0))
        case "/" if right[0] > 0 and left[0] >= 0:
            found = left[0] // right[1], left[1] // right[0]
        case ">>" if left[0] >= 0 and right[0] >= 0:
            found = left[0] >> min(right[1], type_.bits), left[1] >> right[0]
        case _:
            return None
    if type_.signed and not wraps and expr.op in ("+", "-", "*"):  # to leave the range is a fault
        return max(found[0], type_.low), min(found[1], type_.high)
    return found if type_.low <= found[0] and found[1] <= type_.high else None
