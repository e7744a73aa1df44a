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


def solution_text(name: str, variable: str, **known: Any) -> str:
    """A text that a solution cell assigns to a variable; `known` are variables it uses."""
    for _, cell in code_cells():
        if "solution" in cell.metadata.get("tags", []) and f'"{name}"' in cell.source:
            scope: dict[str, Any] = {"check": lambda *_: None, **known}
            exec(cell.source, scope)
            return str(scope[variable])
    raise AssertionError(f"no solution of {name}")


def variable_of(beginning: str, variable: str, until: str = "\0") -> str:
    """A text that the cell with this beginning assigns to a variable, before the words `until`."""
    for _, cell in code_cells():
        if cell.source.startswith(beginning):
            scope: dict[str, Any] = {}
            exec(cell.source.split(until)[0], scope)
            return str(scope[variable])
    raise AssertionError(f"no cell begins with {beginning!r}")
