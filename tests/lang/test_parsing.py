# SPDX-License-Identifier: MIT
"""Programs that are hard to parse (parsing.txt): taken or refused, and valued, as by gcc."""

import functools
import subprocess
from pathlib import Path

import pytest

from interp.lang import CError
from tests.lang.compare import GCC, NO_GCC, gcc_outputs, output

TEXT = Path(__file__).with_name("parsing.txt").read_text()
PROGRAMS = dict(entry.split("\n", 1) for entry in TEXT.split("\n=== ")[1:])
TAKEN = [name for name in PROGRAMS if not name.endswith(": refused")]
REFUSED = sorted(PROGRAMS.keys() - set(TAKEN))


@functools.cache
def by_gcc():
    """Return what each program that is taken returns by gcc."""
    return dict(zip(TAKEN, gcc_outputs([PROGRAMS[name] for name in TAKEN]), strict=True))


@pytest.mark.skipif(GCC is None, reason=NO_GCC)
@pytest.mark.parametrize("name", TAKEN)
def test_program_is_taken_as_by_gcc(name):
    assert output(PROGRAMS[name], "run") == by_gcc()[name]


@pytest.mark.parametrize("name", REFUSED)
def test_program_is_refused(name):
    with pytest.raises(CError, match=r"test\.c:\d+:\d+: error: "):
        output(PROGRAMS[name], "run")


@pytest.mark.skipif(GCC is None, reason=NO_GCC)
@pytest.mark.parametrize("name", REFUSED)
def test_gcc_refuses_it_too(name):
    command = [GCC, "-std=gnu11", "-pedantic-errors", "-fsyntax-only", "-x", "c", "-"]
    done = subprocess.run(command, input=PROGRAMS[name].encode(), capture_output=True, check=False)
    assert done.returncode != 0
