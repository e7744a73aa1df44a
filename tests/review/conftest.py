# SPDX-License-Identifier: MIT
"""The real mail, and real git to compare with."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from interp.review import Thread, patches_directory, read_thread

GitApply = Callable[[Path, str], "subprocess.CompletedProcess[bytes]"]


@pytest.fixture(scope="session")
def mail() -> Path:
    return patches_directory() / "thread" / "reply.txt"


@pytest.fixture(scope="session")
def thread(mail: Path) -> Thread:
    return read_thread(mail)


@pytest.fixture(scope="session")
def git() -> Callable[..., "subprocess.CompletedProcess[bytes]"]:
    """Runs git in a folder, away from any repository and anybody's settings."""
    program = shutil.which("git")
    if program is None:
        pytest.skip("git is not installed: nothing to compare with")

    def run(folder: Path, *arguments: str, text: str = "") -> "subprocess.CompletedProcess[bytes]":
        environment = {
            **os.environ,
            "GIT_CEILING_DIRECTORIES": str(folder.parent),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
        }
        data = text.encode("utf-8", "surrogateescape")
        return subprocess.run(
            [program, *arguments], cwd=folder, env=environment, input=data, capture_output=True
        )

    return run
