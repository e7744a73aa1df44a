# SPDX-License-Identifier: MIT
"""The simplest expressions, of which all others are made: names and constants (C11 6.5.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interp.lang import checked as c
from interp.lang import tree
from interp.lang.checking import FunctionState
from interp.lang.conversions import Conversions, fits_member
from interp.lang.literals import character_value, integer_value, string_bytes
from interp.lang.symbols import (
    UNKNOWN_FUNCTION,
    BrokenSymbol,
    EnumeratorSymbol,
    FunctionSymbol,
    Local,
    ObjectSymbol,
    TypedefSymbol,
)
from interp.lang.tokens import Token, error
from interp.lang.types import (
    CHAR,
    INT,
    LONG,
    LONG_LONG,
    UNSIGNED_INT,
    UNSIGNED_LONG,
    UNSIGNED_LONG_LONG,
    VOID_POINTER,
    ArrayType,
    CType,
    IntegerType,
    Member,
    PointerType,
    StructType,
)
from interp.lang.variable_types import VariableArray

LABELS, LABEL_BYTES = 0xFFFFFFFFA0000000, 16  # where addresses of labels lie: no memory is there
Operand = c.Expr | c.LocalPlace | c.MemoryPlace


class Primary(Conversions):
    """Checks names, constants and string literals; tells values from places."""

    if TYPE_CHECKING:

        def operand(self, node: tree.Expression) -> Operand:
            """Return a place where the expression designates an object, else its value."""

    # -- values and places ------------------------------------------------------------------------

    def value(self, node: tree.Expression) -> c.Expr:
        """Return the checked value of an expression, after the conversions of 6.3.2.1."""
        return self.decayed(self.operand(node))

    def place(self, node: tree.Expression, at: Token, what: str) -> c.LocalPlace | c.MemoryPlace:
        """Return the object that an expression designates."""
        operand = self.operand(node)
        if isinstance(operand, c.Expr) or is_value(node):
            raise error(at, f"{what} needs an object on its side, not a mere value")
        return operand

    # -- names ------------------------------------------------------------------------------------

    def _label_address(self, node: tree.LabelAddress) -> c.Expr:
        """Return `&&label`: a number that only `goto *` understands."""
        state = self.function
        if state is None:
            raise error(node.at, "'&&' can only stand inside a function")
        state.gotos.append(node.label)
        name = self.label_name(node.label.text)
        if name not in state.label_addresses:
            self.taken_labels += 1
            state.label_addresses[name] = LABELS + LABEL_BYTES * self.taken_labels
        return c.Constant(node.at, VOID_POINTER, state.label_addresses[name])

    def label_name(self, shown: str) -> str:
        """Return the name of a label in its function: local labels have names of their own."""
        for renames in reversed(self.function.label_renames if self.function else []):
            if shown in renames:
                return renames[shown]
        return shown

    def _name(self, node: tree.Name) -> Operand:
        symbol = self.environment.find(node.at.text)
        match symbol:
            case Local():
                return self.local_place(node.at, symbol)
            case ObjectSymbol():
                return self.object_place(node.at, symbol)
            case FunctionSymbol():
                symbol.used = symbol.used or not self.only_asking
                asking = self.only_asking and symbol.type is not UNKNOWN_FUNCTION
                if symbol.refused and not asking:
                    raise self.refusal(symbol.refused, node.at)
                return c.FunctionAddress(node.at, PointerType(symbol.type), symbol)
            case EnumeratorSymbol():
                return c.Constant(node.at, symbol.type, symbol.value)
            case TypedefSymbol():
                raise error(node.at, f"'{node.at.text}' is a type, not a value")
            case BrokenSymbol():
                raise self.refusal(symbol.why, node.at)
        if node.at.text in ("__func__", "__FUNCTION__", "__PRETTY_FUNCTION__") and self.function:
            return self._function_name(node.at, self.function)
        raise self.unknown(node.at)

    def _function_name(self, at: Token, state: FunctionState) -> c.MemoryPlace:
        """Return `__func__`: an object of its own, no string literal (6.4.2.2)."""
        if state.name is None:
            data = state.symbol.name.encode() + b"\0"
            type_ = ArrayType(CHAR.qualified(const=True), len(data))
            state.name = ObjectSymbol(
                "__func__", type_, at, "internal", [], True, data, state.symbol.name
            )
            self.objects.append(state.name)
        return self.object_place(at, state.name)

    def local_place(self, at: Token, local: Local) -> c.LocalPlace | c.MemoryPlace:
        """Return the place of a local; an array's of variable length is where its variable says."""
        if isinstance(local.type, VariableArray):
            address = c.LocalValue(at, PointerType(local.type), local)
            return c.MemoryPlace(at, local.type, address)
        return c.LocalPlace(at, local.type, local)

    def object_place(self, at: Token, symbol: ObjectSymbol) -> c.MemoryPlace:
        """Return the place of an object of static storage."""
        address = c.ObjectAddress(at, PointerType(symbol.type), symbol)
        return c.MemoryPlace(at, symbol.type, address)

    def unnamed_object(
        self, at: Token, type_: CType, initial: list[c.Initialization]
    ) -> c.MemoryPlace:
        """Return the place of an object without a name: static outside of functions (6.5.2.5p5)."""
        if self.function is None:
            name = f".literal.{len(self.objects)}"
            symbol = ObjectSymbol(name, type_, at, "internal", initial, True)
            self.objects.append(symbol)
            return self.object_place(at, symbol)
        local = self.new_local("", type_, at)
        local.in_memory = True
        return c.MemoryPlace(at, type_, c.Temporary(at, PointerType(type_), local, initial))

    def union_of(
        self, at: Token, type_: StructType, member: Member, value: c.Expr
    ) -> c.MemoryPlace:
        """Return a union without a name in which one member has a value."""
        return self.unnamed_object(at, type_, [c.Initialization(member.offset, member.type, value)])

    def passed(self, value: c.Expr, target: CType, what: str) -> c.Expr:
        """Return an argument as a parameter's type; a transparent union takes a member (GNU C)."""
        if isinstance(target, StructType) and target.layout.transparent:
            for member in target.members:
                if fits_member(value, member.type):
                    value = self.assigned(value, member.type, value.at, what)
                    return self.decayed(self.union_of(value.at, target, member, value))
        return self.assigned(value, target, value.at, what)

    # -- constants --------------------------------------------------------------------------------

    def _number(self, node: tree.Number) -> c.Expr:
        value, suffix, decimal = integer_value(node.at)
        candidates: list[IntegerType]
        if "ll" in suffix:
            candidates = [LONG_LONG, UNSIGNED_LONG_LONG]
        elif "l" in suffix:
            candidates = [LONG, UNSIGNED_LONG]
        else:
            candidates = [INT, UNSIGNED_INT, LONG, UNSIGNED_LONG]
        if "u" in suffix:
            candidates = [type_ for type_ in candidates if not type_.signed]
        elif decimal:
            candidates = [type_ for type_ in candidates if type_.signed]
        for type_ in candidates:
            if value <= type_.high:
                return c.Constant(node.at, type_, value)
        raise error(node.at, "this constant is too large for its type; give it the suffix 'UL'")

    def _character(self, node: tree.Character) -> c.Expr:
        return c.Constant(node.at, INT, character_value(node.at))

    def _string(self, node: tree.String) -> Operand:
        return self.string_place(node.at, b"".join(string_bytes(part) for part in node.parts))

    def string_place(self, at: Token, text: bytes) -> c.MemoryPlace:
        """Return the place of a string literal."""
        data = text + b"\0"
        if data not in self.strings:
            type_ = ArrayType(CHAR, len(data))
            self.strings[data] = ObjectSymbol(
                f".string.{len(self.strings)}", type_, at, "internal", [], True, data
            )
            self.objects.append(self.strings[data])
        return self.object_place(at, self.strings[data])


def is_value(node: tree.Expression) -> bool:
    """Return whether this is a member of a structure that is a value, no object (6.5.2.3p3)."""
    if not isinstance(node, tree.Member):
        return False
    while isinstance(node, tree.Member) and node.at.text == ".":
        node = node.base
    return isinstance(node, _VALUES)


_VALUES = (
    *(tree.Call, tree.Assignment, tree.Choice, tree.Comma, tree.VaArg),
    tree.StatementExpression,
)
