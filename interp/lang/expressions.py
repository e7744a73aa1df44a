# SPDX-License-Identifier: MIT
"""The meaning of expressions (C11 6.5): what their operands are, what type they have."""

from __future__ import annotations

from collections.abc import Callable

from interp.lang import checked as c
from interp.lang import fold, tree
from interp.lang.builtins import BUILTIN_CALLS, Builtins
from interp.lang.constraints import incomplete
from interp.lang.library import library
from interp.lang.lifetimes import LOSING_CONST, RELEASING, note_released
from interp.lang.operators import Operators
from interp.lang.outside import why_no_function
from interp.lang.primary import Operand
from interp.lang.source import CError, counted
from interp.lang.symbols import (
    FunctionSymbol,
    ObjectSymbol,
)
from interp.lang.tokens import Token, error
from interp.lang.types import (
    INT,
    UNSIGNED_LONG,
    VOID,
    CType,
    FunctionType,
    PointerType,
    StructType,
    VoidType,
    compatible,
    is_scalar,
)
from interp.lang.variable_types import VariableArray, varies


class Expressions(Builtins, Operators):
    """Checks expressions."""

    def operand(self, node: tree.Expression) -> Operand:
        """Return a place where the expression designates an object, else its value."""
        return _CHECKS[type(node)](self, node)

    def _refused(self, node: tree.RefusedExpression) -> Operand:
        raise error(node.at, node.message)

    # -- calls ------------------------------------------------------------------------------------

    def _checked(self, node: tree.Checked) -> c.Expr:
        value: c.Expr = node.value
        return value

    def _call(self, node: tree.Call) -> c.Expr:
        if isinstance(node.function, tree.Name):
            name = node.function.at.text
            if name in BUILTIN_CALLS:
                return self.builtin_call(name, node)
            if self.environment.find(name) is None and not self._declared_by_use(node.function.at):
                why = why_no_function(name)
                if why:
                    raise error(node.function.at, f"'{name}()': {why}")
                raise self.unknown(node.function.at, "function '{}()'")
        function = self.value(node.function)
        if not isinstance(function.type, PointerType) or not isinstance(
            function.type.target, FunctionType
        ):
            raise error(node.at, f"this is '{function.type}', not a function that can be called")
        type_ = function.type.target
        callee = function.symbol if isinstance(function, c.FunctionAddress) else function
        arguments = [self.value(argument) for argument in node.arguments]
        return self._checked_call(node, callee, type_, arguments)

    def _declared_by_use(self, name: Token) -> bool:
        """Declare a function that is called before it is declared, as C did until 1999.

        Only one of the C library, or one that the file defines further on: any other is a mistake.
        """
        known = library().get(name.text)
        if known is None and name.text not in self.defined_later:
            return False
        self.warn(name, f"function '{name.text}()' is called before it is declared")
        symbol = FunctionSymbol(name.text, known or FunctionType(INT, None), name, "external")
        self.environment.scopes[0].names[name.text] = symbol
        self.functions.append(symbol)
        return True

    def _checked_call(
        self,
        node: tree.Call,
        callee: FunctionSymbol | c.Expr,
        type_: FunctionType,
        arguments: list[c.Expr],
    ) -> c.Expr:
        shown = f"{callee.name}()" if isinstance(callee, FunctionSymbol) else "this function"
        if not type_.result.complete and not isinstance(type_.result, VoidType):  # 6.5.2.2p1
            what = f"{shown} returns '{type_.result}', which is not complete here"
            raise incomplete(node.at, what, type_.result)
        wanted = type_.prototype
        if wanted is None:
            passed = [self.default_promoted(argument) for argument in arguments]
            return c.Call(node.at, type_.result, callee, passed)
        if len(arguments) < len(wanted) or (len(arguments) > len(wanted) and not type_.variadic):
            notes = ((callee.at, "declared here"),) if isinstance(callee, FunctionSymbol) else ()
            raise error(
                node.at, f"{shown} takes {counted(len(wanted))}, not {len(arguments)}", *notes
            )
        passed = [
            self.passed(argument, parameter, f"passed to {shown}")
            for argument, parameter in zip(arguments, wanted, strict=False)
        ]
        rest = [self.default_promoted(argument) for argument in arguments[len(wanted) :]]
        if isinstance(callee, FunctionSymbol) and callee.name in RELEASING:
            note_released(passed[0])
        if isinstance(callee, FunctionSymbol) and callee.name in LOSING_CONST:
            self.note_dropped(arguments[callee.name == "bsearch"].type, type_.result)
        return c.Call(node.at, type_.result, callee, passed, rest if type_.variadic else None)

    # -- types as operands ------------------------------------------------------------------------

    def _cast(self, node: tree.Cast) -> c.Expr:
        type_, lengths = self.named_type(node.type_name)
        operand = self.value(node.operand)
        if isinstance(type_, VoidType):
            return fold.convert(operand, VOID)
        if isinstance(type_, StructType) and compatible(type_, operand.type):
            return operand
        if isinstance(type_, StructType) and type_.layout.kind == "union":
            return self._cast_to_union(node.at, operand, type_)
        if not is_scalar(type_) or not is_scalar(operand.type) or not type_.complete:
            raise error(node.at, f"'{operand.type}' cannot be converted to '{type_}'")
        self.note_dropped(operand.type, type_)
        result = fold.convert(operand, type_)
        result.at = operand.at
        return self.after(lengths, result)

    def _cast_to_union(self, at: Token, operand: c.Expr, type_: StructType) -> c.Expr:
        """Return a union of which the member of the operand's type has its value (GNU C)."""
        for member in type_.members:
            if member.bit_width is None and compatible(
                member.type.unqualified(), operand.type.unqualified()
            ):
                return self.decayed(self.union_of(at, type_, member, operand))
        raise error(at, f"'{type_}' has no member of type '{operand.type}'")

    def value_type(self, node: tree.Expression) -> CType:
        """Return the type that an expression has as an operand of sizeof or typeof."""
        operand = self.unevaluated(node)
        self.note_operand(operand)
        if isinstance(operand, c.FunctionAddress) and isinstance(node, tree.Name):
            return operand.symbol.type
        if isinstance(operand, c.MemoryPlace) and operand.bits is not None:
            raise error(node.at, "a bit-field has no type of its own")
        return operand.type

    def _sizeof_type(self, node: tree.SizeofType) -> c.Expr:
        outside = self.function is None  # a length is not evaluated, and seldom asked for
        self.prototypes += outside
        type_, lengths = self.named_type(node.type_name)
        self.prototypes -= outside
        size = self._size(node.at, type_)
        return size if isinstance(size, c.Constant) else self.after(lengths, size)

    def _sizeof_expression(self, node: tree.SizeofExpression) -> c.Expr:
        operand = self.unevaluated(node.operand)
        if isinstance(operand, c.MemoryPlace) and operand.bits is not None:
            raise error(node.at, "a bit-field has no size in bytes")
        if isinstance(operand, c.FunctionAddress):
            align = 1 if node.at.text == "sizeof" else max(operand.symbol.align, 1)
            return c.Constant(node.at, UNSIGNED_LONG, align)
        size = self._size(node.at, operand.type)
        if isinstance(node.operand, tree.Name) and node.at.text != "sizeof":
            symbol = self.environment.find(node.operand.at.text)
            if isinstance(symbol, ObjectSymbol):
                align = max(symbol.align, operand.type.align)
                return c.Constant(node.at, UNSIGNED_LONG, align)
        if isinstance(operand, c.MemoryPlace) and not isinstance(size, c.Constant):
            return self.after_operand(operand.address, size)
        return size

    def unevaluated(self, node: tree.Expression) -> Operand:
        """Check an operand that is never evaluated; it takes no local's address."""
        locals_ = self.function.locals if self.function else []
        kept = [local.in_memory for local in locals_]
        self.only_asking += 1
        try:
            operand = self.operand(node)
        finally:
            self.only_asking -= 1
        if varies(operand.type):  # it is evaluated all the same
            return operand
        for local, was in zip(locals_, kept, strict=False):
            local.in_memory = was
        return operand

    def _size(self, at: Token, type_: CType) -> c.Expr:
        if isinstance(type_, VoidType | FunctionType):
            return c.Constant(at, UNSIGNED_LONG, 1)
        if not type_.complete:
            raise incomplete(at, f"the size of '{type_}' is not known here", type_)
        if isinstance(type_, VariableArray) and at.text == "sizeof":
            return self.size_of(at, type_)
        amount = type_.size if at.text == "sizeof" else type_.align
        return c.Constant(at, UNSIGNED_LONG, amount)

    # -- objects and statements -------------------------------------------------------------------

    def _compound_literal(self, node: tree.CompoundLiteral) -> Operand:
        type_, lengths = self.named_type(node.type_name)
        static = self.function is None
        type_, initial = self.initializations(type_, node.initializer, static)
        place = self.unnamed_object(node.at, type_, initial)
        place.address = self.after(lengths, place.address)
        return place

    def _statement_expression(self, node: tree.StatementExpression) -> c.Expr:
        if self.function is None:
            raise error(node.at, "'({' can only stand inside a function")
        known = len(self.function.gotos) + len(self.function.labels)
        self.function.expressions.append(node.at)
        wrong = len(self.diagnostics)
        block = self.compound(node.body)
        self.function.expressions.pop()
        if len(self.diagnostics) > wrong:  # what its value is cannot be told
            raise CError(())
        if len(self.function.gotos) + len(self.function.labels) > known:
            self.function.jumps_in_expressions = True
        last = block.body[-1] if block.body else None
        if isinstance(last, c.Evaluate):
            value = last.expression
            return c.StatementValue(node.at, value.type, block.body[:-1], value, block.locals)
        return c.StatementValue(node.at, VOID, block.body, None, block.locals)


_CHECKS: dict[type, Callable[..., Operand]] = {
    tree.RefusedExpression: Expressions._refused,
    tree.LabelAddress: Expressions._label_address,
    tree.Checked: Expressions._checked,
    tree.Name: Expressions._name,
    tree.Number: Expressions._number,
    tree.Character: Expressions._character,
    tree.String: Expressions._string,
    tree.Unary: Expressions._unary,
    tree.Postfix: Expressions._postfix,
    tree.Binary: Expressions._binary,
    tree.Assignment: Expressions._assignment,
    tree.Choice: Expressions._choice,
    tree.Comma: Expressions._comma,
    tree.Index: Expressions._index,
    tree.Call: Expressions._call,
    tree.Member: Expressions._member,
    tree.Cast: Expressions._cast,
    tree.SizeofExpression: Expressions._sizeof_expression,
    tree.SizeofType: Expressions._sizeof_type,
    tree.CompoundLiteral: Expressions._compound_literal,
    tree.StatementExpression: Expressions._statement_expression,
    tree.Offsetof: Builtins._offsetof,
    tree.VaArg: Builtins._va_arg,
    tree.TypesCompatible: Builtins._types_compatible,
    tree.Choose: Builtins._choose,
    tree.Generic: Builtins._generic,
}
