# SPDX-License-Identifier: MIT
"""The command line: `python -m interp COMMAND ...`; each command lives in its own room."""

from __future__ import annotations

import importlib
import sys

# Command: the module whose main() it is, and what it does.
COMMANDS = {
    "run": ("interp.machine.run", "run a C program of its own, without a kernel"),
    "thread": ("interp.review.command", "print the patch and the remarks that a mail holds"),
    "oracle": ("interp.kernel.oracle", "play cases and compare them with what is expected"),
    "findings": (
        "interp.kernel.findings.command",
        "play what is wrong with the patch and compare it with what is known",
    ),
    "parse": ("interp.lang.parse_command", "say what a C file is made of, or where it is no C"),
    "coverage": ("interp.kernel.coverage", "show which added lines of the patch have run"),
}


def usage() -> str:
    """Return the list of commands."""
    lines = [f"    {name:<10} {what}" for name, (_, what) in COMMANDS.items()]
    return "\n".join(["usage: python -m interp COMMAND ...", *lines])


def main(arguments: list[str]) -> int:
    """Run a command; 2 if there is none of that name."""
    if arguments and arguments[0] in ("-h", "--help"):
        print(usage())
        return 0
    if not arguments or arguments[0] not in COMMANDS:
        problem = f"unknown command '{arguments[0]}'" if arguments else "which command?"
        print(f"python -m interp: {problem}\n{usage()}", file=sys.stderr)
        return 2
    module = importlib.import_module(COMMANDS[arguments[0]][0])
    return int(module.main(arguments[1:]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
