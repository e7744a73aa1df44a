# SPDX-License-Identifier: MIT
"""The questions of the lessons, one module a lesson; `check` and `predict` find them by name."""
