# SPDX-License-Identifier: MIT
"""Compiled kernels: each build of a tree is compiled once, when it is first needed."""

from __future__ import annotations

import functools
from functools import cached_property

from interp.kernel.configuration import Configuration
from interp.kernel.constants import Constants
from interp.lang import Build, Program, compile_program
from interp.lang.emitter import EmittedFunction
from interp.review import SourceTree

_PROGRAMS: dict[str, Program] = {}
MAXIMUM_KEPT = 32


class CompiledKernel:
    """A tree with a configuration, for machines with so much memory.

    The run build is for calls, the step build for recordings; both have the same addresses.
    """

    def __init__(self, tree: SourceTree, configuration: Configuration, memory_bytes: int) -> None:
        self.tree = tree
        self.configuration = configuration
        self.build = configuration.build(tree, memory_bytes)

    @cached_property
    def program(self) -> Program:
        """The run build."""
        return _compiled(self.build, stepping=False)

    @cached_property
    def step_program(self) -> Program:
        """The step build."""
        return _compiled(self.build, stepping=True)

    @cached_property
    def constants(self) -> Constants:
        """Its enumerators and macros."""
        return Constants(self.tree.name, self.build, self.program.constants)

    @cached_property
    def functions(self) -> dict[str, EmittedFunction]:
        """The C functions by name; of inline functions that several files have, one of them."""
        found: dict[str, EmittedFunction] = {}
        for name in sorted(self.program.run, key=len, reverse=True):
            emitted = self.program.run[name]
            found[emitted.name] = emitted
        return found


def _compiled(build: Build, stepping: bool) -> Program:
    key = build.key(stepping)
    if key not in _PROGRAMS:
        if len(_PROGRAMS) >= MAXIMUM_KEPT:
            _PROGRAMS.pop(next(iter(_PROGRAMS)))
        _PROGRAMS[key] = compile_program(build, stepping)
    return _PROGRAMS[key]


@functools.lru_cache(maxsize=16)
def compiled_kernel(
    tree: SourceTree, configuration: Configuration, memory_bytes: int
) -> CompiledKernel:
    """Return the compiled kernel of a tree, the same one for the same tree object."""
    return CompiledKernel(tree, configuration, memory_bytes)
