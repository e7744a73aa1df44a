# SPDX-License-Identifier: MIT
"""A call recorded point by point, to be looked at forward and back.

What is kept for a point is small: which point of which function, the caller's point, the Python
variables of the frame, how long the undo log was. Memory at a point is found by walking the log
from where one looked last, exchanging old and new words; so a step back costs what a step forward
costs, and nothing is copied.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, overload

from interp.lang.emitter import EmittedFunction, LocalVariable
from interp.lang.source import Location
from interp.lang.types import CType, FunctionType, PointerType, StructType, VoidType
from interp.machine.faults import Fault
from interp.machine.process import Process
from interp.machine.values import Space, Symbols, leaves_of

END_POINT = 0xFFFFFFFF
MAXIMUM_POINTS = 1_000_000


@dataclass(frozen=True, slots=True)
class Variable:
    """A local variable at a moment; `value` is None where nothing was written yet."""

    name: str
    type: str
    value: int | None
    text: str


@dataclass(frozen=True, slots=True)
class FramePoint:
    """One active call: where it stands, with the variables in scope."""

    function: str
    location: Location
    locals: tuple[Variable, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A scalar in memory that has changed since the point before."""

    where: str
    old: str
    new: str
    address: int
    size: int


@dataclass(frozen=True)
class Moment:
    """All there is to know at one point; it needs nothing else to be shown.

    `stack` has the outermost call first; the last one stands before the statement that runs next.
    """

    index: int
    cpu: int
    stack: tuple[FramePoint, ...]
    changes: tuple[Change, ...]
    printed: tuple[str, ...]
    returned: tuple[str, str] | None = None
    fault: str | None = None
    state: Any = None

    @property
    def function(self) -> str:
        """The function that is running."""
        return self.stack[-1].function

    @property
    def location(self) -> Location:
        """Where it stands."""
        return self.stack[-1].location


class Log:
    """What was collected while recording, one entry a point."""

    def __init__(self) -> None:
        self.functions: list[EmittedFunction] = []
        self.function_ids: array[int] = array("I")
        self.points: array[int] = array("I")
        self.parents: array[int] = array("i")
        self.depths: array[int] = array("I")
        self.cpus: array[int] = array("B")
        self.interrupts_off: array[int] = array("B")
        self.undo_marks: array[int] = array("Q")
        self.print_marks: array[int] = array("Q")
        self.values: list[tuple[Any, ...]] = []
        self.returned: dict[int, tuple[str, Any]] = {}


class Recorder:
    """Runs a call in the step build and writes down every point."""

    def __init__(self, process: Process, steps: Generator[int, None, Any]) -> None:
        self.process = process
        self.steps = steps
        self.log = Log()
        self._ids: dict[int, int] = {}
        self._names: list[tuple[str, ...]] = []
        self._stack: list[Any] = [steps]
        self._last_at: list[int] = []
        self._lines = len(process.console.lines)
        self.undo: array[int] = array("Q")

    def run(self, limit: int) -> tuple[Any, Fault | None]:
        """Record to the end; return the result, or the fault that stopped the machine."""
        process = self.process
        while len(self.log.points) < limit:
            try:
                point = process.advance(self.steps)
            except StopIteration as finished:
                self._note_end()
                return finished.value, None
            except Fault as fault:
                self._note_end()
                return None, fault
            self._note(point)
        raise RuntimeError(
            f"the call has not ended after {limit} points; record a smaller call, or raise `limit`"
        )

    def _note(self, point: int) -> None:
        stack = self._stack
        while stack[-1].gi_frame is None:
            stack.pop()
        generator = stack[-1]
        while (inner := generator.gi_yieldfrom) is not None:
            stack.append(inner)
            generator = inner
        emitted = self._id_of(generator.gi_code)
        variables = generator.gi_frame.f_locals
        self.log.values.append(tuple(map(variables.get, self._names[emitted])))
        self._append(emitted, point, len(stack))

    def _append(self, emitted: int, point: int, depth: int) -> None:
        log, process = self.log, self.process
        index = len(log.points)
        del self._last_at[depth - 1 :]
        log.parents.append(self._last_at[-1] if self._last_at else -1)
        self._last_at.append(index)
        log.function_ids.append(emitted)
        log.points.append(point)
        log.depths.append(depth)
        log.cpus.append(process.cpu)
        log.interrupts_off.append(process.locks.interrupts_off)
        log.undo_marks.append(len(self.undo))
        log.print_marks.append(len(process.console.lines) - self._lines)
        if process.returned is not None:
            log.returned[index] = process.returned
            process.returned = None

    def _note_end(self) -> None:
        """Write down how things stand when the call is over: where the outermost one ended."""
        if self.log.points:
            self.log.values.append(self.log.values[0])
            self._append(self.log.function_ids[0], END_POINT, 1)

    def _id_of(self, code: Any) -> int:
        key = id(code)
        if key not in self._ids:
            emitted = self.process.emitted(code)
            assert emitted is not None
            self._ids[key] = len(self.log.functions)
            self.log.functions.append(emitted)
            self._names.append(
                ("frame", *(local.python_name or "frame" for local in emitted.locals))
            )
        return self._ids[key]


