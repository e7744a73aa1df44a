# SPDX-License-Identifier: MIT
"""Where compiled things are kept between runs; what is kept can always be made again."""

from __future__ import annotations

import functools
import os
import sys
import tempfile
from pathlib import Path

VARIABLE = "INTERP_CACHE"


@functools.cache
def cache_directory() -> Path | None:
    """Return a folder that can be written to, or None (then nothing is kept).

    The environment variable INTERP_CACHE names another folder; empty, it turns the cache off.
    """
    named = os.environ.get(VARIABLE)
    if named == "":
        return None
    base = Path(named) if named else _user_cache() / "kernel-patch-lessons"
    folder = base / f"{sys.implementation.cache_tag}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        return None


def _user_cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser())


def read_cached(name: str) -> bytes | None:
    """Return what was kept under `name`, or None."""
    folder = cache_directory()
    try:
        return (folder / name).read_bytes() if folder else None
    except OSError:
        return None


def keep(name: str, data: bytes) -> None:
    """Keep `data` under `name`; whoever reads meanwhile sees the old or the new, never half."""
    folder = cache_directory()
    if folder is None:
        return
    try:
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
            file.write(data)
        Path(file.name).replace(folder / name)
    except OSError:
        return
