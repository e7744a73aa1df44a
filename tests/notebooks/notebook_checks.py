# SPDX-License-Identifier: MIT
"""What every lesson must be: a check takes a notebook and gives its complaints, if it has any.

``RUN_CHECKS`` look at what running left behind (nbval passes over most of it), ``TEXT_CHECKS`` at
the skeleton that every lesson has.
"""

import ast
import io
import json
import re
import statistics
import tokenize
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager

from interp.lesson.course import LESSONS

Notebook = Any
Cell = Any
Check = Callable[[Notebook], list[str]]

KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}

WIDGET_MIME = "application/vnd.jupyter.widget"

# These make nbval fail, or pass without looking.
UNTESTABLE = {"Output", "interact", "interact_manual", "interactive", "interactive_output"}

# A place on one machine's disk; /proc and /sys are the kernel's, and lessons speak of them.
ABSOLUTE_PATH = re.compile(
    r"(?<![\w.:/<])(/(home|root|work|tmp|usr|opt|var|mnt|srv|etc|private|Users)/|~/)[\w.]\S*"
    r"|\b[A-Z]:\\\\?\w+"
)

COLOUR = re.compile(r"\x1b\[[0-9;]*m")

# The headings every lesson has, in this order; the middle of the lesson lies between the groups.
OPENING = ("prerequisites", "what you will see")
MIDDLE = ("predict", "the thread says")
CLOSING = ("lessons learned", "next", "background", "exercises", "modelled / left out")

TITLES = tuple(lesson.title for lesson in LESSONS)
CHANGE = re.compile(r"\*\*Change (?:it|the C) yourself", re.IGNORECASE)

SOLUTION = re.compile(r"(?:%%.*\n)?\s*(?:#|//|/\*)\s*Solution\b")


def code_cells(notebook: Notebook) -> Iterator[tuple[int, Cell]]:
    """The code cells with their index in the notebook."""
    return ((i, cell) for i, cell in enumerate(notebook.cells) if cell.cell_type == "code")


def tags(cell: Cell) -> list[str]:
    """The tags of a cell."""
    return list(cell.metadata.get("tags", []))


def as_python(source: str) -> str:
    """The cell as Python: magics become calls, as IPython itself does it."""
    return TransformerManager().transform_cell(source)


def output_texts(cell: Cell) -> Iterator[str]:
    """Every piece of text in the stored outputs of a cell, without its colours."""
    for output in cell.outputs:
        yield COLOUR.sub("", "\n".join(output.get("traceback", [])))
        yield COLOUR.sub("", output.get("text", ""))
        for mime, value in output.get("data", {}).items():
            if not mime.startswith("image/") or mime == "image/svg+xml":
                yield value if isinstance(value, str) else json.dumps(value)


# What running left behind


def ends_in_semicolon(source: str) -> bool:
    """Whether the last thing in the cell that is not a comment is a semicolon."""
    passed_over = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENDMARKER)
    tokens = list(tokenize.generate_tokens(io.StringIO(as_python(source)).readline))
    last = next((t for t in reversed(tokens) if t.type not in passed_over), None)
    return last is not None and last.string == ";"


def no_semicolon_at_the_end(notebook: Notebook) -> list[str]:
    """A cell that ends in ``;`` shows nothing here but something under nbval, which then fails."""
    return [
        f"cell {i} ends in a semicolon"
        for i, cell in code_cells(notebook)
        if ends_in_semicolon(cell.source)
    ]


def counts_ascend(notebook: Notebook) -> list[str]:
    """nbval compares a cell that was never run with nothing; a lesson is run from the top."""
    return [
        f"cell {i} has execution count {cell.execution_count}, not {expected}"
        for expected, (i, cell) in enumerate(code_cells(notebook), start=1)
        if cell.execution_count != expected
    ]


def calls_check(source: str) -> bool:
    """Whether the cell calls ``check(...)``."""
    calls = (n for n in ast.walk(ast.parse(as_python(source))) if isinstance(n, ast.Call))
    return any(
        isinstance(c.func, ast.Name | ast.Attribute) and ast.unparse(c.func).endswith("check")
        for c in calls
    )


def names_used(source: str) -> set[str]:
    """Every name, attribute and imported name in the Python of a cell."""
    found = set()
    for node in ast.walk(ast.parse(as_python(source))):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
                found.add(name)
    return found


def only_testable_widgets(notebook: Notebook) -> list[str]:
    """``Output``, ``interact`` and their like escape nbval."""
    return [
        f"cell {i} uses {name}"
        for i, cell in code_cells(notebook)
        for name in sorted(names_used(cell.source) & UNTESTABLE)
    ]


