# SPDX-License-Identifier: MIT
"""Locks, watched as lockdep watches them."""

from __future__ import annotations

import pytest

from interp.machine import Fault, FaultKind, Memory
from interp.machine.locks import Locks

BASE = 0xFFFF888000000000


@pytest.fixture
def locks() -> Locks:
    memory = Memory(1 << 16, BASE, 1 << 15)
    memory.set_heap(4096, 1 << 15)
    for _ in range(3):
        memory.write(memory.allocate(4, "a test"), bytes(4))
    return Locks(memory)


def address(locks: Locks, number: int) -> int:
    return sorted(locks.memory.allocations)[number]


def test_a_lock_is_taken_and_released(locks: Locks) -> None:
    zone = address(locks, 0)
    locks.take(zone, "&zone->lock", "spin")
    assert locks.is_locked(zone)
    locks.release(zone, "&zone->lock")
    assert not locks.is_locked(zone)


def test_taking_it_twice_is_reported(locks: Locks) -> None:
    locks.take(address(locks, 0), "&zone->lock", "spin")
    with pytest.raises(Fault) as caught:
        locks.take(address(locks, 0), "&zone->lock", "spin")
    assert caught.value.kind is FaultKind.LOCK_RECURSION


def test_the_other_order_is_reported(locks: Locks) -> None:
    zone, list_lock = address(locks, 0), address(locks, 1)
    locks.take(zone, "&zone->lock", "spin")
    locks.take(list_lock, "&lock", "spin")
    locks.release(list_lock, "&lock")
    locks.release(zone, "&zone->lock")
    locks.take(list_lock, "&lock", "spin")
    with pytest.raises(Fault) as caught:
        locks.take(zone, "&zone->lock", "spin")
    assert caught.value.kind is FaultKind.LOCK_ORDER


def test_releasing_what_is_not_held_is_reported(locks: Locks) -> None:
    with pytest.raises(Fault) as caught:
        locks.release(address(locks, 0), "&zone->lock")
    assert caught.value.kind is FaultKind.LOCK_NOT_HELD


def test_a_mutex_under_a_spin_lock_is_reported(locks: Locks) -> None:
    locks.take(address(locks, 0), "&zone->lock", "spin")
    with pytest.raises(Fault) as caught:
        locks.take(address(locks, 1), "&balloon_mutex", "mutex")
    assert caught.value.kind is FaultKind.ATOMIC
