# SPDX-License-Identifier: MIT
"""HTML with inline styles only, made from small pieces that escape what they are given."""

from html import escape as escape_text


class Markup(str):
    """Text that is HTML already and is inserted as it stands."""

    __slots__ = ()


def escape(content: str) -> Markup:
    """The content as HTML: markup as it is, any other text escaped."""
    return content if isinstance(content, Markup) else Markup(escape_text(content, quote=True))


def join(*children: str) -> Markup:
    """Pieces one after the other."""
    return Markup("".join(map(escape, children)))


def element(tag: str, *children: str, style: str = "", **attributes: str | int) -> Markup:
    """One element; an attribute's underscore becomes a dash, `class_` becomes `class`."""
    if style:
        attributes = {"style": style, **attributes}
    written = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape_text(str(value), quote=True)}"'
        for name, value in attributes.items()
    )
    return Markup(f"<{tag}{written}>{join(*children)}</{tag}>")


def line_break() -> Markup:
    """A line break."""
    return Markup("<br>")
