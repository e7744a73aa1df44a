# SPDX-License-Identifier: MIT
"""The diffstat of a patch, and where it says something else than the hunks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from interp.review.diff import FileDiff

_ENTRY = re.compile(r"^\s*(\S.*?)\s+\|\s+(?:(\d+)(?:\s+(\+*)(-*))?|(Bin\b.*))\s*$")
_TOTAL = re.compile(
    r"^\s*(\d+) files? changed(?:, (\d+) insertions?\(\+\))?(?:, (\d+) deletions?\(-\))?\s*$"
)


@dataclass(frozen=True, repr=False)
class DiffstatEntry:
    """One line of a diffstat: the file, how many lines change, and its row of + and -."""

    path: str
    changes: int
    graph: str
    mail_line: int

    def __repr__(self) -> str:
        return f"{self.path} | {self.changes} {self.graph}"


@dataclass(frozen=True, repr=False)
class Diffstat:
    """A diffstat as the mail has it; the totals are None if its last line is missing."""

    entries: tuple[DiffstatEntry, ...]
    files_changed: int | None
    insertions: int | None
    deletions: int | None
    mail_line: int

    def __repr__(self) -> str:
        width = max((len(entry.path) for entry in self.entries), default=0)
        rows = [f"{entry.path:{width}} | {entry.changes:4} {entry.graph}" for entry in self.entries]
        if self.files_changed is not None:
            rows.append(f"{self.files_changed} files, +{self.insertions} -{self.deletions}")
        return "\n".join(rows)


@dataclass(frozen=True, repr=False)
class Mismatch:
    """A count that the diffstat declares and the hunks do not have; path "" is the total."""

    path: str
    what: str
    declared: int
    found: int

    def __repr__(self) -> str:
        return (
            f"{self.path or 'total'}: the diffstat declares {self.declared} {self.what}, "
            f"the hunks have {self.found}"
        )


def read_diffstat(lines: Sequence[tuple[int, str]]) -> tuple[Diffstat | None, range]:
    """The first diffstat among (line number, text) pairs, and which of the pairs it takes."""
    for start, (number, text) in enumerate(lines):
        if not _ENTRY.match(text):
            continue
        end = start
        while end < len(lines) and _ENTRY.match(lines[end][1]):
            end += 1
        entries = tuple(_entry(number, text) for number, text in lines[start:end])
        total = _TOTAL.match(lines[end][1]) if end < len(lines) else None
        if total:
            counts = [int(count or 0) for count in total.groups()]
            return Diffstat(entries, counts[0], counts[1], counts[2], number), range(start, end + 1)
        if all(entry.graph for entry in entries):
            return Diffstat(entries, None, None, None, number), range(start, end)
    return None, range(0)


def check_diffstat(diffstat: Diffstat, files: Sequence[FileDiff]) -> tuple[Mismatch, ...]:
    """Where the diffstat and the diffs differ: file by file, then in total."""
    found: list[Mismatch] = []
    for entry in diffstat.entries:
        diffs = [diff for diff in files if _names(entry.path, diff.path)]
        if not any(diff.binary for diff in diffs):
            found += _check_entry(entry, diffs)
    found += _check_unlisted(diffstat, files)
    if diffstat.files_changed is not None:
        added, removed = sum(diff.added for diff in files), sum(diff.removed for diff in files)
        paths = {diff.path for diff in files}
        found += _differing("", "files", diffstat.files_changed, len(paths))
        found += _differing("", "insertions", diffstat.insertions or 0, added)
        found += _differing("", "deletions", diffstat.deletions or 0, removed)
    return tuple(found)


def missing_files(diffstat: Diffstat, files: Sequence[FileDiff]) -> tuple[DiffstatEntry, ...]:
    """The files that the diffstat has and the diff has not."""
    return tuple(
        entry
        for entry in diffstat.entries
        if not any(_names(entry.path, diff.path) for diff in files)
    )


def _entry(number: int, text: str) -> DiffstatEntry:
    match = _ENTRY.match(text)
    path, changes, plus, minus, _ = match.groups() if match else ("", "0", "", "", "")
    return DiffstatEntry(_new_name(path), int(changes or 0), (plus or "") + (minus or ""), number)


def _new_name(path: str) -> str:
    """The name after a rename: `mm/{a.c => b.c}` is mm/b.c."""
    path = re.sub(r"\{.* => (.*)\}", r"\1", path).replace("//", "/")
    return path.split(" => ")[-1]


def _names(shown: str, path: str) -> bool:
    """Whether a diffstat's name, perhaps shortened to `.../page.c`, is this path."""
    return path.endswith(shown[3:]) if shown.startswith(".../") else path == shown


def _check_entry(entry: DiffstatEntry, diffs: Sequence[FileDiff]) -> list[Mismatch]:
    added, removed = sum(diff.added for diff in diffs), sum(diff.removed for diff in diffs)
    # A row as long as the count is not scaled, so that its plus and minus signs are exact.
    if len(entry.graph) == entry.changes:
        plus = entry.graph.count("+")
        return _differing(entry.path, "insertions", plus, added) + _differing(
            entry.path, "deletions", entry.changes - plus, removed
        )
    return _differing(entry.path, "changed lines", entry.changes, added + removed)


def _check_unlisted(diffstat: Diffstat, files: Sequence[FileDiff]) -> list[Mismatch]:
    return [
        Mismatch(diff.path, "changed lines", 0, diff.added + diff.removed)
        for diff in files
        if not any(_names(entry.path, diff.path) for entry in diffstat.entries)
    ]


def _differing(path: str, what: str, declared: int, found: int) -> list[Mismatch]:
    return [] if declared == found else [Mismatch(path, what, declared, found)]
