# SPDX-License-Identifier: MIT
"""What the machine printed, line by line."""

from __future__ import annotations


class Console:
    """Collects text; a line counts once it is complete."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._open = ""

    def write(self, text: str) -> None:
        """Add text, which may end in the middle of a line."""
        *complete, self._open = (self._open + text).split("\n")
        self.lines += complete

    def line(self, text: str) -> None:
        """Add a line of its own."""
        if self._open:
            self.write("\n")
        self.lines.append(text)

    def __str__(self) -> str:
        return "\n".join([*self.lines, self._open] if self._open else self.lines)
