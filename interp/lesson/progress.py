# SPDX-License-Identifier: MIT
"""A line that says how far long work has got; work that is soon done says nothing."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TextIO

SILENT_SECONDS = 5.0
REPEAT_SECONDS = 1.0


@dataclass
class Work:
    """Something under way: what it is, when it began, how many points it has recorded."""

    title: str
    began: float = field(default_factory=time.monotonic)
    points: int = 0
    told: int = 0  # the length of the line that stands there

    def line(self) -> str:
        """How far it is: seconds, and points if it is being recorded."""
        points = f"{self.points:,} points, " if self.points else ""
        seconds = time.monotonic() - self.began
        return f"{self.title}: {points}{seconds:.0f} s"


class Progress:
    """Writes a line about the innermost work, again and again, once it has taken a while."""

    def __init__(self, silent: float = SILENT_SECONDS, repeat: float = REPEAT_SECONDS) -> None:
        self.silent, self.repeat = silent, repeat
        self.works: list[Work] = []
        self._begun = threading.Event()
        self._writing = threading.Lock()
        self._teller: threading.Thread | None = None

    @contextmanager
    def during(self, title: str) -> Iterator[Callable[[int], None]]:
        """While something goes on: gives a function that takes the number of points so far."""
        work = Work(title)
        self.works.append(work)
        self._start()

        def tell(points: int) -> None:
            work.points = points

        try:
            yield tell
        finally:
            self.works.remove(work)
            with self._writing:
                if work.told:
                    self._write(f"\r{work.line()}".ljust(work.told) + "\n")

    def _start(self) -> None:
        self._begun.set()
        if self._teller is None:
            self._teller = threading.Thread(target=self._tell_on, daemon=True, name="progress")
            self._teller.start()

    def _tell_on(self) -> None:
        while True:
            self._begun.wait()
            self._begun.clear()
            while self.works:
                self._tell()
                time.sleep(self.repeat)

    def _tell(self) -> None:
        with self._writing:
            work = self.works[-1] if self.works else None
            if work is None or time.monotonic() - work.began < self.silent:
                return
            line = f"\r{work.line()}, to be interrupted as any cell"
            work.told = max(work.told, len(line))
            self._write(line.ljust(work.told))

    def _write(self, text: str) -> None:
        stream: TextIO = sys.stderr
        stream.write(text)
        stream.flush()


PROGRESS = Progress()
