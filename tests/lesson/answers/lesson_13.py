# SPDX-License-Identifier: MIT
"""Answers to the questions of "This function fails"."""

from tests.lesson.answers.cells import Answer, Made, solution_text


def talking() -> str:
    return solution_text("says-why", "talking")


RIGHT: list[Answer] = [
    ("missing-lines", [22, 18], {}),
    ("what-is-a-gap", 7, {}),
    ("sixth-attempt", 73, {}),
    ("pages-that-fail", [9, 10, 11], {}),
    ("climb", lambda free, attempts: [31 + n * free for n in range(1, attempts + 1)], {}),
    ("says-why", Made(talking), {}),
]

NOT_RIGHT: list[Answer] = [
    ("missing-lines", [22, 17], {}),
    ("what-is-a-gap", 8, {}),
    ("sixth-attempt", 72, {}),
    ("pages-that-fail", [8, 9, 10, 11], {}),
    ("pages-that-fail", list(range(8, 16)), {}),
    ("climb", lambda free, attempts: [32 + n * free for n in range(1, attempts + 1)], {}),
    ("says-why", Made(lambda: talking().replace("next_pfn, pfn);", "pfn, next_pfn);")), {}),
    ("says-why", Made(lambda: talking().replace("gap at", "hole at")), {}),
]
