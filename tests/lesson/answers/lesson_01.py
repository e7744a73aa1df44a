# SPDX-License-Identifier: MIT
"""Answers to the questions of "Reading a patch thread"."""

import re
from pathlib import Path

from tests.lesson.answers.cells import Answer, Made, solution_text


def own_mail() -> str:
    return solution_text("own-mail", "own_mail")


MAIL = (Path(__file__).resolve().parents[3] / "patches/thread/reply.txt").read_text().split("\n")


def author_of(number: int) -> str:
    marks = re.match(r"(> ?)*", MAIL[number - 1])
    assert marks is not None
    return ["Wen Congyang", "Minchan Kim"][marks.group().count(">") % 2]


def author_by_first_mark(number: int) -> str:
    return "Minchan Kim" if MAIL[number - 1].startswith(">") else "Wen Congyang"


RIGHT: list[Answer] = [
    ("who-wrote-two-marks", "Wen Congyang", {}),
    ("lines-added", 84, {}),
    ("lines-added", "84", {}),
    ("isolated-after-adding", 0, {}),
    (
        "second-finding-line",
        "__test_page_isolated_in_pageblock(unsigned long start_pfn, unsigned long end_pfn)",
        {},
    ),
    ("missing-file", "mm/vmstat.c", {}),
    ("missing-added", 22, {}),
    ("author-of", author_of, {}),
    ("own-mail", Made(own_mail), {}),
]

NOT_RIGHT: list[Answer] = [
    ("who-wrote-two-marks", "Minchan Kim", {}),
    ("lines-added", 90, {}),
    ("lines-added", "many", {}),
    ("isolated-after-adding", 8, {}),
    ("second-finding-line", "static bool", {}),
    (
        "second-finding-line",
        "__test_page_isolated_in_pageblock(unsigned long pfn, unsigned long end_pfn)",
        {},
    ),
    ("missing-file", "mm/page_isolation.c", {}),
    ("missing-added", 40, {}),
    ("author-of", author_by_first_mark, {}),
    ("author-of", "Wen Congyang", {}),
    ("own-mail", Made(lambda: own_mail().replace("> ", "")), {}),
    ("own-mail", Made(lambda: own_mail().replace("Who reads it?\n", "")), {}),
    ("own-mail", Made(lambda: own_mail().replace("LIST_HEAD(isolated", "LIST_HEAD(insulated")), {}),
    ("own-mail", "Nice patch!", {}),
]
