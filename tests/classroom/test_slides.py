# SPDX-License-Identifier: MIT
"""Slides of the lessons: what is tagged, with its outputs, and nothing else."""

from pathlib import Path

import nbformat
import pytest

from scripts.assignments import lessons_named
from scripts.slides import TAG, main, marked

LESSON = "08-undoing-it"


@pytest.mark.parametrize("path", lessons_named([]), ids=lambda path: path.stem)
def test_each_lesson_has_slides_from_its_title_to_its_lessons_learned(path: Path) -> None:
    cells = [
        c for c in nbformat.read(path, as_version=4).cells if TAG in c.metadata.get("tags", [])
    ]
    titles = [c.source for c in cells if c.cell_type == "markdown"]
    assert titles[0].startswith("# ") and titles[-1].startswith("## Lessons learned")
    assert sum(c.cell_type == "code" for c in cells) >= 2
    assert not any("solution" in c.metadata.get("tags", []) for c in cells)


def test_a_cell_without_the_tag_is_left_out() -> None:
    made = nbformat.v4.new_notebook()
    for source, tags in (("# A", [TAG]), ("not shown", []), ("shown later", [TAG])):
        made.cells.append(nbformat.v4.new_markdown_cell(source, metadata={"tags": tags}))
    kinds = [cell.metadata["slideshow"]["slide_type"] for cell in marked(made).cells]
    assert kinds == ["slide", "skip", "fragment"]


def test_the_slides_show_the_plot_and_not_the_solution(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path), LESSON, "--reveal", "reveal"]) == 0
    written = tmp_path / f"{LESSON}.slides.html"
    assert str(written) in capsys.readouterr().out
    html = written.read_text(encoding="utf-8")
    assert "24 pages from nowhere" in html and "data:image/svg+xml" in html
    assert "our_repair" not in html


def test_an_unknown_lesson_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([str(tmp_path), "99"])
    assert "no lesson begins with 99" in capsys.readouterr().err
