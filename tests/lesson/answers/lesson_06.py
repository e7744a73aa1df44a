# SPDX-License-Identifier: MIT
"""Answers to the questions of "The new list"."""

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


RIGHT: list[Answer] = [
    ("count-of-page-8", 1, {}),
    ("count-of-page-8", "1", {}),
    ("entries-of-free-range", 1, {}),
    ("order-of-the-list", [8, 16], {}),
    ("order-of-the-list", "8, 16", {}),
    ("entries-beside-page-8", "9 10 12", {}),
    ("upper-half", 0, {}),
    ("isolated-entries", isolated_entries, {}),
    ("walk-forward", Made(forward), {}),
]

NOT_RIGHT: list[Answer] = [
    ("count-of-page-8", 0, {}),
    ("entries-of-free-range", 2, {}),
    ("order-of-the-list", [16, 8], {}),
    ("order-of-the-list", [8], {}),
    ("entries-beside-page-8", [9, 10, 11], {}),
    ("upper-half", 4, {}),
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
