# SPDX-License-Identifier: MIT
"""A thread as a text for a reviewer, and as data for a program.

The keys of `as_json()`, for each object; line numbers count the lines of the mail from 1, hunks
from 1, and `line_index` the lines of a hunk from 0:

thread      source, message_id, subject, messages, patch, diffstat, remarks, general, cut,
            mismatches
message     author, date, depth (quote level), mail_line, parent (index in messages, or null),
            headers (pairs of name and value; only the first message has any)
patch       subject, author, depth, message, changelog, notes, trailers (pairs), added, removed,
            files
file        path, old_path, new_path, header, mail_line, added, removed, hunks
hunk        index, header (as sent), old_start, old_length, new_start, new_length (what is there),
            declared_old_length, declared_new_length, section, cut, mail_line, lines
line        mark, text, mail_line, no_newline
diffstat    entries (path, changes, graph, mail_line), files_changed, insertions, deletions,
            mail_line; null if there is none
remark      author, date, text, path, hunk_index, line_index, depth, mail_line, replies (remarks);
            `general` has those that stand under no hunk line
cut         path, hunk_index (0: the whole file), declared_old_length, declared_new_length,
            old_length, new_length, mail_line
mismatch    path ("" for the total), what, declared, found
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from interp.review.diff import FileDiff, Hunk
from interp.review.diffstat import Diffstat
from interp.review.messages import Message
from interp.review.thread import Remark, Thread


def as_text(thread: Thread) -> str:
    """The whole report as text."""
    parts = [
        _heading(thread),
        _messages(thread),
        _patch(thread),
        _diffstat(thread),
        _cut(thread),
        _general(thread),
        *(_file(thread, diff) for diff in thread.patch.files),
    ]
    return "\n\n".join("\n".join(rows) for rows in map(list, parts) if rows) + "\n"


def _heading(thread: Thread) -> Iterator[str]:
    top = thread.messages[0]
    yield top.header("Subject") or thread.source
    if thread.message_id:
        yield f"Message-ID: {thread.message_id}"


def _messages(thread: Thread) -> Iterator[str]:
    yield "Messages (each answers the one that is set further in below it)"
    for message in thread.messages:
        at = f"quoted at level {message.depth}, " if message.depth else ""
        date = f", {message.date}" if message.date else ""
        yield f"  {'    ' * message.depth}{message.author}{date} ({at}line {message.mail_line})"


def _patch(thread: Thread) -> Iterator[str]:
    patch = thread.patch
    quoted = f", quoted at level {patch.depth}" if patch.depth else ""
    yield (
        f"Patch by {patch.author}{quoted}: {_count(len(patch.files), 'file')}, "
        f"{_count(len(patch.hunks), 'hunk')}, +{patch.added} -{patch.removed}"
    )
    for title, text in (("Message", patch.message), ("Notes", patch.notes)):
        if text:
            yield f"  {title}"
            yield from _indented(text, 4)


def _diffstat(thread: Thread) -> Iterator[str]:
    stat = thread.diffstat
    if stat is None:
        return
    yield f"Diffstat (line {stat.mail_line}) against the hunks"
    width = max(len(entry.path) for entry in stat.entries)
    for entry in stat.entries:
        verdict = _verdict(thread, entry.path)
        yield f"  {entry.path:{width}}  {entry.changes:5} changed  {verdict}"
    if stat.files_changed is not None:
        yield f"  {'total':{width}}  {_totals(stat)}  {_verdict(thread, '')}"
    listed = {entry.path for entry in stat.entries}
    for mismatch in thread.mismatches:
        if mismatch.path and mismatch.path not in listed:
            yield f"  {mismatch!r}"


def _totals(stat: Diffstat) -> str:
    return f"{stat.files_changed} files, +{stat.insertions} -{stat.deletions}"


def _verdict(thread: Thread, path: str) -> str:
    found = [mismatch for mismatch in thread.mismatches if mismatch.path == path]
    if not found:
        return "agrees"
    return "DIFFERS: " + ", ".join(f"the hunks have {m.found} {m.what}" for m in found)


def _cut(thread: Thread) -> Iterator[str]:
    if thread.cut:
        yield "Cut off"
        yield from (f"  {cut!r}" for cut in thread.cut)


def _general(thread: Thread) -> Iterator[str]:
    if thread.general:
        yield "Words that stand under no line of a hunk"
        for remark in thread.general:
            yield from _said(remark, "  ")


def _file(thread: Thread, diff: FileDiff) -> Iterator[str]:
    yield (
        f"{diff.path}  +{diff.added} -{diff.removed}, {_count(len(diff.hunks), 'hunk')}, "
        f"lines {diff.mail_line} to {diff.last_mail_line}"
    )
    for hunk in diff.hunks:
        yield ""
        yield from _hunk(thread, diff, hunk)


def _hunk(thread: Thread, diff: FileDiff, hunk: Hunk) -> Iterator[str]:
    yield f"{hunk.mail_line:5}  {hunk.sent_header or hunk.header}"
    for index, line in enumerate(hunk.lines):
        yield f"{line.mail_line:5}  {line.mark}{line.text}"
        for remark in thread.remarks_at(diff.path, hunk.index, index):
            yield from _said(remark, "       >> ")
    if hunk.cut:
        yield (
            f"       (cut: {hunk.declared_old_length} old and {hunk.declared_new_length} new lines "
            f"declared, {hunk.old_length} and {hunk.new_length} here)"
        )


def _said(remark: Remark, indent: str) -> Iterator[str]:
    date = f", {remark.date}" if remark.date else ""
    yield f"{indent}{remark.author}{date} (line {remark.mail_line}):"
    yield from (f"{indent}  {line}".rstrip() for line in remark.text.split("\n"))
    for reply in remark.replies:
        yield from _said(reply, indent + "    ")


def _indented(text: str, width: int) -> Iterator[str]:
    return (f"{' ' * width}{line}".rstrip() for line in text.split("\n"))


def _count(number: int, name: str) -> str:
    return f"{number} {name}" if number == 1 else f"{number} {name}s"


def as_json(thread: Thread) -> dict[str, object]:
    """The thread as dicts, lists, strings and numbers, with the keys listed above."""
    return {
        "source": thread.source,
        "message_id": thread.message_id,
        "subject": thread.messages[0].header("Subject"),
        "messages": [_message_json(thread, message) for message in thread.messages],
        "patch": _patch_json(thread),
        "diffstat": asdict(thread.diffstat) if thread.diffstat else None,
        "remarks": [asdict(remark) for remark in thread.remarks],
        "general": [asdict(remark) for remark in thread.general],
        "cut": [asdict(cut) for cut in thread.cut],
        "mismatches": [asdict(mismatch) for mismatch in thread.mismatches],
    }


def _message_json(thread: Thread, message: Message) -> dict[str, object]:
    parent = message.parent
    return {
        "author": message.author,
        "date": message.date,
        "depth": message.depth,
        "mail_line": message.mail_line,
        "parent": None if parent is None else thread.messages.index(parent),
        "headers": [list(pair) for pair in message.headers],
    }


def _patch_json(thread: Thread) -> dict[str, object]:
    patch = thread.patch
    return {
        "subject": patch.subject,
        "author": patch.author,
        "depth": patch.depth,
        "message": patch.message,
        "changelog": patch.changelog,
        "notes": patch.notes,
        "trailers": [list(pair) for pair in patch.trailers],
        "added": patch.added,
        "removed": patch.removed,
        "files": [_file_json(diff) for diff in patch.files],
    }


def _file_json(diff: FileDiff) -> dict[str, object]:
    return {
        "path": diff.path,
        "old_path": diff.old_path,
        "new_path": diff.new_path,
        "header": list(diff.header),
        "mail_line": diff.mail_line,
        "added": diff.added,
        "removed": diff.removed,
        "hunks": [_hunk_json(hunk) for hunk in diff.hunks],
    }


def _hunk_json(hunk: Hunk) -> dict[str, object]:
    data = asdict(hunk)
    data["header"] = data.pop("sent_header") or hunk.header
    data["cut"] = hunk.cut
    return data
