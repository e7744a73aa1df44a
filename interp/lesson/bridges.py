# SPDX-License-Identifier: MIT
"""What the lessons give to `Machine` and `KernelRecording`, imported when it is asked for."""

from __future__ import annotations

import importlib.util
from typing import Any

from interp.kernel import KernelError, KernelRecording, Machine
from interp.kernel.bridges import register_bridge


def register() -> None:
    """Make the lessons' views known to the kernel's room."""
    register_bridge("drgn", _drgn)


def _drgn(shown: Machine | KernelRecording, index: int = 0) -> Any:
    if importlib.util.find_spec("drgn") is None:
        raise KernelError(
            "the package drgn is not installed here; "
            "on Linux: pip install drgn, then restart the kernel"
        )
    from interp.lesson.drgn_bridge import drgn_program, drgn_program_at

    if isinstance(shown, KernelRecording):
        return drgn_program_at(shown, index)
    return drgn_program(shown)
