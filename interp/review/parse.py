# SPDX-License-Identifier: MIT
"""Reads a unified diff, quoted or not, out of the lines of a mail, and what stands between.

The first `diff --git` or `---`/`+++` line decides how the diff is quoted. Lines of a lower quote
level are somebody's words about the line above them: they come back as gaps. Lines of the diff's
own level must be what a diff has there; what is not is reported with its line, never skipped
inside a hunk.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from interp.review.diff import FileDiff, Hunk, HunkLine
from interp.review.errors import HunkError
from interp.review.file_header import FileHeader, read_file_header, starts_file
from interp.review.quote import MailLine, QuoteStyle, style_of

_HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@(.*)$")
_SIGNATURES = ("--", "-- ")
# Mail programs break lines between 65 and 80 columns: a shorter line was not broken by one.
WRAP_COLUMNS = 65
# How far the `@@` line may be from its `---` line, remarks between them included.
LOOK_AHEAD = 50


@dataclass(frozen=True)
class Gap:
    """Lines of lower quote level and the place they stand under: hunk 0 is above the first
    hunk of the file, line -1 is above the first line of the hunk, path "" is above the diff."""

    path: str
    hunk_index: int
    line_index: int
    lines: tuple[MailLine, ...]


@dataclass(frozen=True)
class ParsedDiff:
    """What was read: how the diff is quoted, where it starts, the files, and the gaps."""

    style: QuoteStyle
    start: int
    files: tuple[FileDiff, ...]
    gaps: tuple[Gap, ...]


def parse_diff(lines: Sequence[MailLine], source: str) -> ParsedDiff | None:
    """Read the first diff in `lines` with all files that follow; None if there is no diff."""
    for at, line in enumerate(lines):
        style = _style_at(lines, at)
        if style:
            reader = _DiffReader(lines[at:], style, source)
            reader.read()
            return ParsedDiff(style, line.number, tuple(reader.files), tuple(reader.gaps))
    return None


def _style_at(lines: Sequence[MailLine], at: int) -> QuoteStyle | None:
    """How the diff is quoted that starts at line `at`; None if none starts there."""
    style = style_of(lines[at].raw, "diff --git ")
    if style:
        return style
    style = style_of(lines[at].raw, "--- ")
    if style is None:
        return None
    contents = [style.content(line.raw) or "" for line in lines[at : at + 3]]
    return style if starts_file(contents) else None


@dataclass
class _OpenHunk:
    """A hunk while it is read: its header, what is still to come, the lines so far."""

    header: str
    mail_line: int
    old_start: int
    old_length: int
    new_start: int
    new_length: int
    section: str
    lines: list[HunkLine] = field(default_factory=list)
    missing_old: int = 0
    missing_new: int = 0

    def __post_init__(self) -> None:
        self.missing_old, self.missing_new = self.old_length, self.new_length

    @property
    def full(self) -> bool:
        """Whether all lines that the header declares are here."""
        return self.missing_old == 0 and self.missing_new == 0

    def takes(self, mark: str) -> bool:
        """Whether a line with this mark may still come."""
        return (mark == "+" or self.missing_old > 0) and (mark == "-" or self.missing_new > 0)

    def add(self, line: HunkLine) -> None:
        """Take one more line."""
        self.lines.append(line)
        self.missing_old -= line.mark != "+"
        self.missing_new -= line.mark != "-"

    def drop_from(self, index: int) -> None:
        """Give back the lines from `index` on."""
        for line in self.lines[index:]:
            self.missing_old += line.mark != "+"
            self.missing_new += line.mark != "-"
        del self.lines[index:]

    def close(self, index: int) -> Hunk:
        """The hunk as data."""
        return Hunk(
            index=index,
            old_start=self.old_start,
            old_length=self.old_length - self.missing_old,
            new_start=self.new_start,
            new_length=self.new_length - self.missing_new,
            section=self.section,
            lines=tuple(self.lines),
            declared_old_length=self.old_length,
            declared_new_length=self.new_length,
            mail_line=self.mail_line,
            sent_header=self.header,
        )


class _DiffReader:
    """Walks the lines once; `files` and `gaps` are what it found."""

    def __init__(self, lines: Sequence[MailLine], style: QuoteStyle, source: str) -> None:
        self.lines = lines
        self.contents = [style.content(line.raw) for line in lines]
        self.source = source
        self.at = 0
        self.files: list[FileDiff] = []
        self.gaps: list[Gap] = []
        self.header: FileHeader | None = None
        self.hunks: list[Hunk] = []
        self.open: _OpenHunk | None = None

    def read(self) -> None:
        """Read everything."""
        while self.at < len(self.lines):
            content = self.contents[self.at]
            if content is None or self._continues_remark():
                self._read_gap()
            elif self._continues_header(content):
                self._extend_header(content)
            elif self._at_file():
                self._begin_file(content)
            elif content.startswith("@@") and self.header:
                self._read_hunk()
            elif content in _SIGNATURES and self.hunks:
                self._skip_signature()
            else:
                self._check_stray(content)
                self.at += 1
        self._close_file()

    # Between hunks

    def _at_file(self) -> bool:
        """Whether a file begins at this line, seen from the lines of the diff's own level."""
        content = self.contents[self.at] or ""
        if not content.startswith("--- "):
            return starts_file([content])
        here = self.contents[self.at : self.at + LOOK_AHEAD]
        return starts_file([content for content in here if content is not None][:3])

    def _begin_file(self, content: str) -> None:
        self._close_file()
        self.header = read_file_header([content], self.lines[self.at].number)
        self.at += 1

    def _continues_header(self, content: str) -> bool:
        """Whether this line belongs to the file's header, remarks in between or not."""
        return bool(
            self.header and not self.hunks and FileHeader.accepts(self.header.rows, content)
        )

    def _extend_header(self, content: str) -> None:
        if self.header:
            rows = [*self.header.rows, content]
            self.header = read_file_header(rows, self.header.mail_line)
            self.at += 1

    def _close_file(self) -> None:
        if self.header:
            self.files.append(self.header.with_hunks(tuple(self.hunks)))
        self.header = None
        self.hunks = []

    def _skip_signature(self) -> None:
        """Leave out what is under `-- ` at the diff's own level, up to the next diff."""
        while self.at < len(self.lines) and not self._at_file():
            if self.contents[self.at] is None:
                self._read_gap()
            else:
                self.at += 1

    def _check_stray(self, content: str) -> None:
        """Lines outside hunks may be anything, but not the rest of a hunk."""
        if not self.hunks or not content.strip() or self.contents[self.at - 1] is None:
            return
        last = self.hunks[-1].lines[-1:] or [HunkLine(" ", "")]
        if self.lines[self.at].number != last[0].mail_line + 1:
            return
        if content[0] in "+- " and not content.startswith("--"):
            raise self._error(
                f"the hunk at line {self.hunks[-1].mail_line} has more lines than its header "
                f"declares: {content!r}",
                "Correct the lengths in the hunk's header, or remove the line.",
            )
        before = last[0].mark + last[0].text
        if len(before.expandtabs()) + 1 + len(content.split()[0]) > WRAP_COLUMNS:
            raise self._wrapped(content)

    # Gaps

    def _continues_remark(self) -> bool:
        """Whether a line of the diff's level is a quotation inside somebody's remark."""
        content = self.contents[self.at]
        if not content or content[0] in "+- \\@" or self._at_file():
            return False
        if self.at == 0 or content in _SIGNATURES or self._continues_header(content):
            return False
        above = self.lines[self.at - 1]
        was_gap = self.gaps and self.gaps[-1].lines[-1] == above
        return bool(was_gap) and not above.blank

    def _read_gap(self) -> None:
        start = self.at
        self.at += 1
        while self.at < len(self.lines) and self.contents[self.at] is None:
            self.at += 1
        path = self.header.path if self.header else ""
        if self.open:
            hunk_index, line_index = len(self.hunks) + 1, len(self.open.lines) - 1
        else:
            hunk_index = len(self.hunks)
            line_index = len(self.hunks[-1].lines) - 1 if self.hunks else -1
        lines = tuple(self.lines[start : self.at])
        if self.gaps and self.gaps[-1].lines[-1].number == lines[0].number - 1:
            lines = self.gaps.pop().lines + lines
        self.gaps.append(Gap(path, hunk_index, line_index, lines))

    # Inside a hunk

    def _read_hunk(self) -> None:
        header = self.contents[self.at] or ""
        match = _HUNK.match(header)
        if not match:
            raise self._error(
                f"not a hunk header: {header!r}", "It must read @@ -START,LENGTH +START,LENGTH @@."
            )
        old_start, old_length, new_start, new_length = (
            1 if number is None else int(number) for number in match.groups()[:4]
        )
        number = self.lines[self.at].number
        section = match.group(5).strip()
        self.open = _OpenHunk(header, number, old_start, old_length, new_start, new_length, section)
        self.at += 1
        self._read_hunk_lines(self.open)
        self._drop_blank_end(self.open)
        self.hunks.append(self.open.close(len(self.hunks) + 1))
        self.open = None

    def _read_hunk_lines(self, hunk: _OpenHunk) -> None:
        while self.at < len(self.lines):
            content = self.contents[self.at]
            if content is None:
                if hunk.full:
                    return
                self._read_gap()
            elif content.startswith("\\") and hunk.lines:
                self._mark_no_newline(hunk)
            elif hunk.full or self._ends_hunk(hunk, content):
                return
            elif content[:1] in ("", " ", "+", "-"):
                self._take(hunk, content)
            elif self._continues_remark():
                self._read_gap()
            elif self._cut_at_signature(hunk):
                return
            else:
                raise self._wrapped(content)

    def _ends_hunk(self, hunk: _OpenHunk, content: str) -> bool:
        """Whether the lines of a hunk end here although more are declared."""
        if content.startswith("@@") or self._at_file():
            return True
        if content or hunk.takes(" "):
            return False
        # An empty line that cannot be context: the hunk is over if no more of it follows.
        rest = (found for found in self.contents[self.at :] if found)
        following = next(rest, "--")
        return following in _SIGNATURES or following.startswith(("@@", "diff ", "--- "))

    def _drop_blank_end(self, hunk: _OpenHunk) -> None:
        """Empty lines where a hunk was cut are the mail's, not the hunk's."""
        at = self.at
        while not hunk.full and hunk.lines and at > 0 and self.contents[at - 1] == "":
            at -= 1
            if hunk.lines[-1].mail_line == self.lines[at].number:
                hunk.drop_from(len(hunk.lines) - 1)

    def _take(self, hunk: _OpenHunk, content: str) -> None:
        # A mail program may strip the one space of an empty context line.
        mark, text = content[:1] or " ", content[1:]
        if not hunk.takes(mark):
            raise self._error(
                f"the hunk at line {hunk.mail_line} declares {hunk.old_length} old and "
                f"{hunk.new_length} new lines, and this line is one too many: {content!r}",
                "Correct the lengths in the hunk's header, or the mark that begins the line.",
            )
        hunk.add(HunkLine(mark, text, self.lines[self.at].number))
        self.at += 1

    def _mark_no_newline(self, hunk: _OpenHunk) -> None:
        last = hunk.lines[-1]
        hunk.lines[-1] = HunkLine(last.mark, last.text, last.mail_line, no_newline=True)
        self.at += 1

    def _cut_at_signature(self, hunk: _OpenHunk) -> bool:
        """A cut hunk followed by a signature: `-- ` was no removed line after all."""
        for index in range(len(hunk.lines) - 1, -1, -1):
            line = hunk.lines[index]
            if line.mark + line.text in _SIGNATURES:
                self.at = next(
                    at for at, found in enumerate(self.lines) if found.number == line.mail_line
                )
                hunk.drop_from(index)
                return True
        return False

    def _wrapped(self, content: str) -> HunkError:
        return self._error(
            f"not a line of a hunk: {content!r} begins with none of ' ', '+', '-'",
            "A mail program probably broke the line above it in two: join them again.",
        )

    def _error(self, what: str, do: str) -> HunkError:
        return HunkError(what, where=f"{self.source}, line {self.lines[self.at].number}", do=do)
