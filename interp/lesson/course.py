# SPDX-License-Identifier: MIT
"""The map of the course: which lesson walks through which changed function, hunk by hunk."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from interp.kernel import Machine
from interp.kernel.findings import Finding, all_findings
from interp.lesson.table import Cell, table
from interp.lesson.view import View
from interp.review import SourceTree

PATCHES = ("rfc-v2", "rfc-v2-tail")

Hunk = tuple[str, str, int]
"""Patch, path, number of the hunk in its file, from 1."""


@dataclass(frozen=True)
class Lesson:
    """A lesson: its notebook, its title, and what it walks through."""

    notebook: str
    title: str
    walks: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        """The number that its file's name begins with."""
        return int(self.notebook[:2])


LESSONS: tuple[Lesson, ...] = (
    Lesson("01-reading-a-patch-thread", "Reading a patch thread"),
    Lesson("02-memory-as-the-kernel-sees-it", "Memory as the kernel sees it", ("page_order",)),
    Lesson("03-the-buddy-allocator", "The buddy allocator"),
    Lesson(
        "04-pageblocks-and-migrate-types",
        "Pageblocks and migrate types",
        ("enum migrate types", "fallbacks", "migratetype_names"),
    ),
    Lesson("05-isolation-before-the-patch", "Isolation before the patch"),
    Lesson(
        "06-the-new-list",
        "The new list",
        (
            "isolated_pages",
            "lock",
            "isolate_free_page",
            "__add_isolated_page",
            "delete_from_isolated_list",
            "free_isolated_pageblock",
        ),
    ),
    Lesson(
        "07-freeing-into-isolation",
        "Freeing into isolation",
        ("move_freepages", "free_hot_cold_page", "__free_pages_ok"),
    ),
    Lesson("08-undoing-it", "Undoing it", ("unset_migratetype_isolate", "undo_isolate_pageblocks")),
    Lesson(
        "09-taking-memory-away",
        "Taking memory away",
        ("offline_pages", "__offline_isolated_pages"),
    ),
    Lesson(
        "10-giving-it-back",
        "Giving it back",
        (
            "__online_page_set_limits",
            "__online_page_increment_counters",
            "__online_page_free",
            "generic_online_page",
            "online_pages_range",
        ),
    ),
    Lesson("11-ballooning", "Ballooning", ("xen_online_page",)),
    Lesson("12-they-cannot-be-onlined", "They can't be onlined"),
    Lesson(
        "13-this-function-fails",
        "This function fails",
        ("__test_page_isolated_in_pageblock", "test_pages_isolated"),
    ),
)


