# SPDX-License-Identifier: MIT
"""What stands where a value should be: it may be handed on, but to use it is a fault.

Such an object reaches Python variables of emitted code. Whatever is done there with a value is one
of Python's operators, and all of them report; only assignments, calls and returns do not ask.
"""

from __future__ import annotations

from typing import Any

from interp.machine.faults import Fault, FaultKind


class Unusable:
    """Something that is no value."""

    def fault(self) -> Fault:
        """Return the fault of using it."""
        raise NotImplementedError

    def _used(self, *_: object) -> Any:
        raise self.fault()


_USES = """
    bool eq ne lt gt le ge hash index int neg pos invert iter getitem
    add sub mul floordiv mod and or xor lshift rshift
    radd rsub rmul rfloordiv rmod rand ror rxor rlshift rrshift
"""
for _operator in _USES.split():
    setattr(Unusable, f"__{_operator}__", Unusable._used)


class NoValue(Unusable):
    """What a function returns that ends without `return value;`."""

    def __init__(self, function: str) -> None:
        self.function = function

    def fault(self) -> Fault:
        """Return the fault of using it (C11 6.9.1p12)."""
        detail = f"'{self.function}()' ended without returning a value, but its value is used"
        return Fault(FaultKind.NO_RETURN, detail)


class UnwrittenValue(Fault):
    """A value was used that was never written."""


class Unwritten(Unusable):
    """A copy of what was never written: `data` and `codes` are the bytes and their shadow."""

    def __init__(self, why: Fault, copied: str, data: bytes, codes: bytes) -> None:
        self.why = why
        self.copied = copied
        self.data = data
        self.codes = codes

    def fault(self) -> Fault:
        """Return the fault of using it: what was not written, and where it was read."""
        notes = (f"its value was copied in {self.copied}", *self.why.notes)
        return UnwrittenValue(self.why.kind, self.why.detail, address=self.why.address, notes=notes)