def no_widget_state(notebook: Notebook) -> list[str]:
    """Stored widgets show nothing without their kernel; the stored output must tell the story."""
    complaints = ["widget state is stored"] if "widgets" in notebook.metadata else []
    for i, cell in code_cells(notebook):
        kinds = [mime for output in cell.outputs for mime in output.get("data", {})]
        if any(kind.startswith(WIDGET_MIME) for kind in kinds):
            complaints.append(f"cell {i} stores a widget view")
    return complaints


def no_absolute_path(notebook: Notebook) -> list[str]:
    """A path of one machine has no meaning on another."""
    complaints = []
    for i, cell in enumerate(notebook.cells):
        outputs = output_texts(cell) if cell.cell_type == "code" else ()
        for text in (cell.source, *outputs):
            complaints += [f"cell {i}: path {m.group()}" for m in ABSOLUTE_PATH.finditer(text)]
    return complaints


def fails_only_where_tagged(notebook: Notebook) -> list[str]:
    """A traceback is a result only in a cell tagged ``raises-exception``, and is there then."""
    complaints = []
    for i, cell in code_cells(notebook):
        fails = any(output.output_type == "error" for output in cell.outputs)
        if fails and "raises-exception" not in tags(cell):
            complaints.append(f"cell {i} fails and is not tagged raises-exception")
        if not fails and "raises-exception" in tags(cell):
            complaints.append(f"cell {i} is tagged raises-exception and does not fail")
    return complaints


def kernel_is_python3(notebook: Notebook) -> list[str]:
    """Any other kernel name is that of one machine."""
    found = notebook.metadata.get("kernelspec")
    return [] if found == KERNELSPEC else [f"kernelspec is {found}"]


def no_metadata_of_a_machine(notebook: Notebook) -> list[str]:
    """Versions, times and view states change from machine to machine."""
    language = notebook.metadata.get("language_info")
    complaints = [] if language == {"name": "python"} else [f"language_info is {language}"]
    extra = set(notebook.metadata) - {"kernelspec", "language_info", "widgets"}
    complaints += [f"notebook metadata {name}" for name in sorted(extra)]
    for i, cell in enumerate(notebook.cells):
        extra = set(cell.metadata) - {"tags", "jupyter"}
        complaints += [f"cell {i}: metadata {name}" for name in sorted(extra)]
    return complaints


# The skeleton of a lesson


def begins_with_title(notebook: Notebook) -> list[str]:
    """The first cell is text that begins with a ``# Title`` and goes on."""
    first = notebook.cells[0] if notebook.cells else None
    if first is None or first.cell_type != "markdown" or not first.source.startswith("# "):
        return ["the notebook does not begin with a # title"]
    return []


def headings(notebook: Notebook) -> list[str]:
    """Headings and the bold words that open a paragraph, in order and in small letters."""
    found = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            found += re.findall(r"^(?:#{2,} |(?:> ?)?\*\*)(.+)$", cell.source, re.MULTILINE)
    return [heading.lower() for heading in found]


def has_every_part(notebook: Notebook) -> list[str]:
    """Every part of the skeleton has its heading; those of the middle may say more."""
    present = headings(notebook)
    begun = {part for part in (*OPENING, *CLOSING) for h in present if h.startswith(part)}
    named = {part for part in MIDDLE for h in present if part in h}
    return [
        f"no heading says: {part}"
        for part in (*OPENING, *MIDDLE, *CLOSING)
        if part not in begun | named
    ]


def parts_in_order(notebook: Notebook) -> list[str]:
    """The opening and closing parts come in the order that every lesson has."""
    present = headings(notebook)
    # The last heading of a name is meant: a section may say "next" in passing.
    places = {
        part: max(i for i, heading in enumerate(present) if heading.startswith(part))
        for part in (*OPENING, *CLOSING)
        if any(heading.startswith(part) for heading in present)
    }
    return [
        f"{second} stands before {first}"
        for first, second in pairwise(places)
        if places[second] < places[first]
    ]


def is_solution(cell: Cell) -> bool:
    """Whether a cell is the solution of an exercise, by its tag or by its first words."""
    return "solution" in tags(cell) or SOLUTION.match(cell.source) is not None


def solutions_are_marked(notebook: Notebook) -> list[str]:
    """A solution begins ``# Solution`` (below a magic), is tagged ``solution`` and collapsed."""
    complaints = []
    for i, cell in code_cells(notebook):
        if is_solution(cell):
            if SOLUTION.match(cell.source) is None:
                complaints.append(f"solution cell {i} does not begin # Solution")
            if "solution" not in tags(cell):
                complaints.append(f"solution cell {i} is not tagged solution")
            if not cell.metadata.get("jupyter", {}).get("source_hidden"):
                complaints.append(f"solution cell {i} is not collapsed")
    return complaints


