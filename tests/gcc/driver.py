# SPDX-License-Identifier: MIT
"""The second opinion: the modelled kernel compiled by gcc, playing scenarios.

A scenario is a case of ``tests/oracle``: a configuration and a list of steps. A tree is written to
a temporary directory, compiled there together with ``shim.c`` and ``player.c``, and the program
answers each step with one line of JSON.

By hand: ``python -m tests.gcc.driver CASES.jsonl ...`` plays files and prints what differs.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from interp.review import source_tree

HERE = Path(__file__).resolve().parent
COMPILER = "gcc"
TREES = ("base", "rfc-v2")
FLAGS = ("-std=gnu11", "-g", "-O1", "-Wall", "-Wextra", "-Wno-unused-parameter")
SANITIZERS = ("-fsanitize=undefined,address", "-fno-sanitize-recover=undefined")
#: Switches that are on in every configuration that the oracle was measured with.
ALWAYS_ON = ("MEMORY_ISOLATION", "MEMORY_HOTREMOVE", "DEBUG_VM", "DEBUG_LIST")
ENVIRONMENT = {"ASAN_OPTIONS": "detect_leaks=0:handle_segv=0:handle_sigbus=0"}
END = '{"end": true, "log": []}\n'
#: Keys that a snapshot of a large machine leaves out.
PER_PAGE_KEYS = frozenset({"count", "reserved", "lru"})

Json = dict[str, Any]


@dataclass(frozen=True)
class Config:
    """What a build of the kernel is made for. Orders are log2 of pages."""

    max_order: int = 4
    pageblock_order: int = 2
    cma: bool = False
    cpus: int = 2
    holes: bool = False

    @classmethod
    def of_case(cls, case: Json) -> Config:
        """The configuration that a case asks for."""
        return cls(**case["config"])

    def definitions(self) -> list[str]:
        """The compiler's -D options."""
        values = {
            "FORCE_MAX_ZONEORDER": self.max_order,
            "PAGEBLOCK_ORDER": self.pageblock_order,
            "NR_CPUS": self.cpus,
            **dict.fromkeys(ALWAYS_ON, 1),
        }
        if self.cma:
            values["CMA"] = 1
        if self.holes:
            values["HOLES_IN_ZONE"] = 1
        return [f"-DCONFIG_{name}={value}" for name, value in values.items()]


class CompilerFailed(Exception):
    """gcc did not take the sources; the text is what it printed."""


def why_not() -> str | None:
    """Why nothing can be compiled here, or None if it can."""
    if shutil.which(COMPILER) is None:
        return f"no {COMPILER} found: the comparison with a compiled kernel is skipped"
    return None


