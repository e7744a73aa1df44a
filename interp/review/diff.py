# SPDX-License-Identifier: MIT
"""A unified diff as data: patch, files, hunks, lines; and back to text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from interp.review.errors import TreeError

NO_NEWLINE = "\\ No newline at end of file"


@dataclass(frozen=True)
class HunkLine:
    """One line of a hunk: its mark, its text (tabs kept), its line in the mail (from 1)."""

    mark: str
    text: str
    mail_line: int = 0
    no_newline: bool = False

    def __repr__(self) -> str:
        return f"<mail line {self.mail_line}: {self.mark}{self.text}>"


@dataclass(frozen=True, repr=False)
class Hunk:
    """One hunk; the lengths are those of the lines that are here, `declared_...` the header's."""

    index: int
    old_start: int
    old_length: int
    new_start: int
    new_length: int
    section: str
    lines: tuple[HunkLine, ...]
    declared_old_length: int
    declared_new_length: int
    mail_line: int = 0
    sent_header: str = ""

    @property
    def cut(self) -> bool:
        """Whether lines that the header declares are missing."""
        declared = (self.declared_old_length, self.declared_new_length)
        return declared != (self.old_length, self.new_length)

    @property
    def header(self) -> str:
        """The `@@` line: as it was sent, or, if the hunk is cut, with the lengths it has."""
        if self.sent_header and not self.cut:
            return self.sent_header
        old, new = (self.old_start, self.old_length), (self.new_start, self.new_length)
        section = f" {self.section}" if self.section else ""
        return f"@@ -{old[0]},{old[1]} +{new[0]},{new[1]} @@{section}"

    @property
    def added(self) -> int:
        """How many lines it adds."""
        return sum(line.mark == "+" for line in self.lines)

    @property
    def removed(self) -> int:
        """How many lines it removes."""
        return sum(line.mark == "-" for line in self.lines)

    @property
    def old_lines(self) -> list[str]:
        """What it expects in the file: context and removed lines, with their line ends."""
        return [_with_end(line) for line in self.lines if line.mark != "+"]

    @property
    def new_lines(self) -> list[str]:
        """What it leaves in the file: context and added lines, with their line ends."""
        return [_with_end(line) for line in self.lines if line.mark != "-"]

    def __repr__(self) -> str:
        rows = [f"{line.mail_line:5}  {line.mark}{line.text}" for line in self.lines]
        if self.cut:
            rows.append(
                f"       (cut: {self.declared_old_length} old and {self.declared_new_length} new "
                f"lines declared, {self.old_length} and {self.new_length} here)"
            )
        return "\n".join([f"{self.mail_line:5}  {self.sent_header or self.header}", *rows])


@dataclass(frozen=True, repr=False)
class FileDiff:
    """What a patch does to one file; `old_path` or `new_path` is None for a new or deleted one."""

    path: str
    old_path: str | None
    new_path: str | None
    header: tuple[str, ...]
    hunks: tuple[Hunk, ...]
    mail_line: int = 0
    copied: bool = False
    binary: bool = False

    @property
    def added(self) -> int:
        """How many lines it adds."""
        return sum(hunk.added for hunk in self.hunks)

    @property
    def removed(self) -> int:
        """How many lines it removes."""
        return sum(hunk.removed for hunk in self.hunks)

    @property
    def cut(self) -> bool:
        """Whether a hunk of it is cut."""
        return any(hunk.cut for hunk in self.hunks)

    @property
    def last_mail_line(self) -> int:
        """The last line of the mail that belongs to it."""
        numbers = [line.mail_line for hunk in self.hunks for line in hunk.lines]
        heads = [hunk.mail_line for hunk in self.hunks]
        return max([self.mail_line + len(self.header) - 1, *heads, *numbers])

    def __repr__(self) -> str:
        rows = [f"{self.path}: +{self.added} -{self.removed}, {_count(self.hunks, 'hunk')}"]
        for hunk in self.hunks:
            cut = " (cut)" if hunk.cut else ""
            rows.append(f"  {hunk.index}  {hunk.header}  +{hunk.added} -{hunk.removed}{cut}")
        return "\n".join(rows)


