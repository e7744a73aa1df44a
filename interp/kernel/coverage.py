# SPDX-License-Identifier: MIT
"""Which added lines of a patch have run, hunk by hunk: in C, not in Python."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path
from types import CodeType
from typing import Any, Protocol

from interp.kernel.errors import KernelError
from interp.kernel.lines import LineKind, line_kinds
from interp.kernel.machine import Machine
from interp.kernel.oracle import Case, play, read_cases
from interp.kernel.programs import CompiledKernel
from interp.kernel.scenario import PAGE_SHIFT
from interp.lang import CError, Location
from interp.lang.emitter import EmittedFunction
from interp.lang.forms import Form
from interp.machine import Process
from interp.review import ReviewError, SourceTree, patches_directory, source_tree

RAN, NOT_RUN = "ran", "NOT RUN"
# Lines that the program can never come to, by the line above them; one that did run counts as run.
UNREACHABLE = {
    (
        "mm/page_isolation.c",
        "if (&page->lru == &isolated_pages)",
    ): "never: the loop ends there",
}


class LineTracer:
    """Executes C calls step by step and remembers every statement that was reached."""

    def __init__(self) -> None:
        self._reached: set[tuple[CodeType, int]] = set()
        self._emitted: dict[CodeType, EmittedFunction] = {}

    def __call__(self, process: Process, name: str, arguments: tuple[int, ...]) -> Any:
        """Run a call to its end."""
        outermost = process.start(name, *arguments)
        stack: list[Any] = [outermost]
        while True:
            try:
                point = process.advance(outermost)
            except StopIteration as finished:
                return finished.value
            while stack[-1].gi_frame is None:
                stack.pop()
            while (inner := stack[-1].gi_yieldfrom) is not None:
                stack.append(inner)
            self._note(process, stack[-1].gi_code, point)

    def _note(self, process: Process, code: CodeType, point: int) -> None:
        if code not in self._emitted:
            emitted = process.codes.emitted(code)
            assert emitted is not None
            self._emitted[code] = emitted
        self._reached.add((code, point))

    @property
    def lines(self) -> set[tuple[str, int]]:
        """The files and lines that were reached."""
        places = (self._emitted[code].points[point].location for code, point in self._reached)
        return {(place.file, place.line) for place in places}


class Recorded(Protocol):
    """A recording, as far as its places are concerned."""

    def __len__(self) -> int: ...

    def place(self, index: int) -> tuple[str, Location]:
        """Return function and location of a point."""


@dataclass(frozen=True)
class AddedLine:
    """A line that a patch added, and whether it ran; `reason` says why it never can."""

    path: str
    patch: str
    hunk_index: int
    number: int
    text: str
    ran: bool
    reason: str = ""

    @property
    def executable(self) -> bool:
        """Whether the line can run at all."""
        return not self.reason

    @property
    def mark(self) -> str:
        """`ran`, `NOT RUN`, or the reason why it cannot."""
        return self.reason or (RAN if self.ran else NOT_RUN)


class Coverage:
    """What ran of the lines that the patches of a tree added, on machines of some kernels."""

    def __init__(self, tree: SourceTree) -> None:
        self.tree = tree
        self.tracer = LineTracer()
        self._kernels: set[CompiledKernel] = set()
        self._recorded: set[tuple[str, int]] = set()

    def play(self, cases: Iterable[Case]) -> Coverage:
        """Play cases step by step, as far as they expect something of this tree."""
        for case in cases:
            if self.tree.name in case.expect:
                self._kernels.add(play(case, self.tree, self.tracer).machine.kernel)
        self.__dict__.pop("lines", None)
        return self

    def call(self, machine: Machine, name: str, *arguments: Any) -> Any:
        """Call a C function of a machine step by step, and count what runs."""
        former, machine.execute = machine.execute, self.tracer
        self._kernels.add(machine.kernel)
        self.__dict__.pop("lines", None)
        try:
            return machine.call(name, *arguments)
        finally:
            machine.execute = former

    def add(self, machine: Machine, *recordings: Recorded) -> Coverage:
        """Count what ran in recordings of a machine's calls."""
        self._kernels.add(machine.kernel)
        for recording in recordings:
            places = {recording.place(index)[1] for index in range(len(recording))}
            self._recorded |= {(place.file, place.line) for place in places}
        self.__dict__.pop("lines", None)
        return self

    @cached_property
    def lines(self) -> tuple[AddedLine, ...]:
        """Every added line, file by file."""
        reached = self.tracer.lines | self._recorded
        return tuple(line for path in self.tree.paths for line in self._added(path, reached))

    def _added(self, path: str, reached: set[tuple[str, int]]) -> Iterator[AddedLine]:
        listing = [row for row in self.tree.listing(path) if row.mark == "+"]
        if not listing:
            return
        kinds = self._kinds(path)
        for row in listing:
            assert row.number is not None and row.hunk_index is not None
            kind = kinds[row.number]
            ran = kind.statement is not None and (path, kind.statement) in reached
            above = self.tree.read(path).split("\n")[row.number - 2].strip()
            reason = kind.reason or ("" if ran else UNREACHABLE.get((path, above), ""))
            yield AddedLine(path, row.patch, row.hunk_index, row.number, row.text, ran, reason)

    def _kinds(self, path: str) -> dict[int, LineKind]:
        points: set[int] = set()
        bodies: set[tuple[int, int]] = set()
        for kernel in self._kernels:
            for emitted in kernel.in_form(Form.STEP).functions.values():
                if emitted.location.file == path:
                    bodies.add((emitted.location.line, emitted.end.line))
                points |= {p.location.line for p in emitted.points if p.location.file == path}
        ranges = [range(first, last + 1) for first, last in sorted(bodies)]
        return line_kinds(self.tree.read(path), points, ranges)

    def missing(self, *paths: str) -> tuple[AddedLine, ...]:
        """Return the lines (of some files) that can run and did not."""
        return tuple(
            line
            for line in self.lines
            if line.executable and not line.ran and (not paths or line.path in paths)
        )

    def __repr__(self) -> str:
        parts = []
        for path, lines in groupby(self.lines, lambda line: line.path):
            parts.append(_file_text(path, list(lines)))
        return "\n\n".join([*parts, self.totals()])

    def totals(self) -> str:
        """Return one line a file."""
        rows = [f"{'added lines':<32}{'all':>6}{'can run':>9}{'ran':>6}{'missing':>9}"]
        for path, found in groupby(self.lines, lambda line: line.path):
            lines = list(found)
            can = [line for line in lines if line.executable]
            ran = sum(line.ran for line in can)
            rows.append(f"{path:<32}{len(lines):>6}{len(can):>9}{ran:>6}{len(can) - ran:>9}")
        return "\n".join(rows)


