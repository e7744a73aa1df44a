# SPDX-License-Identifier: MIT
"""What `%load_ext interp` brings into a notebook."""

from interp.lesson.magics.completing import install as install_completion
from interp.lesson.magics.kernel_magics import KernelMagics

__all__ = ["KernelMagics", "install_completion"]
