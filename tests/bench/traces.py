# SPDX-License-Identifier: MIT
"""What a recording of 100,000 points and more costs: to make, keep, look at, save and compare.

`python -m tests.bench.traces [PAGES ...]` records the boot of machines of these sizes and prints,
for each, how many times the cost of the smallest one a point takes; seconds are given beside it.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Any

from interp.kernel import KernelRecording, Machine, compare, load_recording

SIZES = (230, 1840)  # pages; about 12,000 and 100,000 points
JUMPS = 200


def boot(pages: int) -> KernelRecording:
    """Return the recorded boot of a machine."""
    machine = Machine("base", pages=pages, boot=False)
    return machine.record("start_kernel", pages, pages, 6, 1)


def kept_bytes(recording: KernelRecording) -> int:
    """Return the bytes that log and undo log take; tuples of variables by what they refer to."""
    log, history = recording.trace.log, recording.trace.history
    columns = [each for each in vars(log).values() if hasattr(each, "__dict__")]
    parts = {id(part): part for each in columns for part in vars(each).values()}.values()
    arrays = sum(each.itemsize * len(each) for each in parts if isinstance(each, array))
    lists = sum(sys.getsizeof(each) for each in parts if isinstance(each, list))
    tuples = {id(each): sys.getsizeof(each) for each in log.values}
    return arrays + lists + sum(tuples.values()) + history.size_bytes


def far_jumps(recording: KernelRecording, count: int = JUMPS) -> None:
    """Look at memory at points drawn at random."""
    drawn = random.Random(1)
    for _ in range(count):
        recording.space(drawn.randrange(len(recording)))


def seconds(action: Callable[[], Any]) -> tuple[float, Any]:
    """Return how long an action takes, and its result."""
    before = time.perf_counter()
    result = action()
    return time.perf_counter() - before, result


def figures(pages: int) -> dict[str, float]:
    """Return points, and what each phase costs: seconds a point, bytes a point, seconds a jump."""
    made, recording = seconds(lambda: boot(pages))
    points = len(recording)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "boot"
        saved, _ = seconds(lambda: recording.save(path))
        size = path.stat().st_size
        loaded, _ = seconds(lambda: load_recording(path))
    other = boot(pages)
    compared, found = seconds(lambda: compare(recording, other).first_difference)
    assert found is None
    return {
        "points": points,
        "record s/point": made / points,
        "bytes/point kept": kept_bytes(recording) / points,
        "s/far jump": seconds(lambda: far_jumps(recording))[0] / JUMPS,
        "save s/point": saved / points,
        "bytes/point saved": size / points,
        "load s/point": loaded / points,
        "compare s/point": compared / points,
    }


def table(sizes: list[int]) -> str:
    """Return the figures of all sizes beside those of the first."""
    boot(sizes[0])  # compiled from here on
    rows, first = [], figures(sizes[0])
    for pages in sizes:
        found = first if pages == sizes[0] else figures(pages)
        rows.append(f"{pages} pages, {found.pop('points'):,.0f} points")
        rows += [
            f"  {name:18} {value:12.3g}  {value / first[name]:6.2f} x"
            for name, value in found.items()
        ]
    return "\n".join(rows)


if __name__ == "__main__":
    print(table([int(each) for each in sys.argv[1:]] or list(SIZES)))