class Recording(Sequence[Moment]):
    """A recorded call. Item i is the moment at point i; the last one is the end of the call."""

    def __init__(
        self,
        title: str,
        log: Log,
        undo: array[int],
        space: Space,
        lines: Sequence[str],
        result: Any,
        fault: Fault | None,
        state_of: Callable[[Space], Any] | None = None,
    ) -> None:
        self.title = title
        self.result = result
        self.fault = fault
        self._log = log
        self._undo = undo
        self._space = space
        self._words = memoryview(space.data).cast("Q")
        self._lines = tuple(lines)
        self._position = len(undo)  # how much of the undo log is applied to `space`
        self._state_of = state_of
        self._moment = lru_cache(maxsize=512)(self._make_moment)

    # -- points and depths ------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self._log.points)

    @overload
    def __getitem__(self, index: int) -> Moment: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Moment]: ...
    def __getitem__(self, index: int | slice) -> Moment | Sequence[Moment]:
        if isinstance(index, slice):
            return [self._moment(i) for i in range(*index.indices(len(self)))]
        if index < 0:
            index += len(self)
        if not 0 <= index < len(self):
            raise IndexError(f"the recording has points 0 to {len(self) - 1}, not {index}")
        return self._moment(index)

    def depth(self, index: int) -> int:
        """Return how many calls are active at a point."""
        return self._log.depths[index]

    def place(self, index: int) -> tuple[str, Location]:
        """Return function and location of a point, without building its moment."""
        emitted = self._log.functions[self._log.function_ids[index]]
        return emitted.name, self._location(emitted, self._log.points[index])

    def over(self, index: int) -> int:
        """Return the next point that is not inside a call made here."""
        return self._next(index, self.depth(index))

    def out(self, index: int) -> int:
        """Return the next point in the caller."""
        return self._next(index, self.depth(index) - 1)

    def back_over(self, index: int) -> int:
        """Return the last point before this one that is not inside a call made there."""
        return self._previous(index, self.depth(index))

    def back_out(self, index: int) -> int:
        """Return the point in the caller from which this function was called."""
        return self._previous(index, self.depth(index) - 1)

    def _next(self, index: int, depth: int) -> int:
        depths = self._log.depths
        for candidate in range(index + 1, len(self)):
            if depths[candidate] <= depth:
                return candidate
        return len(self) - 1

    def _previous(self, index: int, depth: int) -> int:
        depths = self._log.depths
        for candidate in range(index - 1, -1, -1):
            if depths[candidate] <= depth:
                return candidate
        return 0

    def caller(self, index: int) -> int | None:
        """Return the point that a point's function was called from; None in the outermost."""
        parent = self._log.parents[index]
        return None if parent < 0 else parent

    def interrupts_off(self, index: int) -> bool:
        """Return whether interrupts are off at a point."""
        return bool(self._log.interrupts_off[index])

    # -- memory -----------------------------------------------------------------------------------

    def written(self, index: int) -> set[int]:
        """Return the addresses of the 64-bit words written between the point before and this."""
        if index == 0:
            return set()
        marks, base = self._log.undo_marks, self._space.base
        undo = self._undo[marks[index - 1] : marks[index] : 2]
        return {base + place * 8 for place in undo}

    def space(self, index: int) -> Space:
        """Return memory as it was at a point; valid until another point is asked for."""
        self._move(self._log.undo_marks[index])
        return self._space

    def _move(self, target: int) -> None:
        """Walk the log: each entry is a word's place and its other value, which are exchanged."""
        undo, words, position = self._undo, self._words, self._position
        while position > target:
            position -= 2
            place = undo[position]
            undo[position + 1], words[place] = words[place], undo[position + 1]
        while position < target:
            place = undo[position]
            undo[position + 1], words[place] = words[place], undo[position + 1]
            position += 2
        self._position = position

    def _changes(self, index: int) -> tuple[Change, ...]:
        if index == 0:
            return ()
        marks = self._log.undo_marks
        first, last = marks[index - 1], marks[index]
        places = sorted({self._undo[i] for i in range(first, last, 2)})
        if not places:
            return ()
        self._move(first)
        old = {place: self._words[place] for place in places}
        self._move(last)
        return tuple(
            change
            for place in places
            if old[place] != self._words[place]
            for change in self._changed_scalars(index, place, old[place])
        )

    def _changed_scalars(self, index: int, place: int, old: int) -> list[Change]:
        """Return what has changed in one word of memory, by C expression."""
        space, base = self._space, self._space.base
        address = base + place * 8
        found = []
        leaves = list(space.symbols.leaves(address, 8)) or list(self._frame_leaves(index, address))
        for leaf in leaves:
            if not (address <= leaf.address and leaf.address + leaf.type.size <= address + 8):
                continue
            value = space.read_int(leaf.type, leaf.address, leaf.member)
            former = _word_part(old, leaf.address - address, leaf.type, leaf.member)
            if former != value:
                shown = space.show(leaf.type, former), space.show(leaf.type, value)
                found.append(Change(leaf.name, *shown, leaf.address, leaf.type.size))
        return found

    def _frame_leaves(self, index: int, address: int) -> Any:
        """Yield scalars of local variables that live in memory."""
        while index >= 0:
            emitted = self._log.functions[self._log.function_ids[index]]
            values = self._log.values[index]
            for local in emitted.locals:
                if local.frame_offset is not None and isinstance(values[0], int):
                    start = values[0] + local.frame_offset
                    yield from leaves_of(local.name, local.type, start, address, 8)
            index = self._log.parents[index]

    # -- moments ----------------------------------------------------------------------------------

    def _make_moment(self, index: int) -> Moment:
        changes = self._changes(index)
        space = self.space(index)
        log = self._log
        is_last = index == len(self) - 1
        before = log.print_marks[index - 1] if index else 0
        printed = self._lines[before : log.print_marks[index]]
        return Moment(
            index,
            log.cpus[index],
            self._stack(index, space),
            changes,
            printed,
            self._returned(index, space),
            str(self.fault) if is_last and self.fault is not None else None,
            self._state(space),
        )

    def _state(self, space: Space) -> Any:
        return self._state_of(space) if self._state_of is not None else None

    def _stack(self, index: int, space: Space) -> tuple[FramePoint, ...]:
        log = self._log
        if log.points[index] == END_POINT and self.fault is not None and self.fault.stack:
            return self._fault_stack(index, space)
        frames = []
        while index >= 0:
            emitted = log.functions[log.function_ids[index]]
            frames.append(self._frame(emitted, log.points[index], log.values[index], space))
            index = log.parents[index]
        return tuple(reversed(frames))

    def _fault_stack(self, index: int, space: Space) -> tuple[FramePoint, ...]:
        """Return the calls that were active when the machine stopped."""
        assert self.fault is not None
        known = {frame.function: frame.locals for frame in self._stack(index - 1, space)}
        return tuple(
            FramePoint(call.function, call.location, known.get(call.function, ()))
            for call in reversed(self.fault.stack)
        )

    def _frame(
        self, emitted: EmittedFunction, point: int, values: tuple[Any, ...], space: Space
    ) -> FramePoint:
        visible = () if point == END_POINT else emitted.points[point].locals
        shown = []
        for number in visible:
            local = emitted.locals[number]
            if local.name:
                shown.append(self._variable(local, values[0], values[number + 1], space))
        return FramePoint(emitted.name, self._location(emitted, point), tuple(shown))

    def _location(self, emitted: EmittedFunction, point: int) -> Location:
        return emitted.end if point == END_POINT else emitted.points[point].location

    def _variable(self, local: LocalVariable, frame: Any, value: Any, space: Space) -> Variable:
        spelled = str(local.type)
        if local.frame_offset is not None:
            if not isinstance(frame, int):
                return Variable(local.name, spelled, None, "not yet written")
            place = space.object(local.type, frame + local.frame_offset)
            scalar = not isinstance(local.type, StructType) and local.type.size <= 8
            number = place.value_() if scalar else None
            return Variable(local.name, spelled, number, _one_line(place.text_()))
        if not isinstance(value, int):
            return Variable(local.name, spelled, None, "not yet written")
        return Variable(local.name, spelled, value, space.show(local.type, value))

    def _returned(self, index: int, space: Space) -> tuple[str, str] | None:
        found = self._log.returned.get(index)
        if found is None:
            return None
        name, value = found
        return name, show_result(space, self._result_type(name), value)

    def _result_type(self, name: str) -> CType | None:
        for emitted in self._log.functions:
            if emitted.name == name and isinstance(emitted.type, FunctionType):
                return emitted.type.result
        return None

    def __repr__(self) -> str:
        if self.fault is not None:
            ending = f"stopped: {self.fault.message}"
        else:
            ending = f"returned {self.result}"
        return f"{self.title}: {len(self)} points, {ending}"


