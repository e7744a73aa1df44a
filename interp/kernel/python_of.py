# SPDX-License-Identifier: MIT
"""What C of a machine became: a function as Python beside its C, a line through all stages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from interp.kernel.bridges import html_of
from interp.kernel.errors import BadArgument
from interp.lang.forms import Form
from interp.lang.python_text import PythonLine
from interp.lang.stages import Stages

BUILDS = tuple(form.value for form in Form)
WIDTH = 64  # columns for Python before the C begins


@dataclass(frozen=True, repr=False)
class PythonOf:
    """The Python of one function in one build; `groups` are its lines by C line."""

    name: str
    build: str
    path: str
    lines: tuple[PythonLine, ...]
    source: tuple[str, ...]  # the lines of the C file

    def groups(self) -> Iterator[tuple[int, str, tuple[str, ...]]]:
        """Yield the number of a C line, its text, and the Python lines it became."""
        for number, lines in groupby(self.lines, key=lambda line: line.c_line):
            text = self.source[number - 1] if 0 < number <= len(self.source) else ""
            yield number, text.strip(), tuple(line.text for line in lines)

    @property
    def text(self) -> str:
        """The Python, with the C line beside each group of lines."""
        rows = [f"# {self.name}() of {self.path}, {self.build} build"]
        for number, c_text, lines in self.groups():
            first, *rest = lines
            rows += [f"{first:<{WIDTH}}  # {number}: {c_text}".rstrip(), *rest]
        return "\n".join(rows)

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str | None:
        return html_of("python", self)


@dataclass(frozen=True, repr=False)
class StagesOf:
    """What one line of a function became, stage by stage."""

    name: str
    stages: Stages

    def parts(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield the title of each stage and its lines."""
        yield "tokens, macros put in place", self.stages.tokens
        yield "syntax tree", self.stages.syntax
        yield "checked tree", self.stages.checked
        yield "Python", self.stages.python

    @property
    def text(self) -> str:
        """The line, and the stages one under the other."""
        rows = [f"{self.stages.path}:{self.stages.line}, in {self.name}()", self.stages.written]
        for title, lines in self.parts():
            rows += ["", f"{title}:", *(f"    {line}" for line in lines)]
        return "\n".join(rows)

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str | None:
        return html_of("stages", self)


def check_build(build: str) -> None:
    """Raise BadArgument unless `build` is one of BUILDS."""
    if build not in BUILDS:
        raise BadArgument(f"there is no build {build!r}; it is {' or '.join(map(repr, BUILDS))}")
