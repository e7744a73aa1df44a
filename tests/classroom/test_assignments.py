# SPDX-License-Identifier: MIT
"""Lessons handed out and graded by nbgrader itself: no solution leaves, and points are right."""

import os
import shutil
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

from scripts.assignments import BEGIN, assignment, lessons_named, main, write_course

LESSON = "12-they-cannot-be-onlined"


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """nbgrader's own interface to a course with one lesson, and the folder."""
    # nbgrader calls alembic by its bare name; here nobody has activated the environment.
    monkeypatch.setenv("PATH", os.fspath(Path(sys.executable).parent), prepend=os.pathsep)
    api = pytest.importorskip("nbgrader.apps", reason="nbgrader is not installed")
    from traitlets.config import Config

    write_course(tmp_path, lessons_named([LESSON]))
    config = Config()
    config.CourseDirectory.root = str(tmp_path)
    config.CourseDirectory.course_id = "kernel-patch"
    config.ClearSolutions.code_stub = {"python": "# your answer"}
    config.ExecutePreprocessor.timeout = 120
    return api.NbGraderAPI(config=config), tmp_path


def sources(path: Path) -> list[str]:
    return [cell.source for cell in nbformat.read(path, as_version=4).cells]


def hand_in(folder: Path, student: str, version: str) -> None:
    """Let a student hand in the released version, or the one with the solutions."""
    target = folder / "submitted" / student / LESSON
    target.parent.mkdir(parents=True)
    shutil.copytree(folder / version / LESSON, target)


def test_handed_out_without_solutions_and_graded(course: Any) -> None:
    api, folder = course
    assert api.generate_assignment(LESSON)["success"]
    released = sources(folder / "release" / LESSON / f"{LESSON}.ipynb")
    assert not any("# Solution" in source or BEGIN in source for source in released)
    assert not any("INIT_LIST_HEAD(&cursor->lru)" in s and "fallback" in s for s in released)
    hand_in(folder, "empty", "release")
    hand_in(folder, "solved", "source")
    for student in ("empty", "solved"):
        result = api.autograde(LESSON, student)
        assert result["success"], result
    with api.gradebook as gradebook:
        submissions = {s.student.id: s for s in gradebook.assignment_submissions(LESSON)}
        assert submissions["solved"].score == submissions["solved"].max_score == 6
        assert submissions["empty"].score == 0


@pytest.mark.parametrize("path", lessons_named([]), ids=lambda path: path.stem)
def test_each_lesson_becomes_an_assignment(path: Path) -> None:
    lesson = nbformat.read(path, as_version=4)
    made = assignment(lesson)
    nbformat.validate(made, relax_add_props=False)
    graded = [c for c in made.cells if c.metadata.get("nbgrader", {}).get("grade")]
    filled = [c for c in made.cells if c.metadata.get("nbgrader", {}).get("solution")]
    assert len(graded) == len(filled) >= 3
    assert all(not c.outputs for c in made.cells if c.cell_type == "code")
    assert not any("solution" in c.metadata.get("tags", []) for c in made.cells)


def test_a_folder_that_is_in_use_is_not_written_to(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path), LESSON]) == 0
    assert main([str(tmp_path), LESSON]) == 2
    assert "name a new folder" in capsys.readouterr().err
    assert main([]) == 2
    assert main([str(tmp_path / "new"), "99"]) == 2