@dataclass(frozen=True, repr=False)
class Patch:
    """A patch: what was written above it, and its file diffs in the order of the mail."""

    files: tuple[FileDiff, ...]
    name: str = ""
    subject: str = ""
    author: str = ""
    depth: int = 0
    message: str = ""
    changelog: str = ""
    trailers: tuple[tuple[str, str], ...] = ()
    notes: str = ""

    @property
    def added(self) -> int:
        """How many lines it adds."""
        return sum(diff.added for diff in self.files)

    @property
    def removed(self) -> int:
        """How many lines it removes."""
        return sum(diff.removed for diff in self.files)

    @property
    def hunks(self) -> tuple[Hunk, ...]:
        """All hunks of all files, in order."""
        return tuple(hunk for diff in self.files for hunk in diff.hunks)

    def file(self, path: str) -> FileDiff:
        """The diff of the file at `path`."""
        for diff in self.files:
            if diff.path == path:
                return diff
        touched = ", ".join(diff.path for diff in self.files)
        raise TreeError(f"the patch does not touch {path}", do=f"It touches {touched}.")

    def __repr__(self) -> str:
        head = f"{self.subject or self.name or 'patch'}: +{self.added} -{self.removed}"
        return "\n".join([head, *(f"  {line}" for line in _file_table(self.files))])


def format_patch(
    diff: FileDiff, *, heading: Iterable[str] = (), following: str | None = None
) -> str:
    """One file diff as text that `git apply` reads; a hunk that is cut gets its real lengths.

    `heading` is put above the diff. `following` is the line after a cut last hunk in the file
    that the patch is for: git takes a hunk without context after its last change for one that
    reaches the end of the file, so a hunk cut there needs one line of context to be found.
    """
    rows = [*heading, *_git_header(diff)]
    hunks = [hunk for hunk in diff.hunks if hunk.lines]
    if following is not None and hunks and hunks[-1].cut:
        hunks[-1] = _with_context(hunks[-1], following)
    for hunk in hunks:
        rows.append(hunk.header)
        for line in hunk.lines:
            rows.append(line.mark + line.text)
            if line.no_newline:
                rows.append(NO_NEWLINE)
    return "\n".join(rows) + "\n"


def _git_header(diff: FileDiff) -> tuple[str, ...]:
    """The header as it was sent, or, if `git apply` would read other paths from it, a plain one."""
    names = [row[4:].split("\t")[0] for row in diff.header if row.startswith(("--- ", "+++ "))]
    named = [name for name in names if name != "/dev/null"]
    # git drops the first folder of a name that has folders.
    as_git = {name.split("/", 1)[-1] if not name.startswith('"') else diff.path for name in named}
    if as_git <= {diff.old_path, diff.new_path} and (named or diff.header[0].startswith("diff")):
        return diff.header
    old = f"a/{diff.old_path}" if diff.old_path else "/dev/null"
    new = f"b/{diff.new_path}" if diff.new_path else "/dev/null"
    return (f"--- {old}", f"+++ {new}")


def _with_context(hunk: Hunk, text: str) -> Hunk:
    return replace(
        hunk,
        old_length=hunk.old_length + 1,
        new_length=hunk.new_length + 1,
        lines=(*hunk.lines, HunkLine(" ", text)),
    )


def _with_end(line: HunkLine) -> str:
    return line.text if line.no_newline else line.text + "\n"


def _count(things: tuple[object, ...], name: str) -> str:
    return f"{len(things)} {name}" if len(things) == 1 else f"{len(things)} {name}s"


def _file_table(files: tuple[FileDiff, ...]) -> list[str]:
    width = max((len(diff.path) for diff in files), default=0)
    return [
        f"{diff.path:{width}}  +{diff.added} -{diff.removed}, {_count(diff.hunks, 'hunk')}"
        for diff in files
    ]
