# SPDX-License-Identifier: MIT
"""Every notebook of the course against every check."""

from pathlib import Path

import nbformat
import pytest

from tests.notebooks.notebook_checks import RUN_CHECKS, TEXT_CHECKS, Check

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"

NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
LESSONS = [path for path in NOTEBOOKS if not path.name.startswith("00-")]  # 00 is the index


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


@pytest.mark.parametrize("check", RUN_CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook(path: Path, check: Check) -> None:
    assert check(nbformat.read(path, as_version=4)) == []


@pytest.mark.parametrize("check", TEXT_CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_lesson(path: Path, check: Check) -> None:
    assert check(nbformat.read(path, as_version=4)) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_valid(path: Path) -> None:
    nbformat.validate(nbformat.read(path, as_version=4), relax_add_props=False)