def write_tree(files: Mapping[str, str], directory: Path) -> None:
    """Write a source tree below a directory."""
    for path, text in files.items():
        target = directory / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def run_compiler(arguments: Sequence[str], directory: Path) -> str:
    """Run gcc in a directory and return its warnings."""
    done = subprocess.run(
        [COMPILER, *arguments], cwd=directory, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CompilerFailed(done.stderr)
    return done.stderr


@dataclass(frozen=True)
class Player:
    """A compiled kernel with its player."""

    program: Path
    warnings: str

    def play(self, cases: Sequence[Json]) -> list[list[Json]]:
        """Play cases on fresh machines; one list of answers a case, ending where it stopped."""
        script = "".join(script_of(case, number) for number, case in enumerate(cases))
        done = subprocess.run(
            [self.program],
            input=script,
            capture_output=True,
            text=True,
            check=True,
            env=ENVIRONMENT,
        )
        answers = answers_by_case(done.stdout.splitlines(), len(cases))
        if reports_in(done.stderr):
            raise CompilerFailed(done.stderr)
        return answers


class Conversation:
    """A player that goes on running: it is asked case by case, which saves its start."""

    def __init__(self, player: Player) -> None:
        # A file, since nobody reads a pipe while the program writes to it.
        self._reports = tempfile.TemporaryFile(mode="w+")  # noqa: SIM115
        self._process = subprocess.Popen(
            [player.program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._reports,
            text=True,
            env=ENVIRONMENT,
        )

    def play(self, case: Json) -> tuple[list[Json], str]:
        """Play a case: its answers, and what a sanitizer that ended it reports, or nothing."""
        questions, replies = self._process.stdin, self._process.stdout
        assert questions is not None and replies is not None
        questions.write(script_of(case, 0) + "end\n")
        questions.flush()
        lines = []
        for line in replies:
            if line == END:
                break
            lines.append(line)
        else:
            raise CompilerFailed(f"the player ended by itself ({self._process.wait()})")
        self._reports.seek(0)
        reports = self._reports.read()
        self._reports.seek(0)
        self._reports.truncate()
        [answers] = answers_by_case(lines, 1)
        return answers, reports if reports_in(reports) else ""

    def close(self) -> None:
        """End the program."""
        self._process.communicate()
        self._reports.close()


def reports_in(text: str) -> bool:
    """Whether a sanitizer has said anything."""
    return "runtime error" in text or "AddressSanitizer" in text


def build_player(
    files: Mapping[str, str], config: Config, directory: Path, *, options: Sequence[str] = ()
) -> Player:
    """Compile a source tree for a configuration, in an empty directory."""
    write_tree(files, directory)
    for name in ("shim.h", "shim.c", "player.c"):
        shutil.copy(HERE / name, directory)
    definitions = config.definitions()
    if "isolated_pages" in files["include/linux/page-isolation.h"]:
        definitions.append("-DHAVE_ISOLATED_PAGES")
    sources = sorted(path for path in files if path.endswith(".c"))
    # The kernel's <linux/string.h> and libc's <string.h> never meet: the shim sees only libc.
    warnings = run_compiler([*FLAGS, *options, "-c", "shim.c", "-o", "shim.o"], directory)
    flags = [*FLAGS, *definitions, *options, "-Iinclude", "-I."]
    warnings += run_compiler([*flags, "player.c", *sources, "shim.o", "-o", "player"], directory)
    return Player(directory / "player", warnings)


class Workshop:
    """Builds players when they are first asked for, in a temporary directory."""

    def __init__(self, options: Sequence[str] = ()) -> None:
        self._options = tuple(options)
        self._players: dict[tuple[str, Config], Player] = {}
        self._conversations: dict[tuple[str, Config], Conversation] = {}

    @cached_property
    def _directory(self) -> tempfile.TemporaryDirectory[str]:
        return tempfile.TemporaryDirectory(prefix="kernel-by-gcc-")

    def player(self, tree: str, config: Config) -> Player:
        """The player of a tree, by the tree's name, for a configuration."""
        key = (tree, config)
        if key not in self._players:
            directory = Path(self._directory.name) / str(len(self._players))
            files = dict(source_tree(tree).files)
            self._players[key] = build_player(files, config, directory, options=self._options)
        return self._players[key]

    def conversation(self, tree: str, config: Config) -> Conversation:
        """The same player, running until `close`."""
        key = (tree, config)
        if key not in self._conversations:
            self._conversations[key] = Conversation(self.player(tree, config))
        return self._conversations[key]

    def close(self) -> None:
        """End all players that run."""
        for conversation in self._conversations.values():
            conversation.close()
        self._conversations.clear()


def script_of(case: Json, number: int) -> str:
    """The player's input for a case."""
    steps = case["steps"]
    possible = max(step[-1] if step[0] == "hotadd" else 0 for step in steps)
    lines = [f"case {number}"]
    lines += [line_of(step, possible) for step in steps]
    return "\n".join(lines) + "\n"


def line_of(step: Sequence[Any], possible_pages: int) -> str:
    """One step as the player reads it. A boot is told how far memory may grow."""
    match step:
        case ["boot", pages, *rest]:
            return " ".join(map(str, ["boot", pages, max(pages, possible_pages), *rest]))
        case ["layout", lru, pinned]:
            return " ".join(["layout", *map(str, lru), "|", *map(str, pinned)])
        case _:
            return " ".join(map(str, step))


def answers_by_case(lines: Iterable[str], cases: int) -> list[list[Json]]:
    """Sort the player's lines by case, each cut off behind the step that stopped it."""
    answers: list[list[Json]] = [[] for _ in range(cases)]
    stopped = True
    for line in lines:
        answer = json.loads(line)
        if "case" in answer:
            current = answers[int(answer["case"])]
            stopped = False
        elif not stopped:
            stopped = how_it_stopped(answer) is not None
            current.append(answer)
    return answers


def how_it_stopped(answer: Json) -> str | None:
    """The kind of stop that an answer tells of, or None."""
    return next((kind for kind in ("bug", "crash", "hang") if kind in answer), None)


BAD_PAGE = re.compile(r"BUG: Bad page state +pfn:([0-9a-f]+)")
WARNINGS = re.compile(r"(list_add corruption|list_del corruption|WARN_ON)")


def event_of(line: str) -> str | None:
    """The event that a log line tells of: its kind, and for a bad page its pfn."""
    if found := BAD_PAGE.search(line):
        return f"bad_page pfn {int(found[1], 16)}"
    if found := WARNINGS.search(line):
        return found[1]
    return None


def events_in(answer: Json) -> list[str]:
    """The events of an answer of ours, from its log."""
    return [event for line in answer["log"] if (event := event_of(line))]


def events_expected(answer: Json) -> list[str]:
    """The events of an expected answer, in the same words."""
    return [
        found[1] if (found := WARNINGS.search(event)) else event
        for event in answer.get("events", [])
    ]


def without_notes(answer: Json) -> Json:
    """An answer without what is compared on its own."""
    return {key: value for key, value in answer.items() if key not in ("log", "events")}


def differences_in_step(expected: Json, got: Json) -> list[str]:
    """What differs between two answers to one step: 'key: got ..., expected ...'."""
    stop, expected_stop = how_it_stopped(got), how_it_stopped(expected)
    if stop or expected_stop:
        return [] if stop == expected_stop else [f"stop: got {stop}, expected {expected_stop}"]
    ours, theirs = without_notes(got), without_notes(expected)
    ours |= {"events": events_in(got)}
    theirs |= {"events": events_expected(expected)}
    wanted = theirs.keys() | (ours.keys() - PER_PAGE_KEYS)
    return [
        f"{key}: got {ours.get(key)}, expected {theirs.get(key)}"
        for key in sorted(wanted)
        if ours.get(key) != theirs.get(key)
    ]


def differences(steps: Sequence[Any], expected: Sequence[Json], got: Sequence[Json]) -> list[str]:
    """What differs in a case, in the order of its steps."""
    found = [
        f"step {number} {steps[number]}: {text}"
        for number, (theirs, ours) in enumerate(zip(expected, got, strict=False))
        for text in differences_in_step(theirs, ours)
    ]
    if len(expected) != len(got):
        found.append(f"steps: got {len(got)} answers, expected {len(expected)}")
    return found


def read_cases(path: Path) -> list[Json]:
    """The cases of a file, one JSON object a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def compare(cases: Sequence[Json], workshop: Workshop) -> dict[tuple[str, str], list[str]]:
    """Play cases on every tree that they expect something of: differences by (case, tree)."""
    groups: dict[tuple[str, Config], list[Json]] = {}
    for case in cases:
        for tree in case["expect"]:
            groups.setdefault((tree, Config.of_case(case)), []).append(case)
    result = {}
    for (tree, config), group in groups.items():
        played = workshop.player(tree, config).play(group)
        for case, got in zip(group, played, strict=True):
            found = differences(case["steps"], case["expect"][tree], got)
            result[case["name"], tree] = found
    return result


def main(arguments: Sequence[str]) -> int:
    """Compare files of cases; --sanitize checks every memory access and operation as well."""
    if reason := why_not():
        print(reason)
        return 0
    workshop = Workshop(SANITIZERS if "--sanitize" in arguments else ())
    failed, total = set(), 0
    for path in (Path(name) for name in arguments if not name.startswith("--")):
        cases = read_cases(path)
        total += len(cases)
        for (name, tree), found in sorted(compare(cases, workshop).items()):
            for text in found:
                print(f"{name} on {tree}: {text}")
                failed.add(name)
    print(f"{total - len(failed)} of {total} cases agree")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
