# SPDX-License-Identifier: MIT
"""Checks that are left out because they were made before: with and without, the same happens."""

import dis
from dataclasses import replace

import pytest

from interp.lang import compile_program
from interp.lang.forms import Form
from interp.machine import Fault
from tests.lang.compare import FORMS, build, call, process_of

HEAD = """
struct pair { int a, b; struct pair *next; };
struct pair pairs[4];
struct pair *first = &pairs[0];
int numbers[8];
void *malloc(unsigned long); void free(void *); void *memcpy(void *, const void *, unsigned long);
"""
# Each has `int f(int n)`; it is called with 0 to 9 and -1.
FUNCTIONS = {
    "an index that was checked, then changed": (
        "int f(int n) { numbers[n] = 1; n += 3; numbers[n] = 2; return numbers[n]; }"
    ),
    "an index checked on one way only": (
        "int f(int n) { if (n > 3) numbers[n] = 1; return numbers[n]; }"
    ),
    "an index checked in what may be skipped": (
        "int f(int n) { int ok = n < 5 && numbers[n] == 0; return ok + numbers[n]; }"
    ),
    "an index checked by the value that is stored": (
        "int f(int n) { numbers[n] = numbers[n] + 1; return 0; }"
    ),
    "an index checked in a loop that may not be entered": (
        "int f(int n) { int i = n; for (; i < 6; i++) numbers[i] = i; return numbers[i]; }"
    ),
    "a counter that the body changes": (
        "int f(int n) { int i, s = 0; for (i = 0; i < 8; i++) { s += numbers[i]; i += n & 3; }"
        " return s + i; }"
    ),
    "a range by a condition, with the other branch": (
        "int f(int n) { if (n >= 0 && n < 8) return numbers[n]; else return numbers[n - 8]; }"
    ),
    "a pointer that moves in a loop": (
        "int f(int n) { struct pair *p = first; int s = 0; pairs[n & 3].next = &pairs[0];"
        " pairs[1].next = &pairs[2];"
        " while (p && s < 20) { s += p->a + p->b + 1; p = p->next; } return s; }"
    ),
    "a pointer that changes between two accesses": (
        "int f(int n) { struct pair *p = &pairs[n & 3]; p->a = 1; p->b = 2; p = p->next;"
        " return p->a + p->b; }"
    ),
    "memory freed between two accesses": (
        "int f(int n) { struct pair *p = malloc(sizeof(*p)), *q = p; p->a = n; p->b = n;"
        " if (n & 1) free(p); return q->a + q->b; }"
    ),
    "a pointer that is no value any longer": (
        "int f(int n) { struct pair *p = malloc(sizeof(*p)); p->a = n; p->b = n;"
        " if (n & 1) free(p); return p->a; }"
    ),
    "a structure of which a part was never written, copied over one that was": (
        "int f(int n) { struct pair other; other.a = n; if (n & 1) other.b = 2;"
        " pairs[0].b = 1; pairs[0].a = 1; pairs[0] = other; return pairs[0].a + pairs[0].b; }"
    ),
    "a local that ends with its block, seen by a pointer": (
        "int f(int n) { int *p = &n; for (int i = 0; i < 2; i++) { int inner = i; *p = 1;"
        " if (i == (n & 1)) p = &inner; } return *p; }"
    ),
    "what was never written, but copied": (
        "int f(int n) { int l[2]; l[0] = 1; memcpy(numbers, l, n & 1 ? 8 : 4);"
        " return numbers[0] + numbers[1]; }"
    ),
    "a shift by a counter": (
        "int f(int n) { int i; long s = 0; for (i = n; i < 40; i++) s += 1 << i; return s != 0; }"
    ),
    "unsigned arithmetic that wraps around more than once": (
        "int f(int n) { unsigned a = n - 5, b = a * 3u - 7u * a * a + 0x80000000u;"
        " return (b - a * 0xffffffffu & 0xffff) + (int)(b >> 20) / 3; }"
    ),
    "a value narrowed by a condition that changes it": (
        "int f(int n) { int i = n; if (i < 8 && (i = i + 4) > 2) return numbers[i]; return i; }"
    ),
    "a jump past an assignment": (
        "int f(int n) { int i = n; if (n & 1) goto out; i = 2; numbers[i] = 1;"
        " out: return numbers[i]; }"
    ),
    "a jump out of a branch whose other side knows more": (
        "int f(int n) { int i = n; if (n > 3) { if (n > 6) goto out; i = 3; }"
        " else if (i != 3) return 1; out: return numbers[i]; }"
    ),
    "a jump back to a place that knew more": (
        "int f(int n) { int i = 2, s = 0; again: s += numbers[i]; i += n;"
        " if (s < 3 && i < 30) { s++; goto again; } return s; }"
    ),
    "a jump into a loop": (
        "int f(int n) { int i = n, k = n; if (n & 1) goto in; k = 1;"
        " for (i = 0; i < 4; i++) { numbers[k] = 1; in: numbers[i] = 2; } return numbers[k]; }"
    ),
    "a switch that changes an index": (
        "int f(int n) { int i = n & 7, s = numbers[i]; switch (n) { case 1: i = 9; break;"
        " case 2: i = -1; case 3: s++; break; default: i = n; } return s + numbers[i]; }"
    ),
    "cases that fall through": (
        "int f(int n) { int i = n; switch (n & 3) { case 0: if (i < 8) break; case 1:"
        " numbers[i & 7] = 1; i = 7; case 2: return numbers[i]; } return numbers[i]; }"
    ),
    "a switch in a loop that goes on with it": (
        "int f(int n) { int i, s = 0; for (i = n; i < 12; i++) { switch (i & 3) { case 1: continue;"
        " case 2: s += numbers[i]; break; default: i++; } s += numbers[i & 7]; } return s + i; }"
    ),
    "division of all signs": (
        "int f(int n) { int d = n - 4; return d ? n / d * 100 + n % d + -n / 3 + -n % 3 : n % d; }"
    ),
    "a variable set on one way only": (
        "int f(int n) { int i, j; if (n & 1) i = n; switch (n) { case 4: j = 1; break; case 5:"
        " j = 2; } while (n-- > 6) j = i; return n < 4 ? i : j; }"
    ),
    "a variable that each round begins anew": (
        "int f(int n) { int s = 0; for (int r = 0; r < 3; r++) { int x; if (r != n) x = r;"
        " s += x; } return s; }"
    ),
    "a distance to a known object": (
        "int f(int n) { struct pair *p = n & 1 ? &pairs[n & 3] : (struct pair *)&numbers[0];"
        " return p - pairs; }"
    ),
    "a comparison that ends a loop": (
        "int f(int n) { unsigned i; int s = 0; for (i = n; i < 8; i++) s += numbers[i];"
        " return s + i; }"
    ),
    "an update of an element": (
        "int f(int n) { numbers[n] += n; numbers[n]++; return numbers[n]-- + numbers[n]; }"
    ),
}


