# SPDX-License-Identifier: MIT
"""Each check of the machine: a program that breaks the rule, and its twin that does not."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from interp.machine import Fault, FaultKind
from tests.machine.programs import first_line, process


class Pair(NamedTuple):
    """What goes wrong on line 2 of `wrong`, and how it is done right."""

    kind: FaultKind
    detail: str
    wrong: str
    right: str


PAIRS = {
    "null": Pair(
        FaultKind.NULL,
        "address 0x0000000000000008",
        "struct s { long a, b; } *p; long f(void) {\n return p->b; }",
        "struct s { long a, b; } o, *p = &o; long f(void) {\n return p->b; }",
    ),
    "poisoned list entry": Pair(
        FaultKind.PAGE_FAULT,
        "address 0xdead000000100100",
        "int f(void) { int *p = (int *)0xdead000000100100;\n return *p; }",
        "int x; int f(void) { int *p = &x;\n return *p; }",
    ),
    "store to a string literal": Pair(
        FaultKind.READ_ONLY,
        "address 0x",
        'int f(void) { char *s = "abc";\n s[0] = 65; return 0; }',
        'int f(void) { char s[] = "abc";\n s[0] = 65; return 0; }',
    ),
    "behind a global": Pair(
        FaultKind.OUT_OF_BOUNDS,
        "access of 4 bytes at 0x",
        "int a[3]; int f(void) { int *p = a;\n return p[3]; }",
        "int a[3]; int f(void) { int *p = a;\n return p[2]; }",
    ),
    "behind a local": Pair(
        FaultKind.OUT_OF_BOUNDS,
        "access of 8 bytes at 0x",
        "int f(void) { long a[2], *p = a;\n p[2] = 1; return 0; }",
        "int f(void) { long a[2], *p = a;\n p[1] = 1; return 0; }",
    ),
    "behind an allocated object": Pair(
        FaultKind.OUT_OF_BOUNDS,
        "access of 1 bytes at 0x",
        "int f(void) { char *p = kmalloc(5, 0);\n p[5] = 1; kfree(p); return 0; }",
        "int f(void) { char *p = kmalloc(5, 0);\n p[4] = 1; kfree(p); return 0; }",
    ),
    "use after free": Pair(
        FaultKind.USE_AFTER_FREE,
        "access of 4 bytes at 0x",
        "int f(void) { int *p = kmalloc(4, 0), *q = p; *p = 1; kfree(p);\n return *q; }",
        "int f(void) { int *p = kmalloc(4, 0); *p = 1;\n return *p; }",
    ),
    "double free": Pair(
        FaultKind.INVALID_FREE,
        "double free of 0x",
        "int f(void) { int *p = kmalloc(4, 0); kfree(p);\n kfree(p); return 0; }",
        "int f(void) { int *p = kmalloc(4, 0);\n kfree(p); return 0; }",
    ),
    "use after return": Pair(
        FaultKind.USE_AFTER_RETURN,
        "access of 4 bytes at 0x",
        "int *g(void) { int x = 1; return &x; } int f(void) { int *p = g();\n return *p; }",
        "int *g(void) { static int x = 1; return &x; } int f(void) { int *p = g();\n return *p; }",
    ),
    "variable never set": Pair(
        FaultKind.UNWRITTEN,
        "variable 'x' is read before it was ever set",
        "int f(void) { int x;\n return x; }",
        "int f(void) { int x = 0;\n return x; }",
    ),
    "memory never written": Pair(
        FaultKind.UNWRITTEN,
        "4 bytes at 0x",
        "int f(void) { int *p = kmalloc(8, 0); p[0] = 1;\n return p[1]; }",
        "int f(void) { int *p = kmalloc(8, 0); p[1] = 1;\n return p[1]; }",
    ),
    "signed overflow": Pair(
        FaultKind.SIGNED_OVERFLOW,
        "2147483648 does not fit into 32 bits",
        "int x = 2147483647; int f(void) {\n return x + 1; }",
        "int x = 2147483647; int f(void) {\n return (int)(x + 1L); }",
    ),
    "shift": Pair(
        FaultKind.SHIFT,
        "shift count 32 is not between 0 and 31",
        "int x = 32; int f(void) {\n return 1 << x; }",
        "int x = 32; int f(void) {\n return (int)(1L << x); }",
    ),
    "division by zero": Pair(
        FaultKind.DIVISION,
        "division by zero",
        "int x; int f(void) {\n return 1 / x; }",
        "int x = 1; int f(void) {\n return 1 / x; }",
    ),
    "array index": Pair(
        FaultKind.INDEX,
        "index 3 of an array of 3 elements",
        "int a[3], i = 3; int f(void) {\n return a[i]; }",
        "int a[3], i = 2; int f(void) {\n return a[i]; }",
    ),
    "misaligned": Pair(
        FaultKind.MISALIGNED,
        "is not a multiple of 4",
        "char a[8]; int f(void) { char *p = a;\n return *(int *)(p + 1); }",
        "char a[8]; int f(void) { char *p = a;\n return *(int *)(p + 4); }",
    ),
    "call through NULL": Pair(
        FaultKind.BAD_CALL,
        "the pointer is NULL",
        "int (*g)(void); int f(void) {\n return g(); }",
        "int h(void) { return 0; } int (*g)(void) = h; int f(void) {\n return g(); }",
    ),
    "printk without an argument": Pair(
        FaultKind.ARGUMENTS,
        "no argument is left for '%d'",
        'int f(void) {\n return printk("%d"); }',
        'int f(void) {\n return printk("%d", 1); }',
    ),
}


@pytest.mark.parametrize("name", PAIRS)
def test_the_broken_rule_is_reported_on_its_line(name: str) -> None:
    pair = PAIRS[name]
    with pytest.raises(Fault) as caught:
        process(pair.wrong).call("f")
    fault = caught.value
    assert fault.kind is pair.kind
    assert pair.detail in fault.detail
    assert fault.location is not None
    assert fault.location.line == first_line() + 2


@pytest.mark.parametrize("name", PAIRS)
def test_the_step_build_reports_the_same(name: str) -> None:
    pair = PAIRS[name]
    run, step = process(pair.wrong), process(pair.wrong)
    with pytest.raises(Fault) as first:
        run.call("f")
    steps = step.start("f")
    with pytest.raises(Fault) as second:
        while True:
            step.advance(steps)
    assert (second.value.kind, second.value.location) == (first.value.kind, first.value.location)


@pytest.mark.parametrize("name", PAIRS)
def test_its_twin_runs(name: str) -> None:
    process(PAIRS[name].right).call("f")


def test_a_report_says_what_where_and_which_rule() -> None:
    text = "static int g(int i) {\n\treturn 1 << i;\n}\nint f(void) {\n\treturn g(40);\n}\n"
    with pytest.raises(Fault) as caught:
        process(text).call("f")
    line = first_line()
    assert str(caught.value) == (
        "UBSAN: shift-out-of-bounds: shift count 40 is not between 0 and 31\n"
        f"  in g() at test.c:{line + 2}:11\n"
        "    \treturn 1 << i;\n"
        "    \t         ^\n"
        "  with i = 40\n"
        "  rule: C11 6.5.7p3\n"
        "  Call Trace:\n"
        f"    g() at test.c:{line + 2}:11\n"
        f"    f() at test.c:{line + 5}:9"
    )


def test_a_report_says_where_the_object_came_from() -> None:
    text = "long f(void) {\n long *p = kmalloc(16, 0), *q = p;\n kfree(p);\n return q[1];\n}"
    with pytest.raises(Fault) as caught:
        process(text).call("f")
    line = first_line()
    assert caught.value.notes == (
        f"8 bytes inside an object of 16 bytes, allocated in f() at test.c:{line + 2}:12, "
        f"freed in f() at test.c:{line + 3}:2",
    )


def test_a_bad_index_after_an_ampersand_tells_the_array_s_own_length() -> None:
    text = "int a[5], i; int *f(int n) { i = n; return &a[i]; }"
    assert process(text).call("f", 5) == process(text).call("f", 0) + 5 * 4
    with pytest.raises(Fault) as caught:
        process(text).call("f", 6)
    assert caught.value.detail == "index 6 of an array of 5 elements"


def test_a_loop_without_end_is_stopped() -> None:
    endless = process("int f(void) { for (;;) ; }")
    endless.step_budget = 1000
    with pytest.raises(Fault) as caught:
        endless.call("f")
    assert caught.value.kind is FaultKind.STEPS


def test_calls_without_end_are_stopped() -> None:
    with pytest.raises(Fault) as caught:
        process("int f(int n) { return f(n + 1) + 1; }").call("f", 0)
    assert caught.value.kind is FaultKind.STACK_OVERFLOW
    assert len(caught.value.stack) > 1000
    assert len(str(caught.value).split("\n")) < 30  # both ends of the stack, not all of it


def test_a_program_cannot_eat_the_host_s_memory() -> None:
    greedy = process("long f(void) { long n = 0; while (kmalloc(4096, 0)) n++; return n; }")
    assert greedy.call("f") < greedy.program.options.capacity // 4096


def test_freed_memory_is_used_again_when_nothing_else_is_left() -> None:
    text = "int f(void) { int i; for (i = 0; i < 100000; i++) { void *p = kmalloc(64, 0);"
    assert process(text + " if (!p) return 1; kfree(p); } return 0; }").call("f") == 0
