# SPDX-License-Identifier: MIT
"""C text to preprocessing tokens (C11 6.4), each of which remembers where it stands."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from interp.lang.source import CError, Diagnostic, Location, Place, SourceFile

IMPLIED = "implied"  # the kind of an `int` that nobody wrote: it stands where a name stands
NO_MACROS: frozenset[str] = frozenset()
MOST_EXPANSIONS = 8  # macros in each other that a message shows


class Token:
    """One token: its kind, its text, where it stands, and the macro it came out of.

    `line` and `column` are where the reader finds it: for a token out of a macro's body, where
    the macro is used; `spelled` is then the token in the macro's definition. `used` is the name
    of that macro, if it stands in another macro's definition itself.
    """

    __slots__ = (
        "column",
        "first",
        "hidden",
        "kind",
        "line",
        "source",
        "space",
        "spelled",
        "text",
        "type",
        "used",
    )
    # Lark reads these when it makes its end-of-input token.
    start_pos = end_pos = end_line = end_column = None

    def __init__(
        self,
        kind: str,
        text: str,
        source: SourceFile,
        line: int,
        column: int,
        space: bool = False,
        first: bool = False,
    ) -> None:
        self.kind = kind
        self.type = kind
        self.text = text
        self.source = source
        self.line = line
        self.column = column
        self.space = space
        self.first = first
        self.hidden = NO_MACROS
        self.spelled: Token | None = None
        self.used: Token | None = None

    def copy(self) -> Token:
        """Return a token that can be changed without changing this one."""
        token = Token(
            self.kind, self.text, self.source, self.line, self.column, self.space, self.first
        )
        token.hidden = self.hidden
        token.spelled = self.spelled
        token.used = self.used
        return token

    @property
    def location(self) -> Location:
        """Where the reader finds this token."""
        return Location(self.source.name, self.line, self.column)

    @property
    def place(self) -> Place:
        """The location with its line, for a caret."""
        line = self.source.line(self.line)
        if self.spelled is None and self.kind != IMPLIED:
            return Place(self.location, line, len(self.text))
        name = _NAME.match(line, self.column - 1)
        return Place(self.location, line, len(name[0]) if name else 1)

    def __repr__(self) -> str:
        return f"{self.kind}({self.text!r}) at {self.location}"


def error(token: Token, message: str, *notes: tuple[Token, str]) -> CError:
    """Return a complaint at `token`; where a macro is involved, it shows that place too."""
    more = [(other.place, note) for other, note in notes]
    return CError([Diagnostic(token.place, message, (*more, *_expansions(token)))])


def _expansions(token: Token) -> Iterator[tuple[Place, str]]:
    """Yield where a token out of a macro is written, and the macros that lead there."""
    told = "in the expansion of a macro defined here"
    for _ in range(MOST_EXPANSIONS):
        if token.spelled is None:
            return
        yield token.spelled.place, told
        if token.used is None:
            return
        token, told = token.used, "which is used in the expansion of this one"


_DIGRAPHS = {"<:": "[", ":>": "]", "<%": "{", "%>": "}", "%:": "#", "%:%:": "##"}  # 6.4.6p3
_PUNCTUATORS = (
    r"%:%:|%:|<:|:>|<%|%>|\.\.\.|<<=|>>=|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[*/%+\-&^|]=|\#\#"
    r"|[\[\](){}.&*+\-~!/%<>^|?:;=,\#]"
)
# Letters beside those of ASCII (C11 annex D), and those of them that cannot begin a name.
_LETTERS = (
    "\u00a8\u00aa\u00ad\u00af\u00b2-\u00b5\u00b7-\u00ba\u00bc-\u00be\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u167f"
    "\u1681-\u180d\u180f-\u1fff\u200b-\u200d\u202a-\u202e\u203f-\u2040\u2054\u2060-\u218f\u2460-\u24ff"
    "\u2776-\u2793\u2c00-\u2dff\u2e80-\u2fff\u3004-\u3007\u3021-\u302f\u3031-\ud7ff\uf900-\ufd3d"
    "\ufd40-\ufdcf\ufdf0-\ufe44\ufe47-\ufffd"
) + "".join(f"{chr(plane << 16)}-{chr((plane << 16) + 0xFFFD)}" for plane in range(1, 15))
_NEVER_FIRST = "\u0300-\u036f\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_BY_NUMBER = r"\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8}"  # universal character names (6.4.3)
_TOKEN = re.compile(
    rf"""(?P<newline>\n)
    | (?P<space>(?:[ \t\f\v\r]|\\\r?\n|//(?:[^\n\\]|\\\r?\n|\\)*|/\*(?:[^*]|\*(?!/))*\*/)+)
    | (?P<name>[A-Za-z_$](?a:[\w$]*)(?:(?:\\\r?\n|[{_LETTERS}]|{_BY_NUMBER})(?a:[\w$]*))*)
    | (?P<number>\.?[0-9](?:[eEpP][+-]|[\w.]|\\\r?\n)*)
    | (?P<char>(?:L|u8|u|U)?'(?:[^'\\\n]|\\(?:\r?\n|.))+')
    | (?P<string>(?:L|u8|u|U)?"(?:[^"\\\n]|\\(?:\r?\n|.))*")
    | (?P<unclosed>/\*(?s:.*))
    | (?P<punctuator>{_PUNCTUATORS})
    | (?P<letters>(?:[{_LETTERS}]|{_BY_NUMBER}|(?a:[\w$])|\\\r?\n)+)
    | (?P<other>.)""",
    re.VERBOSE,
)
_UNIVERSAL = re.compile(_BY_NUMBER)
_NAME = re.compile(rf"(?![{_NEVER_FIRST}])[A-Za-z0-9_${_LETTERS}]+")
_PREFIXED = re.compile(r"(?:L|u8|u|U)['\"]")


def tokenize(source: SourceFile) -> list[Token]:
    """Return the tokens of a file; `first` marks those that begin a line."""
    tokens: list[Token] = []
    append = tokens.append
    line, line_start, first, space = 1, 0, True, False
    text = source.text
    position = 0
    match = _TOKEN.match
    while (found := match(text, position)) is not None:
        kind = found.lastgroup
        spelling = found.group()
        start, position = position, found.end()
        if kind == "newline":
            line, line_start, first, space = line + 1, position, True, False
        elif kind == "space":
            space = True
            if "\n" in spelling:
                line += spelling.count("\n")
                line_start = start + spelling.rindex("\n") + 1
        else:
            column = start - line_start + 1
            if kind == "name" and _PREFIXED.match(text, start):  # L"wide": one token, not two
                found = _literal(text, start)
                kind, spelling, position = found.lastgroup, found.group(), found.end()
            if kind == "unclosed":
                kind, spelling = "other", spelling[:2]
            shown = spelling
            if kind == "punctuator":
                shown = _DIGRAPHS.get(spelling, spelling)
            elif kind in ("name", "number", "letters"):
                shown = _unspliced(spelling)
                if kind == "letters" or (kind == "name" and "\\" in shown):
                    kind, shown = _named(shown)
            append(Token(str(kind), shown, source, line, column, space, first))
            first = space = False
            if "\n" in spelling:
                line += spelling.count("\n")
                line_start = start + spelling.rindex("\n") + 1
    return tokens


def spelling_of(token: Token) -> str:
    """Return how a token is written, which for a digraph is not what it means (6.4.6p3)."""
    written = token.spelled or token
    if token.kind != "punctuator" or token.text not in _DIGRAPHS.values():
        return token.text
    text = written.source.line(written.line)[written.column - 1 :]
    return next(
        (two for two, one in _DIGRAPHS.items() if one == token.text and text.startswith(two)),
        token.text,
    )


def _named(spelling: str) -> tuple[str, str]:
    """Return kind and text of a name with universal character names, or that begins with one."""
    text = _UNIVERSAL.sub(lambda found: _character(found[0]), spelling)
    return ("name" if _NAME.fullmatch(text) else "other"), text


def _character(universal: str) -> str:
    number = int(universal[2:], 16)
    allowed = number == ord("$") or 0xA0 <= number <= sys.maxunicode  # (6.4.3p2)
    return chr(number) if allowed else universal


def _unspliced(spelling: str) -> str:
    """Return a name or number without the line ends in it that a backslash hides (5.1.1.2)."""
    if "\\" not in spelling:
        return spelling
    return spelling.replace("\\\n", "").replace("\\\r\n", "")


_LITERAL = re.compile(
    r"""(?P<char>\w+'(?:[^'\\\n]|\\.)+')|(?P<string>\w+"(?:[^"\\\n]|\\.)*")|(?P<name>\w+)"""
)


def _literal(text: str, start: int) -> re.Match[str]:
    found = _LITERAL.match(text, start)
    assert found is not None
    return found


def stray(token: Token) -> CError:
    """Return the complaint about a character that begins no token (kind "other")."""
    if token.text == '"':
        return error(token, "this string has no closing '\"' on its line")
    if token.text == "'":
        return error(token, 'this character constant is empty or has no closing "\'"')
    if token.text == "/*":
        return error(token, "this comment is never closed")
    if len(token.text) > 1:
        return error(token, f"'{token.text}' cannot be a name: C11 annex D lists what letters are")
    return error(token, f"the character {token.text!r} has no meaning in C")
