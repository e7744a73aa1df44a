# SPDX-License-Identifier: MIT
"""What a tree is made of: a folder of files, patches on top, and every line's history."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from interp.review.apply import AppliedFile, apply_patch, split_lines
from interp.review.diff import FileDiff, Hunk
from interp.review.errors import PatchDoesNotApply, TreeError
from interp.review.thread import Remark

BASE = "base"
# Where a hunk line is: patch, hunk (from 1), index in the hunk's lines.
Spot = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is or was in a file: which patch and hunk put it there or took it away,
    and the hunk lines that speak of it."""

    text: str
    present: bool = True
    mark: str = " "
    patch: str = BASE
    hunk_index: int | None = None
    places: tuple[Spot, ...] = ()


@dataclass(frozen=True)
class Layer:
    """One patch in a tree: its name, its file diffs in order, and who says what about them."""

    name: str
    diffs: tuple[FileDiff, ...]
    remarks: Callable[[], tuple[Remark, ...]] = tuple

    def __repr__(self) -> str:
        return f"<layer {self.name!r}: {len(self.diffs)} file diffs>"


class SourceFolder(Mapping[str, str]):
    """The source files below a folder, by path with slashes; each is read when asked for."""

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise TreeError("no such folder of sources", where=str(folder), do="Check the name.")
        self.folder = folder

    @cached_property
    def _names(self) -> dict[str, Path]:
        found = sorted(path for path in self.folder.rglob("*") if path.is_file())
        names = {path.relative_to(self.folder).as_posix(): path for path in found}
        return {name: path for name, path in names.items() if _is_source(name)}

    def __getitem__(self, path: str) -> str:
        return self._names[path].read_bytes().decode("utf-8", "surrogateescape")

    def __contains__(self, path: object) -> bool:
        return path in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __repr__(self) -> str:
        return f"<{len(self)} source files below {self.folder.name}>"


class FileHistory:
    """A file after some patches: its text at once, its lines with their reasons when asked for."""

    applied: AppliedFile | None = None  # how the last patch of it went on

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """All lines, those that were removed in their old places."""
        return tuple(Line(text) for text in split_lines(self.text))

    @cached_property
    def present(self) -> tuple[Line, ...]:
        """The lines that the file has."""
        return tuple(line for line in self.lines if line.present)


class PatchedHistory(FileHistory):
    """A file after one more file diff."""

    def __init__(
        self, before: FileHistory, patch: str, diff: FileDiff, applied: AppliedFile
    ) -> None:
        super().__init__(applied.text)
        self._before = before
        self._patch = patch
        self._diff = diff
        self.applied: AppliedFile = applied

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """All lines, those that were removed in their old places."""
        lines = list(self._before.lines)
        for placement in self.applied.placements:
            hunk = self._diff.hunks[placement.hunk_index - 1]
            _weave(lines, hunk, placement.line, self._patch)
        return tuple(lines)


def history(
    path: str, base: Mapping[str, str], diffs: Sequence[tuple[str, FileDiff]]
) -> FileHistory | None:
    """The file at `path` after all (patch name, file diff) pairs; None if it is not there then."""
    for count in range(len(diffs) - 1, -1, -1):
        patch, diff = diffs[count]
        moved = diff.old_path != diff.new_path and not diff.copied
        if diff.new_path == path or (diff.old_path == path and moved):
            after = _after(patch, diff, base, diffs[:count])
            return after if diff.new_path == path else None
    return FileHistory(base[path]) if path in base else None


def paths_after(base: Mapping[str, str], diffs: Sequence[tuple[str, FileDiff]]) -> tuple[str, ...]:
    """The sorted paths of all files after these file diffs."""
    paths = set(base)
    for _, diff in diffs:
        if diff.old_path and not diff.copied:
            paths.discard(diff.old_path)
        if diff.new_path:
            paths.add(diff.new_path)
    return tuple(sorted(paths))


def _after(
    patch: str, diff: FileDiff, base: Mapping[str, str], earlier: Sequence[tuple[str, FileDiff]]
) -> FileHistory:
    target = diff.new_path
    if target and target != diff.old_path and history(target, base, earlier) is not None:
        raise PatchDoesNotApply(
            f"patch {patch!r} makes this file new, but it exists already",
            path=target,
            do="Apply it to a tree without the file, or make a diff that changes the file.",
        )
    before = FileHistory("") if diff.old_path is None else history(diff.old_path, base, earlier)
    if before is None:
        raise PatchDoesNotApply(
            f"patch {patch!r} changes this file, which the tree does not have",
            path=diff.old_path or "",
            do="Check the path in the diff; it is relative to the top of the tree.",
        )
    return PatchedHistory(before, patch, diff, apply_patch(before.text, diff))


def _weave(lines: list[Line], hunk: Hunk, first: int, patch: str) -> None:
    """Put `hunk` into `lines`; its first old line is the `first` present one (from 1)."""
    at = _index_of(lines, first)
    for index, line in enumerate(hunk.lines):
        spot = (patch, hunk.index, index)
        if line.mark == "+":
            text = line.text if line.no_newline else line.text + "\n"
            lines.insert(at, Line(text, True, "+", patch, hunk.index, (spot,)))
        else:
            while not lines[at].present:
                at += 1
            old = lines[at]
            places = (*old.places, spot)
            if line.mark == "-":
                lines[at] = Line(old.text, False, "-", patch, hunk.index, places)
            else:
                lines[at] = Line(old.text, True, old.mark, old.patch, old.hunk_index, places)
        at += 1


def _index_of(lines: Sequence[Line], first: int) -> int:
    """The index of the `first` present line (from 1), or behind the last one."""
    count = 0
    for index, line in enumerate(lines):
        count += line.present
        if line.present and count == first:
            return index
    return len(lines)


def _is_source(name: str) -> bool:
    parts = name.split("/")
    hidden = any(part.startswith(".") for part in parts)
    return not hidden and not parts[-1].startswith(("README", "LICENSE", "COPYING"))
