# SPDX-License-Identifier: MIT
"""The checks that the emitter puts in: each fault with its exact place, in all forms.

faults.txt has the programs, with a `@` before the token that the report must point to; twins.txt
has programs that do similar things within the rules and must run through.
"""

from pathlib import Path

import pytest

from interp.machine.faults import Fault, FaultKind
from interp.machine.process import Process
from tests.lang.compare import FORMS, build, call, process_of

HEADER = """\
void *kmalloc(unsigned long size, unsigned flags); void kfree(const void *p);
void *memcpy(void *, const void *, unsigned long);
"""


def entries(file_name):
    """Return name, kind and program of each entry of a table."""
    text = Path(__file__).with_name(file_name).read_text()
    for entry in text.split("\n=== ")[1:]:
        head, _, program = entry.partition("\n")
        name, _, kind = head.partition(": ")
        yield name, kind, program.strip()


FAULTS = {name: (kind, program) for name, kind, program in entries("faults.txt")}
TWINS = {name: program for name, _, program in entries("twins.txt")}


def marked(text):
    """Return a program without its mark, and the place of the mark."""
    before, after = text.split("@")
    line = before.count("\n") + 1
    return before + after, f"test.c:{line}:{len(before) - before.rfind(chr(10))}"


def run(text, build_name, budget=20_000):
    process = process_of(build(HEADER.replace("\n", " ") + "\n#line 1\n" + text))
    process.step_budget = budget
    return call(process, build_name)


@pytest.mark.parametrize("build_name", FORMS)
@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_reported_where_it_happens(name, build_name):
    kind, text = FAULTS[name]
    program, place = marked(text)
    file, line, column = place.split(":")
    with pytest.raises(Fault) as caught:
        run(program, build_name)
    fault = caught.value
    assert (fault.kind, str(fault.location)) == (
        FaultKind[kind],
        f"{file}:{int(line) + 2}:{column}",
    ), fault
    assert fault.shown.splitlines()[1].lstrip(" \t") == "^" * len(
        fault.shown.splitlines()[1].strip()
    )


@pytest.mark.parametrize("build_name", FORMS)
@pytest.mark.parametrize("name", TWINS)
def test_defined_twin_runs_through(name, build_name):
    assert run(TWINS[name], build_name) == 0


def test_step_budget_counts_loops_only_where_they_turn():
    text = "int main(void) { int i, n = 0; for (i = 0; i < 100; i++) n++; return n; }"
    assert run(text, "run", budget=101) == 100
    with pytest.raises(Fault, match="does not end"):
        run(text, "run", budget=100)


def test_each_call_has_a_budget_of_its_own():
    process: Process = process_of(
        build("int f(void) { int i; for (i = 0; i < 50; i++) ; return i; }")
    )
    process.step_budget = 60
    assert [process.call("f") for _ in range(5)] == [50] * 5


def test_call_stack_is_told_innermost_first():
    text = "int f(int *p)\n{\n\treturn *p;\n}\nint g(int *p) { return f(p); }\n"
    text += "int main(void) { return g(0); }"
    with pytest.raises(Fault) as caught:
        run(text, "run")
    assert [str(place) for place in caught.value.stack] == [
        "f() at test.c:5:9", "g() at test.c:7:24", "main() at test.c:8:25",
    ]  # fmt: skip
