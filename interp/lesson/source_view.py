# SPDX-License-Identifier: MIT
"""C source with the hunks' marks, the mail's remarks and the line where the machine stands.

A file is highlighted once, with Pygments; showing another line of it wraps one row anew.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pygments.lexers.c_cpp import CLexer  # type: ignore[import-untyped]
from pygments.lexers.python import PythonLexer  # type: ignore[import-untyped]
from pygments.token import (  # type: ignore[import-untyped]
    Comment,
    Keyword,
    Number,
    String,
)

from interp.lesson.html import Markup, element, escape, join
from interp.lesson.palette import (
    BLACK,
    CURRENT_MARK,
    FAINT_INK,
    INK,
    MONO,
    PAPER,
    RULE,
)
from interp.lesson.protocols import Comment as Remark
from interp.lesson.protocols import SourceLine, Tree
from interp.lesson.remarks import remark_view
from interp.lesson.view import View

TAB_WIDTH = 8
LEXERS = {"c": CLexer, "python": PythonLexer}
TOKEN_STYLES = (
    (Comment.Preproc, "color:#7a3e00"),
    (Comment.PreprocFile, "color:#7a3e00"),
    (Comment, "color:#57606a;font-style:italic"),
    (Keyword, "color:#00517d;font-weight:600"),
    (String, "color:#8a3b00"),
    (Number, "color:#6a2c70"),
)
GROUND = {" ": PAPER, "+": "#e4f5ee", "-": "#fbe8dc"}
CURRENT_GROUND = "#fff1a8"


def token_style(kind: object) -> str:
    """The inline style of a Pygments token; empty for plain text."""
    return next((style for group, style in TOKEN_STYLES if kind in group), "")


@lru_cache(maxsize=128)
def highlight(text: str, language: str = "c") -> tuple[Markup, ...]:
    """The lines of a text, "c" or "python", as HTML with inline styles."""
    lines: list[list[Markup]] = [[]]
    lexer = LEXERS[language](stripnl=False, ensurenl=False)
    for kind, value in lexer.get_tokens(text):
        style = token_style(kind)
        for number, piece in enumerate(value.split("\n")):
            if number:
                lines.append([])
            if piece:
                lines[-1].append(element("span", piece, style=style) if style else escape(piece))
    return tuple(join(*line) for line in lines)


@dataclass(frozen=True)
class SourceRow:
    """A row of the source pane."""

    number: int | None
    mark: str
    html: Markup
    text: str
    label: str
    remarks: tuple[Remark, ...]


@dataclass(frozen=True)
class SourcePane:
    """A file's rows, ready to be shown with any of them as the current one."""

    path: str
    rows: tuple[SourceRow, ...]

    def row_of(self, line: int) -> int | None:
        """Where the numbered line stands among the rows."""
        return next((index for index, row in enumerate(self.rows) if row.number == line), None)

    def around(self, line: int, lines_before: int = 8, lines_after: int = 8) -> View:
        """The rows around a line, that line marked as the current one."""
        at = self.row_of(line)
        if at is None:
            return View(Markup(""), "")
        first = max(at - lines_before, 0)
        shown = range(first, min(at + lines_after + 1, len(self.rows)))
        return rows_view([(self.rows[index], index == at) for index in shown])


def source_pane(tree: Tree, path: str) -> SourcePane:
    """A file of a tree as rows."""
    return SourcePane(path, tuple(listing_rows(tree.listing(path))))


