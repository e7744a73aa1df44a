# SPDX-License-Identifier: MIT
"""What a finding is, and how it is read from its file in this folder.

A finding is data: a story for a small machine, what each tree makes of it, and who saw it first.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from interp.kernel.configuration import Configuration
from interp.kernel.errors import KernelError, ScenarioError
from interp.kernel.findings.player import check_step
from interp.kernel.scenario import Step

TREES = ("base", "rfc-v2")
STATUSES = ("runs", "open: needs two CPUs", "reasoned, not run")
FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True)
class HunkLine:
    """A line of the patch that has to do with a finding; `line` begins with its + or - or blank.

    `patch` is "rfc-v2" for what the mail has, "rfc-v2-tail" for what was cut from it.
    """

    file: str
    hunk: int
    line: str
    patch: str = "rfc-v2"

    def __str__(self) -> str:
        return f"{self.file}, hunk {self.hunk}{self._cut}: {self.line}"

    @property
    def _cut(self) -> str:
        return " (of the part that the mail cut)" if self.patch != "rfc-v2" else ""


@dataclass(frozen=True)
class Noticed:
    """Who saw it, when, what they said, and the mail: its id or that of the mail it answers."""

    who: str
    when: date
    what: str
    message: str

    def __str__(self) -> str:
        return f"{self.who}, {self.when}: {self.what} ({self.message})"


@dataclass(frozen=True)
class FindingStep:
    """A step, on which trees it is played, and what is expected of it: key -> tree -> value.

    `table` are the keys that the table of findings shows. `in_flight`: after this step the machine
    stands inside a call that was not made whole, with a page that is nowhere (I3).
    """

    do: Step
    on: tuple[str, ...]
    expect: Mapping[str, Mapping[str, Any]]
    table: tuple[str, ...] = ()
    in_flight: bool = False


@dataclass(frozen=True)
class Broken:
    """The invariant that breaks first: in which step (from 1), and the C line that does it.

    `after` are those that were broken before by what is finding c, and happens at each isolation.
    """

    invariant: str
    step: int
    at: str
    line: str
    tree: str = "rfc-v2"
    after: tuple[str, ...] = ()

    def __str__(self) -> str:
        before = f" (after {', '.join(self.after)}, see c)" if self.after else ""
        where = "" if self.tree == "rfc-v2" else f" on {self.tree}"
        return f"{self.invariant} at {self.at}{where}{before}"


@dataclass(frozen=True)
class Finding:
    """A finding about the patch.

    `healthy` says why no invariant breaks, `like` names the finding whose invariants break alike.
    `reason` says why it is open, or why it has not been run.
    """

    letter: str
    title: str
    explanation: str
    status: str
    reason: str
    hunks: tuple[HunkLine, ...]
    noticed: tuple[Noticed, ...]
    trees: tuple[str, ...]
    configuration: Configuration
    hole: tuple[int, int] | None
    steps: tuple[FindingStep, ...]
    broken: Broken | None
    healthy: str
    like: str

    @property
    def runs(self) -> bool:
        """Whether there is something to play."""
        return self.status == "runs"


# -- reading --------------------------------------------------------------------------------------


@cache
def all_findings() -> tuple[Finding, ...]:
    """Return the findings of this folder, in the order of their letters."""
    return tuple(read_finding(path) for path in sorted(FOLDER.glob("*.toml")))


def read_finding(path: Path) -> Finding:
    """Return the finding that a file tells; what is wrong with it is a ScenarioError."""
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
        return finding_of(given)
    except (tomllib.TOMLDecodeError, KernelError, TypeError, KeyError) as problem:
        said = f"'{problem.args[0]}' is missing" if isinstance(problem, KeyError) else problem
        raise ScenarioError(f"{path.name}: {said}") from None


def finding_of(given: Mapping[str, Any]) -> Finding:
    """Return the finding that a table describes."""
    trees = tuple(given.get("trees", TREES))
    broken = given.get("broken")
    machine = dict(given.get("machine", {}))
    hole = machine.pop("hole", None)
    finding = Finding(
        letter=given["letter"],
        title=given["title"],
        explanation=" ".join(given["explanation"].split()),
        status=given["status"],
        reason=" ".join(given.get("reason", "").split()),
        hunks=tuple(HunkLine(**each) for each in given["hunks"]),
        noticed=tuple(Noticed(**each) for each in given["noticed"]),
        trees=trees,
        configuration=Configuration(**machine),
        hole=tuple(hole) if hole else None,
        steps=tuple(_step(each, trees) for each in given.get("steps", ())),
        broken=Broken(**{**broken, "after": tuple(broken.get("after", ()))}) if broken else None,
        healthy=given.get("healthy", ""),
        like=given.get("like", ""),
    )
    _check(finding, given)
    return finding


KEYS = {
    *("letter", "title", "explanation", "status", "reason", "hunks", "noticed"),
    *("trees", "machine", "steps", "broken", "healthy", "like"),
}


def _check(finding: Finding, given: Mapping[str, Any]) -> None:
    if unknown := set(given) - KEYS:
        raise ScenarioError(f"a finding has no '{min(unknown)}'")
    if finding.status not in STATUSES:
        raise ScenarioError(f"the status is one of {', '.join(STATUSES)}: '{finding.status}'")
    if finding.runs != bool(finding.steps) or finding.runs == bool(finding.reason):
        raise ScenarioError("a finding that runs has steps; one that does not has a reason")
    if finding.runs and sum(map(bool, (finding.broken, finding.healthy, finding.like))) != 1:
        raise ScenarioError("a finding that runs has one of 'broken', 'healthy' and 'like'")


def _step(given: Mapping[str, Any], trees: Sequence[str]) -> FindingStep:
    check_step(given["do"])
    on = (given["on"],) if "on" in given else tuple(trees)
    expect = {
        key: _of_each_tree(key, values, on) for key, values in given.get("expect", {}).items()
    }
    table = tuple(given.get("table", ()))
    if missing := set(table) - set(expect):
        raise ScenarioError(f"step {given['do']}: '{min(missing)}' is not expected to be anything")
    return FindingStep(given["do"], on, expect, table, given.get("in_flight", False))


def _of_each_tree(key: str, values: Any, trees: Sequence[str]) -> dict[str, Any]:
    if not isinstance(values, list) or len(values) != len(trees):
        raise ScenarioError(f"'{key}' has a value for each of {', '.join(trees)}: {values}")
    return dict(zip(trees, values, strict=True))


# -- choosing -------------------------------------------------------------------------------------


def chosen(letters: Iterable[str]) -> tuple[Finding, ...]:
    """Return the findings of these letters; "b" stands for b1, b2, ...; none means all."""
    wanted = list(letters)
    found = all_findings()
    for letter in wanted:
        if not any(_is_meant(each, letter) for each in found):
            known = ", ".join(each.letter for each in found)
            raise ScenarioError(f"there is no finding '{letter}'; the findings are {known}")
    return tuple(f for f in found if not wanted or any(_is_meant(f, one) for one in wanted))


def _is_meant(finding: Finding, letter: str) -> bool:
    return letter in (finding.letter, finding.letter.rstrip("0123456789"))
