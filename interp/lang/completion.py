# SPDX-License-Identifier: MIT
"""What can be typed next at a place in unfinished C: names, tags, members of what stands before.

The text before the statement at hand is closed with the braces that it lacks, a declaration of the
type that is asked for is put in its place, and the checker is stopped when it comes to it: so
scopes, macros and types are the compiler's own. What is wrong elsewhere does not matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from interp.lang import tree
from interp.lang.opened import CellChecker, OpenUnit
from interp.lang.source import CError, SourceFile
from interp.lang.symbols import EnumeratorSymbol, FunctionSymbol, Scope, Symbol, TypedefSymbol
from interp.lang.tokens import Token, tokenize
from interp.lang.types import CType, PointerType, StructType
from interp.lang.words import KEYWORDS

ASKED = "type_that_is_asked_for"
TAGGED = ("struct", "union", "enum")
OPENING = {"(": ")", "[": "]", "{": "}"}
CLOSING = frozenset(OPENING.values())
MAXIMUM_TRIES = 8  # statements that are left out, from the cursor up, until the text is C


@dataclass(frozen=True)
class Candidate:
    """A word that fits: its text, and what it is ("member", "function", "struct", ...)."""

    text: str
    kind: str


@dataclass(frozen=True)
class Wanted:
    """What is being typed: the word so far, after what, and the expression before a member."""

    word: str
    after: str = ""  # "." or "->", "struct", "union" or "enum", or nothing of these
    base: str = ""


class _Found(BaseException):
    """The checker has come to the place: the type that was asked for, and the names there."""

    def __init__(self, type_: CType, names: dict[str, Symbol], tags: dict[str, str]) -> None:
        super().__init__()
        self.type, self.names, self.tags = type_, names, tags


class _AskingChecker(CellChecker):
    """Checks a text up to the declaration of ASKED."""

    def local_declaration(self, node: tree.Declaration) -> list[object]:  # type: ignore[override]
        """Check a declaration; that of ASKED ends the checking."""
        declarators = [declarator.name for declarator, _ in node.declarators]
        if [name.text for name in declarators if name is not None] != [ASKED]:
            return [*super().local_declaration(node)]
        scopes = self.environment.scopes
        names = {name: symbol for scope in scopes for name, symbol in scope.names.items()}
        tags = {tag: _kind(type_) for scope in scopes for tag, (_, type_) in scope.tags.items()}
        raise _Found(self.base_type(node.specifiers), names, tags)


def _kind(type_: CType) -> str:
    return type_.layout.kind if isinstance(type_, StructType) else "enum"


def wanted(before: str) -> Wanted | None:
    """Return what is being typed at the end of a text; None within a comment or a string."""
    if before.rfind("/*") > before.rfind("*/"):
        return None
    tokens = tokenize(SourceFile.of("", before))
    if any(token.kind == "other" for token in tokens[-8:]):
        return None
    last = tokens[-1] if tokens else None
    word = ""
    if last is not None and last.kind in ("name", "number") and before.endswith(last.text):
        if last.kind == "number":
            return None
        word = last.text
        tokens.pop()
    before = before.removesuffix(word)
    mark = tokens[-1].text if tokens else ""
    if mark in (".", "->"):
        base = _expression_before(tokens[:-1], before)
        return Wanted(word, mark, base) if base else None
    return Wanted(word, mark if mark in TAGGED else "")


def _offset(text: str, token: Token) -> int:
    lines = text.split("\n")
    return sum(len(line) + 1 for line in lines[: token.line - 1]) + token.column - 1


def _expression_before(tokens: Sequence[Token], text: str) -> str:
    """Return the text of the postfix expression (6.5.2) that ends before a `.` or `->`."""
    at = len(tokens) - 1
    while at >= 0:
        if tokens[at].text in CLOSING:
            at = _opening(tokens, at)
            called = at > 0 and (tokens[at - 1].text in CLOSING or _is_name(tokens[at - 1]))
            if at < 0 or (tokens[at].text == "[" and not called) or tokens[at].text == "{":
                return ""
            if called:
                at -= 1
                continue
        elif not _is_name(tokens[at]):
            return ""
        if at > 0 and tokens[at - 1].text in (".", "->"):
            at -= 2
            continue
        break
    if at < 0:
        return ""
    return text[_offset(text, tokens[at]) :].rstrip().removesuffix(".").removesuffix("->")


def _is_name(token: Token) -> bool:
    return token.kind == "name" and token.text not in KEYWORDS


def _opening(tokens: Sequence[Token], at: int) -> int:
    """Return the place of the bracket that the one at `at` closes, or -1."""
    depth = 0
    while at >= 0:
        depth += (tokens[at].text in CLOSING) - (tokens[at].text in OPENING)
        if not depth:
            return at
        at -= 1
    return -1


def _prefixes(text: str) -> Iterator[tuple[str, str]]:
    """Yield the texts before the last statements, the longest first, and what closes each."""
    found = [(0, "")]
    open_: list[str] = []
    former = ""
    for token in tokenize(SourceFile.of("", text)):
        if token.kind != "punctuator":
            former = token.text
            continue
        if token.text in OPENING:
            ending = "} while (0);" if former == "do" else OPENING[token.text]
            open_.append(ending)
        elif token.text in CLOSING and open_:
            open_.pop()
        former = token.text
        if token.text in ("{", "}", ";") and (not open_ or open_[-1].startswith("}")):
            found.append((_offset(text, token) + 1, _closed(open_)))
    for offset, closing in reversed(found[-MAXIMUM_TRIES:]):
        if not closing:  # what stands further up is in no open function
            return
        yield text[:offset], closing


def _closed(open_: Sequence[str]) -> str:
    """Return what closes all brackets, the innermost first."""
    closing = ""
    for place in range(len(open_) - 1, -1, -1):
        closing += open_[place]
        outer = open_[place - 1] if place else "}"
        if not open_[place].startswith("}") and outer.startswith("}"):
            closing += ";"
    return closing


def _found(unit: OpenUnit, before: str, type_text: str) -> _Found | None:
    """Return what the checker knows at the end of a text, as far as it can be read."""
    for prefix, closing in _prefixes(before):
        text = f"{prefix}\n{type_text} {ASKED};{closing}\n"
        try:
            unit.with_text("completion", text, (), (), _AskingChecker)
        except _Found as found:
            return found
        except CError:
            continue
    return None


def candidates(unit: OpenUnit, before: str) -> tuple[str, list[Candidate]]:
    """Return the word at the end of a C text, and what can be typed in its place in a unit."""
    asked = wanted(before)
    if asked is None or not (asked.word or asked.after):
        return "", []
    if asked.after in (".", "->"):
        every = _members(unit, before, asked)
    elif asked.after:
        every = [each for each in _tags(unit, before) if each.kind == asked.after]
    else:
        every = _names(unit, before)
    return asked.word, _fitting(every, asked.word)


def _members(unit: OpenUnit, before: str, asked: Wanted) -> list[Candidate]:
    type_text = f"typeof({asked.base})"
    found = _found(unit, before, type_text)
    if found is None:  # no function is open: the file's own objects may be meant
        found = _found(unit, f"void f(void)\n{{\n{before}", type_text)
    return members_of(found.type, asked.after) if found is not None else []


def _tags(unit: OpenUnit, before: str) -> list[Candidate]:
    found = _found(unit, before, "int")
    known = {tag: _kind(type_) for tag, (_, type_) in _scope(unit).tags.items()}
    known |= found.tags if found is not None else {}
    return [Candidate(tag, kind) for tag, kind in known.items()]


def _names(unit: OpenUnit, before: str) -> list[Candidate]:
    found = _found(unit, before, "int")
    names = _scope(unit).names | (found.names if found is not None else {})
    every = dict.fromkeys(KEYWORDS, "keyword") | dict.fromkeys(unit.macros, "macro")
    every |= {name: _name_kind(symbol) for name, symbol in names.items()}
    return [Candidate(name, kind) for name, kind in every.items()]


def _scope(unit: OpenUnit) -> Scope:
    return unit.checker.environment.scopes[0]


def members_of(type_: CType, mark: str) -> list[Candidate]:
    """Return the members that can stand behind a value of a type and `.` or `->`."""
    if mark == "->":
        element = getattr(type_, "element", None)  # an array is its first element's address
        type_ = type_.target if isinstance(type_, PointerType) else element or type_
    elif isinstance(type_, PointerType):
        return []
    if not isinstance(type_, StructType):
        return []
    return [Candidate(name, "member") for name in type_.names() if name]


def _fitting(every: Sequence[Candidate], word: str) -> list[Candidate]:
    """Return those that begin with the word; names for the compiler only if they are asked for."""
    hidden = "$" if word.startswith("_") else "__"
    fitting = [
        each
        for each in every
        if each.text.startswith(word) and not each.text.startswith(hidden) and each.text != ASKED
    ]
    return sorted(fitting, key=lambda each: each.text)


def _name_kind(symbol: Symbol) -> str:
    match symbol:
        case FunctionSymbol():
            return "function"
        case EnumeratorSymbol():
            return "enumerator"
        case TypedefSymbol():
            return "type"
    return "variable"
