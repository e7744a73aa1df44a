# SPDX-License-Identifier: MIT
"""One scenario on the interpreter and on the kernel that gcc compiled, step by step.

What has to be equal after each step: what it returned, every line that the kernel printed (without
addresses), and the whole snapshot of the machine.

A machine that stops has to stop on both sides, at the same step, in the same way:

    bug     an assertion of the kernel's own (BUG_ON), or a lock that is held or free already
    fault   an access or an operation that C does not allow
    hang    a loop, or a list, without an end

A compiled kernel goes on after much that the interpreter calls a fault, with whatever the machine
makes of it; and so does the interpreter where an index is beyond its array, as 6 is for the five
list heads of finding (j): it prints a report. Here such a report is a fault, and gcc's sanitizers
are on, which have to stop the program at the same line of the same file. (Where an address is so
wrong that the processor itself refuses it, no line is known.) Behind a fault nothing is compared,
because C does not say what is right there. Memory that is read but was never written is a fault
for the interpreter only, so it would be told as a difference.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from interp.kernel.configuration import Configuration
from interp.kernel.scenario import Player as InterpretedPlayer
from interp.kernel.scenario import possible_pages
from interp.machine import Fault, FaultKind
from interp.review import source_tree
from tests.gcc import driver
from tests.gcc.sequences import Scenario

#: The loops and calls that a step may take; the longest of these small machines takes thousands.
STEP_BUDGET = 300_000
BUGS = {FaultKind.BUG, FaultKind.PANIC, FaultKind.LOCK_RECURSION, FaultKind.LOCK_NOT_HELD}
#: What the interpreter's snapshots have beyond tests/oracle/README.md: here only the balloon's list
#: can still be broken, and that list is no part of a snapshot.
NOT_COMPARED = {"events", "broken"}
ADDRESS = re.compile(r"page:\S+")
BAD_INDEX = re.compile(r"UBSAN: array-index-out-of-bounds in \S+ at (\S+:\d+):\d+:")
REPORT = re.compile(r"^(\S+?):(\d+):\d+: runtime error: (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Stop:
    """How a machine stopped. `place` is a file and line, where they are known."""

    kind: str
    place: str | None = None
    text: str = field(default="", compare=False)

    def agrees_with(self, other: Stop) -> bool:
        """Whether both stopped in the same way, and at the same place if both know theirs."""
        if self.kind != other.kind:
            return False
        return self.place is None or other.place is None or self.place == other.place


@dataclass(frozen=True)
class Moment:
    """What one step brought: a result, printed lines and a snapshot; or the machine's end."""

    ret: int | None = None
    log: tuple[str, ...] = ()
    state: dict[str, Any] = field(default_factory=dict)
    stop: Stop | None = None


@dataclass(frozen=True)
class Comparison:
    """A scenario on one tree: what differs (nothing, if all is well), and how far it went."""

    differences: tuple[str, ...]
    steps: int
    stop: Stop | None


def compare(
    scenario: Scenario, tree: str, workshop: driver.Workshop, *, compiled_tree: str | None = None
) -> Comparison:
    """Play a scenario on a tree with both, and say what differs at the first step that does.

    With another tree for gcc, two trees are compared.
    """
    ours = interpreted(scenario, tree)
    theirs = compiled(scenario, compiled_tree or tree, workshop)
    for number, mine in enumerate(ours):
        other = theirs[number] if number < len(theirs) else None
        found = tuple(differences(mine, other))
        if found:
            step = f"step {number} {scenario.steps[number]} on {tree}"
            return Comparison(tuple(f"{step}: {text}" for text in found), number, mine.stop)
        if mine.stop is not None:
            return Comparison((), number, mine.stop)
    return Comparison((), len(ours), None)


