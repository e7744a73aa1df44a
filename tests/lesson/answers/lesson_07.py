# SPDX-License-Identifier: MIT
"""Answers to the questions of "Freeing into isolation"."""

from tests.lesson.answers.cells import Answer, Made, solution_text

Chunk = tuple[int, int]


def closed() -> str:
    return solution_text("closed-road", "closed")


def leaked(chunks: list[Chunk], types: list[str]) -> list[int]:
    pages = [p for pfn, order in chunks for p in range(pfn, pfn + (1 << order))]
    return sorted(p for p in pages if types[p // 4] == "ISOLATE")


def by_heads(chunks: list[Chunk], types: list[str]) -> list[int]:
    return sorted(pfn for pfn, _ in chunks if types[pfn // 4] == "ISOLATE")


RIGHT: list[Answer] = [
    ("things-done", "2", {}),
    ("unguarded", "free_pcppages_bulk()", {}),
    ("said-and-found", [29, 24], {"seed": 1}),
    ("leaked", leaked, {}),
    ("closed-road", Made(closed), {}),
]

NOT_RIGHT: list[Answer] = [
    ("things-done", "4", {}),
    ("unguarded", "__free_pages_ok", {}),
    ("said-and-found", [24, 24], {"seed": 1}),
    ("leaked", by_heads, {}),
    (
        "closed-road",
        Made(lambda: closed().replace("+\t\t\t\tcount--;\n", "").replace("+291,9", "+291,8")),
        {},
    ),
    ("closed-road", Made(lambda: closed().replace("== MIGRATE_ISOLATE", "!= MIGRATE_ISOLATE")), {}),
]
