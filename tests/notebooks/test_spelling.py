# SPDX-License-Identifier: MIT
"""The text of notebooks and pages has none of the misspellings that codespell knows."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.notebooks.test_links import PAGES, text_of

pytest.importorskip("codespell_lib", reason="codespell is not installed")

# What people wrote in the thread is quoted as they wrote it, and so is code.
QUOTED = re.compile(r'`[^`]*`|"[^"\n]*"')


def misspelt(text: str) -> list[str]:
    """The words that codespell would write in another way."""
    checked = subprocess.run(
        [sys.executable, "-m", "codespell_lib", "-"],
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )
    return [line.split("\t")[-1] for line in checked.stdout.splitlines() if "==>" in line]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_spelling(path: Path) -> None:
    assert misspelt(QUOTED.sub("", text_of(path))) == []


def test_a_misspelling_is_found() -> None:
    assert misspelt("The pages are islaoted, and recieved.") != []
