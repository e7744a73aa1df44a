# SPDX-License-Identifier: MIT
"""A mail thread for the eye: who answers whom, what the patch touches, who says what where."""

from collections.abc import Iterator, Sequence

from interp.lesson.html import element, join
from interp.lesson.palette import FAINT_INK, MONO, WRONG_MARK
from interp.lesson.remarks import badge, display_name, letter, remark_view
from interp.lesson.source_view import SourceRow, highlight, rows_view
from interp.lesson.table import Cell, Row, table
from interp.lesson.view import View, stacked, titled
from interp.review.diff import FileDiff, Hunk
from interp.review.diffstat import Diffstat
from interp.review.messages import Message
from interp.review.thread import Remark, Thread

CAPTION = f"font-family:{MONO};font-size:12px;color:{FAINT_INK};margin:4px 0 1px 0"


def thread_view(thread: Thread) -> View:
    """The messages as a tree, the patch as a table, and what the mail leaves open."""
    return stacked(
        [
            titled("Messages", message_tree(thread)),
            titled("Files of the patch", file_table(thread)),
            titled("What does not add up", open_ends(thread)),
        ]
    )


def message_tree(thread: Thread) -> View:
    """Who answers whom: each message below the one that quotes it."""
    head = ["", "who", "when", "quote marks", "says in the patch"]
    return table(head, [message_row(message, thread) for message in thread.messages])


def message_row(message: Message, thread: Thread) -> Row:
    """One message: its author set in by its quote level, its date, its remarks."""
    name = display_name(message.author)
    lead = " " * (4 * message.depth)
    shift = element("span", name, style=f"padding-left:{20 * message.depth}px")
    spoken = sum(
        (said.author, said.date) == (message.author, message.date) for said in every(thread.remarks)
    )
    return [
        Cell(letter(message.author), html=badge(message.author)),
        Cell(lead + name, html=shift),
        Cell(message.date),
        Cell(">" * message.depth or "none", code=True),
        Cell(counted(spoken, "remark") if spoken else ""),
    ]


def every(remarks: Sequence[Remark]) -> Iterator[Remark]:
    """All remarks and all replies to them."""
    for remark in remarks:
        yield from remark.walk()


def counted(number: int, thing: str) -> str:
    """1 hunk, 2 hunks."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def file_table(thread: Thread) -> View:
    """The files of the patch: what the diffstat declares, what the hunks of the mail have."""
    declared = declared_changes(thread.diffstat)
    paths = [diff.path for diff in thread.patch.files]
    missing = [path for path in declared if path not in paths]
    rows = [file_row(diff, declared.get(diff.path), thread) for diff in thread.patch.files]
    rows += [missing_row(path, declared[path]) for path in missing]
    return table(["file", "hunks", "+", "-", "diffstat", "remarks", ""], rows)


def declared_changes(diffstat: Diffstat | None) -> dict[str, int]:
    """Changed lines by path, as the diffstat has them."""
    return {} if diffstat is None else {entry.path: entry.changes for entry in diffstat.entries}


def file_row(diff: FileDiff, declared: int | None, thread: Thread) -> Row:
    """One file that the mail has hunks of."""
    said = [display_name(r.author) for r in every(thread.remarks) if r.path == diff.path]
    found = diff.added + diff.removed
    wrong = f"{WRONG_MARK} {found} here" if declared not in (None, found) else ""
    cut = "the last hunk is cut" if diff.cut else ""
    return [
        Cell(diff.path, code=True),
        Cell(str(len(diff.hunks)), number=True),
        Cell(str(diff.added), number=True),
        Cell(str(diff.removed), number=True),
        Cell("" if declared is None else str(declared), number=True),
        Cell(" ".join(name[:1] for name in said), code=True, title=", ".join(said)),
        Cell(", ".join(filter(None, [wrong, cut])), wrong=bool(wrong)),
    ]


def missing_row(path: str, declared: int) -> Row:
    """One file that only the diffstat names."""
    none = Cell("0", number=True)
    words = Cell(f"{WRONG_MARK} no hunk in this mail", wrong=True)
    return [Cell(path, code=True), none, none, none, Cell(str(declared), number=True), "", words]


def open_ends(thread: Thread) -> View:
    """What was cut off, and where the diffstat and the hunks disagree."""
    words = [repr(end) for end in (*thread.cut, *thread.mismatches)]
    return table([], [[Cell(line, wrap=True)] for line in words])


def hunk_view(thread: Thread, path: str, index: int) -> View:
    """One hunk, each remark below the line it speaks of: `hunk_view(thread, path, 1)`."""
    hunk = hunk_of(thread, path, index)
    remarks = {line: thread.remarks_at(path, hunk.index, line) for line in range(len(hunk.lines))}
    rows = list(hunk_rows(hunk, remarks))
    lines = rows_view([(row, False) for row in rows])
    caption = f"{path}, hunk {hunk.index}: {hunk.sent_header or hunk.header}"
    end = " (the mail ends inside this hunk)" if hunk.cut else ""
    html = join(element("div", caption, end, style=CAPTION), lines.html)
    return View(html, f"{caption}{end}\n{lines.text}")


def hunk_of(thread: Thread, path: str, index: int) -> Hunk:
    """A hunk by its file and its number from 1."""
    hunks = thread.patch.file(path).hunks
    if not 1 <= index <= len(hunks):
        raise ValueError(f"{path} has hunks 1 to {len(hunks)} in this patch, not {index}")
    return hunks[index - 1]


def hunk_rows(hunk: Hunk, remarks: dict[int, tuple[Remark, ...]]) -> Iterator[SourceRow]:
    """A hunk's lines as rows of a source pane, numbered as in the new file."""
    kept = iter(highlight("\n".join(line.text for line in hunk.lines if line.mark != "-")))
    gone = iter(highlight("\n".join(line.text for line in hunk.lines if line.mark == "-")))
    number = hunk.new_start
    for index, line in enumerate(hunk.lines):
        removed = line.mark == "-"
        html = next(gone if removed else kept)
        shown = None if removed else number
        number += not removed
        label = f"mail line {line.mail_line}"
        yield SourceRow(shown, line.mark, html, line.text, label, remarks.get(index, ()))


def file_view(thread: Thread, path: str) -> View:
    """All hunks of one file."""
    count = len(thread.patch.file(path).hunks)
    return stacked([hunk_view(thread, path, index) for index in range(1, count + 1)])


def remarks_view(thread: Thread, lines_before: int = 4, only: int | None = None) -> View:
    """Every remark with the hunk lines that it stands under; `only` counts from 1."""
    remarks = thread.remarks if only is None else thread.remarks[only - 1 : only]
    return stacked([remark_place(thread, remark, lines_before) for remark in remarks])


def remark_place(thread: Thread, remark: Remark, lines_before: int) -> View:
    """One remark below the line it stands under and the lines before that."""
    hunk = hunk_of(thread, remark.path, remark.hunk_index)
    rows = list(hunk_rows(hunk, {}))
    first = max(remark.line_index - lines_before, 0)
    lines = rows_view([(row, False) for row in rows[first : remark.line_index + 1]])
    said = remark_view(remark)
    caption = f"{remark.path}, hunk {remark.hunk_index}, mail line {remark.mail_line}"
    html = join(element("div", caption, style=CAPTION), lines.html, said.html)
    return View(html, f"{caption}\n{lines.text}\n{said.text}")
