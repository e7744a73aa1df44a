# SPDX-License-Identifier: MIT
"""Answers to the questions of "Memory as the kernel sees it"."""

from tests.lesson.answers.cells import Answer, Made, solution_text


def entries(head: int, next_of: dict[int, int], mem_map: int) -> list[int]:
    pfns = []
    link = next_of[head]
    while link != head:
        pfns.append((link - 32 - mem_map) // 48)
        link = next_of[link]
    return pfns


def with_the_head(head: int, next_of: dict[int, int], mem_map: int) -> list[int]:
    return [*entries(head, next_of, mem_map), (head - 32 - mem_map) // 48]


def links_for_pages(head: int, next_of: dict[int, int], mem_map: int) -> list[int]:
    return [(link - mem_map) // 48 + 1 for link in next_of if link != head]


def count_pages() -> str:
    return solution_text("count-pages", "count_pages")


RIGHT: list[Answer] = [
    ("bytes-of-mem-map", 1572864, {}),
    ("bytes-of-mem-map", "1,572,864", {}),
    ("counts-of-three", [0, 0, 1], {}),
    ("counts-of-three", "0 0 1", {}),
    ("private-at-the-end", 3, {}),
    ("whose-link", 5, {"seed": 1}),
    ("whose-link", 31, {"seed": 2}),
    ("walk", entries, {}),
    ("count-pages", Made(count_pages), {}),
]

NOT_RIGHT: list[Answer] = [
    ("bytes-of-mem-map", 32768, {}),
    ("bytes-of-mem-map", 134217728, {}),
    ("counts-of-three", [0, 1, 1], {}),
    ("counts-of-three", "1", {}),
    ("private-at-the-end", 2, {}),
    ("whose-link", 5, {"seed": 3}),
    ("walk", with_the_head, {}),
    ("walk", links_for_pages, {}),
    ("count-pages", "unsigned long count_pages(struct list_head *head) { return 0; }", {}),
    ("count-pages", Made(lambda: count_pages().replace("1UL << page_order(page)", "1")), {}),
    ("count-pages", Made(lambda: count_pages().replace("struct page *page;", "")), {}),
]
