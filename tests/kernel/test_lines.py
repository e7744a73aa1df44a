# SPDX-License-Identifier: MIT
"""What each line of a C file is to somebody who counts lines that run."""

from interp.kernel.lines import line_kinds

TEXT = """\
#include <x.h>

/* A comment
   of two lines. */
static int f(int a,
             int b)
{
    int c;
    int d = 1;

    if (a && /* really */
        b)
        c = g("; {",
              a);
    else
        c = 2; // two
#ifdef CONFIG_X
    c = 3;
#endif
    for (d = 0;
         d < 3;
         d++) {
        h();
    } /* end */
out:
    return c;
}
int after;
"""
POINTS = {9, 11, 13, 16, 20, 23, 26}


def kinds():
    return line_kinds(TEXT, POINTS, [range(5, 28)])


def test_statements_have_all_their_lines():
    found = {number: kind.statement for number, kind in kinds().items() if kind.statement}
    assert found == {
        9: 9,
        11: 11,
        12: 11,
        13: 13,
        14: 13,
        16: 16,
        20: 20,
        21: 20,
        22: 20,
        23: 23,
    } | {26: 26}


def test_every_other_line_has_a_reason():
    reasons = {number: kind.reason for number, kind in kinds().items() if kind.reason}
    assert reasons == {
        1: "preprocessor",
        2: "blank",
        3: "comment",
        4: "comment",
        5: "declaration",
        6: "declaration",
        7: "brace",
        8: "declaration",
        10: "blank",
        15: "brace",
        17: "preprocessor",
        18: "only with CONFIG_X",
        19: "preprocessor",
        24: "brace",
        25: "label",
        27: "brace",
        28: "declaration",
        29: "blank",
    }


def test_a_macro_of_several_lines_is_the_preprocessor_s():
    found = line_kinds("#define F(x) \\\n  do_it(x)\n", set(), [])
    assert found[2].reason == "preprocessor"


def test_branches_of_a_condition_are_named():
    text = "void f(void)\n{\n#ifndef A\n  a();\n#else\n  b();\n#endif\n}\n"
    found = line_kinds(text, {4}, [range(1, 9)])
    assert (found[4].statement, found[6].reason) == (4, "only with not not A")
