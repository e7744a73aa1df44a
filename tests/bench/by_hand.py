# SPDX-License-Identifier: MIT
"""The programs of `programs.py` as a careful person would write them by hand in Python.

The accesses are the same, on the same memory: a bytearray with typed views, addresses that look
like the kernel's, a shadow that is asked before each access. The text is the fullest form; a line
that ends in a tag is only there in some of the weaker ones, which `forms()` makes from it:

    check   shadow, array bounds, signed overflow, shift counts, pointers that leave their array
    undo    what was there is kept before it is overwritten
    step    the point and the variables are given out before each statement, at the same places as
            in the step build; `plain` lines stand for them in the forms that do not step

Two forms keep what was given out. One records what stepping yields: points, variables, marks in the
undo log. The other, `noted`, is what a recording is beside: it notes the same, in the same way, by
itself. Its functions append a point's number, with the variables if one of them may have changed
since the point before; each entry of its undo log says how many points there were; and it notes
calls and returns.

Loops use `range` where a person would; they count no steps, which the emitted loops do. What a
person knows here and a compiler cannot is used as well: that every page is one of `pages`, so that
two comparisons tell whether a pointer leaves it. A recording also knows on which cpu it was and
what was printed, holds a copy of memory, and keeps the step budget, its limit and the progress bar.
The names that are not defined here (views, addresses, constants) are given by `forms()`.
"""

# ruff: noqa: F821
# mypy: ignore-errors

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

from interp.machine import Memory
from tests.bench.programs import CAPACITY, ORDERS, PAGES, PRIMES, SLOTS

BASE = 0xFFFF888000000000
LEVELS = {"unchecked": (), "checked": ("check",), "undo": ("check", "undo")}
LEVELS |= {"stepping": ("check", "undo", "step"), "recorded": ("check", "undo", "step")}
LEVELS |= {"noted": ("check", "undo", "note")}
HIGH_32, HIGH_64 = (1 << 31) - 1, (1 << 63) - 1

# [forms]


def sieve(n):
    yield 0, n  # step
    count = 0
    yield 1, n, count  # step
    for i in range(2, n):
        yield 2, n, i, count  # step
        yield 3, n, i, count  # step
        if not 0 <= i < PRIMES:  # check
            raise IndexError  # check
        at = FLAGS + i
        if bad_8[at]:  # check
            first(at, 1)  # check
        undo((at >> 3, u64[at >> 3]))  # undo
        u8[at] = 1
    yield 2, n, i, count  # step
    yield 4, n, i, count  # step
    for i in range(2, n):
        yield 5, n, i, count  # step
        yield 6, n, i, count  # step
        if not 0 <= i < PRIMES:  # check
            raise IndexError  # check
        at = FLAGS + i
        if bad_8[at]:  # check
            raise MemoryError  # check
        if not u8[at]:
            yield 7, n, i, count  # step
            continue
        yield 8, n, i, count  # step
        count += 1
        if count > HIGH_32:  # check
            raise OverflowError  # check
        yield 9, n, i, count  # step
        for j in range(i + i, n, i):
            yield 10, n, i, j, count  # step
            yield 11, n, i, j, count  # step
            if not 0 <= j < PRIMES:  # check
                raise IndexError  # check
            at = FLAGS + j
            if bad_8[at]:  # check
                first(at, 1)  # check
            undo((at >> 3, u64[at >> 3]))  # undo
            u8[at] = 0
        yield 10, n, i, n, count  # step
    yield 5, n, i, count  # step
    yield 12, n, i, count  # step
    return count


