# SPDX-License-Identifier: MIT
"""What the tests share: the trees, read once, and the oracle's cases."""

from functools import cache
from pathlib import Path

from interp.kernel.oracle import Case, read_cases
from interp.review import SourceTree, source_tree

TREES = ("base", "rfc-v2")
ORACLE = Path(__file__).resolve().parents[1] / "oracle"
FILES = sorted(ORACLE.glob("*.jsonl"))
MOVABLE = "MIGRATE_MOVABLE"


@cache
def tree(name: str) -> SourceTree:
    return source_tree(name)


@cache
def all_cases() -> tuple[Case, ...]:
    return tuple(case for path in FILES for case in read_cases(path))


def case_named(name: str) -> Case:
    return next(case for case in all_cases() if case.name == name)
