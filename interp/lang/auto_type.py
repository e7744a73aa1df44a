# SPDX-License-Identifier: MIT
"""`__auto_type x = value;`: a variable of the type that its value has (GNU C).

The value is checked once, before its name is in scope; the declaration then goes on as if the type
had been written there.
"""

from __future__ import annotations

from dataclasses import replace

from interp.lang import checked as c
from interp.lang import tree
from interp.lang.initializers import Initializers
from interp.lang.tokens import Token, error
from interp.lang.types import VoidType
from interp.lang.words import AUTO_TYPE


class AutoTypes(Initializers):
    """Finds the types of variables that take that of their value."""

    def with_known_type(self, node: tree.Declaration) -> tree.Declaration:
        """Return a declaration in which `__auto_type` is the type that it stands for."""
        words = node.specifiers.words
        at = next((word for word in words if word.text == AUTO_TYPE), None)
        if at is None:
            return node
        declarator, initializer = _only_variable(node, at)
        value = self._taken(initializer, at)
        known = tree.Checked(at, c.OldValue(at, value.type))  # it has a type, and does nothing
        rest = [word for word in words if word is not at]
        specifiers = replace(node.specifiers, words=rest, single=tree.Typeof(at, known))
        initial = tree.Checked(initializer.at, value)
        return tree.Declaration(node.at, specifiers, [(declarator, initial)])

    def _taken(self, initializer: tree.Expression, at: Token) -> c.Expr:
        operand = self.operand(initializer)
        if isinstance(operand, c.MemoryPlace) and operand.bits is not None:
            raise error(initializer.at, f"a bit-field has no type that '{at.text}' could take")
        value = self.decayed(operand)
        if isinstance(value.type, VoidType):
            raise error(initializer.at, "a 'void' value cannot be stored")
        return value


def _only_variable(node: tree.Declaration, at: Token) -> tuple[tree.Declarator, tree.Expression]:
    """Return the variable and its value; there must be one of each, and nothing around the name."""
    if len(node.declarators) != 1 or any(w.text == "typedef" for w in node.specifiers.storage):
        raise error(at, f"'{at.text}' declares one variable, with a value")
    declarator, initializer = node.declarators[0]
    if declarator.parts:
        raise error(declarator.at, f"'{at.text}' can only stand before a plain name")
    if not isinstance(initializer, tree.Expression):
        raise error(at, f"'{at.text}' takes its type from a value: one must stand behind '='")
    return declarator, initializer
