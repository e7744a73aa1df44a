# SPDX-License-Identifier: MIT
"""The meaning of expressions (C11 6.5): what their operands are, what type they have."""

from __future__ import annotations

from collections.abc import Callable

from interp.lang import checked as c
from interp.lang import fold, tree
from interp.lang.builtins import BUILTIN_CALLS, Builtins
from interp.lang.conversions import Conversions
from interp.lang.library import library
from interp.lang.lifetimes import RELEASING, note_released
from interp.lang.literals import character_value, integer_value, string_bytes
from interp.lang.outside import REFUSED_FUNCTIONS
from interp.lang.source import CError, counted, nearest
from interp.lang.symbols import (
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
    UNSIGNED_CHAR,
    UNSIGNED_INT,
    UNSIGNED_LONG,
    UNSIGNED_LONG_LONG,
    VOID,
    VOID_POINTER,
    ArrayType,
    CType,
    FunctionType,
    IntegerType,
    Member,
    PointerType,
    StructType,
    VoidType,
    common,
    compatible,
    is_scalar,
    promoted,
)
from interp.lang.unsequenced import calls

LABELS, LABEL_BYTES = 0xFFFFFFFFA0000000, 16  # where addresses of labels lie: no memory is there
Operand = c.Expr | c.LocalPlace | c.MemoryPlace
COMPARISONS = ("==", "!=", "<", ">", "<=", ">=")


