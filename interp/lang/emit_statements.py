# SPDX-License-Identifier: MIT
"""Checked statements to Python statements: declarations, choices, loops, returns."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from interp.lang import checked as c
from interp.lang import templates as t
from interp.lang.copies import copied_source
from interp.lang.counters import safe_step
from interp.lang.emit_base import is_settled
from interp.lang.emit_jumps import NOT_JUMPING, JumpEmitter, PythonLoop
from interp.lang.forms import Form
from interp.lang.jumps import NONE, continues, runs_once
from interp.lang.known import changes_in, nodes_in
from interp.lang.lifetimes import ends_in, falls_through
from interp.lang.names import FRAME, GOTO, Names
from interp.lang.qualified import const_ranges, volatile_ranges
from interp.lang.source import Location
from interp.lang.symbols import Local
from interp.lang.templates import statements, template
from interp.lang.tokens import Token
from interp.lang.types import IntegerType, VoidType

_ENTERING = template("inside if goto else test", "inside", "test")
_SELECT = template("table.get(value, otherwise)", "table", "value", "otherwise")
_USED = template("+value", "value")
_BETWEEN = template("low <= value <= high", "value", "low", "high")

_NOTE_POINT = statements("points_.append(shown)", "shown")
_NOTE_RETURN = statements("calls_.append((value, len_(points_), len_(undo)))", "value")


@dataclass(frozen=True)
class Point:
    """A place where a debugger can stop: before a statement; `locals` are those in scope."""

    location: Location
    locals: tuple[int, ...]


class StatementEmitter(JumpEmitter):
    """Emits the body of one function."""

    def __init__(self, function: c.Function, names: Names, form: Form) -> None:
        super().__init__(function, names, form)
        self.points: list[Point] = []
        self.visible: list[int] = []
        self.indices = {id(local): number for number, local in enumerate(function.locals)}
        self.inside_expression = 0

    def function_name(self) -> str:
        """Return the Python name of the function that is emitted."""
        return self.names.function(self.function.symbol)

    # -- points -----------------------------------------------------------------------------------

    def point(self, at: Token) -> None:
        """Let a debugger stop here."""
        if not self.has_points or self.inside_expression:
            return
        visible = tuple(self.visible)
        self.points.append(Point(at.location, visible))
        number = t.constant(at, len(self.points) - 1)
        if self.learns and self.known.shown == visible:  # nothing has changed since
            shown = number
        else:
            shown = t.row(at, [*self._shown(at), number])
        self.known.shown = visible
        if self.form is Form.STEP:
            self.lines.append(t.yielded(at, shown))
            self.known.disturbed()  # others may run meanwhile
        else:
            self.lines += _NOTE_POINT(at, shown)

    def _shown(self, at: Token) -> Iterator[ast.expr | None]:
        """Yield the stack frame and the variables in scope, None for those that are elsewhere."""
        yield t.name(at, FRAME) if self.frame_bytes() else None
        for number in range(max(self.visible, default=-1) + 1):
            local = self.function.locals[number]
            if local.in_memory or number not in self.visible:
                yield None
                continue
            if id(local) not in self.known.assigned:
                self.unset[local.python_name] = None
            yield t.name(at, local.python_name)

    def block(self, body: list[c.Statement]) -> None:
        """Emit the statements of a statement expression; a macro's are not stopped at."""
        hidden = bool(body) and body[0].at.spelled is not None
        self.inside_expression += hidden
        self.in_order(body)
        self.inside_expression -= hidden

    # -- statements -------------------------------------------------------------------------------

    def statement(self, node: c.Statement, entered: frozenset[str] = NONE) -> None:
        """Emit one statement; `entered` are labels inside that may be jumped to from before."""
        match node:
            case c.Block():
                self._block(node, entered)
            case c.Evaluate(at=at, expression=expression):
                self.point(at)
                self.temporary_objects.clear()
                self.drop(self.full(expression))
                self.end_lives(at, self.temporary_objects)
            case c.Declare():
                self._declare(node)
            case c.Lengths():
                self._lengths(node)
            case c.DeclareArray():
                self._declare_array(node)
            case c.EndArrays(at=at, level=level):
                self.end_arrays(at, level)
            case c.If():
                self._if(node, entered)
            case c.Loop():
                self._loop(node, entered)
            case c.Switch():
                self._switch(node, entered)
            case c.Return():
                self.point(node.at)
                self._return(node)
            case c.Goto():
                self.point(node.at)
                self._goto(node)
            case c.Break():
                self.point(node.at)
                self._break(node)
            case c.Continue():
                self.point(node.at)
                self._continue(node)
            case c.Label():
                pass

    def _block(self, node: c.Block, entered: frozenset[str]) -> None:
        known = len(self.visible)
        self.open_blocks.append((node, len(self.breakables)))
        self.in_order(node.body, entered)
        self.open_blocks.pop()
        del self.visible[known:]
        if node is self.function.body or id(node) in self.loop_bodies:
            return
        if falls_through(node.body) and not self.jumps.labels(node):
            self.end_lives(node.at, ends_in(node))

    def _declare(self, node: c.Declare) -> None:
        local = node.local
        self.temporary_objects.clear()
        if node.initial is not None and node.stops:
            self.point(node.at)
        if local.in_memory:
            if node.initial is None:
                start = self.frame_address(node.at, local)
                fresh = t.helper(node.at, "fresh_object", start, local.type.size)
                self.lines.append(t.evaluate(node.at, fresh))
                self.known.disturbed()
            else:
                self.initialize(node.at, local, node.initial, node.zero)
        elif node.initial is not None:
            self.note_copy(node.initial[0].value)
            value = self.expr(self.full(node.initial[0].value))
            self.lines.append(t.assign(node.at, local.python_name, value))
            self.assigned(local, node.initial[0].value)
        elif self.loops:  # a new object each time round: what the last one held is gone
            self.lose_local(node.at, local)
        if local.in_memory and self.names.strict and self.names.dropped:
            self._protect(node.at, local)
        self.end_lives(node.at, self.temporary_objects)
        self.visible.append(self.indices[id(local)])

    def _lengths(self, node: c.Lengths) -> None:
        if node.stops:
            self.point(node.at)
        self.temporary_objects.clear()
        for length in node.lengths:
            self.drop(self.full(length))
        self.end_lives(node.at, self.temporary_objects)

    def _declare_array(self, node: c.DeclareArray) -> None:
        self._lengths(c.Lengths(node.at, node.lengths))
        self.begin_array(node)
        if self.names.strict and "volatile" in self.names.dropped:
            self.protect_array(node)
        self.visible.append(self.indices[id(node.local)])

    def show_local(self, local: Local) -> None:
        """Let a debugger see a variable that no declaration names."""
        number = self.indices.get(id(local))
        if number is not None and number not in self.visible and not self.conditional:
            self.visible.append(number)

    def _protect(self, at: Token, local: Local) -> None:
        """Let nobody change a const object, or reach a volatile one by other lvalues (6.7.3p6)."""
        start = self.frame_address(at, local)
        dropped = self.names.dropped
        self.known.disturbed()
        if "const" in dropped and (ranges := const_ranges(local.type)):
            self.lines.append(t.evaluate(at, t.helper(at, "protect", start, "const", ranges)))
        if "volatile" in dropped and (ranges := volatile_ranges(local.type)):
            self.lines.append(t.evaluate(at, t.helper(at, "protect", start, "volatile", ranges)))

    def _if(self, node: c.If, entered: frozenset[str]) -> None:
        self._point_unless_entered(node.at, entered)
        unasked = self.known.copy()
        with self.captured() as before:
            test = self.test(self.full(node.condition))
        if entered:
            self.known = self.known.meet(unasked)
            test = self._entering_test(node, entered, before, test)
        else:
            self.lines += before
        known = self.known.copy()
        self.assume(node.condition, True)
        yes = self._branch(node.yes, entered)
        after_yes, self.known = self.known, known
        self.assume(node.condition, False)
        no = self._branch(node.no, entered) if node.no is not None else []
        if node.no is not None and self._is_left(node.no):
            self.known = after_yes
        elif not self._is_left(node.yes):
            self.known = self.known.meet(after_yes)
        self.lines.append(t.condition(node.at, test, yes, no))

    def _is_left(self, node: c.Statement) -> bool:
        """Return whether nothing after a statement in the same list is reached through it."""
        return not falls_through([node]) and not self.jumps.gotos(node)

    def _entering_test(
        self, node: c.If, entered: frozenset[str], before: list[ast.stmt], test: ast.expr
    ) -> ast.expr:
        """Return the test of an `if` into whose branches a jump may lead."""
        at = node.at
        into_yes = self.jumps.labels(node.yes) & entered
        if before:
            test = self._evaluated_unless_entering(at, before, test)
        inside = self._is_one_of(at, into_yes) if into_yes else t.constant(at, False)
        return _ENTERING(at, inside, test)

    def _evaluated_unless_entering(
        self, at: Token, before: list[ast.stmt], test: ast.expr
    ) -> ast.expr:
        self.temporaries += 1
        target = f"t{self.temporaries}_"
        self.lines.append(t.assign(at, target, t.constant(at, 0)))
        self.lines.append(
            t.condition(at, NOT_JUMPING(at), [*before, t.assign(at, target, test)], [])
        )
        return t.name(at, target)

    def _point_unless_entered(self, at: Token, entered: frozenset[str]) -> None:
        with self.captured() as lines:
            self.point(at)
        self._guarded(at, lines, entered)

    def _branch(self, node: c.Statement, entered: frozenset[str]) -> list[ast.stmt]:
        with self.captured() as lines:
            self.in_order([node], entered & self.jumps.labels(node))
        return lines

    # -- loops ------------------------------------------------------------------------------------

    def _loop(self, node: c.Loop, entered: frozenset[str]) -> None:
        inside = self.jumps.labels(node.body)
        if not inside and runs_once(node):
            self.in_order([node.body], NONE)
            self.point(node.at)
            self.end_lives(node.at, ends_in(node.body))
            return
        loop = PythonLoop("loop", node, inside, self.jumps.sheltered(node))
        counted = safe_step(node, self.function, self.jumps) if self.names.proves else None
        if counted is not None:
            self.safe.add(id(counted))
        changed = changes_in(node.condition, node.step, node.body)
        self.known.change(changed)
        if self.form is Form.STEP:
            self.known.disturbed()
        before = self.known.copy()
        if continues(node.body):
            with self.captured() as step:
                self._step(node)
            loop.step = step
            self.known = before.copy()
        if not node.test_last:  # the next round begins the lives of its objects anew
            self.loop_bodies.add(id(node.body))
        self.loops.append(loop)
        self.breakables.append(node)
        with self.captured() as body:
            if not node.test_last:
                self._test(node, entered & inside)
            self.in_order([node.body], entered & inside)
            if loop.step:
                self.lines += loop.step
            else:
                self._step(node)
        self.loops.pop()
        self.breakables.pop()
        self.known = before
        self._python_loop(node.at, body, loop)
        if not inside:
            self.end_lives(node.at, ends_in(node.body))

    def _step(self, node: c.Loop) -> None:
        """Emit what stands between two rounds of a loop."""
        if ends_in(node.body) and not self.jumps.labels(node.body) and _may_reach(node):
            self.end_lives(node.at, ends_in(node.body))
        if node.step is not None:
            self.drop(self.full(node.step))
        if node.test_last:
            self._test(node, entered=NONE)

    def _test(self, node: c.Loop, entered: frozenset[str]) -> None:
        """Leave the loop unless its condition holds; do not ask while a jump leads into it."""
        before = self.known.copy() if entered else self.known
        with self.captured() as lines:
            self.point(node.at)
            if node.condition is not None and not _is_true(node.condition):
                self.loop_tests |= set(map(id, _all_must_hold(node.condition)))
                test = self.test(self.full(node.condition))
                out = t.condition(node.at, test, [t.leave_empty(node.at)], [t.leave(node.at)])
                self.lines.append(_simplified(out))
                self.assume(node.condition, True)
        self._guarded(node.at, lines, entered)
        if entered:
            self.known = self.known.meet(before)

    # -- switch -----------------------------------------------------------------------------------

    def _switch(self, node: c.Switch, entered: frozenset[str]) -> None:
        self._point_unless_entered(node.at, entered)
        inside = self.jumps.labels(node.body)
        loop = PythonLoop("switch", node, inside, self.jumps.sheltered(node))
        self.known.change(changes_in(node.value, node.body))
        if self.form is Form.STEP:
            self.known.disturbed()
        before = self.known.copy()
        with self.captured() as body:
            with self.captured() as select:
                self._select(node)
            self._guarded(node.at, select, entered)
            self.loops.append(loop)
            self.breakables.append(node)
            self.in_order([node.body], inside)
            self.loops.pop()
            self.breakables.pop()
            self.lines.append(t.leave(node.at))
        self.known = before
        self._python_loop(node.at, body, loop)

    def _select(self, node: c.Switch) -> None:
        """Set `goto` to the label of the case that fits, or leave the switch."""
        at = node.at
        value = self.expr(self.full(node.value))
        default = next((case for case in node.cases if case.first is None), None)
        otherwise = self.number(default.label) if default else 0
        table: dict[int, int] = {}
        ranges: list[c.Case] = []
        for case in node.cases:
            if case.first is None or case.last is None:
                continue
            if case.last - case.first > 255:
                ranges.append(case)
            else:
                number = self.number(case.label)
                table.update(dict.fromkeys(range(case.first, case.last + 1), number))
        kept = self.temporary(at, value)
        selected = _SELECT(at, _dictionary(at, table), t.name(at, kept.id), otherwise)
        for case in ranges:
            test = _BETWEEN(at, t.name(at, kept.id), case.first, case.last)
            chosen = t.constant(at, self.number(case.label))
            selected = template("yes if test else no", "test", "yes", "no")(
                at, test, chosen, selected
            )
        self.lines.append(t.assign(at, GOTO, selected))
        if default is None:
            self.lines.append(t.condition(at, NOT_JUMPING(at), [t.leave(at)], []))

    # -- return -----------------------------------------------------------------------------------

    def _return(self, node: c.Return) -> None:
        if node.value is not None:
            value: ast.expr | None = self.expr(self.full(node.value))
            source = copied_source(node.value)
            if isinstance(source, c.LocalValue) and source.local.carries and _is_number(source):
                value = _USED(node.at, value)  # to return a value is to use it
        else:
            value = self.no_value(node.at)
        if self.function.symbol.noreturn:
            self._must_not_return(node.at)
        if self.frame_bytes():
            if value is not None and not isinstance(value, ast.Constant):
                value = self.temporary(node.at, value)
            self.lines.append(self.leave_frame(node.at))
        self.lines.append(t.give_back(node.at, self.noted(node.at, value)))

    def noted(self, at: Token, value: ast.expr | None) -> ast.expr | None:
        """Return a function's result, of which note is taken where it is recorded."""
        if self.form is Form.RECORD:
            if value is not None and not is_settled(value):
                value = self.temporary(at, value)
            self.lines += _NOTE_RETURN(at, t.constant(at, None) if value is None else value)
        return value

    def _must_not_return(self, at: Token) -> None:
        """Report that a function returns that is declared `_Noreturn` (6.7.4p8)."""
        detail = f"'{self.function.symbol.name}()' is declared _Noreturn, but it returns"
        self.lines.append(t.evaluate(at, t.helper(at, "undefined", "RETURNED", detail)))

    def no_value(self, at: Token) -> ast.expr | None:
        """Return what stands for the result of a function that ends without giving one."""
        symbol = self.function.symbol
        if isinstance(symbol.type.result, VoidType):
            return None
        if symbol.name == "main":  # reaching its end returns 0 (5.1.2.2.3)
            return t.constant(at, 0)
        return t.helper(at, "no_value", symbol.name)

    def frame_bytes(self) -> int:
        """Return the size of the stack frame in bytes."""
        return 0

    def leave_frame(self, at: Token) -> ast.stmt:
        """Return the statement that gives the stack frame back; lists must be ended by then."""
        if self.argument_lists:
            places = tuple(local.frame_offset for local in self.argument_lists)
            names = tuple(local.name for local in self.argument_lists)
            ended = t.helper(at, "va_left", t.name(at, FRAME), places, t.constant(at, names))
            self.lines.append(t.evaluate(at, ended))
        if self.has_arrays:
            return t.evaluate(at, t.helper(at, "leave_arrays", t.name(at, FRAME)))
        return t.evaluate(at, t.helper(at, "leave_frame", t.name(at, FRAME), self.frame_bytes()))


