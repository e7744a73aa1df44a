# SPDX-License-Identifier: MIT
"""Puts a file diff onto a text, to the same bytes as `git apply`.

The old lines of a hunk must be in the text exactly. They may stand elsewhere than the hunk's
header says: the nearest place is taken, below before above, as git does. Git's two other rules
are kept too: a hunk that starts at line 0 or 1 must match at the beginning of the file, and one
without context after its last change must match at its end (but not if we know that it was cut).
No hunk may match lines that another hunk put or confirmed.

In two cases we refuse where git goes wrong without a word: lines to be added without any context
(git puts them at the end of the file), and a last line without line feed that is not the last one
here (git joins it with the next).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from interp.review.diff import FileDiff, Hunk
from interp.review.errors import PatchDoesNotApply

WITH_CONTEXT = "Make the diff with three lines of context (git diff -U3)."


@dataclass(frozen=True)
class Placement:
    """Where a hunk went: line numbers from 1, in the text as the hunks before it left it."""

    hunk_index: int
    line: int
    expected: int

    @property
    def offset(self) -> int:
        """How many lines below (or, negative, above) the expected place."""
        return self.line - self.expected


@dataclass(frozen=True, repr=False)
class AppliedFile:
    """A file after its diff: path and text; for a deleted file the text is empty."""

    path: str
    text: str
    placements: tuple[Placement, ...]
    deleted: bool = False

    def __repr__(self) -> str:
        rows = [f"{self.path}: {'deleted' if self.deleted else 'changed'}"]
        for placement in self.placements:
            offset = f" (offset {placement.offset:+} lines)" if placement.offset else ""
            rows.append(f"  hunk {placement.hunk_index} at line {placement.line}{offset}")
        return "\n".join(rows)


@dataclass
class _Image:
    """A text while hunks are put on it: its lines with their ends, and which are patched."""

    lines: list[str]
    patched: list[bool] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.patched = [False] * len(self.lines)

    def has(self, wanted: Sequence[str], at: int) -> bool:
        """Whether `wanted` stands at index `at`, on lines that no hunk has touched."""
        end = at + len(wanted)
        return self.lines[at:end] == wanted and not any(self.patched[at:end])

    def put(self, hunk: Hunk, at: int) -> None:
        """Replace the hunk's old lines at index `at` by its new ones."""
        new = hunk.new_lines
        end = at + len(hunk.old_lines)
        self.lines[at:end] = new
        self.patched[at:end] = [True] * len(new)


def apply_patch(text: str, diff: FileDiff) -> AppliedFile:
    """Apply all hunks of `diff` to `text` (empty for a new file), or raise and change nothing."""
    _check_kind(text, diff)
    image = _Image(split_lines(text))
    placements = []
    for hunk in diff.hunks:
        if not hunk.lines:
            continue
        at = _find(image, hunk) if hunk.old_lines or not image.lines else None
        if at is None:
            raise _refusal(image, hunk, diff.path)
        image.put(hunk, at)
        placements.append(Placement(hunk.index, at + 1, _expected(hunk) + 1))
    result = "".join(image.lines)
    deleted = diff.new_path is None
    if deleted and result:
        raise PatchDoesNotApply(
            f"the patch deletes the file, but {len(image.lines)} lines are left over",
            path=diff.path,
            do="Make the diff again from the file as it is now.",
        )
    return AppliedFile(diff.path, result, tuple(placements), deleted)


def split_lines(text: str) -> list[str]:
    """The lines of `text` with their ends; only a line feed ends a line."""
    lines = text.split("\n")
    last = lines.pop()
    return [line + "\n" for line in lines] + ([last] if last else [])


def _check_kind(text: str, diff: FileDiff) -> None:
    if diff.binary:
        raise PatchDoesNotApply(
            "a binary diff cannot be applied", path=diff.path, do="Only text diffs can be."
        )
    if diff.old_path is None and text:
        raise PatchDoesNotApply(
            "the patch makes this file new, but it exists already",
            path=diff.path,
            do="Apply it to a tree without the file, or make a diff that changes the file.",
        )


def _expected(hunk: Hunk) -> int:
    """The index where the header says the hunk goes, all hunks before it being applied."""
    return max(hunk.new_start - 1, 0)


def _anchors(hunk: Hunk) -> tuple[bool, bool]:
    """Whether the hunk must match at the beginning, and at the end of the file."""
    ends_in_context = hunk.lines[-1].mark == " "
    return hunk.old_start <= 1, not ends_in_context and not hunk.cut


