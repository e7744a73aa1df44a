# SPDX-License-Identifier: MIT
"""How many times as long emitted Python takes as Python written by hand for the same accesses.

`python -m tests.bench.ratios [ROUNDS [NAME ...]]` prints a table. Forms take turns in each round
and the least time of each counts, so that a busy machine disturbs all of them alike. Each runs in a
process of its own: none finds memory at hand that another one has just given back.

    run / checked        the run build beside hand-written Python with the same checks
    step / stepping      the step build with an undo log beside checks, undo log, yields by hand
    record / recorded    a whole recording beside stepping by hand that keeps the variables as well
    record / noted       a whole recording beside functions by hand that note all of that themselves
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from interp.machine import Symbols, record
from interp.machine.recorder import collecting_later
from tests.bench.by_hand import LEVELS, ByHand
from tests.bench.programs import TEXT, process

SIZES = {"sieve": 200_000, "list": 50_000, "buddy": 50_000, "scalar": 200_000}
ROUNDS_OF_LIST = 20
ENTRY = {"list": "walk"}
Timed = Callable[[], float]


def seconds(action: Callable[[], object]) -> float:
    """Return how long an action takes, not counting when others have the processor."""
    before = time.process_time()
    action()
    return time.process_time() - before


def arguments(name: str, scale: float) -> tuple[int, int]:
    """Return the argument of a program's entry, and how many nodes its list needs."""
    size = int(SIZES[name] * scale)
    return (ROUNDS_OF_LIST, size) if name == "list" else (size, 0)


def by_hand(name: str, level: str, scale: float = 1) -> float:
    """Return the seconds of a hand-written form; the list is built by its own form, untimed."""
    argument, nodes = arguments(name, scale)
    hand = ByHand(level)
    steps = "step" in LEVELS[level]
    if nodes:
        built = hand.function("build")(nodes)
        if steps:
            sum(1 for _ in built)
        del hand.undo[:]
    call = hand.function(ENTRY.get(name, name))
    if level == "recorded":
        return seconds(lambda: hand.record(call(argument)))
    if level == "noted":
        with collecting_later():
            return seconds(lambda: call(argument))
    if steps:
        return seconds(lambda: sum(1 for _ in call(argument)))
    return seconds(lambda: call(argument))


def emitted(name: str, build: str, scale: float = 1) -> float:
    """Return the seconds of what was emitted: `run`, `step` (with an undo log) or `record`."""
    argument, nodes = arguments(name, scale)
    running, entry = process(), ENTRY.get(name, name)
    if nodes:
        running.call("build", nodes)
    if build == "run":
        return seconds(lambda: running.call(entry, argument))
    if build == "record":
        symbols = Symbols(running.program)
        record(running, symbols, entry, 0)  # what is recorded is compiled from here on
        return seconds(lambda: record(running, symbols, entry, argument, limit=1 << 30))
    running.memory.undo = []
    steps = running.start(entry, argument)
    return seconds(lambda: sum(1 for _ in steps))


def picoc(name: str, scale: float = 1) -> float | None:
    """Return the seconds that the C interpreter picoc needs, or None if it is not installed."""
    program = shutil.which("picoc")
    if program is None or name == "list":  # picoc has no kmalloc(): its list would be another one
        return None
    argument, _ = arguments(name, scale)
    text = TEXT + f"int main() {{ {ENTRY.get(name, name)}({argument}); return 0; }}\n"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "bench.c")
        path.write_text(text)
        before = time.perf_counter()
        subprocess.run([program, str(path)], check=True)
        return time.perf_counter() - before


FORMS: dict[str, Callable[[str], float]] = {
    **{level: lambda name, level=level: by_hand(name, level) for level in LEVELS},
    **{
        build: lambda name, build=build: emitted(name, build) for build in ("run", "step", "record")
    },
}
RATIOS = (("run", "checked"), ("step", "stepping"), ("record", "recorded"), ("record", "noted"))


def alone(form: str, name: str) -> float:
    """Return the seconds of a form of a program in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.ratios", "--one", form, name]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def table(rounds: int, names: list[str]) -> str:
    """Return seconds of every form of every program, and the ratios."""
    rows = [f"Python {sys.version.split()[0]}, seconds (least of {rounds})"]
    heads = [f"{a}/{b}" for a, b in RATIOS]
    rows.append(
        f"{'':8}" + "".join(f"{head:>10}" for head in FORMS) + "".join(f"{h:>17}" for h in heads)
    )
    for name in names:
        least = dict.fromkeys(FORMS, float("inf"))
        for _ in range(rounds):
            for form in FORMS:
                least[form] = min(least[form], alone(form, name))
        ratios = "".join(f"{least[a] / least[b]:17.2f}" for a, b in RATIOS)
        rows.append(f"{name:8}" + "".join(f"{least[form]:10.3f}" for form in FORMS) + ratios)
        other = picoc(name)
        if other is not None:
            rows.append(f"{'':8}picoc {other:.3f}")
    if shutil.which("picoc") is None:
        rows.append("picoc is not installed: no comparison with it")
    return "\n".join(rows)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(FORMS[sys.argv[2]](sys.argv[3]))
    else:
        print(table(int((sys.argv[1:] or ["3"])[0]), sys.argv[2:] or list(SIZES)))
