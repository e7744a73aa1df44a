# SPDX-License-Identifier: MIT
"""The zone's pages by page block: one cell a page, or one a block where pages are too many."""

from collections import Counter
from collections.abc import Sequence

from interp.lesson.chips import EDGE, fill
from interp.lesson.density import density, kinds_of
from interp.lesson.html import Markup, element, join, line_break
from interp.lesson.pages import (
    Kind,
    Page,
    Shown,
    page_map,
    pages_per_block,
    snapshot_of,
)
from interp.lesson.palette import (
    CHANGED_BORDER,
    CHANGED_MARK,
    FAINT_INK,
    INK,
    MONO,
    PAPER,
    SANS,
    SHADE,
    stripes,
)
from interp.lesson.view import View, stacked

PAGES_ACROSS = 16
LARGEST_DRAWN_BLOCK = 16
BLOCKS_ACROSS = 8
MOST_BLOCKS_DRAWN = 256
GAP = element("td", style="width:4px;min-width:4px;padding:0;border:none")
ALWAYS_EXPLAINED = (Kind.FREE, Kind.ISOLATED, Kind.PER_CPU, Kind.IN_USE)
LEGEND = {
    Kind.FREE: "free",
    Kind.ISOLATED: "isolated",
    Kind.PER_CPU: "per-cpu list",
    Kind.IN_USE: "in use",
    Kind.TAIL_OF_USED: "rest of its chunk",
    Kind.OFFLINE: "offline",
    Kind.RESERVED: "reserved",
    Kind.NOWHERE: "on no list",
    Kind.TWICE: "on two lists",
}


def memory_map(shown: Shown, before: Shown | None = None) -> View:
    """Every page with where it is; cells that differ from `before` are marked."""
    state = snapshot_of(shown)
    earlier = None if before is None else snapshot_of(before)
    width = pages_per_block(state)
    if len(state["blocks"]) > MOST_BLOCKS_DRAWN:
        return stacked([density(state, earlier), legend(kinds_of(state), by_stretch=True)])
    pages = page_map(state)
    old_pages = () if earlier is None else page_map(earlier)
    old_types: Sequence[str] = () if earlier is None else earlier["blocks"]
    blocks = [
        Block(
            index,
            name,
            pages[index * width : (index + 1) * width],
            old_pages[index * width : (index + 1) * width],
            index < len(old_types) and old_types[index] != name,
        )
        for index, name in enumerate(state["blocks"])
    ]
    drawn = by_page(blocks, width) if width <= LARGEST_DRAWN_BLOCK else by_block(blocks)
    return stacked([drawn, legend({page.kind for page in pages})])


class Block:
    """One page block: its type, its pages, and what they were before."""

    def __init__(
        self,
        index: int,
        type_name: str,
        pages: Sequence[Page],
        old_pages: Sequence[Page],
        retyped: bool,
    ) -> None:
        self.pages = pages
        self.type_name = type_name
        self.old_pages = old_pages
        self.retyped = retyped
        self.first_pfn = pages[0].pfn if pages else index

    def label(self) -> str:
        """First pfn and type of the block."""
        return f"{self.first_pfn} {self.type_name}{CHANGED_MARK if self.retyped else ''}"

    def changed(self, position: int) -> bool:
        """Whether the page at this position differs from before."""
        if position >= len(self.old_pages):
            return False
        now, old = self.pages[position], self.old_pages[position]
        return now != old

    def face(self, position: int) -> str:
        """What is written on the page at this position; a chunk is marked once, at its head."""
        page = self.pages[position]
        marked = page.head and self.changed(position)
        return face(page) + (CHANGED_MARK if marked else "")

    def any_changed(self) -> bool:
        """Whether anything in the block differs from before."""
        return self.retyped or any(map(self.changed, range(len(self.pages))))

    def amounts(self) -> list[tuple[Kind, int]]:
        """How many pages of each kind the block has, in the order of the kinds."""
        counted = Counter(page.kind for page in self.pages)
        return [(kind, counted[kind]) for kind in Kind if counted[kind]]


def face(page: Page) -> str:
    """What is written on a page: its letter, with the order of the chunk it heads or its count."""
    if not page.head:
        return "." if page.kind is not Kind.TWICE else "!"
    if page.kind in (Kind.FREE, Kind.ISOLATED, Kind.OFFLINE):
        return f"{page.kind.value}{page.order}"
    if page.kind is Kind.IN_USE and page.count != 1:
        return f"U{page.count}"
    return str(page.kind.value)


