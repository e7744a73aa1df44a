# SPDX-License-Identifier: MIT
"""What the lessons give to `Machine` and `KernelRecording`, imported when it is asked for."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Any

from interp.kernel import KernelError, KernelRecording, Machine
from interp.kernel.bridges import register_bridge
from interp.lesson.progress import PROGRESS
from interp.lesson.view import View

if TYPE_CHECKING:
    from interp.kernel.python_of import PythonOf, StagesOf


def register() -> None:
    """Make the lessons' views known to the kernel's room."""
    register_bridge("drgn", _drgn)
    register_bridge("python", _python)
    register_bridge("stages", _stages)
    register_bridge("progress", PROGRESS.during)


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


def _python(shown: PythonOf) -> View:
    from interp.lesson.python_view import python_view

    return python_view(shown)


def _stages(shown: StagesOf) -> View:
    from interp.lesson.python_view import stages_view

    return stages_view(shown)
