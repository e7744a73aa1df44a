# SPDX-License-Identifier: MIT
"""What people said about a line, beside that line: each with a letter, not by colour alone."""

from collections.abc import Iterator

from interp.lesson.html import Markup, element
from interp.lesson.palette import BLUE, INK, MONO, ORANGE, PAPER, REDDISH_PURPLE, SANS, SKY_BLUE
from interp.lesson.protocols import Comment
from interp.lesson.view import View, indented

# Borders tell people apart a second time: kind of line and colour go together.
STROKES = (
    f"4px solid {ORANGE}",
    f"4px double {BLUE}",
    f"4px dashed {REDDISH_PURPLE}",
    f"4px dotted {SKY_BLUE}",
)


def display_name(author: str) -> str:
    """A person's name without the address."""
    return author.partition("<")[0].strip().strip('"') or author


def letter(author: str) -> str:
    """The letter that stands for a person: the first one of the name."""
    return display_name(author)[:1].upper() or "?"


def stroke(author: str) -> str:
    """The border that stands for a person, the same on every page."""
    return STROKES[sum(map(ord, display_name(author))) % len(STROKES)]


def badge(author: str) -> Markup:
    """The person's letter in a frame."""
    style = (
        f"display:inline-block;min-width:16px;text-align:center;border:1px solid {INK};"
        f"border-radius:3px;font-family:{MONO};font-weight:700;font-size:11px;line-height:1.3;"
        f"color:{INK};background-color:{PAPER};margin-right:5px"
    )
    return element("span", letter(author), style=style)


def remark_view(remark: Comment) -> View:
    """A remark with the replies to it."""
    name = display_name(remark.author)
    head = element("div", badge(remark.author), element("b", name), " writes")
    body = element(
        "div", remark.text, style="white-space:pre-wrap;font-size:12px;margin:1px 0 0 21px"
    )
    replies = [remark_view(reply) for reply in remark.replies]
    inner = element("div", *(reply.html for reply in replies), style="margin:2px 0 0 21px")
    style = (
        f"border-left:{stroke(remark.author)};padding:2px 6px;margin:2px 0;font-family:{SANS};"
        f"font-size:12px;line-height:1.35;color:{INK};background-color:#fffdf5"
    )
    html = element("div", head, body, *([inner] if replies else []), style=style)
    return View(html, "\n".join(remark_lines(remark)))


def remark_lines(remark: Comment) -> Iterator[str]:
    """A remark as lines of text, the replies set in."""
    yield f"{letter(remark.author)}| {display_name(remark.author)} writes:"
    yield indented(remark.text, f"{letter(remark.author)}|   ")
    for reply in remark.replies:
        for line in remark_lines(reply):
            yield indented(line)
