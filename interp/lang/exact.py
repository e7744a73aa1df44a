# SPDX-License-Identifier: MIT
"""Arithmetic that tells whether its exact result fits: `__builtin_add_overflow` and its family."""

from __future__ import annotations

from interp.lang import checked as c
from interp.lang import fold, tree
from interp.lang.primary import Operand, Primary
from interp.lang.source import counted
from interp.lang.symbols import FunctionSymbol
from interp.lang.tokens import Token, error
from interp.lang.types import (
    BOOL,
    INT,
    LONG,
    LONG_LONG,
    UNSIGNED_INT,
    UNSIGNED_LONG,
    UNSIGNED_LONG_LONG,
    FunctionType,
    IntegerType,
    PointerType,
)

_APPLY = {"add": int.__add__, "sub": int.__sub__, "mul": int.__mul__}
_TYPES = {
    **{"s": INT, "sl": LONG, "sll": LONG_LONG},
    **{"u": UNSIGNED_INT, "ul": UNSIGNED_LONG, "ull": UNSIGNED_LONG_LONG},
}
# Of each function the operation, and the type of its operands if it has one of its own.
OVERFLOW: dict[str, tuple[str, IntegerType | None]] = {
    f"__builtin_{operation}_overflow": (operation, None) for operation in _APPLY
} | {
    f"__builtin_{letters[0]}{operation}{letters[1:]}_overflow": (operation, type_)
    for operation in _APPLY
    for letters, type_ in _TYPES.items()
}
# These only ask: the third operand is never stored to, its type alone counts.
WOULD_OVERFLOW = {f"__builtin_{operation}_overflow_p": operation for operation in _APPLY}


class Exact(Primary):
    """Checks calls of the functions that tell of overflow."""

    def overflow_call(self, name: str, node: tree.Call) -> c.Expr:
        """Check `__builtin_add_overflow(a, b, &result)`: exact, then stored as far as it fits."""
        operation, type_ = OVERFLOW[name]
        left, right = self._operands(node, type_)
        target = self.value(node.arguments[2])
        pointed = target.type.target if isinstance(target.type, PointerType) else None
        if not isinstance(pointed, IntegerType):
            raise error(target.at, "the third argument must point to an integer")
        if type_ is not None:
            pointed, target = (
                type_,
                self.assigned(target, PointerType(type_), target.at, f"passed to {name}()"),
            )
        told = [c.Constant(node.at, INT, pointed.size), c.Constant(node.at, INT, pointed.signed)]
        known = self.provided(f"{operation}_overflow", FunctionType(BOOL, None), node.at)
        return c.Call(node.at, BOOL, known, [left, right, target, *told])

    def would_overflow(self, name: str, node: tree.Call) -> c.Expr:
        """Check `__builtin_add_overflow_p(a, b, (type)0)`: a constant, if its operands are."""
        left, right = self._operands(node, None)
        asked = self.operand(node.arguments[2])
        low, high = self._asked_range(asked)
        if isinstance(left, c.Constant) and isinstance(right, c.Constant):
            exact = _APPLY[WOULD_OVERFLOW[name]](left.value, right.value)
            return c.Constant(node.at, BOOL, int(not low <= exact <= high))
        known = self.provided(
            f"{WOULD_OVERFLOW[name]}_overflow_p", FunctionType(BOOL, None), node.at
        )
        told = [c.Constant(node.at, asked.type, low), c.Constant(node.at, asked.type, high)]
        return c.Call(node.at, BOOL, known, [left, right, *told])

    def _asked_range(self, operand: Operand) -> tuple[int, int]:
        """Return the least and the greatest value of the third operand's type, or bit-field."""
        type_ = operand.type
        if not isinstance(type_, IntegerType):
            raise error(operand.at, f"an integer is needed here, this is '{type_}'")
        bits = operand.bits if isinstance(operand, c.MemoryPlace) else None
        if bits is None or not type_.rank:
            return type_.low, type_.high
        low = -(1 << bits.width - 1) if type_.signed else 0
        return low, low + (1 << bits.width) - 1

    def _operands(self, node: tree.Call, type_: IntegerType | None) -> list[c.Expr]:
        if len(node.arguments) != 3:
            raise error(node.at, f"this takes {counted(3)}, not {len(node.arguments)}")
        values = [self.value(argument) for argument in node.arguments[:2]]
        for value in values:
            if not isinstance(value.type, IntegerType):
                raise error(value.at, f"an integer is needed here, this is '{value.type}'")
        return values if type_ is None else [fold.convert(value, type_) for value in values]

    def provided(self, name: str, type_: FunctionType, at: Token) -> FunctionSymbol:
        """Return a function that the machine, or the program itself, provides."""
        known = self.environment.scopes[0].names.get(name)
        if not isinstance(known, FunctionSymbol) or known.linkage == "internal":
            known = FunctionSymbol(name, type_, at, "external")
        known.used = True
        return known
