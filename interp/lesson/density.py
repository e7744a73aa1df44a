# SPDX-License-Identifier: MIT
"""A large zone: one cell for many page blocks, with what most of its pages are.

Everything is read off lists and blocks; nothing is made for each page, so a zone of a million pages
is drawn at once.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from interp.lesson.chips import EDGE, fill
from interp.lesson.html import Markup, element
from interp.lesson.pages import Kind, pages_per_block, span_pages
from interp.lesson.palette import CHANGED_BORDER, CHANGED_MARK, FAINT_INK, INK, MONO, PAPER
from interp.lesson.protocols import Snapshot
from interp.lesson.view import View

CELLS_ACROSS = 32
MOST_CELLS = 512
ISOLATE_MARK = "*"


@dataclass(frozen=True)
class Stretch:
    """Some page blocks that lie side by side: how many pages of each kind, and their types."""

    first_pfn: int
    pages: int
    amounts: Mapping[Kind, int]
    types: Mapping[str, int]

    @property
    def kind(self) -> Kind:
        """What most of the pages are."""
        return max(self.amounts, key=self.amounts.__getitem__)

    def face(self) -> str:
        """The letter of what most pages are, with their tenths where it is not all of them."""
        tenths = 10 * self.amounts[self.kind] // self.pages
        isolate = ISOLATE_MARK if "ISOLATE" in self.types else ""
        return f"{self.kind.value}{'' if tenths == 10 else tenths}{isolate}"

    def describe(self) -> str:
        """The stretch in words."""
        last = self.first_pfn + self.pages - 1
        pages = ", ".join(f"{kind.value} {number}" for kind, number in self.amounts.items())
        blocks = ", ".join(f"{number} {name}" for name, number in self.types.items())
        return f"pages {self.first_pfn} to {last}: {pages}; blocks: {blocks}"


def stretches(state: Snapshot) -> list[Stretch]:
    """The zone in at most MOST_CELLS equal stretches of whole blocks and whole chunks."""
    span, width = span_pages(state), pages_per_block(state)
    least = max(-(-span // MOST_CELLS), width, 1 << len(state["nr_free"]) - 1)
    shift = (least - 1).bit_length()
    kinds = {kind: listed_pages(state, kind, shift) for kind in LISTS}
    found = []
    for number in range(-(-span >> shift)):
        pages = min(span - (number << shift), 1 << shift)
        amounts = {kind: counted[number] for kind, counted in kinds.items() if counted[number]}
        if (rest := pages - sum(amounts.values())) > 0:
            amounts[Kind.IN_USE] = rest
        first = (number << shift) // width
        types = Counter(state["blocks"][first : first + (1 << shift) // width])
        found.append(Stretch(number << shift, pages, amounts, types))
    return found


def listed_pages(state: Snapshot, kind: Kind, shift: int) -> Counter[int]:
    """How many pages of each stretch of 1 << shift pages are on the lists of a kind."""
    counted: Counter[int] = Counter()
    for order, pfns in LISTS[kind](state):
        for number, entries in Counter(pfn >> shift for pfn in pfns).items():
            counted[number] += entries << order
    return counted


def _free(state: Snapshot) -> Iterator[tuple[int, Sequence[int]]]:
    for name, heads in state["free_list"].items():
        yield int(name.rpartition("/")[2]), heads


def _isolated(state: Snapshot) -> Iterator[tuple[int, Sequence[int]]]:
    for entry in state.get("isolated_pages", ()):
        # The order is page->private, which may hold anything: then the entry is one page.
        yield entry["order"] if 0 <= entry["order"] < len(state["nr_free"]) else 0, [entry["pfn"]]


def _per_cpu(state: Snapshot) -> Iterator[tuple[int, Sequence[int]]]:
    for lists in state["pcp"]:
        for name, pfns in lists.items():
            if name != "count":
                yield 0, pfns


LISTS = {Kind.FREE: _free, Kind.ISOLATED: _isolated, Kind.PER_CPU: _per_cpu}


def density(state: Snapshot, before: Snapshot | None = None) -> View:
    """The zone as a table of stretches; those that differ from `before` are marked."""
    now = stretches(state)
    old = stretches(before) if before is not None else now
    changed = [a != b for a, b in zip(now, old, strict=False)]
    changed += [True] * (len(now) - len(changed))
    lines = range(0, len(now), CELLS_ACROSS)
    rows = [_row(now[at : at + CELLS_ACROSS], changed[at : at + CELLS_ACROSS]) for at in lines]
    texts = [_text(now[at : at + CELLS_ACROSS], changed[at : at + CELLS_ACROSS]) for at in lines]
    style = f"border-collapse:separate;border-spacing:1px;margin:0;background-color:{PAPER}"
    head = f"a cell: {now[0].pages} pages, {sum(now[0].types.values())} blocks"
    words = (
        f"{head}; a figure: so many tenths are what the letter says; "
        f"{ISOLATE_MARK}: a block is ISOLATE"
    )
    note = element("div", words, style=f"font-size:11px;color:{FAINT_INK}")
    table = element("table", *rows, style=style)
    return View(Markup(note + table), "\n".join([words, *texts]))


def kinds_of(state: Snapshot) -> set[Kind]:
    """The kinds that a drawing by stretches shows."""
    return {kind for stretch in stretches(state) for kind in stretch.amounts}


def _row(line: Sequence[Stretch], changed: Sequence[bool]) -> Markup:
    """A line of cells behind the pfn that it begins with."""
    head = f"padding:0 6px 0 0;border:none;font-family:{MONO};font-size:10px;color:{FAINT_INK}"
    number = element("td", str(line[0].first_pfn), style=f"{head};text-align:right")
    cells = map(_cell, line, changed)
    return element("tr", number, *cells, style="background:none")


def _cell(stretch: Stretch, changed: bool) -> Markup:
    border = CHANGED_BORDER if changed else f"1px solid {EDGE[stretch.kind]}"
    style = (
        f"{fill(stretch.kind)}border:{border};padding:0;min-width:18px;height:17px;"
        f"font-family:{MONO};font-size:10px;line-height:1;color:{INK};text-align:center"
    )
    return element("td", stretch.face(), style=style, title=stretch.describe())


def _text(line: Sequence[Stretch], changed: Sequence[bool]) -> str:
    faces = (
        f"{stretch.face()}{CHANGED_MARK if differs else ''}".ljust(4)
        for stretch, differs in zip(line, changed, strict=True)
    )
    return f"{line[0].first_pfn:>8}  {''.join(faces)}".rstrip()
