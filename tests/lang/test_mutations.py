# SPDX-License-Identifier: MIT
"""Whatever is written, the answer is a complaint about C, a fault, or a result: never a traceback.

INTERP_MUTATIONS sets how many programs are tried.
"""

import os

from hypothesis import given, settings
from hypothesis import strategies as st

from interp.lang import CError
from interp.machine.faults import Fault
from tests.lang import generate, mutate
from tests.lang.compare import FORMS, PROGRAMS, build, call, process_of

EXAMPLES = int(os.environ.get("INTERP_MUTATIONS", "60"))
PIECES = [
    piece
    for path in sorted(PROGRAMS.glob("*.c"))
    for piece in path.read_text().split("\n\n")
    if len(piece) < 6000
]


def attempt(text):
    """Compile in all forms, and run what compiles for a while."""
    try:
        process = process_of(build(text))
        process.step_budget = 2000
        for build_name in FORMS:
            try:
                call(process, build_name)
            except Fault:
                pass
            except LookupError as missing:
                assert "no function 'main" in str(missing)
    except CError as problem:
        assert str(problem) == str(problem).strip() and "error: " in str(problem)
        for found in problem.diagnostics:
            _check_place(found.place.location, text)


def _check_place(location, text):
    """A complaint points into the file, or right behind its last line."""
    lines = text.split("\n")
    assert location.file == "test.c" and 1 <= location.line <= len(lines)
    assert 1 <= location.column <= len(lines[location.line - 1]) + 1


@settings(max_examples=EXAMPLES)
@given(st.integers(0, 1 << 32), st.integers(1, 4), st.sampled_from(PIECES))
def test_mutated_pieces_of_programs(seed, changes, piece):
    attempt(mutate.mutated(piece, seed, changes))


@settings(max_examples=EXAMPLES)
@given(st.integers(0, 1 << 32), st.integers(1, 3))
def test_mutated_random_programs(seed, changes):
    attempt(mutate.mutated(generate.program(seed, functions=1, statements=3), seed, changes))
