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
    NOTHING,
    NULL_PAGE,
    STACK_REDZONE,
    Memory,
)

_GROUND = (STACK_REDZONE, GLOBAL_REDZONE, HEAP_REDZONE)
_U64 = (1 << 64) - 1


class Part(int):
    """A pointer into an array inside of an object, which it must not leave (6.5.6p8).

    It is a plain number to everybody but to pointer arithmetic, which asks `+` and `-`, and to
    accesses, whose first step is always `pointer ^ base`. Each array has a class of its own: its
    bounds are then as near as a function's own variables.
    """

    low = high = 0

    def fault(self, value: int, verb: str) -> Fault:
        """Return the fault of a pointer that is not where it should be."""
        value = int(value)
        length, distance = self.high - self.low, value - self.low
        where = f"{-distance} bytes before" if distance < 0 else f"{distance - length} bytes behind"
        detail = f"{value:#x} {verb} {where} an array of {length} bytes inside of an object"
        return Fault(FaultKind.PART, detail, address=value)


_add, _subtract, _and, _xor = int.__add__, int.__sub__, int.__and__, int.__xor__
_MOST_CLASSES = 1024


def _class_of(low: int, high: int) -> type[Part]:
    """Return the class of the pointers into one array."""

    def add(self: Part, other: int) -> Part:
        value = _add(self, other)
        if low <= value <= high:
            return pointer(value)
        raise self.fault(value, "points")

    def subtract(self: Part, other: int) -> Part:
        value = _subtract(self, other)
        if low <= value <= high:
            return pointer(value)
        raise self.fault(value, "points")

    def both(self: Part, other: int) -> int:
        return self if other == _U64 else _and(self, other)

    def offset(self: Part, base: int) -> int:
        if _xor(self, high):
            return _xor(self, base)
        raise self.fault(self, "is used,")

    methods = {"__add__": add, "__sub__": subtract, "__and__": both, "__xor__": offset}
    pointer: type[Part] = type("Part", (Part,), {**methods, "low": low, "high": high})
    return pointer


class Alias(int):
    """A pointer to an object that its type must not reach: it may be kept, but not followed."""

    object_type: str
    lvalue_type: str

    def __and__(self, other: int) -> int:
        return self if other == _U64 else _and(self, other)

    def __xor__(self, base: int) -> int:
        detail = (
            f"an object of type '{self.object_type}' at {int(self):#x} is accessed "
            f"as '{self.lvalue_type}'"
        )
        raise Fault(FaultKind.ALIASING, detail, address=int(self))


class PointerHelpers:
    """What emitted code calls to move, compare and subtract pointers."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        self._classes: dict[tuple[int, int], type[Part]] = {}

    def moved(self, pointer: int, step: int) -> int:
        """Return `pointer + step` (bytes) if that stays in the object, or is one past its end."""
        if pointer.__class__ is not int:
            return pointer + step
        target = pointer + step
        if step:
            self._need_alive(pointer)
            if not self._in_one_object(pointer, target):
                raise self._left(pointer, target)
        return target

    def outside(self, target: int, step: int) -> int:
        """Look again at a pointer that does not simply point into an object."""
        if step:
            return self.moved(target - step, step) if target.__class__ is int else target
        raise self._left(target, target)

    def _left(self, pointer: int, target: int) -> Fault:
        where = f"{target:#x}"
        if target != target & _U64:  # what is left in 64 bits would mislead
            where = f"{pointer:#x} moved by {target - pointer} bytes"
        detail = f"{where} is not in the object, nor one past its end"
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
        if NOTHING in (shadow[first], shadow[last]):
            return False
        return not any(shadow.find(code, first, last) >= 0 for code in _GROUND)

    def _need_alive(self, pointer: int) -> None:
        """Raise a Fault if a pointer is into an object whose life is over."""
        offset = pointer ^ self.memory.base
        if 0 <= offset < self.memory.capacity:
            code = self.memory.shadow[offset]
            if code >= FIRST_FORBIDDEN and code not in _GROUND and code != NOTHING:
                raise self.memory.dangling(offset)

    def distance(self, left: int, right: int) -> int:
        """Return `left - right` (bytes) of two pointers into one object (6.5.6p9)."""
        return self._distance(left, right, FaultKind.POINTER_DIFFERENCE)

    def order(self, left: int, right: int) -> int:
        """Return a number that is to 0 as `left` to `right`, in one object (6.5.8p5)."""
        return self._distance(left, right, FaultKind.POINTER_ORDER)

    def _distance(self, left: int, right: int, kind: FaultKind) -> int:
        left, right = +left, +right
        if left != right:
            self._need_alive(left)
            self._need_alive(right)
        if left != right and not self._in_one_object(left, right):
            detail = f"{left:#x} and {right:#x} do not point into the same object"
            notes = (*self.memory.about(left), *self.memory.about(right))
            raise Fault(kind, detail, address=left, notes=notes)
        return left - right

    def alias(self, address: int, object_type: str, lvalue_type: str) -> int:
        """Return a pointer that is not to be followed: its type is another one (6.5p7)."""
        pointer = Alias(address)
        pointer.object_type, pointer.lvalue_type = object_type, lvalue_type
        return pointer

    def null_member(self, offset: int) -> int:
        """Report the address of a member, `offset` bytes into a structure that is not there."""
        detail = f"the address of a member is taken, {offset} bytes into a structure at NULL"
        raise Fault(FaultKind.NULL, detail, address=offset)

    def part(self, start: int, size: int, offset: int) -> int:
        """Return a pointer into an array of `size` bytes that is a part of an object."""
        start = +start
        known = self._classes.get((start, size))
        if known is None:
            if len(self._classes) > _MOST_CLASSES:
                self._classes.clear()
            known = self._classes[start, size] = _class_of(start, start + size)
        return known(start + offset)


def helper_names() -> list[str]:
    """Return the names under which emitted code finds these helpers."""
    return [name for name in vars(PointerHelpers) if not name.startswith("_")]


def bound_helpers(memory: Memory) -> dict[str, Any]:
    """Return the helpers over one memory, by name."""
    helpers = PointerHelpers(memory)
    return {name: getattr(helpers, name) for name in helper_names()}
