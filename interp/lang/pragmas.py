# SPDX-License-Identifier: MIT
"""What `#pragma` and `_Pragma` ask for (C11 6.10.6, 6.10.9); unknown ones mean nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from interp.lang.literals import string_bytes
from interp.lang.macros import Macro
from interp.lang.source import SourceFile
from interp.lang.tokens import Token, error, tokenize

_ALIGNMENTS = ("1", "2", "4", "8", "16")  # bytes


@dataclass
class Pragmas:
    """What was asked for up to here."""

    macros: dict[str, Macro]
    once: set[str] = field(default_factory=set)  # files that are read only once
    system: set[str] = field(default_factory=set)  # the library's headers (GNU C)
    _packings: list[str] = field(default_factory=lambda: ["0"])  # of `pack`, bytes; "0": none
    _kept: dict[str, list[Macro | None]] = field(default_factory=dict)

    def obey(self, words: list[Token], file: str) -> Iterator[Token]:
        """Do what the words behind `#pragma` ask for; yield what the parser must know."""
        texts = [word.text for word in words]
        if texts[:1] == ["pack"]:
            yield self._packing(words[0], words[1:])
        elif texts == ["once"]:
            self.once.add(file)
        elif texts == ["GCC", "system_header"]:
            self.system.add(file)
        elif texts[:1] in (["push_macro"], ["pop_macro"]):
            self._keep_macro(words[0], words[1:])

    def operators(self, tokens: Iterable[Token]) -> Iterator[Token]:
        """Yield the tokens of a text without its `_Pragma("...")`, which are obeyed."""
        stream = iter(tokens)
        for token in stream:
            if token.text == "_Pragma" and token.kind == "name":
                yield from self.obey(_words(token, stream), token.source.name)
            else:
                yield token

    def _packing(self, name: Token, rest: list[Token]) -> Token:
        """Return a token that tells the parser the greatest alignment of members from here on."""
        words = [token.text for token in rest if token.text not in ("(", ")", ",")]
        if words[:1] == ["push"]:
            self._packings.append(self._packings[-1])
        elif words[:1] == ["pop"]:
            self._packings.pop()
        elif not words:
            self._packings[-1] = "0"
        self._packings = self._packings or ["0"]
        numbers = [word for word in words if word in _ALIGNMENTS]
        if numbers:
            self._packings[-1] = numbers[-1]
        elif words and words[0] not in ("push", "pop"):
            raise error(name, "#pragma pack needs 1, 2, 4, 8, 16, push or pop")
        token = name.copy()
        token.kind, token.text = "packing", self._packings[-1]
        return token

    def _keep_macro(self, what: Token, rest: list[Token]) -> None:
        """Keep a macro's definition for later, or take it back (GNU C)."""
        if [t.kind for t in rest] != ["punctuator", "string", "punctuator"]:
            raise error(what, f'#pragma {what.text} needs ("NAME")')
        name = string_bytes(rest[1]).decode(errors="replace")
        kept = self._kept.setdefault(name, [])
        if what.text == "push_macro":
            kept.append(self.macros.get(name))
        elif kept:
            former = kept.pop()
            if former is None:
                self.macros.pop(name, None)
            else:
                self.macros[name] = former


def _words(operator: Token, stream: Iterator[Token]) -> list[Token]:
    """Return the words in the string of a `_Pragma`, as tokens that stand where it stands."""
    opening, text, closing = (next(stream, None) for _ in range(3))
    found = (opening.text if opening else "", closing.text if closing else "")
    if text is None or text.kind != "string" or found != ("(", ")"):  # 6.10.9p1
        raise error(operator, '_Pragma needs ("...")')
    said = text.text[text.text.index('"') + 1 : -1].replace('\\"', '"').replace("\\\\", "\\")
    words = tokenize(SourceFile.of(operator.source.name, said))
    for word in words:
        word.source, word.line, word.column = text.source, text.line, text.column
        word.spelled = text.spelled or text
    return words