def show_result(space: Space, type_: CType | None, value: Any) -> str:
    """Return what a function returned as a reader wants to see it."""
    if type_ is None or isinstance(type_, VoidType) or not isinstance(value, int):
        return "" if value is None else "{...}"
    return space.show(type_, value)


def _word_part(word: int, offset: int, type_: CType, member: Any) -> int:
    bits = type_.size * 8
    value = word >> offset * 8
    if member is not None and member.bit_width is not None:
        value, bits = value >> member.bit_offset, member.bit_width
    value &= (1 << bits) - 1
    signed = not isinstance(type_, PointerType) and getattr(type_, "signed", False)
    return value - (1 << bits) if signed and value >> (bits - 1) else value


def _one_line(text: str) -> str:
    return " ".join(text.split())


def record(
    process: Process,
    symbols: Symbols,
    name: str,
    *arguments: int,
    title: str = "",
    limit: int = MAXIMUM_POINTS,
    state_of: Callable[[Space], Any] | None = None,
) -> Recording:
    """Run a call in the step build and return its recording; a fault ends it, and is kept.

    `state_of` is asked for what a moment's `state` shall be, given memory at that point.
    """
    undo: array[int] = array("Q")
    former, process.memory.undo = process.memory.undo, undo
    process.returned = None
    first_line = len(process.console.lines)
    try:
        recorder = Recorder(process, process.start(name, *arguments))
        recorder.undo = undo
        result, fault = recorder.run(limit)
    finally:
        process.memory.undo = former
    space = Space(symbols, bytearray(process.memory.data))
    lines = process.console.lines[first_line:]
    shown = title or f"{name}({', '.join(map(str, arguments))})"
    return Recording(shown, recorder.log, undo, space, lines, result, fault, state_of)
