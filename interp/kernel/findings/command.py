# SPDX-License-Identifier: MIT
"""The command `python -m interp findings`: every finding played on its trees, as a table."""

from __future__ import annotations

import argparse
import json
import re
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from interp.kernel.errors import KernelError
from interp.kernel.findings.finding import TREES, Finding, FindingStep, chosen
from interp.kernel.findings.playing import Difference, Played, compare, figure, play
from interp.kernel.scenario import Step
from interp.lang import CError
from interp.review import ReviewError

NOBODY = "nobody"
_NUMBER = re.compile(r"(.*) (-?\d+)")
WIDTHS = {
    "": 2,
    "finding": 26,
    "base": 30,
    "rfc-v2": 30,
    "breaks first": 28,
    "noticed by": 14,
    "verdict": 8,
}


@dataclass(frozen=True)
class Verdict:
    """A finding that was played: what came of it, and what is not as expected."""

    finding: Finding
    played: tuple[Played, ...]
    differences: tuple[Difference, ...]

    @property
    def text(self) -> str:
        """The verdict in words."""
        return "differs" if self.differences else "as expected"


def judge(finding: Finding) -> Verdict:
    """Play a finding on its trees and compare, the place of the break included."""
    played = tuple(play(finding, tree) for tree in finding.trees)
    return Verdict(finding, played, tuple(compare(finding, played)))


# -- words ----------------------------------------------------------------------------------------


def shown_step(step: Step) -> str:
    """Return a step as a call: `offline(8, 16)`."""
    name, *arguments = step
    if name == "call":
        name, *arguments = arguments
    if name == "read":
        return str(arguments[0])
    return f"{name}({', '.join(map(str, arguments))})" if arguments else str(name)


def shown_figure(step: FindingStep, key: str, value: Any) -> str:
    """Return a figure with its name: `offline(8, 16) = 0`, `NR_FREE_PAGES 32`."""
    if key == "ret":
        return f"{shown_step(step.do)} = {value}"
    if key == "stop":
        return f"stops: {value}" if value else "goes on"
    if key.startswith("printed"):
        key = "prints"
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        value = "; ".join(value) or "none"
    return f"{key} {' '.join(str(value).split())}"


def figures(finding: Finding, tree: str, played: Played | None = None) -> list[str]:
    """Return the figures that the table shows of a tree: the expected, or those of a play."""
    found: list[str] = []
    for step in finding.steps:
        for key in step.table if tree in step.on else ():
            expected = step.expect[key][tree]
            value = expected if played is None else figure(played.answer(step), key)
            found.append(shown_figure(step, key, value))
    return _joined(found)


def _joined(found: Iterable[str]) -> list[str]:
    """Write the same figure of several steps as one: `NR_FREE_PAGES 38, 45, 52`."""
    lines: dict[str, list[str]] = {}
    for text in found:
        named = _NUMBER.fullmatch(text)
        numbers = lines.setdefault(named[1] if named else text, [])
        if named:
            numbers.append(named[2])
    return [" ".join([name, ", ".join(numbers)]).rstrip() for name, numbers in lines.items()]


def broken_text(finding: Finding) -> str:
    """Return which invariant breaks first and where."""
    if finding.broken is not None:
        by_c = finding.broken.invariant in ("I1", "I2") and not finding.letter.startswith("c")
        return f"{finding.broken}{' (see c)' * by_c}"
    return f"as in {finding.like}" if finding.like else f"none: {finding.healthy}"


def _noticed_text(finding: Finding) -> str:
    names = dict.fromkeys(each.who for each in finding.noticed)
    return ", ".join(names) or NOBODY


# -- tables ---------------------------------------------------------------------------------------


def table(verdicts: Iterable[Verdict]) -> Iterator[str]:
    """Yield the lines of the table."""
    yield _row([[title] for title in WIDTHS])
    for verdict in verdicts:
        yield _row(["-" * width] for width in WIDTHS.values())
        yield from _rows(verdict)


def _rows(verdict: Verdict) -> Iterator[str]:
    finding = verdict.finding
    played = {each.tree: each for each in verdict.played}
    shown = [
        "\n".join(figures(finding, tree, played[tree])) if tree in played else "-" for tree in TREES
    ]
    cells = [
        finding.letter,
        finding.title,
        *shown,
        broken_text(finding),
        _noticed_text(finding),
        verdict.text,
    ]
    wrapped = [_wrapped(cell, width) for cell, width in zip(cells, WIDTHS.values(), strict=True)]
    for lines in zip_longest(*wrapped, fillvalue=""):
        yield _row([line] for line in lines)


def _wrapped(cell: str, width: int) -> list[str]:
    lines = []
    for part in cell.split("\n"):
        indent = "  " * ("\n" in cell)
        lines += textwrap.wrap(part, width, subsequent_indent=indent, break_on_hyphens=False)
    return lines


