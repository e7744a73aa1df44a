# SPDX-License-Identifier: MIT
"""Every question of every lesson: its solution passes, what is near it or nothing does not."""

import importlib
import pkgutil
import re
from typing import Any

import pytest

from interp.lesson import check, questions
from interp.lesson.check import QUESTIONS, question
from tests.lesson import answers
from tests.lesson.answers.cells import Answer, Made, code_cells

CHECKED = re.compile(r"\bcheck\(\s*\"")
ASKED = re.compile(r"\b(?:check|predict)\(\s*\"([^\"]+)\"")

EMPTY = [None, ..., "", "  ", "..."]


def answers_of_lessons(which: str) -> list[Answer]:
    """The table of that name of every lesson's module."""
    modules = [m.name for m in pkgutil.iter_modules(answers.__path__) if m.name != "cells"]
    loaded = [importlib.import_module(f"{answers.__name__}.{name}") for name in modules]
    return [answer for module in loaded for answer in getattr(module, which)]


RIGHT = answers_of_lessons("RIGHT")
NOT_RIGHT = answers_of_lessons("NOT_RIGHT")


def answer_of(answer: Any) -> Any:
    return answer.make() if isinstance(answer, Made) else answer


def told(case: Answer) -> str:
    name, answer, _ = case
    return f"{name}-{answer if isinstance(answer, int | str) else 'made'}"[:60]


@pytest.mark.parametrize("case", RIGHT, ids=told)
def test_right(case: Answer) -> None:
    name, answer, given = case
    verdict = check(name, answer_of(answer), **given)
    assert verdict, repr(verdict)


@pytest.mark.parametrize("case", NOT_RIGHT, ids=told)
def test_wrong_or_nearly_right(case: Answer) -> None:
    name, answer, given = case
    verdict = check(name, answer_of(answer), **given)
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