def _may_reach(loop: c.Loop) -> bool:
    """Return whether the test or the step of a loop may reach objects of its body."""
    around = nodes_in(*(part for part in (loop.condition, loop.step) if part is not None))
    return any(isinstance(node, c.Load | c.Call) for node in around)


def _is_number(value: c.LocalValue) -> bool:
    return isinstance(value.type, IntegerType) and not value.local.in_memory


def _all_must_hold(condition: c.Expr) -> list[c.Expr]:
    """Return the parts of a condition that must all be true, in a chain of `&&`."""
    if isinstance(condition, c.Logical) and condition.op == "&&":
        return [*_all_must_hold(condition.left), *_all_must_hold(condition.right)]
    return [condition]


def _is_true(condition: c.Expr) -> bool:
    return isinstance(condition, c.Constant) and condition.value != 0


def _simplified(statement: ast.stmt) -> ast.stmt:
    """Return `if not test: break` for `if test: pass else: break`."""
    assert isinstance(statement, ast.If)
    negated = {
        ast.Eq: ast.NotEq,
        ast.NotEq: ast.Eq,
        ast.Lt: ast.GtE,
        ast.GtE: ast.Lt,
        ast.Gt: ast.LtE,
        ast.LtE: ast.Gt,
    }
    test = statement.test
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and type(test.ops[0]) in negated:
        test.ops = [negated[type(test.ops[0])]()]
    elif isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        statement.test = test.operand
    else:
        statement.test = ast.copy_location(ast.UnaryOp(op=ast.Not(), operand=test), test)
    statement.body, statement.orelse = statement.orelse, []
    return statement


def _dictionary(at: Token, table: dict[int, int]) -> ast.expr:
    place = t.constant(at, None)
    keys = [t.constant(at, key) for key in table]
    values = [t.constant(at, value) for value in table.values()]
    return ast.copy_location(ast.Dict(keys=list(keys), values=values), place)
