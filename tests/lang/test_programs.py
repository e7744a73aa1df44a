# SPDX-License-Identifier: MIT
"""Every program in programs/ prints the same here, in all forms, as when gcc compiled it."""

import functools

import pytest

from tests.lang.compare import FORMS, GCC, NO_GCC, PROGRAMS, difference, gcc_output, output

FILES = sorted(PROGRAMS.glob("*.c"))

pytestmark = pytest.mark.skipif(GCC is None, reason=NO_GCC)


@functools.cache
def by_gcc(path):
    return gcc_output(path.read_text())


@pytest.mark.parametrize("build", FORMS)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_program_prints_what_gcc_prints(path, build):
    here, there = output(path.read_text(), build), by_gcc(path)
    assert here == there, difference(here, there)
