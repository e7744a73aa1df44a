# SPDX-License-Identifier: MIT
"""The modelled kernel seen from Python: build it, boot it, call its C functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from interp.kernel.applied import Applied, applied_files, changed_texts
from interp.kernel.arguments import Signature
from interp.kernel.bridges import bridge
from interp.kernel.configuration import configuration_of
from interp.kernel.errors import UnknownName
from interp.kernel.invariants import Violation, violations
from interp.kernel.layout import TypeLayout, layout_of
from interp.kernel.reports import MemoryReport, PageTypeReport
from interp.kernel.running import Running
from interp.kernel.snapshot import Snapshot
from interp.review import Patch, SourceTree, Thread, source_tree

if TYPE_CHECKING:
    from interp.kernel.definitions import Definitions
    from interp.kernel.python_of import PythonOf, StagesOf
    from interp.lang.completion import Candidate

Patches = Sequence[str | Path | Patch | Thread]


class CFunction:
    """A C function of a machine, to be called."""

    def __init__(self, machine: Machine, signature: Signature) -> None:
        self._machine = machine
        self.signature = signature
        self.__name__ = signature.name

    def __call__(self, *arguments: Any) -> Any:
        """Call it; see `Machine.call`."""
        return self._machine.call(self.signature.name, *arguments)

    def __repr__(self) -> str:
        return f"{self.signature};"


class Machine(Running):
    """A booted kernel. `machine.start_isolate_page_range(8, 16, "MIGRATE_MOVABLE")` calls C.

    `tree` is a name ("base", "rfc-v2") or a SourceTree, with a reader's own `patches` on top.
    The machine has one zone of `pages` page frames; `possible` of them (not fewer) if memory is
    going to be added. `high` and `batch` are those of the per-cpu lists. `hole` is a range of
    pfns (start, end) that are no memory. `configuration` holds further CONFIG_ switches.
    """

    def __init__(
        self,
        tree: str | SourceTree = "rfc-v2",
        *,
        pages: int = 32,
        high: int = 6,
        batch: int = 1,
        max_order: int = 4,
        pageblock_order: int = 2,
        cma: bool = False,
        cpus: int = 2,
        patches: Patches = (),
        boot: bool = True,
        possible: int | None = None,
        hole: tuple[int, int] | None = None,
        configuration: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        extra = dict(configuration) | ({"CONFIG_HOLES_IN_ZONE": "1"} if hole else {})
        super().__init__(
            _tree(tree, patches),
            configuration_of(max_order, pageblock_order, cma, cpus, extra),
            pages,
            pages if possible is None else possible,
            high,
            batch,
            hole,
        )
        self._definitions: Definitions | None = None
        if boot:
            self.boot()
        else:
            self._switch_on()

    def define(self, text: str, name: str = "cell") -> tuple[str, ...]:
        """Replace or add C functions while the machine runs; return their names.

        `text` is C, read as if it stood at the end of the file in which its functions live (behind
        all headers if they are new); messages call it `name`. Or `name` is a file of the tree and
        `text` its new text: then the functions that changed are returned. Memory stays as it is;
        static locals begin anew; an object that a cell initialises gets that value. Raises CError
        if the text is wrong or does not fit what is in memory, and then nothing has changed.
        """
        return self._all_definitions().define(self.kernel, text, name, self._adopt)

    def apply(self, patches: Patches) -> Applied:
        """Put diffs on this machine's tree while it runs; return where they went.

        The functions that change are compiled anew and memory stays, as `define` does it. Raises
        CError or BadArgument where a new machine must be booted: a structure that is in memory
        changes its layout, an object its type, a file comes or goes. Nothing has changed then.
        """
        tree = self.tree.with_patches(patches)
        texts = changed_texts(self.tree, tree)
        files = applied_files(self.tree, tree)
        changed = self._all_definitions().change(self.kernel, tree, texts, self._adopt)
        return Applied(files, changed)

    def _all_definitions(self) -> Definitions:
        from interp.kernel.definitions import Definitions  # not above: it needs the compiler

        if self._definitions is None:
            self._definitions = Definitions(self.kernel)
        return self._definitions

    def candidates(self, before: str) -> tuple[str, list[Candidate]]:
        """Return the word at the end of unfinished C, and what can be typed in its place."""
        return self._all_definitions().candidates(self.kernel, before)

    def python(self, name: str, build: str = "run") -> PythonOf:
        """Return the Python that a C function became, beside its C.

        `build` is "run"; "step", which stops at each point; or "record", which notes each point.
        """
        self.source(name)  # complains if there is none
        return self._all_definitions().python(self.kernel, name, build)

    def __getattr__(self, name: str) -> CFunction:
        if (name.startswith("__") and name.endswith("__")) or "kernel" not in self.__dict__:
            raise AttributeError(name)
        return CFunction(self, self.signature(name))

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.kernel.functions]

    def stages(self, name: str, fragment: str) -> StagesOf:
        """Return what became of the first line of a C function that has `fragment`.

        Its tokens after macros, the syntax tree, the checked tree with types, the Python.
        """
        self.source(name)  # complains if there is none
        return self._all_definitions().stages(self.kernel, name, fragment)

    def _ipython_key_completions_(self) -> list[str]:
        """Return what can stand in `machine["..."]`."""
        return sorted({s.name for s in self.kernel.program.data if s.name.isidentifier()})

    # -- looking ----------------------------------------------------------------------------------

    def snapshot(self) -> Snapshot:
        """Return all that can be read off memory now."""
        return self.reader.read(self.space)

    def state(self) -> dict[str, Any]:
        """Return the snapshot in the form of tests/oracle/README.md.

        A list that cannot be walked to its end is in it as far as it goes, and under "broken".
        """
        return self.snapshot().as_dict()

    def check(self) -> tuple[Violation, ...]:
        """Return what is broken of the invariants I1 to I7, as they hold between two calls."""
        return violations(self.snapshot())

    def kmem(self) -> MemoryReport:
        """Return the free lists as `crash> kmem -f` shows them."""
        return MemoryReport.of(self.snapshot())

    def pagetypeinfo(self) -> PageTypeReport:
        """Return what /proc/pagetypeinfo shows."""
        return PageTypeReport.of(self.snapshot())

    def layout(self, asked: str) -> TypeLayout:
        """Return how `struct page`, `page.lru` or a global object lies in memory."""
        program = self.kernel.program
        objects = {s.name: s.type for s in program.data if not s.function}
        return layout_of(program.types, objects, asked)

    def with_patches(self, patches: Patches) -> Machine:
        """Return a newly booted machine like this one, with more patches on its tree."""
        config = self.configuration
        return Machine(
            self.tree.with_patches(patches),
            pages=self.pages,
            high=self.high,
            batch=self.batch,
            max_order=config.max_order,
            pageblock_order=config.pageblock_order,
            cma=config.cma,
            cpus=config.cpus,
            possible=self.possible,
            hole=self.hole,
            configuration=dict(config.extra),
        )

    def drgn(self) -> Any:
        """Return a `drgn.Program` over this machine (needs the package drgn)."""
        return bridge("drgn")(self)

    @property
    def log(self) -> tuple[str, ...]:
        """The lines that the kernel has printed since it booted."""
        return tuple(self.process.console.lines)

    def source(self, name: str) -> str:
        """Return the C text of a function."""
        self.signature(name)
        emitted = self.kernel.functions.get(name)
        if emitted is None:
            raise UnknownName(f"{name}() is not written in C: the machine provides it")
        lines = self.tree.read(emitted.location.file).split("\n")
        first = emitted.location.line - 1
        while first and lines[first - 1].strip() and lines[first - 1].rstrip()[-1] not in ";}/\\":
            if lines[first - 1].startswith("#"):
                break
            first -= 1
        return "\n".join(lines[first : emitted.end.line])

    def __repr__(self) -> str:
        config = self.configuration
        largest = 1 << (config.max_order - 1)
        geometry = f"chunks up to {largest}, blocks of {config.pageblock_pages} pages"
        if self.stopped:
            now = f"stopped: {self._stopped}"
        elif not self.booted:
            now = "not booted"
        else:
            now = f"NR_FREE_PAGES {self.snapshot().nr_free_pages}"
        return f"<machine '{self.tree.name}': {self.pages} pages, {geometry}, {now}>"


def _tree(tree: str | SourceTree, patches: Patches) -> SourceTree:
    if isinstance(tree, str):
        return source_tree(tree, patches)
    return tree.with_patches(patches) if patches else tree
