# SPDX-License-Identifier: MIT
"""Where pointers may point: checks off the straight path of pointer arithmetic.

Objects are told apart by the forbidden ground between them: two addresses belong to one object
exactly if no byte of that ground lies between them (searching for it runs at the speed of memchr).
"""

from __future__ import annotations

from typing import Any

from interp.machine.faults import Fault, FaultKind
from interp.machine.memory import (
    FIRST_FORBIDDEN,
    GLOBAL_REDZONE,
    HEAP_REDZONE,
    NULL_PAGE,
    STACK_REDZONE,
    Memory,
)

_GROUND = (STACK_REDZONE, GLOBAL_REDZONE, HEAP_REDZONE)
_U64 = (1 << 64) - 1


class Part(int):
    """A pointer into an array inside of an object, which it must not leave (6.5.6p8).

    It is a plain number to everybody but to pointer arithmetic, which asks `+` and `-`, and to
    accesses, whose first step is always `pointer ^ base`.
    """

    low: int
    high: int

    def _moved(self, value: int) -> Part:
        if self.low <= value <= self.high:
            return _part(value, self.low, self.high)
        raise self._fault(value, "points")

    def _fault(self, value: int, verb: str) -> Fault:
        value = int(value)
        length, distance = self.high - self.low, value - self.low
        where = f"{-distance} bytes before" if distance < 0 else f"{distance - length} bytes behind"
        detail = f"{value:#x} {verb} {where} an array of {length} bytes inside of an object"
        return Fault(FaultKind.PART, detail, address=value)

    def __add__(self, other: int) -> Part:
        return self._moved(int.__add__(self, other))

    def __sub__(self, other: int) -> Part:
        return self._moved(int.__sub__(self, other))

    def __and__(self, other: int) -> int:
        return self if other == _U64 else int.__and__(self, other)

    def __xor__(self, other: int) -> int:
        if self >= self.high:
            raise self._fault(self, "is used,")
        return int.__xor__(self, other)


def _part(value: int, low: int, high: int) -> Part:
    pointer = Part(value)
    pointer.low, pointer.high = low, high
    return pointer


class PointerHelpers:
    """What emitted code calls to move, compare and subtract pointers."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory

    def moved(self, pointer: int, step: int) -> int:
        """Return `pointer + step` (bytes) if that stays in the object, or is one past its end."""
        if pointer.__class__ is not int:
            return pointer + step
        target = pointer + step
        if step and not self._in_one_object(pointer, target):
            raise self._left(pointer, target)
        return target

    def outside(self, target: int, step: int) -> int:
        """Look again at a pointer that does not simply point into an object."""
        if step:
            return self.moved(target - step, step) if target.__class__ is int else target
        raise self._left(target, target)

    def _left(self, pointer: int, target: int) -> Fault:
        detail = f"{target & _U64:#x} is not in the object, nor one past its end"
        notes = self.memory.about(target)
        return Fault(FaultKind.POINTER, detail, address=target, notes=notes)

    def _in_one_object(self, left: int, right: int) -> bool:
        """Return whether two addresses belong to one object; one of them may be past its end."""
        memory = self.memory
        low, high = (left, right) if left <= right else (right, left)
        first, last = low ^ memory.base, high ^ memory.base
        if first > memory.capacity or low < 0:
            return low >= NULL_PAGE  # numbers that were made pointers: nothing is known of them
        if last > memory.capacity:
            return False
        shadow = memory.shadow
        for offset in (first, last):
            if self._is_over(shadow[offset]):
                raise memory.dangling(offset)
        return not any(shadow.find(code, first, last) >= 0 for code in _GROUND)

    def _is_over(self, code: int) -> bool:
        return code >= FIRST_FORBIDDEN and code not in _GROUND

    def distance(self, left: int, right: int) -> int:
        """Return `left - right` (bytes) of two pointers into one object (6.5.6p9)."""
        return self._distance(left, right, FaultKind.POINTER_DIFFERENCE)

    def order(self, left: int, right: int) -> int:
        """Return a number that is to 0 as `left` to `right`, in one object (6.5.8p5)."""
        return self._distance(left, right, FaultKind.POINTER_ORDER)

    def _distance(self, left: int, right: int, kind: FaultKind) -> int:
        left, right = +left, +right
        if left != right and not self._in_one_object(left, right):
            detail = f"{left:#x} and {right:#x} do not point into the same object"
            notes = (*self.memory.about(left), *self.memory.about(right))
            raise Fault(kind, detail, address=left, notes=notes)
        return left - right

    def part(self, start: int, size: int, offset: int) -> int:
        """Return a pointer into an array of `size` bytes that is a part of an object."""
        start = +start
        return _part(start + offset, start, start + size)


def helper_names() -> list[str]:
    """Return the names under which emitted code finds these helpers."""
    return [name for name in vars(PointerHelpers) if not name.startswith("_")]


def bound_helpers(memory: Memory) -> dict[str, Any]:
    """Return the helpers over one memory, by name."""
    helpers = PointerHelpers(memory)
    return {name: getattr(helpers, name) for name in helper_names()}