def by_page(blocks: Sequence[Block], width: int) -> View:
    """One cell a page, as many whole blocks in a row as read well."""
    across = max(PAGES_ACROSS // width, 1)
    lines = [blocks[start : start + across] for start in range(0, len(blocks), across)]
    rows: list[Markup] = []
    texts: list[str] = []
    for line in lines:
        rows += [block_heads(line, width), page_cells(line)]
        texts += [text_heads(line, width), text_cells(line)]
    style = (
        f"border-collapse:separate;border-spacing:0;margin:0;background-color:{PAPER};"
        "table-layout:fixed"
    )
    return View(element("table", *rows, style=style), "\n".join(texts))


def block_heads(line: Sequence[Block], width: int) -> Markup:
    """The blocks' types above their pages."""
    cells: list[Markup] = []
    for block in line:
        isolated = block.type_name == "ISOLATE"
        ground = stripes("#fbe6bf", "#f4cf8a") if isolated else f"background-color:{SHADE};"
        frame = CHANGED_BORDER if block.retyped else f"1px solid {SHADE}"
        style = (
            f"{ground}border:{frame};padding:0 2px;font-family:{SANS};font-size:10px;"
            f"line-height:1.4;text-align:left;color:{INK};white-space:nowrap;"
            f"font-weight:{700 if isolated or block.retyped else 400}"
        )
        title = f"page block from pfn {block.first_pfn}: {block.type_name}"
        cells += [element("td", block.label(), style=style, title=title, colspan=width), GAP]
    return element("tr", *cells[:-1], style="background:none")


def page_cells(line: Sequence[Block]) -> Markup:
    """The pages of a row of blocks."""
    cells: list[Markup] = []
    for block in line:
        cells += [page_cell(block, position) for position in range(len(block.pages))]
        cells.append(GAP)
    return element("tr", *cells[:-1], style="background:none")


def page_cell(block: Block, position: int) -> Markup:
    """One page; the pages of one chunk stand in one frame."""
    page = block.pages[position]
    changed = block.changed(position)
    edge = CHANGED_BORDER if changed else f"1px solid {EDGE[page.kind]}"
    left, right = (edge if closed else "none" for closed in (page.head, page.last))
    style = (
        f"{fill(page.kind)}border-top:{edge};border-bottom:{edge};border-left:{left};"
        f"border-right:{right};width:20px;min-width:20px;height:20px;padding:0;"
        f"text-align:center;font-family:{MONO};font-size:11px;line-height:1.2;color:{INK};"
        f"font-weight:{700 if page.head else 400}"
    )
    return element("td", block.face(position), style=style, title=page.describe())


def text_heads(line: Sequence[Block], width: int) -> str:
    """The blocks' types above their pages, in text."""
    return "  ".join(block.label().ljust(4 * width) for block in line).rstrip()


def text_cells(line: Sequence[Block]) -> str:
    """The pages of a row of blocks, in text, four columns a page."""
    blocks = (
        "".join(block.face(position).ljust(4) for position in range(len(block.pages)))
        for block in line
    )
    return "  ".join(blocks).rstrip()


def by_block(blocks: Sequence[Block]) -> View:
    """One cell a block: its type and how many pages of each kind it has."""
    starts = range(0, len(blocks), BLOCKS_ACROSS)
    lines = [blocks[start : start + BLOCKS_ACROSS] for start in starts]
    rows = [element("tr", *map(block_cell, line), style="background:none") for line in lines]
    table = element(
        "table", *rows, style=f"border-collapse:collapse;table-layout:auto;background-color:{PAPER}"
    )
    texts = [
        "  ".join(f"{block.label()} {amounts_text(block)}".ljust(24) for block in line).rstrip()
        for line in lines
    ]
    return View(table, "\n".join(texts))


def amounts_text(block: Block) -> str:
    """How many pages of each kind: F512 or F500 U12."""
    return " ".join(f"{kind.value}{number}" for kind, number in block.amounts())


def block_cell(block: Block) -> Markup:
    """One block as one cell, in the colour of what most of its pages are."""
    kind = max(block.amounts(), key=lambda entry: entry[1], default=(Kind.NOWHERE, 0))[0]
    border = CHANGED_BORDER if block.any_changed() else f"1px solid {EDGE[kind]}"
    style = (
        f"{fill(kind)}border:{border};padding:1px 4px;font-family:{MONO};font-size:11px;"
        f"color:{INK};text-align:left;line-height:1.3"
    )
    mark = f" {CHANGED_MARK}" if block.any_changed() and not block.retyped else ""
    name = element("span", block.label(), mark, style=f"font-family:{SANS};font-size:10px")
    amounts = element("b", amounts_text(block))
    return element("td", name, line_break(), amounts, style=style)


def legend(present: set[Kind], by_stretch: bool = False) -> View:
    """What the letters mean; rare ones only where they occur."""
    meaning = {**LEGEND, Kind.IN_USE: "all else"} if by_stretch else LEGEND
    kinds = [kind for kind in Kind if kind in present or kind in ALWAYS_EXPLAINED]
    swatch = (
        f"display:inline-block;min-width:14px;text-align:center;font-family:{MONO};"
        "font-size:10px;line-height:1.3;margin:0 3px 0 0;"
    )
    entries = [
        join(
            element(
                "span",
                kind.value,
                style=f"{swatch}{fill(kind)}border:1px solid {EDGE[kind]}",
            ),
            element("span", meaning[kind], style="margin-right:8px"),
            " ",
        )
        for kind in kinds
    ]
    note = "" if by_stretch else "the figure after F or I is the order of the chunk"
    html = element(
        "div",
        *entries,
        style=f"font-family:{SANS};font-size:11px;color:{FAINT_INK};margin-top:4px",
        title=note,
    )
    words = ", ".join(f"{kind.value} {meaning[kind]}" for kind in kinds)
    return View(html, words if by_stretch else f"{words}; F3, I3: first page of a chunk of order 3")
