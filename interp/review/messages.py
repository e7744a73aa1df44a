# SPDX-License-Identifier: MIT
"""Who wrote what: the messages that a mail quotes, told by its attribution lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from interp.review.mail import Mail
from interp.review.quote import MailLine

_VERB = re.compile(r"^(?P<who>.*\S)\s+(?:wrote|writes|said|schrieb|a écrit)\s*:\s*$", re.IGNORECASE)
_OPENING = re.compile(r"^(?:On|At|Am|Le|\*)\s|^\(?\d")
_ADDRESS = re.compile(r"\s*[<(\[][^<>\s]*@[^<>\s]*[>)\]]")
_WHEN = re.compile(r"^(?P<when>.*\d\S*(?:\s+[AP]M\b)?(?:\s+\([A-Z]+\))?)[\s,]+(?P<author>\D+)$")


@dataclass(frozen=True, repr=False)
class Message:
    """One message of the thread: who wrote the lines at quote level `depth`, and when.

    `date` is the header's for the top mail and what the attribution line says for a quoted one;
    `parent` is the message that it answers; `mail_line` is where it is introduced.
    """

    author: str
    date: str
    depth: int
    headers: tuple[tuple[str, str], ...] = ()
    parent: Message | None = None
    mail_line: int = 1

    def header(self, name: str) -> str:
        """The value of the header `name` (in any case), or an empty string."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    def __repr__(self) -> str:
        date = f", {self.date}" if self.date else ""
        answers = f", answers {self.parent.author}" if self.parent else ""
        return f"<message of {self.author}{date}, quote level {self.depth}{answers}>"


def unknown_author(depth: int) -> str:
    """How we call who wrote lines that no attribution line introduces."""
    return f"unknown author (quote level {depth})" if depth else "unknown author"


def find_messages(mail: Mail, deepest: int) -> tuple[Message, ...]:
    """The top message and the quoted ones, in the order of the mail, each with its parent.

    Quote levels up to `deepest` that no attribution line introduces get an unknown author.
    """
    author = author_name(mail.header("From")) or unknown_author(0)
    top = Message(author, mail.header("Date"), 0, mail.headers, None, mail.first_line)
    found = [top]
    for line, when, who in find_attributions(mail.body):
        found.append(Message(who, when, line.depth + 1, (), None, line.number))
    known = {message.depth for message in found}
    for depth in range(1, deepest + 1):
        lines = [line.number for line in mail.body if line.depth >= depth]
        if depth not in known and lines:
            found.append(Message(unknown_author(depth), "", depth, (), None, lines[0]))
    return _with_parents(sorted(found, key=lambda message: (message.mail_line, message.depth)))


def message_at(messages: Sequence[Message], line: int, depth: int) -> Message:
    """Whose line `line` (from 1) of the mail is, which stands at quote level `depth`."""
    for message in reversed(messages):
        if message.mail_line <= line:
            if message.depth == depth:
                return message
            if message.depth < depth:
                break
    return Message(unknown_author(depth), "", depth, mail_line=line)


def find_attributions(lines: Sequence[MailLine]) -> list[tuple[MailLine, str, str]]:
    """The attribution lines among `lines`: the line (the last of two), the date, the author."""
    found = []
    for at, line in enumerate(lines):
        if not line.raw.rstrip().endswith(":") or _next_depth(lines, at) <= line.depth:
            continue
        match = _VERB.match(_joined(lines, at))
        if match:
            when, author = _when_and_author(match.group("who"))
            found.append((line, when, author))
    return found


def attribution_lines(lines: Sequence[MailLine]) -> set[int]:
    """The numbers (from 1) of all lines that attributions take, two for a folded one."""
    position = {line.number: at for at, line in enumerate(lines)}
    numbers = set()
    for line, _, _ in find_attributions(lines):
        numbers.add(line.number)
        at = position[line.number]
        if _joined(lines, at) != line.text.strip():
            numbers.add(lines[at - 1].number)
    return numbers


def author_name(sender: str) -> str:
    """The name in a From header, or its address if there is no name."""
    name = _ADDRESS.sub("", sender).strip().strip('"').strip()
    return name or sender.strip().strip("<>")


def _next_depth(lines: Sequence[MailLine], at: int) -> int:
    """The quote level of the next line with text; an attribution stands above a deeper one."""
    return next((line.depth for line in lines[at + 1 : at + 10] if not line.blank), -1)


def _joined(lines: Sequence[MailLine], at: int) -> str:
    """Line `at`, with the line above if the attribution was folded there."""
    text = lines[at].text.strip()
    if _OPENING.match(text) or at == 0 or not re.search(r":\s*$", text):
        return text
    above = lines[at - 1]
    if above.depth == lines[at].depth and _OPENING.match(above.text):
        return f"{above.text.strip()} {text}"
    return text


def _when_and_author(who: str) -> tuple[str, str]:
    text = _ADDRESS.sub("", re.sub(r"^(?:On|At|Am|Le|\*)\s+", "", who)).strip().strip(",")
    match = _WHEN.match(text)
    if not match:
        return "", text.strip().strip('"')
    when = match.group("when").strip().rstrip(",")
    if when.startswith("(") and when.endswith(")"):
        when = when[1:-1]
    return when, match.group("author").strip(' ,"')


def _with_parents(found: list[Message]) -> tuple[Message, ...]:
    """Each message answers the first one that is quoted one level deeper below it."""
    done: list[Message] = []
    for at in range(len(found) - 1, -1, -1):
        message = found[at]
        parent = None
        for later in done:
            if later.depth <= message.depth:
                break
            if later.depth == message.depth + 1:
                parent = later
                break
        done.insert(0, replace(message, parent=parent))
    return tuple(done)
