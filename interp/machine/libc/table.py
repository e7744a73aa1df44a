# SPDX-License-Identifier: MIT
"""The table of the C library's functions, which its modules fill."""

from __future__ import annotations

from interp.machine.natives import Natives, entering

LIBRARY: Natives = {}
native = entering(LIBRARY)
