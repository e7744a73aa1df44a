# SPDX-License-Identifier: MIT
"""Loops near the limits of their counter's type: with the proofs and without, the same happens."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interp.lang import compile_program
from interp.machine import Fault
from tests.lang.compare import FORMS, build, call, process_of

LIMITS = {
    "int": (-(1 << 31), (1 << 31) - 1),
    "unsigned": (0, (1 << 32) - 1),
    "long": (-(1 << 63), (1 << 63) - 1),
    "unsigned long": (0, (1 << 64) - 1),
    "short": (-(1 << 15), (1 << 15) - 1),
}
BODIES = (
    "count++;",
    "if (count++ > 5) i++;",
    "count++; if (i == limit) i += 2;",
    "({ int k = i; count += k & 1; }); if (count & 1) continue; count++;",
    "if (count > 9) break; count++; limit += other;",
    "{ int i = count; i++; count = i; }",
    "switch (count & 3) { case 0: count++; case 1: i++; break; default: count += 2; }",
    "int *p = &other; *p ^= 1; count++;",
    "if (count == 3) goto inside; count++; inside: count += other;",
)
CONDITIONS = (
    "i {test} limit",
    "limit {mirrored} i",
    "i {test} limit && count < 12",
    "count < 12 && i {test}= limit",
    "count < 12 || i {test} limit",
    "(long)i {test} (long)limit",
    "i != limit",
    "i++ {test} limit",
)


def program(type_, up, condition, body):
    test, mirrored = ("<", ">") if up else (">", "<")
    asked = condition.format(test=test, mirrored=mirrored)
    step = "i++" if up else "i--"
    return (
        f"int f({type_} start, {type_} limit, int other) {{ {type_} i; int count = 0, rounds = 0;\n"
        f"for (i = start; rounds++ < 20 && ({asked}); {step}) {{ {body} }}\n"
        "return count * 31 + (int)(i & 0xff); }"
    )


def outcome(the_build, build_name, arguments):
    process = process_of(the_build)
    try:
        return call(process, build_name, "f", *arguments)
    except Fault as fault:
        return fault.kind, fault.message


@settings(max_examples=60, deadline=None)
@given(
    type_=st.sampled_from(sorted(LIMITS)),
    up=st.booleans(),
    condition=st.sampled_from(CONDITIONS),
    body=st.sampled_from(BODIES),
    from_start=st.integers(0, 6),
    from_limit=st.integers(0, 3),
    other=st.integers(0, 1),
)
def test_the_same_with_proofs_and_without(
    type_, up, condition, body, from_start, from_limit, other
):
    low, high = LIMITS[type_]
    start, limit = (
        (high - from_start, high - from_limit) if up else (low + from_start, low + from_limit)
    )
    proved = build(program(type_, up, condition, body))
    plain = replace(proved, options=replace(proved.options, proofs=False))
    for name in FORMS:
        expected = outcome(plain, name, (start, limit, other))
        assert outcome(proved, name, (start, limit, other)) == expected


def overflow_checks(source):
    """How many checks for overflow the emitted function holds."""
    code = compile_program(build(source)).functions["f"].code
    return code.co_names.count("signed_overflow")


@pytest.mark.parametrize(
    ("loop", "checked"),
    [
        ("for (i = a; i < b; i++) ;", 0),
        ("for (i = a; b > i; ++i) ;", 0),
        ("for (i = a; i > b; i--) ;", 0),
        ("for (i = a; i <= b; i++) ;", 1),
        ("for (i = a; i != b; i++) ;", 1),
        ("for (i = a; i < (long)b; i++) ;", 0),
        ("for (i = a; i < b; i += 2) ;", 1),
        ("for (i = a; i < b; i++) i = b;", 1),
        ("for (i = a; i < b; i++) { ({ i = b; }); }", 1),
        ("for (i = a; i < b || a; i++) ;", 1),
        ("goto in; for (i = a; i < b; i++) { in: ; }", 1),
    ],
)
def test_which_counters_need_no_check(loop, checked):
    assert overflow_checks(f"void f(int a, int b) {{ int i = a; {loop} }}") == checked