@dataclass(frozen=True)
class Changed:
    """A function, or another thing, that the patch changes, and the hunks that do it."""

    name: str
    path: str
    hunks: tuple[Hunk, ...]
    is_function: bool = True

    @property
    def lesson(self) -> Lesson | None:
        """The lesson that walks through it."""
        return next((lesson for lesson in LESSONS if self.name in lesson.walks), None)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings that name a line of this function's hunks, and this function's text."""
        return tuple(finding for finding in all_findings() if self._has(finding))

    def _has(self, finding: Finding) -> bool:
        text = self.text()
        return any(
            (line.patch, line.file, line.hunk) in self.hunks and line.line[1:].strip() in text
            for line in finding.hunks
        )

    def text(self) -> str:
        """The C text of it before the patch and with it."""
        return "\n".join(found for tree in ("base", "rfc-v2") for found in texts(tree, self))


def texts(tree: str, changed: Changed) -> Iterator[str]:
    """The C text of a changed thing on a tree; nothing where the tree does not have it."""
    machine = booted(tree)
    if changed.path not in machine.tree.paths:
        return
    lines = machine.tree.read(changed.path).split("\n")
    for first, last, name in pieces(tree, changed.path):
        if name == changed.name:
            yield "\n".join(lines[first - 1 : last])


@cache
def booted(tree: str) -> Machine:
    """A machine with that tree, to ask where its functions stand."""
    return Machine(tree)


# What is no function and is changed too: the words that its line has, and its name.
OTHERS: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("include/linux/mmzone.h", re.compile(r"^enum \{"), "enum migrate types"),
    ("mm/page_alloc.c", re.compile(r"^static int fallbacks\["), "fallbacks"),
    ("mm/vmstat.c", re.compile(r"migratetype_names\["), "migratetype_names"),
    ("mm/page_isolation.c", re.compile(r"^LIST_HEAD\(isolated_pages\)"), "isolated_pages"),
    ("mm/page_isolation.c", re.compile(r"^static DEFINE_SPINLOCK\(lock\)"), "lock"),
)


@cache
def pieces(tree: str, path: str) -> tuple[tuple[int, int, str], ...]:
    """First and last line and the name of each function of a file, and of what else is changed."""
    machine = booted(tree)
    lines = machine.tree.read(path).split("\n")
    found = []
    for name, emitted in machine.kernel.functions.items():
        if emitted.location.file == path:
            found.append((first_line(lines, emitted.location.line), emitted.end.line, name))
    for where, beginning, name in OTHERS:
        if where == path:
            starts = [n for n, line in enumerate(lines, 1) if beginning.search(line)]
            found += [(n, last_line(lines, n), name) for n in starts]
    return tuple(sorted(found))


def first_line(lines: Sequence[str], line: int) -> int:
    """Where the comment above a definition begins that has its name in `line`."""
    while line > 1 and lines[line - 2].strip() and lines[line - 2].rstrip()[-1] not in ";}":
        line -= 1
    return line


def last_line(lines: Sequence[str], first: int) -> int:
    """The line where a definition ends that begins at a line."""
    return next(n for n in range(first, len(lines) + 1) if lines[n - 1].rstrip().endswith(";"))


@cache
def changed_things() -> tuple[Changed, ...]:
    """Everything that the patch changes, in the order of the files; no line is left over."""
    before, after = booted("base").tree, booted("rfc-v2").tree
    hunks: dict[tuple[str, str], set[Hunk]] = {}
    for path in after.paths:
        for tree, number, hunk in changed_lines(before, after, path):
            name = piece_at(tree, path, number)
            if name:
                hunks.setdefault((path, name), set()).add(hunk)
    functions = booted("rfc-v2").kernel.functions.keys() | booted("base").kernel.functions.keys()
    return tuple(
        Changed(name, path, tuple(sorted(found)), name in functions)
        for (path, name), found in hunks.items()
    )


def changed_lines(
    before: SourceTree, after: SourceTree, path: str
) -> Iterator[tuple[str, int, Hunk]]:
    """Tree, line number there, and hunk of every line that the patch adds or removes."""
    old_number = 1
    for line in after.listing(path):
        hunk = (line.patch, path, line.hunk_index or 0)
        if line.mark == "+" and line.number is not None:
            yield after.name, line.number, hunk
        elif line.mark == "-":
            yield before.name, old_number, hunk
        if line.mark != "+":
            old_number += 1


def piece_at(tree: str, path: str, number: int) -> str | None:
    """The function, or other changed thing, that a line belongs to."""
    return next((name for first, last, name in pieces(tree, path) if first <= number <= last), None)


def course_table() -> View:
    """Everything that the patch changes: where, which hunks, which lesson, which findings."""
    head = ["what is changed", "file", "hunks", "lesson", "findings"]
    return table(head, [row(changed) for changed in changed_things()])


def row(changed: Changed) -> list[Cell | str]:
    """One changed thing as a row of the table."""
    lesson = changed.lesson
    name = f"{changed.name}()" if changed.is_function else changed.name
    hunks = ", ".join(
        f"{number}" if patch == "rfc-v2" else f"{number} (cut off)"
        for patch, _, number in changed.hunks
    )
    return [
        Cell(name, code=True),
        Cell(changed.path, code=True),
        hunks,
        f"{lesson.number}. {lesson.title}" if lesson else "none",
        ", ".join(finding.letter for finding in changed.findings),
    ]
