# SPDX-License-Identifier: MIT
"""Right and wrong answers to every question, one module a lesson."""
