# SPDX-License-Identifier: MIT
"""Run, step and argue with a kernel patch: a C interpreter, a modelled kernel, and lessons."""

from typing import Any

__version__ = "0.1.0"


def load_ipython_extension(shell: Any) -> None:
    """Answer `%load_ext interp`: bring magics and the completion of C into a notebook."""
    import importlib

    magics = importlib.import_module("interp.lesson.magics")
    shell.register_magics(magics.KernelMagics)
    magics.install_completion(shell)
