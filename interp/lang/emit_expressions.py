# SPDX-License-Identifier: MIT
"""Checked expressions to Python expressions: choices, assignments, calls, initialisers."""

from __future__ import annotations

import ast
from collections.abc import Callable
from itertools import zip_longest

from interp.lang import checked as c
from interp.lang import fold
from interp.lang import templates as t
from interp.lang.agreement import misfit
from interp.lang.copies import carries, copied_source
from interp.lang.emit_base import (
    MASK,
    SIGNED,
    Emitted,
    contains_call,
    is_byte,
    is_settled,
    known_alignment,
    place_bits,
)
from interp.lang.emit_variable_length import VariableLengthEmitter
from interp.lang.forms import Form
from interp.lang.known import changes_in
from interp.lang.lifetimes import KEEPS_ON_FAILURE, RELEASING, released_variable
from interp.lang.names import FRAME
from interp.lang.symbols import FunctionSymbol, Local
from interp.lang.templates import template
from interp.lang.tokens import Token
from interp.lang.types import (
    CType,
    FunctionType,
    IntegerType,
    PointerType,
    StructType,
    VoidType,
    is_scalar,
)
from interp.lang.unsequenced import overlap_in_part

_NOT = template("not test", "test")
_CHOICE = template("yes if test else no", "test", "yes", "no")
_BOTH = template("result and pointer", "result", "pointer")
_FUNCTION_AT = template("functions_[pointer]", "functions_", "pointer")


