# SPDX-License-Identifier: MIT
"""`python -m interp run FILE.c [ARG ...]`: a C program of its own, without a kernel."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from interp.lang import Build, CError, Options
from interp.lang.command_line import options, text_if_there
from interp.lang.compile import compile_afresh
from interp.lang.types import FunctionType
from interp.machine.faults import Fault, FaultKind
from interp.machine.libc import LIBRARY
from interp.machine.libc.streams import ProgramEnd, Streams
from interp.machine.process import STEP_BUDGET, Process
from interp.machine.unusable import NoValue

# Statuses of programs that do not end by themselves, as sysexits.h names them.
USAGE, WRONG_C, STOPPED, INTERRUPTED = 64, 65, 70, 130
MEGABYTE = 1 << 20
HEADERS = Path(__file__).parent / "libc" / "include"
INCLUDE = "include"  # under this name the library's headers are files of every build


class Sources(Mapping[str, str]):
    """The files that a program may include: its own folders', and the library's headers."""

    def __init__(self) -> None:
        self._texts: dict[str, str | None] = {}

    def __getitem__(self, path: str) -> str:
        if path not in self._texts:
            self._texts[path] = self._read(path)
        found = self._texts[path]
        if found is None:
            raise KeyError(path)
        return found

    def _read(self, path: str) -> str | None:
        if path.startswith(f"{INCLUDE}/"):
            file = HEADERS / path.removeprefix(f"{INCLUDE}/")
        else:
            file = Path(path)
        return text_if_there(file)

    def __iter__(self) -> Iterator[str]:
        return (path for path, text in self._texts.items() if text is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def build_of(
    files: Sequence[str],
    folders: Sequence[str],
    definitions: Mapping[str, str],
    memory: int,
    wraps: bool = False,
) -> Build:
    """Return what is compiled: the files, and all that they include."""
    sources = Sources()
    options = Options(capacity=memory, stack_bytes=memory // 8, wraps=wraps)
    return Build(sources, list(files), definitions, (*folders, INCLUDE), options)


def start(process: Process, arguments: Sequence[str]) -> int:
    """Run main(), what comes before and behind it, and what was given to atexit(); its status."""
    program = process.program
    environment = argument_array(process, ())
    given = (len(arguments), argument_array(process, arguments), environment)
    process.exit_handlers += [program.addresses[name] for name in program.destructors]
    try:
        for name in (*program.constructors, "main"):
            type_ = program.functions[name].type
            assert isinstance(type_, FunctionType)
            result = process.call(name, *given[: len(type_.parameters or ())])
        if isinstance(result, NoValue) and result.function != "main":
            raise process.fault_of(result.fault())  # `return f();` of main()
        status = result & 255 if isinstance(result, int) else 0
        handlers = True
    except ProgramEnd as end:
        status, handlers = end.status, end.run_handlers
    process.exiting = True
    while handlers and process.exit_handlers:
        try:
            process.call_at(process.exit_handlers.pop())
        except ProgramEnd as end:
            status, handlers = end.status, end.run_handlers
    return status


def argument_array(process: Process, arguments: Sequence[str]) -> int:
    """Put argv (or an environment) into memory and return its address."""
    memory = process.memory
    array = memory.allocate(8 * (len(arguments) + 1), "the program's arguments")
    for number, argument in enumerate(arguments):
        data = argument.encode("utf-8", errors="surrogateescape") + b"\0"
        text = memory.allocate(len(data), "the program's arguments")
        memory.write(text, data)
        memory.write_uint(array + 8 * number, text)
    memory.write_uint(array + 8 * len(arguments), 0)
    return array


def prepared(
    files: Sequence[str],
    folders: Sequence[str] = (),
    definitions: Mapping[str, str] | None = None,
    steps: int = STEP_BUDGET,
    memory: int = 64 * MEGABYTE,
    wraps: bool = False,
) -> Process:
    """Compile a program and put it into memory. Raises CError, NoMain."""
    build = build_of(files, folders, definitions or {}, memory, wraps)
    program = compile_afresh(build)
    if "main" not in program.functions:
        raise NoMain(f"{files[0]} has no main(), so there is nothing to run")
    return Process(program, None, build.files, step_budget=steps, natives=LIBRARY)


def run(
    files: Sequence[str],
    arguments: Sequence[str] = (),
    folders: Sequence[str] = (),
    definitions: Mapping[str, str] | None = None,
    steps: int = STEP_BUDGET,
    memory: int = 64 * MEGABYTE,
    streams: Streams | None = None,
) -> int:
    """Compile and run a program; return its status. Raises CError, NoMain, Fault."""
    process = prepared(files, folders, definitions, steps, memory)
    if streams is not None:
        process.streams = streams
    return finished(process, [files[0], *arguments])


def finished(process: Process, arguments: Sequence[str]) -> int:
    """Run a program to its end; return its status. Raises Fault."""
    try:
        return start(process, arguments)
    finally:
        process.streams.flush()


class NoMain(Exception):
    """A program without main()."""


def parser() -> argparse.ArgumentParser:
    """Return the command's options."""
    made = argparse.ArgumentParser(
        prog="python -m interp run",
        description="Run a C program of its own. What is undefined in it stops it with a report.",
        epilog=f"Exit status: that of the program; {WRONG_C} if it is not C that is known here, "
        f"{STOPPED} if a check stopped it.",
    )
    made.add_argument("file", metavar="FILE.c", help="the program; further .c files belong to it")
    made.add_argument("arguments", nargs=argparse.REMAINDER, metavar="ARG", help="its arguments")
    made.add_argument("-I", dest="folders", action="append", default=[], metavar="FOLDER")
    made.add_argument("-D", dest="definitions", action="append", default=[], metavar="NAME[=TEXT]")
    made.add_argument(
        "-W",
        dest="warnings",
        action="store_true",
        help="tell what C lets pass but is seldom meant (always told if a check stops the program)",
    )
    made.add_argument(
        "--wrapv",
        action="store_true",
        help="let signed arithmetic wrap, as gcc's -fwrapv does and Linux expects it",
    )
    made.add_argument(
        "--steps", type=int, default=STEP_BUDGET, help="iterations before it is stopped"
    )
    made.add_argument("--memory", type=int, default=64, help="megabytes of memory")
    return made


