# SPDX-License-Identifier: MIT
"""Every question of every lesson: its solution passes, what is near it or nothing does not."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from interp.lesson import check, questions
from interp.lesson.check import QUESTIONS, question

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
CHECKED = re.compile(r"\bcheck\(\s*\"")
ASKED = re.compile(r"\b(?:check|predict)\(\s*\"([^\"]+)\"")

EMPTY = [None, ..., "", "  ", "..."]


def code_cells() -> Iterator[tuple[str, Any]]:
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "code":
                yield path.stem, cell


def solution_text(name: str, variable: str) -> str:
    """A text that a solution cell of the lessons assigns to a variable."""
    for _, cell in code_cells():
        if "solution" in cell.metadata.get("tags", []) and f'"{name}"' in cell.source:
            scope: dict[str, Any] = {"check": lambda *_: None}
            exec(cell.source, scope)
            return str(scope[variable])
    raise AssertionError(f"no solution of {name}")


def own_mail() -> str:
    return solution_text("own-mail", "own_mail")


def forward() -> str:
    return solution_text("walk-forward", "forward")


def repair() -> str:
    return solution_text("repair", "our_repair")


# One line less: the page count is right, the chunk count is not.
def half_a_repair() -> str:
    lines = repair().replace("-491,5 +491,7", "-491,5 +491,6").split("\n")
    return "\n".join(line for line in lines if "nr_free--" not in line)


# The right lines where all isolated pages pass: pages that were never counted are subtracted too.
def repair_in_the_wrong_place() -> str:
    for _, cell in code_cells():
        if cell.source.startswith('nearly = """'):
            scope: dict[str, Any] = {}
            exec(cell.source, scope)
            return str(scope["nearly"])
    raise AssertionError("the repair that is nearly right is gone")


def isolated_entries(used: list[int]) -> list[tuple[int, int]]:
    entries, pfn = [], 8
    while pfn < 16:
        sizes = [n for n in range(4) if pfn % (1 << n) == 0 and pfn + (1 << n) <= 16]
        free = [n for n in sizes if not set(range(pfn, pfn + (1 << n))) & set(used)]
        if free:
            entries.append((pfn, max(free)))
        pfn += 1 << max(free, default=0)
    return entries


def one_page_at_a_time(used: list[int]) -> list[tuple[int, int]]:
    return [(pfn, 0) for pfn in range(8, 16) if pfn not in used]


MAIL = (Path(__file__).resolve().parents[2] / "patches/thread/reply.txt").read_text().split("\n")


def author_of(number: int) -> str:
    marks = re.match(r"(> ?)*", MAIL[number - 1])
    assert marks is not None
    return ["Wen Congyang", "Minchan Kim"][marks.group().count(">") % 2]


def author_by_first_mark(number: int) -> str:
    return "Minchan Kim" if MAIL[number - 1].startswith(">") else "Wen Congyang"


RIGHT: list[tuple[str, Any, dict[str, Any]]] = [
    ("who-wrote-two-marks", "Wen Congyang", {}),
    ("lines-added", 84, {}),
    ("lines-added", "84", {}),
    ("isolated-after-adding", 0, {}),
    (
        "second-finding-line",
        "__test_page_isolated_in_pageblock(unsigned long start_pfn, unsigned long end_pfn)",
        {},
    ),
    ("missing-file", "mm/vmstat.c", {}),
    ("missing-added", 22, {}),
    ("author-of", author_of, {}),
    ("own-mail", own_mail, {}),
    ("count-of-page-8", 1, {}),
    ("count-of-page-8", "1", {}),
    ("entries-of-free-range", 1, {}),
    ("order-of-the-list", [8, 16], {}),
    ("order-of-the-list", "8, 16", {}),
    ("entries-beside-page-8", "9 10 12", {}),
    ("upper-half", 0, {}),
    ("isolated-entries", isolated_entries, {}),
    ("walk-forward", forward, {}),
    ("undo-once", "40", {}),
    ("isolated-third-time", 48, {}),
    ("types-only", "0", {}),
    ("undo-upper-half", 0, {}),
    ("after-cycles", 112, {"cycles": 10}),
    ("after-cycles", 56, {"cycles": 3}),
    ("who-unlinks", "move_freepages()", {}),
    ("drift", lambda used, freed: 8 - len(used), {}),
    ("repair", repair, {}),
]