class ExpressionEmitter(VariableLengthEmitter):
    """Emits the expressions of one function."""

    def expr(self, node: c.Expr) -> ast.expr:
        """Return the Python expression of a value."""
        return _EMIT[type(node)](self, node)

    def drop(self, node: c.Expr) -> None:
        """Emit an expression for what it does, not for its value."""
        match node:
            case c.Assign():
                self._assign(node)
            case c.Update():
                self._update(node)
            case c.Convert(type=VoidType(), operand=c.LocalValue(local=local)) if (
                not local.type.volatile
            ):
                pass  # `(void)x;` says that it is meant not to be used
            case c.Convert(type=VoidType(), operand=operand):
                self.drop(operand)
            case c.Sequence(first=first, second=second):
                self.drop(first)
                self.drop(second)
            case c.StatementValue(body=body, value=value):
                self.block(body)
                if value is not None:
                    self.drop(value)
                self.end_lives(node.at, self._ended_with(node))
            case c.Constant() | c.LocalAddress() | c.ObjectAddress() | c.FunctionAddress():
                pass
            case c.Length():
                self.expr(node)
            case c.Choice(at=at, condition=condition, yes=yes, no=no):
                test = self.test(condition)
                with self.captured() as when, self.perhaps():
                    self.assume(condition, True)
                    self.drop(yes)
                with self.captured() as otherwise, self.perhaps():
                    self.assume(condition, False)
                    self.drop(no)
                self.lines.append(t.condition(at, test, when, otherwise))
            case c.Logical(at=at, op=op, left=left, right=right):
                test = self.test(left)
                with self.captured() as rest, self.perhaps():
                    self.assume(left, op == "&&")
                    self.drop(right)
                if op == "||":
                    test = _NOT(at, test)
                self.lines.append(t.condition(at, test, rest, []))
            case _:
                self.lines.append(t.evaluate(node.at, self.expr(node)))

    def block(self, body: list[c.Statement]) -> None:
        """Emit statements (given by the statement emitter)."""
        raise NotImplementedError

    # -- choices ----------------------------------------------------------------------------------

    def _choice(self, node: c.Choice) -> ast.expr:
        test = self.test(node.condition)
        with self.captured() as when, self.perhaps():
            self.assume(node.condition, True)
            yes = self.expr(node.yes)
        with self.captured() as otherwise, self.perhaps():
            self.assume(node.condition, False)
            no = self.expr(node.no)
        if not when and not otherwise:
            return _CHOICE(node.at, test, yes, no)
        self.temporaries += 1
        target = f"t{self.temporaries}_"
        when.append(t.assign(node.at, target, yes))
        otherwise.append(t.assign(node.at, target, no))
        self.lines.append(t.condition(node.at, test, when, otherwise))
        return t.name(node.at, target)

    def _sequence(self, node: c.Sequence) -> ast.expr:
        self.drop(node.first)
        return self.expr(node.second)

    def _statement_value(self, node: c.StatementValue) -> ast.expr:
        self.block(node.body)
        if node.value is None:
            self.end_lives(node.at, self._ended_with(node))
            return t.constant(node.at, None)
        value = self.expr(node.value)
        ended = self._ended_with(node)
        if ended:
            value = self.temporary(node.at, value)
            self.end_lives(node.at, ended)
        return value

    def _ended_with(self, node: c.StatementValue) -> list[Local]:
        """Return the objects in memory that live in a statement expression."""
        if self.jumps_in_expressions():
            return []
        return [local for local in node.locals if local.in_memory]

    def end_lives(self, at: Token, locals_: list[Local]) -> None:
        """End the life of local objects in memory (6.2.4p6)."""
        if locals_:
            places = tuple(n for x in locals_ for n in (x.frame_offset, x.type.size))
            ended = t.helper(at, "end_objects", t.name(at, FRAME), places)
            self.lines.append(t.evaluate(at, ended))
            self.known.disturbed()

    def jumps_in_expressions(self) -> bool:
        """Return whether a jump may lead out of an expression, or into one (given later)."""
        raise NotImplementedError

    # -- assignment -------------------------------------------------------------------------------

    def _assign(self, node: c.Assign) -> None:
        """Emit an assignment as statements."""
        place = node.place
        if self.names.strict and _shares_a_part(place, node.value):
            detail = "a value is assigned to an object that shares a part with where it came from"
            undefined = t.helper(node.at, "undefined", "OVERLAP", detail)
            self.lines.append(t.evaluate(node.at, undefined))
        copied = self.note_copy(node.value)
        if isinstance(place, c.LocalPlace) and not place.local.in_memory:
            value = self.expr(node.value)
            self.touched(node)
            self.lines.append(t.assign(node.at, place.local.python_name, value))
            self.assigned(place.local, node.value)
            return
        if id(node) in self.watched:
            self._assign_watched(node)
            return
        address = self.place_address(place)
        if isinstance(node.type, StructType) and isinstance(node.value, c.Load):
            target, source = self.values(address, node.value.address)
            moved = t.helper(place.at, "copy_struct", target, source, node.type.size)
            self.lines.append(t.evaluate(node.at, moved))
            self.known.disturbed()
            return
        byte = _copied_byte(node)
        if byte is not None and isinstance(place, c.MemoryPlace):
            self.copy_byte(place, byte)
            return
        with self.after_address():
            value = self.expr(node.value)
        bits = place_bits(place)
        copied = copied and bits is None
        if contains_call(value) or (copied and not isinstance(value, ast.Name)):
            value = self.temporary(node.at, value)
        self.store(place.at, node.type, address, value, bits, copied)

    def note_copy(self, value: c.Expr) -> bool:
        """Let what is read for a copy be a value never written; return whether it may be one."""
        source = copied_source(value)
        if source is not None:
            self.copied.add(id(source))
        return carries(value)

    def assigned(self, local: Local, value: c.Expr) -> None:
        """Note that a variable has a new value."""
        self.known.assign(id(local), self.range_of(value) if self.learns else None)

    def _assign_watched(self, node: c.Assign) -> Emitted:
        """Emit an assignment of which another access may touch the object; return its address."""
        place = node.place
        value = self.temporary(node.at, self.expr(node.value))
        found = self.temporary(place.at, self.address(self.place_address(place)))
        self.touched(node, found)
        address = Emitted(place.at, PointerType(place.type), found)
        bits = place_bits(place)
        copied = bits is None and carries(node.value)
        self.store(place.at, node.type, address, value, bits, copied)
        return address

    def place_address(self, place: c.Place) -> c.Expr:
        """Return the address of a place in memory."""
        if isinstance(place, c.MemoryPlace):
            return place.address
        return c.LocalAddress(place.at, PointerType(place.type), place.local)

    def _assign_value(self, node: c.Assign) -> ast.expr:
        """Emit an assignment whose value is used."""
        place = node.place
        if isinstance(place, c.LocalPlace) and not place.local.in_memory:
            if id(node) in self.watched:
                self._assign(node)
                return t.name(node.at, place.local.python_name)
            value = self.expr(node.value)
            self.assigned(place.local, node.value)
            return t.walrus(node.at, place.local.python_name, value)
        if id(node) in self.watched:
            stored = self._assign_watched(node).python
            return self.load(place.at, node.type, stored, place_bits(place))
        if isinstance(node.type, StructType):
            self._assign(node)
            return self.load(place.at, node.type, self.address(self.place_address(place)))
        value = self.expr(node.value)
        if not is_settled(value):
            value = self.temporary(node.at, value)
        bits = place_bits(place)
        address = self._once(self.place_address(place), node.type)
        self.store(place.at, node.type, address, value, bits)
        if bits is not None:  # the value of the assignment is what the bit-field now holds
            return self.load(place.at, node.type, self.address(address), bits)
        return value

    def _once(self, address: c.Expr, type_: CType, changing: c.Expr | None = None) -> c.Expr:
        """Return an address that is evaluated only here, or that may be evaluated again."""
        if isinstance(address, c.ObjectAddress | c.LocalAddress):
            return address
        place = self.place_of(address, type_) if is_scalar(type_) else None
        if place is not None and place.key is not None:
            changed = changes_in(changing).locals if changing is not None else ()
            if not any(local in changed for local in place.locals):
                return address
        return Emitted(address.at, address.type, self.temporary(address.at, self.address(address)))

    def _touched_once(self, node: c.Update, place: c.Place) -> c.Expr:
        found = self.place_address(place)
        if id(node) not in self.watched and place_bits(place) is None:
            return self._once(found, node.type, node.new)
        address: c.Expr = found
        if not isinstance(found, c.ObjectAddress | c.LocalAddress):
            address = Emitted(found.at, found.type, self.temporary(found.at, self.address(found)))
        if id(node) in self.watched:
            self.touched(node, self.address(address))
        return address

    def _update(self, node: c.Update) -> None:
        """Emit `op=`, `++` and `--` as statements."""
        place = node.place
        if isinstance(place, c.LocalPlace) and not place.local.in_memory:
            python_name = place.local.python_name
            self.touched(node)
            self.old_values[id(node.old)] = self.read_local(node.at, place.local)
            self._learn_old(node, place.local)
            self.lines.append(t.assign(node.at, python_name, self.expr(node.new)))
            self.assigned(place.local, node.new)
            return
        self._evaluate_earlier(node)
        address, bits = self._touched_once(node, place), place_bits(place)
        old = self.expr(c.Load(place.at, node.type, address, bits))
        if not isinstance(address, Emitted):  # it will be evaluated again, and checked less
            old = self.temporary(place.at, old)
        self.old_values[id(node.old)] = old
        with self.after_address():
            value = self._settled_new(node)
        self.store(place.at, node.type, address, value, bits)

    def _evaluate_earlier(self, node: c.Update) -> None:
        if node.earlier is not None and id(node) not in self.watched:
            value = self.expr(node.earlier.operand)
            self.old_values[id(node.earlier)] = self.temporary(node.at, value)

    def _earlier(self, node: c.Earlier) -> ast.expr:
        value = self.old_values.pop(id(node), None)
        return self.expr(node.operand) if value is None else value

    def _learn_old(self, node: c.Update, local: Local) -> None:
        """Let what is known of a variable be known of what it held before."""
        self.known.ranges.pop(id(node.old), None)
        known = self.known.ranges.get(id(local))
        if known is not None:
            self.known.ranges[id(node.old)] = known

    def _settled_new(self, node: c.Update) -> ast.expr:
        value = self.expr(node.new)
        return self.temporary(node.at, value) if contains_call(value) else value

    def _update_value(self, node: c.Update) -> ast.expr:
        """Emit `op=`, `++` and `--` whose value is used."""
        place = node.place
        if isinstance(place, c.LocalPlace) and not place.local.in_memory:
            python_name = place.local.python_name
            current = self.read_local(node.at, place.local)
            self.touched(node)
            self._learn_old(node, place.local)
            if node.gives_old:
                kept = self.temporary(node.at, current)
                self.old_values[id(node.old)] = kept
                self.lines.append(t.assign(node.at, python_name, self.expr(node.new)))
                self.assigned(place.local, node.new)
                return t.name(node.at, kept.id)
            self.old_values[id(node.old)] = current
            value = self.expr(node.new)
            self.assigned(place.local, node.new)
            return t.walrus(node.at, python_name, value)
        self._evaluate_earlier(node)
        address, bits = self._touched_once(node, place), place_bits(place)
        old = self.temporary(node.at, self.expr(c.Load(place.at, node.type, address, bits)))
        self.old_values[id(node.old)] = old
        new = self.temporary(node.at, self.expr(node.new))
        self.store(place.at, node.type, address, new, bits)
        if node.gives_old:
            return t.name(node.at, old.id)
        if bits is not None:
            return self.load(place.at, node.type, self.address(address), bits)
        return t.name(node.at, new.id)

    # -- calls ------------------------------------------------------------------------------------

    def _call(self, node: c.Call) -> ast.expr:
        at = node.at
        if isinstance(node.function, FunctionSymbol):
            wrong = self._misfit(node, node.function)
            if wrong:
                for argument in (*node.arguments, *(node.rest or ())):
                    self.drop(argument)  # what comes before the call is still defined
                return t.helper(at, "undefined", "CALL_TYPE", f"{node.function.name}(): {wrong}")
            passed = self._as_defined(node, node.function)
            arguments = self.values(*passed, *(node.rest or ()))
            function: ast.expr = t.name(at, self.names.function(node.function))
            native = self.names.is_native(node.function)
        else:
            pointer, *arguments = self.values(node.function, *node.arguments, *(node.rest or ()))
            if any(map(contains_call, arguments)):  # they come before the call, which may fail
                arguments = [self._kept(at, argument) for argument in arguments]
            table = t.name(at, self.names.functions_of(self._type_called(node)))
            function = _FUNCTION_AT(at, table, pointer)
            native = False
        if node.rest:
            arguments.append(t.constant(at, "".join(letter_of(each.type) for each in node.rest)))
        found = t.call(at, function, arguments)
        self.known.disturbed()
        if native and self.names.strict and self._is_releasing(node):
            return self._released(node, found)
        return t.yield_from(at, found) if self.form is Form.STEP and not native else found

    def _kept(self, at: Token, value: ast.expr) -> ast.expr:
        return value if is_settled(value) else self.temporary(at, value)

    def _misfit(self, node: c.Call, symbol: FunctionSymbol) -> str:
        """Return how a call disagrees with the definition of the function, if it does."""
        known = self.names.definition_type(symbol)
        if known is None:
            return ""
        given = [argument.type for argument in (*node.arguments, *(node.rest or ()))]
        return misfit(known, node.type, given)

    def _as_defined(self, node: c.Call, symbol: FunctionSymbol) -> list[c.Expr]:
        """Return the arguments as integers of the types that the function's definition has."""
        known = self.names.definition_type(symbol)
        wanted = () if known is None else known.parameters or ()
        return [
            fold.convert(argument, type_) if _is_another_integer(argument.type, type_) else argument
            for argument, type_ in zip_longest(node.arguments, wanted[: len(node.arguments)])
        ]

    def _type_called(self, node: c.Call) -> FunctionType:
        """Return the type that a function called through a pointer must have (6.5.2.2p9)."""
        assert isinstance(node.function, c.Expr)
        assert isinstance(node.function.type, PointerType)
        type_ = node.function.type.target
        assert isinstance(type_, FunctionType)
        if type_.prototype is not None:
            return type_
        given = tuple(argument.type for argument in node.arguments)
        return FunctionType(type_.result, given, old_style=True)

    def _is_releasing(self, node: c.Call) -> bool:
        function = node.function
        is_named = isinstance(function, FunctionSymbol) and function.name in RELEASING
        return is_named and bool(node.arguments)

    def _released(self, node: c.Call, call: ast.expr) -> ast.expr:
        """Emit free(p) or realloc(p, n): the value of `p` ends with the object (6.2.4p2)."""
        at = node.at
        result = self.temporary(at, call)
        variable = released_variable(node.arguments[0])
        if variable is None:
            return result
        with self.captured() as lines, self.perhaps():
            if isinstance(variable, c.Load):
                place = self.address(variable.address)
                lost: ast.expr = t.helper(at, "lost_pointer", place)
            elif variable.local.in_memory:
                lost = t.helper(at, "lost_pointer", self.frame_address(at, variable.local))
            else:
                name = variable.local.python_name
                self.access[variable.at.line, variable.at.column - 1] = -1
                holder = t.name(at, name)
                lost = t.helper(at, "lost_variable", self.function_name(), name, holder)
            self.lines.append(t.evaluate(at, lost))
            if isinstance(variable, c.LocalValue) and not variable.local.in_memory:
                self.lose_local(at, variable.local)
        test = self.expr(variable)
        if isinstance(variable, c.LocalValue):
            self.known.lose(id(variable.local))
        self.known.disturbed()
        function = node.function
        if isinstance(function, FunctionSymbol) and function.name in KEEPS_ON_FAILURE:
            test = _BOTH(at, result, test)
        self.lines.append(t.condition(at, test, lines, []))
        return result

    def function_name(self) -> str:
        """Return the name of the function that is emitted (given by the statement emitter)."""
        raise NotImplementedError

    def _temporary_object(self, node: c.Temporary) -> ast.expr:
        self.initialize(node.at, node.local, node.setup, zero=True)
        if node.local.is_temporary:
            self.temporary_objects.append(node.local)
        return self.frame_address(node.at, node.local)

    def initialize(
        self, at: Token, local: Local, found: list[c.Initialization], zero: bool
    ) -> None:
        """Store what initialises a local object that lives in memory."""
        start = self.frame_address(at, local)
        function = "zero_object" if zero else "fresh_object"
        whole = local.type.size
        self.lines.append(t.evaluate(at, t.helper(at, function, start, whole)))
        self.known.disturbed()
        pointer = PointerType(local.type)
        for item in found:
            address = c.LocalAddress(item.value.at, pointer, local, item.offset)
            self.initialize_part(item, address)

    def initialize_part(self, item: c.Initialization, address: c.Expr) -> None:
        """Store one initial value."""
        at = item.value.at
        copied = self.note_copy(item.value)
        if isinstance(item.value, c.Bytes):
            target = self.expr(address)
            data = t.constant(at, item.value.data)
            self.lines.append(t.evaluate(at, t.helper(at, "write_bytes", target, data)))
            return
        with self.after_address():
            value = self.expr(self.full(item.value))
        if contains_call(value) or (copied and not isinstance(value, ast.Name)):
            value = self.temporary(at, value)
        bits = item.bits
        if bits is None and known_alignment(address) % item.type.natural_align:
            bits = c.Bits(item.type.size * 8, 0)
        self.store(at, item.type, address, value, bits, copied)

    # -- variable arguments -----------------------------------------------------------------------

    def _va_start(self, node: c.VaStart) -> ast.expr:
        return t.helper(node.at, "va_start", self.expr(node.address), t.name(node.at, "rest_"))

    def _va_arg(self, node: c.VaArg) -> ast.expr:
        wanted = t.constant(node.at, letter_of(node.type))
        value = t.helper(node.at, "va_arg", self.expr(node.address), wanted, node.borrowed)
        type_ = node.type
        if isinstance(type_, IntegerType):
            mask = (1 << type_.bits) - 1
            if type_.signed:
                return SIGNED(node.at, value, mask, 1 << (type_.bits - 1))
            return MASK(node.at, value, mask)
        return value

    def _va_copy(self, node: c.VaCopy) -> ast.expr:
        target, source = self.values(node.target, node.source)
        return t.helper(node.at, "va_copy", target, source)

    def _va_end(self, node: c.VaEnd) -> ast.expr:
        return t.helper(node.at, "va_end", self.expr(node.address))

    def _unreachable(self, node: c.Unreachable) -> ast.expr:
        return t.helper(node.at, "unreachable")

    def _undefined(self, node: c.Undefined) -> ast.expr:
        return t.helper(node.at, "undefined", node.kind, node.detail, node.rule)

    def _need_elements(self, node: c.NeedElements) -> ast.expr:
        return t.helper(node.at, "need_elements", *self.values(node.pointer, node.size))

    def _emitted(self, node: Emitted) -> ast.expr:
        return node.python


