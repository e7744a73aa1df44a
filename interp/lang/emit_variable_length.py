# SPDX-License-Identifier: MIT
"""Arrays of variable length in Python: their memory is behind the stack frame (C11 6.7.6.2).

The Python variable of such an array holds its address, that of a length the number of elements.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from interp.lang import checked as c
from interp.lang import templates as t
from interp.lang.emit_base import ADD, PLAIN
from interp.lang.emit_operators import OperatorEmitter
from interp.lang.names import FRAME, RESULT
from interp.lang.symbols import LEAST_ALIGN, Local
from interp.lang.templates import template
from interp.lang.tokens import Token
from interp.lang.types import ArrayType, CType

REDZONE = 32
_POSITIVE = template(
    f"{RESULT} if ({RESULT} := value) > 0 else bad_length({RESULT}, shown)", "value", "shown"
)
_BELOW = template(
    f"{RESULT} if 0 <= ({RESULT} := index) < bound else bad_index({RESULT}, bound)",
    "index", "bound",
)  # fmt: skip
_NOT_ABOVE = template(
    f"{RESULT} if 0 <= ({RESULT} := index) <= bound else bad_index({RESULT}, bound)",
    "index", "bound",
)  # fmt: skip
_LEVEL = template(f"(address + size + {REDZONE} + 15) & -16", "address", "size")
_HIGHEST = (1 << 63) - 1


class VariableLengthEmitter(OperatorEmitter):
    """Emits what has to do with lengths that are not constant."""

    has_arrays = False  # whether the function has arrays of variable length

    if TYPE_CHECKING:

        def show_local(self, local: Local) -> None:
            """Let a debugger see a variable that no declaration names."""

        def frame_bytes(self) -> int:
            """Return the size of the stack frame in bytes."""

    # -- expressions ------------------------------------------------------------------------------

    def _length(self, node: c.Length) -> ast.expr:
        """Evaluate a length into its variable; it must be positive."""
        at, name = node.at, node.local.python_name
        value = _POSITIVE(at, self.expr(node.value), t.constant(at, node.name))
        self.lines.append(t.assign(at, name, value))
        self.known.assign(id(node.local), (1, _HIGHEST))
        self.show_local(node.local)
        return t.name(at, name)

    def _same_lengths(self, node: c.SameLengths) -> ast.expr:
        """Compare lengths once the pointer's own are evaluated; the pointer stays as it is."""
        pointer = self.expr(node.operand)
        for length, other in zip(node.lengths, node.others, strict=True):
            sides = self.expr(length), self.expr(other)
            self.lines.append(t.evaluate(node.at, t.helper(node.at, "same_length", *sides)))
        return pointer

    def _variable_index(self, node: c.VariableIndex) -> ast.expr:
        if isinstance(node.index, c.Constant) and node.index.value == 0:
            return self.expr(node.index)  # there is always a first element
        index, count = self.values(node.index, node.count)
        return (_NOT_ABOVE if node.one_past else _BELOW)(node.at, index, count)

    def _byte_offset(self, node: c.ByteOffset) -> ast.expr:
        return PLAIN["*"](node.at, self.expr(node.index), self._bytes(node.size))

    def _narrow_row(self, node: c.NarrowRow) -> ast.expr:
        if not self.names.strict:
            return self.expr(node.operand)
        start, size = self.values(node.operand, node.size)
        return t.helper(node.at, "part", start, size, 0)

    def _array_end(self, node: c.ArrayEnd) -> ast.expr:
        address = self.read_local(node.at, node.local)
        return _LEVEL(node.at, address, self._bytes(node.size))

    # -- statements -------------------------------------------------------------------------------

    def begin_array(self, node: c.DeclareArray) -> None:
        """Give an array its memory behind those that are in scope."""
        at, local = node.at, node.local
        align = max(LEAST_ALIGN, local.type.align)
        level, size = self._level(at, node.level), self._bytes(node.size)
        made = t.helper(at, "new_array", level, size, align, local.name)
        self.lines.append(t.assign(at, local.python_name, made))
        self.known.assign(id(local))
        self.known.disturbed()

    def protect_array(self, node: c.DeclareArray) -> None:
        """Let nobody reach a volatile array by other lvalues (6.7.3p6)."""
        at = node.at
        if _element(node.local.type).volatile:
            place = t.row(at, [t.constant(at, 0), self._bytes(node.size)])
            start = t.name(at, node.local.python_name)
            self.lines.append(t.evaluate(at, t.helper(at, "protect", start, "volatile", place)))

    def end_arrays(self, at: Token, level: c.Expr | None) -> None:
        """End the arrays whose memory is from a level of the stack on."""
        self.lines.append(t.evaluate(at, t.helper(at, "end_arrays", self._level(at, level))))
        self.known.disturbed()

    def _level(self, at: Token, level: c.Expr | None) -> ast.expr:
        if level is not None:
            return self.expr(level)
        return ADD(at, t.name(at, FRAME), self.frame_bytes())

    def _bytes(self, size: c.Expr) -> ast.expr:
        """Return a size as the whole number that it is, also where `unsigned long` is too small."""
        if isinstance(size, c.Arithmetic):
            return PLAIN["*"](size.at, self._bytes(size.left), self._bytes(size.right))
        return self.expr(size)


def _element(type_: CType) -> CType:
    """Return what an array of arrays is made of."""
    while isinstance(type_, ArrayType):
        type_ = type_.element
    return type_
