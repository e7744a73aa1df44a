# SPDX-License-Identifier: MIT
"""Jumps of every kind in Python statements.

Python has no goto. A jump sets the variable `goto` to the number of its label, and then one of
three things happens. If the label stands later in the same list of statements, everything up to it
is skipped (`if not goto:`). If a Python loop lies between, it is left by `break`. If the label
stands earlier, the list is wrapped in a loop of its own, and `continue` begins it anew. Entering a
loop or a branch sideways is the same from the other end: conditions that stand before the label
are not asked while `goto` is set.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from interp.lang import checked as c
from interp.lang import templates as t
from interp.lang.emit_expressions import ExpressionEmitter
from interp.lang.forms import Form
from interp.lang.jumps import NONE, JumpMap
from interp.lang.lifetimes import ends_in
from interp.lang.names import GOTO, Names
from interp.lang.templates import template
from interp.lang.tokens import Token

NOT_JUMPING = template("not goto")
_NOT_OR = template("not goto or inside", "inside")


@dataclass
class PythonLoop:
    """A Python loop that is open where we emit: a C loop, a switch, or a wrapper for jumps."""

    kind: str  # "loop", "switch" or "wrapper"
    statement: c.Statement | None
    labels: frozenset[str] = NONE  # labels that stand inside
    sheltered: frozenset[str] = NONE  # labels inside its statement expressions
    step: list[ast.stmt] = field(default_factory=list)
    left_for: set[str] = field(default_factory=set)  # jumps that leave it by `break`


class JumpEmitter(ExpressionEmitter):
    """Emits lists of statements, and the jumps into them, inside them and out of them."""

    def __init__(self, function: c.Function, names: Names, form: Form) -> None:
        super().__init__(names, form)
        self.function = function
        self.jumps = JumpMap(function)
        self.loops: list[PythonLoop] = []
        self.breakables: list[c.Statement] = []
        self.open_blocks: list[tuple[c.Block, int]] = []  # each with how many breakables it is in
        self.loop_bodies: set[int] = set()  # blocks whose objects are begun anew each round
        self.numbers: dict[str, int] = {}

    if TYPE_CHECKING:

        def statement(self, node: c.Statement, entered: frozenset[str] = NONE) -> None:
            """Emit one statement; `entered` are labels inside that may be jumped to from before."""

    # -- lists ------------------------------------------------------------------------------------

    def in_order(self, statements: list[c.Statement], entered: frozenset[str] = NONE) -> None:
        """Emit statements in order; to the labels `entered` a jump may lead from before."""
        if self.jumps.goes_back(statements):
            self._wrapped(statements)
            return
        self._once_through(statements, entered)

    def _once_through(self, statements: list[c.Statement], entered: frozenset[str]) -> None:
        pending = entered
        position = 0
        while position < len(statements):
            statement = statements[position]
            inside = self.jumps.labels(statement)
            before = self.known.copy() if pending else self.known
            if isinstance(statement, c.Label):
                if statement.name in self.jumps.targets:
                    self.known.unsure()
                if statement.name in pending:
                    self._arrive(statement)
                    pending -= {statement.name}
                position += 1
            elif inside:
                self._enterable(statement, inside, pending)
                self.known = self.known.meet(before) if pending else self.known
                pending = (pending - inside) | self._falling(self.jumps.escapes(statement))
                position += 1
            else:
                end = self._run_end(statements, position)
                with self.captured() as lines:
                    for each in statements[position:end]:
                        self.statement(each)
                self._guarded(statements[position].at, lines, pending)
                self.known = self.known.meet(before) if pending else self.known
                pending |= self._falling(self.jumps.escapes(statements[end - 1]))
                position = end

    def _falling(self, jumps: frozenset[str]) -> frozenset[str]:
        """Return those of the jumps that no `break` or `continue` carries out of this list."""
        if not self.loops:
            return jumps
        loop = self.loops[-1]
        return jumps & (loop.sheltered if loop.kind == "wrapper" else loop.labels | loop.sheltered)

    def _run_end(self, statements: list[c.Statement], start: int) -> int:
        """Return where a run ends that holds no label and can jump only in its last statement."""
        end = start
        while end < len(statements) and not self.jumps.labels(statements[end]):
            end += 1
            if self.jumps.escapes(statements[end - 1]):
                break
        return end

    def _guarded(self, at: Token, lines: list[ast.stmt], pending: frozenset[str]) -> None:
        if not lines:
            return
        if pending:
            self.lines.append(t.condition(at, NOT_JUMPING(at), lines, []))
        else:
            self.lines += lines

    def _enterable(
        self, statement: c.Statement, inside: frozenset[str], pending: frozenset[str]
    ) -> None:
        """Emit a statement that holds labels; it is executed, or entered at one of them."""
        entered = inside & pending
        if entered:
            self.known.unsure()
        with self.captured() as lines:
            self.statement(statement, entered)
        if entered:
            self.known.unsure()
        if not pending:
            self.lines += lines
        elif entered:
            test = _NOT_OR(statement.at, self._is_one_of(statement.at, entered))
            self.lines.append(t.condition(statement.at, test, lines, []))
        else:
            self._guarded(statement.at, lines, pending)

    def _arrive(self, label: c.Label) -> None:
        at = label.at
        test = self._is_one_of(at, frozenset((label.name,)))
        reset = t.assign(at, GOTO, t.constant(at, 0))
        self.lines.append(t.condition(at, test, [reset], []))

    def _wrapped(self, statements: list[c.Statement]) -> None:
        """Emit a list that is begun anew when something inside jumps back."""
        labels = NONE.union(*map(self.jumps.labels, statements))
        at = statements[0].at
        sheltered = NONE.union(*map(self.jumps.sheltered, statements))
        loop = PythonLoop("wrapper", None, labels, sheltered)
        self.known.unsure()
        before = self.known.copy()
        with self.captured() as body:
            self.loops.append(loop)
            self._once_through(statements, labels)
            self.loops.pop()
            self.lines.append(t.leave(at))
        self.known = before
        self._python_loop(at, body, loop)

    def _python_loop(self, at: Token, body: list[ast.stmt], loop: PythonLoop) -> None:
        self.lines.append(t.loop(at, body, "fuel", t.evaluate(at, t.helper(at, "out_of_steps"))))
        for label in sorted(loop.left_for):
            self._continue_jump(at, label)

    # -- jumps ------------------------------------------------------------------------------------

    def number(self, label: str) -> int:
        """Return the number by which `goto` knows a label."""
        return self.numbers.setdefault(label, len(self.numbers) + 1)

    def _is_one_of(self, at: Token, labels: frozenset[str]) -> ast.expr:
        numbers = sorted(self.number(label) for label in labels)
        return t.one_of(at, t.name(at, GOTO), numbers)

    def _jump(self, at: Token, label: str) -> None:
        self.lines.append(t.assign(at, GOTO, t.constant(at, self.number(label))))
        self._transfer(at, label)

    def _transfer(self, at: Token, label: str) -> None:
        """Leave, or begin anew, the innermost Python loop if the jump asks for it."""
        if not self.loops:
            return
        loop = self.loops[-1]
        if label in loop.sheltered:
            return
        if label in loop.labels:
            if loop.kind == "wrapper":
                self.lines.append(t.go_on(at))
            return
        loop.left_for.add(label)
        self.lines.append(t.leave(at))

    def _continue_jump(self, at: Token, label: str) -> None:
        """Behind a Python loop that was left by a jump: go on with the jump."""
        with self.captured() as lines:
            kind, _, _ = label.partition(":")
            if kind in ("break", "continue") and self._is_own(label):
                self.lines.append(t.assign(at, GOTO, t.constant(at, 0)))
                if kind == "break":
                    self.lines.append(t.leave(at))
                else:
                    self._go_on(at, self.loops[-1])
            else:
                self._transfer(at, label)
        if lines:
            test = self._is_one_of(at, frozenset((label,)))
            self.lines.append(t.condition(at, test, lines, []))

    def _is_own(self, label: str) -> bool:
        statement = self.loops[-1].statement if self.loops else None
        return statement is not None and label.endswith(f":{id(statement)}")

    def _go_on(self, at: Token, loop: PythonLoop) -> None:
        self.lines += loop.step
        self.lines.append(t.go_on(at))

    def jumps_in_expressions(self) -> bool:
        """Return whether a jump may lead out of an expression, or into one."""
        return self.function.jumps_in_expressions

    def _leave_blocks(self, at: Token, target: c.Statement | str) -> None:
        """End the lives of the objects of blocks that a jump leaves, unless one may come back."""
        outer = [n for n, statement in enumerate(self.breakables) if statement is target]
        for block, depth in reversed(self.open_blocks):
            labels = self.jumps.labels(block)
            if isinstance(target, str):
                if target in labels:
                    return
            elif depth <= outer[-1]:
                return
            if not labels and block is not self.function.body and id(block) not in self.loop_bodies:
                self.end_lives(at, ends_in(block))

    def _goto(self, node: c.Goto) -> None:
        self._leave_blocks(node.at, node.name)
        self._jump(node.at, node.name)

    def _break(self, node: c.Break) -> None:
        target = self.breakables[-1]
        self._leave_blocks(node.at, target)
        if self.loops and self.loops[-1].statement is target:
            self.lines.append(t.leave(node.at))
        else:
            self._jump(node.at, f"break:{id(target)}")

    def _continue(self, node: c.Continue) -> None:
        target = next(s for s in reversed(self.breakables) if isinstance(s, c.Loop))
        self._leave_blocks(node.at, target)
        if self.loops[-1].statement is target:
            self._go_on(node.at, self.loops[-1])
        else:
            self._jump(node.at, f"continue:{id(target)}")
