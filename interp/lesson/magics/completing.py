# SPDX-License-Identifier: MIT
"""Completion of C in notebooks: in `%%c` cells and behind the magics that take C names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from IPython.core.completer import (
    CompletionContext,
    SimpleCompletion,
    SimpleMatcherResult,
    context_matcher,
)

from interp.kernel import Machine
from interp.lang.completion import Candidate
from interp.lesson.magics.choosing import chosen_machine, machines_of
from interp.review.tree import TREES

LINE = re.compile(r"\s*%(\w+)\s+(.*)", re.DOTALL)
CELL = re.compile(r"\s*%%c(?:[ \t]+(\w+))?[ \t]*\n")
NAME = "interp.c"  # of the matcher, by which IPython can be told to leave it out
OF_A_MACHINE = ("kmem", "pagetypeinfo")


@dataclass(frozen=True)
class Completer:
    """Answers IPython, for the machines among a notebook's variables."""

    variables: dict[str, Any]

    def matches(self, text: str) -> tuple[str, list[Candidate]] | None:
        """Return the word at the end of a cell's text and what fits; None if it is Python."""
        cell = CELL.match(text)
        if cell is not None:
            machine = chosen_machine(self.variables, cell.group(1) or "")
            # The magic's own line stays as an empty one.
            return machine.candidates("\n" + text[cell.end() :])
        line = LINE.match(text.rsplit("\n", 1)[-1])
        if line is None:
            return None
        return self._of_line(line.group(1), line.group(2))

    def _of_line(self, magic: str, typed: str) -> tuple[str, list[Candidate]] | None:
        if magic == "boot":
            return _among(typed, TREES, "tree")
        if magic in OF_A_MACHINE:
            return _among(typed, machines_of(self.variables), "machine")
        if magic == "layout":
            return self._machine().candidates(_as_expression(self._machine(), typed))
        if magic == "source":
            return _among(typed, self._machine().kernel.functions, "function")
        if magic in ("step", "record"):
            return self._of_call(typed.partition("=")[2] if magic == "record" else typed)
        return None

    def _of_call(self, typed: str) -> tuple[str, list[Candidate]]:
        """Complete `m.function(argument, ...`: functions, then what C and the notebook know."""
        called = re.match(r"\s*(?:(\w+)\.)?(\w*)$", typed)
        if called is not None:
            machine = chosen_machine(self.variables, called.group(1) or "")
            word, found = _among(called.group(2), machine.kernel.functions, "function")
            if called.group(1) is None:
                found += _among(word, machines_of(self.variables), "machine")[1]
            return word, found
        word, found = self._machine().candidates(typed.split("(", 1)[-1])
        own = [name for name in self.variables if name[0] != "_"]
        return word, found + (_among(word, own, "variable")[1] if word else [])

    def _machine(self) -> Machine:
        return chosen_machine(self.variables, "")


def _among(word: str, names: Iterable[str], kind: str) -> tuple[str, list[Candidate]]:
    """Return a word, and those of the names that begin with it."""
    word = word.lstrip()
    return word, [Candidate(name, kind) for name in sorted(names) if name.startswith(word)]


def _as_expression(machine: Machine, typed: str) -> str:
    """Return `struct page.lru.` and `page.lru.` as an expression that C has members for."""
    tag, dot, rest = typed.strip().removeprefix("struct ").partition(".")
    if dot and f"struct {tag}" in machine.kernel.program.types:
        return f"(*(struct {tag} *)0).{rest}"
    return typed


def install(shell: Any) -> None:
    """Let the shell ask us first; what is C is then completed by nobody else."""
    completer = Completer(shell.user_ns)

    def c_matcher(context: CompletionContext) -> SimpleMatcherResult:
        lines = context.full_text.split("\n")[: context.cursor_line]
        text = "\n".join([*lines, context.text_until_cursor])
        try:
            found = completer.matches(text)
        except Exception:  # a completion that cannot be made is none
            found = None
        if found is None:
            return {"completions": []}
        word, candidates = found
        shown = [SimpleCompletion(text=each.text, type=each.kind) for each in candidates]
        return {"completions": shown, "matched_fragment": word, "suppress": True}

    matchers = shell.Completer.custom_matchers
    matchers[:] = [m for m in matchers if getattr(m, "matcher_identifier", "") != NAME]
    matchers.append(context_matcher(identifier=NAME)(c_matcher))
