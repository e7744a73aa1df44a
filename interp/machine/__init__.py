# SPDX-License-Identifier: MIT
"""What emitted code runs on: memory, faults, locks, console, values and recordings."""

from interp.machine.faults import CallPlace, Fault, FaultKind
from interp.machine.memory import Memory
from interp.machine.moments import Change, FramePoint, Moment, Store, Variable, Watched
from interp.machine.process import Process
from interp.machine.questions import BadQuestion
from interp.machine.trace import Recording, record
from interp.machine.values import Space, Symbols, Value

__all__ = [
    "BadQuestion",
    "CallPlace",
    "Change",
    "Fault",
    "FaultKind",
    "FramePoint",
    "Memory",
    "Moment",
    "Process",
    "Recording",
    "Space",
    "Store",
    "Symbols",
    "Value",
    "Variable",
    "Watched",
    "record",
]
