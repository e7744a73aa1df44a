# SPDX-License-Identifier: MIT
"""Makes slides of the lessons: the cells that are tagged `slide`, in their order.

A tagged cell that begins with a heading begins a slide; the ones after it appear on it, one by
one. The slides are HTML with reveal.js, which the browser fetches unless it is told where it lies.
"""

import argparse
import sys
from pathlib import Path

import nbformat
from nbconvert import SlidesExporter
from nbformat import NotebookNode
from traitlets.config import Config

from scripts.assignments import lessons_named

TAG = "slide"


def slide_type(cell: NotebookNode, begun: bool) -> str:
    """What a cell is in the slides: left out, the beginning of one, or a part of one."""
    if TAG not in cell.metadata.get("tags", []):
        return "skip"
    heading = cell.cell_type == "markdown" and cell.source.lstrip().startswith("#")
    return "slide" if heading or not begun else "fragment"


def marked(notebook: NotebookNode) -> NotebookNode:
    """The notebook with the metadata that nbconvert makes slides by."""
    begun = False
    for cell in notebook.cells:
        kind = slide_type(cell, begun)
        begun = begun or kind != "skip"
        cell.metadata["slideshow"] = {"slide_type": kind}
    return notebook


def slides(path: Path, reveal: str | None) -> str:
    """The slides of a lesson as HTML; `reveal` is where reveal.js lies, None: on the network."""
    config = Config()
    if reveal:
        config.SlidesExporter.reveal_url_prefix = reveal
    exporter = SlidesExporter(config=config)
    body, _ = exporter.from_notebook_node(marked(nbformat.read(path, as_version=4)))
    return str(body)


def main(arguments: list[str]) -> int:
    """`python -m scripts.slides FOLDER [LESSON ...]`: write the slides into a folder."""
    parser = argparse.ArgumentParser(prog="python -m scripts.slides", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("lessons", nargs="*", metavar="LESSON")
    parser.add_argument("--reveal", help="folder or address of reveal.js, to work offline")
    given = parser.parse_args(arguments)
    lessons = lessons_named(given.lessons)
    if not lessons:
        parser.error(f"no lesson begins with {', '.join(given.lessons)}")
    given.folder.mkdir(parents=True, exist_ok=True)
    for path in lessons:
        target = given.folder / f"{path.stem}.slides.html"
        target.write_text(slides(path, given.reveal), encoding="utf-8")
        print(target)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
