# SPDX-License-Identifier: MIT
"""Pointers that are moved, compared and subtracted: they must stay in their object (6.5.6, 6.5.8).

Memory is flat, and a pointer is a number. What the checks know of objects is the forbidden ground
between them: a step that is shorter than that ground cannot lead into another object, so for it one
look at the shadow is enough. A pointer to an array *inside* of an object carries its bounds with
it (`part`). Kernel code goes without all this: it leaves objects on purpose (`container_of`).
"""

from __future__ import annotations

import ast

from interp.lang import checked as c
from interp.lang import templates as t
from interp.lang.effective import allows, is_suspicious
from interp.lang.emit_base import ADD, MASK, U64
from interp.lang.emit_memory import MemoryEmitter
from interp.lang.emit_places import is_member
from interp.lang.names import RESULT
from interp.lang.templates import template
from interp.lang.tokens import Token
from interp.lang.types import ArrayType, CType, PointerType, StructType

SHORT_STEP = 32  # bytes: less than this cannot cross the forbidden ground between two objects
_SCALE = template("index * scale", "index", "scale")
_SUBTRACT = template("pointer - offset", "pointer", "offset")
_DIFFERENCE = template("(left - right) // scale", "left", "right", "scale")
_SHIFTED_DIFFERENCE = template("left - right >> shift", "left", "right", "shift")
_QUOTIENT = template("distance // scale", "distance", "scale")
_STEPPED = template(
    f"{RESULT} if bad_8[base ^ ({RESULT} := moved)] < 8 else outside({RESULT}, step)",
    "moved", "base", "step",
)  # fmt: skip
_WITHIN = template(
    f"{RESULT} if low <= ({RESULT} := moved) <= high else outside({RESULT}, 0)",
    "moved", "low", "high",
)  # fmt: skip
_MEMBER = template(
    f"{RESULT} + offset & mask if ({RESULT} := pointer) else null_member(offset)",
    "pointer", "offset", "mask",
)  # fmt: skip
_DISTANCE = template(
    "left - right if first <= left <= last else distance(left, right)",
    "left", "right", "first", "last",
)  # fmt: skip
_PLAIN_POINTER = template("+pointer", "pointer")