def main(arguments: list[str]) -> int:
    """Run the command; see `parser()`."""
    given = options(parser(), arguments)
    if given is None:
        return USAGE
    if not Path(given.file).is_file():
        print(f"interp run: there is no file {given.file}", file=sys.stderr)
        return USAGE
    more = [path for path in given.arguments if path.endswith(".c") and Path(path).is_file()]
    definitions = dict(part.partition("=")[::2] for part in given.definitions)
    definitions = {name: text or "1" for name, text in definitions.items()}
    rest = [argument for argument in given.arguments if argument not in more]
    memory = max(1, given.memory) * MEGABYTE
    try:
        files = [given.file, *more]
        process = prepared(
            files, given.folders, definitions, given.steps, memory, wraps=given.wrapv
        )
        return told_and_finished(process, [given.file, *rest], given.warnings)
    except (CError, NoMain) as problem:
        return told(problem, WRONG_C)
    except KeyboardInterrupt:
        print("interp run: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        return 0


def told_and_finished(process: Process, arguments: Sequence[str], warnings: bool) -> int:
    """Run a program to its end, and tell the compiler's warnings; return the status."""
    suspicions = "".join(f"{warning}\n" for warning in process.program.warnings)
    if warnings:
        missing = "".join(f"{warning}\n" for warning in process.undefined())
        print(suspicions + missing, end="", file=sys.stderr)
    try:
        return finished(process, arguments)
    except Fault as fault:
        sys.stdout.flush()
        print(suspicions if not warnings else "", end="", file=sys.stderr)
        return told(fault, WRONG_C if fault.kind is FaultKind.NO_DEFINITION else STOPPED)


def told(problem: Exception, status: int) -> int:
    """Print what is wrong, after what the program has printed; return the status."""
    sys.stdout.flush()
    print(problem, file=sys.stderr)
    return status
