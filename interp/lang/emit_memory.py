# SPDX-License-Identifier: MIT
"""Reading and writing memory: checked in line by the shadow, at full speed where it allows."""

from __future__ import annotations

import ast

from interp.lang import checked as c
from interp.lang import templates as t
from interp.lang.emit_base import (
    ADD,
    ALIGNED,
    PLAIN,
    bit_arguments,
    bits_of_all,
    is_settled,
    view_name,
)
from interp.lang.emit_places import Place, PlaceEmitter
from interp.lang.forms import Form
from interp.lang.known import Access
from interp.lang.names import AT, FRAME, RESULT, TO
from interp.lang.symbols import Local
from interp.lang.templates import statements, template
from interp.lang.tokens import Token
from interp.lang.types import (
    ArrayType,
    CType,
    IntegerType,
    PointerType,
    StructType,
    VoidType,
    pointed_align,
)

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
_LOAD_AT = {
    bits: template(
        f"view[{AT}] if not bad_{bits}[{AT} := index] else bad_load({AT}, size)",
        "view", "index", "size", "bad_load",
    )
    for bits in (8, 16, 32, 64)
}  # fmt: skip
_LOAD_SETTLED = {
    bits: template(
        f"view[index] if not bad_{bits}[index] else bad_load(index, size)",
        "view", "index", "size", "bad_load",
    )
    for bits in (8, 16, 32, 64)
}  # fmt: skip
_LOAD_GOOD = template("view[index]", "view", "index")
_ADDRESS_TO_INDEX = template("(address ^ base) >> shift", "address", "base", "shift")
_CHECK_STORE = {
    bits: statements(
        f"if bad_{bits}[index]: first_store(index, {bits // 8})", "index", "first_store"
    )
    for bits in (8, 16, 32, 64)
}  # fmt: skip
_STORE = statements("view[index] = value", "view", "index", "value")
_STORE_COPIED = statements(
    "try: view[index] = value\nexcept unwritten_value: put_unwritten(index, size, value)",
    "view", "index", "value", "size",
)  # fmt: skip
_REMEMBER = {
    bits: statements(f"undo((index >> {shift}, u64[index >> {shift}]))" if shift
                     else "undo((index, u64[index]))", "index")
    for bits, shift in ((8, 3), (16, 2), (32, 1), (64, 0))
}  # fmt: skip
_REMEMBER_WHEN = {
    bits: statements(
        f"undo.extend((index >> {shift}, u64[index >> {shift}], len_(points_)))" if shift
        else "undo.extend((index, u64[index], len_(points_)))", "index"
    )
    for bits, shift in ((8, 3), (16, 2), (32, 1), (64, 0))
}  # fmt: skip
_BAD_FROM = template(f"bad_8[{AT}]")
_BAD_TO = template(f"bad_8[{TO}]")
_EITHER = template("first or second", "first", "second")
_COPY = statements(f"set_u8[{TO}] = u8[{AT}]")


