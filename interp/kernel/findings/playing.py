# SPDX-License-Identifier: MIT
"""A finding played: what each tree makes of it, and where that differs from what is expected."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any, TypeVar

from interp.kernel.findings.finding import Broken, Finding, FindingStep, all_findings
from interp.kernel.findings.player import FindingPlayer
from interp.kernel.invariants import INVARIANTS, first_broken
from interp.kernel.machine import Machine
from interp.kernel.recording import KernelRecording
from interp.kernel.scenario import Answer, possible_pages, stop_of
from interp.review import SourceTree, source_tree

NOT_REACHED = "not reached"

P = TypeVar("P", bound=FindingPlayer)
tree_named: Callable[[str], SourceTree] = cache(source_tree)


@dataclass(frozen=True)
class PlayedStep:
    """A step (its number from 1), its answer, and the invariants that are broken after it."""

    number: int
    step: FindingStep
    answer: Answer
    broken: tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """What is not as expected: on which tree, in which step."""

    tree: str
    where: str
    got: Any
    expected: Any

    def __str__(self) -> str:
        return f"on {self.tree}, {self.where}: got {self.got}, expected {self.expected}"


class RecordingPlayer(FindingPlayer):
    """A player that can record the C calls of a step."""

    recordings: list[KernelRecording] | None = None

    def call(self, name: str, *arguments: int) -> int:
        """Call a C function with raw numbers, and record it if that is wanted."""
        if self.recordings is None:
            return super().call(name, *arguments)
        recording = self._recorded(name, arguments)
        return int(recording.result) if recording.result is not None else 0

    def call_c(self, name: str, arguments: Sequence[Any]) -> Any:
        """Call a C function as Python does, and record it if that is wanted."""
        if self.recordings is None:
            return super().call_c(name, arguments)
        return self._recorded(name, [self._argument(each) for each in arguments]).result

    def _recorded(self, name: str, arguments: Sequence[Any]) -> KernelRecording:
        assert self.recordings is not None
        recording = self.machine.record(name, *arguments)
        self.recordings.append(recording)
        if recording.fault is not None:
            raise recording.fault
        return recording


# -- playing --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Played:
    """A finding as it was played on one tree."""

    finding: Finding
    tree: str
    steps: tuple[PlayedStep, ...]

    @cached_property
    def breaks(self) -> dict[str, int]:
        """The invariants that break, in time, with the step in which each first did."""
        found: dict[str, int] = {}
        for played in self.steps:
            for name in played.broken:
                found.setdefault(name, played.number)
        return found

    def answer(self, step: FindingStep) -> Answer | None:
        """Return what became of a step; None if the machine had stopped before."""
        return next((played.answer for played in self.steps if played.step is step), None)


def play(finding: Finding, tree: str) -> Played:
    """Play a finding on a new machine of a tree."""
    player = _player(FindingPlayer, finding, tree)
    steps = []
    for number, step in _steps_on(finding, tree):
        answer = player.answer(step.do)
        stopped = stop_of(answer) is not None
        broken = () if stopped else _broken_names(player.machine, step)
        steps.append(PlayedStep(number, step, answer, broken))
        if stopped:
            break
    return Played(finding, tree, tuple(steps))


def _player(kind: type[P], finding: Finding, tree: str) -> P:
    steps = [step.do for step in finding.steps]
    player = kind(tree_named(tree), finding.configuration, possible_pages(steps))
    player.hole = finding.hole
    return player


def _steps_on(finding: Finding, tree: str) -> Iterator[tuple[int, FindingStep]]:
    for number, step in enumerate(finding.steps, 1):
        if tree in step.on:
            yield number, step


def _broken_names(machine: Machine, step: FindingStep) -> tuple[str, ...]:
    """Return the invariants that are broken after a step; a page in flight is in no place."""
    names = dict.fromkeys(violation.name for violation in machine.check())
    return tuple(name for name in names if name != "I3" or not step.in_flight)


# -- where an invariant breaks --------------------------------------------------------------------


def recorded_break(finding: Finding, told: Broken) -> Broken | None:
    """Record the step in which an invariant is said to break, and return what really happens."""
    player = _player(RecordingPlayer, finding, told.tree)
    before: dict[str, None] = {}
    for number, step in _steps_on(finding, told.tree):
        if number == told.step:
            player.recordings = []
        player.answer(step.do)
        if player.recordings is not None:
            return _first(player.recordings, told, tuple(before))
        before |= dict.fromkeys(_broken_names(player.machine, step))
    return None


def _first(
    recordings: Sequence[KernelRecording], told: Broken, before: tuple[str, ...]
) -> Broken | None:
    for recording in recordings:
        since = {
            name: found[0]
            for name in (*INVARIANTS, "I7")
            if name not in before and (found := first_broken(recording, [name])) and found[0]
        }
        if told.invariant in since:
            index = since[told.invariant]
            earlier = tuple(name for name in since if since[name] < index)
            if told.invariant == "I4":
                index = _final(recording, index)
            at, line = _culprit(recording, index)
            return replace(told, at=at, line=line, after=before + earlier)
    return None


def _final(recording: KernelRecording, index: int) -> int:
    """Return where a counter got the wrong value that it keeps.

    What I4 compares is changed by one statement after another, in a healthy call as well; none of
    them is wrong before the last.
    """
    wrong = next(INVARIANTS["I4"](recording.snapshot(len(recording) - 1))).found
    for point in range(len(recording) - 1, index, -1):
        if all(v.found != wrong for v in INVARIANTS["I4"](recording.snapshot(point - 1))):
            return point
    return index


def _culprit(recording: KernelRecording, index: int) -> tuple[str, str]:
    """Return file:line and text of the statement that ran before a point."""
    _, place = recording.culprit(index)
    text = recording.tree.read(place.file).split("\n")[place.line - 1].strip()
    return f"{place.file}:{place.line}", text


# -- comparing ------------------------------------------------------------------------------------


def figure(answer: Answer | None, key: str) -> Any:
    """Return the figure of an answer that a key names, such as `ret` or `nr_free.3`."""
    if answer is None:
        return NOT_REACHED
    value: Any = {"stop": "", **answer}
    for part in key.split("."):
        try:
            value = value[int(part)] if isinstance(value, list) else value[part]
        except (KeyError, IndexError):
            return "nothing"
    return value


def differences(finding: Finding) -> Iterator[Difference]:
    """Play a finding on its trees and yield what is not as expected."""
    yield from compare(finding, [play(finding, tree) for tree in finding.trees])


def compare(finding: Finding, plays: Iterable[Played]) -> Iterator[Difference]:
    """Yield what is not as expected of a finding that was played, and record where it breaks."""
    for played in plays:
        yield from _different_figures(played)
        yield from _different_breaks(played)
    told = finding.broken
    if told is not None and (found := recorded_break(finding, told)) != told:
        got = f"{found}: {found.line}" if found else "it does not break"
        yield Difference(
            told.tree, f"first broken in step {told.step}", got, f"{told}: {told.line}"
        )


def _different_figures(played: Played) -> Iterator[Difference]:
    for number, step in _steps_on(played.finding, played.tree):
        answer = played.answer(step)
        where = f"step {number} {list(step.do)}"
        for key, expected in step.expect.items():
            got = figure(answer, key)
            if got != expected[played.tree]:
                yield Difference(played.tree, f"{where}, {key}", got, expected[played.tree])
        if answer is not None and stop_of(answer) and "stop" not in step.expect:
            yield Difference(played.tree, where, answer["text"], "the machine to go on")


def _different_breaks(played: Played) -> Iterator[Difference]:
    """Yield what is not as expected of the invariants that are broken between the steps."""
    broken = _told(played.finding)
    if broken is not None and broken.tree != played.tree:
        if played.tree == "base":
            yield from _unless_healthy(played)
        return
    if broken is None:
        yield from _unless_healthy(played)
        return
    before = {name for name, step in played.breaks.items() if step < broken.step}
    until = {name for name, step in played.breaks.items() if step <= broken.step}
    if not before <= set(broken.after) <= until:
        where = f"invariants broken before {broken.invariant}"
        yield Difference(played.tree, where, sorted(before), list(broken.after))
    last = played.steps[-1]
    if stop_of(last.answer) and last.number == broken.step:
        return
    since = played.breaks.get(broken.invariant)
    if since != broken.step:
        yield Difference(played.tree, f"step that breaks {broken.invariant}", since, broken.step)


def _unless_healthy(played: Played) -> Iterator[Difference]:
    if played.breaks:
        yield Difference(played.tree, "invariants that break", list(played.breaks), "none")


def _told(finding: Finding) -> Broken | None:
    """Return what a finding says about its invariants, itself or by naming another."""
    if finding.like:
        [finding] = (each for each in all_findings() if each.letter == finding.like)
    return finding.broken