class Panes:
    """The files of a tree as rows, each highlighted the first time it is asked for."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._made: dict[str, SourcePane] = {}

    def __getitem__(self, path: str) -> SourcePane:
        if path not in self._made:
            self._made[path] = source_pane(self._tree, path)
        return self._made[path]


def listing_rows(listing: Sequence[SourceLine]) -> Iterator[SourceRow]:
    """The rows of a listing; removed lines are coloured apart, so that the file reads as C."""
    kept = iter(highlight("\n".join(line.text for line in listing if line.mark != "-")))
    gone = iter(highlight("\n".join(line.text for line in listing if line.mark == "-")))
    for line in listing:
        html = next(gone if line.mark == "-" else kept)
        yield SourceRow(
            line.number, line.mark, html, line.text, hunk_label(line), tuple(line.remarks)
        )


def hunk_label(line: SourceLine) -> str:
    """Which hunk of which patch a line comes from; empty for a line of the base."""
    if line.hunk_index is None:
        return ""
    return f"hunk {line.hunk_index} of {line.patch}"


def source(tree: Tree, path: str, line: int, lines_before: int = 8, lines_after: int = 8) -> View:
    """The source around a line: `source(tree, "mm/page_isolation.c", 42)`."""
    view = source_pane(tree, path).around(line, lines_before, lines_after)
    if not view.text:
        raise ValueError(f"{path} has no line {line}")
    return view


def rows_view(rows: Sequence[tuple[SourceRow, bool]]) -> View:
    """Rows with the current one marked."""
    parts: list[Markup] = []
    texts: list[str] = []
    for row, current in rows:
        parts.append(row_html(row, current))
        texts.append(row_text(row, current))
        for remark in row.remarks:
            view = remark_view(remark)
            parts.append(remark_row(view.html))
            texts += [" " * 10 + line for line in view.text.split("\n")]
    style = (
        f"border-collapse:collapse;table-layout:auto;margin:0;font-family:{MONO};font-size:12px;"
        f"background-color:{PAPER};color:{INK};border:1px solid {RULE};width:100%"
    )
    return View(element("table", *parts, style=style), "\n".join(texts))


def row_html(row: SourceRow, current: bool) -> Markup:
    """One row of the pane."""
    ground = CURRENT_GROUND if current else GROUND[row.mark]
    cell = (
        f"padding:0 3px;border:none;vertical-align:top;font-family:{MONO};font-size:12px;"
        "line-height:1.4;"
    )
    side = f"{cell}text-align:right;color:{FAINT_INK};width:1px;white-space:pre;"
    code = f"{cell}text-align:left;white-space:pre;width:100%;color:{INK};"
    if current:
        code += f"outline:1px solid {BLACK};font-weight:600;"
    number = "" if row.number is None else str(row.number)
    title = {"title": row.label} if row.label else {}
    cells = [
        element("td", CURRENT_MARK if current else " ", style=f"{side}color:{BLACK};"),
        element("td", number, style=side),
        element("td", row.mark, style=f"{side}color:{INK};font-weight:700;", **title),
        element("td", expanded(row.html), style=code),
    ]
    return element("tr", *cells, style=f"background-color:{ground}")


def expanded(html: Markup) -> Markup:
    """Tabs as blanks, since an untrusted page knows no tab width; tags take no column."""
    if "\t" not in html:
        return html
    written: list[str] = []
    column = 0
    for piece in split_markup(html):
        if piece == "\t":
            blanks = TAB_WIDTH - column % TAB_WIDTH
            written.append(" " * blanks)
            column += blanks
        else:
            written.append(piece)
            column += 0 if piece.startswith("<") else 1
    return Markup("".join(written))


def split_markup(html: str) -> Iterable[str]:
    """Tags, entities and single characters, in order."""
    position = 0
    while position < len(html):
        closing = {"<": ">", "&": ";"}.get(html[position])
        end = html.index(closing, position) + 1 if closing else position + 1
        yield html[position:end]
        position = end


def remark_row(html: Markup) -> Markup:
    """A remark below the line it is about."""
    style = f"padding:0 3px 0 40px;border:none;text-align:left;background-color:{PAPER}"
    return element("tr", element("td", html, colspan=4, style=style), style="background:none")


def row_text(row: SourceRow, current: bool) -> str:
    """One row as text: arrow, number, mark, code."""
    arrow = CURRENT_MARK if current else " "
    number = "" if row.number is None else str(row.number)
    return f"{arrow} {number:>5} {row.mark} {row.text.expandtabs(TAB_WIDTH)}".rstrip()
