# SPDX-License-Identifier: MIT
"""What stops a machine, worded as the kernel and its sanitizers word it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from interp.lang.source import Location, PlainError, indent

SHOWN_CALLS = 20


class FaultKind(Enum):
    """The rule that was broken: how the kernel names it, and where C11 states it."""

    NULL = ("BUG: kernel NULL pointer dereference", "C11 6.5.3.2p4")
    PAGE_FAULT = ("BUG: unable to handle kernel paging request", "C11 6.5.3.2p4")
    READ_ONLY = ("BUG: write to read-only memory", "C11 6.4.5p7, 6.7.3p6")
    CONST = ("BUG: write to a const object", "C11 6.7.3p6")
    VOLATILE = ("BUG: plain access to a volatile object", "C11 6.7.3p6")
    OUT_OF_BOUNDS = ("BUG: KASAN: out-of-bounds", "C11 6.5.6p8")
    POINTER = ("UBSAN: pointer-overflow", "C11 6.5.6p8")
    POINTER_ORDER = ("UBSAN: pointer-comparison", "C11 6.5.8p5")
    POINTER_DIFFERENCE = ("UBSAN: pointer-subtraction", "C11 6.5.6p9")
    PART = ("UBSAN: object-size-mismatch", "C11 6.5.6p8")
    ALIASING = ("BUG: access by an lvalue of another type", "C11 6.5p7")
    USE_AFTER_FREE = ("BUG: KASAN: use-after-free", "C11 7.22.3, J.2")
    USE_AFTER_RETURN = ("BUG: KASAN: stack-use-after-return", "C11 6.2.4p2")
    USE_AFTER_SCOPE = ("BUG: KASAN: stack-use-after-scope", "C11 6.2.4p2")
    INVALID_FREE = ("BUG: KASAN: invalid-free", "C11 7.22.3.3p2")
    UNWRITTEN = ("BUG: KMSAN: uninit-value", "C11 6.3.2.1p2")
    SIGNED_OVERFLOW = ("UBSAN: signed-integer-overflow", "C11 6.5p5")
    SHIFT = ("UBSAN: shift-out-of-bounds", "C11 6.5.7p3")
    DIVISION = ("UBSAN: division-overflow", "C11 6.5.5p5")
    INDEX = ("UBSAN: array-index-out-of-bounds", "C11 6.5.6p8")
    LENGTH = ("UBSAN: vla-bound-not-positive", "C11 6.7.6.2p5")
    ARRAY_TYPE = ("BUG: arrays of different lengths", "C11 6.7.6.2p6")
    MISALIGNED = ("UBSAN: misaligned-pointer", "C11 6.3.2.3p7")
    UNSEQUENCED = ("BUG: unsequenced accesses", "C11 6.5p2")
    NO_DEFINITION = ("undefined reference", "C11 6.9p5")
    UNREACHABLE = ("UBSAN: unreachable", "GNU C __builtin_unreachable")
    NO_RETURN = ("UBSAN: missing-return", "C11 6.9.1p12")
    BAD_CALL = ("BUG: call through a bad function pointer", "C11 6.5.2.2p9")
    CALL_TYPE = ("UBSAN: function-type-mismatch", "C11 6.5.2.2p6, p9")
    STATIC_ARRAY = ("UBSAN: too-few-elements", "C11 6.7.6.3p7")
    RETURNED = ("UBSAN: noreturn-function-returned", "C11 6.7.4p8")
    OVERLAP = ("BUG: overlapping objects", "C11 6.5.16.1p3, 7.24.2.1p2")
    BOOL = ("UBSAN: invalid-load", "C11 6.2.6.1p5")
    STACK_OVERFLOW = ("BUG: stack guard page was hit", "kernel: THREAD_SIZE")
    LIST = ("list corruption", "kernel: CONFIG_DEBUG_LIST")
    LOCK_RECURSION = ("WARNING: possible recursive locking detected", "kernel: lockdep")
    LOCK_ORDER = ("WARNING: possible circular locking dependency detected", "kernel: lockdep")
    LOCK_NOT_HELD = ("WARNING: bad unlock balance detected!", "kernel: lockdep")
    ATOMIC = ("BUG: sleeping function called from invalid context", "kernel: might_sleep")
    BUG = ("kernel BUG", "kernel: BUG_ON")
    PANIC = ("Kernel panic - not syncing", "kernel: panic")
    STEPS = ("watchdog: BUG: soft lockup - the program does not end", "the step budget")
    MEMORY = ("Out of memory", "the machine's memory limit")
    ARGUMENTS = ("BUG: wrong arguments", "C11 6.5.2.2p2")
    LIBRARY = ("BUG: a library function is misused", "C11 7.1.4p1")

    @property
    def title(self) -> str:
        """The first words of the kernel's report."""
        return self.value[0]

    @property
    def rule(self) -> str:
        """Where the broken rule is written."""
        return self.value[1]


@dataclass(frozen=True, slots=True)
class CallPlace:
    """One entry of a C call stack."""

    function: str
    location: Location

    def __str__(self) -> str:
        return f"{self.function}() at {self.location}"


class Fault(PlainError):
    """The machine stopped: what happened, where, with which values, and which rule it broke.

    `stack` has the innermost call first, as the kernel prints it.
    """

    def __init__(
        self,
        kind: FaultKind,
        detail: str,
        *,
        address: int | None = None,
        notes: tuple[str, ...] = (),
        rule: str = "",
    ) -> None:
        self.kind = kind
        self.detail = detail
        self.address = address
        self.notes = notes
        self.rule = rule or kind.rule  # a more exact clause, where the kind is a broad one
        self.stack: tuple[CallPlace, ...] = ()
        self.shown = ""  # the source line with a caret
        self.values = ""  # of the variables on that line
        super().__init__(detail)

    @property
    def location(self) -> Location | None:
        """Where in the C text it happened."""
        return self.stack[0].location if self.stack else None

    @property
    def message(self) -> str:
        """The report's first line."""
        return f"{self.kind.title}: {self.detail}" if self.detail else self.kind.title

    def __str__(self) -> str:
        lines = [self.message]
        if self.stack:
            lines.append(f"  in {self.stack[0]}")
        if self.shown:
            lines.append(indent(self.shown))
        if self.values:
            lines.append(f"  with {self.values}")
        lines += [f"  {note}" for note in self.notes]
        lines.append(f"  rule: {self.rule}")
        if self.stack:
            lines.append("  Call Trace:")
            lines += [f"    {place}" for place in shortened(self.stack)]
        return "\n".join(lines)


def shortened(stack: tuple[CallPlace, ...]) -> list[CallPlace | str]:
    """Return a call stack that can be read: of a very deep one, both ends."""
    if len(stack) <= SHOWN_CALLS:
        return list(stack)
    ends = SHOWN_CALLS // 2
    return [*stack[:ends], f"... {len(stack) - 2 * ends} more calls ...", *stack[-ends:]]
