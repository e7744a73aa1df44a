# SPDX-License-Identifier: MIT
"""A diff that a running machine took up: where its hunks went, and which functions are new."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from interp.kernel.errors import BadArgument
from interp.review import AppliedFile, SourceTree

BOOT = "boot a new machine with it"


@dataclass(frozen=True, repr=False)
class Applied:
    """What a diff did: its files with the places of their hunks, and the functions it changed."""

    files: tuple[AppliedFile, ...]
    functions: tuple[str, ...]

    @property
    def text(self) -> str:
        """The files and offsets as `patch` tells them, then the functions."""
        changed = ", ".join(f"{name}()" for name in self.functions)
        rows = [repr(file) for file in self.files]
        return "\n".join([*rows, f"runs anew: {changed or 'no function changes'}"])

    def __repr__(self) -> str:
        return self.text


def changed_texts(former: SourceTree, tree: SourceTree) -> Mapping[str, str]:
    """Return the new text of each file that the last patches of `tree` change.

    Raises BadArgument for files that come or go: those are compiled when a machine boots.
    """
    diffs = [diff for layer in tree.layers[len(former.layers) :] for diff in layer.diffs]
    for diff in diffs:
        if diff.old_path != diff.new_path:
            raise BadArgument(f"the diff makes, moves or deletes {diff.path}: {BOOT}")
    paths = dict.fromkeys(diff.path for diff in diffs)
    return {path: tree.read(path) for path in paths if tree.read(path) != former.read(path)}


def applied_files(former: SourceTree, tree: SourceTree) -> tuple[AppliedFile, ...]:
    """Return where the hunks of the last patches of `tree` went."""
    diffs = [diff for layer in tree.layers[len(former.layers) :] for diff in layer.diffs]
    found = (tree.applied(diff.path) for diff in diffs)
    return tuple(file for file in found if file is not None)
