# SPDX-License-Identifier: MIT
"""Answers to the questions of "The new list"."""

from interp.lesson.questions.lesson_06 import some_range
from tests.lesson.answers.cells import Answer, Made, solution_text


def forward() -> str:
    return solution_text("walk-forward", "forward")


def isolated_entries(used: list[int]) -> list[tuple[int, int]]:
    entries, pfn = [], 8
    while pfn < 16:
        sizes = [n for n in range(4) if pfn % (1 << n) == 0 and pfn + (1 << n) <= 16]
        free = [n for n in sizes if not set(range(pfn, pfn + (1 << n))) & set(used)]
        if free:
            entries.append((pfn, max(free)))
        pfn += 1 << max(free, default=0)
    return entries


def one_page_at_a_time(used: list[int]) -> list[tuple[int, int]]:
    return [(pfn, 0) for pfn in range(8, 16) if pfn not in used]


def heads_in(seed: int) -> int:
    first, end = some_range(seed)
    return 8 * sum(first <= head < end for head in (0, 8, 16, 24))


def pages_in(seed: int) -> int:
    first, end = some_range(seed)
    return end - first


RIGHT: list[Answer] = [
    ("count-of-page-8", 1, {}),
    ("count-of-page-8", "1", {}),
    ("entries-of-free-range", 1, {}),
    ("order-of-the-list", [8, 16], {}),
    ("order-of-the-list", "8, 16", {}),
    ("entries-beside-page-8", "9 10 12", {}),
    ("pages-of-a-part", Made(lambda: heads_in(1)), {"seed": 1}),
    ("pages-of-a-part", Made(lambda: heads_in(5)), {"seed": 5}),
    ("isolated-entries", isolated_entries, {}),
    ("walk-forward", Made(forward), {}),
]

NOT_RIGHT: list[Answer] = [
    ("count-of-page-8", 0, {}),
    ("entries-of-free-range", 2, {}),
    ("order-of-the-list", [16, 8], {}),
    ("order-of-the-list", [8], {}),
    ("entries-beside-page-8", [9, 10, 11], {}),
    ("pages-of-a-part", Made(lambda: pages_in(1)), {"seed": 1}),
    ("pages-of-a-part", Made(lambda: pages_in(5)), {"seed": 5}),
    ("isolated-entries", one_page_at_a_time, {}),
    ("isolated-entries", lambda used: None, {}),
    ("walk-forward", Made(lambda: forward().replace("list_add_tail", "list_add")), {}),
    (
        "walk-forward",
        Made(lambda: forward().replace("+\t\tif (pfn > new", "+\t\tif (pfn < new")),
        {},
    ),
    ("walk-forward", Made(lambda: forward().replace("list_add_tail(", "list_add_tial(")), {}),
]