def build(n):
    yield 20, n  # step
    for i in range(n):
        yield 21, n, i  # step
        yield 22, n, i  # step
        node = memory.allocate(24, "by hand")
        if node & 7:  # check
            raise MemoryError  # check
        yield 23, n, i, node  # step
        at = (node ^ BASE) >> 3
        if bad_64[at + 2]:  # check
            first(at + 2, 8)  # check
        undo((at + 2, u64[at + 2]))  # undo
        i64[at + 2] = i
        yield 24, n, i, node  # step
        if bad_64[at]:  # check
            first(at, 8)  # check
        undo((at, u64[at]))  # undo
        u64[at] = HEAD
        yield 25, n, i, node  # step
        if bad_64[HEAD_INDEX + 1]:  # check
            raise MemoryError  # check
        last = u64[HEAD_INDEX + 1]
        if bad_64[at + 1]:  # check
            first(at + 1, 8)  # check
        undo((at + 1, u64[at + 1]))  # undo
        u64[at + 1] = last
        yield 26, n, i, node  # step
        to = (last ^ BASE) >> 3
        if bad_64[to]:  # check
            first(to, 8)  # check
        undo((to, u64[to]))  # undo
        u64[to] = node
        yield 27, n, i, node  # step
        if bad_64[HEAD_INDEX + 1]:  # check
            first(HEAD_INDEX + 1, 8)  # check
        undo((HEAD_INDEX + 1, u64[HEAD_INDEX + 1]))  # undo
        u64[HEAD_INDEX + 1] = node
    yield 21, n, n  # step
    yield 28, n, n  # step


def walk(rounds):
    yield 30, rounds  # step
    total = 0
    yield 31, rounds, total  # step
    for i in range(rounds):
        yield 32, rounds, i, total  # step
        yield 33, rounds, i, total  # step
        if bad_64[HEAD_INDEX]:  # check
            raise MemoryError  # check
        node = u64[HEAD_INDEX]
        yield 34, rounds, i, node, total  # step
        while node != HEAD:
            yield 35, rounds, i, node, total  # step
            at = (node ^ BASE) >> 3
            if bad_64[at + 2]:  # check
                raise MemoryError  # check
            total += i64[at + 2]
            if not -HIGH_64 - 1 <= total <= HIGH_64:  # check
                raise OverflowError  # check
            if bad_64[at]:  # check
                raise MemoryError  # check
            node = u64[at]
            yield 34, rounds, i, node, total  # step
    yield 32, rounds, rounds, total  # step
    yield 36, rounds, rounds, total  # step
    return total


def list_add(entry, to):
    yield 40, entry, to  # step
    at = (to ^ BASE) >> 3
    if bad_64[at]:  # check
        raise MemoryError  # check
    next_ = u64[at]
    yield 41, entry, to, next_  # step
    next_at = (next_ ^ BASE) >> 3
    if bad_64[next_at + 1]:  # check
        first(next_at + 1, 8)  # check
    undo((next_at + 1, u64[next_at + 1]))  # undo
    u64[next_at + 1] = entry
    yield 42, entry, to, next_  # step
    entry_at = (entry ^ BASE) >> 3
    if bad_64[entry_at]:  # check
        first(entry_at, 8)  # check
    undo((entry_at, u64[entry_at]))  # undo
    u64[entry_at] = next_
    yield 43, entry, to, next_  # step
    if bad_64[entry_at + 1]:  # check
        first(entry_at + 1, 8)  # check
    undo((entry_at + 1, u64[entry_at + 1]))  # undo
    u64[entry_at + 1] = to
    yield 44, entry, to, next_  # step
    if bad_64[at]:  # check
        first(at, 8)  # check
    undo((at, u64[at]))  # undo
    u64[at] = entry
    yield 45, entry, to, next_  # step


def list_del(entry):
    yield 50, entry  # step
    at = (entry ^ BASE) >> 3
    if bad_64[at] or bad_64[at + 1]:  # check
        raise MemoryError  # check
    next_, previous = u64[at], u64[at + 1]
    next_at = ((next_ ^ BASE) >> 3) + 1
    if bad_64[next_at]:  # check
        first(next_at, 8)  # check
    undo((next_at, u64[next_at]))  # undo
    u64[next_at] = previous
    yield 51, entry  # step
    if bad_64[at] or bad_64[at + 1]:  # check
        raise MemoryError  # check
    previous_at = (u64[at + 1] ^ BASE) >> 3
    if bad_64[previous_at]:  # check
        first(previous_at, 8)  # check
    undo((previous_at, u64[previous_at]))  # undo
    u64[previous_at] = u64[at]
    yield 52, entry  # step


