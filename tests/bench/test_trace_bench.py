# SPDX-License-Identifier: MIT
"""What recording and looking back cost, and that both grow with the work and no faster."""

from __future__ import annotations

import pytest

from interp.machine import Recording, Symbols, record
from tests.bench.programs import process
from tests.bench.traces import SIZES, boot, far_jumps, kept_bytes


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
        found._moments.clear()
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


@pytest.mark.parametrize("pages", SIZES)
def test_far_jumps_over_100_000_points(benchmark, pages: int) -> None:
    benchmark.group = "jumps drawn at random, over 12,000 and over 100,000 points"
    found = boot(pages)
    benchmark.extra_info["points"] = len(found)
    benchmark(far_jumps, found)
    assert len(found) > 55 * pages


def test_what_is_kept_grows_with_the_points_and_no_faster() -> None:
    small, large = (boot(pages) for pages in SIZES)
    assert len(large) >= 100_000
    assert kept_bytes(large) / len(large) < 1.25 * kept_bytes(small) / len(small)


def test_a_recording_of_100_000_points_is_the_same_byte_for_byte(tmp_path) -> None:
    one, other = (boot(SIZES[-1]).save(tmp_path / name) for name in ("one", "other"))
    assert one.read_bytes() == other.read_bytes()
