# SPDX-License-Identifier: MIT
"""Answers to the questions of "The buddy allocator"."""

from tests.lesson.answers.cells import Answer, Made, solution_text


def expand() -> str:
    return solution_text("expand", "expand")


def chunks(free: set[int]) -> list[tuple[int, int]]:
    left, found = set(free), []
    for order in (3, 2, 1, 0):
        for pfn in range(0, 32, 1 << order):
            pages = set(range(pfn, pfn + (1 << order)))
            if pages <= left:
                left -= pages
                found.append((pfn, order))
    return sorted(found)


def chunks_anywhere(free: set[int]) -> list[tuple[int, int]]:
    left, found = set(free), []
    for order in (3, 2, 1, 0):
        for pfn in range(32):
            pages = set(range(pfn, pfn + (1 << order)))
            if pages <= left:
                left -= pages
                found.append((pfn, order))
    return sorted(found)


RIGHT: list[Answer] = [
    ("split-again", "page 26", {}),
    ("buddy-of-20", 16, {}),
    ("counter-with-batch", "28", {}),
    ("buddies", "6 24 29 28", {"seed": 1}),
    ("merged-chunks", chunks, {}),
    ("expand", Made(expand), {}),
]

NOT_RIGHT: list[Answer] = [
    ("split-again", "page 16", {}),
    ("buddy-of-20", 24, {}),
    ("counter-with-batch", "31", {}),
    ("buddies", [1, 2, 3, 4], {"seed": 1}),
    ("buddies", "0", {"seed": 1}),
    ("merged-chunks", chunks_anywhere, {}),
    ("merged-chunks", lambda free: sorted((pfn, 0) for pfn in free), {}),
    ("expand", Made(lambda: expand().replace("area->nr_free++;", "")), {}),
    ("expand", Made(lambda: expand().replace("area--;", "")), {}),
    ("expand", Made(lambda: expand().replace("page + (1 << high)", "page + high")), {}),
    ("expand", Made(lambda: expand().replace("set_page_order(upper, high);", "")), {}),
]