def letter_of(type_: CType) -> str:
    """Return what a function with `...` is told of an argument's type: how it is passed."""
    if isinstance(type_, PointerType):
        return "p"
    if isinstance(type_, StructType):
        return "s"
    return "q" if type_.size > 8 else "l" if type_.size > 4 else "i"


def _shares_a_part(place: c.Place, value: c.Expr) -> bool:
    """Return whether this stores what is read from an object that overlaps (6.5.16.1p3)."""
    while isinstance(value, c.Convert):
        value = value.operand
    if not isinstance(value, c.Load):
        return False
    return overlap_in_part(place, c.MemoryPlace(value.at, value.type, value.address, value.bits))


def _is_another_integer(given: CType, wanted: CType | None) -> bool:
    both = isinstance(given, IntegerType) and isinstance(wanted, IntegerType)
    return both and given != wanted.unqualified()  # type: ignore[union-attr]


def _copied_byte(node: c.Assign) -> c.Load | None:
    """Return what is read if this copies one byte of memory to another: `*to = *from`."""
    value = node.value
    while isinstance(value, c.Convert) and is_byte(value.type):
        value = value.operand
    if isinstance(value, c.Load) and value.bits is None and is_byte(value.type):
        return value if is_byte(node.type) and place_bits(node.place) is None else None
    return None


