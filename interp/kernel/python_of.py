# SPDX-License-Identifier: MIT
"""The Python that a C function of a machine became, beside its C."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from interp.kernel.errors import BadArgument
from interp.lang.python_text import PythonLine

BUILDS = ("run", "step")
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


def check_build(build: str) -> None:
    """Raise BadArgument unless `build` is one of BUILDS."""
    if build not in BUILDS:
        raise BadArgument(f"there is no build {build!r}; it is 'run' or 'step'")
