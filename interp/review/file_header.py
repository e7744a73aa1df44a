# SPDX-License-Identifier: MIT
"""The header of a file diff: which lines belong to it, which file it names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from interp.review.diff import FileDiff, Hunk

_EXTENDED = re.compile(
    r"(index|old mode|new mode|new file mode|deleted file mode|similarity index"
    r"|dissimilarity index|rename from|rename to|copy from|copy to|Binary files|GIT binary patch)\b"
)
_OLD_PREFIXES, _NEW_PREFIXES = ("a/", "i/", "c/", "o/"), ("b/", "w/", "i/")
_ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\", "a": "\a", "b": "\b", "r": "\r"}


def starts_file(contents: Sequence[str]) -> bool:
    """Whether the next lines of a diff begin a file: `diff --git`, or `---`, `+++` and `@@`."""
    if not contents:
        return False
    if contents[0].startswith("diff --git "):
        return True
    if len(contents) < 3 or not contents[0].startswith("--- "):
        return False
    return contents[1].startswith("+++ ") and contents[2].startswith("@@ -")


@dataclass(frozen=True)
class FileHeader:
    """What stands above the first hunk of a file, and the paths it means."""

    rows: tuple[str, ...]
    path: str
    old_path: str | None
    new_path: str | None
    mail_line: int
    copied: bool
    binary: bool

    @staticmethod
    def accepts(rows: Sequence[str], content: str) -> bool:
        """Whether `content` goes on with the header that has `rows` already."""
        if content.startswith("+++ "):
            return rows[-1].startswith("--- ")
        if rows[-1].startswith("+++ "):
            return False
        return content.startswith("--- ") or bool(_EXTENDED.match(content))

    def with_hunks(self, hunks: tuple[Hunk, ...]) -> FileDiff:
        """The file diff with these hunks."""
        return FileDiff(
            path=self.path,
            old_path=self.old_path,
            new_path=self.new_path,
            header=self.rows,
            hunks=hunks,
            mail_line=self.mail_line,
            copied=self.copied,
            binary=self.binary,
        )


def read_file_header(rows: Sequence[str], mail_line: int) -> FileHeader:
    """Read the lines from `diff --git` or `---` to the first hunk."""
    old, new = _names(rows)
    values = {row.split(" ")[0] + " " + row.split(" ")[1]: row for row in rows if " " in row}
    if "new file" in values:
        old = None
    if "deleted file" in values:
        new = None
    for kind in ("rename", "copy"):
        if f"{kind} from" in values:
            old = _unquoted(values[f"{kind} from"].removeprefix(f"{kind} from "))
        if f"{kind} to" in values:
            new = _unquoted(values[f"{kind} to"].removeprefix(f"{kind} to "))
    binary = any(row.startswith(("Binary files", "GIT binary patch")) for row in rows)
    path = new or old or ""
    return FileHeader(tuple(rows), path, old, new, mail_line, "copy from" in values, binary)


def _names(rows: Sequence[str]) -> tuple[str | None, str | None]:
    minus = next((row[4:] for row in rows if row.startswith("--- ")), None)
    plus = next((row[4:] for row in rows if row.startswith("+++ ")), None)
    if minus is None or plus is None:
        return _without_prefixes(*_git_names(rows[0]))
    return _without_prefixes(_file_name(minus), _file_name(plus))


def _git_names(row: str) -> tuple[str, str]:
    """The two names after `diff --git`; the same name twice, or quoted ones."""
    rest = row.removeprefix("diff --git ")
    quoted = re.fullmatch(r'("(?:[^"\\]|\\.)*"|\S+) ("(?:[^"\\]|\\.)*"|\S+)', rest)
    if quoted:
        return _unquoted(quoted.group(1)), _unquoted(quoted.group(2))
    half = len(rest) // 2
    return rest[:half], rest[half + 1 :]


def _file_name(text: str) -> str:
    """The name in a `---` line: what stands before a tab is the name, behind it a date."""
    return _unquoted(text.split("\t")[0].rstrip())


def _unquoted(name: str) -> str:
    """A name as git quotes it: "a\\303\\244.c" has bytes in octal."""
    if len(name) < 2 or not (name.startswith('"') and name.endswith('"')):
        return name

    def plain(match: re.Match[str]) -> str:
        escape = match.group(1)
        return chr(int(escape, 8)) if escape.isdigit() else _ESCAPES.get(escape, escape)

    text = re.sub(r"\\([0-7]{3}|.)", plain, name[1:-1])
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _without_prefixes(old: str, new: str) -> tuple[str | None, str | None]:
    """Drop `a/` and `b/`, or two different first folders above the same path."""
    if old == "/dev/null" or new == "/dev/null":
        first = None if old == "/dev/null" else _drop(old, _OLD_PREFIXES)
        second = None if new == "/dev/null" else _drop(new, _NEW_PREFIXES)
        return first, second
    if old.startswith(_OLD_PREFIXES) and new.startswith(_NEW_PREFIXES) and old[0] != new[0]:
        return old[2:], new[2:]
    old_rest, new_rest = old.partition("/")[2], new.partition("/")[2]
    if old != new and old_rest and old_rest == new_rest:
        return old_rest, new_rest
    return (new, new) if old != new else (old, new)


def _drop(name: str, prefixes: tuple[str, ...]) -> str:
    return name[2:] if name.startswith(prefixes) else name
