# SPDX-License-Identifier: MIT
"""The files of the repository, as the tests of its frame see them."""

import functools
import subprocess
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


@functools.cache
def repository_files() -> tuple[str, ...]:
    """Every file that is or may become part of the repository, relative to its top."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    answer = subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True, text=True)
    names = (name for name in answer.stdout.split("\0") if name)
    return tuple(sorted(name for name in names if (REPOSITORY / name).is_file()))


def text_of(name: str) -> str | None:
    """The text of a file, None if it is no text."""
    try:
        return (REPOSITORY / name).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None
