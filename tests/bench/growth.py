# SPDX-License-Identifier: MIT
"""How time and memory grow with the size of the zone, phase by phase.

`python -m tests.bench.growth [LARGEST]` plays, for zones of 2^15 pages up to 2^LARGEST (20: 4 GiB)
with x86-64's geometry: boot, then isolating, giving back, offlining and onlining a section of
128 MiB, and a snapshot. Each size runs in a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

PHASES = ("boot", "isolate", "undo", "offline", "online", "snapshot")
SECTION = 1 << 15  # 128 MiB in pages
GEOMETRY: dict[str, Any] = {"high": 186, "batch": 31, "max_order": 11, "pageblock_order": 9}


def measure(pages: int) -> dict[str, float]:
    """Return the seconds of each phase, and the peak memory in MiB, for a zone of `pages`."""
    from interp.kernel import Machine

    Machine("base", pages=pages, boot=False, **GEOMETRY)  # compiled and in the cache from here on
    section = min(SECTION, pages // 2)
    start, end = pages - section, pages
    seconds: dict[str, float] = {}

    def timed(phase: str, action: Callable[[], Any], expected: Any) -> Any:
        before = time.perf_counter()
        result = action()
        seconds[phase] = time.perf_counter() - before
        assert expected is None or result == expected, (phase, result)
        return result

    machine = timed("boot", lambda: Machine("base", pages=pages, **GEOMETRY), None)
    movable = "MIGRATE_MOVABLE"
    timed("isolate", lambda: machine.start_isolate_page_range(start, end, movable), 0)
    timed("undo", lambda: machine.undo_isolate_page_range(start, end, movable), 0)
    timed("offline", lambda: machine.offline_pages(start, end, 1000), 0)
    timed("online", lambda: machine.online_pages(start, section), 0)
    state = timed("snapshot", machine.state, None)
    assert state["NR_FREE_PAGES"] == state["present_pages"] == pages
    seconds["MiB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return seconds


def table(largest: int) -> str:
    """Return the figures of all sizes, and the slope of the boot between each two of them."""
    rows = ["pages     " + "".join(f"{phase:>10}" for phase in PHASES) + "       MiB  boot us/page"]
    for exponent in range(15, largest + 1):
        pages = 1 << exponent
        command = [sys.executable, "-m", "tests.bench.growth", "--one", str(pages)]
        text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        found = json.loads(text)
        times = "".join(f"{found[phase]:10.3f}" for phase in PHASES)
        each = found["boot"] / pages * 1e6
        rows.append(f"{pages:<10}{times}{found['MiB']:10.0f}{each:14.2f}")
    return "\n".join(rows)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure(int(sys.argv[2]))))
    else:
        print(table(int(sys.argv[1]) if len(sys.argv) > 1 else 20))
