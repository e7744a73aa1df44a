# SPDX-License-Identifier: MIT
"""Operators, conversions and pointer arithmetic: masked and checked where C asks for it."""

from __future__ import annotations

import ast

from interp.lang import checked as c
from interp.lang import templates as t
from interp.lang.emit_base import ALIGNED, MASK, PLAIN, SIGNED, U64, is_settled, known_alignment
from interp.lang.emit_pointers import PointerEmitter
from interp.lang.names import RESULT
from interp.lang.templates import template
from interp.lang.tokens import Token
from interp.lang.types import IntegerType, PointerType, VoidType, pointed_align

_IN_RANGE = template(
    f"{RESULT} if low <= ({RESULT} := value) <= high else signed_overflow({RESULT}, bits)",
    "value", "low", "high", "bits",
)  # fmt: skip
_NOT_ABOVE = template(
    f"{RESULT} if ({RESULT} := value) <= high else signed_overflow({RESULT}, bits)",
    "value", "high", "bits",
)  # fmt: skip
_NOT_BELOW = template(
    f"{RESULT} if ({RESULT} := value) >= low else signed_overflow({RESULT}, bits)",
    "value", "low", "bits",
)  # fmt: skip
_SHIFT_COUNT = template("shift[count]", "shift", "count")
_AS_INT = template("1 if test else 0", "test")
_NOT = template("not test", "test")
_AND = template("left and right", "left", "right")
_OR = template("left or right", "left", "right")
_CHOICE = template("yes if test else no", "test", "yes", "no")
_INVERT = template("~value", "value")
_NEGATE = template("-value", "value")
_BOUNDED = template(
    f"{RESULT} if 0 <= ({RESULT} := index) < bound else bad_index({RESULT}, length)",
    "index", "bound", "length",
)  # fmt: skip
_BOUNDED_NAME = template(
    "index if 0 <= index < bound else bad_index(index, length)", "index", "bound", "length"
)
_BELOW = template(
    f"{RESULT} if ({RESULT} := index) < bound else bad_index({RESULT}, length)",
    "index", "bound", "length",
)  # fmt: skip
_BELOW_NAME = template(
    "index if index < bound else bad_index(index, length)", "index", "bound", "length"
)


