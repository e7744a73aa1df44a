# SPDX-License-Identifier: MIT
"""Compiled kernels: each build of a tree is compiled once, when it is first needed."""

from __future__ import annotations

import functools
from functools import cached_property

from interp.kernel.configuration import Configuration
from interp.kernel.constants import Constants
from interp.lang import Build, Program, compile_program
from interp.lang.emitter import EmittedFunction
from interp.lang.forms import Form
from interp.review import SourceTree

_PROGRAMS: dict[str, Program] = {}
MAXIMUM_KEPT = 32


class CompiledKernel:
    """A tree with a configuration, for machines with so much memory.

    Each form of its program is compiled when it is first needed.
    """

    def __init__(self, tree: SourceTree, configuration: Configuration, memory_bytes: int) -> None:
        self.tree = tree
        self.configuration = configuration
        self.build = configuration.build(tree, memory_bytes)

    @cached_property
    def program(self) -> Program:
        """The program as it is called."""
        return self.in_form(Form.RUN)

    def in_form(self, form: Form) -> Program:
        """Return the program in a form: for calls, to be stepped, or to be recorded."""
        if form not in self._programs:
            self._programs[form] = self._made(form)
        return self._programs[form]

    @cached_property
    def _programs(self) -> dict[Form, Program]:
        return {}

    def _made(self, form: Form) -> Program:
        return _compiled(self.build, form)

    @cached_property
    def constants(self) -> Constants:
        """Its enumerators and macros."""
        return Constants(self.tree.name, self.build, self.program.constants)

    @cached_property
    def functions(self) -> dict[str, EmittedFunction]:
        """The C functions by name; of inline functions that several files have, one of them."""
        found: dict[str, EmittedFunction] = {}
        for name in sorted(self.program.functions, key=len, reverse=True):
            emitted = self.program.functions[name]
            found[emitted.name] = emitted
        return found


def _compiled(build: Build, form: Form) -> Program:
    key = build.key(form)
    if key not in _PROGRAMS:
        if len(_PROGRAMS) >= MAXIMUM_KEPT:
            _PROGRAMS.pop(next(iter(_PROGRAMS)))
        _PROGRAMS[key] = compile_program(build, form)
    return _PROGRAMS[key]


@functools.lru_cache(maxsize=16)
def compiled_kernel(
    tree: SourceTree, configuration: Configuration, memory_bytes: int
) -> CompiledKernel:
    """Return the compiled kernel of a tree, the same one for the same tree object."""
    return CompiledKernel(tree, configuration, memory_bytes)
