# SPDX-License-Identifier: MIT
"""A checked file that is kept open: more C text is read in its scope, as if it stood at its end."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from interp.lang import tree
from interp.lang.compile import Build, compiling
from interp.lang.link import Program
from interp.lang.macros import Macro
from interp.lang.parser import parse_all
from interp.lang.preprocessor import Preprocessor
from interp.lang.relink import Fresh, callers
from interp.lang.source import CError, Diagnostic, SourceFile
from interp.lang.symbols import FunctionSymbol, ObjectSymbol, Scope
from interp.lang.tokens import Token, error, tokenize
from interp.lang.types import CType, FunctionType, StructType, compatible
from interp.lang.unit import Checker, Unit


class CellChecker(Checker):
    """Checks a cell's text: what it says again must fit what is in memory."""

    cell = ""
    replaceable: frozenset[str] = frozenset()  # static functions that may get another type

    def declare_function(
        self, name: Token, type_: FunctionType, storage: set[str], inline: bool
    ) -> FunctionSymbol:
        """Enter a function; one that others call must keep its type."""
        former = self._former(name)
        if isinstance(former, FunctionSymbol) and not compatible(former.type, type_):
            if former.name in self.replaceable:
                former.type = type_
            else:
                raise error(
                    name,
                    f"'{name.text}()' changes from '{former.type}' to '{type_}', but its callers "
                    "stay: define them in the same text, or boot a new machine",
                    (former.at, "declared here"),
                )
        return super().declare_function(name, type_, storage, inline)

    def extern_object(self, name: Token, type_: CType) -> ObjectSymbol:
        """Enter an object; one that is in memory must keep its type."""
        former = self._former(name)
        if isinstance(former, ObjectSymbol) and not compatible(former.type, type_):
            if former.at.source.name != self.cell:
                raise error(
                    name,
                    f"'{name.text}' changes from '{former.type}' to '{type_}': boot a new machine",
                    (former.at, "declared here"),
                )
            del self.environment.scopes[0].names[name.text]
        return super().extern_object(name, type_)

    def structure(self, node: tree.StructSpecifier, specifiers: tree.Specifiers) -> CType:
        """Read a structure; one that is known must keep its layout."""
        tags = self.environment.scopes[0].tags
        known = tags.get(node.tag.text) if node.tag else None
        if node.members is None or known is None or not self.environment.at_file_scope:
            return super().structure(node, specifiers)
        at, former = known
        if not isinstance(former, StructType) or not former.complete:
            return super().structure(node, specifiers)
        assert node.tag is not None
        del tags[node.tag.text]
        new = super().structure(node, specifiers)
        assert isinstance(new, StructType)
        if at.source.name == self.cell:
            return new
        tags[node.tag.text] = known
        if layout_words(new) != layout_words(former):
            raise error(
                node.tag,
                f"{node.kind} {node.tag.text} changes its layout: boot a new machine",
                (at, "the layout that is in memory"),
            )
        return former


def layout_words(type_: StructType) -> list[tuple[str, str, int, int | None, int]]:
    """Return what a structure looks like in memory, to be compared."""
    rows = [(m.name, str(m.type), m.offset, m.bit_width, m.bit_offset) for m in type_.members]
    return [*rows, ("", "", type_.size, None, type_.align)]


@dataclass(frozen=True)
class OpenUnit:
    """A checked unit with all that its end knows: macros, names of types, scope."""

    path: str
    build: Build
    macros: Mapping[str, Macro]
    typedefs: frozenset[str]
    checker: Checker

    def preprocessor_behind(self, name: str) -> Preprocessor:
        """Return what a text called `name` begins with behind this unit: all macros but its own."""
        macros = {
            key: macro for key, macro in self.macros.items() if macro.name.source.name != name
        }
        return Preprocessor(self.build.files.get, self.build.include_directories, macros=macros)

    def with_text(
        self,
        name: str,
        text: str,
        elsewhere: Iterable[str],
        replaceable: Iterable[str],
        kind: type[CellChecker] = CellChecker,
    ) -> tuple[OpenUnit, Fresh]:
        """Return this unit with `text`, which messages call `name`, behind it.

        Functions named in `elsewhere` are those of other units: here they are only declared.
        Raises CError, and then nothing has changed.
        """
        with compiling():
            preprocessor = self.preprocessor_behind(name)
            parsed = parse_all(preprocessor.run_text(name, text), self.typedefs)
            checker = self._checker(kind, name, parsed.nodes, frozenset(replaceable))
            checker.unread = parsed.unread
            checker.warnings += preprocessor.warnings
            for problem in parsed.problems:
                checker.report(problem)
            here = [_declared_only(node, set(elsewhere)) for node in parsed.nodes]
            known = {id(symbol) for symbol in self.checker.objects}
            unit = checker.check(self.path, [node for node in here if node is not None])
            refuse(f for f in unit.functions if f.at.source.name == name)
        functions = [f for f in unit.functions if f.definition and f.at.source.name == name]
        defined = [f for f in functions if _is_defined(here, f.name)]
        objects = [o for o in unit.objects if id(o) not in known and o.at.source.name == name]
        opened = OpenUnit(self.path, self.build, preprocessor.macros, parsed.typedefs, checker)
        return opened, Fresh(unit, defined, objects)

    def _checker(
        self,
        kind: type[CellChecker],
        name: str,
        nodes: list[tree.Node],
        replaceable: frozenset[str],
    ) -> CellChecker:
        """Return a checker that goes on where this unit ends, and leaves the unit as it is."""
        checker = kind()
        own = vars(checker)
        for attribute, value in vars(self.checker).items():
            own[attribute] = copy.copy(value)
        checker.cell, checker.replaceable = name, replaceable
        checker.diagnostics, checker.warnings = [], []
        checker.complained = set()
        former = self.checker.environment.scopes[0]
        names = {
            word: symbol
            for word, symbol in former.names.items()
            if isinstance(symbol, FunctionSymbol | ObjectSymbol) or symbol.at.source.name != name
        }
        tags = {w: found for w, found in former.tags.items() if found[0].source.name != name}
        checker.environment = copy.copy(checker.environment)
        checker.environment.scopes = [Scope(names, tags)]
        for word in _declared_names(nodes):
            _copy_symbol(checker, word)
        return checker


