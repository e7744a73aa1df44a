# SPDX-License-Identifier: MIT
"""What recording and looking back cost, and that both grow with the work and no faster."""

from __future__ import annotations

import pytest

from interp.machine import Recording, Symbols, record
from tests.bench.programs import process


def recording(n: int) -> Recording:
    running = process()
    return record(running, Symbols(running.program), "sieve", n)


@pytest.mark.parametrize("n", [100, 200, 400, 800])
def test_record(benchmark, n: int) -> None:
    benchmark.group = "recording: time a point should not grow"
    found = benchmark(recording, n)
    benchmark.extra_info["points"] = len(found)
    assert found.result == sum(all(i % j for j in range(2, i)) for i in range(2, n))


@pytest.mark.parametrize("way", ["forward", "back"])
def test_one_step(benchmark, way: str) -> None:
    benchmark.group = "one step, as the stepper asks for it"
    found = recording(400)
    order = range(100, 200) if way == "forward" else range(199, 99, -1)

    def look() -> list[object]:
        found._moment.cache_clear()
        return [found[index].location for index in order]

    assert len(benchmark(look)) == 100


@pytest.mark.parametrize("share", [4, 2, 1])
def test_far_jump(benchmark, share: int) -> None:
    benchmark.group = "a jump over the whole recording, half, a quarter"
    found = recording(800)
    far = len(found) // share - 1

    def jump() -> None:
        found.space(0)
        found.space(far)

    benchmark(jump)
    assert found.space(far) is found.space(far)
