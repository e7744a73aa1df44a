# SPDX-License-Identifier: MIT
"""Operators that compute: unary, binary, assignment, choice (C11 6.5.2.4 and 6.5.3 to 6.5.17)."""

from __future__ import annotations

from interp.lang import checked as c
from interp.lang import fold, tree
from interp.lang.places import Places
from interp.lang.primary import Operand
from interp.lang.tokens import Token, error
from interp.lang.types import (
    INT,
    LONG,
    VOID,
    CType,
    IntegerType,
    PointerType,
    VoidType,
    common,
    compatible,
    is_scalar,
    promoted,
)
from interp.lang.unsequenced import calls
from interp.lang.variable_types import VariableArray, joined

COMPARISONS = ("==", "!=", "<", ">", "<=", ">=")


class Operators(Places):
    """Checks operators and finds the type that each computes in."""

    # -- one operand ------------------------------------------------------------------------------

    def _unary(self, node: tree.Unary) -> Operand:
        op, at = node.at.text, node.at
        if op == "&":
            return self._address_of(node)
        if op == "*":
            return self._dereference(at, self.value(node.operand))
        if op in ("++", "--"):
            return self._step(node, gives_old=False)
        operand = self.value(node.operand)
        if op == "!":
            self.need_scalar(operand, "'!'")
            return fold.logical_not(at, operand)
        type_ = promoted(self.need_integer(operand, f"'{op}'"))
        operand = fold.convert(operand, type_)
        if op == "-":
            return fold.negate(at, operand, type_)
        if op == "~":
            return fold.complement(at, operand, type_)
        return fold.convert(operand, type_)

    def _step(self, node: tree.Unary | tree.Postfix, gives_old: bool) -> c.Expr:
        place = self.place(node.operand, node.at, f"'{node.at.text}'")
        one = c.Constant(node.at, INT, 1)
        return self.update(node.at, place, node.at.text[0], one, gives_old)

    def _postfix(self, node: tree.Postfix) -> c.Expr:
        return self._step(node, gives_old=True)

    # -- two operands -----------------------------------------------------------------------------

    def _binary(self, node: tree.Binary) -> c.Expr:
        op, at = node.at.text, node.at
        left = self.value(node.left)
        if op in ("&&", "||"):
            right = self._value_unless(fold.truth(left) is (op == "||"), node.right)
            self.need_scalar(left, f"'{op}'")
            self.need_scalar(right, f"'{op}'")
            return fold.logical(at, op, left, right)
        return self.binary(at, op, left, self.value(node.right))

    def _value_unless(self, left_out: bool, node: tree.Expression) -> c.Expr:
        """Return a value; if constants decide that it is left out, what is refused does no harm."""
        self.only_asking += left_out
        try:
            return self.value(node)
        finally:
            self.only_asking -= left_out

    def binary(self, at: Token, op: str, left: c.Expr, right: c.Expr) -> c.Expr:
        """Return `left op right` for all operators but `&&`, `||`."""
        pointers = [isinstance(side.type, PointerType) for side in (left, right)]
        if op in COMPARISONS:
            return self._comparison(at, op, left, right)
        if any(pointers) and op in ("+", "-"):
            return self._pointer_arithmetic(at, op, left, right)
        left_type = promoted(self.need_integer(left, f"'{op}'"))
        right_type = promoted(self.need_integer(right, f"'{op}'"))
        if op in ("<<", ">>"):
            left, right = fold.convert(left, left_type), fold.convert(right, right_type)
            return fold.arithmetic(at, op, left, right, left_type)
        type_ = common(left_type, right_type)
        return fold.arithmetic(at, op, fold.convert(left, type_), fold.convert(right, type_), type_)

    def _comparison(self, at: Token, op: str, left: c.Expr, right: c.Expr) -> c.Expr:
        left_pointer = isinstance(left.type, PointerType)
        right_pointer = isinstance(right.type, PointerType)
        if left_pointer or right_pointer:
            if not (left_pointer and right_pointer):
                number, pointer = (right, left) if left_pointer else (left, right)
                if not fold.is_null(number):
                    self.warn(at, f"comparison of '{left.type}' with '{right.type}'")
                if not isinstance(number.type, IntegerType):
                    raise error(at, f"'{left.type}' cannot be compared with '{right.type}'")
                number = fold.convert(number, pointer.type)
                left, right = (pointer, number) if left_pointer else (number, pointer)
            self._check_compared(at, left.type, right.type)
            return fold.compare(at, op, left, self.same_lengths(right, left.type))
        left_type = promoted(self.need_integer(left, f"'{op}'"))
        right_type = promoted(self.need_integer(right, f"'{op}'"))
        type_ = common(left_type, right_type)
        return fold.compare(at, op, fold.convert(left, type_), fold.convert(right, type_))

    def _check_compared(self, at: Token, left: CType, right: CType) -> None:
        """Warn of pointers to different types that are compared (6.5.8p2, 6.5.9p2)."""
        if isinstance(left, PointerType) and isinstance(right, PointerType):
            targets = left.target.unqualified(), right.target.unqualified()
            if not any(isinstance(each, VoidType) for each in targets) and not compatible(*targets):
                self.warn(at, f"comparison of '{left}' with '{right}'")

    def _pointer_arithmetic(self, at: Token, op: str, left: c.Expr, right: c.Expr) -> c.Expr:
        if isinstance(left.type, PointerType) and isinstance(right.type, PointerType):
            if op == "+":
                raise error(at, "two pointers cannot be added")
            if not compatible(left.type.target.unqualified(), right.type.target.unqualified()):
                what = f"'{left.type}' and '{right.type}' cannot be subtracted (C11 6.5.6p3)"
                raise error(at, what)
            if isinstance(left.type.target, VariableArray):
                right = self.same_lengths(right, left.type)
                return self.pointer_distance(at, left, right, left.type.target)
            scale = self._scale(at, left.type)
            return _known_difference(at, left, right, scale) or c.PointerDifference(
                at, LONG, left, right, scale
            )
        if not isinstance(left.type, PointerType):
            if op == "-":
                raise error(at, "a pointer cannot be subtracted from a number")
            left, right = right, left
        assert isinstance(left.type, PointerType)
        self.need_integer(right, f"'{op}'")
        if isinstance(left.type.target, VariableArray):
            sign = 1 if op == "+" else -1
            return self.pointer_moved(at, left, right, sign, left.type.target)
        scale = self._scale(at, left.type)
        type_ = left.type.unqualified()
        return fold.pointer_add(at, left, right, scale if op == "+" else -scale, type_)

    # -- assignment -------------------------------------------------------------------------------

    def _assignment(self, node: tree.Assignment) -> c.Expr:
        op, at = node.at.text, node.at
        place = self.place(node.target, at, f"'{op}'")
        self.need_changeable(place, at)
        value = self.value(node.value)
        if op == "=":
            value = self.assigned(value, place.type, at, "assigned")
            return c.Assign(at, place.type.unqualified(), place, value)
        return self.update(at, place, op[:-1], value, gives_old=False)

    def update(self, at: Token, place: c.Place, op: str, value: c.Expr, gives_old: bool) -> c.Expr:
        """Return `place op= value`, evaluated so that the place is found only once."""
        self.need_changeable(place, at)
        type_ = place.type.unqualified()
        old = c.OldValue(at, type_)
        if not is_scalar(type_):
            raise error(at, f"'{at.text}' cannot be applied to '{type_}'")
        earlier = c.Earlier(value.at, value.type, value) if calls(value) else None
        right = earlier or value
        new = fold.convert(self.binary(at, op, self.promoted_bits(old, place), right), type_)
        return c.Update(at, type_, place, old, new, gives_old, earlier)

    def promoted_bits(self, old: c.OldValue, place: c.Place) -> c.Expr:
        """Return the old value; a narrow bit-field's promotes to int (6.3.1.1p2).

        A wide one's is computed in its declared type: what is stored is cut to its width anyway.
        """
        bits = place.bits if isinstance(place, c.MemoryPlace) else None
        if bits is not None and bits.width <= INT.bits:
            return self.promoted_bit_field(old, bits)
        return old

    # -- choice, comma ----------------------------------------------------------------------------

    def _choice(self, node: tree.Choice) -> c.Expr:
        at = node.at
        condition = self.value(node.condition)
        self.need_scalar(condition, "'?'")
        if node.yes is None:
            return self._choice_without_middle(at, condition, node.no)
        known = fold.truth(condition)
        yes = self._value_unless(known is False, node.yes)
        no = self._value_unless(known is True, node.no)
        type_ = self.joined_type(at, yes, no)
        return fold.choice(at, condition, fold.convert(yes, type_), fold.convert(no, type_), type_)

    def _choice_without_middle(self, at: Token, condition: c.Expr, no: tree.Expression) -> c.Expr:
        other = self.value(no)
        type_ = self.joined_type(at, condition, other)
        if self.function is None:  # what is not constant is refused later
            yes = fold.convert(condition, type_)
            return fold.choice(at, condition, yes, fold.convert(other, type_), type_)
        local = self.new_local("", condition.type, at)
        place = c.LocalPlace(at, condition.type, local)
        keep = c.Assign(at, condition.type, place, condition)
        kept = c.LocalValue(at, condition.type, local)
        return c.Choice(at, type_, keep, fold.convert(kept, type_), fold.convert(other, type_))

    def joined_type(self, at: Token, yes: c.Expr, no: c.Expr) -> CType:
        """Return the type of `c ? yes : no` (6.5.15)."""
        left, right = yes.type, no.type
        if isinstance(left, IntegerType) and isinstance(right, IntegerType):
            return common(promoted(left), promoted(right))
        if isinstance(left, VoidType) or isinstance(right, VoidType):
            return VOID
        if isinstance(left, PointerType) and _is_null_constant(no):
            return left
        if isinstance(right, PointerType) and _is_null_constant(yes):
            return right
        if isinstance(left, PointerType) and isinstance(right, PointerType):
            return self._joined_pointers(at, left, right)
        if compatible(left, right):
            return left
        raise error(at, f"the two sides of ':' do not fit: '{left}' and '{right}'")

    def _joined_pointers(self, at: Token, left: PointerType, right: PointerType) -> CType:
        if isinstance(left.target, VoidType) or isinstance(right.target, VoidType):
            target: CType = VOID
        else:
            if not compatible(left.target.unqualified(), right.target.unqualified()):
                self.warn(at, f"the two sides of ':' do not fit: '{left}' and '{right}'")
            target = joined(left.target, right.target)
        for side in (left.target, right.target):
            target = target.qualified(side.const, side.volatile)
        return PointerType(target)

    def _comma(self, node: tree.Comma) -> c.Expr:
        first, second = self.value(node.left), self.value(node.right)
        return c.Sequence(node.at, second.type, first, second)


def _known_difference(at: Token, left: c.Expr, right: c.Expr, scale: int) -> c.Expr | None:
    """Return the difference of two addresses in one object of static storage."""
    if isinstance(left, c.Constant) and isinstance(right, c.Constant):
        return c.Constant(at, LONG, (left.value - right.value) // scale)
    if isinstance(left, c.ObjectAddress) and isinstance(right, c.ObjectAddress):
        if left.symbol is not right.symbol:
            return None
        return c.Constant(at, LONG, (left.offset - right.offset) // scale)
    return None


def _is_null_constant(expr: c.Expr) -> bool:
    """Return whether this is 0, or `(void *)0` (6.3.2.3p3)."""
    type_ = expr.type
    generic = isinstance(type_, PointerType) and isinstance(type_.target, VoidType)
    return fold.is_null(expr) and (generic or isinstance(type_, IntegerType))
