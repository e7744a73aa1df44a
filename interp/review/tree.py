# SPDX-License-Identifier: MIT
"""Source trees: base files, patches on top of them, and for each line the reason it is there."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from interp.review.apply import AppliedFile
from interp.review.diff import FileDiff, Patch
from interp.review.errors import TreeError
from interp.review.layers import (
    BASE,
    FileHistory,
    Layer,
    SourceFolder,
    Spot,
    history,
    paths_after,
)
from interp.review.thread import Remark, Thread, read_thread

# The folders of patches that make each tree, in order, on top of patches/base.
TREES: Mapping[str, tuple[str, ...]] = {
    BASE: (),
    "rfc-v2": ("rfc-v2", "rfc-v2-tail"),
    "v3.7": ("v3.7",),
    "v3.7+wen": ("v3.7", "v3.7+wen"),
}
# The mail whose remarks stand beside the lines of a folder of patches.
THREADS: Mapping[str, str] = {"rfc-v2": "thread/reply.txt"}


@dataclass(frozen=True, repr=False)
class Reason:
    """Why a line is in a tree: the patch that put it there (or "base") and its hunk."""

    patch: str
    hunk_index: int | None
    mark: str

    def __repr__(self) -> str:
        if self.hunk_index is None:
            return f"<from {self.patch}>"
        return f"<added by {self.patch}, hunk {self.hunk_index}>"


@dataclass(frozen=True, repr=False)
class ListingLine:
    """A line as a reader of the patched file sees it; a removed line has no number."""

    number: int | None
    mark: str
    text: str
    patch: str
    hunk_index: int | None
    remarks: tuple[Remark, ...] = ()

    def __repr__(self) -> str:
        number = "" if self.number is None else str(self.number)
        said = f"  [{', '.join(remark.author for remark in self.remarks)}]" if self.remarks else ""
        return f"{number:>5} {self.mark}{self.text}{said}"


class SourceTree:
    """A tree of source files by path (`mm/internal.h`), each read when it is first asked for."""

    def __init__(self, name: str, base: Mapping[str, str], layers: Sequence[Layer] = ()) -> None:
        self.name = name
        self.layers = tuple(layers)
        self._base = base
        self._diffs = [(layer.name, diff) for layer in layers for diff in layer.diffs]
        self._histories: dict[str, FileHistory] = {}

    @property
    def base(self) -> Mapping[str, str]:
        """The files below all patches: path to text."""
        return self._base

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """The paths of all files, sorted."""
        return paths_after(self._base, self._diffs)

    @cached_property
    def files(self) -> Mapping[str, str]:
        """All files: path to text."""
        return _Files(self)

    def read(self, path: str) -> str:
        """The text of the file at `path`."""
        return self._history(path).text

    def reason(self, path: str, line: int) -> Reason:
        """Why line `line` (from 1) of the file at `path` is there."""
        lines = self._history(path).present
        if not 1 <= line <= len(lines):
            raise TreeError(f"{path} has no line {line}", do=f"It has lines 1 to {len(lines)}.")
        found = lines[line - 1]
        return Reason(found.patch, found.hunk_index, found.mark)

    def listing(self, path: str) -> tuple[ListingLine, ...]:
        """The file with the lines that the patches removed, with marks and remarks."""
        rows = []
        number = 0
        remarks = self._remarks(path)
        for line in self._history(path).lines:
            number += line.present
            said = tuple(remark for spot in line.places for remark in remarks.get(spot, ()))
            place = number if line.present else None
            text = line.text.removesuffix("\n")
            rows.append(ListingLine(place, line.mark, text, line.patch, line.hunk_index, said))
        return tuple(rows)

    def applied(self, path: str) -> AppliedFile | None:
        """How the last patch that changes a file went on; None if no patch does."""
        return self._history(path).applied

    def with_patches(self, patches: Sequence[PatchSource]) -> SourceTree:
        """This tree with more patches on top; raises if one of them does not apply."""
        own = sum(layer.name.startswith("patch ") for layer in self.layers)
        added = _layers(patches, own)
        name = " + ".join([self.name, *(layer.name for layer in added)])
        tree = SourceTree(name, self._base, (*self.layers, *added))
        for layer in added:
            for diff in layer.diffs:
                tree.check(diff)
        return tree

    def with_files(self, files: Mapping[str, str]) -> SourceTree:
        """This tree with further files beside its own, such as the text of a cell."""
        return SourceTree(self.name, {**self._base, **files}, self.layers)

    def with_text(self, path: str, text: str) -> SourceTree:
        """This tree with a new text of one of its files, as one more patch."""
        old = self.read(path).splitlines(keepends=True)
        new = text.splitlines(keepends=True)
        if old == new:
            return self
        lines = difflib.unified_diff(old, new, f"a/{path}", f"b/{path}")
        return self.with_patches(["".join([f"diff --git a/{path} b/{path}\n", *lines])])

    def check(self, diff: FileDiff) -> None:
        """Read what a file diff of this tree changes, so that it raises if it does not apply."""
        for path in {diff.old_path, diff.new_path} - {None}:
            history(str(path), self._base, self._diffs)

    def _remarks(self, path: str) -> dict[Spot, tuple[Remark, ...]]:
        found: dict[Spot, tuple[Remark, ...]] = {}
        for layer in self.layers:
            for remark in layer.remarks():
                if remark.path == path:
                    spot = (layer.name, remark.hunk_index, remark.line_index)
                    found[spot] = (*found.get(spot, ()), remark)
        return found

    def _history(self, path: str) -> FileHistory:
        if path not in self._histories:
            found = history(path, self._base, self._diffs)
            if found is None:
                near = difflib.get_close_matches(path, self.paths, 1)
                do = f"Did you mean {near[0]}?" if near else "`paths` has the names of all files."
                raise TreeError(f"tree {self.name!r} has no file {path!r}", do=do)
            self._histories[path] = found
        return self._histories[path]

    def __repr__(self) -> str:
        patches = ", ".join(layer.name for layer in self.layers) or "no patches"
        return f"<tree {self.name!r}: {len(self.paths)} files, {patches}>"


class _Files(Mapping[str, str]):
    """The files of a tree as a mapping from path to text."""

    def __init__(self, tree: SourceTree) -> None:
        self._tree = tree

    def __getitem__(self, path: str) -> str:
        if path not in self._tree.paths:
            raise KeyError(path)
        return self._tree.read(path)

    def __contains__(self, path: object) -> bool:
        return path in self._tree.paths

    def __iter__(self) -> Iterator[str]:
        return iter(self._tree.paths)

    def __len__(self) -> int:
        return len(self._tree.paths)

    def __repr__(self) -> str:
        return f"<{len(self)} files of tree {self._tree.name!r}>"


PatchSource = str | Path | Patch | Thread


def patches_directory() -> Path:
    """The project's folder of patches: the mail, the base files and the patches on top."""
    folder = Path(__file__).resolve().parents[2] / "patches"
    if not folder.is_dir():
        raise TreeError("is not there", where=str(folder), do="Run from a checkout of the project.")
    return folder


