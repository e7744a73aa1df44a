# SPDX-License-Identifier: MIT
"""The forms in which a program is emitted."""

from __future__ import annotations

from enum import Enum


class Form(Enum):
    """Plain functions; generators that stop at each point; functions that write each point down.

    All of them hold the same checks, and have the same addresses. A point stands before each
    statement: it has a number, and shows the stack frame and the variables in scope.
    """

    RUN = "run"
    STEP = "step"
    RECORD = "record"
