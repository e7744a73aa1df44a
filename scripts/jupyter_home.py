# SPDX-License-Identifier: MIT
"""Where our Jupyter keeps its files: in a folder of its own, never in the user's."""

import os
from pathlib import Path

# The colours of %%c and %%hunk cells; found also where the package is not installed.
LAB_EXTENSIONS = Path(__file__).resolve().parent.parent / "interp" / "lesson" / "labextension"
SETTINGS = Path(__file__).resolve().parent / "jupyter"


def jupyter_environment(home: Path) -> dict[str, str]:
    """The environment variables under which Jupyter and its kernels use only ``home``."""
    folders = {
        "JUPYTER_CONFIG_DIR": home / "config",
        "JUPYTER_DATA_DIR": home / "data",
        "JUPYTER_RUNTIME_DIR": home / "runtime",
        "IPYTHONDIR": home / "ipython",
    }
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    return {
        **os.environ,
        **{name: str(folder) for name, folder in folders.items()},
        # No announcements, no look for updates, no catalogue of extensions.
        "JUPYTER_CONFIG_PATH": str(SETTINGS),
        # A kernel of the same name in the user's home must not win over ours.
        "JUPYTER_PREFER_ENV_PATH": "1",
        # No warning about the debugger in the log of every kernel.
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }


def server_arguments() -> list[str]:
    """The arguments that every JupyterLab server of ours needs on this system."""
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [
        f"--LabApp.extra_labextensions_path={LAB_EXTENSIONS}",
        *(["--allow-root"] if as_root else []),
    ]
