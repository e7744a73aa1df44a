# SPDX-License-Identifier: MIT
"""How fast C runs: the run build and the step build beside Python written by hand.

`pytest tests/bench --benchmark-only --benchmark-group-by=group` prints each program's three forms
as one table with ratios; no time is asserted.
"""

from __future__ import annotations

import pytest

from tests.bench.programs import ByHand, process

ARGUMENTS = {"sieve": 20_000, "walk": 5, "scalar": 50_000}
NODES = 2_000


def prepared(name: str) -> tuple[object, int]:
    running = process()
    if name == "walk":
        running.call("build", NODES)
    return running, ARGUMENTS[name]


@pytest.mark.parametrize("name", ARGUMENTS)
def test_by_hand(benchmark, name: str) -> None:
    benchmark.group = name
    by_hand = ByHand()
    by_hand.build(NODES)
    assert benchmark(getattr(by_hand, name), ARGUMENTS[name]) > 0


@pytest.mark.parametrize("name", ARGUMENTS)
def test_run_build(benchmark, name: str) -> None:
    benchmark.group = name
    by_hand = ByHand()
    by_hand.build(NODES)
    running, argument = prepared(name)
    expected = getattr(by_hand, name)(argument)
    assert benchmark(running.call, name, argument) == expected


@pytest.mark.parametrize("name", ARGUMENTS)
def test_step_build(benchmark, name: str) -> None:
    benchmark.group = name
    running, argument = prepared(name)

    def stepped() -> int:
        return sum(1 for _ in running.start(name, argument))

    assert benchmark(stepped) > argument
