# SPDX-License-Identifier: MIT
"""The examples in docs/boards.md are what the boards answer (numbers of points and lines apart)."""

import re
from pathlib import Path

from interp.kernel import Machine
from interp.lesson import (
    before_after,
    call_tree,
    counter_history,
    list_chain,
    lock_line,
    memory_map,
    page_life,
    stepper,
)

PAGE = Path(__file__).resolve().parents[2] / "docs" / "boards.md"


def unnumbered(text: str) -> list[str]:
    """The lines without points, line numbers, addresses: any new line of the kernel moves those."""
    varying = r"(?<=\.[ch]):\d+|^ *\d[\d-]*(?= )|0xffff[0-9a-f]{12}"
    lines = re.sub(varying, "", text, flags=re.M).split("\n")
    return [" ".join(line.split()) for line in lines]


def test_every_example() -> None:
    call = "start_isolate_page_range", 8, 16, "MIGRATE_MOVABLE"
    before, recording = Machine("base").record(*call), Machine("rfc-v2").record(*call)
    field = "mem_map[8]._count.counter"
    boards = {
        "memory_map(recording[-1], recording[0])": memory_map(recording[-1], recording[0]),
        "page_life(recording, 8)": page_life(recording, 8),
        "counter_history(recording)": counter_history(recording),
        "call_tree(recording)": call_tree(recording),
        "list_chain(recording)": list_chain(recording),
        "lock_line(recording)": lock_line(recording),
        "before_after(before, recording).apart": before_after(before, recording).apart,
        f'stepper(recording, at=-1).about("{field}")': stepper(recording, at=-1).about(field),
    }
    found = dict(re.findall(r"## `(.*?)`.*?```text\n(.*?)\n```", PAGE.read_text(), re.S))
    assert found.keys() == boards.keys()
    for name, board in boards.items():
        assert unnumbered(found[name]) == unnumbered(repr(board)), name
