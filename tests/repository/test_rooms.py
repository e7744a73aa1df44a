# SPDX-License-Identifier: MIT
"""Outside interp/lesson/ only the standard library, lark and the program itself are imported."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.repository.files import REPOSITORY

ALLOWED = sys.stdlib_module_names | {"interp", "lark"}


def modules_outside_the_lessons() -> list[Path]:
    everything = (REPOSITORY / "interp").rglob("*.py")
    lesson = REPOSITORY / "interp" / "lesson"
    return sorted(path for path in everything if lesson not in path.parents)


def imported(source: str) -> Iterator[str]:
    """The first names of all modules imported anywhere in the source."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            assert node.module is not None
            yield node.module.split(".")[0]


def test_an_import_inside_a_function_is_seen() -> None:
    assert list(imported("def f():\n    import numpy.linalg\n")) == ["numpy"]


def test_every_module_imports_only_what_runs_anywhere() -> None:
    modules = modules_outside_the_lessons()
    assert modules
    others = {
        str(path.relative_to(REPOSITORY)): set(imported(path.read_text(encoding="utf-8"))) - ALLOWED
        for path in modules
    }
    assert {path: names for path, names in others.items() if names} == {}
