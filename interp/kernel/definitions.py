# SPDX-License-Identifier: MIT
"""C text into a running machine: functions replaced or added, memory kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cached_property

from interp.kernel.errors import BadArgument
from interp.kernel.programs import CompiledKernel
from interp.kernel.python_of import PythonOf, StagesOf, check_build
from interp.lang import Program
from interp.lang.completion import Candidate, candidates
from interp.lang.forms import Form
from interp.lang.opened import OpenUnit, file_changes, functions_in, headers_of, open_unit
from interp.lang.python_text import python_lines
from interp.lang.relink import Fresh, Relinker, callers
from interp.lang.stages import line_with, stages
from interp.lang.symbols import FunctionSymbol
from interp.lang.unit import Unit
from interp.review import SourceTree

NEW = "new functions"  # the unit of functions that no file of the tree has
Names = tuple[str, ...]
Homes = dict[str, tuple[str, ...]]  # C function: the units that have it


class EditedKernel(CompiledKernel):
    """A kernel some of whose functions were defined anew while it ran."""

    def __init__(
        self,
        former: CompiledKernel,
        tree: SourceTree,
        linked: Program,
        also_in: Callable[[Program, Program], Program],
    ) -> None:
        self.former = former
        self.tree = tree
        self.configuration = former.configuration
        self.build = replace(former.build, files={**former.build.files, **dict(tree.files)})
        self._linked, self._also_in = linked, also_in

    @cached_property
    def program(self) -> Program:
        """The program as it is called."""
        return self._linked

    def _made(self, form: Form) -> Program:
        if form is Form.RUN:
            return self._linked
        return self._also_in(self._linked, self.former.in_form(form))


class Definitions:
    """The units of one kernel that are kept open for cells, each opened when it is needed."""

    def __init__(self, kernel: CompiledKernel) -> None:
        self._build = kernel.build
        self._open: dict[str, OpenUnit] = {}

    def define(
        self, kernel: CompiledKernel, text: str, name: str, adopt: Callable[[EditedKernel], None]
    ) -> Names:
        """Let `adopt` take a kernel with what `text` defines; return its functions.

        `name` is what messages call the text, or the file of the tree whose new text it is. Raises
        CError or BadArgument, and then nothing has changed.
        """
        if name in self._build.files:
            return self._define_file(kernel, text, name, adopt)
        names = functions_in(text, name)
        name = _free_name(kernel.program, name, names)
        homes = {function: self._homes(kernel.program, function) for function in names}
        units = list(dict.fromkeys(unit for found in homes.values() for unit in found)) or [NEW]
        spare = list(_replaceable(kernel.program, homes))
        opened: dict[str, OpenUnit] = {}
        fresh: list[Fresh] = []
        for unit in units:
            elsewhere = [f for f, found in homes.items() if found and unit not in found]
            elsewhere += [f for f, found in homes.items() if not found and unit != units[0]]
            opened[unit], part = self._opened(unit).with_text(name, text, elsewhere, spare)
            fresh.append(part)
        self._link(kernel, fresh, kernel.tree.with_files({name: text}), adopt)
        self._open.update(opened)
        defined = dict.fromkeys(function.name for part in fresh for function in part.functions)
        return tuple(defined)

    def _link(
        self,
        kernel: CompiledKernel,
        fresh: list[Fresh],
        tree: SourceTree,
        adopt: Callable[[EditedKernel], None],
    ) -> None:
        linker = Relinker(kernel.program, fresh)
        linked = linker.relinked()
        adopt(EditedKernel(kernel, tree, linked, linker.also_in))

    def _define_file(
        self, kernel: CompiledKernel, text: str, path: str, adopt: Callable[[EditedKernel], None]
    ) -> Names:
        """Replace all functions of a file; return those whose text changed."""
        if path not in self._build.units:
            raise BadArgument(
                f"'{path}' is a header: what includes it is compiled with it; "
                "make a new machine with this change"
            )
        return self.change(kernel, kernel.tree.with_text(path, text), {path: text}, adopt)

    def change(
        self,
        kernel: CompiledKernel,
        tree: SourceTree,
        texts: Mapping[str, str],
        adopt: Callable[[EditedKernel], None],
    ) -> Names:
        """Go on with `tree`, in which files have new `texts`; return the functions that changed.

        What includes a changed header is read again. Raises CError or BadArgument.
        """
        old = {path: self._build.files[path] for path in texts}
        build = replace(self._build, files={**self._build.files, **texts})
        headers = [path for path in texts if path not in build.units]
        opened = {path: open_unit(build, path) for path in (build.units if headers else texts)}
        fresh: list[Fresh] = []
        changed: dict[str, None] = {}
        for path, unit in opened.items():
            seen = [path, *headers] if path in texts else headers
            part, names = file_changes(
                kernel.program, unit, {s: old[s] for s in seen}, {s: texts[s] for s in seen}
            )
            fresh.append(part)
            changed.update(dict.fromkeys(names))
        self._link(kernel, fresh, tree, adopt)
        self._build, self._open = build, opened
        return tuple(changed)

    def python(self, kernel: CompiledKernel, function: str, build: str) -> PythonOf:
        """Return the Python that a function became in a build: "run", "step" or "record"."""
        check_build(build)
        _, symbol, names = self._definition(kernel, function)
        assert symbol.definition is not None
        lines = python_lines(symbol.definition, names, Form(build))
        path = kernel.functions[function].location.file
        source = tuple(kernel.build.files[path].split("\n"))
        return PythonOf(function, build, path, lines, source)

    def stages(self, kernel: CompiledKernel, function: str, fragment: str) -> StagesOf:
        """Return what the stages made of the first line of a function that has a fragment."""
        unit, symbol, names = self._definition(kernel, function)
        emitted = kernel.functions[function]
        path = emitted.location.file
        source = kernel.build.files[path]
        line = line_with(source.split("\n"), emitted.location.line, emitted.end.line, fragment)
        if line is None:
            raise BadArgument(
                f"no line of {function}() has {fragment!r}; "
                f'm.source("{function}") shows the function'
            )
        return StagesOf(function, stages(unit, symbol, path, line, source, names))

    def _definition(
        self, kernel: CompiledKernel, function: str
    ) -> tuple[OpenUnit, FunctionSymbol, Relinker]:
        """Return a function as it was checked, its unit, and what the emitter calls things."""
        opened = self._opened(self._homes(kernel.program, function)[0])
        checker = opened.checker
        scope = checker.environment.scopes[0]
        symbol = scope.names[function]
        assert isinstance(symbol, FunctionSymbol) and symbol.definition is not None
        unit = Unit(opened.path, checker.objects, checker.functions, scope, ())
        return opened, symbol, Relinker(kernel.program, [Fresh(unit, [], [])])

    def candidates(self, kernel: CompiledKernel, before: str) -> tuple[str, list[Candidate]]:
        """Return the word at the end of a C text, and what can be typed in its place."""
        homes = (self._homes(kernel.program, name) for name in functions_in(before))
        unit = next((found[0] for found in homes if found), NEW)
        return candidates(self._opened(unit), before)

    def _opened(self, unit: str) -> OpenUnit:
        if unit not in self._open:
            text = headers_of(self._build) if unit == NEW else None
            self._open[unit] = open_unit(self._build, unit, text)
        return self._open[unit]

    def _homes(self, program: Program, function: str) -> tuple[str, ...]:
        """Return the units that have a function: one, or all that include its header."""
        found = [
            (program.owners.get(name) or emitted.location.file, emitted.location.file)
            for name, emitted in program.functions.items()
            if emitted.name == function
        ]
        files = {file for _, file in found}
        if len(files) > 1:
            raise BadArgument(
                f"{function}() is static in {' and in '.join(sorted(files))}: "
                "a cell cannot say which one is meant; apply a patch to the file"
            )
        units = [unit for unit, _ in found]
        return tuple(self._unit_of_cell(unit) for unit in dict.fromkeys(units))

    def _unit_of_cell(self, unit: str) -> str:
        """Return the unit in whose scope the text of an earlier cell was read."""
        if unit in self._build.files or unit == NEW:
            return unit
        return self._cell_units.get(unit, NEW)

    @property
    def _cell_units(self) -> Mapping[str, str]:
        return {
            symbol.at.source.name: path
            for path, opened in self._open.items()
            for symbol in opened.checker.functions
            if symbol.definition is not None and symbol.at.source.name not in self._build.files
        }


def _free_name(program: Program, name: str, names: Names) -> str:
    """Return `name`, or with a number behind it if functions that stay are in a text so called."""
    files = {
        emitted.location.file for emitted in program.functions.values() if emitted.name not in names
    }
    candidate, number = name, 1
    while candidate in files:
        number += 1
        candidate = f"{name}-{number}"
    return candidate


def _replaceable(program: Program, homes: Homes) -> Iterable[str]:
    """Return the static functions that only functions of the same text call."""
    python_names = {
        function: [name for name, emitted in program.functions.items() if emitted.name == function]
        for function in homes
    }
    own = {name for names in python_names.values() for name in names}
    for function, names in python_names.items():
        static = all(program.owners.get(name) for name in names)
        if names and static and not any(callers(program, name, own) for name in names):
            yield function
