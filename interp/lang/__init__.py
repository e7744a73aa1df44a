# SPDX-License-Identifier: MIT
"""C text in, Python functions out; nothing here knows that a kernel exists."""

from interp.lang.compile import Build, check_file, compile_program
from interp.lang.link import Options, Program
from interp.lang.source import CError, Diagnostic, Location

__all__ = [
    "Build",
    "CError",
    "Diagnostic",
    "Location",
    "Options",
    "Program",
    "check_file",
    "compile_program",
]
