# SPDX-License-Identifier: MIT
"""Answers to the questions of "Ballooning"."""

from tests.lesson.answers.cells import Answer, Made, solution_text, variable_of


def balloon() -> str:
    return solution_text("all-in-the-balloon", "balloon")


def in_order() -> str:
    return variable_of('in_order = """', "in_order", until="m = guest")


def walk(head: int, next_of: dict[int, int]) -> tuple[list[int], str]:
    met: list[int] = []
    link = next_of[head]
    while link != head:
        if link not in next_of:
            return met, "lost"
        if link in met:
            return met, "circle"
        met.append(link)
        link = next_of[link]
    return met, "head"


def that_trusts(head: int, next_of: dict[int, int]) -> tuple[list[int], str]:
    met = []
    link = next_of[head]
    while link != head:
        met.append(link)
        link = next_of[link]
    return met, "head"


RIGHT: list[Answer] = [
    ("which-list", "ballooned_pages", {}),
    ("pages-in-the-balloon", 1, {}),
    ("balloon-says", [4, 4], {"seed": 1}),
    ("debuggers-walk", walk, {}),
    ("all-in-the-balloon", Made(balloon), {}),
]

NOT_RIGHT: list[Answer] = [
    ("which-list", "isolated_pages", {}),
    ("pages-in-the-balloon", 8, {}),
    ("balloon-says", [8, 0], {"seed": 1}),
    ("debuggers-walk", that_trusts, {}),
    ("all-in-the-balloon", Made(in_order), {}),
    ("all-in-the-balloon", Made(lambda: balloon().replace("append(page + i)", "append(page)")), {}),
]
