# SPDX-License-Identifier: MIT
"""The three streams that a program has, and how it ends."""

from __future__ import annotations

import sys
from typing import BinaryIO

STDIN, STDOUT, STDERR = 1, 2, 3  # what stdio.h makes pointers of
EOF = -1


class ProgramEnd(BaseException):
    """The program asked to end: exit(), _Exit() or abort()."""

    def __init__(self, status: int, run_handlers: bool = True) -> None:
        super().__init__(f"the program ended with status {status}")
        self.status = status
        self.run_handlers = run_handlers


class Streams:
    """Standard input, output and error as bytes; input is read when it is first asked for."""

    def __init__(
        self,
        stdout: BinaryIO | None = None,
        stderr: BinaryIO | None = None,
        stdin: BinaryIO | None = None,
    ) -> None:
        self._files = {STDOUT: stdout or sys.stdout.buffer, STDERR: stderr or sys.stderr.buffer}
        self._stdin = stdin
        self._pushed: list[int] = []
        self.at_end = False

    def write(self, stream: int, data: bytes) -> None:
        """Write bytes to standard output or error; what stands before on the other comes first."""
        if stream == STDERR:
            self._files[STDOUT].flush()
        self._files[stream].write(data)

    def knows(self, stream: int) -> bool:
        """Whether a number stands for one of the streams that can be written."""
        return stream in self._files

    def flush(self) -> None:
        """Write everything out."""
        for file in self._files.values():
            file.flush()

    def read(self) -> int:
        """Return the next byte of standard input, or EOF."""
        if self._pushed:
            return self._pushed.pop()
        if self._stdin is None:
            self._stdin = sys.stdin.buffer
        self._files[STDOUT].flush()
        found = self._stdin.read(1)
        self.at_end = not found
        return found[0] if found else EOF

    def push_back(self, byte: int) -> None:
        """Let a byte be read again."""
        self._pushed.append(byte & 255)