def _file_text(path: str, lines: list[AddedLine]) -> str:
    parts = []
    for (patch, hunk), found in groupby(lines, lambda line: (line.patch, line.hunk_index)):
        rows = list(found)
        marks = Counter(line.mark for line in rows)
        told = ", ".join(f"{count} {mark}" for mark, count in marks.most_common())
        parts.append(f"{path}, hunk {hunk} of {patch}: {told}")
        parts += [f"  {line.mark:<22}{line.number:>5} +{line.text}" for line in rows]
    return "\n".join(parts)


def coverage_of(cases: Iterable[Case], tree: SourceTree) -> Coverage:
    """Play cases on a tree and return which of its added lines ran."""
    return Coverage(tree).play(cases)


def add_direct_calls(coverage: Coverage) -> None:
    """Make the calls to functions of the patch that no case comes to."""
    tree = coverage.tree
    machine = Machine(tree)
    # Blocks that are not isolated are left alone.
    coverage.call(machine, "undo_isolate_pageblocks", 8, 16, "MIGRATE_MOVABLE")
    # All of [8, 16) is in use, so the first isolated chunk lies behind it.
    for _ in range(4):
        coverage.call(machine, "alloc_pages", "GFP_HIGHUSER_MOVABLE", 3)
    coverage.call(machine, "__free_pages", machine.page(16), 3)
    coverage.call(machine, "start_isolate_page_range", 8, 24, "MIGRATE_MOVABLE")
    coverage.call(machine, "test_pages_isolated", 8, 16)
    # A page behind all memory that there was at boot. Nothing in the kernel makes page->private
    # of such a page an order (that is what Wen Congyang's first remark is about), so we do.
    machine = Machine(tree, possible=40)
    coverage.call(machine, "add_memory", 0, 32 << PAGE_SHIFT, 8 << PAGE_SHIFT)
    machine.write(machine.page(32).private, 3)
    coverage.call(machine, "__online_page_set_limits", machine.page(32))


# -- the command ----------------------------------------------------------------------------------


def main(arguments: list[str]) -> int:
    """Run the subcommand; 0 if every line that can run did, 1 if not, 2 for bad input."""
    options = _options(arguments)
    try:
        files = options.files or oracle_files()
        cases = [case for path in files for case in read_cases(path)]
        found = coverage_of(cases, source_tree(options.tree))
        if not options.only_cases:
            add_direct_calls(found)
    except (KernelError, ReviewError, CError) as error:
        print(f"python -m interp coverage: {error}", file=sys.stderr)
        return 2
    print(found.totals() if options.totals else found)
    return 1 if found.missing() else 0


def oracle_files() -> list[Path]:
    """Return the project's own files of cases."""
    return sorted((patches_directory().parent / "tests" / "oracle").glob("*.jsonl"))


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m interp coverage",
        description="Play cases step by step and show which lines that a patch added have run.",
    )
    parser.add_argument(
        "files", metavar="FILE.jsonl", nargs="*", type=Path, help="cases; without: all of ours"
    )
    parser.add_argument("--tree", default="rfc-v2", help="the patched tree (rfc-v2)")
    parser.add_argument(
        "--only-cases", action="store_true", help="without the direct calls that no case makes"
    )
    parser.add_argument("--totals", action="store_true", help="only the figures of each file")
    return parser.parse_args(arguments)
