# SPDX-License-Identifier: MIT
"""How fast C runs: two of its forms beside Python written by hand.

`pytest tests/bench --benchmark-only --benchmark-group-by=group` prints each program's forms as one
table with ratios; no time is asserted. `python -m tests.bench.ratios` measures the full sizes.
"""

from __future__ import annotations

from array import array
from collections.abc import Generator
from typing import Any

import pytest

from interp.machine.recorder import Recorder
from tests.bench.by_hand import LEVELS, ByHand
from tests.bench.programs import process

ARGUMENTS = {"sieve": 5_000, "walk": 5, "buddy": 2_000, "scalar": 10_000}
NODES = 1_000


def ended(steps: Generator[Any, None, Any]) -> tuple[int, Any]:
    """Run to the end; return how many points there were, and the result."""
    count = 0
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return count, end.value
        count += 1


def hand_result(level: str, name: str) -> tuple[int, Any]:
    hand = ByHand(level)
    if "step" in LEVELS[level]:
        ended(hand.function("build")(NODES))
        return ended(hand.function(name)(ARGUMENTS[name]))
    hand.function("build")(NODES)
    before = len(hand.points)
    result = hand.function(name)(ARGUMENTS[name])
    return len(hand.points) - before, result


def process_result(build: str, name: str) -> tuple[int, Any]:
    running = process()
    running.call("build", NODES)
    if build == "run":
        return 0, running.call(name, ARGUMENTS[name])
    running.memory.undo = array("Q")
    return ended(running.start(name, ARGUMENTS[name]))


@pytest.mark.parametrize("name", ARGUMENTS)
def test_all_forms_agree(name: str) -> None:
    """The same result in every form, and the same number of points in all that step."""
    expected = process_result("step", name)
    assert process_result("run", name)[1] == expected[1]
    for level in LEVELS:
        points, result = hand_result(level, name)
        assert result == expected[1], level
        assert points in (0, expected[0]), level


@pytest.mark.parametrize("name", ARGUMENTS)
def test_both_write_the_same_undo_log(name: str) -> None:
    hand, running = ByHand("stepping"), process()
    ended(hand.function("build")(NODES))
    running.call("build", NODES)
    del hand.undo[:]
    undo = running.memory.undo = array("Q")
    ended(running.start(name, ARGUMENTS[name]))
    ended(hand.function(name)(ARGUMENTS[name]))
    assert len(undo) == len(hand.undo)


@pytest.mark.parametrize("name", ARGUMENTS)
def test_both_note_the_same(name: str) -> None:
    """As many points, calls and returns; and the same words overwritten before the same points."""
    hand, running = ByHand("noted"), process()
    hand.function("build")(NODES)
    running.call("build", NODES)
    for noted in (hand.undo, hand.points, hand.calls):
        noted.clear()
    recorder = Recorder(running)
    assert recorder.call(name, ARGUMENTS[name]) == hand.function(name)(ARGUMENTS[name])
    recorder.stop()
    notes = recorder.notes
    notes.keep()
    assert list(notes.times) == hand.undo[2::3]
    assert len(notes.points) == len(hand.points) + 1  # the end of the call
    kinds = [call[-1] if len(call) == 2 else call[1] for call in notes.calls[:-1]]
    assert kinds == [call[1] for call in hand.calls]
    rows, by_hand = (sum(isinstance(p, tuple) for p in n.points) for n in (notes, hand))
    assert 0.9 < rows / by_hand < 1.1


@pytest.mark.parametrize("name", ARGUMENTS)
@pytest.mark.parametrize("form", [*LEVELS, "run", "step"])
def test_form(benchmark, form: str, name: str) -> None:
    benchmark.group = name
    result = hand_result if form in LEVELS else process_result
    assert benchmark.pedantic(result, (form, name), rounds=3)[1] > 0