def set_free(page, order):
    yield 60, page, order  # step
    at = ((page ^ BASE) >> 2) + 4
    if bad_32[at]:  # check
        first(at, 4)  # check
    undo((at >> 1, u64[at >> 1]))  # undo
    i32[at] = order
    yield 61, page, order  # step
    if bad_32[at + 1]:  # check
        first(at + 1, 4)  # check
    undo((at + 1 >> 1, u64[at + 1 >> 1]))  # undo
    i32[at + 1] = 1
    yield 62, page, order  # step
    if not 0 <= order < ORDERS:  # check
        raise IndexError  # check
    list_add(page, FREE_AREA + order * 16)  # plain
    yield from list_add(page, FREE_AREA + order * 16)  # step
    yield 63, page, order  # step


def alloc_pages(order):
    yield 70, order  # step
    for current in range(order, ORDERS):
        yield 71, order, current  # step
        yield 72, order, current  # step
        if not 0 <= current < ORDERS:  # check
            raise IndexError  # check
        at = FREE_AREA_INDEX + current * 2
        if bad_64[at]:  # check
            raise MemoryError  # check
        if u64[at] == FREE_AREA + current * 16:
            yield 73, order, current  # step
            continue
        yield 74, order, current  # step
        page = u64[at]
        yield 75, order, current, page  # step
        list_del(page)  # plain
        yield from list_del(page)  # step
        yield 76, order, current, page  # step
        at = ((page ^ BASE) >> 2) + 4
        if bad_32[at + 1]:  # check
            first(at + 1, 4)  # check
        undo((at + 1 >> 1, u64[at + 1 >> 1]))  # undo
        i32[at + 1] = 0
        yield 77, order, current, page  # step
        while current > order:
            yield 78, order, current, page  # step
            current -= 1
            yield 79, order, current, page  # step
            if not 0 <= current < 32:  # check
                raise OverflowError  # check
            half = page + (24 << current)
            if not PAGES_AT <= half <= PAGES_AT + PAGES * 24:  # check
                raise MemoryError  # check
            set_free(half, current)  # plain
            yield from set_free(half, current)  # step
            yield 77, order, current, page  # step
        yield 80, order, current, page  # step
        if bad_32[at]:  # check
            first(at, 4)  # check
        undo((at >> 1, u64[at >> 1]))  # undo
        i32[at] = order
        yield 81, order, current, page  # step
        return page
    yield 71, order, ORDERS  # step
    yield 82, order  # step
    return 0


def free_pages(page):
    yield 90, page  # step
    if not PAGES_AT <= page <= PAGES_AT + PAGES * 24:  # check
        raise MemoryError  # check
    index = (page - PAGES_AT) // 24
    yield 91, page, index  # step
    at = ((page ^ BASE) >> 2) + 4
    if bad_32[at]:  # check
        raise MemoryError  # check
    order = i32[at]
    yield 92, page, index, order  # step
    while order < ORDERS - 1:
        yield 93, page, index, order  # step
        if not 0 <= order < 64:  # check
            raise OverflowError  # check
        other = index ^ 1 << order
        yield 94, page, index, order, other  # step
        if not 0 <= other < PAGES:  # check
            raise IndexError  # check
        buddy_ = PAGES_AT + other * 24
        yield 95, page, index, order, other, buddy_  # step
        at = ((buddy_ ^ BASE) >> 2) + 4
        if bad_32[at + 1]:  # check
            raise MemoryError  # check
        free = i32[at + 1]
        if free and bad_32[at]:  # check
            raise MemoryError  # check
        if not free or i32[at] != order:
            yield 96, page, index, order, other, buddy_  # step
            break
        yield 97, page, index, order, other, buddy_  # step
        list_del(buddy_)  # plain
        yield from list_del(buddy_)  # step
        yield 98, page, index, order, other, buddy_  # step
        if bad_32[at + 1]:  # check
            first(at + 1, 4)  # check
        undo((at + 1 >> 1, u64[at + 1 >> 1]))  # undo
        i32[at + 1] = 0
        yield 99, page, index, order, other, buddy_  # step
        index &= other
        yield 100, page, index, order, other, buddy_  # step
        order += 1
        yield 92, page, index, order  # step
    yield 101, page, index, order  # step
    if not 0 <= index < PAGES:  # check
        raise IndexError  # check
    set_free(PAGES_AT + index * 24, order)  # plain
    yield from set_free(PAGES_AT + index * 24, order)  # step
    yield 102, page, index, order  # step


