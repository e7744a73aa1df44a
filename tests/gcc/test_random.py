# SPDX-License-Identifier: MIT
"""Random scenarios: the interpreter and gcc's kernel agree after every step, on every tree.

What counts as equal is told in side_by_side.py. A difference is shrunk to the shortest scenario
that shows it, and printed as steps that can be played (see tests/oracle/README.md).

    RANDOM_SEQUENCES=2000   so many scenarios, and more geometries; a few minutes
    RANDOM_SEED=17          other scenarios; the seed is printed with a difference
"""

from __future__ import annotations

import json
import os
import random
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, seed, settings

from tests.gcc.sequences import Geometry, Scenario, scenarios
from tests.gcc.side_by_side import compare

FEW = 40
SEQUENCES = int(os.environ.get("RANDOM_SEQUENCES", FEW))
SEED = int(os.environ.get("RANDOM_SEED", 0 if SEQUENCES <= FEW else random.randrange(1 << 32)))
SMALL = (Geometry(), Geometry(cma=True))
OTHERS = (
    Geometry(max_order=3, pageblock_order=1),
    Geometry(max_order=4, pageblock_order=3),
    Geometry(max_order=5, pageblock_order=2, cma=True),
)
GEOMETRIES = SMALL if SEQUENCES <= FEW else (*SMALL, *OTHERS)
TREES = ("base", "rfc-v2", "v3.7", "v3.7+wen")


@pytest.fixture(scope="module")
def tally():
    """Counts how the scenarios ended, and prints it."""
    counts: Counter[str] = Counter()
    yield counts
    print(f"\nRANDOM_SEQUENCES={SEQUENCES} RANDOM_SEED={SEED}: {dict(sorted(counts.items()))}")


@seed(SEED)
@settings(
    max_examples=SEQUENCES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(scenario=scenarios(GEOMETRIES))
def test_both_agree_after_every_step(scenario, checking_workshop, tally):
    for tree in TREES:
        found = compare(scenario, tree, checking_workshop)
        assert not found.differences, report(scenario, found.differences)
        ending = found.stop.kind if found.stop else "all steps"
        tally[f"{tree}: {ending}"] += 1
        tally["steps"] += found.steps


def report(scenario: Scenario, found: tuple[str, ...]) -> str:
    """What differs, where it can be played again, and the seed that led there."""
    again = f"RANDOM_SEED={SEED} RANDOM_SEQUENCES={SEQUENCES}"
    return "\n".join([*found, again, json.dumps(scenario.case)])
