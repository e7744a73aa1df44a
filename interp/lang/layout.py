# SPDX-License-Identifier: MIT
"""Tokens set as lines that can be read: one statement a line, long ones broken at their joints."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from interp.lang.tokens import Token

WIDTH = 84
INDENT = 4
OPENING = {"(": ")", "[": "]", "{": "}"}
CLOSING = frozenset(OPENING.values())
# An opening brace after one of these begins an initializer, not a block.
BEFORE_INITIALIZER = frozenset({"=", ",", "{", "return"})
# What may stand on the line of the brace that closes a block before it.
AFTER_BLOCK = frozenset({")", ",", ";", "while", "else"})
# Where a long line can be divided, the better places first; those of the second row stand before
# the token, and binary operators too if they have a blank on either side.
AFTER = {";": 0, ",": 1}
BEFORE = {"&&": 2, "||": 2, "?": 3, ":": 3}
OPERATORS = frozenset("+-*/%&|^") | {"<<", ">>", "==", "!=", "<", ">", "<=", ">="}
HEADS = frozenset({"if", "for", "while", "switch"})


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text of one line, and whether a macro brought it."""

    text: str
    from_macro: bool


@dataclass(slots=True)
class _Line:
    """Tokens of one line, and how far the line is set in."""

    tokens: list[Token]
    indent: int


def laid_out(tokens: Sequence[Token], width: int = WIDTH) -> tuple[tuple[Piece, ...], ...]:
    """Return the tokens as lines of pieces, set in by four blanks for every block."""
    wrapped = (part for line in _statements(tokens) for part in _wrapped(line, width))
    return tuple(tuple(_pieces(line)) for line in wrapped)


def _statements(tokens: Sequence[Token]) -> Iterable[_Line]:
    """Yield a line for every statement; the braces of blocks end lines and set them in."""
    line = _Line([], 0)
    open_brackets: list[str] = []
    heads = 0  # of how many if, for, while without a block this is the body
    for number, token in enumerate(tokens):
        former = tokens[number - 1].text if number else ""
        following = tokens[number + 1].text if number + 1 < len(tokens) else ""
        ends = False
        if token.text in OPENING:
            open_brackets.append(_bracket(token.text, former))
            ends = open_brackets[-1] == "block"
            heads = 0 if ends else heads
        elif token.text in CLOSING:
            closed = open_brackets.pop() if open_brackets else "block"
            if closed == "block":
                if line.tokens:
                    yield line
                line = _Line([], open_brackets.count("block"))
                ends = following not in AFTER_BLOCK
            elif closed == "head" and following not in ("{", ";", ""):
                ends, heads = True, heads + 1
        elif token.text == ";" and (not open_brackets or open_brackets[-1] == "block"):
            ends, heads = True, 0
        line.tokens.append(token)
        if ends:
            yield line
            line = _Line([], open_brackets.count("block") + heads)
    if line.tokens:
        yield line


def _bracket(opening: str, former: str) -> str:
    """Return what a bracket begins: a block, the head of a statement, or itself."""
    if opening == "{" and former not in BEFORE_INITIALIZER:
        return "block"
    return "head" if opening == "(" and former in HEADS else opening


def _wrapped(line: _Line, width: int) -> Iterable[_Line]:
    """Yield the line, if it is too long divided at the joints that lie least deep."""
    parts = _parts(line, width) if _length(line) > width else []
    if len(parts) < 2:
        yield line
        return
    for number, part in enumerate(parts):
        yield from _wrapped(_Line(part, line.indent + (1 if number else 0)), width)


def _parts(line: _Line, width: int) -> list[list[Token]]:
    """Return the tokens divided at the best joints; as few parts as fit, but one for each `;`."""
    joints = list(_joints(line.tokens))
    if not joints:
        return [line.tokens]
    best = min(rank for _, rank in joints)
    cuts = [0, *(at for at, rank in joints if rank == best), len(line.tokens)]
    pieces = [line.tokens[a:b] for a, b in pairwise(cuts) if a < b]
    if best[1] == 0:
        return pieces
    parts = [pieces[0]]
    for piece in pieces[1:]:
        if _length(_Line(parts[-1] + piece, line.indent + 1)) <= width:
            parts[-1] = parts[-1] + piece
        else:
            parts.append(piece)
    return parts


def _joints(tokens: Sequence[Token]) -> Iterable[tuple[int, tuple[int, int]]]:
    """Yield where the tokens can be divided: (brackets open there, kind), the least the best."""
    depth = 0
    for number, token in enumerate(tokens):
        if token.text in OPENING:
            depth += 1
        elif token.text in CLOSING:
            depth -= 1
        following = tokens[number + 1] if number + 1 < len(tokens) else None
        if token.text in AFTER and following is not None:
            yield number + 1, (depth, AFTER[token.text])
        elif token.text in BEFORE and number:
            yield number, (depth, BEFORE[token.text])
        elif token.text in OPERATORS and token.space and following and following.space:
            yield number, (depth, 4)


def _length(line: _Line) -> int:
    blanks = sum(token.space or token.first for token in line.tokens[1:])
    return line.indent * INDENT + sum(len(token.text) for token in line.tokens) + blanks


def _pieces(line: _Line) -> Iterable[Piece]:
    """Yield a line as pieces, neighbours from the same source joined."""
    text, from_macro = " " * line.indent * INDENT, True
    for number, token in enumerate(line.tokens):
        brought = token.spelled is not None
        blank = " " if number and (token.space or token.first) else ""
        if brought != from_macro and text.strip():
            yield Piece(text + blank, from_macro)
            text, blank = "", ""
        from_macro = brought
        text += blank + token.text
    yield Piece(text, from_macro)
