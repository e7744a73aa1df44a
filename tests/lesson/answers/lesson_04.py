# SPDX-License-Identifier: MIT
"""Answers to the questions of "Pageblocks and migrate types"."""

from tests.lesson.answers.cells import Answer, Made, solution_text

Chunk = tuple[int, int]


def move_freepages() -> str:
    return solution_text("move-freepages", "move_freepages")


def moved(chunks: list[Chunk], first: int) -> int:
    return sum(1 << order for pfn, order in chunks if first <= pfn < first + 4)


def free_pages_of_the_block(chunks: list[Chunk], first: int) -> int:
    free = {page for pfn, order in chunks for page in range(pfn, pfn + (1 << order))}
    return len(free & set(range(first, first + 4)))


RIGHT: list[Answer] = [
    ("blocks-that-change", "2", {}),
    ("moved-by-halves", [0, 8], {}),
    ("moved-by-halves", "0, 8", {}),
    ("types-of-blocks", [1, 3, 0, 2, 0, 2, 2, 2], {"seed": 1}),
    ("moved", moved, {}),
    ("move-freepages", Made(move_freepages), {}),
]

NOT_RIGHT: list[Answer] = [
    ("blocks-that-change", "1", {}),
    ("moved-by-halves", [4, 4], {}),
    ("types-of-blocks", [2, 2, 2, 0, 2, 0, 3, 1], {"seed": 1}),
    ("moved", free_pages_of_the_block, {}),
    ("moved", lambda chunks, first: 4, {}),
    ("move-freepages", Made(lambda: move_freepages().replace("page <= end", "page < end")), {}),
    ("move-freepages", Made(lambda: move_freepages().replace("list_move(", "list_mvoe(")), {}),
    ("move-freepages", Made(lambda: move_freepages().replace("[migratetype]", "[2]")), {}),
    (
        "move-freepages",
        Made(lambda: move_freepages().replace("moved += 1 << order", "moved++")),
        {},
    ),
]
