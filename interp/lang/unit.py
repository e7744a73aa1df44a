# SPDX-License-Identifier: MIT
"""A translation unit (C11 6.9): its functions and objects, checked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from interp.lang import checked as c
from interp.lang import fold, tree
from interp.lang.attributes import EVERY, Attributes
from interp.lang.builtins import VA_LIST
from interp.lang.checking import FunctionState, TooManyErrors
from interp.lang.cleanups import clean_up
from interp.lang.constraints import (
    check_at_file_scope,
    check_definition,
    check_function,
    incomplete,
)
from interp.lang.parser import Parsed
from interp.lang.source import CError, Diagnostic, SourceFile, nearest
from interp.lang.statements import TOO_DEEP
from interp.lang.symbols import (
    UNKNOWN_FUNCTION,
    BrokenSymbol,
    EnumeratorSymbol,
    FunctionSymbol,
    Local,
    ObjectSymbol,
    Scope,
    Symbol,
    TypedefSymbol,
)
from interp.lang.tokens import Token, error
from interp.lang.types import (
    INT,
    LONG,
    VOID,
    ArrayType,
    CType,
    FunctionType,
    PointerType,
    StructType,
    VoidType,
    compatible,
    composite,
    promote,
)
from interp.lang.variable_lifetimes import end_arrays
from interp.lang.words import VA_LIST_NAME


@dataclass
class Unit:
    """What checking a file found: to be emitted, and to be asked by name."""

    path: str
    objects: list[ObjectSymbol]
    functions: list[FunctionSymbol]
    scope: Scope
    warnings: tuple[Diagnostic, ...]
    dropped: frozenset[str] = frozenset()  # what some conversion of pointers forgets
    narrowed: frozenset[int] = frozenset()  # sizes of the structures in arrays inside of others


class Checker(Attributes):
    """Checks external declarations one after the other."""

    def __init__(self) -> None:
        super().__init__()
        source = SourceFile.of("<built in>", VA_LIST_NAME)
        at = Token("name", VA_LIST_NAME, source, 1, 1)
        self.environment.scopes[0].names[VA_LIST_NAME] = TypedefSymbol(VA_LIST_NAME, VA_LIST, at)

    def check(self, path: str, nodes: Iterable[tree.Node]) -> Unit:
        """Return the checked unit, or raise CError with all that is wrong with it."""
        nodes = list(nodes)
        self.defined_later = {
            node.declarator.name.text
            for node in nodes
            if isinstance(node, tree.FunctionDefinition) and node.declarator.name is not None
        }
        for node in nodes:
            try:
                self.external(node)
            except TooManyErrors:
                raise
            except CError as problem:
                if not self._refused_where_used(node, problem):
                    self._complain(node, problem)
            except RecursionError:
                self.report(error(node.at, TOO_DEEP))
        self._complete_tentative()
        self.resolve_aliases()
        if self.diagnostics:
            raise CError(self.diagnostics)
        scope = self.environment.scopes[0]
        return Unit(
            path,
            self.objects,
            self.functions,
            scope,
            tuple(self.warnings),
            frozenset(self.dropped),
            frozenset(self.narrowed),
        )

    def _complain(self, node: tree.Node, problem: CError) -> None:
        self.report(problem)
        if isinstance(node, tree.Declaration | tree.FunctionDefinition):
            self.give_up(node)

    def _refused_where_used(self, node: tree.Node, problem: CError) -> bool:
        """Whether this only declares what is elsewhere, in words that this C subset does not have.

        Headers declare much that a program never uses.
        """
        if not isinstance(node, tree.Declaration) or not _is_elsewhere(node):
            return False
        if not all(each.is_refusal for each in problem.diagnostics):
            return False
        self.give_up(node, tuple(problem.diagnostics))
        return True

    def external(self, node: tree.Node) -> None:
        """Check one external declaration."""
        match node:
            case tree.FunctionDefinition():
                self._function_definition(node)
            case tree.Declaration():
                self._external_declaration(node)
            case tree.StaticAssertion():
                self.static_assertion(node)
            case tree.RefusedStatement(at=at, message=message):
                raise error(at, message)
            case tree.EmptyAssembly():
                pass

    # -- declarations -----------------------------------------------------------------------------

    def _external_declaration(self, node: tree.Declaration) -> None:
        node = self.with_known_type(node)
        base = self.base_type(node.specifiers)
        check_at_file_scope(node)
        self.check_empty(node, base)
        storage = {token.text for token in node.specifiers.storage}
        inline = any("inline" in token.text for token in node.specifiers.functions)
        for declarator, initializer in node.declarators:
            type_ = self.derived(base, declarator)
            assert declarator.name is not None
            name = declarator.name
            if "typedef" in storage:
                type_ = self.aligned(type_, node.specifiers, declarator)
                self.declare(name, TypedefSymbol(name.text, type_, name))
                if isinstance(type_, StructType) and not type_.layout.tag:
                    type_.layout.alias = type_.layout.alias or name.text
            elif isinstance(type_, FunctionType):
                if initializer is not None:
                    raise error(name, f"function '{name.text}' cannot be initialised")
                check_function(node.specifiers)
                function = self.declare_function(name, type_, storage, inline)
                function.noreturn = function.noreturn or _is_noreturn(node.specifiers)
                self.attribute_function(function, node.specifiers, declarator)
            else:
                self.check_object_words(node.specifiers)
                symbol = self._external_object(name, type_, storage, initializer)
                self.attribute_object(symbol, node.specifiers, declarator)

    def _former(self, name: Token) -> Symbol | None:
        """Return what the file's scope has under a name; a block may hide a type (6.2.2)."""
        former = self.environment.scopes[0].names.get(name.text)
        if isinstance(former, TypedefSymbol | EnumeratorSymbol) and self._in_block():
            linked: list[FunctionSymbol | ObjectSymbol] = [*self.functions, *self.objects]
            return next((symbol for symbol in linked if symbol.name == name.text), None)
        return None if isinstance(former, BrokenSymbol) else former

    def _in_block(self) -> bool:
        return len(self.environment.scopes) > 1

    def _enter(self, symbol: FunctionSymbol | ObjectSymbol) -> None:
        """Let the file's scope have what is declared with linkage, also in a block."""
        names = self.environment.scopes[0].names
        if isinstance(names.get(symbol.name, symbol), FunctionSymbol | ObjectSymbol | BrokenSymbol):
            names[symbol.name] = symbol

    def declare_function(
        self, name: Token, type_: FunctionType, storage: set[str], inline: bool
    ) -> FunctionSymbol:
        """Enter a function into the file's scope, or find it there."""
        former = self._former(name)
        if former is None:
            linkage = "internal" if "static" in storage else "external"
            symbol = FunctionSymbol(name.text, type_, name, linkage, inline)
            self._enter(symbol)
            self.functions.append(symbol)
            return symbol
        if not isinstance(former, FunctionSymbol):
            raise error(name, f"'{name.text}' is not a function", (former.at, "declared here"))
        if "static" in storage and former.linkage == "external":
            raise _two_linkages(name, former)
        if not compatible(former.type, type_):
            raise error(
                name,
                f"'{name.text}' is declared as '{type_}', before as '{former.type}'",
                (former.at, "the declaration before"),
            )
        former.type = composite(former.type, type_)  # type: ignore[assignment]
        former.inline = former.inline or inline
        return former

    def extern_object(self, name: Token, type_: CType) -> ObjectSymbol:
        """Return the symbol of an object that is declared `extern`."""
        former = self._former(name)
        if former is None:
            symbol = ObjectSymbol(name.text, type_, name, "external")
            self._enter(symbol)
            self.objects.append(symbol)
            return symbol
        if not isinstance(former, ObjectSymbol) or not compatible(former.type, type_):
            raise error(
                name,
                f"'{name.text}' is declared differently before",
                (former.at, "the declaration before"),
            )
        former.type = composite(former.type, type_)
        return former

    def _external_object(
        self, name: Token, type_: CType, storage: set[str], initializer: tree.Initializer | None
    ) -> ObjectSymbol:
        if isinstance(type_, VoidType) and "extern" not in storage:
            raise error(name, f"'{name.text}' cannot be 'void'")
        known = self._former(name)
        symbol = self.extern_object(name, type_)
        linkage = "internal" if "static" in storage else "external"
        if known is not None and "extern" not in storage and symbol.linkage != linkage:
            raise _two_linkages(name, symbol)
        if "extern" not in storage:
            symbol.linkage = linkage
        if initializer is None:
            if "extern" not in storage and symbol.initial is None:
                symbol.defined = True  # tentatively (6.9.2)
            return symbol
        if symbol.initial is not None:
            raise error(name, f"'{name.text}' is initialised a second time", (symbol.at, "before"))
        symbol.type, symbol.initial = self.initializations(symbol.type, initializer, static=True)
        symbol.defined, symbol.at = True, name
        return symbol

    def _complete_tentative(self) -> None:
        for symbol in self.objects:
            if not symbol.defined:
                continue
            if isinstance(symbol.type, ArrayType) and symbol.type.length is None:
                symbol.type = ArrayType(symbol.type.element, 1)
            if not symbol.type.complete:
                what = f"'{symbol.name}' has incomplete type '{symbol.type}'"
                self.report(incomplete(symbol.at, what, symbol.type))

    # -- functions --------------------------------------------------------------------------------

    def _function_definition(self, node: tree.FunctionDefinition) -> None:
        """Check a function; one that this C subset refuses does so where it is used."""
        before = len(self.diagnostics)
        try:
            self._define(node)
        except TooManyErrors:
            raise
        except CError as problem:
            self.report(problem)
        found = self.diagnostics[before:]
        if not found:
            return
        name = node.declarator.name
        if name is not None and all(problem.is_refusal for problem in found):
            del self.diagnostics[before:]
            self._refuse(name, tuple(found), node)
        else:
            self.give_up(node)

    def _refuse(
        self, name: Token, why: tuple[Diagnostic, ...], node: tree.FunctionDefinition
    ) -> None:
        former = self._former(name)
        if not isinstance(former, FunctionSymbol):
            own = any(token.text == "static" for token in node.specifiers.storage)
            linkage = "internal" if own else "external"
            former = FunctionSymbol(name.text, UNKNOWN_FUNCTION, name, linkage)
            self.environment.scopes[0].names[name.text] = former
            self.functions.append(former)
        former.refused, former.definition, former.at = why, None, name

    def _define(self, node: tree.FunctionDefinition) -> None:
        base = self.base_type(node.specifiers)
        check_definition(node)
        name = node.declarator.name
        assert name is not None
        part = node.declarator.parts[0] if node.declarator.parts else None
        if not isinstance(part, tree.FunctionPart):
            raise error(name, f"'{name.text}' has a body but is not declared as a function")
        self.environment.open()  # the scope of the parameters, and of tags declared among them
        self.varying_parameters = {}
        try:
            type_ = self.derived(base, node.declarator)
            assert isinstance(type_, FunctionType)
            self._body_of(node, name, type_, part)
        finally:
            self.function = self.varying_parameters = None
            while not self.environment.at_file_scope:
                self.environment.close()

    def _body_of(
        self,
        node: tree.FunctionDefinition,
        name: Token,
        type_: FunctionType,
        part: tree.FunctionPart,
    ) -> None:
        if not type_.result.complete and not isinstance(type_.result, VoidType):  # 6.9.1p3
            what = f"'{name.text}' returns '{type_.result}', which is not complete here"
            raise incomplete(name, what, type_.result)
        if type_.parameters is None:
            type_ = FunctionType(type_.result, (), old_style=True)
        storage = {token.text for token in node.specifiers.storage}
        inline = any("inline" in token.text for token in node.specifiers.functions)
        symbol = self.declare_function(name, type_, storage, inline)
        symbol.noreturn = symbol.noreturn or _is_noreturn(node.specifiers)
        if symbol.gnu_inline:  # that one does not count outside of its file (GNU C)
            symbol.definition, symbol.gnu_inline, symbol.inline = None, False, inline
        self.attribute_function(symbol, node.specifiers, node.declarator)
        if symbol.definition is not None:
            raise error(name, f"'{name.text}' is defined a second time", (symbol.at, "before"))
        symbol.at = name
        if not type_.old_style:
            symbol.type = type_
        self.function = FunctionState(symbol)
        if part.names is None:
            parameters = [
                self._parameter(parameter, parameter_type)
                for parameter, parameter_type in zip(
                    part.parameters or [], type_.parameters or (), strict=False
                )
            ]
            needs = self._needs(part, parameters) + _not_null(symbol, parameters)
        else:
            parameters, needs = self._old_style_parameters(part.parameters or [])
        lengths = [*self.lengths_since(0), *self.state.outermost]
        body = self.compound_in_scope(node.body)
        body.body[:0] = [*needs, c.Lengths(name, lengths, stops=False)] if lengths else needs
        self._check_labels()
        self.check_jumps()
        self.lead_computed_gotos()
        self._check_lists()
        state = self.state
        end_arrays(body, state.locals)
        symbol.definition = c.Function(
            symbol,
            name,
            parameters,
            state.locals,
            body,
            node.body.end,
            state.labels,
            state.jumps_in_expressions,
        )
        clean_up(symbol.definition)

    def _check_lists(self) -> None:
        """Warn of lists of arguments that are never ended (7.16.1p1): no machine minds."""
        for name, at in self.state.started.items():
            if name not in self.state.ended:
                self.warn(at, f"the list '{name}' is started, but nothing ends it with va_end()")

    def _needs(self, part: tree.FunctionPart, locals_: list[Local]) -> list[c.Statement]:
        """Return what checks `int a[static 4]`: there must be as many elements (6.7.6.3p7)."""
        found: list[c.Statement] = []
        for parameter, local in zip(part.parameters or [], locals_, strict=False):
            array = parameter.declarator.parts[0] if parameter.declarator.parts else None
            if not isinstance(array, tree.ArrayPart) or not array.is_static or array.size is None:
                continue
            size = self.value(array.size)
            if isinstance(size, c.Constant) and isinstance(local.type, PointerType):
                pointer = c.LocalValue(local.at, local.type, local)
                needed = c.Constant(local.at, LONG, size.value * local.type.target.size)
                expression = c.NeedElements(local.at, VOID, pointer, needed)
                found.append(c.Evaluate(local.at, expression))
        return found

    def _old_style_parameters(
        self, nodes: list[tree.Parameter]
    ) -> tuple[list[Local], list[c.Statement]]:
        """Return what arrives, promoted, and what makes it the declared parameters (6.9.1p10)."""
        arriving: list[Local] = []
        setup: list[c.Statement] = []
        for node, type_ in zip(nodes, self.old_style_types, strict=True):
            if promote(type_) == type_.unqualified():
                arriving.append(self._parameter(node, type_))
                continue
            arrived = self.new_local("", promote(type_), node.at, parameter=True)
            arriving.append(arrived)
            local = self.new_local(node.at.text, type_, node.at)
            self._enter_local(node.at, local)
            value = fold.convert(c.LocalValue(node.at, arrived.type, arrived), type_.unqualified())
            place = c.LocalPlace(node.at, type_, local)
            setup.append(c.Evaluate(node.at, c.Assign(node.at, value.type, place, value)))
        return arriving, setup

    def _parameter(self, node: tree.Parameter, type_: CType) -> Local:
        name = node.declarator.name
        shown = "" if name is None else name.text
        if not type_.complete:
            what = f"parameter '{shown}' has incomplete type '{type_}'"
            raise incomplete(name or node.at, what, type_)
        local = self.new_local(shown, type_, name or node.at, parameter=True)
        local.is_register = any(word.text == "register" for word in node.specifiers.storage)
        base = (self.varying_parameters or {}).get(id(node))
        if base is not None:
            self.evaluate_parameter(node, base, local)
        if name is not None:
            self._enter_local(name, local)
        return local

    def compound_in_scope(self, node: tree.Compound) -> c.Block:
        """Check a function's body in the scope of its parameters (6.2.1p4)."""
        body: list[c.Statement] = []
        self.state.label_renames.append({})
        for item in node.items:
            body += self.statement_or_nothing(item)
        return c.Block(node.at, body, list(self.state.locals))

    def _check_labels(self) -> None:
        shown = {token.text for token in self.state.labels.values()}
        for label in self.state.gotos:
            if label.text not in shown:
                self.report(
                    error(label, f"there is no label '{label.text}'{nearest(label.text, shown)}")
                )
        for label, place in self.state.goto_places:
            into = self.state.label_places.get(label.text, [])
            if into != place[: len(into)]:
                opening = (into[-1], "it begins here")
                self.report(error(label, "this leads into a '({ ... })'", opening))


