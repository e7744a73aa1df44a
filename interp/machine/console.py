# SPDX-License-Identifier: MIT
"""What the machine printed, line by line."""

from __future__ import annotations

from collections.abc import Callable


def _nobody() -> None:
    """Nobody wants to be told."""


class Console:
    """Collects text; a line counts once it is complete. `told` is called when there is one more."""

    def __init__(self, told: Callable[[], object] = _nobody) -> None:
        self.lines: list[str] = []
        self._told = told
        self._open = ""

    def write(self, text: str) -> None:
        """Add text, which may end in the middle of a line."""
        *complete, self._open = (self._open + text).split("\n")
        if complete:
            self.lines += complete
            self._told()

    def line(self, text: str) -> None:
        """Add a line of its own."""
        if self._open:
            self.write("\n")
        self.lines.append(text)
        self._told()

    def __str__(self) -> str:
        return "\n".join([*self.lines, self._open] if self._open else self.lines)