_EMIT: dict[type, Callable[..., ast.expr]] = {
    c.Constant: ExpressionEmitter._constant,
    c.ObjectAddress: ExpressionEmitter._object_address,
    c.FunctionAddress: ExpressionEmitter._function_address,
    c.LocalAddress: ExpressionEmitter._local_address,
    c.LocalValue: ExpressionEmitter._local_value,
    c.OldValue: ExpressionEmitter._old_value,
    c.Earlier: ExpressionEmitter._earlier,
    c.Load: ExpressionEmitter._load,
    c.Arithmetic: ExpressionEmitter._arithmetic,
    c.Negate: ExpressionEmitter._negate,
    c.Complement: ExpressionEmitter._complement,
    c.Not: ExpressionEmitter._truth_value,
    c.Compare: ExpressionEmitter._truth_value,
    c.Logical: ExpressionEmitter._truth_value,
    c.Convert: ExpressionEmitter._convert,
    c.LooseAddress: ExpressionEmitter._convert,
    c.Narrow: ExpressionEmitter._narrow,
    c.PointerAdd: ExpressionEmitter._pointer_add,
    c.PointerDifference: ExpressionEmitter._pointer_difference,
    c.CheckedIndex: ExpressionEmitter._checked_index,
    c.VariableIndex: ExpressionEmitter._variable_index,
    c.ByteOffset: ExpressionEmitter._byte_offset,
    c.NarrowRow: ExpressionEmitter._narrow_row,
    c.Length: ExpressionEmitter._length,
    c.SameLengths: ExpressionEmitter._same_lengths,
    c.ArrayEnd: ExpressionEmitter._array_end,
    c.Choice: ExpressionEmitter._choice,
    c.Sequence: ExpressionEmitter._sequence,
    c.StatementValue: ExpressionEmitter._statement_value,
    c.Assign: ExpressionEmitter._assign_value,
    c.Update: ExpressionEmitter._update_value,
    c.Call: ExpressionEmitter._call,
    c.Temporary: ExpressionEmitter._temporary_object,
    c.VaStart: ExpressionEmitter._va_start,
    c.VaArg: ExpressionEmitter._va_arg,
    c.VaCopy: ExpressionEmitter._va_copy,
    c.VaEnd: ExpressionEmitter._va_end,
    c.Unreachable: ExpressionEmitter._unreachable,
    c.Undefined: ExpressionEmitter._undefined,
    c.NeedElements: ExpressionEmitter._need_elements,
    Emitted: ExpressionEmitter._emitted,
}
