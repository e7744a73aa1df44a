# SPDX-License-Identifier: MIT
"""A mail or an archived page of one: bytes in, headers and numbered lines out."""

from __future__ import annotations

import email
import re
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default as default_policy
from pathlib import Path

from interp.review.errors import MailError
from interp.review.quote import MailLine

_FIELD = re.compile(r"([A-Za-z][A-Za-z-]*):(?:[ \t]+(.*))?$")
_KNOWN = {"from", "date", "subject", "message-id", "to", "cc"}
_PLAIN_ENCODINGS = {"", "7bit", "8bit", "binary"}
_PLAIN_CHARSETS = {"us-ascii", "utf-8", "utf8"}


@dataclass(frozen=True, repr=False)
class Mail:
    """A mail as text: its headers, unfolded, and the lines below them (`text` is all of it)."""

    source: str
    text: str
    headers: tuple[tuple[str, str], ...]
    first_line: int
    body: tuple[MailLine, ...]

    def header(self, name: str) -> str:
        """The value of the header `name` (in any case), or an empty string."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    def __repr__(self) -> str:
        return f"<mail {self.header('Subject') or self.source!r}, {len(self.body)} lines>"


def read_mail(source: Path | str) -> Mail:
    """Read a mail, a page or a diff: a Path is a file, a str is the text itself."""
    if isinstance(source, Path):
        name, data = str(source), _read_bytes(source)
    else:
        name, data = "the text", source.encode("utf-8", "surrogateescape")
    text = _without_carriage_returns(_decoded(data, name))
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    headers, first, end = _headers(lines)
    body = tuple(MailLine(i + 1, raw) for i, raw in enumerate(lines) if i >= end)
    return Mail(name, text, headers, first, body)


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise MailError(
            f"cannot be read: {reason}", where=str(path), do="Give the file of a mail or a diff."
        ) from error


def _decoded(data: bytes, name: str) -> str:
    """The text in `data`; MIME parts are decoded, other bytes survive as surrogate escapes."""
    if b"\0" in data:
        raise MailError(
            "is not text (it has zero bytes)",
            where=name,
            do="Give a mail, a page or a diff as text.",
        )
    if re.match(rb"(From |[A-Za-z][A-Za-z-]*:)", data):
        message = email.message_from_bytes(data, policy=default_policy)
        if isinstance(message, EmailMessage) and _is_encoded(message):
            return _mime_text(message)
    return data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")


def _is_encoded(message: EmailMessage) -> bool:
    encoding = str(message.get("Content-Transfer-Encoding", "")).strip().lower()
    charset = (message.get_content_charset() or "utf-8").lower()
    return (
        message.is_multipart() or encoding not in _PLAIN_ENCODINGS or charset not in _PLAIN_CHARSETS
    )


def _mime_text(message: EmailMessage) -> str:
    heads = [
        f"{name}: {' '.join(str(value).split())}"
        for name, value in message.items()
        if not name.lower().startswith("content-")
    ]
    parts = [part for part in message.walk() if not part.is_multipart()]
    bodies = [_part_text(part) for part in parts if _is_readable(part)]
    return "\n".join([*heads, "", *bodies])


def _is_readable(part: EmailMessage) -> bool:
    kind = part.get_content_type()
    name = part.get_filename() or ""
    return (kind.startswith("text/") and kind != "text/html") or name.endswith((".patch", ".diff"))


def _part_text(part: EmailMessage) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    charset = part.get_content_charset() or "utf-8"
    try:
        return data.decode(charset)
    except (LookupError, UnicodeDecodeError):
        return data.decode("utf-8", "surrogateescape")


def _without_carriage_returns(text: str) -> str:
    """Undo CRLF line ends of the transport; those of a quoted CRLF file are kept.

    A diff of a CRLF file has LF after its `@@` lines, a mail in CRLF has not.
    """
    hunk_head = re.search(r"^[> ]*@@ -.*$", text, re.MULTILINE)
    first_line = text.split("\n", 1)[0]
    line = hunk_head.group() if hunk_head else first_line
    return text.replace("\r\n", "\n") if line.endswith("\r") else text


def _headers(lines: list[str]) -> tuple[tuple[tuple[str, str], ...], int, int]:
    """The header block: (name, value) pairs, its first line (from 1), the index after it."""
    for start, line in enumerate(lines):
        if line.startswith(("diff --git ", "--- ", ">")):
            break
        if _FIELD.match(line):
            fields, end = _header_block(lines, start)
            if len(_KNOWN & {name.lower() for name, _ in fields}) >= 2:
                return fields, start + 1, end
    return (), 1, 0


def _header_block(lines: list[str], start: int) -> tuple[tuple[tuple[str, str], ...], int]:
    fields: list[tuple[str, str]] = []
    at = start
    while at < len(lines):
        match = _FIELD.match(lines[at])
        if match:
            fields.append((match.group(1), (match.group(2) or "").strip()))
        elif fields and lines[at][:1] in (" ", "\t") and lines[at].strip():
            name, value = fields[-1]
            fields[-1] = (name, f"{value} {lines[at].strip()}".strip())
        else:
            break
        at += 1
    return tuple((name, _plain(value)) for name, value in fields), at


def _plain(value: str) -> str:
    """A header value with its encoded words (RFC 2047) decoded."""
    if "=?" not in value:
        return value
    try:
        return str(make_header(decode_header(value)))
    except (LookupError, UnicodeError, ValueError):
        return value
