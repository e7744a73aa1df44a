# SPDX-License-Identifier: MIT
"""Answers to the questions of "Taking memory away"."""

from tests.lesson.answers.cells import Answer, Made, solution_text

Entry = tuple[int, int]


def covered() -> str:
    return solution_text("cover-the-start", "covered")


def passes(entries: list[Entry], start: int, end: int) -> bool:
    expected = None
    for pfn, order in entries:
        if expected is None and pfn < start:
            continue
        if expected is None and pfn >= end:
            return False
        if expected is not None and pfn != expected:
            return False
        expected = pfn + (1 << order)
        if expected >= end:
            return True
    return False


def as_it_should_be(entries: list[Entry], start: int, end: int) -> bool:
    pages = {page for pfn, order in entries for page in range(pfn, pfn + (1 << order))}
    return set(range(start, end)) <= pages


RIGHT: list[Answer] = [
    ("free-after-offline", "32", {}),
    ("which-pass", [8], {}),
    ("which-pass", "8", {}),
    ("answers-of-both", [-16, 0], {"seed": 3}),
    ("the-test-as-it-is", passes, {}),
    ("cover-the-start", Made(covered), {}),
]

NOT_RIGHT: list[Answer] = [
    ("free-after-offline", "24", {}),
    ("which-pass", [8, 9], {}),
    ("answers-of-both", [0, 0], {"seed": 3}),
    ("the-test-as-it-is", as_it_should_be, {}),
    ("cover-the-start", Made(lambda: covered().replace("pfn > start_pfn)", "pfn > end_pfn)")), {}),
    (
        "cover-the-start",
        Made(lambda: covered().replace("if (pfn + (1UL <<", "if (pfn - (1UL <<")),
        {},
    ),
]
