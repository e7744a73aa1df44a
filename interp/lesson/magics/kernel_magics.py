# SPDX-License-Identifier: MIT
"""Magics over a notebook's machines; each is a thin cover of a method that Python has as well."""

from __future__ import annotations

from typing import Any

from IPython.core.magic import Magics, cell_magic, line_magic, magics_class

from interp.kernel import Applied, BadArgument, KernelRecording, Machine
from interp.kernel.applied import applied_files
from interp.lang import CError
from interp.lesson.magics.calls import read_call
from interp.lesson.magics.choosing import chosen_machine
from interp.lesson.stepper import Stepper, stepper


@magics_class
class KernelMagics(Magics):  # type: ignore[misc, unused-ignore]
    """Boot, step, record, lay out, list and patch: `%lsmagic` names them, `%step?` explains one."""

    @line_magic
    def boot(self, line: str) -> Machine:
        """Boot a machine and call it `m`: `%boot rfc-v2`, or `%boot base other`."""
        words = line.split()
        if len(words) > 2 or (len(words) == 2 and not words[1].isidentifier()):
            raise BadArgument("%boot takes a tree and a variable: %boot base before")
        machine = Machine(words[0] if words else "rfc-v2")
        self._variables()[words[1] if len(words) == 2 else "m"] = machine
        return machine

    @line_magic
    def step(self, line: str) -> Stepper:
        """Step through a call: `%step undo_isolate_page_range(8, 16, MIGRATE_MOVABLE)`."""
        return stepper(self._recorded(line))

    @line_magic
    def record(self, line: str) -> KernelRecording:
        """Record a call: `%record undo = undo_isolate_page_range(8, 16, MIGRATE_MOVABLE)`."""
        name, equals, call = line.partition("=")
        if not equals or not name.strip().isidentifier():
            raise BadArgument("%record takes a variable and a call: %record r = drain_all_pages()")
        recording = self._recorded(call)
        self._variables()[name.strip()] = recording
        return recording

    @line_magic
    def layout(self, line: str) -> Any:
        """Show how a type lies in memory: `%layout struct page`, `%layout page.lru`."""
        return self._machine().layout(line.strip())

    @line_magic
    def kmem(self, line: str) -> Any:
        """Show the free lists as crash does: `%kmem`, or `%kmem other_machine`."""
        return self._machine(line.strip()).kmem()

    @line_magic
    def pagetypeinfo(self, line: str) -> Any:
        """Show /proc/pagetypeinfo: `%pagetypeinfo`, or `%pagetypeinfo other_machine`."""
        return self._machine(line.strip()).pagetypeinfo()

    @line_magic
    def source(self, line: str) -> None:
        """Print a C function: `%source isolate_free_page`."""
        print(self._machine().source(line.strip().removesuffix("()")))

    @cell_magic
    def c(self, line: str, cell: str) -> None:
        """Define or replace C functions of a running machine: `%%c`, or `%%c other_machine`.

        What calls them calls the new ones; memory stays. Messages name the line of the cell.
        """
        machine = self._machine(line.strip())
        before = set(machine.kernel.functions)
        assert self.shell is not None
        # The number beside the cell: execution_count is that of the next one in new IPythons.
        number = self.shell.displayhook.prompt_count
        # The cell's first line is the magic's own: so messages count lines as the cell does.
        for name in machine.define("\n" + cell, f"cell [{number}]"):
            said = "replaced" if name in before else "defined"
            print(f"{said}: {machine.signature(name)};")
        for warning in machine.kernel.program.warnings:
            print(warning)

    @cell_magic
    def hunk(self, line: str, cell: str) -> Applied | Machine:
        """Put the cell's diff on the running machine; memory stays: `%%hunk`.

        `%%hunk NAME` boots a machine with it instead and calls it NAME, so that the old one is
        kept; that is needed where a structure in memory changes. The diff may be quoted.
        """
        name = line.strip()
        if name and not name.isidentifier():
            raise BadArgument("%%hunk takes the name of one variable: %%hunk repaired")
        machine = self._machine()
        # The cell's first line is the magic's own: so messages count lines as the cell does.
        diff = "\n" + cell
        return self._booted_with(machine, name, diff) if name else self._applied(machine, diff)

    def _applied(self, machine: Machine, diff: str) -> Applied:
        try:
            return machine.apply([diff])
        except (BadArgument, CError) as problem:
            if "boot a new machine" not in str(problem):
                raise
            raise BadArgument(f"{problem}\n%%hunk repaired does, and calls it so") from None

    def _booted_with(self, old: Machine, name: str, diff: str) -> Machine:
        machine = old.with_patches([diff])
        self._variables()[name] = machine
        for file in applied_files(old.tree, machine.tree):
            print(file)
        print(f"{name} is a newly booted machine with it")
        return machine

    # -- which machine ----------------------------------------------------------------------------

    def _variables(self) -> dict[str, Any]:
        assert self.shell is not None
        namespace: dict[str, Any] = self.shell.user_ns
        return namespace

    def _machine(self, name: str = "") -> Machine:
        return chosen_machine(self._variables(), name)

    def _recorded(self, text: str) -> KernelRecording:
        name, function, arguments = read_call(text, self._variables())
        return self._machine(name).record(function, *arguments)