class Expressions(Builtins, Conversions):
    """Checks expressions."""

    # -- values and places ------------------------------------------------------------------------

    def value(self, node: tree.Expression) -> c.Expr:
        """Return the checked value of an expression, after the conversions of 6.3.2.1."""
        return self.decayed(self.operand(node))

    def place(self, node: tree.Expression, at: Token, what: str) -> c.LocalPlace | c.MemoryPlace:
        """Return the object that an expression designates."""
        operand = self.operand(node)
        if isinstance(operand, c.Expr):
            raise error(at, f"{what} needs an object on its side, not a mere value")
        return operand

    def value_type(self, node: tree.Expression) -> CType:
        """Return the type that an expression has as an operand of sizeof or typeof."""
        operand = self.unevaluated(node)
        if isinstance(operand, c.FunctionAddress) and isinstance(node, tree.Name):
            return operand.symbol.type
        return operand.type

    def operand(self, node: tree.Expression) -> Operand:
        """Return a place where the expression designates an object, else its value."""
        return _CHECKS[type(node)](self, node)

    # -- primary expressions ----------------------------------------------------------------------

    def _refused(self, node: tree.RefusedExpression) -> Operand:
        raise error(node.at, node.message)

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
                return c.LocalPlace(node.at, symbol.type, symbol)
            case ObjectSymbol():
                return self.object_place(node.at, symbol)
            case FunctionSymbol():
                symbol.used = True
                if symbol.refused:
                    raise CError([d for d in symbol.refused if d not in self.diagnostics])
                return c.FunctionAddress(node.at, PointerType(symbol.type), symbol)
            case EnumeratorSymbol():
                return c.Constant(node.at, symbol.type, symbol.value)
            case TypedefSymbol():
                raise error(node.at, f"'{node.at.text}' is a type, not a value")
            case BrokenSymbol():
                raise CError(())
        if node.at.text in ("__func__", "__FUNCTION__", "__PRETTY_FUNCTION__") and self.function:
            return self.string_place(node.at, self.function.symbol.name.encode())
        raise self.unknown(node.at)

    def object_place(self, at: Token, symbol: ObjectSymbol) -> c.MemoryPlace:
        """Return the place of an object of static storage."""
        address = c.ObjectAddress(at, PointerType(symbol.type), symbol)
        return c.MemoryPlace(at, symbol.type, address)

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

    # -- operators --------------------------------------------------------------------------------

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

    def _address_of(self, node: tree.Unary) -> c.Expr:
        inner = node.operand
        if isinstance(inner, tree.Index):  # &a[n] may point one past the end (6.5.6p8)
            operand: Operand = self._index(inner, one_past=True)
        else:
            operand = self.operand(inner)
        if isinstance(operand, c.FunctionAddress):
            return operand
        if isinstance(operand, c.Expr):
            raise error(node.at, "'&' needs an object, this is a mere value")
        return self.address(operand, node.at)

    def address(self, place: c.LocalPlace | c.MemoryPlace, at: Token) -> c.Expr:
        """Return the address of a place; a local of which it is taken lives in memory."""
        type_ = PointerType(place.type)
        if isinstance(place, c.LocalPlace):
            place.local.in_memory = True
            return c.LocalAddress(at, type_, place.local)
        if place.bits is not None:
            raise error(at, "a bit-field has no address")
        if place.loose:  # a pointer of this type may have to be a multiple: that is checked
            return c.Convert(at, type_, place.address)
        return fold.offset_by(at, place.address, 0, type_)

    def _dereference(self, at: Token, pointer: c.Expr) -> Operand:
        if not isinstance(pointer.type, PointerType):
            raise error(at, f"'*' needs a pointer, this is '{pointer.type}'")
        target = pointer.type.target
        if isinstance(target, FunctionType):
            return pointer
        return c.MemoryPlace(at, target, pointer)

    def _step(self, node: tree.Unary | tree.Postfix, gives_old: bool) -> c.Expr:
        place = self.place(node.operand, node.at, f"'{node.at.text}'")
        one = c.Constant(node.at, INT, 1)
        return self.update(node.at, place, node.at.text[0], one, gives_old)

    def _postfix(self, node: tree.Postfix) -> c.Expr:
        return self._step(node, gives_old=True)

    def _binary(self, node: tree.Binary) -> c.Expr:
        op, at = node.at.text, node.at
        left, right = self.value(node.left), self.value(node.right)
        if op in ("&&", "||"):
            self.need_scalar(left, f"'{op}'")
            self.need_scalar(right, f"'{op}'")
            return fold.logical(at, op, left, right)
        return self.binary(at, op, left, right)

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
            return fold.compare(at, op, left, right)
        left_type = promoted(self.need_integer(left, f"'{op}'"))
        right_type = promoted(self.need_integer(right, f"'{op}'"))
        type_ = common(left_type, right_type)
        return fold.compare(at, op, fold.convert(left, type_), fold.convert(right, type_))

    def _pointer_arithmetic(self, at: Token, op: str, left: c.Expr, right: c.Expr) -> c.Expr:
        if isinstance(left.type, PointerType) and isinstance(right.type, PointerType):
            if op == "+":
                raise error(at, "two pointers cannot be added")
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
        scale = self._scale(at, left.type)
        type_ = left.type.unqualified()
        return fold.pointer_add(at, left, right, scale if op == "+" else -scale, type_)

    def _scale(self, at: Token, type_: PointerType) -> int:
        target = type_.target
        if isinstance(target, VoidType | FunctionType):  # GNU C counts in bytes
            return 1
        if not target.complete:
            raise error(at, f"'{type_}' cannot be moved: '{target}' is not complete here")
        return target.size

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
        yes, no = self.value(node.yes), self.value(node.no)
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
            target = left.target
        return PointerType(target.qualified(right.target.const, right.target.volatile))

    def _comma(self, node: tree.Comma) -> c.Expr:
        first, second = self.value(node.left), self.value(node.right)
        return c.Sequence(node.at, second.type, first, second)

    # -- postfix expressions ----------------------------------------------------------------------

    def _index(self, node: tree.Index, one_past: bool = False) -> Operand:
        base = self.operand(node.base)
        index = self.value(node.index)
        if isinstance(base, c.MemoryPlace) and isinstance(base.type, ArrayType) and base.loose:
            return self._loose_element(node.at, base, index)
        pointer = self.decayed(base, narrow=one_past)
        if not isinstance(pointer.type, PointerType):  # 2[a] is a[2]
            pointer, index = index, pointer
        if not isinstance(pointer.type, PointerType):
            raise error(node.at, f"'[' needs an array or a pointer, this is '{pointer.type}'")
        self.need_integer(index, "an array index")
        element = pointer.type.target
        if isinstance(base.type, ArrayType) and not self._may_be_longer(node.base, base.type):
            index = _bounded(index, base.type, one_past)
        scale = self._scale(node.at, pointer.type)
        address = fold.pointer_add(node.at, pointer, index, scale, pointer.type)
        part = isinstance(base.type, ArrayType) and isinstance(element, ArrayType)
        return c.MemoryPlace(node.at, element, address, part=part)

    def _loose_element(self, at: Token, base: c.MemoryPlace, index: c.Expr) -> c.MemoryPlace:
        """Return an element of an array that packing has put at any address."""
        assert isinstance(base.type, ArrayType)
        self.need_integer(index, "an array index")
        element = base.type.element
        index = _bounded(index, base.type, one_past=False)
        address = fold.pointer_add(at, base.address, index, element.size, base.address.type)
        return c.MemoryPlace(at, element, address, align=base.align)

    def _may_be_longer(self, node: tree.Expression, type_: ArrayType) -> bool:
        """Whether this is a last member of at most one element: kernel code goes beyond it."""
        return type_.length is None or (isinstance(node, tree.Member) and type_.length <= 1)

    def _member(self, node: tree.Member) -> Operand:
        at, name = node.at, node.name.text
        if at.text == "->":
            pointer = self.value(node.base)
            if not isinstance(pointer.type, PointerType):
                raise error(at, f"'->' needs a pointer, this is '{pointer.type}'; use '.'")
            base: Operand = c.MemoryPlace(at, pointer.type.target, pointer)
        else:
            base = self.operand(node.base)
            if isinstance(base.type, PointerType):
                raise error(at, f"'.' needs a structure, this is '{base.type}'; use '->'")
        type_ = base.type
        if not isinstance(type_, StructType):
            raise error(at, f"'{at.text}{name}' needs a structure, this is '{type_}'")
        if type_.layout.broken:
            raise CError(())
        if not type_.complete:
            raise error(at, f"'{type_}' is only declared here, its members are not known")
        member = type_.find(name)
        if member is None:
            suggestion = nearest(name, type_.names())
            raise error(node.name, f"'{type_}' has no member '{name}'{suggestion}")
        place = base if isinstance(base, c.MemoryPlace) else self.in_memory(base, at)
        found = member.type.qualified(type_.const, type_.volatile)
        bits = None if member.bit_width is None else c.Bits(member.bit_width, member.bit_offset)
        align = _known_power(place.align or type_.align, member.offset)
        loose = align < found.natural_align
        target = UNSIGNED_CHAR if loose else found  # an address that need not be a multiple
        address = fold.offset_by(at, place.address, member.offset, PointerType(target))
        part = isinstance(found, ArrayType) and not _ends(type_, member)
        return c.MemoryPlace(at, found, address, bits, align if loose else 0, part)

    def in_memory(self, operand: Operand, at: Token) -> c.MemoryPlace:
        """Return a place in memory that holds the operand."""
        if isinstance(operand, c.MemoryPlace):
            return operand
        if isinstance(operand, c.LocalPlace):
            return c.MemoryPlace(at, operand.type, self.address(operand, at))
        local = self.new_local("", operand.type, at)
        local.in_memory = local.is_temporary = True
        setup = [c.Initialization(0, operand.type, operand)]
        address = c.Temporary(at, PointerType(operand.type), local, setup)
        return c.MemoryPlace(at, operand.type, address)

    def _call(self, node: tree.Call) -> c.Expr:
        if isinstance(node.function, tree.Name):
            name = node.function.at.text
            if name in BUILTIN_CALLS:
                return self.builtin_call(name, node)
            if self.environment.find(name) is None and not self._declared_by_use(node.function.at):
                if name in REFUSED_FUNCTIONS:
                    raise error(node.function.at, f"'{name}()': {REFUSED_FUNCTIONS[name]}")
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
            self.assigned(argument, parameter, argument.at, f"passed to {shown}")
            for argument, parameter in zip(arguments, wanted, strict=False)
        ]
        rest = [self.default_promoted(argument) for argument in arguments[len(wanted) :]]
        if isinstance(callee, FunctionSymbol) and callee.name in RELEASING:
            note_released(passed[0])
        return c.Call(node.at, type_.result, callee, passed, rest if type_.variadic else None)

    # -- types as operands ------------------------------------------------------------------------

    def _cast(self, node: tree.Cast) -> c.Expr:
        type_ = self.type_of_name(node.type_name)
        operand = self.value(node.operand)
        if isinstance(type_, VoidType):
            return fold.convert(operand, VOID)
        if isinstance(type_, StructType) and compatible(type_, operand.type):
            return operand
        if not is_scalar(type_) or not is_scalar(operand.type) or not type_.complete:
            raise error(node.at, f"'{operand.type}' cannot be converted to '{type_}'")
        self.note_dropped(operand.type, type_)
        result = fold.convert(operand, type_)
        result.at = operand.at
        return result

    def _sizeof_type(self, node: tree.SizeofType) -> c.Expr:
        return self._size(node.at, self.type_of_name(node.type_name))

    def _sizeof_expression(self, node: tree.SizeofExpression) -> c.Expr:
        operand = self.unevaluated(node.operand)
        if isinstance(operand, c.MemoryPlace) and operand.bits is not None:
            raise error(node.at, "a bit-field has no size in bytes")
        if isinstance(operand, c.FunctionAddress):
            return c.Constant(node.at, UNSIGNED_LONG, 1)
        size = self._size(node.at, operand.type)
        if isinstance(node.operand, tree.Name) and node.at.text != "sizeof":
            symbol = self.environment.find(node.operand.at.text)
            if isinstance(symbol, ObjectSymbol):
                align = max(symbol.align, operand.type.align)
                return c.Constant(node.at, UNSIGNED_LONG, align)
        return size

    def unevaluated(self, node: tree.Expression) -> Operand:
        """Check an operand that is never evaluated; it takes no local's address."""
        locals_ = self.function.locals if self.function else []
        kept = [local.in_memory for local in locals_]
        operand = self.operand(node)
        for local, was in zip(locals_, kept, strict=False):
            local.in_memory = was
        return operand

    def _size(self, at: Token, type_: CType) -> c.Expr:
        if isinstance(type_, VoidType | FunctionType):
            return c.Constant(at, UNSIGNED_LONG, 1)
        if not type_.complete:
            raise error(at, f"the size of '{type_}' is not known here")
        amount = type_.size if at.text == "sizeof" else type_.align
        return c.Constant(at, UNSIGNED_LONG, amount)

    def _compound_literal(self, node: tree.CompoundLiteral) -> Operand:
        type_ = self.type_of_name(node.type_name)
        static = self.function is None
        type_, initial = self.initializations(type_, node.initializer, static)
        if static:
            symbol = ObjectSymbol(
                f".literal.{len(self.objects)}", type_, node.at, "internal", initial, True
            )
            self.objects.append(symbol)
            return self.object_place(node.at, symbol)
        local = self.new_local("", type_, node.at)
        local.in_memory = True
        address = c.Temporary(node.at, PointerType(type_), local, initial)
        return c.MemoryPlace(node.at, type_, address)

    def _statement_expression(self, node: tree.StatementExpression) -> c.Expr:
        if self.function is None:
            raise error(node.at, "'({' can only stand inside a function")
        known = len(self.function.gotos) + len(self.function.labels)
        block = self.compound(node.body)
        if len(self.function.gotos) + len(self.function.labels) > known:
            self.function.jumps_in_expressions = True
        last = block.body[-1] if block.body else None
        if isinstance(last, c.Evaluate):
            value = last.expression
            return c.StatementValue(node.at, value.type, block.body[:-1], value)
        return c.StatementValue(node.at, VOID, block.body, None)


def _ends(type_: StructType, member: Member) -> bool:
    """Whether a member array is at its structure's end, and so may be meant to be longer.

    What lies behind other arrays is not theirs. Padding is, behind one element: GNU C's way of
    writing `a[]` before C99.
    """
    end = member.offset + member.type.size
    if isinstance(member.type, ArrayType) and (member.type.length or 0) <= 1:
        ends = (other.offset + other.type.size for other in type_.members)
        return type_.layout.kind == "union" or end >= max(ends)
    return end >= type_.size


def _known_power(align: int, offset: int) -> int:
    """Return the alignment (bytes) of what lies `offset` bytes into an object of an alignment."""
    return min(align, offset & -offset) if offset else align


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


def _bounded(index: c.Expr, array: ArrayType, one_past: bool) -> c.Expr:
    bound = (array.length or 0) + one_past
    low, high = fold.signed_range(index)
    if low >= 0 and high < bound:
        return index
    return c.CheckedIndex(index.at, index.type, index, bound, array)


_CHECKS: dict[type, Callable[..., Operand]] = {
    tree.RefusedExpression: Expressions._refused,
    tree.LabelAddress: Expressions._label_address,
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