def differences(ours: Moment, theirs: Moment | None) -> list[str]:
    """What differs between two moments, in words."""
    if theirs is None:
        return ["gcc's kernel did not answer"]
    if ours.stop is not None or theirs.stop is not None:
        if ours.stop is not None and theirs.stop is not None and ours.stop.agrees_with(theirs.stop):
            return []
        return [f"interpreter: {ours.stop or 'goes on'}; gcc: {theirs.stop or 'goes on'}"]
    pairs = {"ret": (ours.ret, theirs.ret), "log": (ours.log, theirs.log)}
    for key in sorted(ours.state.keys() | theirs.state.keys()):
        pairs[key] = (ours.state.get(key), theirs.state.get(key))
    return [f"{key}: interpreter {a}; gcc {b}" for key, (a, b) in pairs.items() if a != b]


# -- the interpreter ------------------------------------------------------------------------------


@cache
def tree_named(name: str) -> Any:
    """A tree, read once."""
    return source_tree(name)


def interpreted(scenario: Scenario, tree: str) -> list[Moment]:
    """Play a scenario in the run form; ends with the step that stops the machine."""
    case = scenario.case
    player = InterpretedPlayer(
        tree_named(tree), Configuration(**case["config"]), possible_pages(case["steps"])
    )
    moments = []
    for step in case["steps"]:
        moments.append(_interpreted_step(player, step))
        if step[0] == "boot":
            player.machine.process.step_budget = STEP_BUDGET
        if moments[-1].stop is not None:
            break
    return moments


def _interpreted_step(player: InterpretedPlayer, step: list[Any]) -> Moment:
    lines = 0 if step[0] == "boot" else len(player.machine.log)
    answer = player.answer(step)
    fault = player.machine.fault
    if fault is not None:
        return Moment(stop=_stop_of_fault(fault))
    printed = player.machine.log[lines:]
    for line in printed:
        if report := BAD_INDEX.search(line):
            return Moment(stop=Stop("fault", report[1], line))
    state = player.answer(["state"])
    for kind, mine in (("crash", "fault"), ("hang", "hang")):
        if kind in state:
            return Moment(stop=Stop(mine, text=state["text"]))
    log = tuple(ADDRESS.sub("page:", line) for line in printed)
    return Moment(answer["ret"], log, {k: v for k, v in state.items() if k not in NOT_COMPARED})


def _stop_of_fault(fault: Fault) -> Stop:
    text = str(fault)
    if fault.kind in BUGS:
        return Stop("bug", text=text)
    if fault.kind is FaultKind.STEPS:
        return Stop("hang", text=text)
    where = fault.location
    return Stop("fault", f"{where.file}:{where.line}" if where else None, text)


# -- gcc ------------------------------------------------------------------------------------------


def compiled(scenario: Scenario, tree: str, workshop: driver.Workshop) -> list[Moment]:
    """Play a scenario on the compiled kernel, with a snapshot behind each step."""
    case = scenario.case
    steps = [each for step in case["steps"] for each in (step, ["state"])]
    talk = workshop.conversation(tree, driver.Config.of_case(case))
    answers, reports = talk.play({"steps": steps})
    if reports and not any(driver.how_it_stopped(answer) for answer in answers):
        answers.append({"fault": reports})
    moments = []
    for first in range(0, len(answers), 2):
        pair = answers[first : first + 2]
        stop = next((found for answer in pair if (found := _stop_of_answer(answer))), None)
        if stop is not None:
            moments.append(Moment(stop=stop))
        elif len(pair) == 2:
            moments.append(_moment(*pair))
    return moments


def _moment(answer: driver.Json, state: driver.Json) -> Moment:
    log = tuple(ADDRESS.sub("page:", line) for line in answer["log"])
    return Moment(answer["ret"], log, driver.without_notes(state))


def _stop_of_answer(answer: driver.Json) -> Stop | None:
    if "fault" in answer:
        found = REPORT.search(answer["fault"])
        place = f"{found[1]}:{found[2]}" if found else None
        return Stop("fault", place, answer["fault"])
    kind = driver.how_it_stopped(answer)
    if kind is None:
        return None
    return Stop("fault" if kind == "crash" else kind, text=str(answer))
