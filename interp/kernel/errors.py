# SPDX-License-Identifier: MIT
"""What a user of a machine can do wrong; every message says what to do instead."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from interp.lang.source import PlainError


class KernelError(PlainError):
    """Something was asked of a machine that it cannot do."""


class UnknownName(KernelError, AttributeError):
    """A C function or global object that the machine's tree does not have."""

    def __str__(self) -> str:
        return str(self.args[0])


class BadArgument(KernelError, TypeError):
    """An argument that the C function, or the step of a scenario, does not take."""


class BadConfiguration(KernelError, ValueError):
    """A machine that cannot be built."""


class MachineStopped(KernelError, RuntimeError):
    """A call on a machine that has stopped before."""


class Interrupted(KeyboardInterrupt):
    """A call was interrupted by its user; the machine can only be booted anew."""

    def _render_traceback_(self) -> list[str]:
        return str(self).split("\n")  # a notebook shows this in place of Python's traceback


class ScenarioError(KernelError, ValueError):
    """A file of cases, a case or a step that cannot be played."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return "; did you mean 'x'?" for the nearest known name, or nothing."""
    near = difflib.get_close_matches(name, list(known), 1, 0.6)
    return f"; did you mean '{near[0]}'?" if near else ""
