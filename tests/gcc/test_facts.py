# SPDX-License-Identifier: MIT
"""What else was measured on the real functions, beyond the oracle's cases.

Each scenario is one sentence; the figures are for the base and for the patched kernel.
"""

from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.gcc.driver import TREES, Config, event_of

STATE = ["state"]


def boot(*, batch: int = 1) -> list[Any]:
    """A machine of 32 pages, per-cpu lists of up to 6."""
    return ["boot", 32, 6, batch]


@dataclass(frozen=True)
class Fact:
    """A scenario and what comes of it: (step, key) -> value on base, value on the patched tree."""

    name: str
    steps: list[list[Any]]
    figures: dict[tuple[int, str], tuple[Any, Any]]
    config: Config = field(default_factory=Config)


FACTS = [
    Fact(
        "a per-cpu page of the second block does no harm: the first block's drain comes before",
        [
            boot(batch=2),
            ["layout", [], [13]],
            ["free_pfn", 13, 0],
            ["isolate", 8, 16],
            ["test", 8, 16],
        ],
        {(4, "ret"): (0, 0)},
    ),
    Fact(
        "chunks of 4, 2, 1 and 1 pages are onlined as 14 pages",
        [
            boot(),
            ["layout", [14, 15], []],
            ["offline", 8, 16],
            STATE,
            ["online", 8, 8],
            ["drain"],
            STATE,
        ],
        {(2, "ret"): (0, 0), (3, "present_pages"): (24, 24), (6, "present_pages"): (32, 38)},
    ),
    Fact(
        "two chunks of order 2 are onlined as 5 pages",
        [
            boot(),
            ["alloc", 0, 2, "MOVABLE"],
            ["offline", 28, 32],
            ["free", 0],
            ["offline", 24, 28],
            ["online", 24, 8],
            ["drain"],
            STATE,
        ],
        {
            (1, "ret"): (24, 24),
            (2, "ret"): (0, 0),
            (4, "ret"): (0, 0),
            (7, "present_pages"): (32, 29),
        },
    ),
    Fact(
        "real sizes: two chunks of order 9 are onlined as 513 pages",
        [
            ["boot", 8192, 186, 31],
            ["alloc", 0, 9, "MOVABLE"],
            ["offline", 7680, 8192],
            ["free", 0],
            ["offline", 7168, 7680],
            ["online", 7168, 1024],
            ["drain"],
            STATE,
        ],
        {
            (1, "ret"): (7168, 7168),
            (7, "present_pages"): (8192, 7168 + 512 + 1),
            (7, "totalram_pages"): (8192, 8192),
        },
        Config(max_order=11, pageblock_order=9),
    ),
    Fact(
        "the first page waits on the MOVABLE list while its range goes offline",
        [
            boot(batch=2),
            ["layout", [], [9]],
            ["free_pfn", 9, 0],
            ["offline", 8, 16],
            ["drain"],
            ["offline", 8, 16],
        ],
        {(3, "ret"): (0, -16), (5, "ret"): (-16, 0)},
    ),
    Fact(
        "an isolated block is isolated again",
        [boot(), ["isolate", 8, 16], ["isolate", 8, 16]],
        {(2, "ret"): (0, -16)},
    ),
    Fact(
        "isolating only the upper half of a chunk takes nothing",
        [boot(), ["isolate", 12, 16], STATE],
        {
            (2, "NR_FREE_PAGES"): (32, 32),
            (2, "free_list"): ({"MOVABLE/3": [24, 16, 8, 0]}, {"MOVABLE/3": [24, 16, 8, 0]}),
        },
    ),
    Fact(
        "undoing only the upper half frees nothing",
        [boot(), ["isolate", 8, 16], ["undo", 12, 16], STATE],
        {(3, "nr_pageblock_isolate"): (1, 1), (3, "NR_FREE_PAGES"): (32, 32)},
    ),
    Fact(
        "an isolated page of a cpu is drained to a list that does not exist",
        [
            boot(batch=2),
            ["layout", [], [9, 11]],
            ["free_pfn", 9, 0],
            ["free_pfn", 11, 0],
            ["isolate", 8, 16],
            ["alloc", 0, 0, "MOVABLE"],
            STATE,
            ["drain"],
            STATE,
        ],
        {
            (6, "nr_free"): ([0, 1, 1, 3], [2, 0, 1, 3]),
            (7, "events"): ([], ["list_add corruption"]),
            (8, "nr_free"): ([1, 1, 1, 3], [3, 0, 1, 3]),
        },
        Config(cma=True),
    ),
    Fact(
        "a hole: the old walk steps over it, the list has a gap",
        [["boot", 32, 6, 1, 10, 11], ["isolate", 8, 16], ["test", 8, 16]],
        {(2, "ret"): (0, -16)},
        Config(holes=True),
    ),
    Fact(
        "soft offline takes a free page for a page in use",
        [boot(), ["get_any_page", 8]],
        {(1, "ret"): (0, 1)},
    ),
    Fact(
        "soft offline does not know what the tail of an isolated chunk is",
        [boot(), ["get_any_page", 9]],
        {(1, "ret"): (0, -5)},
    ),
]


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.name)
@pytest.mark.parametrize("column", range(len(TREES)), ids=TREES)
def test_fact(fact, column, workshop):
    case = {"steps": fact.steps}

    [answers] = workshop.player(TREES[column], fact.config).play([case])

    assert len(answers) == len(fact.steps), answers[-1]
    got = {(step, key): figure(answers[step], key) for step, key in fact.figures}
    assert got == {place: values[column] for place, values in fact.figures.items()}


def figure(answer, key):
    """A figure of an answer; its events stand in its log."""
    if key == "events":
        return [event for line in answer["log"] if (event := event_of(line))]
    return answer[key]


def test_seven_pages_of_a_soft_offlined_chunk_are_lost_with_the_patch(workshop):
    steps = [boot(), ["get_any_page", 8], ["put_page", 8], ["drain"], STATE]

    [answers] = workshop.player("rfc-v2", Config()).play([{"steps": steps}])

    free = sum(
        len(pfns) << int(name.partition("/")[2]) for name, pfns in answers[-1]["free_list"].items()
    )
    assert free == 25


@pytest.mark.parametrize(
    ("tree", "figures"),
    [
        ("base", [32, 32, 24, 32]),
        ("rfc-v2", [32, 40, 40, 48]),
        ("v3.7", [24, 32, 16, 24]),
        ("v3.7+wen", [24, 32, 24, 32]),
    ],
)
def test_free_pages_isolated_undone_offline_and_online_again(tree, figures, workshop):
    steps = [boot(), ["isolate", 8, 16], STATE, ["undo", 8, 16], STATE]
    steps += [["offline", 8, 16], STATE, ["online", 8, 8], ["drain"], STATE]

    [answers] = workshop.player(tree, Config()).play([{"steps": steps}])

    assert [a["NR_FREE_PAGES"] for a in answers if "NR_FREE_PAGES" in a] == figures
