# SPDX-License-Identifier: MIT
"""Answers to the questions of "They can't be onlined"."""

from tests.lesson.answers.cells import Answer, Made, solution_text


def fallback() -> str:
    return solution_text("new-memory", "fallback")


def cut(first: int, end: int) -> list[tuple[int, int]]:
    chunks = []
    while first < end:
        order = max(n for n in range(4) if first % (1 << n) == 0 and first + (1 << n) <= end)
        chunks.append((first, order))
        first += 1 << order
    return chunks


def without_alignment(first: int, end: int) -> list[tuple[int, int]]:
    chunks = []
    while first < end:
        order = max(n for n in range(4) if first + (1 << n) <= end)
        chunks.append((first, order))
        first += 1 << order
    return chunks


RIGHT: list[Answer] = [
    ("count-of-a-new-page", "1", {}),
    ("second-try", 6, {}),
    ("bad-pages", 7, {"seed": 1}),
    ("cut-into-chunks", cut, {}),
    ("new-memory", Made(fallback), {}),
]

NOT_RIGHT: list[Answer] = [
    ("count-of-a-new-page", "0", {}),
    ("second-try", 8, {}),
    ("bad-pages", 0, {"seed": 1}),
    ("cut-into-chunks", without_alignment, {}),
    ("new-memory", Made(lambda: fallback().replace("onlined_pages++;", ";")), {}),
    ("new-memory", Made(lambda: fallback().replace("PageReserved(", "!PageReserved(")), {}),
    (
        "new-memory",
        Made(lambda: fallback().replace("cursor = pfn_to_page(pfn);", "cursor = NULL;")),
        {},
    ),
]