def exercises(notebook: Notebook) -> Iterator[tuple[str, list[Cell]]]:
    """Each ``### ...`` below the heading Exercises: its title and its cells."""
    inside, title, cells = False, "", list[Cell]()
    for cell in notebook.cells:
        heading = re.match(r"(#{2,}) (.+)", cell.source) if cell.cell_type == "markdown" else None
        if heading and title:
            yield title, cells
            title, cells = "", []
        if heading and len(heading[1]) == 2:
            inside = heading[2].lower().startswith("exercises")
        elif heading and inside:
            title, cells = heading[2], []
        cells.append(cell)
    if title:
        yield title, cells


def exercises_are_whole(notebook: Notebook) -> list[str]:
    """There are exercises, and each is checked, has a hint and a solution."""
    found = list(exercises(notebook))
    complaints = [] if found else ["no exercise (### below the heading Exercises)"]
    for title, cells in found:
        code = [cell for cell in cells if cell.cell_type == "code"]
        text = [cell for cell in cells if cell.cell_type == "markdown"]
        if not any(calls_check(cell.source) for cell in code if not is_solution(cell)):
            complaints.append(f"{title}: no check(...)")
        if not any("<details>" in cell.source for cell in text):
            complaints.append(f"{title}: no hint in <details>")
        if not any(map(is_solution, code)):
            complaints.append(f"{title}: no solution")
    return complaints


def cells_are_short(notebook: Notebook) -> list[str]:
    """Half of the code cells have at most 4 lines, nine of ten fewer than 20."""
    lengths = [len(cell.source.splitlines()) for _, cell in code_cells(notebook)]
    complaints = []
    if lengths and statistics.median(lengths) > 4:
        complaints.append(f"the median code cell has {statistics.median(lengths)} lines")
    long = sum(length >= 20 for length in lengths)
    if long * 10 > len(lengths):
        complaints.append(f"{long} of {len(lengths)} code cells have 20 lines or more")
    return complaints


def has_prose(cell: Cell) -> bool:
    """Whether a cell is text with at least one line that is no heading."""
    lines = [line for line in cell.source.splitlines() if line.strip()]
    return cell.cell_type == "markdown" and any(not line.startswith("#") for line in lines)


def text_before_code(notebook: Notebook) -> list[str]:
    """Before each code cell stands a text that says what comes; a solution follows its exercise."""
    cells = notebook.cells
    return [
        f"no text before code cell {i}"
        for i, cell in code_cells(notebook)
        if not is_solution(cell) and (i == 0 or not has_prose(cells[i - 1]))
    ]


def asks_twice(notebook: Notebook) -> list[str]:
    """A reader commits at least twice before the answer is on the screen."""
    asked = sum(cell.source.count("predict(") for _, cell in code_cells(notebook))
    return [] if asked >= 2 else [f"{asked} predictions"]


def reader_changes_c(notebook: Notebook) -> list[str]:
    """There is a place at which the reader is asked to change the C."""
    texts = (cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    changed = any(CHANGE.search(text) for text in texts)
    return [] if changed else ["the reader is nowhere asked to change the C"]


def has_a_picture(notebook: Notebook) -> list[str]:
    """There is at least one picture: a plot, or a board drawn with HTML."""
    kinds = {k for _, cell in code_cells(notebook) for o in cell.outputs for k in o.get("data", {})}
    return [] if kinds & {"image/svg+xml", "text/html"} else ["no plot and no board"]


def names_no_lesson_as_missing(notebook: Notebook) -> list[str]:
    """What is said not to be written yet is no lesson that is there."""
    return [
        f"cell {i}: {title} is there, but is said not to be written yet"
        for i, cell in enumerate(notebook.cells)
        if cell.cell_type == "markdown"
        for sentence in re.split(r"(?<=[.;:])\s", cell.source)
        if "not written" in sentence
        for title in TITLES
        if title in sentence
    ]


RUN_CHECKS: tuple[Check, ...] = (
    no_semicolon_at_the_end,
    counts_ascend,
    only_testable_widgets,
    no_widget_state,
    no_absolute_path,
    fails_only_where_tagged,
    kernel_is_python3,
    no_metadata_of_a_machine,
    names_no_lesson_as_missing,
)

TEXT_CHECKS: tuple[Check, ...] = (
    begins_with_title,
    has_every_part,
    parts_in_order,
    solutions_are_marked,
    exercises_are_whole,
    cells_are_short,
    text_before_code,
    asks_twice,
    reader_changes_c,
    has_a_picture,
)
