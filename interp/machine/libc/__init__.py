# SPDX-License-Identifier: MIT
"""What a small C program needs of its library, on the machine's own memory and streams."""

from interp.machine.libc import memory, numbers, stdio, strings
from interp.machine.libc.table import LIBRARY

__all__ = ["LIBRARY", "memory", "numbers", "stdio", "strings"]
