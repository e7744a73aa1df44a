# SPDX-License-Identifier: MIT
"""What the stepper in the browser asks for besides points: where to go, what macros made."""

import re
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from interp.lang.source import PlainError
from interp.lesson.about import Looked, about, values_in_call
from interp.lesson.html import element, join
from interp.lesson.seeking import (
    Asked,
    NotReached,
    after,
    ahead_of,
    expanded,
    hunk_entries,
)
from interp.lesson.stepper import Stepper
from interp.machine.expressions import NotThere

KEPT_EXPRESSIONS = 64
PLACE = re.compile(r"([\w./-]*):(\d+)")
EXAMPLE = "write a C expression, such as mem_map[8]._count.counter, or a line, such as :12"


@dataclass(frozen=True)
class Found:
    """Where to go, what to say there (as text, perhaps as HTML), and whether it failed."""

    index: int
    said: str
    html: str = ""
    failed: bool = False


class Finder:
    """Answers a browser that asks from a point; it moves nothing and keeps what takes time."""

    def __init__(self, stepper: Stepper) -> None:
        self._stepper = stepper
        self._recording = stepper.recording
        self._asked = cast(Asked, stepper.recording)
        self._looked = cast(Looked, stepper.recording)
        self._seen: dict[str, tuple[Any, ...]] = {}

    def find(self, how: str, what: str, at: int) -> Found:
        """Find what is asked for from the point `at`; whatever is not there is said plainly."""
        try:
            if how in ("next", "previous"):
                return self._line_or_change(what.strip(), at, back=how == "previous")
            if how in ("next hunk", "previous hunk"):
                return self._hunk(at, back=how == "previous hunk")
            if how == "first broken":
                return self._broken(at)
            if how == "macros":
                return self._macros(at)
            if how == "about":
                return self._about(what.strip(), at)
        except (PlainError, LookupError) as problem:
            # Of a fault in an expression the first line says it all; the rest quotes it.
            return Found(at, str(problem).split("\n")[0], failed=True)
        raise ValueError(f"the browser asked for '{how}', which nothing here finds")

    def _line_or_change(self, what: str, at: int, back: bool) -> Found:
        if not what:
            raise NotReached(EXAMPLE)
        place = PLACE.fullmatch(what)
        if place is None:
            return self._change(what, at, back)
        path = place[1] or self._recording.place(at)[1].file
        where = f"{path}:{place[2]}"
        points = self._asked.points_at(path, int(place[2]))
        return Found(_pick(points, at, where, back), f"run {'back ' if back else ''}to {where}")

    def _change(self, expression: str, at: int, back: bool) -> Found:
        seen = self._watch(expression, at)
        points = tuple(each.index for each in seen[1:])
        index = _pick(points, at, f"a change of {expression}", back)
        number = points.index(index) + 1
        return Found(index, f"{expression}: {seen[number - 1].text} -> {seen[number].text}")

    def _watch(self, expression: str, at: int) -> tuple[Any, ...]:
        """The values of an expression; of a variable of a call that waits, those in that call."""
        depth = self._looked.scope(expression, at)
        if depth < self._recording.depth(at):
            with suppress(NotThere):
                return tuple(values_in_call(self._looked, expression, at, depth, to_its_end=True))
        if expression not in self._seen:
            if len(self._seen) >= KEPT_EXPRESSIONS:
                self._seen.pop(next(iter(self._seen)))
            self._seen[expression] = self._asked.watch(expression)
        return self._seen[expression]

    def _about(self, expression: str, at: int) -> Found:
        view = about(self._looked, expression, at)
        return Found(at, f"{expression}: {view.text}", join(element("b", expression), view.html))

    @cached_property
    def _hunks(self) -> dict[int, str]:
        return hunk_entries(self._recording)

    def _hunk(self, at: int, back: bool) -> Found:
        index = _pick(tuple(self._hunks), at, "a line of the patch", back)
        return Found(index, self._hunks[index])

    @cached_property
    def _first_broken(self) -> Any:
        return self._asked.first_broken()

    def _broken(self, at: int) -> Found:
        broken = self._first_broken
        if broken is None:
            return Found(at, "no invariant breaks for good in this recording", failed=True)
        told = "; ".join(map(repr, broken.violations))
        place = f"{broken.location.file}:{broken.location.line}"
        return Found(broken.index, f"{told}, broken by {broken.function}() at {place}")

    def _macros(self, at: int) -> Found:
        place = self._recording.place(at)[1]
        view = expanded(self._asked, place.file, place.line)
        return Found(at, view.text, view.html)


def _pick(points: tuple[int, ...], at: int, what: str, back: bool) -> int:
    return ahead_of(points, at, what) if back else after(points, at, what)
