# SPDX-License-Identifier: MIT
"""Random programs and structures, here in all forms and by gcc (see generate.py).

INTERP_RANDOM_EXAMPLES sets how many; HYPOTHESIS_PROFILE=default looks for new ones on each run.
"""

import os

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from tests.lang import generate
from tests.lang.compare import FORMS, GCC, NO_GCC, GccRefuses, difference, gcc_output, output

EXAMPLES = int(os.environ.get("INTERP_RANDOM_EXAMPLES", "12"))

pytestmark = pytest.mark.skipif(GCC is None, reason=NO_GCC)


def assert_same(source):
    try:
        there = gcc_output(source)
    except GccRefuses as problem:
        if problem.is_its_own_mistake:
            reject()
        raise
    for build in FORMS:
        here = output(source, build)
        assert here == there, f"{build} build, {difference(here, there)} in\n{source}"


@settings(max_examples=EXAMPLES, deadline=None)
@given(seed=st.integers(0, 1 << 32), functions=st.integers(1, 5), statements=st.integers(1, 9))
def test_random_programs_print_what_gcc_prints(seed, functions, statements):
    assert_same(generate.program(seed, functions, statements))


@settings(max_examples=EXAMPLES, deadline=None)
@given(seed=st.integers(0, 1 << 32), count=st.integers(1, 14))
def test_random_structures_lie_in_memory_as_gcc_lays_them(seed, count):
    assert_same(generate.layouts(seed, count))
