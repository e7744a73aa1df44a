# SPDX-License-Identifier: MIT
"""Statements and declarations in blocks (C11 6.8)."""

from __future__ import annotations

from typing import Any

from interp.lang import checked as c
from interp.lang import fold, tree
from interp.lang.auto_type import AutoTypes
from interp.lang.checking import FunctionState, OpenSwitch, TooManyErrors
from interp.lang.constraints import (
    check_block_function,
    check_declaration,
    check_for_declaration,
    incomplete,
)
from interp.lang.source import CError, counted
from interp.lang.symbols import BrokenSymbol, FunctionSymbol, Local, ObjectSymbol, TypedefSymbol
from interp.lang.tokens import Token, error
from interp.lang.types import (
    INT,
    VOID,
    VOID_POINTER,
    ArrayType,
    CType,
    FunctionType,
    PointerType,
    StructType,
    VoidType,
    is_scalar,
    promoted,
)
from interp.lang.variable_types import VariableArray

TOO_DEEP = "this is nested too deeply to be understood"


class Statements(AutoTypes):
    """Checks statements."""

    @property
    def state(self) -> FunctionState:
        """The function at hand."""
        assert self.function is not None
        return self.function

    def statement(self, node: tree.Statement) -> list[c.Statement]:
        """Return what a statement amounts to: labels stand as statements of their own."""
        match node:
            case tree.Compound():
                return [self.compound(node)]
            case tree.RefusedStatement(at=at, message=message):
                raise error(at, message)
            case tree.EmptyAssembly():
                return self._empty_assembly(node)
            case tree.ExpressionStatement(expression=None):
                return []
            case tree.ExpressionStatement(at=at, expression=expression):
                assert expression is not None
                return [c.Evaluate(at, self._dropped(expression))]
            case tree.If() | tree.While() | tree.DoWhile() | tree.For() | tree.Switch():
                with self.environment.block():  # a declaration in it ends with it (6.8.4p3)
                    return [self._controlling(node)]
            case tree.Case():
                return self._case(node)
            case tree.Label(at=at):
                return [self._label(at), *self.statement(node.statement)]
            case tree.Goto():
                return [self._goto(node)]
            case tree.ComputedGoto():
                return [self._computed_goto(node)]
            case tree.Break(at=at):
                if not self.state.breakables:
                    raise error(at, "'break' stands in no loop and in no switch")
                return [c.Break(at)]
            case tree.Continue(at=at):
                if not self.state.loops:
                    raise error(at, "'continue' stands in no loop")
                return [c.Continue(at)]
            case tree.Return():
                return [self._return(node)]
            case tree.Declaration():
                return self.local_declaration(node)
            case tree.StaticAssertion():
                self.static_assertion(node)
                return []
            case tree.LocalLabel(names=names):
                renames = self.state.label_renames[-1]
                for name in names:
                    if name.text in renames:
                        raise error(name, f"label '{name.text}' is announced twice in this block")
                    self.state.renamed += 1
                    renames[name.text] = f"{name.text}.{self.state.renamed}"
                return []
        raise AssertionError(node)

    def _controlling(self, node: tree.Statement) -> c.Statement:
        match node:
            case tree.If():
                return self._if(node)
            case tree.While(at=at):
                condition = self._condition(node.condition)
                return c.Loop(at, condition, None, self._loop_body(node.body))
            case tree.DoWhile(at=at):
                body = self._loop_body(node.body)
                condition = self._condition(node.condition)
                return c.Loop(at, condition, None, body, test_last=True)
            case tree.For():
                return self._for(node)
            case tree.Switch():
                return self._switch(node)
        raise AssertionError(node)

    def statement_or_nothing(self, node: tree.Statement) -> list[c.Statement]:
        """Return what a statement amounts to; what is wrong with it is reported."""
        nesting = self._nesting()
        try:
            return self.statement(node)
        except TooManyErrors:
            raise
        except (CError, RecursionError) as problem:
            self._back_to(nesting)
            self.report(problem if isinstance(problem, CError) else error(node.at, TOO_DEEP))
            if isinstance(node, tree.Declaration):
                self.give_up(node)
            elif isinstance(node, tree.ExpressionStatement):
                self._give_up_pointer(node.expression)
            return []

    def _give_up_pointer(self, node: tree.Expression | None) -> None:
        """Take `name *x;` for a declaration of x whose type is not known."""
        if not isinstance(node, tree.Binary) or node.at.text != "*":
            return
        known = isinstance(node.left, tree.Name) and self.environment.find(node.left.at.text)
        if not known and isinstance(node.right, tree.Name):
            name = node.right.at
            self.environment.scopes[-1].names.setdefault(name.text, BrokenSymbol(name.text, name))

    def _nesting(self) -> tuple[int, ...]:
        """Return how many scopes, loops and so on are open."""
        state = self.state
        return (state.loops, state.breakables, state.depth, *map(len, self._open()))

    def _back_to(self, nesting: tuple[int, ...]) -> None:
        """Close what a statement that is wrong has left open."""
        state = self.state
        state.loops, state.breakables, state.depth = nesting[:3]
        for each, length in zip(self._open(), nesting[3:], strict=True):
            del each[length:]

    def _open(self) -> tuple[list[Any], ...]:
        state = self.state
        nested = (state.switches, state.label_renames, state.expressions)
        return (self.environment.scopes, *nested)

    def _dropped(self, node: tree.Expression) -> c.Expr:
        """Return an expression whose value nobody wants: `i++` need not keep the old value."""
        expr = self.value(node)
        if isinstance(expr, c.Update):
            expr.gives_old = False
        return expr

    def _empty_assembly(self, node: tree.EmptyAssembly) -> list[c.Statement]:
        """Return what `asm("" : ...)` does: an output is the input that shares its register."""
        sources: dict[int, c.Expr] = {}
        reading: list[c.Expr] = []
        for operand in node.inputs:
            number = self._output_number(operand, node.outputs)
            value = self._assembly_input(operand, number is not None)
            if number is None:
                reading.append(value)
                continue
            local = self.new_local("", value.type, operand.at)
            place = c.LocalPlace(operand.at, value.type, local)
            reading.append(c.Assign(operand.at, value.type, place, value))
            sources[number] = c.LocalValue(operand.at, value.type, local)
        writing = [
            self._assembly_output(operand, sources.get(number))
            for number, operand in enumerate(node.outputs)
        ]
        return [c.Evaluate(expr.at, expr) for expr in (*reading, *writing)]

    def _assembly_input(self, operand: tree.AssemblyOperand, to_output: bool) -> c.Expr:
        if to_output or not _is_memory(operand.constraint):
            return self.value(operand.value)
        return self.address(self.place(operand.value, operand.at, "'m'"), operand.at)

    def _assembly_output(self, operand: tree.AssemblyOperand, source: c.Expr | None) -> c.Expr:
        at = operand.at
        place = self.place(operand.value, at, "an output")
        if not (isinstance(place.type, ArrayType) and _is_memory(operand.constraint)):
            self.need_changeable(place, at)
        type_ = place.type.unqualified()
        if source is not None:
            return c.Assign(at, type_, place, self.assigned(source, place.type, at, "assigned"))
        if _is_memory(operand.constraint) or not is_scalar(type_):
            return self.address(place, at)
        if operand.constraint[:1] != "+":
            raise error(at, "an output that no instruction sets is not in this C subset")
        old = c.OldValue(at, type_)
        return c.Update(at, type_, place, old, old)

    def _output_number(
        self, operand: tree.AssemblyOperand, outputs: list[tree.AssemblyOperand]
    ) -> int | None:
        """Return which output an input shares its register with, if it names one."""
        named = operand.constraint.strip("[]%")
        for number, output in enumerate(outputs):
            if named == str(number) or (output.name and operand.constraint == f"[{output.name}]"):
                return number
        return None

    def compound(self, node: tree.Compound) -> c.Block:
        """Return the checked form of `{ ... }`."""
        self.environment.open()
        state = self.state
        state.depth += 1
        state.label_renames.append({})
        first = len(state.locals)
        body: list[c.Statement] = []
        with self.variable_scope():
            for item in node.items:
                body += self.statement_or_nothing(item)
        state.label_renames.pop()
        state.depth -= 1
        self.environment.close()
        return c.Block(node.at, body, state.locals[first:], node.end)

    def _body(self, node: tree.Statement) -> c.Statement:
        """Return a statement that stands alone, such as the branch of an `if`."""
        if isinstance(node, tree.Compound):
            return self.compound(node)
        with self.environment.block():
            found = self.statement(node)
        return found[0] if len(found) == 1 else c.Block(node.at, found)

    def _loop_body(self, node: tree.Statement) -> c.Statement:
        self.state.loops += 1
        self.state.breakables += 1
        body = self._body(node)
        self.state.loops -= 1
        self.state.breakables -= 1
        return body

    def _condition(self, node: tree.Expression) -> c.Expr:
        try:
            condition = self.value(node)
            self.need_scalar(condition, "a condition")
        except TooManyErrors:
            raise
        except CError as problem:  # what it controls may have mistakes of its own
            self.report(problem)
            return c.Constant(node.at, INT, 0)
        return condition

    def _if(self, node: tree.If) -> c.Statement:
        condition = self._condition(node.condition)
        yes = self._body(node.yes)
        no = self._body(node.no) if node.no is not None else None
        return c.If(node.at, condition, yes, no)

    def _for(self, node: tree.For) -> c.Statement:
        with self.variable_scope():
            return self._for_in_scope(node)

    def _for_in_scope(self, node: tree.For) -> c.Statement:
        first: list[c.Statement] = []
        start = len(self.state.locals)
        if isinstance(node.first, tree.StaticAssertion):
            self.static_assertion(node.first)
        elif isinstance(node.first, tree.Declaration):
            check_for_declaration(node.first)
            first = self.local_declaration(node.first)
            for statement in first:
                statement.at = node.at
        elif node.first is not None:
            first = [c.Evaluate(node.at, self._dropped(node.first))]
        condition = self._condition(node.condition) if node.condition is not None else None
        step = self._dropped(node.step) if node.step is not None else None
        body = self._loop_body(node.body)
        loop = c.Loop(node.at, condition, step, body)
        return c.Block(node.at, [*first, loop], self.state.locals[start:]) if first else loop

    def _return(self, node: tree.Return) -> c.Statement:
        wanted = self.state.symbol.type.result
        if node.value is None:
            if not isinstance(wanted, VoidType):
                self.warn(node.at, f"this function should return '{wanted}'")
            return c.Return(node.at, None)
        value = self.value(node.value)
        if isinstance(wanted, VoidType):
            if not isinstance(value.type, VoidType):
                raise error(node.at, "a 'void' function cannot return a value")
            return c.Block(node.at, [c.Evaluate(node.at, value), c.Return(node.at, None)])
        return c.Return(node.at, self.assigned(value, wanted, node.at, "returned"))

    # -- labels and switch ------------------------------------------------------------------------

    def _goto(self, node: tree.Goto) -> c.Statement:
        name = self.label_name(node.label.text)
        self.state.gotos.append(node.label)
        self.state.goto_places.append((node.label, self.state.expressions[:]))
        self.state.varying_at_jumps.append((node.at, name, tuple(self.state.varying)))
        return c.Goto(node.at, name)

    def _computed_goto(self, node: tree.ComputedGoto) -> c.Statement:
        """Return `goto *pointer`; where it can lead is known at the end of the function."""
        pointer = self.value(node.pointer)
        if not isinstance(pointer.type, PointerType):
            raise error(node.at, f"'goto *' needs a pointer, this is '{pointer.type}'")
        value = fold.convert(pointer, VOID_POINTER)
        local = self.new_local("", VOID_POINTER, node.at)
        place = c.LocalPlace(node.at, VOID_POINTER, local)
        kept = c.Assign(node.at, VOID_POINTER, place, value)
        block = c.Block(node.at, [c.Evaluate(node.at, kept)])
        pointer = c.LocalValue(node.at, VOID_POINTER, local)
        self.state.computed.append((block, pointer, tuple(self.state.varying)))
        self.state.jumps_in_expressions = True
        return block

    def lead_computed_gotos(self) -> None:
        """Let each `goto *` lead to the labels whose address its function takes."""
        for block, pointer, varying in self.state.computed:
            at = block.at
            for name, address in self.state.label_addresses.items():
                label = c.Constant(at, VOID_POINTER, address)
                condition = fold.compare(at, "==", pointer, label)
                entered = self.entered_scope(name, varying)
                jump = c.Goto(at, name) if entered is None else _into_scope(at, entered)
                block.body.append(c.If(at, condition, jump, None))
            detail = "the pointer is not the address of a label of this function"
            block.body.append(c.Evaluate(at, c.Undefined(at, VOID, "BAD_CALL", detail)))

    def _label(self, at: Token) -> c.Statement:
        name = self.label_name(at.text)
        if name in self.state.labels:
            first = self.state.labels[name]
            raise error(at, f"label '{at.text}' stands twice in this function", (first, "here"))
        self.state.labels[name] = at
        self.state.label_places[name] = self.state.expressions[:]
        self.state.varying_at_labels[name] = tuple(self.state.varying)
        return c.Label(at, name, at.text)

    def _switch(self, node: tree.Switch) -> c.Statement:
        try:
            value = self.value(node.value)
            type_ = promoted(self.need_integer(value, "a switch"))
        except TooManyErrors:
            raise
        except CError as problem:
            self.report(problem)
            value, type_ = c.Constant(node.at, INT, 0), INT
        state = self.state
        state.switches.append(OpenSwitch(type_, state.expressions[:], len(state.varying)))
        state.breakables += 1
        body = self._body(node.body)
        state.breakables -= 1
        return c.Switch(node.at, fold.convert(value, type_), body, state.switches.pop().cases)

    def _case(self, node: tree.Case) -> list[c.Statement]:
        state = self.state
        if not state.switches:
            raise error(node.at, f"'{node.at.text}' stands in no switch")
        type_, cases = state.switches[-1].type, state.switches[-1].cases
        if state.switches[-1].expressions != state.expressions:
            opening = (state.expressions[-1], "it begins here")
            raise error(node.at, "this leads from a switch into a '({ ... })'", opening)
        self.need_open_scope(node.at)
        first = last = None
        if node.first is not None:
            first = last = type_.wrap(self.constant(node.first, "a case"))
        if node.last is not None:
            last = type_.wrap(self.constant(node.last, "a case"))
        for other in cases:
            if _overlap(first, last, other):
                shown = node.at.text if first is None else f"case {first}"
                raise error(node.at, f"'{shown}' stands twice in this switch", (other.at, "here"))
        label = f"case.{len(state.labels)}"
        state.labels[label] = node.at
        cases.append(c.Case(node.at, first, last, label))
        return [c.Label(node.at, label, node.at.text), *self.statement(node.statement)]

    # -- declarations in blocks (6.7) -------------------------------------------------------------

    def local_declaration(self, node: tree.Declaration) -> list[c.Statement]:
        """Return the statements that a declaration in a block amounts to."""
        first = self.lengths_found()
        node = self.with_known_type(node)
        base = self.base_type(node.specifiers)
        check_declaration(node)
        self.check_empty(node, base)
        result: list[c.Statement] = []
        for declarator, initializer in node.declarators:
            type_ = self.derived(base, declarator)
            type_ = self.aligned(type_, node.specifiers, declarator)
            made = self._declared(node, declarator, type_, initializer)
            lengths = self.lengths_since(first)
            if isinstance(made, c.DeclareArray):
                made.lengths = lengths
            elif lengths:
                at = node.at if len(node.declarators) == 1 else declarator.at
                result.append(c.Lengths(at, lengths))
            if isinstance(made, c.Declare):
                made.stops = not lengths  # there is a stop before them
            result += [made] if made is not None else []
        rest = self.lengths_since(first)
        return [*result, c.Lengths(node.at, rest)] if rest else result

    def _declared(
        self,
        node: tree.Declaration,
        declarator: tree.Declarator,
        type_: CType,
        initializer: tree.Initializer | None,
    ) -> c.Declare | c.DeclareArray | None:
        """Let a name be known in its block; return what makes an object of it, if it is one."""
        assert declarator.name is not None
        name = declarator.name
        storage = {token.text for token in node.specifiers.storage}
        made: c.Declare | c.DeclareArray | None = None
        if "typedef" in storage:
            self.declare(name, TypedefSymbol(name.text, type_, name))
        elif isinstance(type_, FunctionType):
            check_block_function(node.specifiers)
            self.need_constant_size(name, type_, "has linkage")
            function = self.declare_function(name, type_, storage, inline=False)
            self.environment.scopes[-1].names[name.text] = function
        elif "extern" in storage:
            self.need_constant_size(name, type_, "has linkage")
            self._extern_in_block(name, type_, initializer)
        elif "static" in storage:
            self._static_local(name, type_, initializer)
        else:
            made = self._automatic(node, name, type_, initializer)
            for attribute in node.specifiers.attributes + declarator.attributes:
                if attribute.name == "cleanup":
                    self._note_cleanup(made.local, attribute)
        self.note_varying(name, type_)
        return made

    def _note_cleanup(self, local: Local, attribute: tree.Attribute) -> None:
        """Let a variable be cleaned up where it leaves its scope (GNU C)."""
        if len(attribute.arguments) != 1 or attribute.arguments[0].kind != "name":
            raise error(attribute.at, "cleanup needs the name of a function: cleanup(f)")
        at = attribute.arguments[0]
        function = self.value(tree.Name(at))
        if not isinstance(function, c.FunctionAddress):
            raise error(at, f"'{at.text}' is not a function that can clean up")
        wanted = function.symbol.type.prototype
        pointer = self.address(self.local_place(at, local), at)
        if wanted is not None and len(wanted) != 1:
            raise error(at, f"{at.text}() takes {counted(len(wanted))}, but is to clean up one")
        given = pointer.type if wanted is None else wanted[0]
        self.assigned(pointer, given, at, f"passed to {at.text}()")
        local.cleanup = function.symbol, given

    def declare_function(
        self, name: Token, type_: FunctionType, storage: set[str], inline: bool
    ) -> FunctionSymbol:
        """Enter a function into the scopes (given by the unit)."""
        raise NotImplementedError

    def extern_object(self, name: Token, type_: CType) -> ObjectSymbol:
        """Return the symbol of an object that is declared `extern` (given by the unit)."""
        raise NotImplementedError

    def _enter_local(self, name: Token, symbol: Local | ObjectSymbol) -> None:
        names = self.environment.scopes[-1].names
        if name.text in names and not isinstance(names[name.text], BrokenSymbol):
            first = names[name.text].at
            raise error(name, f"'{name.text}' is declared a second time", (first, "the first one"))
        names[name.text] = symbol

    def _extern_in_block(
        self, name: Token, type_: CType, initializer: tree.Initializer | None
    ) -> None:
        if initializer is not None:  # 6.7.9p5
            raise error(name, f"'{name.text}' is 'extern' in a block: no value can stand here")
        hiding = self.environment.find(name.text)
        symbol = self.extern_object(name, type_)
        hidden = hiding is not symbol and isinstance(hiding, Local | ObjectSymbol)
        if hidden and symbol.linkage == "internal":  # 6.2.2p4: the static one is not visible here
            what = f"'{name.text}' is 'static' in this file, but hidden here: 'extern' is another"
            raise error(name, what, (symbol.at, "the 'static' one"))
        self.environment.scopes[-1].names[name.text] = symbol

    def _static_local(self, name: Token, type_: CType, node: tree.Initializer | None) -> None:
        shown = self.state.symbol.name
        if isinstance(type_, VariableArray):
            self.need_constant_size(name, type_, "lives as long as the program")
        symbol = ObjectSymbol(name.text, type_, name, "none", [], True, function=shown)
        self._enter_local(name, symbol)
        if node is not None:
            symbol.type, symbol.initial = self.initializations(type_, node, static=True)
        if not symbol.type.complete:
            raise incomplete(name, f"'{name.text}' has incomplete type '{type_}'", type_)
        self.objects.append(symbol)

    def _automatic(
        self, node: tree.Declaration, name: Token, type_: CType, initial: tree.Initializer | None
    ) -> c.Declare | c.DeclareArray:
        local = self.new_local(name.text, type_, name)
        local.is_register = any(word.text == "register" for word in node.specifiers.storage)
        self._enter_local(name, local)
        found = None
        braces = isinstance(initial, tree.BracedInitializer)
        if initial is not None:
            local.type, found = self.initializations(type_, initial, static=False)
        if not local.type.complete:
            raise incomplete(name, f"'{name.text}' has incomplete type '{type_}'", type_)
        if isinstance(local.type, VariableArray):
            return self.declared_array(_declaration_start(node, name), local)
        aggregate = isinstance(local.type, ArrayType | StructType)
        local.in_memory = local.in_memory or aggregate
        zero = aggregate and (braces or isinstance(local.type, ArrayType)) and found is not None
        return c.Declare(_declaration_start(node, name), local, found, zero)


def _into_scope(at: Token, entered: Token) -> c.Statement:
    """Return what happens at a jump into the scope of a type of variable length (6.8.6.1p1)."""
    detail = f"the jump leads into the scope of '{entered.text}', whose type has a variable length"
    return c.Evaluate(at, c.Undefined(at, VOID, "BAD_CALL", detail))


def _declaration_start(node: tree.Declaration, name: Token) -> Token:
    return node.at if len(node.declarators) == 1 else name


def _overlap(first: int | None, last: int | None, other: c.Case) -> bool:
    if first is None or last is None or other.first is None or other.last is None:
        return first is None and other.first is None
    return first <= other.last and other.first <= last


def _is_memory(constraint: str) -> bool:
    """Return whether an operand of `asm` can only be an object in memory."""
    return set(constraint) - set("+=&") <= set("moV")
