# SPDX-License-Identifier: MIT
"""The command `python -m interp oracle`: cases of tests/oracle played and compared."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from interp.kernel.configuration import Configuration
from interp.kernel.errors import KernelError, ScenarioError, did_you_mean
from interp.kernel.running import Execute, at_once, recorded, step_by_step
from interp.kernel.scenario import (
    Answer,
    Player,
    Step,
    event_of,
    operation_of,
    possible_pages,
    stop_of,
)
from interp.lang import CError
from interp.review import ReviewError, SourceTree, source_tree

# Figures of each page, which a case of a large machine leaves out.
PER_PAGE = frozenset({"count", "reserved", "lru"})


@dataclass(frozen=True)
class Case:
    """A story for a small machine, and what is expected of each tree."""

    name: str
    title: str
    configuration: Configuration
    steps: tuple[Step, ...]
    expect: Mapping[str, Sequence[Answer]]


@dataclass(frozen=True)
class Difference:
    """What differs in one case on one tree, at one step, under one key."""

    case: str
    tree: str
    number: int
    step: Step
    key: str
    got: Any
    expected: Any

    def __str__(self) -> str:
        step = json.dumps(list(self.step))
        return (
            f"{self.case} on {self.tree}, step {self.number} {step}, {self.key}:\n"
            f"    got      {json.dumps(self.got)}\n"
            f"    expected {json.dumps(self.expected)}"
        )


# -- reading --------------------------------------------------------------------------------------


def read_cases(path: Path) -> tuple[Case, ...]:
    """Return the cases of a file; what is wrong with it is a ScenarioError with file and line."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise ScenarioError(f"{path}: cannot be read: {reason}") from None
    cases = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                cases.append(case_of(json.loads(line)))
            except json.JSONDecodeError as error:
                raise ScenarioError(f"{path}:{number}: not JSON: {error}") from None
            except ScenarioError as error:
                raise ScenarioError(f"{path}:{number}: {error}") from None
    return tuple(cases)


def case_of(given: Any) -> Case:
    """Return the case that a JSON object describes."""
    if not isinstance(given, dict):
        raise ScenarioError("a case is a JSON object")
    for key, kind in (("name", str), ("config", dict), ("steps", list), ("expect", dict)):
        if not isinstance(given.get(key), kind):
            raise ScenarioError(f'a case has "{key}", a {_JSON_NAMES[kind]}')
    name, steps = given["name"], given["steps"]
    try:
        configuration = Configuration(**given["config"])
    except (TypeError, KernelError) as error:
        raise ScenarioError(f"case {name}: config: {error}") from None
    for step in steps:
        try:
            operation_of(step)
        except ScenarioError as error:
            raise ScenarioError(f"case {name}: {error}") from None
    return Case(name, str(given.get("title", "")), configuration, tuple(steps), given["expect"])


_JSON_NAMES: dict[type, str] = {str: "string", dict: "object", list: "list"}


# -- comparing ------------------------------------------------------------------------------------


def play(case: Case, tree: SourceTree, execute: Execute = at_once) -> Player:
    """Play a case on a new machine of a tree; the player has the answers."""
    player = Player(tree, case.configuration, possible_pages(case.steps), execute)
    player.play(case.steps)
    return player


def differences(case: Case, tree: str, got: Sequence[Answer]) -> Iterator[Difference]:
    """Yield what differs from what is expected of a tree, in order."""
    expected = case.expect[tree]
    for number in range(max(len(got), len(expected))):
        step = case.steps[number] if number < len(case.steps) else ()
        ours = got[number] if number < len(got) else None
        theirs = expected[number] if number < len(expected) else None
        for key, mine, wanted in _different(ours, theirs):
            yield Difference(case.name, tree, number, step, key, mine, wanted)


def _different(got: Answer | None, expected: Answer | None) -> Iterator[tuple[str, Any, Any]]:
    if got is None or expected is None:
        if not (got is None and expected is None):
            yield "answer", got, expected
        return
    stop, wanted = stop_of(got), stop_of(expected)
    if stop or wanted:
        if stop != wanted:
            yield "stop", got.get("text", stop), wanted
        return
    ours, theirs = _comparable(got), _comparable(expected)
    for key in sorted(theirs.keys() | (ours.keys() - PER_PAGE)):
        if ours.get(key) != theirs.get(key):
            yield key, ours.get(key), theirs.get(key)


def _comparable(answer: Answer) -> Answer:
    """Return an answer with its events as kinds, each for its pfn, in no order."""
    events = sorted({_kind_of(event) for event in answer.get("events", ())})
    return answer | {"events": events}


def _kind_of(event: str) -> str:
    return event if event.startswith("bad_page") else event_of(event) or event


# -- the command ----------------------------------------------------------------------------------


def main(arguments: list[str]) -> int:
    """Run the subcommand; 0 if all cases agree, 1 if one does not, 2 for bad input."""
    options = _options(arguments)
    try:
        cases = _chosen([case for path in options.files for case in read_cases(path)], options)
        return _compare(cases, options.execute)
    except (KernelError, ReviewError, CError) as error:
        print(f"python -m interp oracle: {error}", file=sys.stderr)
        return 2


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m interp oracle",
        description="Play cases on every tree that they name and compare figure by figure.",
    )
    parser.add_argument("files", metavar="FILE.jsonl", nargs="+", type=Path)
    parser.add_argument("--case", metavar="NAME", help="only the case of that name")
    parser.add_argument("--tree", metavar="NAME", help="only on that tree")
    forms = parser.add_mutually_exclusive_group()
    forms.set_defaults(execute=at_once)
    for name, execute, shown in (
        ("--stepping", step_by_step, "in the form that stops at each point"),
        ("--recording", recorded, "in the form that is recorded, and record all of it"),
    ):
        forms.add_argument(name, dest="execute", action="store_const", const=execute, help=shown)
    return parser.parse_args(arguments)


def _chosen(cases: Sequence[Case], options: argparse.Namespace) -> list[Case]:
    names = [case.name for case in cases]
    if options.case is not None and options.case not in names:
        raise ScenarioError(f"no case '{options.case}'{did_you_mean(options.case, names)}")
    chosen = [case for case in cases if options.case in (None, case.name)]
    if options.tree is None:
        return chosen
    on_tree = [_on(case, options.tree) for case in chosen if options.tree in case.expect]
    if not on_tree:
        raise ScenarioError(f"no case expects anything of tree '{options.tree}'")
    return on_tree


def _on(case: Case, tree: str) -> Case:
    expect = {tree: case.expect[tree]}
    return Case(case.name, case.title, case.configuration, case.steps, expect)


def _compare(cases: Sequence[Case], execute: Execute) -> int:
    tree = cache(source_tree)
    agreeing = 0
    for case in cases:
        found = [
            difference
            for name in case.expect
            for difference in differences(case, name, play(case, tree(name), execute).answers)
        ]
        agreeing += not found
        for difference in found:
            print(difference)
    print(f"{agreeing} of {len(cases)} cases agree")
    return 0 if agreeing == len(cases) else 1
