# SPDX-License-Identifier: MIT
"""Answers to the questions of "Giving it back"."""

from tests.lesson.answers.cells import Answer, Made, solution_text, variable_of


def ordered() -> str:
    return solution_text("order-before", "ordered")


def turned_round() -> str:
    return variable_of('earlier = """', "earlier", until="for moved")


RIGHT: list[Answer] = [
    ("present-after-two-chunks", 44, {}),
    ("private-when-asked", 2, {}),
    ("present-and-totalram", [38, 32], {"seed": 1}),
    ("counted", lambda entries: sum((1 << p) - (1 << o) for o, p in entries), {}),
    ("order-before", Made(ordered), {}),
]

NOT_RIGHT: list[Answer] = [
    ("present-after-two-chunks", 32, {}),
    ("private-when-asked", 0, {}),
    ("present-and-totalram", [32, 32], {"seed": 1}),
    ("counted", lambda entries: sum(1 << p for o, p in entries), {}),
    ("order-before", Made(turned_round), {}),
    ("order-before", Made(lambda: ordered().replace("1UL << order", "1")), {}),
]
