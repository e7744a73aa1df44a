# SPDX-License-Identifier: MIT
"""Answers to mistakes: place, line with caret, what was expected, nearest name, macro place."""

import pytest

from interp.lang import CError, compile_program
from interp.lang.source import LONGEST_LINE
from tests.lang import wrong
from tests.lang.compare import build

CASES = {name: (program, answer) for name, program, answer in wrong.cases()}


def test_the_table_is_long_enough():
    assert len(CASES) >= 60


@pytest.mark.parametrize("name", CASES)
def test_wrong_program_gets_its_answer(name):
    program, answer = CASES[name]
    assert wrong.answer_to(program) == answer


@pytest.mark.parametrize("name", CASES)
def test_every_complaint_has_a_place_a_line_and_a_caret(name):
    program, answer = CASES[name]
    sources = {**wrong.files(program), **wrong.HEADERS}
    lines = answer.split("\n")
    heads = [number for number, line in enumerate(lines) if line[:1].strip()]
    assert heads and len(lines) == 3 * len(heads)
    for number in heads:
        file, line, _ = lines[number].split(":")[:3]
        text = sources[file].split("\n")[int(line) - 1] if file in sources else ""
        shown = lines[number + 1].removeprefix("    ")
        assert shown == text or (len(text) > LONGEST_LINE and shown.strip(".") in text)
        assert set(lines[number + 2].strip()) == {"^"}


def test_an_unknown_name_is_told_once():
    with pytest.raises(CError) as caught:
        compile_program(
            build("int f(int x) { x = y; x = y; return y; }\nint g(void) { return y; }")
        )
    assert len(caught.value.diagnostics) == 1


def test_twenty_errors_are_enough():
    text = "int main(void)\n{\n" + "".join(f"\tu{n} = 1;\n" for n in range(50)) + "}\n"
    with pytest.raises(CError) as caught:
        compile_program(build(text))
    assert len(caught.value.diagnostics) == 20
