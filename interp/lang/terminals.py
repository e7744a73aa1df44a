# SPDX-License-Identifier: MIT
"""Preprocessed tokens to the grammar's terminals, with what the parser must look back for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, takewhile

from interp.lang.builder import attributes_in
from interp.lang.literals import string_bytes
from interp.lang.source import SourceFile
from interp.lang.tokens import Token, error
from interp.lang.words import ASSEMBLY, ASSEMBLY_QUALIFIERS, KEYWORDS, REFUSED

_ASSEMBLER_DATA = r"([\w.$]+:)?\s*(\.[a-z].*)?"  # a label, a directive: no instruction
_LITERALS = {"number": "NUMBER", "char": "CHARACTER", "string": "STRING"}
_BEGINNINGS = {"BASIC_TYPE", "STORAGE", "STRUCT", "ENUM", "QUALIFIER", "FUNCTION_SPECIFIER"}
REFUSED_TERMINAL = "REFUSED"  # no rule of the grammar takes it


class AttributeToken(Token):
    """All of `__attribute__((...))` as one token."""

    __slots__ = ("spelled_words",)
    spelled_words: list[Token]


class TokenReader:
    """Yields the tokens with the `type` that the grammar knows them by."""

    def __init__(self, tokens: Iterable[Token], terminals: Mapping[str, str]) -> None:
        self._tokens = iter(tokens)
        self._terminals = terminals
        self._parentheses: list[bool] = []  # for each open one: does it belong to a `for`?
        self._braces = 0
        self.tags: dict[str, str] = {}  # names that stood behind struct, union or enum, and which
        self._tagged = ""
        self.depth = 0  # how many parentheses and braces are open
        self.previous: Token | None = None
        self.last: Token | None = None
        self.closes_for = False  # the `)` just read ends the head of a `for` (6.8.5)
        self._packing = Token("packing", "0", SourceFile.of("<empty>", ""), 1, 1)
        self.at_end = False
        self.failed: Token | None = None  # the last token at which parsing stopped

    def read(self) -> Iterator[Token]:
        """Yield what is left, token by token."""
        while (token := next(self._tokens, None)) is not None:
            text, kind = token.text, token.kind
            if kind == "packing":
                self._packing = token
                continue
            if kind == "name":
                if text == "__attribute__" or text == "__attribute":
                    whole = self._attribute(token)
                    if whole is None:
                        continue
                    token = whole
                elif text == "__extension__":
                    continue
                elif text in ASSEMBLY:
                    words = self._assembly(token)
                    token.type = "ASSEMBLY"
                    if _has_no_instructions(words, at_file_scope=self._braces == 0):
                        token.type = "EMPTY_ASSEMBLY"
                        self._tokens = chain(words, self._tokens)
                else:
                    other = REFUSED_TERMINAL if text in REFUSED else "NAME"
                    token.type = KEYWORDS.get(text, other)
                    if token.type in ("STRUCT", "ENUM"):
                        self._tagged = text
                    elif self._tagged:
                        self.tags[text], self._tagged = self._tagged, ""
            elif kind == "punctuator":
                self._count(text)
                token.type = self._terminals.get(text, text)
            else:
                token.type = _LITERALS.get(kind, REFUSED_TERMINAL)
            self.previous, self.last = self.last, token
            yield token
            if token.type == "STRUCT" and self._packing.text != "0":
                yield _pack_attribute(token, self._packing)
        self.at_end = True

    def _count(self, text: str) -> None:
        if text == "(":
            self._parentheses.append(self.last is not None and self.last.type == "FOR")
        elif text == ")":
            self.closes_for = bool(self._parentheses) and self._parentheses.pop()
        elif text in ("{", "}"):
            self._tagged = ""
            self._braces += 1 if text == "{" else -1
        else:
            return
        self.depth = len(self._parentheses) + self._braces

    def end(self) -> Token:
        """Return the token that ends the text."""
        last = self.last
        if last is None:
            end = Token("end", "", SourceFile.of("<empty>", ""), 1, 1)
        else:
            column = last.column + last.place.length  # behind a macro's name, if it came out of one
            end = Token("end", "", last.source, last.line, column)
        end.type = "$END"
        return end

    def skip_declaration(self) -> set[str]:
        """Go on behind the external declaration in which parsing stopped; return its names."""
        token = self.last
        names: set[str] = set()
        while token is not None:
            ahead = next(self._tokens, None)
            if ahead is None:
                self.at_end = True
                break
            self._tokens = chain((ahead,), self._tokens)
            if _is_beginning(ahead) or (self._braces <= 0 and _is_ending(token, ahead)):
                break
            token = next(self._tokens)
            if self._braces == 0 and token.kind == "name":
                names.add(token.text)
            self._count(token.text if token.kind == "punctuator" else "")
        self._parentheses.clear()
        self._braces = self.depth = 0
        self.last = self.previous = None
        return names

    def put_back_beginning(self, token: Token) -> bool:
        """Put back the token just read, if an external declaration most likely begins with it."""
        if not _is_beginning(token):
            return False
        self._tokens = chain((token,), self._tokens)
        self.last = self.previous
        return True

    def stand_in(self, groups: list[str], following: Token) -> None:
        """Go on where these "(", "{" and "for" are open, and `following` was read already."""
        self._parentheses = [group == "for" for group in groups if group != "{"]
        self._braces = groups.count("{")
        self.depth = len(self._parentheses) + self._braces
        self._count(following.text if following.kind == "punctuator" else "")
        self.last, self.previous = following, None

    def _assembly(self, token: Token) -> list[Token]:
        """Read what belongs to `asm`: its qualifiers, and all from `(` to `)`, which it returns."""
        depth = 0
        words: list[Token] = []
        for word in self._tokens:
            if not depth and word.text in ASSEMBLY_QUALIFIERS:
                continue
            words.append(word)
            if word.kind == "punctuator":
                depth += (word.text == "(") - (word.text == ")")
            if not depth:
                if word.text != ")":
                    break
                return words
        self.last = token
        raise error(token, f"'{token.text}' needs '(' ... ')'")

    def _attribute(self, token: Token) -> AttributeToken | None:
        """Read `((...))` behind `__attribute__`; None if nothing in it changes a layout."""
        words: list[Token] = []
        depth = 0
        for word in self._tokens:
            depth += (word.text == "(") - (word.text == ")")
            words.append(word)
            if depth == 0:
                break
        if depth or [word.text for word in words[:2] + words[-2:]] != ["(", "(", ")", ")"]:
            self.last = token
            raise error(token, "__attribute__ needs '((' ... '))'")
        whole = AttributeToken(token.kind, token.text, token.source, token.line, token.column)
        whole.spelled = token.spelled
        whole.type, whole.spelled_words = "ATTRIBUTE", words[2:-2]
        return whole if attributes_in(whole) else None


def _pack_attribute(structure: Token, packing: Token) -> AttributeToken:
    """Return `__attribute__((pack(n)))`: what `#pragma pack` means for one structure."""
    made = AttributeToken("name", "", structure.source, structure.line, structure.column)
    word, opening, closing = packing.copy(), packing.copy(), packing.copy()
    word.text, opening.text, closing.text = "pack", "(", ")"
    word.kind, opening.kind, closing.kind = "name", "punctuator", "punctuator"
    made.type, made.spelled_words = "ATTRIBUTE", [word, opening, packing, closing]
    return made


def _has_no_instructions(words: list[Token], at_file_scope: bool) -> bool:
    """Return whether this is `("" : ...)`: only what may be read and written is said.

    Outside of functions, labels and data of the assembler may stand there: no C can see them.
    """
    templates = list(takewhile(lambda word: word.kind == "string", words[1:]))
    text = b"".join(string_bytes(word) for word in templates).decode(errors="replace")
    pattern = _ASSEMBLER_DATA if at_file_scope else ""
    return bool(templates) and all(
        re.fullmatch(pattern, each.strip()) for each in re.split(r"[\n;]", text)
    )


def _is_beginning(token: Token) -> bool:
    """Return whether an external declaration most likely begins here, by how it is written."""
    return token.first and token.column == 1 and KEYWORDS.get(token.text, "") in _BEGINNINGS


def _is_ending(token: Token, ahead: Token) -> bool:
    if ahead.text == "{" or (ahead.first and ahead.column > 1):  # more of a broken function
        return False
    return token.text == ";" or (token.text == "}" and ahead.first)
