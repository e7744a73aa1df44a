# SPDX-License-Identifier: MIT
"""What a report tells besides the fault: values on its line, and the object it is about."""

import pytest

from interp.machine import Fault
from tests.machine.programs import process


def report(source: str) -> Fault:
    with pytest.raises(Fault) as caught:
        process(source).call("f")
    return caught.value


def test_the_scalars_on_the_line_are_shown() -> None:
    fault = report("int f(void) { int n = 7, zero = 0; char c = 'c';\nreturn n / zero + c; }")
    assert fault.values == "n = 7, zero = 0, c = 99"
    assert "\n  with n = 7, zero = 0, c = 99\n" in str(fault)


def test_members_strings_and_comments_are_no_variables() -> None:
    fault = report(
        "struct s { int n; };\n"
        "int f(void) { struct s *p = 0; int n = 1, zero = n;\n"
        'return p->n + sizeof("zero"); /* n */ }'
    )
    assert fault.values == "p = NULL"


def test_a_name_of_two_variables_is_left_out() -> None:
    fault = report("int f(void) { int n = 0; { int n = 5; n++; }\nreturn 3 / n; }")
    assert fault.values == ""


def test_what_was_never_written_is_not_shown() -> None:
    fault = report("int f(void) { int a, b = 0, *p = &a;\nreturn *p + a / b; }")
    assert fault.values == "p = 0xffff888000002020, b = 0"


@pytest.mark.parametrize(
    ("source", "note"),
    [
        ("int t[4];\nint f(void) { int *p = t; return p[4]; }", "0 bytes behind 't' of 16 bytes"),
        ("int f(void) { char c[3], *p = c; return p[5]; }", "2 bytes behind 'c' of f() of 3 bytes"),
        ('int f(void) { char *p = "ab"; return p[4]; }', "1 bytes behind a string literal of 3"),
        ("struct s { int a, b; } g;\nint f(void) { *(short *)&g.b = 1; return 0; }", "that is g.b"),
    ],
)
def test_the_object_is_named_with_its_place(source: str, note: str) -> None:
    found = report(source)
    assert found.notes[-1].startswith(note)
    assert ", declared at " in found.notes[-1]


def test_of_a_pointer_into_nothing_no_object_is_told() -> None:
    assert report("int f(void) { return *(int *)0x1234; }").notes == ()