NOT_RIGHT: list[tuple[str, Any, dict[str, Any]]] = [
    ("who-wrote-two-marks", "Minchan Kim", {}),
    ("lines-added", 90, {}),
    ("lines-added", "many", {}),
    ("isolated-after-adding", 8, {}),
    ("second-finding-line", "static bool", {}),
    (
        "second-finding-line",
        "__test_page_isolated_in_pageblock(unsigned long pfn, unsigned long end_pfn)",
        {},
    ),
    ("missing-file", "mm/page_isolation.c", {}),
    ("missing-added", 40, {}),
    ("author-of", author_by_first_mark, {}),
    ("author-of", "Wen Congyang", {}),
    ("own-mail", lambda: own_mail().replace("> ", ""), {}),
    ("own-mail", lambda: own_mail().replace("Who reads it?\n", ""), {}),
    ("own-mail", lambda: own_mail().replace("LIST_HEAD(isolated", "LIST_HEAD(insulated"), {}),
    ("own-mail", "Nice patch!", {}),
    ("count-of-page-8", 0, {}),
    ("entries-of-free-range", 2, {}),
    ("order-of-the-list", [16, 8], {}),
    ("order-of-the-list", [8], {}),
    ("entries-beside-page-8", [9, 10, 11], {}),
    ("upper-half", 4, {}),
    ("isolated-entries", one_page_at_a_time, {}),
    ("isolated-entries", lambda used: None, {}),
    ("walk-forward", lambda: forward().replace("list_add_tail", "list_add"), {}),
    ("walk-forward", lambda: forward().replace("+\t\tif (pfn > new", "+\t\tif (pfn < new"), {}),
    ("walk-forward", lambda: forward().replace("list_add_tail(", "list_add_tial("), {}),
    ("undo-once", "32", {}),
    ("isolated-third-time", 24, {}),
    ("types-only", "8", {}),
    ("undo-upper-half", 4, {}),
    ("after-cycles", 32, {"cycles": 10}),
    ("after-cycles", 112, {"cycles": 9}),
    ("who-unlinks", "isolate_free_page", {}),
    ("drift", lambda used, freed: 8 - len(used) + len(freed), {}),
    ("drift", lambda used, freed: 8, {}),
    ("repair", half_a_repair, {}),
    ("repair", repair_in_the_wrong_place, {}),
    ("repair", lambda: repair().replace("-(1UL << order)", "-1"), {}),
    ("repair", lambda: repair().replace("order].nr_free--", "order].nr_free++"), {}),
]

# Answers that are made from a solution in a notebook are made when they are needed.
MADE = {"own-mail", "walk-forward", "repair"}


def answer_of(name: str, answer: Any) -> Any:
    return answer() if name in MADE and callable(answer) else answer


def told(case: tuple[str, Any, dict[str, Any]]) -> str:
    name, answer, _ = case
    return f"{name}-{answer if isinstance(answer, int | str) else 'made'}"[:60]


@pytest.mark.parametrize("case", RIGHT, ids=told)
def test_right(case: tuple[str, Any, dict[str, Any]]) -> None:
    name, answer, given = case
    verdict = check(name, answer_of(name, answer), **given)
    assert verdict, repr(verdict)


@pytest.mark.parametrize("case", NOT_RIGHT, ids=told)
def test_wrong_or_nearly_right(case: tuple[str, Any, dict[str, Any]]) -> None:
    name, answer, given = case
    verdict = check(name, answer_of(name, answer), **given)
    assert not verdict
    assert verdict.words


@pytest.fixture(autouse=True, scope="module")
def lessons_are_loaded() -> None:
    """Other tests forget questions again, after the modules that declare them were imported."""
    declared()


def declared() -> set[str]:
    """The names of all questions that the lessons' modules declare."""
    kept = dict(QUESTIONS)
    QUESTIONS.clear()
    for module in pkgutil.iter_modules(questions.__path__):
        importlib.reload(importlib.import_module(f"{questions.__name__}.{module.name}"))
    names = set(QUESTIONS)
    QUESTIONS.update(kept)
    return names


def test_every_question_has_a_right_and_a_wrong_answer_above() -> None:
    assert {name for name, _, _ in RIGHT} == declared()
    assert {name for name, _, _ in NOT_RIGHT} == declared()


def test_the_notebooks_ask_every_question_and_no_other() -> None:
    assert {name for _, cell in code_cells() for name in ASKED.findall(cell.source)} == declared()


def test_nothing_is_no_answer() -> None:
    for name in declared():
        for nothing in EMPTY:
            assert not check(name, nothing), name


def test_stored_solutions_are_right_and_open_exercises_are_not() -> None:
    for stem, cell in code_cells():
        if not CHECKED.search(cell.source):
            continue
        said = "".join(output.get("data", {}).get("text/plain", "") for output in cell.outputs)
        solution = "solution" in cell.metadata.get("tags", [])
        assert said.startswith("right" if solution else "not yet"), (stem, cell.source)


def test_hints_say_nothing_away() -> None:
    """Neither the question nor what is said to a wrong answer has the right one in it."""
    for name, answer, given in RIGHT:
        if isinstance(answer, int) and answer > 1:
            asked = question(name)
            wrong = check(name, answer + 1, **given)
            assert str(answer) not in re.findall(r"\d+", f"{wrong.words} {wrong.hint}"), name
            assert str(answer) not in re.findall(r"\d+", asked.words(given)), name
