# SPDX-License-Identifier: MIT
"""Memory and its shadow: what may be read, what may be written, what was never written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interp.machine import Fault, FaultKind, Memory

BASE = 0xFFFF888000000000


def small_memory() -> Memory:
    memory = Memory(1 << 16, BASE, 1 << 15)
    memory.set_heap(4096, 1 << 15)
    return memory


def test_what_is_written_is_read_again() -> None:
    memory = small_memory()
    address = memory.allocate(100, "a test")
    memory.write(address + 3, b"kernel")
    assert memory.read(address + 3, 6) == b"kernel"


def test_what_was_never_written_is_not_read() -> None:
    memory = small_memory()
    address = memory.allocate(8, "a test")
    with pytest.raises(Fault) as caught:
        memory.read(address, 8)
    assert caught.value.kind is FaultKind.UNWRITTEN


def test_a_copy_knows_what_was_never_written() -> None:
    memory = small_memory()
    source, target = memory.allocate(8, "a test"), memory.allocate(8, "a test")
    memory.write(source, b"half")
    memory.write(target, bytes(8))
    memory.copy(target, source, 8)
    assert memory.read(target, 4) == b"half"
    with pytest.raises(Fault):
        memory.read(target + 4, 4)


@given(st.lists(st.integers(1, 300), min_size=1, max_size=20))
def test_allocated_objects_never_touch(sizes: list[int]) -> None:
    memory = small_memory()
    starts = [memory.allocate(size, "a test") for size in sizes]
    for start, size in zip(starts, sizes, strict=True):
        memory.write(start, bytes(size))
        with pytest.raises(Fault) as caught:
            memory.write(start + size, b"x")
        assert caught.value.kind is FaultKind.OUT_OF_BOUNDS


@given(st.integers(0, (1 << 64) - 1))
def test_no_address_outside_reaches_inside(address: int) -> None:
    memory = small_memory()
    inside = BASE <= address < BASE + memory.capacity
    offset = address ^ BASE
    assert inside == (offset < memory.capacity)


def test_writing_is_undone_by_exchanging_words() -> None:
    from array import array

    memory = small_memory()
    address = memory.allocate(16, "a test")
    memory.write(address, bytes(16))
    memory.undo = array("Q")
    memory.write(address, b"0123456789abcdef")
    words = memory.views["u64"]
    while memory.undo:
        old, place = memory.undo.pop(), memory.undo.pop()
        words[place] = old
    assert memory.read(address, 16) == bytes(16)