class OperatorEmitter(PointerEmitter):
    """Emits operators."""

    def test(self, node: c.Expr) -> ast.expr:
        """Return a Python expression that is true when the value is not 0."""
        match node:
            case c.Compare() if self.is_pointer_order(node):
                return self._ordered(node)
            case c.Compare(at=at, op=op, left=left, right=right):
                return PLAIN[op](at, *self.values(left, right))
            case c.Not(at=at, operand=operand):
                return _NOT(at, self.test(operand))
            case c.Logical():
                return self.logical_test(node)
            case c.Convert(type=IntegerType() as type_, operand=operand) if self.keeps_truth(
                operand, type_
            ):
                return self.test(operand)
        return self.expr(node)

    def _ordered(self, node: c.Compare) -> ast.expr:
        """Return a comparison of pointers; a loop's asks for their object when it ends."""
        at = node.at
        left, right = self.values(node.left, node.right)
        checked = PLAIN[node.op](at, self.pointer_order(at, left, right), t.constant(at, 0))
        if id(node) not in self.loop_tests or not (is_settled(left) and is_settled(right)):
            return checked
        return _OR(at, PLAIN[node.op](at, left, right), checked)

    # -- arithmetic -------------------------------------------------------------------------------

    def _arithmetic(self, node: c.Arithmetic) -> ast.expr:
        at, op = node.at, node.op
        type_ = node.type
        assert isinstance(type_, IntegerType)
        left, right = self._operands(node, type_)
        if op in ("<<", ">>"):
            return self._shift(node, type_, left, right)
        if op in ("/", "%"):
            negative = self.range_of(node.left)[0] < 0 or self.range_of(node.right)[0] < 0
            if negative:
                return self._divided(node, type_, left, right)
        value: ast.expr = PLAIN[op](at, left, right)
        if op in ("+", "-", "*"):
            return self._cut(node, type_, value)
        return value

    def _divided(
        self, node: c.Arithmetic, type_: IntegerType, left: ast.expr, right: ast.expr
    ) -> ast.expr:
        """Return a quotient or remainder; Python's own where neither side is negative."""
        helper = "divide" if node.op == "/" else "remainder"
        careful = t.helper(node.at, helper, left, right, type_.bits)
        if not self.names.proves or not is_settled(left) or not is_settled(right):
            return careful
        tests = [
            PLAIN[op](node.at, operand, 0)
            for op, operand, known in ((">=", left, node.left), (">", right, node.right))
            if self.range_of(known)[0] < (op == ">")
        ]
        test = _AND(node.at, *tests) if len(tests) == 2 else tests[0]
        return _CHOICE(node.at, test, PLAIN[node.op](node.at, left, right), careful)

    def _operands(self, node: c.Arithmetic, type_: IntegerType) -> list[ast.expr]:
        """Emit both sides; what is cut to the same width afterwards need not be cut before."""
        if not self.names.proves or type_.signed:
            return self.values(node.left, node.right)
        if node.op in ("+", "-", "*"):
            self.uncut |= {id(side) for side in (node.left, node.right)}
        elif node.op == "&":
            self.uncut |= {
                id(side)
                for side, other in ((node.left, node.right), (node.right, node.left))
                if isinstance(other, c.Constant)
            }
        return self.values(node.left, node.right)

    def _cut(self, node: c.Arithmetic, type_: IntegerType, value: ast.expr) -> ast.expr:
        """Wrap an unsigned result, check a signed one - if it can leave its range at all."""
        left, right = self.range_of(node.left), self.range_of(node.right)
        ends = {
            "+": (left[0] + right[0], left[1] + right[1]),
            "-": (left[0] - right[1], left[1] - right[0]),
            "*": _product_range(left, right),
        }[node.op]
        if (type_.low <= ends[0] and ends[1] <= type_.high) or id(node) in self.safe:
            return value
        if not type_.signed:
            return value if id(node) in self.uncut else MASK(node.at, value, type_.high)
        if self.names.wraps:
            return SIGNED(node.at, value, (1 << type_.bits) - 1, 1 << type_.bits - 1)
        if type_.low <= ends[0]:
            return _NOT_ABOVE(node.at, value, type_.high, type_.bits)
        if ends[1] <= type_.high:
            return _NOT_BELOW(node.at, value, type_.low, type_.bits)
        return self._checked(node.at, value, type_)

    def _checked(self, at: Token, value: ast.expr, type_: IntegerType) -> ast.expr:
        return _IN_RANGE(at, value, type_.low, type_.high, type_.bits)

    def _shift(
        self, node: c.Arithmetic, type_: IntegerType, left: ast.expr, right: ast.expr
    ) -> ast.expr:
        low, high = self.range_of(node.right)
        if not (low >= 0 and high < type_.bits):
            right = _SHIFT_COUNT(node.at, t.name(node.at, f"shift_{type_.bits}"), right)
        value: ast.expr = PLAIN[node.op](node.at, left, right)
        if node.op == ">>":
            return value
        least, most = self.range_of(node.left)
        if least >= 0 and most << max(0, min(high, type_.bits - 1)) <= type_.high:
            return value
        if not type_.signed:
            return MASK(node.at, value, type_.high)
        return SIGNED(node.at, value, (1 << type_.bits) - 1, 1 << type_.bits - 1)

    def _negate(self, node: c.Negate) -> ast.expr:
        assert isinstance(node.type, IntegerType)
        value = _NEGATE(node.at, self.expr(node.operand))
        if not node.type.signed:
            return MASK(node.at, value, node.type.high)
        if self.range_of(node.operand)[0] > node.type.low:
            return value
        if self.names.wraps:
            return SIGNED(node.at, value, (1 << node.type.bits) - 1, 1 << node.type.bits - 1)
        return self._checked(node.at, value, node.type)

    def _complement(self, node: c.Complement) -> ast.expr:
        assert isinstance(node.type, IntegerType)
        operand = self.expr(node.operand)
        if node.type.signed:
            return _INVERT(node.at, operand)
        return PLAIN["^"](node.at, operand, node.type.high)

    def _truth_value(self, node: c.Not | c.Compare | c.Logical) -> ast.expr:
        return _AS_INT(node.at, self.test(node))

    def _convert(self, node: c.Convert) -> ast.expr:
        at, target, operand = node.at, node.type, node.operand
        if isinstance(target, VoidType):
            return self.expr(operand)
        if isinstance(target, IntegerType) and target.rank == 0:
            if self.range_of(operand) in ((0, 1), (0, 0), (1, 1)):
                return self.expr(operand)
            return _AS_INT(at, self.test(operand))
        value = self.converted_operand(node)
        if isinstance(target, PointerType):
            return self._to_pointer(node, target, value)
        assert isinstance(target, IntegerType)
        low, high = self.range_of(operand)
        if target.low <= low and high <= target.high:
            return value
        mask = (1 << target.bits) - 1
        if not target.signed:
            return MASK(at, value, mask)
        return SIGNED(at, value, mask, 1 << (target.bits - 1))

    def _to_pointer(self, node: c.Convert, target: PointerType, value: ast.expr) -> ast.expr:
        low, high = self.range_of(node.operand)
        if low < 0 or high > U64:
            value = MASK(node.at, value, U64)
        align = pointed_align(target)
        if align > 1 and known_alignment(node.operand) % align:
            return ALIGNED(node.at, value, align - 1)
        return value

    def _checked_index(self, node: c.CheckedIndex) -> ast.expr:
        length = node.array.length or 0
        low, high = self.range_of(node.index)
        if self.names.proves and low >= 0 and high < node.bound:
            return self.expr(node.index)
        index = self.expr(node.index)
        if self.names.strict:  # otherwise a bad index is only reported
            self.learn_range(node.index, 0, node.bound - 1)
        if not self.names.proves:
            return _BOUNDED(node.at, index, node.bound, length)
        if isinstance(index, ast.Name):
            form = _BELOW_NAME if low >= 0 else _BOUNDED_NAME
        else:
            form = _BELOW if low >= 0 else _BOUNDED
        return form(node.at, index, node.bound, length)

    def logical_test(self, node: c.Logical) -> ast.expr:
        """Return `left and right` or `left or right`, the right side only if it is reached."""
        left = self.test(node.left)
        with self.captured() as lines, self.perhaps():
            self.assume(node.left, node.op == "&&")
            right = self.test(node.right)
        if not lines:
            return (_AND if node.op == "&&" else _OR)(node.at, left, right)
        result = self.temporary(node.at, left)
        test: ast.expr = result if node.op == "&&" else _NOT(node.at, result)
        lines.append(t.assign(node.at, result.id, right))
        self.lines.append(t.condition(node.at, test, lines, []))
        return t.name(node.at, result.id)


def _product_range(left: tuple[int, int], right: tuple[int, int]) -> tuple[int, int]:
    ends = [a * b for a in left for b in right]
    return min(ends), max(ends)
