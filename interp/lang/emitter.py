# SPDX-License-Identifier: MIT
"""A checked function to Python code objects, in three forms.

**run**: a plain function. **step**: a generator function that yields a point before each statement,
and calls other C functions by `yield from`, so that several can be under way at once. **record**:
a plain function that writes down the points, the calls, and in the undo log what its stores
overwrite, each with how many points there were before it. All of them hold the same checks.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from types import CodeType

from interp.lang import checked as c
from interp.lang import templates as t
from interp.lang.copies import note_carriers
from interp.lang.emit_places import pointer_of
from interp.lang.emit_statements import Point, StatementEmitter
from interp.lang.forms import Form
from interp.lang.known import accesses_in, nodes_in
from interp.lang.library import VA_LIST
from interp.lang.lifetimes import released_in
from interp.lang.names import FRAME, GOTO, Names, python_name
from interp.lang.source import Location
from interp.lang.symbols import LEAST_ALIGN, Local
from interp.lang.templates import statements
from interp.lang.tokens import error
from interp.lang.types import CType, PointerType
from interp.lang.variable_types import VariableArray, with_counts, without_counts

REDZONE = 32
MAXIMUM_FRAME_BYTES = 1 << 24
TOO_DEEP = (
    "this function is nested too deeply: at most 20 loops and switches can stand inside each "
    "other, and expressions a few hundred levels deep"
)
_NOTE_CALL = statements("calls_.append((name, len_(points_)))\nnext_(fuel)", "name")
SHADOW_GOOD, SHADOW_UNWRITTEN, SHADOW_REDZONE = 0x00, 0x01, 0xF2


@dataclass(frozen=True)
class LocalVariable:
    """A C local as a debugger shows it: a Python variable, or an offset in the stack frame."""

    name: str
    type: CType
    location: Location
    python_name: str | None
    frame_offset: int | None
    is_parameter: bool


@dataclass(frozen=True)
class EmittedFunction:
    """The code of a function in one build, with what a debugger wants to know about it."""

    name: str
    python_name: str
    location: Location
    end: Location
    type: CType
    code: CodeType
    points: tuple[Point, ...]
    locals: tuple[LocalVariable, ...]
    access: dict[tuple[int, int], int]


class FunctionEmitter(StatementEmitter):
    """Emits one function."""

    def __init__(self, function: c.Function, names: Names, form: Form) -> None:
        super().__init__(function, names, form)
        self._frame_bytes = 0
        self.has_arrays = any(isinstance(x.type, VariableArray) for x in function.locals)
        self._template = b""
        note_carriers(nodes_in(function.body))
        self._name_locals()
        self._lay_out_frame()
        self._prepare_to_learn()
        self.argument_lists = self._argument_lists()

    def _argument_lists(self) -> list[Local]:
        """Return the lists that must be ended where the function is left.

        One that it never ends is no slip on some path but a habit, which the checker warns of.
        """
        locals_ = self.function.locals
        lists = [local for local in locals_ if local.in_memory and local.type == VA_LIST]
        nodes = list(nodes_in(self.function.body)) if lists else []
        if not any(isinstance(node, c.VaStart | c.VaCopy) for node in nodes):
            return []
        ended = {
            id(node.address.local)
            for node in nodes
            if isinstance(node, c.VaEnd) and isinstance(node.address, c.LocalAddress)
        }
        return [local for local in lists if id(local) in ended]

    def _prepare_to_learn(self) -> None:
        """Keep facts, unless jumps lead out of the middle of expressions."""
        function = self.function
        self.learns = self.names.proves and not function.jumps_in_expressions
        for address, size in accesses_in(function.body) if self.learns else ():
            owner = pointer_of(address)
            if owner is not None:
                self.uses[owner, size] += 1
        if function.jumps_in_expressions:  # what came before is then hard to say
            self.never_sure = set(map(id, function.locals))
        elif self.has_points:
            self.never_sure = set(released_in(function.body))
        self.known.assigned = set(map(id, function.parameters)) - self.never_sure

    def _name_locals(self) -> None:
        for local in self.function.locals:
            local.python_name = python_name(local.name or local.hint, self.taken, self.names)

    def _lay_out_frame(self) -> None:
        """Give each local in memory a place, with forbidden ground between them."""
        offset = 0
        shadow = bytearray()
        for local in self.function.locals:
            if not local.in_memory:
                continue
            align = max(LEAST_ALIGN, local.type.align)
            offset = -(-(offset + REDZONE) // align) * align
            shadow += bytes([SHADOW_REDZONE]) * (offset - len(shadow))
            self._check_size(local, offset + local.type.size)
            local.frame_offset = offset
            shadow += bytes([SHADOW_UNWRITTEN]) * local.type.size
            offset += local.type.size
        if shadow or self.has_arrays:
            end = -(-(offset + REDZONE) // 16) * 16
            shadow += bytes([SHADOW_REDZONE]) * (end - len(shadow))
        self._frame_bytes, self._template = len(shadow), bytes(shadow)

    def _check_size(self, local: Local, size: int) -> None:
        if size > MAXIMUM_FRAME_BYTES:
            raise error(local.at, f"the local objects of this function need {size} bytes")

    def frame_bytes(self) -> int:
        """Return the size of the stack frame in bytes."""
        return self._frame_bytes

    def emit(self) -> EmittedFunction:
        """Return the function's code."""
        function = self.function
        at = function.at
        with self.captured() as body:
            self.visible += [self.indices[id(local)] for local in function.parameters]
            self._enter()
            self.in_order([function.body])
            self._finish()
            self._be_a_generator()
        given = {local.python_name for local in function.parameters}
        unset = [name for name in self.unset if name not in given]
        if unset:
            body.insert(0, t.assign_all(at, unset, t.constant(at, None)))
        if self.numbers:
            body.insert(0, t.assign(at, GOTO, t.constant(at, 0)))
        rest = "rest_" if function.symbol.type.variadic else None
        parameters = [local.python_name for local in function.parameters]
        name = self.names.function(function.symbol)
        module = t.define(at, name, parameters, rest, body)
        return self._compiled(name, module)

    def _enter(self) -> None:
        at = self.function.at
        if self.form is Form.RECORD:
            self.lines += _NOTE_CALL(at, t.constant(at, self.function_name()))
        if not self._frame_bytes:
            return
        template = t.constant(at, self._template)
        self.lines.append(t.assign(at, FRAME, t.helper(at, "enter", template)))
        self.keep_frame_indices(at)
        for local in self.function.parameters:
            if local.in_memory:
                value = t.name(at, local.python_name)
                address = c.LocalAddress(at, PointerType(local.type), local)
                self.store(at, local.type, address, value, None)

    def _finish(self) -> None:
        """What happens at the closing brace, if it can be reached."""
        end = self.function.end
        body = self.function.body.body
        if body and isinstance(body[-1], c.Return):
            return
        self.point(end)
        if self.function.symbol.noreturn:
            self._must_not_return(end)
        if self._frame_bytes:
            self.lines.append(self.leave_frame(end))
        value = self.noted(end, self.no_value(end))
        if value is not None:
            self.lines.append(t.give_back(end, value))

    def _be_a_generator(self) -> None:
        if self.form is Form.STEP and not self.points:
            end = self.function.end
            self.lines.append(t.yielded(end, t.constant(end, 0)))

    def _compiled(self, name: str, module: ast.Module) -> EmittedFunction:
        function = self.function
        source = function.at.source.name
        try:
            code = compile(module, source, "exec", dont_inherit=True)
        except (RecursionError, MemoryError, SyntaxError):
            raise error(function.at, TOO_DEEP) from None
        body = next(constant for constant in code.co_consts if isinstance(constant, CodeType))
        return EmittedFunction(
            function.symbol.name,
            name,
            function.at.location,
            function.end.location,
            without_counts(function.symbol.type),
            body,
            tuple(self.points),
            tuple(self._variable(local) for local in function.locals),
            self.access,
        )

    def _variable(self, local: Local) -> LocalVariable:
        place = local.at.location
        type_ = with_counts(local.type, lambda count: count.python_name)
        if local.in_memory:
            return LocalVariable(
                local.name, type_, place, None, local.frame_offset, local.is_parameter
            )
        return LocalVariable(local.name, type_, place, local.python_name, None, local.is_parameter)


def emit(function: c.Function, names: Names, form: Form) -> EmittedFunction:
    """Return the code of a function in one of the forms."""
    try:
        return FunctionEmitter(function, names, form).emit()
    except RecursionError:
        raise error(function.at, TOO_DEEP) from None


__all__ = ["EmittedFunction", "LocalVariable", "Point", "emit"]
