# SPDX-License-Identifier: MIT
"""The map of the course: no changed function is missing, and each lesson keeps what it promises."""

import re
from pathlib import Path

import nbformat
import pytest

from interp.lesson.course import LESSONS, Changed, Lesson, changed_things, course_table
from interp.review import patches_directory, read_thread

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"


def by_name(name: str) -> Changed:
    return next(changed for changed in changed_things() if changed.name == name)


def test_every_changed_thing_has_one_lesson() -> None:
    walked = [name for lesson in LESSONS for name in lesson.walks]
    assert sorted(walked) == sorted(changed.name for changed in changed_things())


def test_every_hunk_of_the_mail_that_changes_a_function_is_in_the_table() -> None:
    thread = read_thread(patches_directory() / "thread" / "reply.txt")
    in_table = {hunk for changed in changed_things() for hunk in changed.hunks}
    for file in thread.patch.files:
        for hunk in file.hunks:
            changes = [line.text for line in hunk.lines if line.mark != " " and line.text.strip()]
            only_declares = file.path.endswith("page-isolation.h") or all(
                text.startswith("#include") for text in changes
            )
            assert only_declares or ("rfc-v2", file.path, hunk.index) in in_table


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.notebook)
def test_a_lesson_has_its_title_and_speaks_of_what_it_walks_through(lesson: Lesson) -> None:
    cells = nbformat.read(NOTEBOOKS / f"{lesson.notebook}.ipynb", as_version=4).cells
    assert cells[0].source.startswith(f"# {lesson.title}\n")
    everything = "\n".join(cell.source for cell in cells)
    shown = "\n".join(
        str(output.get("data", {}).get("text/plain", output.get("text", "")))
        for cell in cells
        if cell.cell_type == "code"
        for output in cell.outputs
    )
    for name in lesson.walks:
        word = name.removeprefix("enum ").split()[-1]
        assert re.search(rf"\b{re.escape(word)}\b", everything + shown), name


def test_the_lessons_are_the_notebooks() -> None:
    found = sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb") if path.name[:2] != "00")
    assert found == [lesson.notebook for lesson in LESSONS]


def test_a_function_has_its_hunks_and_its_findings() -> None:
    moving = by_name("move_freepages")
    assert moving.hunks == (("rfc-v2", "mm/page_alloc.c", 4),)
    assert "c1" in {finding.letter for finding in moving.findings}
    tested = by_name("__test_page_isolated_in_pageblock")
    assert [patch for patch, _, _ in tested.hunks] == ["rfc-v2", "rfc-v2-tail"]


def test_the_table_as_text() -> None:
    rows = course_table().text.split("\n")
    assert rows[0].split() == ["what", "is", "changed", "file", "hunks", "lesson", "findings"]
    row = next(line for line in rows if line.startswith("xen_online_page()"))
    assert re.split(r"\s{2,}", row) == [
        "xen_online_page()", "drivers/xen/balloon.c", "2", "11. Ballooning", "o",
    ]  # fmt: skip