class MemoryEmitter(PlaceEmitter):
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
            if id(node) in self.watched:
                self.touched(node, self.frame_address(node.at, node.local))
            address = c.LocalAddress(node.at, PointerType(node.local.type), node.local)
            return self._load_from(node.at, node.type, address, None, id(node) in self.copied)
        self.touched(node)
        return self.read_local(node.at, node.local)

    def _old_value(self, node: c.OldValue) -> ast.expr:
        return self.old_values[id(node)]

    # -- memory -----------------------------------------------------------------------------------

    def _load(self, node: c.Load) -> ast.expr:
        if id(node) in self.watched:
            address = self.temporary(node.at, self.address(node.address))
            self.touched(node, address)
            return self.load(node.at, node.type, address, node.bits)
        copied = id(node) in self.copied
        return self._load_from(node.at, node.type, node.address, node.bits, copied)

    def _load_from(
        self, at: Token, type_: CType, address: c.Expr, bits: c.Bits | None, copied: bool
    ) -> ast.expr:
        if isinstance(type_, VoidType):
            return self.expr(address)  # `*p;` of a `void *`: there is nothing to read
        bits = bits or bits_of_all(type_)
        if bits is None and not isinstance(type_, StructType | ArrayType):
            place = self.place_of(address, type_)
            if place is not None:
                return self._load_place(at, type_, place, copied)
        volatile = self.is_volatile(address)
        return self.load(at, type_, self.address(address), bits, volatile, copied)

    def _load_place(self, at: Token, type_: CType, place: Place, copied: bool) -> ast.expr:
        """Return the value at a place; what was checked before is not checked again."""
        view, bits, key = t.name(at, view_name(type_)), type_.size * 8, place.key
        good = key is not None and (key, False) in self.known.good
        index = self.index_of(at, place)
        if good:
            return self._valid(at, type_, _LOAD_GOOD(at, view, index))
        self.access[at.line, at.column - 1] = type_.size
        signed = isinstance(type_, IntegerType) and type_.signed
        amount = t.constant(at, -type_.size if signed else type_.size)
        form = _LOAD_SETTLED if is_settled(index) else _LOAD_AT
        helper = t.name(at, "copied_load" if copied else "bad_load")
        value = form[bits](at, view, index, amount, helper)
        if not copied:
            self._learn_access(key, store=False)
        return self._valid(at, type_, value)

    def _learn_access(self, key: Access | None, store: bool) -> None:
        """Remember that an access was checked: where nothing is const, for stores as for loads."""
        if key is None or not self.learns:
            return
        self.known.good.add((key, False))
        if store or "const" not in self.names.dropped:
            self.known.good.add((key, True))

    def load(
        self,
        at: Token,
        type_: CType,
        address: ast.expr,
        bits: c.Bits | None = None,
        volatile: bool = False,
        copied: bool = False,
    ) -> ast.expr:
        """Return the value of a type at an address; one never written may be `copied`."""
        if isinstance(type_, StructType | ArrayType):
            return t.helper(at, "read_struct", address, type_.size)
        bits = bits or bits_of_all(type_)
        if bits is not None:
            assert isinstance(type_, IntegerType | PointerType)
            helper = "copied_bits" if copied else "get_bits"
            return t.helper(at, helper, address, *bit_arguments(type_, bits))
        view = t.name(at, view_name(type_))
        size = type_.size * 8
        self.access[at.line, at.column - 1] = type_.size
        signed = isinstance(type_, IntegerType) and type_.signed
        name = "volatile_load" if volatile else "copied_load" if copied else "bad_load"
        amount = t.constant(at, -type_.size if signed else type_.size)
        value = _LOAD[size](at, view, address, self.names.base, amount, t.name(at, name))
        return self._valid(at, type_, value)

    def _valid(self, at: Token, type_: CType, value: ast.expr) -> ast.expr:
        """Return a value that was read: a _Bool is 0 or 1, a pointer aligned (6.2.6.1p5)."""
        align = pointed_align(type_)
        if align > 1 and self.names.strict and "alignment" in self.names.dropped:
            return ALIGNED(at, value, align - 1)
        if isinstance(type_, IntegerType) and type_.rank == 0:
            return _BOOL(at, value)
        return value

    def store(
        self,
        at: Token,
        type_: CType,
        address: c.Expr,
        value: ast.expr,
        bits: c.Bits | None,
        copied: bool = False,
    ) -> None:
        """Store a value of a type at an address; if `copied`, it may never have been written."""
        if isinstance(type_, StructType | ArrayType):
            target = self.address(address)
            self.lines.append(t.evaluate(at, t.helper(at, "write_struct", target, value)))
            self.known.disturbed()
            return
        bits = bits or bits_of_all(type_)
        if bits is not None:
            assert isinstance(type_, IntegerType | PointerType)
            arguments = bit_arguments(type_, bits)
            stored = t.helper(at, "put_bits", self.address(address), *arguments, value)
            self.lines.append(t.evaluate(at, stored))
            return
        view = t.name(at, "set_" + view_name(type_))
        volatile = self.is_volatile(address)
        place = self.place_of(address, type_)
        if place is None:
            self._store_at(at, type_, view, self.address(address), value, volatile, copied)
            return
        key = place.key
        good = key is not None and (key, True) in self.known.good
        index = self.index_of(at, place)
        self._store_index(at, type_, view, index, value, good=good, copied=copied)
        if not copied:
            self._learn_access(key, store=True)

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
        plain[:0] = self._remember(place.at, 8, t.name(place.at, TO))
        self.known.disturbed()
        self.lines.append(t.condition(place.at, test, [t.evaluate(place.at, careful)], plain))

    def _store_at(
        self,
        at: Token,
        type_: CType,
        view: ast.expr,
        address: ast.expr,
        value: ast.expr,
        volatile: bool = False,
        copied: bool = False,
    ) -> None:
        shift = type_.size.bit_length() - 1
        base = self.names.base
        if shift:
            index = _ADDRESS_TO_INDEX(at, address, base, shift)
        else:
            index = PLAIN["^"](at, address, base)
        self._store_index(at, type_, view, index, value, volatile, copied=copied)

    def _store_index(
        self,
        at: Token,
        type_: CType,
        view: ast.expr,
        index: ast.expr,
        value: ast.expr,
        volatile: bool = False,
        good: bool = False,
        copied: bool = False,
    ) -> None:
        """Store a value at an index; unless it is known to be good, the shadow is asked first."""
        bits = type_.size * 8
        self.access[at.line, at.column - 1] = type_.size
        if not is_settled(index):
            self.lines.append(t.assign(at, TO, index))
            index = t.name(at, TO)
        if not good:
            helper = t.name(at, "volatile_store" if volatile else "first_store")
            self.lines += _CHECK_STORE[bits](at, index, helper)
        self.lines += self._remember(at, bits, index)
        if copied:
            self.lines += _STORE_COPIED(at, view, index, value, type_.size)
            self.known.disturbed()
        else:
            self.lines += _STORE(at, view, index, value)

    def _remember(self, at: Token, bits: int, index: ast.expr) -> list[ast.stmt]:
        """Return what keeps the word that is about to be overwritten, in an undo log."""
        if self.form is Form.RUN:
            return []
        form = _REMEMBER if self.form is Form.STEP else _REMEMBER_WHEN
        return form[bits](at, index)
