# SPDX-License-Identifier: MIT
"""The functions that a machine provides to C: console, memory, locks, interrupts, CPUs.

A native takes the process and the C arguments, and returns an int (or None for `void`).
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from interp.machine.faults import Fault, FaultKind
from interp.machine.formatting import format_text

if TYPE_CHECKING:
    from interp.machine.memory import Memory
    from interp.machine.process import Process

NativeFunction = Callable[..., int | None]
KERNEL_LEVEL = b"\x01"  # KERN_SOH: the next byte is the level of a printk line

Natives = dict[str, NativeFunction]
NATIVES: Natives = {}  # those of a kernel's machine


def entering(table: Natives) -> Callable[[NativeFunction], NativeFunction]:
    """Return a decorator that enters a function into a table under its own name."""

    def enter(function: NativeFunction) -> NativeFunction:
        table[function.__name__] = function
        return function

    return enter


native = entering(NATIVES)


def _text(process: Process, address: int) -> str:
    return process.memory.read_text(address).decode(errors="replace")


# -- console --------------------------------------------------------------------------------------


@native
def printk(process: Process, template: int, *arguments: int) -> int:
    """`int printk(const char *fmt, ...)`: print to the kernel's log."""
    text = format_text(process.memory, process.memory.read_text(template), arguments)
    if text[:1] == KERNEL_LEVEL:
        text = text[2:]
    process.console.write(text.decode(errors="replace"))
    return len(text)


@native
def arch_warn(process: Process, file: int, line: int, condition: int) -> None:
    """`void arch_warn(file, line, condition)`: WARN_ON() found its condition true."""
    place = f"{_text(process, file)}:{line}"
    process.console.line(f"WARNING: at {place} WARN_ON({_text(process, condition)})")


@native
def arch_bug(process: Process, file: int, line: int, condition: int) -> None:
    """`void arch_bug(file, line, condition)`: BUG_ON() found its condition true."""
    detail = f"at {_text(process, file)}:{line}! BUG_ON({_text(process, condition)})"
    raise Fault(FaultKind.BUG, detail)


# -- memory ---------------------------------------------------------------------------------------


@native
def kmalloc(process: Process, size: int, flags: int = 0) -> int:
    """`void *kmalloc(size_t size, gfp_t flags)`: memory that was never written."""
    return process.memory.allocate(size, process.place())


@native
def kfree(process: Process, address: int) -> None:
    """`void kfree(const void *)`."""
    if address:
        process.memory.free(address, process.place())


@native
def memset(process: Process, address: int, byte: int, size: int) -> int:
    """`void *memset(void *s, int c, size_t n)`."""
    process.memory.fill(address, byte, size)
    return address


@native
def memcpy(process: Process, target: int, source: int, size: int) -> int:
    """`void *memcpy(void *to, const void *from, size_t n)`; the two must not overlap."""
    if abs(target - source) < size and target != source:
        detail = f"memcpy() of {size} bytes between ranges that overlap"
        raise Fault(FaultKind.ARGUMENTS, detail)
    process.memory.copy(target, source, size)
    return target


@native
def memmove(process: Process, target: int, source: int, size: int) -> int:
    """`void *memmove(void *to, const void *from, size_t n)`."""
    process.memory.copy(target, source, size)
    return target


@native
def memcmp(process: Process, left: int, right: int, size: int) -> int:
    """`int memcmp(const void *a, const void *b, size_t n)`."""
    a, b = process.memory.read(left, size), process.memory.read(right, size)
    return (a > b) - (a < b)


@native
def strlen(process: Process, address: int) -> int:
    """`size_t strlen(const char *)`."""
    return len(process.memory.read_text(address))


def compare_texts(memory: Memory, left: int, right: int, limit: int = -1) -> int:
    """Return how two C strings compare; what stands behind the first difference is not read."""
    first, second = memory.peek_text(left, limit), memory.peek_text(right, limit)
    pairs = enumerate(zip(first, second, strict=False))
    shared = next((n for n, (a, b) in pairs if a != b), min(len(first), len(second)))
    length = min(shared + 1, limit) if limit >= 0 else shared + 1
    a, b = memory.read(left, length), memory.read(right, length)
    return (a > b) - (a < b)


@native
def strcmp(process: Process, left: int, right: int) -> int:
    """`int strcmp(const char *a, const char *b)`."""
    return compare_texts(process.memory, left, right)


# -- CPUs, interrupts, locks ----------------------------------------------------------------------


@native
def raw_smp_processor_id(process: Process) -> int:
    """`int raw_smp_processor_id(void)`: the CPU that runs this."""
    return process.cpu


@native
def arch_set_cpu(process: Process, cpu: int) -> int:
    """`int arch_set_cpu(int cpu)`: what follows runs on that CPU; returns the one before."""
    former, process.cpu = process.cpu, cpu
    process.tell()
    return former


@native
def arch_local_irq_save(process: Process) -> int:
    """`unsigned long arch_local_irq_save(void)`: turn interrupts off, return how they were."""
    flags = 0 if process.locks.interrupts_off else 0x200  # the interrupt flag of x86
    process.locks.interrupts_off = True
    process.tell()
    return flags


@native
def arch_local_irq_restore(process: Process, flags: int) -> None:
    """`void arch_local_irq_restore(unsigned long flags)`."""
    process.locks.interrupts_off = not flags & 0x200
    process.tell()


@native
def arch_local_irq_disable(process: Process) -> None:
    """`void arch_local_irq_disable(void)`."""
    process.locks.interrupts_off = True
    process.tell()


@native
def arch_local_irq_enable(process: Process) -> None:
    """`void arch_local_irq_enable(void)`."""
    process.locks.interrupts_off = False
    process.tell()


@native
def arch_spin_lock(process: Process, lock: int, name: int) -> None:
    """`void arch_spin_lock(arch_spinlock_t *lock, const char *name)`."""
    process.locks.take(lock, _text(process, name), "spin")


@native
def arch_spin_unlock(process: Process, lock: int, name: int) -> None:
    """`void arch_spin_unlock(arch_spinlock_t *lock, const char *name)`."""
    process.locks.release(lock, _text(process, name))


@native
def arch_spin_is_locked(process: Process, lock: int) -> int:
    """`int arch_spin_is_locked(arch_spinlock_t *lock)`."""
    return int(process.locks.is_locked(lock))


@native
def arch_mutex_lock(process: Process, lock: int, name: int) -> None:
    """`void arch_mutex_lock(struct mutex *lock, const char *name)`."""
    process.locks.take(lock, _text(process, name), "mutex")


@native
def arch_mutex_unlock(process: Process, lock: int, name: int) -> None:
    """`void arch_mutex_unlock(struct mutex *lock, const char *name)`."""
    process.locks.release(lock, _text(process, name))


def bound(process: Process, name: str) -> Callable[..., Any] | None:
    """Return a native as emitted code calls it, or None if there is none of that name.

    The process's own natives come first, then the kernel's, then those of the C library.
    """
    function = process.natives.get(name) or NATIVES.get(name) or _library().get(name)
    if function is None:
        return None
    return lambda *arguments: function(process, *arguments)


def _library() -> Natives:
    """Return the C library, of which the kernel's machine seldom needs anything."""
    found: Natives = importlib.import_module("interp.machine.libc").LIBRARY
    return found
