# SPDX-License-Identifier: MIT
"""Quote levels of a mail: how many `>` a line begins with, and what is behind them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MARKS = re.compile(r"(?:> ?)*")


@dataclass(frozen=True)
class MailLine:
    """One line of a mail: its number (from 1) and its characters, quote marks included."""

    number: int
    raw: str

    @property
    def depth(self) -> int:
        """The quote level: the count of `>` it begins with, spaces between them or not."""
        return quote_depth(self.raw)

    @property
    def text(self) -> str:
        """What is behind the quote marks and the one space after them."""
        marks = _MARKS.match(self.raw)
        return self.raw[marks.end() :] if marks else self.raw

    @property
    def blank(self) -> bool:
        """Whether nothing but white space is behind the quote marks."""
        return not self.text.strip()

    def __repr__(self) -> str:
        return f"<mail line {self.number}: {self.raw}>"


@dataclass(frozen=True)
class QuoteStyle:
    """How a diff is quoted: its level, and whether one space follows the marks."""

    depth: int
    spaced: bool

    def content(self, raw: str) -> str | None:
        """The line without this style's marks; None for a line of a lower level."""
        rest = raw
        for level in range(self.depth):
            if level and rest.startswith(" >"):
                rest = rest[1:]
            if not rest.startswith(">"):
                return None
            rest = rest[1:]
        return rest[1:] if self.spaced and rest.startswith(" ") else rest


def quote_depth(raw: str) -> int:
    """The quote level of a line: `>>> x` and `> > > x` are both 3."""
    marks = _MARKS.match(raw)
    return marks.group().count(">") if marks else 0


def style_of(raw: str, start: str) -> QuoteStyle | None:
    """The style in which `raw` quotes a text that begins with `start`; None if it does not."""
    for spaced in (True, False):
        style = QuoteStyle(quote_depth(raw), spaced)
        content = style.content(raw)
        if content is not None and content.startswith(start):
            return QuoteStyle(style.depth, spaced and raw != ">" * style.depth + content)
    return None
