# SPDX-License-Identifier: MIT
"""docs/language.md: each row has a program in language.txt that does what the row says."""

import io
import re
from pathlib import Path

import pytest

from interp.lang import CError
from interp.machine.libc.streams import Streams
from interp.machine.run import run
from tests.lang.compare import GCC, NO_GCC, gcc_outputs

PAGE = (Path(__file__).parents[2] / "docs" / "language.md").read_text()
TEXT = Path(__file__).with_name("language.txt").read_text()
PROGRAMS = dict(entry.split("\n", 1) for entry in TEXT.split("\n=== ")[1:])
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in re.findall(r"^\| .*\|$", PAGE, re.M)
    if not line.startswith("| feature |")
]
KNOWN = [row[0] for row in ROWS if len(row) == 2]
REFUSED = {row[0]: row[2] for row in ROWS if len(row) == 4}


def status(folder, text):
    """Return the exit status of a program; raises CError if it is refused."""
    file = folder / "program.c"
    file.write_text(text)
    nowhere = Streams(io.BytesIO(), io.BytesIO(), io.BytesIO())
    return run([str(file)], (), [str(folder)], streams=nowhere)


def test_rows_and_programs_belong_together():
    assert sorted(PROGRAMS) == sorted(KNOWN + list(REFUSED))


@pytest.mark.parametrize("feature", KNOWN)
def test_what_is_known_runs(feature, tmp_path):
    assert status(tmp_path, PROGRAMS[feature]) == 0


@pytest.mark.skipif(GCC is None, reason=NO_GCC)
def test_gcc_says_the_same():
    for feature, output in zip(KNOWN, gcc_outputs([PROGRAMS[f] for f in KNOWN]), strict=True):
        assert output.endswith("status 0\n"), feature


@pytest.mark.parametrize("feature", REFUSED)
def test_what_is_refused_is_named(feature, tmp_path):
    with pytest.raises(CError, match=re.escape(REFUSED[feature])):
        status(tmp_path, PROGRAMS[feature])
