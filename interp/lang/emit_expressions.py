# SPDX-License-Identifier: MIT
"""Checked expressions to Python expressions.

What Python cannot say inside an expression (a store to memory, a statement expression) goes to
`self.lines`, the statements before it; what was evaluated earlier is then kept in a temporary.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager

from interp.lang import checked as c
from interp.lang import templates as t
from interp.lang.fold import signed_range
from interp.lang.names import AT, FRAME, RESULT, TO, Names
from interp.lang.symbols import FunctionSymbol, Local, ObjectSymbol
from interp.lang.templates import statements, template
from interp.lang.tokens import Token
from interp.lang.types import (
    ArrayType,
    CType,
    IntegerType,
    PointerType,
    StructType,
    VoidType,
)

U64 = (1 << 64) - 1

_PLAIN = {
    op: template(f"left {python} right", "left", "right")
    for op, python in (("+", "+"), ("-", "-"), ("*", "*"), ("&", "&"), ("|", "|"), ("^", "^"))
    + (("/", "//"), ("%", "%"), ("<<", "<<"), (">>", ">>"))
    + (("==", "=="), ("!=", "!="), ("<", "<"), (">", ">"), ("<=", "<="), (">=", ">="))
}
_MASK = template("value & mask", "value", "mask")
_SIGNED = template("(value & mask ^ sign) - sign", "value", "mask", "sign")
_IN_RANGE = template(
    f"{RESULT} if low <= ({RESULT} := value) <= high else signed_overflow({RESULT}, bits)",
    "value", "low", "high", "bits",
)  # fmt: skip
_SHIFT_COUNT = template("shift[count]", "shift", "count")
_AS_INT = template("1 if test else 0", "test")
_NOT = template("not test", "test")
_AND = template("left and right", "left", "right")
_OR = template("left or right", "left", "right")
_CHOICE = template("yes if test else no", "test", "yes", "no")
_INVERT = template("~value", "value")
_NEGATE = template("-value", "value")
_SCALE = template("index * scale", "index", "scale")
_ADD = template("pointer + offset", "pointer", "offset")
_SUBTRACT = template("pointer - offset", "pointer", "offset")
_DIFFERENCE = template("(left - right) // scale", "left", "right", "scale")
_SHIFTED_DIFFERENCE = template("left - right >> shift", "left", "right", "shift")
_LOAD = {
    bits: template(
        f"view[{AT}] if not bad_{bits}[{AT} := (address ^ base) >> {shift}] "
        f"else bad_load({AT}, {bits // 8})",
        "view", "address", "base",
    )
    for bits, shift in ((16, 1), (32, 2), (64, 3))
}  # fmt: skip
_LOAD[8] = template(
    f"view[{AT}] if not bad_8[{AT} := address ^ base] else bad_load({AT}, 1)",
    "view", "address", "base",
)  # fmt: skip
_LOAD_KNOWN = template("view[index]", "view", "index")
_ADDRESS_TO_INDEX = template("(address ^ base) >> shift", "address", "base", "shift")
_STORE = {
    bits: statements(
        f"{TO} = index\nif bad_{bits}[{TO}]: first_store({TO}, {bits // 8})\nview[{TO}] = value",
        "index", "view", "value",
    )
    for bits in (8, 16, 32, 64)
}  # fmt: skip
_STORE_KNOWN = statements("view[index] = value", "view", "index", "value")
_REMEMBER = {
    bits: statements(f"undo(({TO} >> {shift}, u64[{TO} >> {shift}]))" if shift
                     else f"undo(({TO}, u64[{TO}]))")
    for bits, shift in ((8, 3), (16, 2), (32, 1), (64, 0))
}  # fmt: skip
_REMEMBER_KNOWN = statements("undo((granule, u64[granule]))", "granule")
_BOUNDED = template(
    f"{RESULT} if 0 <= ({RESULT} := index) < bound else bad_index({RESULT}, bound)",
    "index", "bound",
)  # fmt: skip
_ALIGNED = template(
    f"{RESULT} if not ({RESULT} := pointer) & mask else misaligned({RESULT}, mask)",
    "pointer", "mask",
)  # fmt: skip
_FUNCTION_AT = template("functions[pointer]", "pointer")


class ExpressionEmitter:
    """Emits the expressions of one function; `self.lines` is where statements go."""

    def __init__(self, names: Names, stepping: bool) -> None:
        self.names = names
        self.stepping = stepping
        self.lines: list[ast.stmt] = []
        self.temporaries = 0
        self.old_values: dict[int, ast.expr] = {}
        self.access: dict[tuple[int, int], int] = {}

    # -- statements before an expression ----------------------------------------------------------

    @contextmanager
    def captured(self) -> Iterator[list[ast.stmt]]:
        """Collect the statements that are emitted meanwhile in a list of their own."""
        outer, self.lines = self.lines, []
        inner = self.lines
        try:
            yield inner
        finally:
            self.lines = outer

    def temporary(self, at: Token, value: ast.expr) -> ast.Name:
        """Keep a value in a new Python variable."""
        self.temporaries += 1
        target = f"t{self.temporaries}_"
        self.lines.append(t.assign(at, target, value))
        return t.name(at, target)

    def values(self, *nodes: c.Expr) -> list[ast.expr]:
        """Emit operands from left to right, as far as Python must be told."""
        results: list[ast.expr] = []
        for node in nodes:
            with self.captured() as lines:
                value = self.expr(node)
            if lines:
                for number, earlier in enumerate(results):
                    if not _is_settled(earlier):
                        results[number] = self.temporary(node.at, earlier)
                self.lines += lines
            results.append(value)
        return results

    # -- dispatch ---------------------------------------------------------------------------------

    def expr(self, node: c.Expr) -> ast.expr:
        """Return the Python expression of a value."""
        return _EMIT[type(node)](self, node)  # type: ignore[no-any-return]

    def test(self, node: c.Expr) -> ast.expr:
        """Return a Python expression that is true when the value is not 0."""
        match node:
            case c.Compare(at=at, op=op, left=left, right=right):
                return _PLAIN[op](at, *self.values(left, right))  # type: ignore[no-any-return]
            case c.Not(at=at, operand=operand):
                return _NOT(at, self.test(operand))  # type: ignore[no-any-return]
            case c.Logical():
                return self.logical_test(node)
            case c.Convert(type=IntegerType() as type_, operand=operand) if keeps_truth(
                operand, type_
            ):
                return self.test(operand)
        return self.expr(node)

    def drop(self, node: c.Expr) -> None:
        """Emit an expression for what it does, not for its value."""
        match node:
            case c.Assign():
                self._assign(node)
            case c.Update():
                self._update(node)
            case c.Convert(type=VoidType(), operand=operand):
                self.drop(operand)
            case c.Sequence(first=first, second=second):
                self.drop(first)
                self.drop(second)
            case c.StatementValue(body=body, value=value):
                self.block(body)
                if value is not None:
                    self.drop(value)
            case c.Constant() | c.LocalAddress() | c.ObjectAddress() | c.FunctionAddress():
                pass
            case c.Choice(at=at, condition=condition, yes=yes, no=no):
                test = self.test(condition)
                with self.captured() as when:
                    self.drop(yes)
                with self.captured() as otherwise:
                    self.drop(no)
                self.lines.append(t.condition(at, test, when, otherwise))
            case c.Logical(at=at, op=op, left=left, right=right):
                test = self.test(left)
                with self.captured() as rest:
                    self.drop(right)
                if op == "||":
                    test = _NOT(at, test)
                self.lines.append(t.condition(at, test, rest, []))
            case _:
                self.lines.append(t.evaluate(node.at, self.expr(node)))

    def block(self, body: list[c.Statement]) -> None:
        """Emit statements (given by the statement emitter)."""
        raise NotImplementedError

    # -- leaves -----------------------------------------------------------------------------------

    def _constant(self, node: c.Constant) -> ast.expr:
        return t.constant(node.at, node.value)

    def _object_address(self, node: c.ObjectAddress) -> ast.expr:
        return t.constant(node.at, self.names.address(node.symbol) + node.offset & U64)

    def _function_address(self, node: c.FunctionAddress) -> ast.expr:
        return t.constant(node.at, self.names.function_address(node.symbol))

    def _local_address(self, node: c.LocalAddress) -> ast.expr:
        return self.frame_address(node.at, node.local, node.offset)

    def frame_address(self, at: Token, local: Local, offset: int = 0) -> ast.expr:
        """Return the address of a local in the stack frame."""
        return _ADD(at, t.name(at, FRAME), local.frame_offset + offset)  # type: ignore[no-any-return]

    def _local_value(self, node: c.LocalValue) -> ast.expr:
        if node.local.in_memory:
            return self.load(node.at, node.type, self.frame_address(node.at, node.local))
        return t.name(node.at, node.local.python_name)

    def _old_value(self, node: c.OldValue) -> ast.expr:
        return self.old_values[id(node)]

    # -- memory -----------------------------------------------------------------------------------

    def _load(self, node: c.Load) -> ast.expr:
        known = self._known_index(node.address, node.type, node.bits)
        if known is not None:
            view = t.name(node.at, view_name(node.type))
            return _LOAD_KNOWN(node.at, view, known)  # type: ignore[no-any-return]
        return self.load(node.at, node.type, self.address(node.address), node.bits)

    def load(
        self, at: Token, type_: CType, address: ast.expr, bits: c.Bits | None = None
    ) -> ast.expr:
        """Return the value of a type at an address."""
        if isinstance(type_, StructType | ArrayType):
            return t.helper(at, "read_struct", address, type_.size)
        if bits is not None:
            assert isinstance(type_, IntegerType | PointerType)
            return t.helper(at, "get_bits", address, *bit_arguments(type_, bits))
        view = t.name(at, view_name(type_))
        size = type_.size * 8
        self.access[at.line, at.column - 1] = type_.size
        return _LOAD[size](at, view, address, self.names.base)  # type: ignore[no-any-return]

    def _known_index(self, address: c.Expr, type_: CType, bits: c.Bits | None) -> int | None:
        """Return the index into the view, if this is surely inside an object of static storage."""
        if not isinstance(address, c.ObjectAddress) or bits is not None:
            return None
        if isinstance(type_, StructType | ArrayType) or address.symbol.data is not None:
            return None
        size = self.names.size(address.symbol)
        if not 0 <= address.offset <= size - type_.size or address.offset % type_.size:
            return None
        return (self.names.address(address.symbol) + address.offset ^ self.names.base) // type_.size

    def address(self, node: c.Expr) -> ast.expr:
        """Return an address that is only used to reach memory: it need not be cut to 64 bits."""
        if isinstance(node, c.PointerAdd):
            return self._moved(node)
        return self.expr(node)

    def store(
        self, at: Token, type_: CType, address: c.Expr, value: ast.expr, bits: c.Bits | None
    ) -> None:
        """Store a value of a type at an address."""
        if isinstance(type_, StructType | ArrayType):
            target = self.address(address)
            self.lines.append(t.evaluate(at, t.helper(at, "write_struct", target, value)))
            return
        if bits is not None:
            assert isinstance(type_, IntegerType | PointerType)
            arguments = bit_arguments(type_, bits)
            stored = t.helper(at, "put_bits", self.address(address), *arguments, value)
            self.lines.append(t.evaluate(at, stored))
            return
        view = t.name(at, "set_" + view_name(type_))
        known = self._known_index(address, type_, bits)
        if known is not None:
            if self.stepping:
                self.lines += _REMEMBER_KNOWN(at, known * type_.size // 8)
            self.lines += _STORE_KNOWN(at, view, known, value)
            return
        self._store_at(at, type_, view, self.address(address), value)

    def _store_at(
        self, at: Token, type_: CType, view: ast.expr, address: ast.expr, value: ast.expr
    ) -> None:
        shift = type_.size.bit_length() - 1
        base = self.names.base
        if shift:
            index = _ADDRESS_TO_INDEX(at, address, base, shift)
        else:
            index = _PLAIN["^"](at, address, base)
        self.access[at.line, at.column - 1] = type_.size
        found = _STORE[type_.size * 8](at, index, view, value)
        if self.stepping:
            found[2:2] = _REMEMBER[type_.size * 8](at)
        self.lines += found

    # -- arithmetic -------------------------------------------------------------------------------

    def _arithmetic(self, node: c.Arithmetic) -> ast.expr:
        at, op = node.at, node.op
        type_ = node.type
        assert isinstance(type_, IntegerType)
        left, right = self.values(node.left, node.right)
        if op in ("<<", ">>"):
            return self._shift(node, type_, left, right)
        if op in ("/", "%"):
            negative = signed_range(node.left)[0] < 0 or signed_range(node.right)[0] < 0
            if negative:
                function = "divide" if op == "/" else "remainder"
                return t.helper(at, function, left, right, type_.bits)
        value: ast.expr = _PLAIN[op](at, left, right)
        if op in ("+", "-", "*"):
            return self._cut(node, type_, value)
        return value

    def _cut(self, node: c.Arithmetic, type_: IntegerType, value: ast.expr) -> ast.expr:
        """Wrap an unsigned result, check a signed one - if it can leave its range at all."""
        left, right = signed_range(node.left), signed_range(node.right)
        ends = {
            "+": (left[0] + right[0], left[1] + right[1]),
            "-": (left[0] - right[1], left[1] - right[0]),
            "*": _product_range(left, right),
        }[node.op]
        if type_.low <= ends[0] and ends[1] <= type_.high:
            return value
        if not type_.signed:
            return _MASK(node.at, value, type_.high)  # type: ignore[no-any-return]
        return self._checked(node.at, value, type_)

    def _checked(self, at: Token, value: ast.expr, type_: IntegerType) -> ast.expr:
        return _IN_RANGE(at, value, type_.low, type_.high, type_.bits)  # type: ignore[no-any-return]

    def _shift(
        self, node: c.Arithmetic, type_: IntegerType, left: ast.expr, right: ast.expr
    ) -> ast.expr:
        low, high = signed_range(node.right)
        if not (low >= 0 and high < type_.bits):
            right = _SHIFT_COUNT(node.at, t.name(node.at, f"shift_{type_.bits}"), right)
        value: ast.expr = _PLAIN[node.op](node.at, left, right)
        if node.op == ">>":
            return value
        if not type_.signed:
            return _MASK(node.at, value, type_.high)  # type: ignore[no-any-return]
        return _IN_RANGE(node.at, value, 0, type_.high, type_.bits)  # type: ignore[no-any-return]

    def _negate(self, node: c.Negate) -> ast.expr:
        assert isinstance(node.type, IntegerType)
        value = _NEGATE(node.at, self.expr(node.operand))
        if not node.type.signed:
            return _MASK(node.at, value, node.type.high)  # type: ignore[no-any-return]
        if signed_range(node.operand)[0] > node.type.low:
            return value  # type: ignore[no-any-return]
        return self._checked(node.at, value, node.type)

    def _complement(self, node: c.Complement) -> ast.expr:
        assert isinstance(node.type, IntegerType)
        operand = self.expr(node.operand)
        if node.type.signed:
            return _INVERT(node.at, operand)  # type: ignore[no-any-return]
        return _PLAIN["^"](node.at, operand, node.type.high)  # type: ignore[no-any-return]

    def _truth_value(self, node: c.Not | c.Compare | c.Logical) -> ast.expr:
        return _AS_INT(node.at, self.test(node))  # type: ignore[no-any-return]

    def _convert(self, node: c.Convert) -> ast.expr:
        at, target, operand = node.at, node.type, node.operand
        if isinstance(target, VoidType):
            return self.expr(operand)
        if isinstance(target, IntegerType) and target.rank == 0:
            if signed_range(operand) in ((0, 1), (0, 0), (1, 1)):
                return self.expr(operand)
            return _AS_INT(at, self.test(operand))  # type: ignore[no-any-return]
        value = self.expr(operand)
        if isinstance(target, PointerType):
            return self._to_pointer(node, target, value)
        assert isinstance(target, IntegerType)
        low, high = signed_range(operand)
        if target.low <= low and high <= target.high:
            return value
        mask = (1 << target.bits) - 1
        if not target.signed:
            return _MASK(at, value, mask)  # type: ignore[no-any-return]
        return _SIGNED(at, value, mask, 1 << (target.bits - 1))  # type: ignore[no-any-return]

    def _to_pointer(self, node: c.Convert, target: PointerType, value: ast.expr) -> ast.expr:
        if signed_range(node.operand)[0] < 0:
            value = _MASK(node.at, value, U64)
        align = target.target.align
        if target.target.complete and align > 1 and known_alignment(node.operand) % align:
            return _ALIGNED(node.at, value, align - 1)  # type: ignore[no-any-return]
        return value

    # -- pointers ---------------------------------------------------------------------------------

    def _pointer_add(self, node: c.PointerAdd) -> ast.expr:
        return _MASK(node.at, self._moved(node), U64)  # type: ignore[no-any-return]

    def _moved(self, node: c.PointerAdd) -> ast.expr:
        if isinstance(node.index, c.Constant):
            offset = node.index.value * node.scale
            pointer = self.address(node.pointer)
            move = _ADD if offset >= 0 else _SUBTRACT
            return move(node.at, pointer, abs(offset))  # type: ignore[no-any-return]
        pointer, index = self.values(node.pointer, node.index)
        scale = abs(node.scale)
        offset = index if scale == 1 else _SCALE(node.at, index, scale)
        move = _ADD if node.scale > 0 else _SUBTRACT
        return move(node.at, pointer, offset)  # type: ignore[no-any-return]

    def _pointer_difference(self, node: c.PointerDifference) -> ast.expr:
        left, right = self.values(node.left, node.right)
        scale = node.scale
        if scale & (scale - 1) == 0:
            return _SHIFTED_DIFFERENCE(node.at, left, right, scale.bit_length() - 1)  # type: ignore[no-any-return]
        return _DIFFERENCE(node.at, left, right, scale)  # type: ignore[no-any-return]

    def _checked_index(self, node: c.CheckedIndex) -> ast.expr:
        return _BOUNDED(node.at, self.expr(node.index), node.bound)  # type: ignore[no-any-return]

    # -- choices ----------------------------------------------------------------------------------

    def logical_test(self, node: c.Logical) -> ast.expr:
        """Return `left and right` or `left or right`, the right side only if it is reached."""
        left = self.test(node.left)
        with self.captured() as lines:
            right = self.test(node.right)
        if not lines:
            return (_AND if node.op == "&&" else _OR)(node.at, left, right)  # type: ignore[no-any-return]
        result = self.temporary(node.at, left)
        test: ast.expr = result if node.op == "&&" else _NOT(node.at, result)
        lines.append(t.assign(node.at, result.id, right))
        self.lines.append(t.condition(node.at, test, lines, []))
        return t.name(node.at, result.id)

    def _choice(self, node: c.Choice) -> ast.expr:
        test = self.test(node.condition)
        with self.captured() as when:
            yes = self.expr(node.yes)
        with self.captured() as otherwise:
            no = self.expr(node.no)
        if not when and not otherwise:
            return _CHOICE(node.at, test, yes, no)  # type: ignore[no-any-return]
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
            return t.constant(node.at, None)
        return self.expr(node.value)

    # -- assignment -------------------------------------------------------------------------------

    def _assign(self, node: c.Assign) -> None:
        """Emit an assignment as statements."""
        place = node.place
        if isinstance(place, c.LocalPlace) and not place.local.in_memory:
            value = self.expr(node.value)
            self.lines.append(t.assign(node.at, place.local.python_name, value))
            return
        address = self.place_address(place)
        if isinstance(node.type, StructType) and isinstance(node.value, c.Load):
            target, source = self.values(address, node.value.address)
            copied = t.helper(node.at, "copy_struct", target, source, node.type.size)
            self.lines.append(t.evaluate(node.at, copied))
            return
        value = self.expr(node.value)
        if contains_call(value):
            value = self.temporary(node.at, value)
        self.store(node.at, node.type, address, value, place_bits(place))

    def place_address(self, place: c.Place) -> c.Expr:
        """Return the address of a place in memory."""
        if isinstance(place, c.MemoryPlace):
            return place.address
        return c.LocalAddress(place.at, PointerType(place.type), place.local)

    def _assign_value(self, node: c.Assign) -> ast.expr:
        """Emit an assignment whose value is used."""
        place = node.place
        if isinstance(place, c.LocalPlace) and not place.local.in_memory:
            return t.walrus(node.at, place.local.python_name, self.expr(node.value))
        if isinstance(node.type, StructType):
            self._assign(node)
            return self.load(node.at, node.type, self.address(self.place_address(place)))
        value = self.expr(node.value)
        if not _is_settled(value):
            value = self.temporary(node.at, value)
        bits = place_bits(place)
        address = self._once(self.place_address(place))
        self.store(node.at, node.type, address, value, bits)
        if bits is not None:  # the value of the assignment is what the bit-field now holds
            return self.load(node.at, node.type, self.address(address), bits)
        return value

    def _once(self, address: c.Expr) -> c.Expr:
        """Return an address that is evaluated only here."""
        if isinstance(address, c.ObjectAddress | c.LocalAddress):
            return address
        return Emitted(address.at, address.type, self.temporary(address.at, self.address(address)))

    def _update(self, node: c.Update) -> None:
        """Emit `op=`, `++` and `--` as statements."""
        place = node.place
        if isinstance(place, c.LocalPlace) and not place.local.in_memory:
            python_name = place.local.python_name
            self.old_values[id(node.old)] = t.name(node.at, python_name)
            self.lines.append(t.assign(node.at, python_name, self.expr(node.new)))
            return
        address, bits = self._once(self.place_address(place)), place_bits(place)
        read = c.Load(node.at, node.type, address, bits)
        self.old_values[id(node.old)] = self.expr(read)
        self.store(node.at, node.type, address, self._settled_new(node), bits)

    def _settled_new(self, node: c.Update) -> ast.expr:
        value = self.expr(node.new)
        return self.temporary(node.at, value) if contains_call(value) else value

    def _update_value(self, node: c.Update) -> ast.expr:
        """Emit `op=`, `++` and `--` whose value is used."""
        place = node.place
        if isinstance(place, c.LocalPlace) and not place.local.in_memory:
            python_name = place.local.python_name
            current = t.name(node.at, python_name)
            if node.gives_old:
                kept = self.temporary(node.at, current)
                self.old_values[id(node.old)] = kept
                self.lines.append(t.assign(node.at, python_name, self.expr(node.new)))
                return t.name(node.at, kept.id)
            self.old_values[id(node.old)] = current
            return t.walrus(node.at, python_name, self.expr(node.new))
        address, bits = self._once(self.place_address(place)), place_bits(place)
        old = self.temporary(node.at, self.expr(c.Load(node.at, node.type, address, bits)))
        self.old_values[id(node.old)] = old
        new = self.temporary(node.at, self.expr(node.new))
        self.store(node.at, node.type, address, new, bits)
        if node.gives_old:
            return t.name(node.at, old.id)
        if bits is not None:
            return self.load(node.at, node.type, self.address(address), bits)
        return t.name(node.at, new.id)

    # -- calls ------------------------------------------------------------------------------------

    def _call(self, node: c.Call) -> ast.expr:
        at = node.at
        if isinstance(node.function, FunctionSymbol):
            arguments = self.values(*node.arguments, *(node.rest or ()))
            function: ast.expr = t.name(at, self.names.function(node.function))
            native = self.names.is_native(node.function)
        else:
            pointer, *arguments = self.values(node.function, *node.arguments, *(node.rest or ()))
            function = _FUNCTION_AT(at, pointer)
            native = False
        found = t.call(at, function, arguments)
        return t.yield_from(at, found) if self.stepping and not native else found

    def _temporary_object(self, node: c.Temporary) -> ast.expr:
        self.initialize(node.at, node.local, node.setup, zero=True)
        return self.frame_address(node.at, node.local)

    def initialize(
        self, at: Token, local: Local, found: list[c.Initialization], zero: bool
    ) -> None:
        """Store what initialises a local object that lives in memory."""
        start = self.frame_address(at, local)
        function = "zero_object" if zero else "fresh_object"
        whole = local.type.size
        self.lines.append(t.evaluate(at, t.helper(at, function, start, whole)))
        pointer = PointerType(local.type)
        for item in found:
            address = c.LocalAddress(item.value.at, pointer, local, item.offset)
            self.initialize_part(item, address)

    def initialize_part(self, item: c.Initialization, address: c.Expr) -> None:
        """Store one initial value."""
        at = item.value.at
        if isinstance(item.value, c.Bytes):
            target = self.expr(address)
            data = t.constant(at, item.value.data)
            self.lines.append(t.evaluate(at, t.helper(at, "write_bytes", target, data)))
            return
        value = self.expr(item.value)
        if contains_call(value):
            value = self.temporary(at, value)
        self.store(at, item.type, address, value, item.bits)

    # -- variable arguments -----------------------------------------------------------------------

    def _va_start(self, node: c.VaStart) -> ast.expr:
        return t.helper(node.at, "va_start", self.expr(node.address), t.name(node.at, "rest_"))

    def _va_arg(self, node: c.VaArg) -> ast.expr:
        value = t.helper(node.at, "va_arg", self.expr(node.address))
        type_ = node.type
        if isinstance(type_, IntegerType):
            mask = (1 << type_.bits) - 1
            if type_.signed:
                return _SIGNED(node.at, value, mask, 1 << (type_.bits - 1))  # type: ignore[no-any-return]
            return _MASK(node.at, value, mask)  # type: ignore[no-any-return]
        return value

    def _va_copy(self, node: c.VaCopy) -> ast.expr:
        target, source = self.values(node.target, node.source)
        return t.helper(node.at, "va_copy", target, source)

    def _unreachable(self, node: c.Unreachable) -> ast.expr:
        return t.helper(node.at, "unreachable")

    def _emitted(self, node: Emitted) -> ast.expr:
        return node.python


class Emitted(c.Expr):
    """A value that is already a Python expression without effects."""

    __slots__ = ("python",)

    def __init__(self, at: Token, type_: CType, python: ast.expr) -> None:
        super().__init__(at, type_)
        self.python = python


_EMIT = {
    c.Constant: ExpressionEmitter._constant,
    c.ObjectAddress: ExpressionEmitter._object_address,
    c.FunctionAddress: ExpressionEmitter._function_address,
    c.LocalAddress: ExpressionEmitter._local_address,
    c.LocalValue: ExpressionEmitter._local_value,
    c.OldValue: ExpressionEmitter._old_value,
    c.Load: ExpressionEmitter._load,
    c.Arithmetic: ExpressionEmitter._arithmetic,
    c.Negate: ExpressionEmitter._negate,
    c.Complement: ExpressionEmitter._complement,
    c.Not: ExpressionEmitter._truth_value,
    c.Compare: ExpressionEmitter._truth_value,
    c.Logical: ExpressionEmitter._truth_value,
    c.Convert: ExpressionEmitter._convert,
    c.PointerAdd: ExpressionEmitter._pointer_add,
    c.PointerDifference: ExpressionEmitter._pointer_difference,
    c.CheckedIndex: ExpressionEmitter._checked_index,
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
    c.Unreachable: ExpressionEmitter._unreachable,
    Emitted: ExpressionEmitter._emitted,
}


def view_name(type_: CType) -> str:
    """Return the name of the view of memory that holds values of a type: u64, i32, ..."""
    signed = isinstance(type_, IntegerType) and type_.signed
    return f"{'i' if signed else 'u'}{type_.size * 8}"


def bit_arguments(type_: IntegerType | PointerType, bits: c.Bits) -> tuple[int, int, int, int]:
    """Return unit size in bytes, first bit, width, and signedness."""
    signed = isinstance(type_, IntegerType) and type_.signed
    return type_.size, bits.offset, bits.width, int(signed)


def place_bits(place: c.Place) -> c.Bits | None:
    """Return the bits of a bit-field, None for other places."""
    return place.bits if isinstance(place, c.MemoryPlace) else None


def keeps_truth(operand: c.Expr, target: IntegerType) -> bool:
    """Return whether a conversion cannot turn a value that is not 0 into 0."""
    if target.rank == 0:
        return True
    low, high = signed_range(operand)
    return high - low < 1 << target.bits


def known_alignment(node: c.Expr) -> int:
    """Return an alignment in bytes that an address surely has."""
    match node:
        case c.Constant(value=value):
            return value & -value or 1 << 12
        case c.PointerAdd(pointer=pointer, index=c.Constant(value=index), scale=scale):
            offset = index * scale
            here = known_alignment(pointer)
            return min(here, offset & -offset) if offset else here
        case c.PointerAdd(pointer=pointer, scale=scale):
            return min(known_alignment(pointer), scale & -scale)
        case c.Convert(operand=operand) if isinstance(operand.type, PointerType):
            return max(known_alignment(operand), _own_alignment(node))
        case c.LocalAddress(local=local, offset=offset):
            return min(local.type.align, offset & -offset) if offset else local.type.align
        case c.ObjectAddress(symbol=symbol, offset=offset):
            align = object_alignment(symbol)
            return min(align, offset & -offset) if offset else align
    return _own_alignment(node)


def _own_alignment(node: c.Expr) -> int:
    if isinstance(node.type, PointerType) and node.type.target.complete:
        return node.type.target.align
    return 1


def object_alignment(symbol: ObjectSymbol) -> int:
    """Return the alignment of an object in bytes, a power of two."""
    return max(symbol.type.align, symbol.align, 1)


def contains_call(value: ast.expr) -> bool:
    """Return whether a Python expression calls something, and so can change memory."""
    return any(isinstance(node, ast.Call | ast.YieldFrom) for node in ast.walk(value)) and not (
        _only_checks(value)
    )


_CHECK_HELPERS = {"bad_load", "signed_overflow", "bad_index", "misaligned", "divide", "remainder"}


def _only_checks(value: ast.expr) -> bool:
    for node in ast.walk(value):
        if isinstance(node, ast.YieldFrom):
            return False
        if isinstance(node, ast.Call):
            function = node.func
            if not (isinstance(function, ast.Name) and function.id in _CHECK_HELPERS):
                return False
    return True


def _is_settled(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant | ast.Name)


def _product_range(left: tuple[int, int], right: tuple[int, int]) -> tuple[int, int]:
    ends = [a * b for a in left for b in right]
    return min(ends), max(ends)
