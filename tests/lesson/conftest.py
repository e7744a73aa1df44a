# SPDX-License-Identifier: MIT
"""The figures of the real kernel, and a hand-made recording, for the views to show."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from interp.review import Thread, read_thread
from tests.lesson import fake

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def states() -> Callable[..., list[dict[str, Any]]]:
    """A function: case and tree -> the snapshots that the real kernel gave, in order."""
    lines = (ROOT / "tests" / "oracle" / "named.jsonl").read_text().splitlines()
    cases = {case["name"]: case for case in map(json.loads, lines)}

    def snapshots(name: str, tree: str = "rfc-v2") -> list[dict[str, Any]]:
        return [step for step in cases[name]["expect"][tree] if "NR_FREE_PAGES" in step]

    return snapshots


@pytest.fixture
def recording() -> fake.FakeRecording:
    return fake.recording()


@pytest.fixture(scope="session")
def thread() -> Thread:
    """The mail that the project is about."""
    return read_thread(ROOT / "patches" / "thread" / "reply.txt")
