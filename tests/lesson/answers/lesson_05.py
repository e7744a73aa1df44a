# SPDX-License-Identifier: MIT
"""Answers to the questions of "Isolation before the patch"."""

from tests.lesson.answers.cells import Answer, Made, solution_text, variable_of


def counting() -> str:
    return variable_of('counting = """', "counting", until="m = Machine")


def both() -> str:
    return solution_text("count-both-ways", "both", counting=counting())


def types_after(types: list[str], used: set[int], first: int, end: int) -> list[str]:
    blocks = range(first // 4, end // 4)
    for block in blocks:
        in_use = used & set(range(block * 4, block * 4 + 4))
        if types[block] == "UNMOVABLE" and in_use:
            return types
    return ["ISOLATE" if block in blocks else old for block, old in enumerate(types)]


def all_that_are_not_refused(types: list[str], used: set[int], first: int, end: int) -> list[str]:
    found = list(types)
    for block in range(first // 4, end // 4):
        if types_after(types, used, block * 4, block * 4 + 4) != types:
            found[block] = "ISOLATE"
    return found


RIGHT: list[Answer] = [
    ("isolated-says", "32", {}),
    ("without-the-correction", "it tries again and again", {}),
    ("said-and-had", [27, 20], {"seed": 1}),
    ("types-after", types_after, {}),
    ("count-both-ways", Made(both), {}),
]

NOT_RIGHT: list[Answer] = [
    ("isolated-says", "24", {}),
    ("without-the-correction", "it gets NULL at once", {}),
    ("said-and-had", [27, 27], {"seed": 1}),
    ("types-after", all_that_are_not_refused, {}),
    ("count-both-ways", Made(counting), {}),
    ("count-both-ways", Made(lambda: both().replace("-move_freepages", "move_freepages")), {}),
]
