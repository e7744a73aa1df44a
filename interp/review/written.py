# SPDX-License-Identifier: MIT
"""The patch of a thread as files: one `.patch` for each file that it changes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from interp.review.apply import apply_patch, split_lines
from interp.review.diff import FileDiff, format_patch
from interp.review.thread import Cut, Thread

LICENSE = "GPL-2.0-only"


def patch_files(
    thread: Thread, *, onto: Mapping[str, str] | None = None, command: str = ""
) -> dict[str, str]:
    """The files by name, `mm/internal.h.patch`, each text beginning with where it is from.

    `onto` has the files (path to text) that the patch is for. A hunk that the mail cuts off gets
    from there the one line of context that `git apply` needs to find it; nothing else is added.
    """
    texts = {}
    for diff in thread.patch.files:
        following = _following(diff, onto or {})
        heading = _heading(thread, diff, command, following)
        texts[f"{diff.path}.patch"] = format_patch(diff, heading=heading, following=following)
    return texts


def write_patches(
    thread: Thread, directory: Path, *, onto: Mapping[str, str] | None = None, command: str = ""
) -> tuple[Path, ...]:
    """Write `patch_files()` below `directory`; the paths of what was written."""
    written = []
    for name, text in patch_files(thread, onto=onto, command=command).items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
        written.append(path)
    return tuple(written)


def _following(diff: FileDiff, onto: Mapping[str, str]) -> str | None:
    """The line after the last hunk in the file it is for, if the hunk is cut and the file there."""
    if not diff.hunks or not diff.hunks[-1].cut or diff.path not in onto:
        return None
    applied = apply_patch(onto[diff.path], diff)
    end = applied.placements[-1].line - 1 + diff.hunks[-1].new_length
    after = split_lines(applied.text)[end:]
    return after[0].removesuffix("\n") if after else None


def _heading(thread: Thread, diff: FileDiff, command: str, following: str | None) -> list[str]:
    top = thread.messages[0]
    quoted = f", quoted by {top.author}" if thread.patch.depth else ""
    rows = [
        f"SPDX-License-Identifier: {LICENSE}",
        "",
        f"{diff.path}: patch by {thread.patch.author}{quoted},",
        f"message {thread.message_id or 'without an id'}, lines {diff.mail_line} to "
        f"{diff.last_mail_line}.",
    ]
    if command:
        rows += ["Written by (do not edit):", f"    {command}"]
    for cut in thread.cut:
        if cut.path == diff.path:
            rows += _cut_heading(cut, following)
    return [*rows, ""]


def _cut_heading(cut: Cut, following: str | None) -> list[str]:
    rows = [
        f"Hunk {cut.hunk_index} is cut off in the message: its header declares "
        f"{cut.declared_old_length} old and {cut.declared_new_length} new lines,",
        f"the message has {cut.old_length} and {cut.new_length} of them. "
        "The header below has the lengths that are here.",
    ]
    if following is None:
        return [*rows, "Git finds such a hunk with: git apply --unidiff-zero"]
    return [
        *rows,
        "Its last line, a line of context, is not from the message but from the file that the",
        "patch is for: git takes a hunk without context at its end for one at the end of the file.",
    ]
