# SPDX-License-Identifier: MIT
"""What a step costs in the kernel: rendering a point, forward or back, and marking a line."""

import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from interp.lesson.source_view import highlight, source_pane
from interp.lesson.stepper import Stepper, stepper
from interp.lesson.stepper_widget import fragment
from tests.lesson import fake

POINTS = 600


def milliseconds(action: Callable[[], Any]) -> float:
    """How long an action takes."""
    start = time.perf_counter()
    action()
    return (time.perf_counter() - start) * 1000


def walk(walker: Stepper, indexes: range) -> list[float]:
    """How long each of these points takes to be rendered."""
    return [milliseconds(partial(fragment, walker, index)) for index in indexes]


def test_a_step_back_costs_what_a_step_forward_costs() -> None:
    walker = stepper(fake.long_recording(POINTS))
    walk(walker, range(20))
    forward = statistics.median(walk(walker, range(100, 200)))
    back = statistics.median(walk(walker, range(199, 99, -1)))
    print(f"\nstep forward {forward:.2f} ms, step back {back:.2f} ms, ratio {back / forward:.2f}")
    assert back / forward < 2


def test_rendering_a_point(benchmark: Any) -> None:
    walker = stepper(fake.long_recording(POINTS))
    points = iter(range(1_000_000))
    benchmark(lambda: fragment(walker, next(points) % POINTS))


def test_the_text_of_a_point(benchmark: Any) -> None:
    walker = stepper(fake.long_recording(POINTS), at=5)
    benchmark(walker.text)


def test_another_line_of_a_file_that_was_shown_before(benchmark: Any) -> None:
    pane = source_pane(fake.FakeTree(), fake.ISOLATION)
    benchmark(lambda: pane.around(11))


def test_highlighting_a_file_for_the_first_time(benchmark: Any) -> None:
    text = "\n".join(row[1:] for row in fake.TEXTS[fake.ISOLATION].splitlines()) * 50

    def fresh() -> None:
        highlight.cache_clear()
        highlight(text)

    benchmark(fresh)
