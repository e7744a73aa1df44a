# SPDX-License-Identifier: MIT
"""What the commands that read C files share: their options, and a file as text."""

from __future__ import annotations

import argparse
from pathlib import Path


def options(parser: argparse.ArgumentParser, arguments: list[str]) -> argparse.Namespace | None:
    """Return what was given; None for wrong use, of which argparse has told the user."""
    try:
        return parser.parse_args(arguments)
    except SystemExit as end:
        if not end.code:  # it was asked for help
            raise
        return None


def read_text(path: str | Path) -> str:
    """Return the text of a file, bytes that are no UTF-8 kept as they are. Raises OSError."""
    return Path(path).read_bytes().decode("utf-8-sig", "surrogateescape")


def text_if_there(path: str | Path) -> str | None:
    """Return the text of a file, or None where it cannot be read."""
    try:
        return read_text(path)
    except OSError:
        return None
