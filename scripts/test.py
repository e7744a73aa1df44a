# SPDX-License-Identifier: MIT
"""Runs every check of the project and says what it runs; with names, only those."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from scripts.jupyter_home import jupyter_environment

REPOSITORY = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Check:
    """One check: its name, what it does and how long that takes, and its commands in order."""

    name: str
    what: str
    commands: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Result:
    """How a check ended: whether it passed, its seconds, and the closing line of its pytest."""

    check: Check
    passed: bool
    seconds: float
    summary: str | None


def python(*arguments: str) -> tuple[str, ...]:
    """The command that runs a module with the interpreter of this environment."""
    return (sys.executable, "-m", *arguments)


# Notebooks go to a worker whole (loadfile): a cell needs the cells before it.
CHECKS = (
    Check(
        "style",
        "ruff: style and formatting, notebooks too (seconds)",
        (python("ruff", "check", "."), python("ruff", "format", "--check", ".")),
    ),
    Check("types", "mypy: types (half a minute)", (python("mypy"),)),
    Check(
        "rooms",
        "import-linter: which room may import which (seconds)",
        ((str(Path(sys.executable).with_name("lint-imports")), "--no-logo"),),
    ),
    Check(
        "tests",
        "pytest: everything but the browser (a few minutes)",
        (python("pytest", "tests", "--ignore=tests/browser", "-n", "2"),),
    ),
    Check(
        "notebooks",
        "nbval: every notebook run and compared with its stored outputs (a minute or two)",
        (python("pytest", "--nbval", "notebooks", "-n", "2", "--dist", "loadfile"),),
    ),
    Check(
        "browser",
        "Playwright: JupyterLab in Chromium (a minute or two)",
        (python("pytest", "tests/browser"),),
    ),
)

# Programs that a test needs, and what happens without them.
PROGRAMS = {
    "gcc": ("gcc",),
    "chromium": ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
}

SUMMARY = re.compile(r"^=+ .*\b(passed|failed|error|errors|skipped)\b.* in .*=+$")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def run(command: tuple[str, ...], environment: dict[str, str]) -> tuple[int, str | None]:
    """Run a command, show its output as it comes; its exit status and pytest's closing line."""
    text = b""
    with subprocess.Popen(
        command,
        cwd=REPOSITORY,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        assert process.stdout is not None
        while chunk := os.read(process.stdout.fileno(), 65536):
            sys.stdout.buffer.write(chunk)
            sys.stdout.buffer.flush()
            text = (text + chunk)[-4096:]
    lines = COLOUR.sub("", text.decode(errors="replace")).splitlines()
    closing = [line for line in lines if SUMMARY.match(line)]
    return process.returncode, closing[-1] if closing else None


def perform(check: Check, environment: dict[str, str]) -> Result:
    """Run the commands of a check, all of them, even if one fails."""
    print(f"\n-- {check.name}: {check.what}", flush=True)
    start = time.monotonic()
    ended = [run(command, environment) for command in check.commands]
    return Result(
        check,
        passed=all(status == 0 for status, _ in ended),
        seconds=time.monotonic() - start,
        summary=ended[-1][1],
    )


def report(results: list[Result]) -> None:
    """Say how each check ended; pytest's own closing lines come last."""
    print("\n-- results")
    for result in results:
        verdict = "passed" if result.passed else "FAILED"
        print(f"{result.check.name:<10} {verdict}  {result.seconds:5.0f} s")
    for result in results:
        if result.summary:
            print(result.summary)
    sys.stdout.flush()


def say_what_is_missing() -> None:
    """Name the programs that are not on this machine, and what follows."""
    for package, names in PROGRAMS.items():
        if not any(map(shutil.which, names)):
            print(f"test: no {package} here: the tests that need it are skipped")
            print(f"      (Debian: apt-get install {package})")


def chosen(names: list[str]) -> list[Check]:
    """The checks of those names, all if there are none."""
    known = {check.name: check for check in CHECKS}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise SystemExit(f"test: no check named {', '.join(unknown)}; there are {', '.join(known)}")
    return [known[name] for name in names] or list(CHECKS)


def main(names: list[str]) -> int:
    """Run the checks of those names (all if none is given); 0 if every one passed."""
    checks = chosen(names)
    if shutil.which("git") is None:
        print("test: git is needed (Debian: apt-get install git)", file=sys.stderr)
        return 1
    print(f"test: {len(checks)} checks, about eight minutes on two cores for all of them")
    say_what_is_missing()
    with tempfile.TemporaryDirectory(prefix="jupyter-") as home:
        environment = jupyter_environment(Path(home))
        results = [perform(check, environment) for check in checks]
    report(results)
    return 0 if all(result.passed for result in results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