def _find(image: _Image, hunk: Hunk) -> int | None:
    old = hunk.old_lines
    at_beginning, at_end = _anchors(hunk)
    last = len(image.lines) - len(old)
    if last < 0:
        return None
    if at_beginning or at_end:
        at = 0 if at_beginning else last
        fits = (not at_end or at == last) and image.has(old, at)
        return at if fits else None
    start = min(_expected(hunk), len(image.lines))
    return next((at for at in _outwards(start, last) if image.has(old, at)), None)


def _outwards(start: int, last: int) -> Iterator[int]:
    """The indexes 0 to `last`, nearest to `start` first; of two as near, the one below."""
    if start <= last:
        yield start
    for distance in range(1, max(start, last - start) + 1):
        if start + distance <= last:
            yield start + distance
        if 0 <= start - distance <= last:
            yield start - distance


# Saying why not


def _refusal(image: _Image, hunk: Hunk, path: str) -> PatchDoesNotApply:
    reasons = (_without_context, _anchored_elsewhere, _reversed)
    found = next(filter(None, (reason(image, hunk) for reason in reasons)), None)
    what, do = found or _difference(image, hunk)
    return PatchDoesNotApply(f"does not apply: {what}", path=path, hunk_index=hunk.index, do=do)


def _without_context(image: _Image, hunk: Hunk) -> tuple[str, str] | None:
    if hunk.old_lines:
        return None
    return "it adds lines without any context that tells where", WITH_CONTEXT


def _anchored_elsewhere(image: _Image, hunk: Hunk) -> tuple[str, str] | None:
    """The lines are there, but git demands the beginning or the end of the file."""
    old = hunk.old_lines
    found = [at for at in range(len(image.lines) - len(old) + 1) if image.has(old, at)]
    if not found:
        return None
    at_beginning, _ = _anchors(hunk)
    if at_beginning:
        what = f"it says line {hunk.old_start}, the first, and its lines stand at {found[0] + 1}"
    else:
        what = (
            f"it has no context after its last change, so it must reach the end of the file, and "
            f"its lines stand at {found[-1] + 1} to {found[-1] + len(old)} of {len(image.lines)}"
        )
    return what, WITH_CONTEXT


def _reversed(image: _Image, hunk: Hunk) -> tuple[str, str] | None:
    new = hunk.new_lines
    if not any(line.mark != " " for line in hunk.lines) or not new:
        return None
    for at in range(len(image.lines) - len(new) + 1):
        if image.has(new, at):
            what = f"what it would make stands at line {at + 1} already"
            return what, "The patch seems to be applied: leave it out."
    return None


def _difference(image: _Image, hunk: Hunk) -> tuple[str, str]:
    """The place where most lines are equal, and the first line there that is not."""
    old = hunk.old_lines
    start = min(_expected(hunk), len(image.lines))
    places = list(_outwards(start, len(image.lines) - 1)) or [0]
    best = max(places, key=lambda at: _equal(image, old, at))
    for step, wanted in enumerate(old):
        at = best + step
        if not image.has([wanted], at):
            return _first_difference(image, hunk, step, at)
    return "its lines overlap those of another hunk", "Apply the hunks in the order of the file."


def _equal(image: _Image, old: Sequence[str], at: int) -> int:
    return sum(image.has([line], at + step) for step, line in enumerate(old))


def _first_difference(image: _Image, hunk: Hunk, step: int, at: int) -> tuple[str, str]:
    line = [line for line in hunk.lines if line.mark != "+"][step]
    in_mail = f" (mail line {line.mail_line})" if line.mail_line else ""
    expected = f"{hunk.old_lines[step]!r}{in_mail}"
    if at >= len(image.lines):
        what = f"expected {expected}, found the end of the file after line {len(image.lines)}"
        return (
            what,
            "The file is shorter than the patch needs: apply it to the tree it is made for.",
        )
    found = image.lines[at]
    if found == hunk.old_lines[step]:
        what = f"expected {expected} at line {at + 1}, which another hunk took already"
        return what, "Apply the hunks in the order of the file."
    what = f"expected {expected}, found {found!r} at line {at + 1}"
    if found.split() == hunk.old_lines[step].split():
        return what, "They differ in white space only: a mail program may have changed the patch."
    return what, "Apply it to the tree it is made for, or make the diff again from this file."
