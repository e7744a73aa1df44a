# SPDX-License-Identifier: MIT
"""Reads the HTML of a view: whether it is whole, and whether it survives an untrusted page."""

from html.parser import HTMLParser

# Elements that a page keeps from a notebook it does not trust.
KEPT = {
    *("table", "tr", "td", "th", "div", "span", "b", "pre", "br", "img", "details", "summary"),
    *("ul", "ol", "li", "wbr"),
}
WITHOUT_END = {"br", "img", "wbr"}


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.complaints: list[str] = []
        self.words: list[str] = []
        self.styles: list[str] = []
        self.attributes: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in KEPT:
            self.complaints.append(f"<{tag}> does not survive")
        for name, value in attrs:
            self.attributes.append((name, value or ""))
            if name == "style":
                self.styles.append(value or "")
            if name.startswith("on") or name in ("class", "id"):
                self.complaints.append(f"attribute {name}")
        if tag not in WITHOUT_END:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.complaints.append(f"</{tag}> closes something else")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    reader.complaints += [f"<{tag}> is never closed" for tag in reader.open]
    return reader


def complaints(html: str) -> list[str]:
    """What is wrong with the HTML of a view."""
    return read(html).complaints


def words(html: str) -> str:
    """The text that a reader of the page sees, blanks made one."""
    return " ".join(" ".join(read(html).words).split())
