# SPDX-License-Identifier: MIT
"""The examples in docs/boards.md are what the boards answer (numbers of points and lines apart)."""

import re
from pathlib import Path

from interp.kernel import Machine
from interp.lesson import call_tree, counter_history, list_chain, lock_line, page_life

PAGE = Path(__file__).resolve().parents[2] / "docs" / "boards.md"


def unnumbered(text: str) -> list[str]:
    """The lines without point and line numbers, which any new line of the kernel would move."""
    lines = re.sub(r"(?<=\.c):\d+|^ *\d[\d-]*(?= )", "", text, flags=re.M).split("\n")
    return [" ".join(line.split()) for line in lines]


def test_every_example() -> None:
    recording = Machine("rfc-v2").record("start_isolate_page_range", 8, 16, "MIGRATE_MOVABLE")
    boards = {
        "page_life(recording, 8)": page_life(recording, 8),
        "counter_history(recording)": counter_history(recording),
        "call_tree(recording)": call_tree(recording),
        "list_chain(recording)": list_chain(recording),
        "lock_line(recording)": lock_line(recording),
    }
    found = dict(re.findall(r"## `(.*?)`.*?```text\n(.*?)\n```", PAGE.read_text(), re.S))
    assert found.keys() == boards.keys()
    for name, board in boards.items():
        assert unnumbered(found[name]) == unnumbered(repr(board)), name