def buddy(n):
    yield 110, n  # step
    seed = 1
    yield 111, n, seed  # step
    count = 0
    yield 112, n, seed, count  # step
    for i in range(ORDERS):
        yield 113, n, seed, count, i  # step
        yield 114, n, seed, count, i  # step
        at, head = FREE_AREA_INDEX + i * 2, FREE_AREA + i * 16
        if bad_64[at]:  # check
            first(at, 8)  # check
        if bad_64[at + 1]:  # check
            first(at + 1, 8)  # check
        undo((at + 1, u64[at + 1]))  # undo
        u64[at + 1] = head
        undo((at, u64[at]))  # undo
        u64[at] = head
    yield 113, n, seed, count, ORDERS  # step
    yield 115, n, seed, count, ORDERS  # step
    for i in range(SLOTS):
        yield 116, n, seed, count, i  # step
        yield 117, n, seed, count, i  # step
        if bad_64[HELD + i]:  # check
            first(HELD + i, 8)  # check
        undo((HELD + i, u64[HELD + i]))  # undo
        u64[HELD + i] = 0
    yield 116, n, seed, count, SLOTS  # step
    yield 118, n, seed, count, SLOTS  # step
    for i in range(PAGES):
        yield 119, n, seed, count, i  # step
        yield 120, n, seed, count, i  # step
        at = PAGES_INDEX + i * 6 + 5
        if bad_32[at]:  # check
            first(at, 4)  # check
        undo((at >> 1, u64[at >> 1]))  # undo
        i32[at] = 0
    yield 119, n, seed, count, PAGES  # step
    yield 121, n, seed, count, PAGES  # step
    set_free(PAGES_AT, ORDERS - 1)  # plain
    yield from set_free(PAGES_AT, ORDERS - 1)  # step
    yield 122, n, seed, count, PAGES  # step
    for i in range(n):
        yield 123, n, seed, count, i  # step
        yield 124, n, seed, count, i  # step
        seed = seed * 1103515245 + 12345 & 0xFFFFFFFF
        yield 125, n, seed, count, i  # step
        slot = seed >> 16 & SLOTS - 1
        yield 126, n, seed, count, i, slot  # step
        at = HELD + slot
        if bad_64[at]:  # check
            raise MemoryError  # check
        if u64[at]:
            yield 127, n, seed, count, i, slot  # step
            free_pages(u64[at])  # plain
            yield from free_pages(u64[at])  # step
            yield 128, n, seed, count, i, slot  # step
            undo((at, u64[at]))  # undo
            u64[at] = 0
        else:
            yield 129, n, seed, count, i, slot  # step
            page = alloc_pages(seed >> 24 & 3)  # plain
            page = yield from alloc_pages(seed >> 24 & 3)  # step
            undo((at, u64[at]))  # undo
            u64[at] = page
            yield 130, n, seed, count, i, slot  # step
            count += 1
            if count > HIGH_32:  # check
                raise OverflowError  # check
    yield 123, n, seed, count, n  # step
    yield 131, n, seed, count, n  # step
    return count


def scalar(n):
    yield 140, n  # step
    a = 0
    yield 141, n, a  # step
    b = 1
    yield 142, n, a, b  # step
    for i in range(n):
        yield 143, n, a, b, i  # step
        yield 144, n, a, b, i  # step
        total = a + b
        if not -HIGH_32 - 1 <= total <= HIGH_32:  # check
            raise OverflowError  # check
        t = total & 0xFFFF
        yield 145, n, a, b, i, t  # step
        a = b
        yield 146, n, a, b, i, t  # step
        b = t
    yield 143, n, a, b, n  # step
    yield 147, n, a, b, n  # step
    return a


# [end]


def _text(level: str) -> str:
    """Return the functions' text in the form of a level."""
    text = Path(__file__).read_text().partition("# [forms]\n")[2].partition("# [end]\n")[0]
    kept = []
    lines = _noting(text.splitlines()) if level == "noted" else text.splitlines()
    for line in lines:
        code, _, tag = line.partition("  # ")
        if not tag or tag in LEVELS[level] or (tag == "plain" and "step" not in LEVELS[level]):
            kept.append(code)
    if level == "stepping":  # only the number of the point, not the variables
        kept = [re.sub(r"^( *yield \d+),.*", r"\1", line) for line in kept]
    return "\n".join(kept)


