# SPDX-License-Identifier: MIT
"""Run, step and argue with a kernel patch: a C interpreter, a modelled kernel, and lessons."""

__version__ = "0.1.0"
