# SPDX-License-Identifier: MIT
"""List entries as chips: a pfn in a frame, new ones marked, gone ones struck through."""

from collections.abc import Sequence
from dataclasses import dataclass

from interp.lesson.html import Markup, element, join
from interp.lesson.pages import Kind
from interp.lesson.palette import (
    BLACK,
    BLUE,
    BLUISH_GREEN,
    CHANGED_BORDER,
    CHANGED_MARK,
    FAINT_INK,
    INK,
    MONO,
    ORANGE,
    PAPER,
    REDDISH_PURPLE,
    SANS,
    SKY_BLUE,
    VERMILLION,
    stripes,
)

TINT = {
    Kind.FREE: "#d5efe6",
    Kind.ISOLATED: "#fbe6bf",
    Kind.PER_CPU: "#dbeefb",
    Kind.IN_USE: "#d3e3ee",
    Kind.TAIL_OF_USED: "#d3e3ee",
    Kind.OFFLINE: "#fbe6bf",
    Kind.RESERVED: "#e3e3e3",
    Kind.NOWHERE: "#fdfae0",
    Kind.TWICE: "#f6e3ee",
}
EDGE = {
    Kind.FREE: BLUISH_GREEN,
    Kind.ISOLATED: ORANGE,
    Kind.PER_CPU: SKY_BLUE,
    Kind.IN_USE: BLUE,
    Kind.TAIL_OF_USED: BLUE,
    Kind.OFFLINE: BLACK,
    Kind.RESERVED: BLACK,
    Kind.NOWHERE: VERMILLION,
    Kind.TWICE: REDDISH_PURPLE,
}
MOST_CHIPS = 64  # of a list of thousands the first ones are drawn, and the rest counted
HATCH = {Kind.ISOLATED: "#f4cf8a", Kind.OFFLINE: "#b9b9b9", Kind.RESERVED: "#c4c4c4"}


def fill(kind: Kind) -> str:
    """The style of an area of this kind: a tint, and a hatch where pages cannot be had."""
    tint = TINT[kind]
    dark = HATCH.get(kind)
    return f"background-color:{tint};" + (stripes(tint, dark) if dark else "")


@dataclass(frozen=True)
class Chip:
    """One list entry: what is written on it and whether it is new here or has just left."""

    label: str
    new: bool = False
    gone: bool = False
    words: bool = False  # not an entry, but how many more there are

    def plain(self) -> str:
        """The chip in text."""
        if self.words:
            return self.label
        if self.gone:
            return f"({self.label} left)"
        return f"[{self.label}]{CHANGED_MARK if self.new else ''}"

    def markup(self, kind: Kind) -> Markup:
        """The chip in HTML."""
        if self.words:
            return element("span", self.label, style=f"color:{FAINT_INK};font-family:{SANS}")
        shape = (
            f"display:inline-block;padding:0 5px;margin:1px 2px 1px 0;font-family:{MONO};"
            f"font-size:12px;line-height:1.3;color:{INK};border-radius:3px;"
        )
        if self.gone:
            look = f"background-color:{PAPER};border:1px dashed {FAINT_INK};color:{FAINT_INK}"
            words = element("span", self.label, style="text-decoration:line-through")
            return element("span", words, " left", style=shape + look)
        border = CHANGED_BORDER if self.new else f"1px solid {EDGE[kind]}"
        weight = ";font-weight:700" if self.new else ""
        mark = f" {CHANGED_MARK}" if self.new else ""
        look = f"{fill(kind)}border:{border}{weight}"
        return element("span", self.label, mark, style=shape + look)


def compare(now: Sequence[str], before: Sequence[str] | None, gone: bool = True) -> list[Chip]:
    """The entries of a list in order, new ones marked, those that have left at the end if asked."""
    shown, more = now[:MOST_CHIPS], len(now) - MOST_CHIPS
    rest = [Chip(f"and {more} more", words=True)] if more > 0 else []
    if before is None:
        return [Chip(label) for label in shown] + rest
    old, here = set(before), set(now)
    chips = [Chip(label, new=label not in old) for label in shown] + rest
    left = [label for label in before if label not in here] if gone else []
    return chips + [Chip(label, gone=True) for label in left[:MOST_CHIPS]]


def chip_row(chips: Sequence[Chip], kind: Kind) -> Markup:
    """Chips in a row; the word "empty" where there is none."""
    if not any(not chip.gone for chip in chips):
        empty = element("span", "empty ", style=f"color:{FAINT_INK};font-family:{SANS}")
        return join(empty, *(chip.markup(kind) for chip in chips))
    return join(*(chip.markup(kind) for chip in chips))


def chip_text(chips: Sequence[Chip]) -> str:
    """Chips in a row of text."""
    words = [chip.plain() for chip in chips]
    if not any(not chip.gone for chip in chips):
        words.insert(0, "empty")
    return " ".join(words)