def _two_linkages(name: Token, former: ObjectSymbol | FunctionSymbol) -> Exception:
    """Return the complaint about a name that is of this file and of the program (6.2.2p7)."""
    return error(
        name,
        f"'{name.text}' is declared both with and without 'static' (C11 6.2.2p7)",
        (former.at, "the declaration before"),
    )


def _not_null(symbol: FunctionSymbol, parameters: list[Local]) -> list[c.Statement]:
    """Return what checks the parameters that `__attribute__((nonnull))` names (GNU C)."""
    found: list[c.Statement] = []
    for number, local in enumerate(parameters, 1):
        if not isinstance(local.type, PointerType) or not symbol.nonnull & {EVERY, number}:
            continue
        detail = f"'{local.name}' is a null pointer, which '{symbol.name}()' must not be given"
        undefined = c.Undefined(local.at, VOID, "ARGUMENTS", detail, "GNU C attribute nonnull")
        missing = c.Not(local.at, INT, c.LocalValue(local.at, local.type, local))
        found.append(c.Evaluate(local.at, c.Logical(local.at, INT, "&&", missing, undefined)))
    return found


def _is_noreturn(node: tree.Specifiers) -> bool:
    return any(token.text == "_Noreturn" for token in node.functions)


def _is_elsewhere(node: tree.Declaration) -> bool:
    """Whether a declaration defines nothing here: no object, no type, no tag."""
    storage = {token.text for token in node.specifiers.storage}
    if isinstance(node.specifiers.single, tree.StructSpecifier | tree.EnumSpecifier):
        return False
    if "typedef" in storage or any(given is not None for _, given in node.declarators):
        return False
    return bool(storage & {"extern", "register"}) or all(
        declarator.parts and isinstance(declarator.parts[0], tree.FunctionPart)
        for declarator, _ in node.declarators
    )


def check(path: str, parsed: Parsed, warnings: Iterable[Diagnostic] = ()) -> Unit:
    """Return a checked unit, `warnings` before its own; raises CError with all that is wrong."""
    checker = Checker()
    checker.warnings += warnings
    checker.unread = parsed.unread
    for problem in parsed.problems:
        checker.report(problem)
    return checker.check(path, parsed.nodes)
