# SPDX-License-Identifier: MIT
"""Several files to one program: what is shared, what each file has for itself, in all forms."""

import pytest

from interp.lang import Build, compile_program
from interp.lang.forms import Form
from interp.machine.faults import Fault, FaultKind
from interp.machine.process import Process
from tests.lang.compare import FORMS, MEMORY, call

SHARED = """
static inline int twice(int x) { static int calls; calls++; return 2 * x + calls; }
extern int array[], total;
typedef int (*operation)(int);
operation choose(int n);
"""
FIRST = """
#include "shared.h"
int array[3] = { 1, 2, 3 }, total;
static int local = 10;
static int helper(int x) { return x + local++; }
operation choose(int n) { return n ? helper : twice; }
int first(int x) { return helper(x) + twice(x); }
"""
SECOND = """
#include "shared.h"
static int local = 1000;
static int helper(int x) { return x - local++; }
int tentative;
int second(int x) { total += array[2]; return helper(x) + twice(x); }
int same(void) { return choose(1) == choose(1) && choose(1) != helper && choose(0) != twice; }
int called(int x) { return choose(1)(x) + choose(0)(x); }
"""


def program(**files):
    sources = {f"{name}.c": text for name, text in files.items()}
    build = Build({**sources, "shared.h": SHARED}, list(sources), {}, options=MEMORY)
    return build


def process():
    build = program(first=FIRST, second=SECOND)
    return Process(compile_program(build), lambda form: compile_program(build, form), build.files)


@pytest.mark.parametrize("build_name", FORMS)
def test_each_file_has_its_own_statics(build_name):
    running = process()
    assert call(running, build_name, "first", 5) == 5 + 10 + 10 + 1
    assert call(running, build_name, "second", 5) == 5 - 1000 + 10 + 1
    assert call(running, build_name, "first", 5) == 5 + 11 + 10 + 2
    assert call(running, build_name, "called", 1) == 1 + 12 + 2 + 3


@pytest.mark.parametrize("build_name", FORMS)
def test_a_function_has_one_address_everywhere(build_name):
    assert call(process(), build_name, "same") == 1


@pytest.mark.parametrize("form", [Form.STEP, Form.RECORD])
def test_all_forms_have_the_same_addresses(form):
    build = program(first=FIRST, second=SECOND)
    run, other = compile_program(build), compile_program(build, form)
    assert run.addresses == other.addresses
    assert [(s.name, s.address) for s in run.data] == [(s.name, s.address) for s in other.data]
    assert set(run.functions) == set(other.functions)


def test_a_process_can_change_from_one_form_to_another():
    running = process()
    values = [call(running, build_name, "first", 0) for build_name in (*FORMS, "run")]
    assert values == [10 + 1, 11 + 2, 12 + 3, 13 + 4]


def test_what_no_file_defines_is_told_by_name_and_place():
    build = program(only="int missing(int);\nint main(void)\n{\n\treturn missing(1);\n}\n")
    loaded = Process(compile_program(build), None, build.files)
    (warning,) = loaded.undefined()
    assert str(warning).splitlines() == [
        "only.c:1:5: warning: 'missing()' is called, but no file defines it "
        "and the machine does not provide it",
        "    int missing(int);",
        "        ^^^^^^^",
    ]
    with pytest.raises(Fault) as caught:
        loaded.call("main")
    assert caught.value.kind is FaultKind.NO_DEFINITION
    assert str(caught.value.location) == "only.c:4:9"


def test_an_initialised_flexible_array_has_room():
    text = """
    struct flexible { int n; int tail[]; } object = { 3, { 1, 2, 3 } }, other = { 0, { 7 } };
    int last(void) { return object.tail[2] * 10 + other.tail[0]; }
    """
    build = program(only=text)
    assert Process(compile_program(build), None, build.files).call("last") == 37


def test_natives_belong_to_the_process_that_was_given_them():
    source = program(file="int answer(void); int f(void) { return answer(); }")
    compiled = compile_program(source)
    given = Process(compiled, natives={"answer": lambda process: 42})
    assert given.call("f") == 42
    with pytest.raises(Fault, match="the machine does not provide it"):
        Process(compiled).call("f")


def test_a_function_without_definition_may_be_called_as_the_machine_calls_its_own():
    text = "void unreachable(void);\nint part(int n) { if (n) unreachable(); return n; }\n"
    loaded = Process(compile_program(program(only=text)))
    assert loaded.call("part_", 0) == 0
    with pytest.raises(Fault, match="'unreachable\\(\\)' is called"):
        loaded.call("part_", 1)
