# SPDX-License-Identifier: MIT
"""What later rooms show of machines and recordings, asked for here by name.

This room may not import those rooms, so they say what they have when they are imported.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from interp.kernel.errors import KernelError

_BRIDGES: dict[str, Callable[..., Any]] = {}


def register_bridge(name: str, make: Callable[..., Any]) -> None:
    """Let `bridge(name)` answer `make`."""
    _BRIDGES[name] = make


def bridge(name: str) -> Callable[..., Any]:
    """Return what was registered under a name, or raise KernelError saying what to import."""
    if name not in _BRIDGES:
        raise KernelError(f"the view '{name}' comes with the lessons: import interp.lesson first")
    return _BRIDGES[name]


def during(title: str) -> AbstractContextManager[Callable[[int], object] | None]:
    """Say how far some work is while it goes on, where a later room shows that.

    What it gives takes the number of points recorded so far.
    """
    shown = _BRIDGES.get("progress")
    return nullcontext() if shown is None else shown(title)


def html_of(name: str, shown: Any) -> str | None:
    """Return the HTML of what a later room can draw; None where that room was not imported."""
    if name not in _BRIDGES:
        return None
    html: str = _BRIDGES[name](shown)._repr_html_()
    return html
