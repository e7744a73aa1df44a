# SPDX-License-Identifier: MIT
"""What is wrong with the patch, as data: a file for each finding, played and compared."""

from interp.kernel.findings.finding import (
    Broken,
    Finding,
    FindingStep,
    HunkLine,
    Noticed,
    all_findings,
    chosen,
)
from interp.kernel.findings.playing import (
    Difference,
    Played,
    differences,
    figure,
    play,
    recorded_break,
)

__all__ = [
    "Broken",
    "Difference",
    "Finding",
    "FindingStep",
    "HunkLine",
    "Noticed",
    "Played",
    "all_findings",
    "chosen",
    "differences",
    "figure",
    "play",
    "recorded_break",
]