YIELD = re.compile(r"( *)yield (\d+)(?:, (.*))?  # step")
ASSIGNED = re.compile(r" *(\w+(?:, \w+)*) [-+&]?= ")


def _noting(lines: list[str]) -> Iterator[str]:
    """Yield the lines with notes in the places of yields, and further ones of calls and returns.

    What the point of a `while` shows stands before it, and once more at the end of its body.
    """
    shown: tuple[str, str] | None = None  # how far indented, and what the last point has shown
    name = returned = ""
    for line in lines:
        point, assigned = YIELD.fullmatch(line), ASSIGNED.match(line)
        word = line.split()[0] if line.split() else ""
        if point:
            indent, number, variables = point[1], point[2], point[3] or ""
            same = shown and len(indent) >= len(shown[0]) and variables == shown[1]
            yield f"{indent}note({number if same else f'({variables}, {number})'})  # note"
            shown = indent, variables
            continue
        if line.endswith("# check"):
            pass
        elif word in ("def", "for", "else:") or (
            assigned and shown and set(assigned[1].split(", ")) & set(shown[1].split(", "))
        ):
            shown = None
        if word == "def":
            name = line.split()[1].partition("(")[0]
        elif name and (word == "return" or not line):
            value = line.split()[1] if word == "return" else "None"
            if word == "return" or returned != name:
                indent = line[: line.index("return")] if word == "return" else "    "
                yield f"{indent}called(({value}, len(points), len(log)))  # note"
            returned = name
        yield re.sub(r"undo\(\((.*)\)\)  # undo", r"undo((\1, len(points)))  # undo", line)
        if word == "def":
            yield f"    called(('{name}', len(points)))  # note"


class ByHand:
    """The programs in the form of one level, on a fresh memory."""

    def __init__(self, level: str) -> None:
        self.memory = Memory(CAPACITY, BASE, CAPACITY)
        self.memory.set_heap(4096, CAPACITY)
        flags, head = self._object(PRIMES), self._object(24)
        area, pages, held = (self._object(n) for n in (ORDERS * 16, PAGES * 24, SLOTS * 8))
        for offset in (0, 8):
            self.memory.write_uint(head + offset, head)
        self.undo: list[int] = []  # as in a recording: a list grows fastest
        self.points: list[Any] = []
        self.calls: list[tuple[Any, ...]] = []
        names: dict[str, Any] = dict(self.memory.views)
        names |= {"memory": self.memory, "first": self._first, "undo": self.undo.extend}
        names |= {"points": self.points, "note": self.points.append, "log": self.undo}
        names |= {"called": self.calls.append}
        names |= {"FLAGS": flags ^ BASE, "HEAD": head, "HEAD_INDEX": (head ^ BASE) >> 3}
        names |= {
            "FREE_AREA": area,
            "FREE_AREA_INDEX": (area ^ BASE) >> 3,
            "HELD": held - BASE >> 3,
        }
        names |= {"PAGES_AT": pages, "PAGES_INDEX": (pages ^ BASE) >> 2, "PAGES": PAGES}
        names |= {"BASE": BASE, "HIGH_32": HIGH_32, "HIGH_64": HIGH_64}
        names |= {"PRIMES": PRIMES, "ORDERS": ORDERS, "SLOTS": SLOTS}
        exec(compile(_text(level), f"<by hand, {level}>", "exec"), names)
        self.names = names

    def _object(self, size: int) -> int:
        address = self.memory.allocate(size, "by hand")
        self.memory.fill(address, 0, size)
        return address

    def _first(self, index: int, size: int) -> None:
        """Mark bytes as written, or report a store to forbidden ground."""
        offset, shadow = index * size, self.memory.shadow
        if max(shadow[offset : offset + size]) > 1:
            raise MemoryError
        shadow[offset : offset + size] = bytes(size)

    def function(self, name: str) -> Callable[..., Any]:
        """Return one of the functions: a plain one, or one that makes a generator of points."""
        found: Callable[..., Any] = self.names[name]
        return found

    def record(self, steps: Generator[Any, None, Any]) -> tuple[list[Any], array[int]]:
        """Run to the end; return each point with its variables, and the undo log's length there."""
        points: list[Any] = []
        marks: array[int] = array("Q")
        undo = self.undo
        for point in steps:
            points.append(point)
            marks.append(len(undo))
        return points, marks
