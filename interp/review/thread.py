# SPDX-License-Identifier: MIT
"""A mail thread about a patch: its messages, the patch, and who says what about which line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from interp.review.diff import FileDiff, HunkLine, Patch
from interp.review.diffstat import Diffstat, Mismatch, check_diffstat, missing_files, read_diffstat
from interp.review.errors import NoDiff, place
from interp.review.mail import Mail, read_mail
from interp.review.messages import Message, attribution_lines, find_messages, message_at
from interp.review.parse import Gap, ParsedDiff, parse_diff
from interp.review.quote import MailLine

_SIGNATURE = re.compile(r"^--\s?$|^_{20,}$|^To unsubscribe from this list|^Powered by ")
_TRAILER = re.compile(r"^([A-Z][A-Za-z]*(?:-[A-Za-z]+)*): (.*\S)\s*$")
_CHANGELOG = re.compile(r"^[*\s]*(?:change ?log|changes|changed)\b|^\s*v\d+\s*(?:->|:|\.\.)", re.I)


@dataclass(frozen=True, repr=False)
class Remark:
    """What somebody wrote under a line of the patch.

    It stands under `hunk.lines[line_index]` of hunk `hunk_index` (from 1) of the file at `path`.
    `replies` are answers to it. Outside the hunks, `hunk_index` is 0 and `line_index` is -1.
    """

    author: str
    text: str
    path: str
    hunk_index: int
    line_index: int
    depth: int
    mail_line: int
    date: str = ""
    replies: tuple[Remark, ...] = ()

    @property
    def on_line(self) -> bool:
        """Whether it stands under a line of a hunk."""
        return bool(self.hunk_index) and self.line_index >= 0

    def walk(self) -> Iterable[Remark]:
        """This remark and all replies below it, in the order of the thread."""
        yield self
        for reply in self.replies:
            yield from reply.walk()

    def __repr__(self) -> str:
        date = f" ({self.date})" if self.date else ""
        rows = [f"{self.author}{date}, mail line {self.mail_line}:"]
        rows += [f"  {line}".rstrip() for line in self.text.split("\n")]
        for reply in self.replies:
            rows += [f"  {line}".rstrip() for line in repr(reply).split("\n")]
        return "\n".join(rows)


@dataclass(frozen=True, repr=False)
class Cut:
    """What the mail does not have: the rest of a hunk, or (hunk 0) the diff of a whole file."""

    path: str
    hunk_index: int
    declared_old_length: int
    declared_new_length: int
    old_length: int
    new_length: int
    mail_line: int

    def __repr__(self) -> str:
        where = place(self.path, self.hunk_index)
        if not self.hunk_index:
            return f"{where}: in the diffstat (mail line {self.mail_line}), but without a diff"
        return (
            f"{where}: {self.declared_old_length} old and {self.declared_new_length} new lines "
            f"declared, {self.old_length} and {self.new_length} in the mail, "
            f"whose last is mail line {self.mail_line}"
        )


@dataclass(frozen=True, repr=False)
class Thread:
    """A mail that quotes a patch, taken apart.

    `messages` has the top mail first, then what it quotes; `remarks` are those under hunk lines,
    `general` all other words; `cut` and `mismatches` say what is missing or does not add up.
    `text` is the mail as text: all line numbers count its lines from 1.
    """

    source: str
    text: str
    messages: tuple[Message, ...]
    patch: Patch
    remarks: tuple[Remark, ...]
    general: tuple[Remark, ...]
    diffstat: Diffstat | None
    cut: tuple[Cut, ...]
    mismatches: tuple[Mismatch, ...]

    @property
    def message_id(self) -> str:
        """The id of the top mail, with its angle brackets; empty if the mail has none."""
        return self.messages[0].header("Message-ID")

    def line_of(self, remark: Remark) -> HunkLine:
        """The hunk line that a remark stands under."""
        hunk = self.patch.file(remark.path).hunks[remark.hunk_index - 1]
        return hunk.lines[remark.line_index]

    def remarks_at(self, path: str, hunk_index: int, line_index: int) -> tuple[Remark, ...]:
        """The remarks under one hunk line."""
        wanted = (path, hunk_index, line_index)
        return tuple(
            remark
            for remark in self.remarks
            if (remark.path, remark.hunk_index, remark.line_index) == wanted
        )

    def __repr__(self) -> str:
        rows = [f"Thread: {self.messages[0].header('Subject') or self.source}"]
        for message in self.messages:
            rows.append(f"  {'  ' * message.depth}{message.author}, {message.date or 'no date'}")
        rows.append(
            f"  patch: {len(self.patch.files)} files, {len(self.patch.hunks)} hunks, "
            f"+{self.patch.added} -{self.patch.removed}; {len(self.remarks)} remarks"
        )
        rows += [f"  cut: {cut!r}" for cut in self.cut]
        return "\n".join(rows)


def read_thread(source: Path | str) -> Thread:
    """Read a mail, an archived page or a plain diff: a Path is a file, a str is the text."""
    mail = read_mail(source)
    diff = parse_diff(mail.body, mail.source)
    if diff is None:
        raise _no_diff(mail, source)
    messages = find_messages(mail, diff.style.depth)
    above = [line for line in mail.body if line.number < diff.start]
    patch, diffstat = _patch(mail, messages, diff, above)
    remarks = _remarks(mail, messages, above, diff)
    return Thread(
        source=mail.source,
        text=mail.text,
        messages=messages,
        patch=patch,
        remarks=tuple(remark for remark in remarks if remark.on_line),
        general=tuple(remark for remark in remarks if not remark.on_line),
        diffstat=diffstat,
        cut=_cuts(diff.files, diffstat),
        mismatches=check_diffstat(diffstat, diff.files) if diffstat else (),
    )


def _no_diff(mail: Mail, source: Path | str) -> NoDiff:
    do = "Give a mail or a file that has a unified diff (diff --git, or ---, +++ and @@ lines)."
    if isinstance(source, str) and "\n" not in source:
        do = "A str is taken as the text itself: for a file, give pathlib.Path(...)."
    elif re.search(r"<html|&gt;", mail.text, re.IGNORECASE):
        do = "This is a page of HTML: save it as text, or take the archive's raw form of the mail."
    hunks = [line.number for line in mail.body if line.text.startswith("@@ -")]
    if hunks:
        what = "has a hunk, but no file header above it that says which file it changes"
        do = "Put the --- and +++ lines of the diff back."
        return NoDiff(what, where=f"{mail.source}, line {hunks[0]}", do=do)
    first, last = (mail.body[0].number, mail.body[-1].number) if mail.body else (1, 1)
    return NoDiff(f"has no diff in lines {first} to {last}", where=mail.source, do=do)


# The patch and what is written above it


def _patch(
    mail: Mail, messages: Sequence[Message], diff: ParsedDiff, above: Sequence[MailLine]
) -> tuple[Patch, Diffstat | None]:
    depth = diff.style.depth
    own = [message for message in messages if message.depth == depth]
    sender = next((m for m in reversed(own) if m.mail_line <= diff.start), messages[0])
    lines = [
        (line.number, content)
        for line in above
        if line.number > (sender.mail_line if depth else 0)
        and (content := diff.style.content(line.raw)) is not None
    ]
    diffstat, taken = read_diffstat(lines)
    texts = [text for _, text in lines]
    if diffstat:
        texts = texts[: taken.start]
    message, _, notes = "\n".join(texts).partition("\n---\n")
    message = message.removesuffix("\n---")
    patch = Patch(
        files=diff.files,
        name=Path(mail.source).name,
        subject=re.sub(r"^(?:re|aw|fwd?):\s*", "", mail.header("Subject"), flags=re.I),
        author=sender.author,
        depth=depth,
        message=message.strip("\n"),
        changelog=_changelog(message.split("\n")) or _changelog(notes.split("\n")),
        trailers=_trailers(message.split("\n")),
        notes=notes.strip("\n"),
    )
    return patch, diffstat


def _changelog(lines: Sequence[str]) -> str:
    """The part that says what is new in this version: its heading and what follows, to a gap."""
    for start, line in enumerate(lines):
        if _CHANGELOG.match(line):
            end = next((at for at in range(start, len(lines)) if not lines[at].strip()), len(lines))
            return "\n".join(lines[start:end])
    return ""


def _trailers(lines: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The `Name: value` lines that end a commit message."""
    found = []
    for line in reversed([line for line in lines if line.strip()]):
        match = _TRAILER.match(line)
        if not match:
            break
        found.append((match.group(1), match.group(2)))
    return tuple(reversed(found))


