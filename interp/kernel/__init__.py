# SPDX-License-Identifier: MIT
"""The modelled kernel seen from Python: machines, scenarios, invariants, reports."""

from interp.kernel.applied import Applied
from interp.kernel.compare import Comparison, Difference, compare
from interp.kernel.configuration import Configuration
from interp.kernel.errors import (
    BadArgument,
    BadConfiguration,
    Interrupted,
    KernelError,
    MachineStopped,
    ScenarioError,
    UnknownName,
)
from interp.kernel.invariants import Violation, first_broken, violations
from interp.kernel.machine import CFunction, Machine
from interp.kernel.recording import KernelRecording
from interp.kernel.reports import MemoryReport, PageTypeReport
from interp.kernel.saving import RecordingFileError, load_recording
from interp.kernel.snapshot import BrokenList, Snapshot

__all__ = [
    "Applied",
    "BadArgument",
    "BadConfiguration",
    "BrokenList",
    "CFunction",
    "Comparison",
    "Configuration",
    "Difference",
    "Interrupted",
    "KernelError",
    "KernelRecording",
    "Machine",
    "MachineStopped",
    "MemoryReport",
    "PageTypeReport",
    "RecordingFileError",
    "ScenarioError",
    "Snapshot",
    "UnknownName",
    "Violation",
    "compare",
    "first_broken",
    "load_recording",
    "violations",
]
