# SPDX-License-Identifier: MIT
"""C programs run here in all forms and by gcc: what they print must be the same."""

import functools
import itertools
import shutil
import subprocess
import tempfile
from pathlib import Path

from interp.lang import Build, Options, compile_program
from interp.lang.forms import Form
from interp.machine.formatting import format_text
from interp.machine.process import Process, deep_recursion
from interp.machine.recorder import Recorder

PROGRAMS = Path(__file__).with_name("programs")
GCC = shutil.which("gcc")
FORMS = tuple(form.value for form in Form)
NO_GCC = "no gcc on this machine: install it (apt install gcc) to compare with it"
GCC_OPTIONS = ("-std=gnu11", "-O0", "-w")
MEMORY = Options(capacity=1 << 22, stack_bytes=1 << 18)


def printf(process, template, *arguments):
    """`int printf(const char *, ...)`, to the list of pieces of a process."""
    text = format_text(process.memory, process.memory.read_text(template), arguments)
    process.printed.append(text)
    return len(text)


def build(source, name="test.c", **files):
    """Return a build of one file (and of headers that it includes)."""
    headers = {f"{stem}.h": text for stem, text in files.items()}
    return Build({name: source, **headers}, [name], {}, options=MEMORY)


def process_of(the_build):
    """Return a process that can be called and stepped."""
    program = compile_program(the_build)
    in_form = functools.partial(compile_program, the_build)
    process = Process(program, in_form, the_build.files, natives={"printf": printf})
    process.printed = []
    return process


def call(process, build_name, function="main", *arguments):
    """Call a function in one of the forms; return its value."""
    if build_name == "run":
        return process.call(function, *arguments)
    if build_name == "record":
        return recorded(process, function, *arguments)
    steps = process.start(function, *arguments)
    try:
        with deep_recursion():
            while True:
                process.advance(steps)
    except StopIteration as end:
        return end.value


def recorded(process, function, *arguments):
    """Call a function that is recorded; what it did to memory must all be in the undo log."""
    memory = process.memory
    before = bytes(memory.data), bytes(memory.shadow)
    recorder = Recorder(process)
    try:
        result = recorder.call(function, *arguments)
        after = bytes(memory.data), bytes(memory.shadow)
        history = recorder.finish().history
        assert (bytes(history.data), bytes(history.shadow)) == before
        history.go(len(history))
        assert (bytes(history.data), bytes(history.shadow)) == after
        return result
    finally:
        recorder.stop()


def output(source, build_name, name="test.c"):
    """Return what a program prints here, and a last line with what `main` returns."""
    process = process_of(build(source, name))
    status = call(process, build_name)
    return b"".join(process.printed).decode("latin-1") + f"status {status & 255}\n"


def gcc_outputs(sources, *options):
    """Return the same for several programs by gcc, compiled side by side."""
    with tempfile.TemporaryDirectory() as folder:
        return [_gcc_output(Path(folder), source, options) for source in sources]


class GccRefuses(Exception):
    """A program that gcc does not compile; says why."""

    @property
    def is_its_own_mistake(self):
        return "internal compiler error" in str(self)


def _gcc_output(folder, source, options):
    text, binary = folder / "test.c", folder / "test"
    text.write_text(source)
    command = [GCC, *GCC_OPTIONS, *options, "-o", binary, text]
    made = subprocess.run(
        command, check=False, cwd=folder, timeout=120, stderr=subprocess.PIPE, text=True
    )
    if made.returncode:
        raise GccRefuses(made.stderr)
    done = subprocess.run([binary], capture_output=True, timeout=60, check=False)
    return done.stdout.decode("latin-1") + f"status {done.returncode}\n"


def gcc_output(source, *options):
    """Return what a program prints when gcc compiled it, and its exit status."""
    return gcc_outputs([source], *options)[0]


def difference(here, there):
    """Return the first line that differs, for a message."""
    pairs = itertools.zip_longest(here.splitlines(), there.splitlines(), fillvalue="(nothing)")
    for number, (ours, gccs) in enumerate(pairs, 1):
        if ours != gccs:
            return f"line {number}: here {ours!r}, by gcc {gccs!r}"
    return ""