def _row(cells: Iterable[Sequence[str]]) -> str:
    padded = (cell[0].ljust(width) for cell, width in zip(cells, WIDTHS.values(), strict=True))
    return "  ".join(padded).rstrip()


def told_in_full(finding: Finding, verdict: Verdict | None) -> Iterator[str]:
    """Yield everything about a finding."""
    yield f"({finding.letter}) {finding.title}"
    yield from textwrap.wrap(finding.explanation, 96, initial_indent="  ", subsequent_indent="  ")
    if finding.reason:
        yield f"  {finding.status}: {finding.reason}"
    yield "  lines of the patch:"
    yield from (f"    {line}" for line in finding.hunks)
    yield "  noticed by:"
    yield from (f"    {each}" for each in finding.noticed)
    if not finding.noticed:
        yield f"    {NOBODY}"
    if verdict is not None:
        yield from _played_in_full(finding, verdict)


def _played_in_full(finding: Finding, verdict: Verdict) -> Iterator[str]:
    yield f"  steps ({_machine_text(finding)}):"
    for number, step in enumerate(finding.steps, 1):
        only = f"   (on {step.on[0]} only)" if len(step.on) < len(finding.trees) else ""
        yield f"    {number:>2}  {shown_step(step.do)}{only}"
        for key, expected in step.expect.items():
            told = (f"{tree} {expected[tree]!r}" for tree in step.on)
            yield f"          {key}: {', '.join(told)}"
    yield f"  breaks first: {broken_text(finding)}"
    if finding.broken is not None:
        yield f"    {finding.broken.line}"
    yield f"  verdict: {verdict.text}"
    yield from (f"    {each}" for each in verdict.differences)


def _machine_text(finding: Finding) -> str:
    config = finding.configuration
    parts = [f"max_order {config.max_order}", f"pageblock_order {config.pageblock_order}"]
    parts += ["CONFIG_CMA"] * config.cma
    if finding.hole:
        parts.append(f"CONFIG_HOLES_IN_ZONE, no memory at {finding.hole[0]} to {finding.hole[1]}")
    return ", ".join(parts)


# -- the command ----------------------------------------------------------------------------------


def main(arguments: list[str]) -> int:
    """Run the subcommand; 0 if all that run are as expected, 1 if one is not, 2 for bad input."""
    options = _options(arguments)
    try:
        found = chosen(options.letters)
        verdicts = {each.letter: judge(each) for each in found if each.runs}
    except (KernelError, ReviewError, CError) as problem:
        print(f"python -m interp findings: {problem}", file=sys.stderr)
        return 2
    if options.json:
        listed = [_as_json(each, verdicts.get(each.letter)) for each in found]
        print(json.dumps(listed, indent=2))
    elif options.letters:
        for each in found:
            print("\n".join(told_in_full(each, verdicts.get(each.letter))), end="\n\n")
    else:
        _print_table(found, list(verdicts.values()))
    good = sum(not verdict.differences for verdict in verdicts.values())
    if not options.json:
        print(f"{good} of {len(verdicts)} findings as expected")
    return 0 if good == len(verdicts) else 1


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m interp findings",
        description="Play what is known to be wrong with the patch, and compare the figures.",
    )
    parser.add_argument(
        "letters", metavar="LETTER", nargs="*", help="such as b1, or b for all of b"
    )
    parser.add_argument("--json", action="store_true", help="for programs")
    return parser.parse_args(arguments)


def _print_table(found: Sequence[Finding], verdicts: Sequence[Verdict]) -> None:
    print("\n".join(table(verdicts)))
    for verdict in verdicts:
        for difference in verdict.differences:
            print(f"\n{verdict.finding.letter} {difference}")
    print()
    for finding in found:
        if not finding.runs:
            print(f"{finding.letter}  {finding.title}\n    {finding.status}. {finding.reason}\n")


def _as_json(finding: Finding, verdict: Verdict | None) -> dict[str, Any]:
    broken = finding.broken
    return {
        "letter": finding.letter,
        "title": finding.title,
        "explanation": finding.explanation,
        "status": finding.status,
        "reason": finding.reason,
        "hunks": [vars(line) for line in finding.hunks],
        "noticed": [vars(each) | {"when": str(each.when)} for each in finding.noticed],
        "machine": vars(finding.configuration) | {"hole": finding.hole},
        "steps": [
            {"do": list(step.do), "on": list(step.on), "expect": step.expect}
            for step in finding.steps
        ],
        "broken": vars(broken) if broken is not None else None,
        "figures": {tree: figures(finding, tree) for tree in finding.trees},
        "verdict": verdict.text if verdict is not None else None,
        "differences": [vars(each) for each in verdict.differences] if verdict is not None else [],
    }