def open_unit(build: Build, path: str, text: str | None = None) -> OpenUnit:
    """Return a unit of a build, kept open; `text` is its text if it is no file of the build."""
    with compiling():
        preprocessor = build.preprocessor()
        tokens = preprocessor.run(path) if text is None else preprocessor.run_text(path, text)
        parsed = parse_all(tokens)
        checker = Checker()
        checker.warnings += preprocessor.warnings
        for problem in parsed.problems:
            checker.report(problem)
        checker.check(path, parsed.nodes)
    return OpenUnit(path, build, preprocessor.macros, parsed.typedefs, checker)


def file_changes(
    program: Program, opened: OpenUnit, old: Mapping[str, str], new: Mapping[str, str]
) -> tuple[Fresh, tuple[str, ...]]:
    """Return what of a unit is to be linked anew, and the functions whose text changed.

    `old` and `new` are the texts of the files that changed: the unit's own, or headers of it.
    Raises CError where memory that is in use would change its shape.
    """
    checker, path = opened.checker, opened.path
    scope = checker.environment.scopes[0]
    problems = [
        problem
        for tag, (at, type_) in scope.tags.items()
        if isinstance(type_, StructType) and type_.complete
        for problem in _layout_problem(program, f"{type_.layout.kind} {tag}", at, type_)
    ]
    before = _all_function_texts(old)
    after = _all_function_texts(new)
    changed = tuple(name for name, words in after.items() if before.get(name) != words)
    objects, object_problems = _new_objects(program, opened, changed)
    sources = {path, *new}
    refuse(f for f in checker.functions if f.at.source.name in sources)
    functions = [f for f in checker.functions if f.definition and f.at.source.name in sources]
    problems += object_problems + _signature_problems(program, path, functions)
    if problems:
        raise CError(problems)
    unit_ = Unit(path, checker.objects, checker.functions, scope, (), frozenset(checker.dropped))
    return Fresh(unit_, functions, objects), changed


def refuse(functions: Iterable[FunctionSymbol]) -> None:
    """Raise CError if this C subset refuses one of the functions: here each is meant to be used."""
    found = [problem for function in functions for problem in function.refused]
    if found:
        raise CError(dict.fromkeys(found))


def _all_function_texts(files: Mapping[str, str]) -> dict[str, str]:
    return {name: words for text in files.values() for name, words in function_texts(text).items()}


def _new_objects(
    program: Program, opened: OpenUnit, changed: Collection[str]
) -> tuple[list[ObjectSymbol], list[Diagnostic]]:
    """Return a unit's objects that memory does not have yet, and what is wrong with the others."""
    known = {
        ("" if symbol.linkage == "external" else symbol.unit, symbol.function, symbol.name): symbol
        for symbol in program.data
    }
    objects: list[ObjectSymbol] = []
    problems: list[Diagnostic] = []
    for symbol in opened.checker.objects:
        if not symbol.defined or symbol.data is not None:
            continue
        unit = "" if symbol.linkage == "external" else opened.path
        former = known.get((unit, symbol.function, symbol.name))
        if former is None or symbol.function in changed:
            objects.append(symbol)
        elif str(former.type) != str(symbol.type):
            message = f"'{symbol.name}' changes from '{former.type}' to '{symbol.type}'"
            problems += error(symbol.at, f"{message}: boot a new machine").diagnostics
    return objects, problems


