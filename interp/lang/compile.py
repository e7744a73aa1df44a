# SPDX-License-Identifier: MIT
"""The whole way: a tree of C files in, a program out, kept by content between runs."""

from __future__ import annotations

import functools
import gc
import hashlib
import io
import marshal
import pickle
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import CodeType
from typing import TYPE_CHECKING, Any

from interp.lang.cache import keep, read_cached
from interp.lang.forms import Form
from interp.lang.link import Options, Program, link
from interp.lang.source import CError

if TYPE_CHECKING:
    from interp.lang.preprocessor import Preprocessor
    from interp.lang.unit import Unit

RECURSION_LIMIT = 3000  # deep enough for real code, and not too deep for Python's own stack


@dataclass(frozen=True)
class Build:
    """What is compiled: the files by path, which of them are units, definitions, folders."""

    files: Mapping[str, str]
    units: Sequence[str]
    definitions: Mapping[str, str]
    include_directories: Sequence[str] = ("include",)
    options: Options = field(default_factory=Options)

    def key(self, form: Form) -> str:
        """Return a name for the result: all that it depends on, hashed."""
        parts = [
            _own_version(),
            repr(sorted(self.files.items())),
            repr(list(self.units)),
            repr(sorted(self.definitions.items())),
            repr(list(self.include_directories)),
            repr(self.options),
            form.value,
        ]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]

    def preprocessor(self) -> Preprocessor:
        """Return what a file of this build begins with: its macros, before any text is read."""
        # Here, not above: a program that comes from the cache needs no preprocessor.
        from interp.lang.predefined import PREDEFINED
        from interp.lang.preprocessor import Preprocessor

        made = Preprocessor(self.files.get, self.include_directories)
        made.define({**PREDEFINED, **self.definitions})
        return made


@functools.cache
def _own_version() -> str:
    """Return a hash of this room's own source: a changed compiler never meets its old results."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.iterdir()):
        if path.suffix in (".py", ".lark"):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def check_file(build: Build, path: str) -> Unit:
    """Return one checked file of a build."""
    # Here, not above: a program that comes from the cache needs no parser.
    from interp.lang.parser import parse_all
    from interp.lang.unit import check

    preprocessor = build.preprocessor()
    parsed = parse_all(preprocessor.run(path))
    return check(path, parsed, preprocessor.warnings)


def compile_program(build: Build, form: Form = Form.RUN) -> Program:
    """Return the program of a build; raises CError with the problems of all files at once."""
    name = f"program-{build.key(form)}"
    kept = read_cached(name)
    if kept is not None:
        try:
            return _loaded(kept)
        except Exception:  # written by another version, or damaged: make it again
            pass
    program = compile_afresh(build, form)
    with compiling(), suppress(RecursionError):  # a type too deep to be pickled is made each time
        keep(name, _dumped(program))
    return program


def compile_afresh(build: Build, form: Form = Form.RUN) -> Program:
    """Return the program of a build whose files are not all known before; raises CError."""
    with compiling():
        return link(_checked_units(build), build.options, form)


def _checked_units(build: Build) -> list[Unit]:
    """Return the units of a build; raises CError with the problems of all of them at once."""
    problems: list[CError] = []
    units: list[Unit] = []
    for path in build.units:
        try:
            units.append(check_file(build, path))
        except CError as problem:
            problems.append(problem)
    if problems:
        # A mistake in a header is one mistake, however many files include it.
        raise CError(list(dict.fromkeys(d for problem in problems for d in problem.diagnostics)))
    return units


@contextmanager
def compiling() -> Iterator[None]:
    """Let things nest deeply, and keep the garbage collector from walking over growing trees."""
    former, collecting = sys.getrecursionlimit(), gc.isenabled()
    sys.setrecursionlimit(max(former, RECURSION_LIMIT))
    gc.disable()
    try:
        yield
    finally:
        sys.setrecursionlimit(former)
        if collecting:
            gc.enable()


class _Pickler(pickle.Pickler):
    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, CodeType):
            return marshal.loads, (marshal.dumps(value),)
        return NotImplemented


def _dumped(program: Program) -> bytes:
    buffer = io.BytesIO()
    _Pickler(buffer, protocol=5).dump(replace(program, warnings=()))
    return buffer.getvalue()


def _loaded(data: bytes) -> Program:
    program = pickle.loads(data)
    assert isinstance(program, Program)
    return program