def _cuts(files: Sequence[FileDiff], diffstat: Diffstat | None) -> tuple[Cut, ...]:
    found = [
        Cut(
            diff.path,
            hunk.index,
            hunk.declared_old_length,
            hunk.declared_new_length,
            hunk.old_length,
            hunk.new_length,
            hunk.lines[-1].mail_line if hunk.lines else hunk.mail_line,
        )
        for diff in files
        for hunk in diff.hunks
        if hunk.cut
    ]
    for entry in missing_files(diffstat, files) if diffstat else ():
        found.append(Cut(entry.path, 0, 0, 0, 0, 0, entry.mail_line))
    return tuple(found)


# Remarks


@dataclass(frozen=True)
class _Block:
    """Lines that one author wrote without a break of quote level."""

    depth: int
    mail_line: int
    text: str


def _remarks(
    mail: Mail, messages: Sequence[Message], above: Sequence[MailLine], diff: ParsedDiff
) -> tuple[Remark, ...]:
    depth = diff.style.depth
    lower = tuple(line for line in above if line.depth < depth)
    gaps = (*_runs(lower), *diff.gaps)
    attributions = attribution_lines(mail.body)
    found: list[Remark] = []
    for gap in gaps:
        lines = [line for line in gap.lines if line.number not in attributions]
        blocks = _blocks(_without_signatures(lines), depth)
        found += _nested([_remark(messages, gap, block) for block in blocks])
    return tuple(found)