def outcome(the_build, build_name, argument):
    process = process_of(the_build)
    try:
        return call(process, build_name, "f", argument)
    except Fault as fault:
        return fault.kind, fault.message, fault.location


@pytest.mark.parametrize("build_name", FORMS)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_same_with_facts_and_without(name, build_name):
    learned = build(HEAD + FUNCTIONS[name])
    plain = replace(learned, options=replace(learned.options, proofs=False))
    for argument in range(-1, 10):
        expected = outcome(plain, build_name, argument)
        assert outcome(learned, build_name, argument) == expected, argument


def emitted(source, build_name="run"):
    """What names the code of f() uses, each as often as it is written."""
    program = compile_program(build(HEAD + source), Form(build_name))
    code = program.functions["f"].code
    return [x.argval for x in dis.get_instructions(code) if isinstance(x.argval, str)]


@pytest.mark.parametrize(
    ("source", "helper", "times"),
    [
        ("int f(int n) { return numbers[n] + numbers[n]; }", "bad_index", 1),
        ("int f(int n) { return numbers[n] + numbers[n + 1]; }", "bad_index", 2),
        ("int f(int n) { int i, s = 0; for (i = 0; i < 8; i++) s += numbers[i]; return s; }",
         "bad_index", 1),
        ("void f(struct pair *p) { p->a = 1; p->a = 2; p->b = p->a; }", "first_store", 2),
        ("void f(struct pair *p) { p->a = 1; free(first); p->a = 2; }", "first_store", 2),
        ("void f(struct pair *p) { p->a = 1; p = p->next; p->a = 2; }", "first_store", 2),
        ("int f(int n) { return n > 3 ? n - 1 : n + 1; }", "signed_overflow", 0),
        ("int f(int n) { return n - 1; }", "signed_overflow", 1),
    ],
)  # fmt: skip
def test_which_checks_are_left_out(source, helper, times):
    assert emitted(source).count(helper) == times


def test_a_point_lets_others_run_so_memory_is_asked_again():
    source = "void f(struct pair *p) { p->a = 1; p->a = 2; }"
    assert emitted(source).count("first_store") == 1
    assert emitted(source, "step").count("first_store") == 2
    assert emitted(source, "record").count("first_store") == 1


NEVER_WRITTEN = """
struct pair { int a, b; }; struct pair g, *p = &g;
int f(int n) { struct pair l; l.b = 1; g = l; if (n) g.a = 3; return p->a + g.b; }
"""


def test_a_global_object_remembers_what_of_it_was_never_written():
    assert outcome(build(NEVER_WRITTEN), "run", 1) == 4
    kind, *_ = outcome(build(NEVER_WRITTEN), "run", 0)
    assert kind.name == "UNWRITTEN"
