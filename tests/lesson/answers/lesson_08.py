# SPDX-License-Identifier: MIT
"""Answers to the questions of "Undoing it"."""

from tests.lesson.answers.cells import Answer, Made, solution_text, variable_of


def repair() -> str:
    return solution_text("repair", "our_repair")


# One line less: the page count is right, the chunk count is not.
def half_a_repair() -> str:
    lines = repair().replace("-491,5 +491,7", "-491,5 +491,6").split("\n")
    return "\n".join(line for line in lines if "nr_free--" not in line)


# The right lines where all isolated pages pass: pages that were never counted are subtracted too.
def repair_in_the_wrong_place() -> str:
    return variable_of('nearly = """', "nearly")


RIGHT: list[Answer] = [
    ("undo-once", "40", {}),
    ("isolated-third-time", 48, {}),
    ("types-only", "0", {}),
    ("undo-upper-half", 0, {}),
    ("after-cycles", 112, {"cycles": 10}),
    ("after-cycles", 56, {"cycles": 3}),
    ("who-unlinks", "move_freepages()", {}),
    ("drift", lambda used, freed: 8 - len(used), {}),
    ("repair", Made(repair), {}),
]

NOT_RIGHT: list[Answer] = [
    ("undo-once", "32", {}),
    ("isolated-third-time", 24, {}),
    ("types-only", "8", {}),
    ("undo-upper-half", 4, {}),
    ("after-cycles", 32, {"cycles": 10}),
    ("after-cycles", 112, {"cycles": 9}),
    ("who-unlinks", "isolate_free_page", {}),
    ("drift", lambda used, freed: 8 - len(used) + len(freed), {}),
    ("drift", lambda used, freed: 8, {}),
    ("repair", Made(half_a_repair), {}),
    ("repair", Made(repair_in_the_wrong_place), {}),
    ("repair", Made(lambda: repair().replace("-(1UL << order)", "-1")), {}),
    ("repair", Made(lambda: repair().replace("order].nr_free--", "order].nr_free++")), {}),
]
