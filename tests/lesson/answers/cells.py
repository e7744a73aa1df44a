# SPDX-License-Identifier: MIT
"""What the notebooks hold, for answers that are made from their solutions."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import nbformat

NOTEBOOKS = Path(__file__).resolve().parents[3] / "notebooks"

Answer: TypeAlias = tuple[str, Any, dict[str, Any]]
"""A question's name, an answer, and what varies in the question."""


class Made:
    """An answer that is made when it is needed, so that collecting the tests runs nothing."""

    def __init__(self, make: Any) -> None:
        self.make = make


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


def variable_of(beginning: str, variable: str) -> str:
    """A text that the cell with this beginning assigns to a variable."""
    for _, cell in code_cells():
        if cell.source.startswith(beginning):
            scope: dict[str, Any] = {}
            exec(cell.source, scope)
            return str(scope[variable])
    raise AssertionError(f"no cell begins with {beginning!r}")
