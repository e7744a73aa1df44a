# SPDX-License-Identifier: MIT
"""What a C name or constant expression of a tree is worth: enumerators and object-like macros."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from interp.kernel.errors import BadArgument, did_you_mean
from interp.lang import Build, CError, check_file
from interp.lang import checked as c
from interp.lang.symbols import ObjectSymbol

QUESTION = "question.c"
ANSWER = "answer"
_WORD = re.compile(r"(?<!\w)[A-Za-z_]\w*")
_DEFINE = re.compile(r"^#\s*define\s+([A-Za-z_]\w*)(?=\s)", re.M)


class Constants:
    """Evaluates constant expressions with what the headers of a tree define.

    `enumerators` are known from compiling it.
    """

    def __init__(self, tree: str, build: Build, enumerators: Mapping[str, int]) -> None:
        self.tree = tree
        self.build = build
        self._known = dict(enumerators)

    def value(self, expression: str) -> int:
        """Return the value of `MIGRATE_MOVABLE`, `GFP_KERNEL` or `1 << PAGE_SHIFT`."""
        text = expression.strip()
        if text not in self._known:
            self._known[text] = self._evaluated(text)
        return self._known[text]

    def names(self) -> set[str]:
        """Return all names that may be constants."""
        return set(self._known) | {name for _, name in self._macros()}

    def _macros(self) -> Iterator[tuple[str, str]]:
        for path, text in self._headers():
            for found in _DEFINE.finditer(text):
                yield path, found[1]

    def _headers(self) -> Iterator[tuple[str, str]]:
        for path, text in self.build.files.items():
            if path.startswith("include/") and path.endswith(".h"):
                yield path.removeprefix("include/"), text

    def _evaluated(self, text: str) -> int:
        words = set(_WORD.findall(text))
        unknown = words - self.names()
        if unknown or "\n" in text or ";" in text:
            name = min(unknown, default=text)
            raise BadArgument(
                f"'{name}' is no enumerator, constant macro or global object of tree "
                f"'{self.tree}'{did_you_mean(name, self.names())}"
            )
        return self._compiled(text, words)

    def _compiled(self, text: str, words: set[str]) -> int:
        headers = {path for path, name in self._macros() if name in words}
        text = _WORD.sub(lambda found: str(self._known.get(found[0], found[0])), text)
        lines = [f"#include <{path}>" for path in sorted(headers)]
        source = "\n".join([*lines, f"unsigned long {ANSWER} = (unsigned long)({text});", ""])
        asked = replace(self.build, files={**self.build.files, QUESTION: source})
        try:
            symbol = check_file(asked, QUESTION).scope.names[ANSWER]
        except CError as problem:
            raise BadArgument(f"'{text}' is not a constant: {problem}") from None
        assert isinstance(symbol, ObjectSymbol)
        value = symbol.initial[0].value if symbol.initial else None
        if not isinstance(value, c.Constant):
            raise BadArgument(f"'{text}' is not a number that is known before the kernel runs")
        return value.value