class PointerEmitter(MemoryEmitter):
    """Emits pointer arithmetic."""

    # -- addresses that are known -----------------------------------------------------------------

    def _object_address(self, node: c.ObjectAddress) -> ast.expr:
        address = self.names.address(node.symbol) + node.offset & U64
        value = t.constant(node.at, address)
        if self._leaves(node, node.symbol.type, self.names.size(node.symbol)):
            return t.helper(node.at, "outside", value, 0)
        return self._alias(node, node.symbol.type, value)

    def _alias(
        self, node: c.ObjectAddress | c.LocalAddress, declared: CType, value: ast.expr
    ) -> ast.expr:
        """Return a known address; if its type is not the object's, it must not be followed."""
        if self.is_alias(node, declared):
            return t.helper(node.at, "alias", value, str(declared), str(_target(node.type)))
        return value

    def is_alias(self, node: c.ObjectAddress | c.LocalAddress, declared: CType) -> bool:
        """Return whether a pointer is to a type that its object must not be reached by (6.5p7)."""
        if not self.names.strict or not isinstance(node.type, PointerType):
            return False
        inside = 0 <= node.offset < declared.size
        return inside and not allows(declared, node.offset, node.type.target)

    def _local_address(self, node: c.LocalAddress) -> ast.expr:
        value = self.frame_address(node.at, node.local, node.offset)
        if self._leaves(node, node.local.type, node.local.type.size):
            return t.helper(node.at, "outside", value, 0)
        return self._alias(node, node.local.type, value)

    def _leaves(self, node: c.ObjectAddress | c.LocalAddress, whole: CType, size: int) -> bool:
        """Return whether a known address is neither in its object nor one past its end."""
        inside = 0 <= node.offset <= size
        return self.names.strict and not inside and not _shifted(node.type, whole)

    # -- arithmetic -------------------------------------------------------------------------------

    def address(self, node: c.Expr) -> ast.expr:
        """Return an address that is only used to reach memory: it need not be cut to 64 bits."""
        if isinstance(node, c.PointerAdd):
            return self._within_known(node) or self._moved(node)
        return self.expr(node)

    def _pointer_add(self, node: c.PointerAdd) -> ast.expr:
        checked = isinstance(node.index, c.CheckedIndex | c.VariableIndex)
        if not self.names.strict or is_member(node) or checked:
            if self.names.strict and isinstance(node.index, c.Constant):
                return self._member_address(node, node.index.value * node.scale)
            moved = self._moved(node)
            return moved if self._stays_low(node) else MASK(node.at, moved, U64)
        return self._within_known(node) or self._within_unknown(node)

    def _member_address(self, node: c.PointerAdd, offset: int) -> ast.expr:
        """Return `&pointer->member`, for which the structure must be there (6.5.3.2p4)."""
        if offset <= 0:
            return MASK(node.at, self._moved(node), U64)
        pointer = self.expr(node.pointer)
        return _MEMBER(node.at, pointer, offset, U64)

    def _stays_low(self, node: c.PointerAdd) -> bool:
        """Return whether an address is surely less than 2**64: that of a static array's element."""
        first = last = 0
        at: c.Expr = node
        while isinstance(at, c.PointerAdd):
            low, high = self.range_of(at.index)
            if isinstance(at.index, c.CheckedIndex) and self.names.strict:
                low, high = max(low, 0), min(high, at.index.bound)
            if at.scale < 0 or low < 0:
                return False
            last += high * at.scale
            at = at.pointer
        if not self.names.proves or not isinstance(at, c.ObjectAddress):
            return False
        first = self.names.address(at.symbol) + at.offset
        return first + last <= U64

    def _within_unknown(self, node: c.PointerAdd) -> ast.expr:
        """Return a moved pointer, checked by the ground it crosses."""
        at = node.at
        if isinstance(node.index, c.Constant):
            step = node.index.value * node.scale
            if step == 0:
                return self.expr(node.pointer)
            if abs(step) < SHORT_STEP:
                self.access[at.line, at.column - 1] = 0  # no access: see Process._bad_address
                return _STEPPED(at, self._moved(node), self.names.base, step)
        pointer, index = self.values(node.pointer, node.index)
        step_ = index if node.scale == 1 else _SCALE(at, index, node.scale)
        return t.helper(at, "moved", pointer, step_)

    def _within_known(self, node: c.PointerAdd) -> ast.expr | None:
        """Return a moved pointer into an object whose place is known, compared with its ends."""
        if not self.names.strict or isinstance(node.index, c.CheckedIndex | c.Constant):
            return None
        base = node.pointer
        match base:
            case c.ObjectAddress(symbol=symbol):
                start = self.names.address(symbol)
                low: ast.expr = t.constant(node.at, start)
                high: ast.expr = t.constant(node.at, start + self.names.size(symbol))
            case c.LocalAddress(local=local):
                low = self.frame_address(node.at, local)
                high = self.frame_address(node.at, local, local.type.size)
            case _:
                return None
        return _WITHIN(node.at, self._moved(node), low, high)

    def _moved(self, node: c.PointerAdd) -> ast.expr:
        if isinstance(node.index, c.Constant):
            offset = node.index.value * node.scale
            pointer = self.address(node.pointer)
            move = ADD if offset >= 0 else _SUBTRACT
            return move(node.at, pointer, abs(offset))
        pointer, index = self.values(node.pointer, node.index)
        scale = abs(node.scale)
        moved = index if scale == 1 else _SCALE(node.at, index, scale)
        move = ADD if node.scale > 0 else _SUBTRACT
        return move(node.at, pointer, moved)

    def _narrow(self, node: c.Narrow) -> ast.expr:
        start = self.expr(node.operand)
        if self.names.strict:
            return t.helper(node.at, "part", start, node.size, node.offset)
        return ADD(node.at, start, node.offset) if node.offset else start

    # -- two pointers -----------------------------------------------------------------------------

    def _pointer_difference(self, node: c.PointerDifference) -> ast.expr:
        at, scale = node.at, node.scale
        left, right = self.values(node.left, node.right)
        if self.names.strict:
            distance = self._distance(node, left, right)
            return distance if scale == 1 else _QUOTIENT(at, distance, scale)
        if scale & (scale - 1) == 0:
            return _SHIFTED_DIFFERENCE(at, left, right, scale.bit_length() - 1)
        return _DIFFERENCE(at, left, right, scale)

    def _distance(self, node: c.PointerDifference, left: ast.expr, right: ast.expr) -> ast.expr:
        """Return the bytes between two pointers into one object, one of which may be known."""
        start = node.right
        if (
            not self.names.proves
            or self.may_be_part(node.left.type)
            or not isinstance(start, c.ObjectAddress)
            or not isinstance(left, ast.Name)
        ):
            return t.helper(node.at, "distance", left, right)
        first = self.names.address(start.symbol)
        last = first + self.names.size(start.symbol)
        return _DISTANCE(node.at, left, right, first, last)

    def is_pointer_order(self, node: c.Compare) -> bool:
        """Return whether this asks which of two pointers is the greater one (6.5.8p5)."""
        if not self.names.strict or node.op in ("==", "!="):
            return False
        return isinstance(node.left.type, PointerType)

    def pointer_order(self, at: Token, left: ast.expr, right: ast.expr) -> ast.expr:
        """Return a number that is to 0 as one pointer is to the other."""
        return t.helper(at, "order", left, right)

    def converted_operand(self, node: c.Convert) -> ast.expr:
        """Return what is converted; `(struct s *)((char *)p - n)` may leave p's object."""
        match node:
            case c.Convert(
                type=PointerType(target=StructType()),
                operand=c.PointerAdd(index=c.Constant(value=index), scale=scale) as operand,
            ) if index * scale < 0:
                pointer = _PLAIN_POINTER(node.at, self.expr(operand.pointer))
                return MASK(node.at, _SUBTRACT(node.at, pointer, -index * scale), U64)
        return self.plain_pointer(node, self.expr(node.operand))

    def _is_plain(self, pointer: c.Expr) -> bool:
        """Return whether a pointer is surely a number and nothing more, as all in memory are."""
        if not self.names.proves:
            return False
        return isinstance(pointer, c.Load) or not self.may_be_part(pointer.type)

    def plain_pointer(self, node: c.Convert, value: ast.expr) -> ast.expr:
        """Return a converted pointer: of another type, it points into the whole object again."""
        source, target = node.operand.type, node.type
        if not self.names.strict or not isinstance(source, PointerType):
            return value
        if isinstance(target, PointerType) and _same_target(target, source):
            return value
        if isinstance(node.operand, c.ObjectAddress | c.LocalAddress | c.FunctionAddress):
            return value
        if not self._is_plain(node.operand):
            value = _PLAIN_POINTER(node.at, value)
        if is_suspicious(source, target) and isinstance(target, PointerType):
            number = self.names.lvalue_type(target.target)
            return t.helper(node.at, "retyped", value, number)
        return value


def _target(type_: CType) -> CType:
    return type_.target if isinstance(type_, PointerType) else type_


def _same_target(to: PointerType, source: PointerType) -> bool:
    """Return whether a conversion at most adds `const`: by itself, not by a cast."""
    added = to.target.const or not source.target.const
    return added and to.target.unqualified() == source.target.unqualified()


def _shifted(pointer: CType, whole: CType) -> bool:
    """Return whether a pointer may be to a structure that surrounds an object: container_of."""
    if not isinstance(pointer, PointerType) or not isinstance(pointer.target, StructType):
        return False
    while isinstance(whole, ArrayType):
        whole = whole.element
    return not (isinstance(whole, StructType) and whole.layout is pointer.target.layout)
