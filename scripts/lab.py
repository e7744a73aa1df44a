# SPDX-License-Identifier: MIT
"""Opens JupyterLab at the first lesson, with the lessons trusted and nothing of the user's used."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from scripts.jupyter_home import jupyter_environment, server_arguments

REPOSITORY = Path(__file__).resolve().parent.parent


def lessons() -> list[Path]:
    """The notebooks in the order of the course."""
    return sorted((REPOSITORY / "notebooks").glob("[0-9][0-9]-*.ipynb"))


def can_open_a_browser() -> bool:
    """Whether there is a screen to open a browser on."""
    if sys.platform in ("darwin", "win32"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))


def lab_command(first: Path, extra: list[str]) -> list[str]:
    """The command that serves the repository and opens it at the notebook ``first``."""
    opened = first.relative_to(REPOSITORY).as_posix()
    return [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={REPOSITORY}",
        f"--LabApp.default_url=/lab/tree/{quote(opened)}",
        *([] if can_open_a_browser() else ["--no-browser"]),
        *server_arguments(),
        *extra,
    ]


def main(extra: list[str]) -> int:
    """Trust the lessons, say what happens, and become the JupyterLab server."""
    notebooks = lessons()
    if not notebooks:
        print("lab: no lesson in notebooks/", file=sys.stderr)
        return 1
    environment = jupyter_environment(REPOSITORY / ".jupyter")
    print(f"lab: trusting {len(notebooks)} lessons (two seconds)", flush=True)
    subprocess.run(
        [sys.executable, "-m", "jupyter", "trust", *map(str, notebooks)],
        env=environment,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    print(f"lab: starting JupyterLab at {notebooks[0].name} (about five seconds)")
    if not can_open_a_browser():
        print("lab: no screen here: open the address with the token that is printed below")
    print("lab: Ctrl-C ends it", flush=True)
    os.chdir(REPOSITORY)
    os.execve(sys.executable, lab_command(notebooks[0], extra), environment)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
