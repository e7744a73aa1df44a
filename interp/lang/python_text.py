# SPDX-License-Identifier: MIT
"""What a C function became: the emitted Python as text, each line with the C line it is from."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from interp.lang import checked as c
from interp.lang.emitter import EmittedFunction, FunctionEmitter
from interp.lang.forms import Form
from interp.lang.names import Names

INDENT = "    "
_LARGE = re.compile(r"(?<![\w.])[0-9]{10,}(?![\w.])")


@dataclass(frozen=True)
class PythonLine:
    """A line of Python, and the number of the C line that it comes from."""

    text: str
    c_line: int


class _Shown(FunctionEmitter):
    """Emits a function and keeps its Python."""

    module: ast.Module

    def _compiled(self, name: str, module: ast.Module) -> EmittedFunction:
        self.module = module
        return super()._compiled(name, module)


def python_lines(function: c.Function, names: Names, form: Form) -> tuple[PythonLine, ...]:
    """Return the lines of Python that a function becomes in one of the forms."""
    emitter = _Shown(function, names, form)
    emitter.emit()
    return tuple(_lines(emitter.module.body, 0))


def _lines(statements: Sequence[ast.stmt], depth: int) -> Iterator[PythonLine]:
    for statement in statements:
        if isinstance(statement, ast.FunctionDef | ast.If | ast.While | ast.For):
            yield from _compound(statement, depth)
        else:
            yield from _placed(_unparsed(statement), statement.lineno, depth)


def _compound(
    statement: ast.FunctionDef | ast.If | ast.While | ast.For, depth: int
) -> Iterator[PythonLine]:
    shown = _unparsed(statement).split("\n")[0]
    yield from _placed(shown, statement.lineno, depth)
    yield from _lines(statement.body, depth + 1)
    otherwise = [] if isinstance(statement, ast.FunctionDef) else statement.orelse
    if otherwise:
        yield from _placed("else:", otherwise[0].lineno, depth)
        yield from _lines(otherwise, depth + 1)


def _unparsed(statement: ast.stmt) -> str:
    """Return a statement as text, its addresses and masks in hexadecimal."""
    return _LARGE.sub(lambda found: hex(int(found[0])), ast.unparse(statement))


def _placed(text: str, line: int, depth: int) -> Iterator[PythonLine]:
    for part in text.split("\n"):
        yield PythonLine(INDENT * depth + part, line)
