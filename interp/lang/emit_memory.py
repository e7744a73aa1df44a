# SPDX-License-Identifier: MIT
"""Reading and writing memory: checked in line by the shadow, at full speed where it allows."""

from __future__ import annotations

import ast

from interp.lang import checked as c
from interp.lang import templates as t
from interp.lang.emit_base import ADD, PLAIN, Emitter, bit_arguments, view_name
from interp.lang.names import AT, FRAME, RESULT, TO
from interp.lang.qualified import const_ranges, volatile_ranges
from interp.lang.symbols import Local
from interp.lang.templates import statements, template
from interp.lang.tokens import Token
from interp.lang.types import ArrayType, CType, IntegerType, PointerType, StructType

_LOAD = {
    bits: template(
        f"view[{AT}] if not bad_{bits}[{AT} := (address ^ base) >> {shift}] "
        f"else bad_load({AT}, size)",
        "view", "address", "base", "size", "bad_load",
    )
    for bits, shift in ((16, 1), (32, 2), (64, 3))
}  # fmt: skip
_LOAD[8] = template(
    f"view[{AT}] if not bad_8[{AT} := address ^ base] else bad_load({AT}, size)",
    "view", "address", "base", "size", "bad_load",
)  # fmt: skip
_BOOL = template(
    f"{RESULT} if ({RESULT} := value) < 2 else bad_bool({RESULT})",
    "value",
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
_STORE_VOLATILE = {
    bits: statements(
        f"{TO} = index\nif bad_{bits}[{TO}]: volatile_store({TO}, {bits // 8})\nview[{TO}] = value",
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
_BAD_FROM = template(f"bad_8[{AT}]")
_BAD_TO = template(f"bad_8[{TO}]")
_EITHER = template("first or second", "first", "second")
_COPY = statements(f"set_u8[{TO}] = u8[{AT}]")


class MemoryEmitter(Emitter):
    """Emits constants, addresses, loads and stores."""

    # -- leaves -----------------------------------------------------------------------------------

    def _constant(self, node: c.Constant) -> ast.expr:
        return t.constant(node.at, node.value)

    def _function_address(self, node: c.FunctionAddress) -> ast.expr:
        return t.constant(node.at, self.names.function_address(node.symbol))

    def frame_address(self, at: Token, local: Local, offset: int = 0) -> ast.expr:
        """Return the address of a local in the stack frame."""
        return ADD(at, t.name(at, FRAME), local.frame_offset + offset)

    def _local_value(self, node: c.LocalValue) -> ast.expr:
        if node.local.in_memory:
            address = self.frame_address(node.at, node.local)
            self.touched(node, address)
            volatile = node.local.type.volatile and "volatile" in self.names.dropped
            return self.load(node.at, node.type, address, volatile=volatile)
        self.touched(node)
        return t.name(node.at, node.local.python_name)

    def _old_value(self, node: c.OldValue) -> ast.expr:
        return self.old_values[id(node)]

    # -- memory -----------------------------------------------------------------------------------

    def _load(self, node: c.Load) -> ast.expr:
        if id(node) in self.watched:
            address = self.temporary(node.at, self.address(node.address))
            self.touched(node, address)
            return self.load(node.at, node.type, address, node.bits)
        known = self._known_index(node.address, node.type, node.bits)
        if known is not None:
            view = t.name(node.at, view_name(node.type))
            return self._true_or_false(node.at, node.type, _LOAD_KNOWN(node.at, view, known))
        volatile = self._is_volatile(node.address)
        return self.load(node.at, node.type, self.address(node.address), node.bits, volatile)

    def is_alias(self, node: c.ObjectAddress | c.LocalAddress, declared: CType) -> bool:
        """Return whether an object must not be reached so (given by the pointers' part)."""
        raise NotImplementedError

    def _is_volatile(self, address: c.Expr) -> bool:
        type_ = address.type
        return (
            "volatile" in self.names.dropped
            and isinstance(type_, PointerType)
            and type_.target.volatile
        )

    def load(
        self,
        at: Token,
        type_: CType,
        address: ast.expr,
        bits: c.Bits | None = None,
        volatile: bool = False,
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
        signed = isinstance(type_, IntegerType) and type_.signed
        helper = t.name(at, "volatile_load" if volatile else "bad_load")
        amount = t.constant(at, -type_.size if signed else type_.size)
        value = _LOAD[size](at, view, address, self.names.base, amount, helper)
        return self._true_or_false(at, type_, value)

    def _true_or_false(self, at: Token, type_: CType, value: ast.expr) -> ast.expr:
        """Return a value that was read; a _Bool must be 0 or 1 (6.2.6.1p5)."""
        if isinstance(type_, IntegerType) and type_.rank == 0:
            return _BOOL(at, value)
        return value

    def _known_index(
        self, address: c.Expr, type_: CType, bits: c.Bits | None, writes: bool = False
    ) -> int | None:
        """Return the index into the view, if this is surely inside an object of static storage."""
        if not isinstance(address, c.ObjectAddress) or bits is not None:
            return None
        if isinstance(type_, StructType | ArrayType) or address.symbol.data is not None:
            return None
        if isinstance(type_, PointerType) and self.names.is_released(address.symbol):
            return None
        if self.is_alias(address, address.symbol.type) or self._is_disguised(address, writes):
            return None
        size = self.names.size(address.symbol)
        if not 0 <= address.offset <= size - type_.size or address.offset % type_.size:
            return None
        return (self.names.address(address.symbol) + address.offset ^ self.names.base) // type_.size

    def _is_disguised(self, address: c.ObjectAddress, writes: bool) -> bool:
        """Return whether a cast hides that an object is const, or volatile (6.7.3p6)."""
        dropped, type_ = self.names.dropped, address.symbol.type
        if "volatile" in dropped and volatile_ranges(type_) and not self._is_volatile(address):
            return True
        return writes and "const" in dropped and bool(const_ranges(type_))

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
        known = self._known_index(address, type_, bits, writes=True)
        if known is not None:
            if self.stepping:
                self.lines += _REMEMBER_KNOWN(at, known * type_.size // 8)
            self.lines += _STORE_KNOWN(at, view, known, value)
            return
        volatile = self._is_volatile(address)
        self._store_at(at, type_, view, self.address(address), value, volatile)

    def copy_byte(self, place: c.MemoryPlace, source: c.Load) -> None:
        """Copy a byte; one that was never written may be copied, and stays so (as for KMSAN)."""
        base = self.names.base
        target, origin = self.values(place.address, source.address)
        self.lines.append(t.assign(source.at, AT, PLAIN["^"](source.at, origin, base)))
        self.lines.append(t.assign(place.at, TO, PLAIN["^"](place.at, target, base)))
        self.access[source.at.line, source.at.column - 1] = 1
        self.access[place.at.line, place.at.column - 1] = 1
        test = _EITHER(place.at, _BAD_FROM(source.at), _BAD_TO(place.at))
        found = ADD(source.at, t.name(source.at, AT), base)
        value = t.helper(source.at, "read_struct", found, 1)
        careful = t.helper(
            place.at, "write_struct", ADD(place.at, t.name(place.at, TO), base), value
        )
        plain = _COPY(place.at)
        if self.stepping:
            plain[:0] = _REMEMBER[8](place.at)
        self.lines.append(t.condition(place.at, test, [t.evaluate(place.at, careful)], plain))

    def _store_at(
        self,
        at: Token,
        type_: CType,
        view: ast.expr,
        address: ast.expr,
        value: ast.expr,
        volatile: bool = False,
    ) -> None:
        shift = type_.size.bit_length() - 1
        base = self.names.base
        if shift:
            index = _ADDRESS_TO_INDEX(at, address, base, shift)
        else:
            index = PLAIN["^"](at, address, base)
        self.access[at.line, at.column - 1] = type_.size
        form = _STORE_VOLATILE if volatile else _STORE
        found = form[type_.size * 8](at, index, view, value)
        if self.stepping:
            found[2:2] = _REMEMBER[type_.size * 8](at)
        self.lines += found