def _runs(lines: Sequence[MailLine]) -> list[Gap]:
    """Lines above the diff, as one gap for each run without lines of the diff's level."""
    runs: list[list[MailLine]] = []
    for line in lines:
        if runs and runs[-1][-1].number == line.number - 1:
            runs[-1].append(line)
        else:
            runs.append([line])
    return [Gap("", 0, -1, tuple(run)) for run in runs]


def _without_signatures(lines: Sequence[MailLine]) -> list[MailLine]:
    """Without signatures and list footers: from the mark on, as far as the quote level goes."""
    kept: list[MailLine] = []
    inside: int | None = None
    for line in lines:
        if inside is not None and line.depth > inside and not line.blank:
            inside = None
        if inside is None and _SIGNATURE.match(line.text):
            inside = line.depth
        if inside is None:
            kept.append(line)
    return kept


def _blocks(lines: Sequence[MailLine], depth: int) -> list[_Block]:
    """The lines by author; blank ones only separate, a quotation stays in who quotes it."""
    blocks: list[_Block] = []
    gap = ""
    for line in lines:
        if line.blank:
            gap = "\n"
        elif blocks and (line.depth == blocks[-1].depth or line.depth >= depth):
            block = blocks[-1]
            blocks[-1] = replace(block, text=f"{block.text}\n{gap}{_own_text(line, block.depth)}")
            gap = ""
        else:
            blocks.append(_Block(line.depth, line.number, _own_text(line, line.depth)))
            gap = ""
    return blocks


def _own_text(line: MailLine, depth: int) -> str:
    """A line as its author at quote level `depth` wrote it, deeper marks kept."""
    return (("> " * (line.depth - depth)) + line.text).rstrip()


def _remark(messages: Sequence[Message], gap: Gap, block: _Block) -> Remark:
    message = message_at(messages, block.mail_line, block.depth)
    return Remark(
        author=message.author,
        text=block.text,
        path=gap.path,
        hunk_index=gap.hunk_index,
        line_index=gap.line_index,
        depth=block.depth,
        mail_line=block.mail_line,
        date=message.date,
    )


def _nested(remarks: Sequence[Remark]) -> list[Remark]:
    """Replies below what they answer: the nearest remark above of a higher quote level."""
    top: list[Remark] = []
    open_remarks: list[Remark] = []
    for remark in remarks:
        while open_remarks and open_remarks[-1].depth <= remark.depth:
            _close(open_remarks, top)
        open_remarks.append(remark)
    while open_remarks:
        _close(open_remarks, top)
    return top


def _close(open_remarks: list[Remark], top: list[Remark]) -> None:
    done = open_remarks.pop()
    if open_remarks:
        above = open_remarks[-1]
        open_remarks[-1] = replace(above, replies=(*above.replies, done))
    else:
        top.append(done)
