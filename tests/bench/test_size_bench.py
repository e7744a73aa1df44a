# SPDX-License-Identifier: MIT
"""Large zones, and how long a machine takes to start, cold and from the cache."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.bench.growth import PHASES, measure

START = """
import time
before = time.perf_counter()
from interp.kernel import Machine
Machine().record("start_isolate_page_range", 8, 16, "MIGRATE_MOVABLE")
print(time.perf_counter() - before)
"""


def test_every_phase_runs_on_a_zone_of_128_mib() -> None:
    found = measure(1 << 15)
    assert set(found) == {*PHASES, "MiB"}
    assert all(value > 0 for value in found.values())


@pytest.mark.parametrize("exponent", [15, 16, 17])
def test_boot_grows_with_the_pages(benchmark, exponent: int) -> None:
    benchmark.group = "boot of a zone: seconds should double with its pages"
    found = benchmark.pedantic(measure, (1 << exponent,), rounds=1)
    benchmark.extra_info.update(found)
    assert found["boot"] > 0


@pytest.mark.parametrize("cache", ["cold", "kept"])
def test_start(benchmark, cache: str, tmp_path) -> None:
    """From the import to a recorded call; a process of its own each time."""
    benchmark.group = "from import to a recorded call on the small machine"
    folders = iter(range(1000))

    def start() -> float:
        folder = tmp_path / (str(next(folders)) if cache == "cold" else "kept")
        environment = {**os.environ, "INTERP_CACHE": str(folder)}
        command = [sys.executable, "-c", START]
        run = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
        return float(run.stdout)

    if cache == "kept":
        start()
    assert benchmark.pedantic(start, rounds=3) > 0
