# SPDX-License-Identifier: MIT
"""C expressions asked of a recording: what is it when, and where does a condition hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from interp.lang.emitter import EmittedFunction
from interp.lang.source import PlainError
from interp.lang.tokens import Token
from interp.lang.types import ArrayType, StructType
from interp.lang.variable_types import concrete
from interp.machine.expressions import Looker, NotThere, Question, question
from interp.machine.local_objects import object_of, variables_at
from interp.machine.moments import Watched
from interp.machine.values import Space, Symbols, Value

if TYPE_CHECKING:
    from interp.machine.log import Log
    from interp.machine.recorder import Trace


class BadQuestion(PlainError, ValueError):
    """What was asked of a recording is nothing that it can answer."""


class Questions:
    """What a Recording answers; it has the log, and memory at each point."""

    def __init__(self, trace: Trace, symbols: Symbols) -> None:
        self.trace, self.symbols = trace, symbols

    @cached_property
    def _log(self) -> Log:
        return self.trace.log

    @cached_property
    def _space(self) -> Space:
        return Space(self.symbols, self.trace.history.data)

    def expand(self, tokens: list[Token]) -> list[Token]:
        """Return tokens with macros put in place, where somebody knows them."""
        return tokens

    def space(self, index: int) -> Space:
        """Return memory as it was at a point."""
        raise NotImplementedError

    def points_at(self, path: str, line: int) -> tuple[int, ...]:
        """Return the points that stand on a line of a file, ascending."""
        raise NotImplementedError

    def depth(self, index: int) -> int:
        """Return how many calls are active at a point."""
        raise NotImplementedError

    def caller(self, index: int) -> int | None:
        """Return the point from which the function at a point was called."""
        raise NotImplementedError

    def look(self, expression: str, index: int, depth: int | None = None) -> Value:
        """Return what a C expression is at a point, in a call that is active there.

        That is the innermost one whose variables it names, or the one at `depth` (1: the
        outermost). Raises NotThere where it has no value, CError if it is not C.
        """
        asked = self._question(expression)
        call = self._call_at(index, self.scope(expression, index) if depth is None else depth)
        variables = self._variables(call, self.space(index))
        if not variables and self._asks_locals(asked):
            raise NotThere("the call is over, and its variables with it")
        return self._looker(index, variables).value(asked)

    def scope(self, expression: str, index: int) -> int:
        """Return the depth of the innermost call at a point whose variables an expression names."""
        asked = self._question(expression)
        call: int | None = index
        while call is not None:
            emitted = self._log.functions[self._log.function_ids[call]]
            if self._in_scope(emitted, asked):
                return self.depth(call)
            call = self.caller(call)
        return self.depth(index)

    def _call_at(self, index: int, depth: int) -> int:
        """Return the point at which the call at a depth stands while a point is reached."""
        call: int | None = index
        while call is not None and self.depth(call) > depth:
            call = self.caller(call)
        return index if call is None else call

    def watch(self, expression: str, name: str | None = None) -> tuple[Watched, ...]:
        """Return what a C expression is, from each point on at which it changes.

        It is looked at where its names are in scope; with `name`, only in that function.
        """
        asked = self._question(expression)
        found: list[Watched] = []
        for index in self._points_of(name, asked):
            now = self._watched(index, asked)
            if not found or (found[-1].value, found[-1].text) != (now.value, now.text):
                found.append(now)
        return tuple(found)

    def find(self, condition: str, at: str | None = None) -> tuple[int, ...]:
        """Return the points at which a C condition is true.

        `at` is a function, or a line such as `mm/page_alloc.c:941`.
        """
        asked = self._question(condition)
        if at is None or ":" not in at:
            points: Iterable[int] = self._points_of(at, asked)
        else:
            path, _, line = at.rpartition(":")
            if not line.isdigit():
                raise BadQuestion(f"'{at}' is no place; write a function, or path:line")
            points = self.points_at(path, int(line))
        return tuple(index for index in points if self._watched(index, asked).value)

    def _points_of(self, name: str | None, asked: Question) -> Iterator[int]:
        functions = self._log.functions
        if name is not None:
            name = name.removesuffix("()")
            if name not in {emitted.name for emitted in functions}:
                raise BadQuestion(f"no point of this recording is in '{name}()'")
        if name is None:
            inside = [self._in_scope(emitted, asked) for emitted in functions]
        else:
            inside = [emitted.name == name for emitted in functions]
        ending = name is None and not self._asks_locals(asked)
        ends = [len(emitted.points) for emitted in functions]
        places = zip(self._log.function_ids, self._log.points, strict=True)
        for index, (number, point) in enumerate(places):
            if inside[number] and (ending or point < ends[number]):  # else there is no scope
                yield index

    def _asks_locals(self, asked: Question) -> bool:
        return bool(asked.names & self._local_names)

    def _in_scope(self, emitted: EmittedFunction, asked: Question) -> bool:
        """Whether the names that are no globals are locals of a function."""
        mine = {local.name for local in emitted.locals}
        return all(name in mine for name in asked.names & self._local_names)

    @cached_property
    def _local_names(self) -> frozenset[str]:
        """All names of locals in the recording that are no globals and no constants."""
        names = {local.name for emitted in self._log.functions for local in emitted.locals}
        program = self._space.symbols.program
        return frozenset(names - {symbol.name for symbol in program.data} - set(program.constants))

    def _watched(self, index: int, asked: Question) -> Watched:
        space = self.space(index)
        try:
            value = self._looker(index, self._variables(index, space)).value(asked)
            if isinstance(value.type_, ArrayType | StructType):
                return Watched(index, " ".join(value.text_().split()), None)
            return Watched(index, value.text_(), value.value_())
        except NotThere as problem:
            return Watched(index, str(problem), None)

    def _variables(self, index: int, space: Space) -> Mapping[str, Value | None]:
        """Return the locals of the function at a point that are in scope there."""
        log = self._log
        emitted = log.functions[log.function_ids[index]]
        if log.points[index] >= len(emitted.points):
            return {}
        values: tuple[Any, ...] = log.values[index]
        variables = variables_at(emitted.locals, values)
        found: dict[str, Value | None] = {}
        for number in emitted.points[log.points[index]].locals:
            local = emitted.locals[number]
            place, value = object_of(local, variables), variables.get(local.python_name or "")
            if place is not None:
                found[local.name] = Value(space, *place)
            elif isinstance(value, int):
                found[local.name] = Value(space, concrete(local.type, variables), value=value)
            else:
                found[local.name] = None
        for local in emitted.locals:  # those that a block declares further down
            if local.name in self._local_names:
                found.setdefault(local.name, None)
        return found

    def _looker(self, index: int, variables: Mapping[str, Value | None]) -> Looker:
        program = self._space.symbols.program
        known = [symbol.name for symbol in program.data if not symbol.function]
        return Looker(self.space(index), variables, program.constants, known)

    def _question(self, text: str) -> Question:
        if text not in self._parsed:
            self._parsed[text] = question(text, self.expand, self._space.symbols.program.types)
        return self._parsed[text]

    @cached_property
    def _parsed(self) -> dict[str, Question]:
        return {}
