# SPDX-License-Identifier: MIT
"""What can go wrong when a mail is read or a patch is applied: where, what, and what to do."""

from __future__ import annotations

from interp.lang.source import PlainError


class ReviewError(PlainError):
    """Something about a mail, a diff or a tree: `where` it is, `what` is wrong, what to `do`."""

    def __init__(self, what: str, *, where: str = "", do: str = "") -> None:
        self.what = what
        self.where = where
        self.do = do
        super().__init__(self._report())

    def _report(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head}\n    {self.do}" if self.do else head


class MailError(ReviewError):
    """A mail, page or diff that cannot be read."""


class NoDiff(MailError):
    """A text without any diff in it."""


class HunkError(MailError):
    """A diff whose hunks are broken, for example wrapped by a mail program."""


class PatchDoesNotApply(ReviewError):
    """A hunk whose old lines are not in the file."""

    def __init__(
        self, what: str, *, path: str, hunk_index: int = 0, where: str = "", do: str = ""
    ) -> None:
        self.path = path
        self.hunk_index = hunk_index
        super().__init__(what, where=where or place(path, hunk_index), do=do)


class TreeError(ReviewError):
    """A tree or a file of a tree that does not exist."""


def place(path: str, hunk_index: int) -> str:
    """Where a hunk is, in words: `mm/internal.h, hunk 1`; index 0 is the whole file."""
    return f"{path}, hunk {hunk_index}" if hunk_index else path