def _layout_problem(
    program: Program, name: str, at: Token, type_: StructType
) -> tuple[Diagnostic, ...]:
    former = program.types.get(name)
    if not isinstance(former, StructType) or not former.complete:
        return ()
    if layout_words(former) == layout_words(type_):
        return ()
    return error(at, f"{name} changes its layout: boot a new machine").diagnostics


def _signature_problems(
    program: Program, path: str, functions: Iterable[FunctionSymbol]
) -> list[Diagnostic]:
    problems: list[Diagnostic] = []
    own = {
        name
        for name, emitted in program.functions.items()
        if emitted.location.file == path or program.owners.get(name) == path
    }
    for function in functions:
        for name in own:
            former = program.functions[name]
            if former.name == function.name and str(former.type) != str(function.type):
                left = callers(program, name, own)
                if left:
                    message = (
                        f"'{function.name}()' changes from '{former.type}' to '{function.type}', "
                        f"but {left[0]}() calls it as it was: boot a new machine"
                    )
                    problems += error(function.at, message).diagnostics
    return problems


def headers_of(build: Build) -> str:
    """Return a text that includes every header of a build."""
    folders = [f"{folder}/" for folder in build.include_directories]
    headers = sorted(path for path in build.files if path.endswith(".h"))
    first = [path for path in headers if path.startswith(tuple(folders))]
    rest = [path for path in headers if path not in set(first)]
    return "".join(f'#include "{path}"\n' for path in [*first, *rest])


def function_texts(text: str) -> dict[str, str]:
    """Return the words of each function that a text defines, comments and spaces aside."""
    tokens = tokenize(SourceFile.of("", text))
    found: dict[str, str] = {}
    start = depth = 0
    for position, token in enumerate(tokens):
        if token.kind != "punctuator":
            continue
        depth += (token.text == "{") - (token.text == "}")
        if not depth and token.text in ("}", ";"):
            words = tokens[start : position + 1]
            start = position + 1
            if token.text == "}":
                piece = " ".join(word.text for word in words)
                found.update(dict.fromkeys(functions_in(piece), piece))
    return found


def functions_in(text: str, name: str = "cell") -> tuple[str, ...]:
    """Return the names of the functions that a text seems to define: `name (...) {`."""
    tokens = tokenize(SourceFile.of(name, text))
    found: list[str] = []
    depth = parentheses = 0
    candidate: Token | None = None
    closed = False
    for position, token in enumerate(tokens):
        if token.kind == "punctuator" and token.text in ("(", ")"):
            if token.text == "(" and not depth and not parentheses and position:
                before = tokens[position - 1]
                candidate = before if before.kind == "name" else None
            parentheses += 1 if token.text == "(" else -1
            closed = token.text == ")" and parentheses == 0
        elif token.text == "{" and token.kind == "punctuator":
            if not depth and closed and candidate is not None:
                found.append(candidate.text)
            depth += 1
            closed = False
        elif token.text == "}" and token.kind == "punctuator":
            depth -= 1
        elif not parentheses:
            closed = False
    return tuple(dict.fromkeys(found))


def _copy_symbol(checker: Checker, word: str) -> None:
    """Let the checker have a symbol of its own for a name that the text declares again."""
    names = checker.environment.scopes[0].names
    symbol = names.get(word)
    if isinstance(symbol, FunctionSymbol):
        own = copy.copy(symbol)
        own.definition = None
        checker.functions[checker.functions.index(symbol)] = own
        names[word] = own
    elif isinstance(symbol, ObjectSymbol):
        other = copy.copy(symbol)
        other.initial = None
        checker.objects[checker.objects.index(symbol)] = other
        names[word] = other


def _declared_names(nodes: list[tree.Node]) -> set[str]:
    found: set[str] = set()
    for node in nodes:
        declarators = [declarator for declarator, _ in getattr(node, "declarators", ())]
        for declarator in [*declarators, getattr(node, "declarator", None)]:
            if declarator is not None and declarator.name is not None:
                found.add(declarator.name.text)
    return found


def _declared_only(node: tree.Node, elsewhere: set[str]) -> tree.Node | None:
    """Return a function that lives in another unit as its declaration, all else as it is."""
    if not isinstance(node, tree.FunctionDefinition) or node.declarator.name is None:
        return node
    if node.declarator.name.text not in elsewhere:
        return node
    if any(token.text == "static" for token in node.specifiers.storage):
        return None
    return tree.Declaration(node.at, node.specifiers, [(node.declarator, None)])


def _is_defined(nodes: list[tree.Node | None], name: str) -> bool:
    return any(
        isinstance(node, tree.FunctionDefinition)
        and node.declarator.name is not None
        and node.declarator.name.text == name
        for node in nodes
    )


__all__ = ["CError", "OpenUnit", "functions_in", "headers_of", "open_unit"]
