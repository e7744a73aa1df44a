# SPDX-License-Identifier: MIT
"""A call recorded point by point, to be looked at forward and back.

Memory at a point is rebuilt from the undo log (undo.py), the ways between points are looked up
(navigation.py); so a step back costs what a step forward costs, and a far jump little more.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from typing import Any, overload

from interp.lang.emitter import EmittedFunction, LocalVariable
from interp.lang.source import Location
from interp.lang.types import CType, FunctionType, PointerType, StructType, VoidType
from interp.lang.variable_types import concrete
from interp.machine.columns import Stretches
from interp.machine.faults import Fault
from interp.machine.local_objects import object_of, objects_of, variables_at
from interp.machine.log import END_POINT
from interp.machine.lvalues import Target, targets
from interp.machine.memory import CONST, GOOD, PARTLY_WRITTEN, VOLATILE
from interp.machine.moments import (
    NOT_WRITTEN,
    Change,
    FramePoint,
    Moment,
    RecordedCall,
    Store,
    Variable,
)
from interp.machine.navigation import Ways
from interp.machine.process import Process
from interp.machine.questions import Questions
from interp.machine.recorder import MAXIMUM_POINTS, Progress, Recorder, Trace
from interp.machine.values import Leaf, Space, Symbols, leaves_of

KEPT_MOMENTS = 512
WRITTEN = frozenset((GOOD, PARTLY_WRITTEN, CONST, VOLATILE))

_Words = dict[int, tuple[int, int]]  # of memory and of its shadow, by number


class Recording(Questions, Sequence[Moment]):
    """A recorded call. Item i is the moment at point i; the last one is the end of the call."""

    def __init__(
        self,
        trace: Trace,
        symbols: Symbols,
        state_of: Callable[[Space], Any] | None = None,
    ) -> None:
        super().__init__(trace, symbols)
        self.title = trace.title
        self.result = trace.result
        self.fault = trace.fault
        self.calls = trace.calls
        self._state_of = state_of
        self._moments: dict[int, Moment] = {}  # those asked for last, the newest at the end

    # -- points and depths ------------------------------------------------------------------------

    def __len__(self) -> int:
        return self.trace.points

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

    def _moment(self, index: int) -> Moment:
        moments = self._moments
        moment = moments.pop(index, None) or self._make_moment(index)
        if len(moments) >= KEPT_MOMENTS:
            del moments[next(iter(moments))]
        moments[index] = moment
        return moment

    def depth(self, index: int) -> int:
        """Return how many calls are active at a point."""
        return self._log.depths[index]

    def place(self, index: int) -> tuple[str, Location]:
        """Return function and location of a point, without building its moment."""
        emitted = self._log.functions[self._log.function_ids[index]]
        return emitted.name, self._location(emitted, self._log.points[index])

    @cached_property
    def _ways(self) -> Ways:
        return Ways(self._log.depths)

    def over(self, index: int) -> int:
        """Return the next point that is not inside a call made here."""
        return self._ways.over(index)

    def out(self, index: int) -> int:
        """Return the next point in the caller."""
        return self._ways.out(index)

    def back_over(self, index: int) -> int:
        """Return the last point before this one that is not inside a call made there."""
        return self._ways.back_over(index)

    def back_out(self, index: int) -> int:
        """Return the point in the caller from which this function was called."""
        return self._ways.back_out(index)

    def into(self, index: int) -> int:
        """Return the next point, whatever it is; of the last one, itself."""
        return min(index + 1, len(self) - 1)

    def back_into(self, index: int) -> int:
        """Return the point before, whatever it is; of the first one, itself."""
        return max(index - 1, 0)

    @cached_property
    def _by_line(self) -> dict[tuple[str, int], array[int]]:
        """The points that stand on each line of each file, ascending."""
        found: dict[tuple[str, int], array[int]] = {}
        places = zip(self._log.function_ids, self._log.points, strict=True)
        kinds: dict[tuple[int, int], array[int]] = {}
        for index, place in enumerate(places):
            if place not in kinds:
                location = self.place(index)[1]
                kinds[place] = found.setdefault((location.file, location.line), array("I"))
            kinds[place].append(index)
        return found

    def points_at(self, path: str, line: int) -> tuple[int, ...]:
        """Return the points that stand on a line of a file, ascending."""
        return tuple(self._by_line.get((path, line), ()))

    def caller(self, index: int) -> int | None:
        """Return the point that a point's function was called from; None in the outermost."""
        parent = self._log.parents[index]
        return None if parent < 0 else parent

    def entered(self, index: int) -> bool:
        """Return whether a call begins at a point: whether it is the first of its function."""
        log = self._log
        if index == 0 or log.depths[index] > log.depths[index - 1]:
            return True
        if log.points[index] == END_POINT:
            return False
        if log.depths[index] == 1:
            return any(call.first == index for call in self.calls)
        # One call may follow another without a point of the caller between: then it has returned.
        returned = log.returned.get(index)
        name = log.functions[log.function_ids[index]].name
        inner = log.depths[index - 1] - log.depths[index]
        return len(returned) > inner and returned[-1][0] == name

    def interrupts_off(self, index: int) -> bool:
        """Return whether interrupts are off at a point."""
        return bool(self._log.interrupts_off[index])

    # -- memory -----------------------------------------------------------------------------------

    def written(self, index: int) -> set[int]:
        """Return the addresses of the 64-bit words written between the point before and this."""
        base = self._space.base
        return {base + place * 8 for place in self._places(index)}

    def eventful(self) -> Sequence[int]:
        """Return the points before which memory was written, or interrupts went off or on."""
        columns = (self._log.undo_marks, self._log.interrupts_off)
        starts = {start for column in columns for start in Stretches.of(column).starts}
        return sorted(start for start in starts if 0 < start < len(self))

    def _places(self, index: int) -> set[int]:
        """Return the words of memory written between the point before and this."""
        if index == 0:
            return set()
        marks, behind = self._log.undo_marks, self.trace.history.capacity >> 3
        places = self.trace.history.places[marks[index - 1] : marks[index]]
        return {place for place in places if place < behind}

    def space(self, index: int) -> Space:
        """Return memory as it was at a point; valid until another point is asked for."""
        self.trace.history.go(self._log.undo_marks[index])
        return self._space

    def _changes(self, index: int) -> tuple[Change, ...]:
        places = sorted(self._places(index))
        if not places:
            return ()
        words, behind = self.trace.history.words, self.trace.history.capacity >> 3
        self.space(index - 1)
        pairs = {word for place in places for word in (place & ~1, place | 1)}
        old = {word: (words[word], words[behind + word]) for word in pairs}
        self.space(index)
        return tuple(
            dict.fromkeys(
                change
                for place in places
                if old[place] != (words[place], words[behind + place])
                for change in self._changed_scalars(index, place, old)
            )
        )

    def _changed_scalars(self, index: int, place: int, old: _Words) -> list[Change]:
        """Return what has changed in one word of memory, by C expression."""
        address = self._space.base + place * 8
        leaves: list[Leaf] = list(self._space.symbols.leaves(address, 8))
        found = []
        for leaf in leaves or list(self._frame_leaves(index, address)):
            inside = address <= leaf.address and leaf.address + leaf.type.size <= address + 8
            if inside or (leaf.type.size == 16 and leaf.address % 16 == 0):
                change = self._change(leaf, old)
                found += [change] if change is not None else []
        return found

    def _change(self, leaf: Leaf, old: _Words) -> Change | None:
        """Return how a scalar differs from what its word, or two, and their shadow were before."""
        space, size = self._space, leaf.type.size
        value = space.read_int(leaf.type, leaf.address, leaf.member)
        place, offset = divmod(leaf.address - space.base, 8)
        words = [old[place], old[place + 1]] if size > 8 else [old[place]]
        data, shadow = (b"".join(word[n].to_bytes(8, "little") for word in words) for n in (0, 1))
        former = _word_part(int.from_bytes(data, "little"), offset, leaf.type, leaf.member)
        known = WRITTEN.issuperset(shadow[offset : offset + size])
        if (former == value and known) or not self._is_written(leaf.address, size):
            return None
        was = space.show(leaf.type, former) if known else NOT_WRITTEN
        return Change(leaf.name, was, space.show(leaf.type, value), leaf.address, size)

    def _is_written(self, address: int, size: int) -> bool:
        """Return whether something was written there, as memory stands."""
        offset = address ^ self._space.base
        return WRITTEN.issuperset(self.trace.history.shadow[offset : offset + size])

    # -- who wrote --------------------------------------------------------------------------------

    def stores(self, where: str) -> tuple[Store, ...]:
        """Return every change of a C lvalue, such as `mem_map[8].private`, in time.

        Of a structure or array, of all scalars in it. What a pointer points to is looked up at
        the end of the recording. Raises NoSuchObject for a name that the program does not have.
        """
        if where not in self._stores:
            self._stores[where] = tuple(self._found_stores(where))
        return self._stores[where]

    @cached_property
    def _stores(self) -> dict[str, tuple[Store, ...]]:
        return {}

    def _found_stores(self, where: str) -> Iterator[Store]:
        target = targets(self.space(len(self) - 1), where)
        entries = self._entries(target)
        last = 0
        for entry in entries:
            index = bisect_right(self._log.undo_marks, entry)
            if index in (last, len(self)):
                continue
            last = index
            for change in self._changes(index):
                if target.holds(change.where, change.address, change.size):
                    function, location = self._writer(index, entry)
                    yield Store(index, change.where, function, location, change.old, change.new)

    def _entries(self, target: Target) -> list[int]:
        first = (target.address ^ self._space.base) >> 3
        last = ((target.address + target.size - 1) ^ self._space.base) >> 3
        return self.trace.history.entries(range(first, last + 1))

    def _writer(self, index: int, entry: int) -> tuple[str, Location]:
        """Return the statement that wrote an entry of the log between a point and the one before.

        That is the statement of the point before; or, if its call had returned by then, the one
        that made the call.
        """
        point = index - 1
        for _, _, mark in self._log.returned.get(index):
            if mark <= entry and self._log.parents[point] >= 0:
                point = self._log.parents[point]
        return self.place(point)

    def last_store(self, where: str, before: int | None = None) -> Store | None:
        """Return who wrote a C lvalue last (before a point)."""
        limit = len(self) if before is None else before + 1
        return next((s for s in reversed(self.stores(where)) if s.index < limit), None)

    def next_change(self, index: int, where: str) -> int | None:
        """Return the next point after `index` at which a C lvalue has changed."""
        return next((s.index for s in self.stores(where) if s.index > index), None)

    def previous_change(self, index: int, where: str) -> int | None:
        """Return the last point before `index` at which a C lvalue has changed."""
        return next((s.index for s in reversed(self.stores(where)) if s.index < index), None)

    # -- variables in memory ----------------------------------------------------------------------

    def _frame_leaves(self, index: int, address: int) -> Iterator[Leaf]:
        """Yield scalars of local variables that live in memory."""
        while index >= 0:
            emitted = self._log.functions[self._log.function_ids[index]]
            variables = variables_at(emitted.locals, self._log.values[index])
            for local, type_, start in objects_of(emitted.locals, variables):
                yield from leaves_of(local.name, type_, start, address, 8)
            index = self._log.parents[index]

    # -- moments ----------------------------------------------------------------------------------

    def _make_moment(self, index: int) -> Moment:
        changes = self._changes(index)
        space = self.space(index)
        log = self._log
        is_last = index == len(self) - 1
        returns = self._returns(index, space)
        before = log.print_marks[index - 1] if index else 0
        printed = self.trace.lines[before : log.print_marks[index]]
        return Moment(
            index,
            log.cpus[index],
            self._stack(index, space),
            changes,
            printed,
            returns[-1] if returns else None,
            str(self.fault) if is_last and self.fault is not None else None,
            self._state(space),
            returns,
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
        variables = variables_at(emitted.locals, values)
        for number in visible:
            local = emitted.locals[number]
            if local.name:
                shown.append(self._variable(local, variables, space))
        return FramePoint(emitted.name, self._location(emitted, point), tuple(shown))

    def _location(self, emitted: EmittedFunction, point: int) -> Location:
        return emitted.end if point == END_POINT else emitted.points[point].location

    def _variable(self, local: LocalVariable, variables: dict[str, Any], space: Space) -> Variable:
        type_ = concrete(local.type, variables)
        spelled = str(type_)
        found = object_of(local, variables)
        if found is not None:
            type_, address = found
            if not isinstance(type_, StructType) and not self._is_written(
                address, min(type_.size, 1)
            ):
                return Variable(local.name, spelled, None, NOT_WRITTEN)
            place = space.object(type_, address)
            scalar = not isinstance(type_, StructType) and type_.size <= 8
            number = place.value_() if scalar else None
            return Variable(local.name, spelled, number, _one_line(place.text_()))
        value = variables.get(local.python_name or "")
        if not isinstance(value, int):
            return Variable(local.name, spelled, None, NOT_WRITTEN)
        return Variable(local.name, spelled, value, space.show(type_, value))

    def _returns(self, index: int, space: Space) -> tuple[tuple[str, str], ...]:
        return tuple(
            (name, show_result(space, self._result_type(name), value))
            for name, value, _ in self._log.returned.get(index)
        )

    def ends(self) -> dict[int, RecordedCall]:
        """Return the calls that were recorded, by the point at which each is over."""
        behind = [call.first for call in self.calls[1:]] + [len(self)]
        return {end - 1: call for end, call in zip(behind, self.calls, strict=True)}

    def ending(self, call: RecordedCall) -> str:
        """Return how a recorded call ended, such as "returns 0"."""
        if self.fault is not None and call == self.calls[-1]:
            return f"stops the machine: {self.fault.message}"
        type_ = self._result_type(self.place(call.first)[0])
        shown = show_result(self.space(len(self) - 1), type_, call.result)
        return f"returns {shown}" if shown else "returns"

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
    progress: Progress | None = None,
) -> Recording:
    """Run a call and return its recording; a fault ends it, and is kept.

    `state_of` is asked for what a moment's `state` shall be, given memory at that point;
    `progress` is told the number of points every few thousand.
    """
    trace = traced(process, name, *arguments, title=title, limit=limit, progress=progress)
    return Recording(trace, symbols, state_of)


def traced(
    process: Process,
    name: str,
    *arguments: int,
    title: str = "",
    limit: int = MAXIMUM_POINTS,
    progress: Progress | None = None,
) -> Trace:
    """Run a call and return what was written down of it."""
    recorder = Recorder(process, limit, progress)
    try:
        with suppress(Fault):  # it is kept in the trace
            recorder.call(name, *arguments, title=title)
    finally:
        recorder.stop()
    return recorder.finish()
