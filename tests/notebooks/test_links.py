# SPDX-License-Identifier: MIT
"""Every link in a notebook or a page leads to a file of the repository, or to a public address."""

import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
PAGES = [
    *sorted((REPOSITORY / "notebooks").glob("*.ipynb")),
    *sorted((REPOSITORY / "docs").rglob("*.md")),
    REPOSITORY / "README.md",
]

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
CODE = re.compile(r"```.*?```|^    .*?$", re.DOTALL | re.MULTILINE)


def text_of(path: Path) -> str:
    """The text of a page, or of all text cells of a notebook."""
    if path.suffix != ".ipynb":
        return CODE.sub("", path.read_text(encoding="utf-8"))
    cells = nbformat.read(path, as_version=4).cells
    return "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def anchors(path: Path) -> set[str]:
    """The places in a page that a link may name, as JupyterLab and code-hosting pages make them."""
    found = set()
    for heading in HEADING.findall(text_of(path)):
        words = re.sub(r"[`*_]", "", heading).strip()
        found.add(words.replace(" ", "-"))
        found.add(re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-"))
    return found


def links(path: Path) -> Iterator[str]:
    """Every address that is linked to."""
    return (match[1] for match in LINK.finditer(text_of(path)))


def broken(path: Path, link: str) -> str:
    """What is wrong with a link; empty if nothing is."""
    if link.startswith(("https://", "http://")):
        return ""
    name, _, anchor = link.partition("#")
    target = (path.parent / name).resolve() if name else path
    if not target.exists():
        return f"{link}: there is no such file"
    if REPOSITORY not in (target, *target.parents):
        return f"{link}: leads out of the repository"
    if anchor and anchor not in anchors(target):
        return f"{link}: no heading has this name"
    return ""


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_link_leads_somewhere(path: Path) -> None:
    assert [said for link in links(path) if (said := broken(path, link))] == []


def test_broken_links_are_found(tmp_path: Path) -> None:
    page = REPOSITORY / "README.md"
    assert broken(page, "docs/nothing.md").endswith("there is no such file")
    assert broken(page, "#no-such-heading").endswith("no heading has this name")
    assert broken(page, "../elsewhere") != ""
    assert broken(page, "#two-commands") == ""