def source_tree(name: str = "rfc-v2", patches: Sequence[PatchSource] = ()) -> SourceTree:
    """The tree called `name` (one of TREES), with a reader's own patches on top.

    A patch is the text of a diff or mail (str), a file or a folder of them (Path), a Patch, or
    a Thread, whose remarks then stand beside the lines of `listing()`.
    """
    if name not in TREES:
        near = difflib.get_close_matches(name, TREES, 1)
        guess = f"Did you mean {near[0]!r}? " if near else ""
        raise TreeError(f"there is no tree {name!r}", do=f"{guess}There are {', '.join(TREES)}.")
    folder = patches_directory()
    layers = [_named_layer(folder, part) for part in TREES[name]]
    tree = SourceTree(name, SourceFolder(folder / BASE), layers)
    return tree.with_patches(patches) if patches else tree


def _named_layer(folder: Path, name: str) -> Layer:
    mail = THREADS.get(name)
    diffs = _folder_diffs(folder / name)
    if mail is None:
        return Layer(name, diffs)
    return Layer(name, diffs, cache(lambda: _remarks_of(folder / mail)))


def _remarks_of(mail: Path) -> tuple[Remark, ...]:
    return read_thread(mail).remarks


def _folder_diffs(folder: Path) -> tuple[FileDiff, ...]:
    """The file diffs of all patches below a folder, in the order of their paths."""
    if not folder.is_dir():
        raise TreeError("no such folder of patches", where=str(folder), do="Check the name.")
    files = sorted(folder.rglob("*.patch"), key=lambda path: path.relative_to(folder).as_posix())
    return tuple(diff for path in files for diff in read_thread(path).patch.files)


def _layers(patches: Sequence[PatchSource], count: int) -> list[Layer]:
    if isinstance(patches, (str, Path, Patch, Thread)):
        patches = (patches,)
    return [_layer(patch, f"patch {count + i}") for i, patch in enumerate(patches, 1)]


def _layer(patch: PatchSource, name: str) -> Layer:
    if isinstance(patch, Path):
        own_name = patch.name.removesuffix(".patch").removesuffix(".diff")
        if patch.is_dir():
            return Layer(own_name, _folder_diffs(patch))
        name = own_name
    if isinstance(patch, Patch):
        return Layer(patch.name or patch.subject or name, patch.files)
    thread = patch if isinstance(patch, Thread) else read_thread(patch)
    return Layer(name, thread.patch.files, lambda: thread.remarks)
