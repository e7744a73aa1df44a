# SPDX-License-Identifier: MIT
"""Spin locks, mutexes and interrupts, watched as lockdep watches them."""

from __future__ import annotations

from dataclasses import dataclass, field

from interp.machine.faults import Fault, FaultKind
from interp.machine.memory import Memory


@dataclass(frozen=True, slots=True)
class Held:
    """A lock that is held: which, under which name in the source, of which kind."""

    address: int
    name: str
    kind: str  # "spin" or "mutex"


@dataclass
class Locks:
    """The locks that are held, in the order they were taken, and every order ever seen.

    A lock is one 32-bit word in memory: 0 when free, 1 when held.
    """

    memory: Memory
    held: list[Held] = field(default_factory=list)
    interrupts_off: bool = False
    orders: dict[tuple[str, str], tuple[Held, Held]] = field(default_factory=dict)

    def take(self, address: int, name: str, kind: str) -> None:
        """Take a lock, or report why that would never succeed."""
        lock = Held(address, name, kind)
        if kind == "mutex" and (self.interrupts_off or any(h.kind == "spin" for h in self.held)):
            holds = self._shown() or "interrupts are off"
            raise Fault(FaultKind.ATOMIC, f"mutex {name} may sleep", notes=(f"held: {holds}",))
        if self.memory.read_uint(address, 4):
            detail = f"{name} is taken while it is held"
            raise Fault(FaultKind.LOCK_RECURSION, detail, notes=(f"held: {self._shown()}",))
        for earlier in self.held:
            self._check_order(earlier, lock)
        self.memory.write_uint(address, 1, 4)
        self.held.append(lock)

    def _check_order(self, earlier: Held, lock: Held) -> None:
        if (lock.name, earlier.name) in self.orders and lock.name != earlier.name:
            raise Fault(
                FaultKind.LOCK_ORDER,
                f"{lock.name} is taken under {earlier.name}, before it was the other way round",
                notes=(f"held: {self._shown()}",),
            )
        self.orders[earlier.name, lock.name] = (earlier, lock)

    def release(self, address: int, name: str) -> None:
        """Release a lock that must be held."""
        for lock in reversed(self.held):
            if lock.address == address:
                self.held.remove(lock)
                self.memory.write_uint(address, 0, 4)
                return
        raise Fault(FaultKind.LOCK_NOT_HELD, f"{name} is released but was not held")

    def is_locked(self, address: int) -> bool:
        """Return whether somebody holds the lock."""
        return bool(self.memory.read_uint(address, 4))

    def _shown(self) -> str:
        return ", ".join(lock.name for lock in self.held)
