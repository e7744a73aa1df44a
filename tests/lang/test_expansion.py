# SPDX-License-Identifier: MIT
"""What macros made of a line, laid out to be read."""

import pytest

from interp.lang import Build
from interp.lang.expansion import Expansion, expansion, macro_lines

HEADER = """\
#define offset(type, member) __builtin_offsetof(type, member)
#define entry(ptr, type, member) ((type *)((char *)(ptr) - offset(type, member)))
#define each(pos, head) \\
\tfor (pos = entry((head)->next, typeof(*pos), lru); \\
\t     &pos->lru != (head); pos = entry(pos->lru.next, typeof(*pos), lru))
#define BUG_ON(condition) do { if (condition) bug(__LINE__, #condition); } while (0)
#define NOTHING(x)
#define LIMIT 7
static inline int least(int a) { return a < LIMIT ? a : LIMIT; }
"""
UNIT = """\
#include "list.h"
int f(struct page *page, int count)
{
\teach(page, &pages)
\t\tcount++;
\tBUG_ON(count
\t       > LIMIT);
\tNOTHING(count);
\tcount = LIMIT + LIMIT;
\treturn least(count);
}
"""


@pytest.fixture(scope="module")
def build() -> Build:
    return Build({"mm/list.h": HEADER, "mm/a.c": UNIT}, ["mm/a.c"], {"CONFIG_X": "1"}, ["mm"])


def found(build: Build, line: int, path: str = "mm/a.c") -> Expansion:
    answer = expansion(build, path, line)
    assert answer is not None
    return answer


def test_the_lines_with_macros_are_known_directives_are_none(build: Build) -> None:
    assert macro_lines(build, "mm/a.c") == {4, 6, 7, 8, 9}
    assert macro_lines(build, "mm/list.h") == {9}
    assert macro_lines(build, "mm/elsewhere.c") == frozenset()


def test_a_loop_over_a_list_becomes_three_lines_of_c(build: Build) -> None:
    loop = found(build, 4)
    assert loop.written == "\teach(page, &pages)"
    assert loop.text.split("\n") == [
        "for (page = ((typeof(*page) *)((char *)((&pages)->next)",
        "    - __builtin_offsetof(typeof(*page), lru)));",
        "    &page->lru != (&pages);",
        "    page = ((typeof(*page) *)((char *)(page->lru.next)",
        "        - __builtin_offsetof(typeof(*page), lru))))",
    ]


def test_the_macros_that_took_part_the_one_in_the_line_first(build: Build) -> None:
    macros = found(build, 4).macros
    assert [use.name for use in macros] == ["each", "entry", "offset"]
    assert str(macros[1].location) == "mm/list.h:2:9"
    assert macros[1].definition == (
        "#define entry(ptr, type, member) ((type *)((char *)(ptr) - offset(type, member)))"
    )


def test_a_call_over_two_lines_is_one_and_either_line_asks_for_it(build: Build) -> None:
    assert (
        found(build, 6).text
        == found(build, 7).text
        == ('do {\n    if (count > 7)\n        bug(6, "count > LIMIT");\n} while (0);')
    )
    assert (found(build, 7).first_line, found(build, 7).last_line) == (6, 7)


def test_each_piece_knows_whether_a_macro_brought_it(build: Build) -> None:
    (line,) = found(build, 9).became
    assert [(piece.text, piece.from_macro) for piece in line] == [
        ("count = ", False),
        ("7 ", True),
        ("+ ", False),
        ("7", True),
        (";", False),
    ]


def test_a_macro_that_leaves_nothing(build: Build) -> None:
    assert found(build, 8).text == ";"


def test_a_line_without_a_macro_and_one_of_a_header(build: Build) -> None:
    assert expansion(build, "mm/a.c", 10) is None
    assert found(build, 9, "mm/list.h").text.endswith("return a < 7 ? a : 7;\n}")


def test_a_long_condition_is_divided_where_it_lies_least_deep() -> None:
    names = [f"{letter * 20}" for letter in "abcdef"]
    condition = (
        f"({names[0]} && {names[1]} && ({names[2]} || {names[3]}) && f({names[4]}, {names[5]}))"
    )
    build = Build({"a.c": f"#define TEST {condition}\nint x = TEST;\n"}, ["a.c"], {})
    assert found(build, 2, "a.c").text.split("\n") == [
        f"int x = ({names[0]} && {names[1]}",
        f"    && ({names[2]} || {names[3]})",
        f"    && f({names[4]}, {names[5]}));",
    ]
