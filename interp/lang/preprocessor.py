# SPDX-License-Identifier: MIT
"""Preprocessing (C11 6.10): directives, conditions, includes inside the tree, macros."""

from __future__ import annotations

import functools
import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from interp.lang.conditions import Condition
from interp.lang.literals import string_bytes
from interp.lang.macros import VARIADIC, Expander, Macro, TokenStream
from interp.lang.outside import REFUSED_HEADERS
from interp.lang.pragmas import Pragmas
from interp.lang.questions import QUESTIONS, has
from interp.lang.source import CError, Diagnostic, SourceFile, nearest
from interp.lang.tokens import Token, error, tokenize

Reader = Callable[[str], str | None]

MAXIMUM_INCLUDE_DEPTH = 64
MAXIMUM_ERRORS = 20


class _Hopeless(CError):
    """What is behind this problem is not worth reading."""


@dataclass
class _Group:
    """One `#if` that is open: whether a branch was taken, and whether this one is."""

    opening: Token
    outer_active: bool
    active: bool
    taken: bool
    seen_else: bool = False


@dataclass
class Preprocessor:
    """Turns the files of a tree into one list of tokens.

    `read(path)` gives the text of a file of the tree, or None; `include_directories` are where
    ``<...>`` is looked for; nothing outside of `read` is ever opened.
    """

    read: Reader
    include_directories: Sequence[str] = ("include",)
    macros: dict[str, Macro] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    warnings: list[Diagnostic] = field(default_factory=list)
    # What `#line` said last: the line it stands on, the number of the next one, the file's name.
    _presumed: dict[str, tuple[int, int, str]] = field(default_factory=dict)
    _counter: int = 0
    _depth: int = 0  # of the file that is read at the moment
    _problems: list[Diagnostic] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._pragmas = Pragmas(self.macros)
        self._expander = Expander(
            self.macros,
            {
                **{"__LINE__": self._line, "__FILE__": self._file, "__COUNTER__": self._count},
                **{"__INCLUDE_LEVEL__": self._level, "__BASE_FILE__": self._base},
                **{name: functools.partial(_at, text) for name, text in _BEGINNING.items()},
            },
        )

    def define(self, definitions: Mapping[str, str]) -> None:
        """Define macros by name (and parameters) and text, like `-D` of a compiler."""
        for name, text in definitions.items():
            first, *body = tokenize(SourceFile.of("<command line>", f"{name} {text}"))
            parameters: tuple[str, ...] | None = None
            variadic = False
            if body and body[0].text == "(" and not body[0].space:
                parameters, variadic, body = _parameters(first, body)
            self.macros[first.text] = Macro(first, tuple(body), parameters, variadic)

    def run(self, path: str) -> list[Token]:
        """Return all tokens of the file at `path` of the tree, and of what it includes."""
        text = self.read(path)
        if text is None:
            raise FileNotFoundError(f"there is no file {path!r} in this source tree")
        return self.run_text(path, text)

    def run_text(self, path: str, text: str) -> list[Token]:
        """Return all tokens of `text`, which messages call `path`. Raises CError."""
        self._problems = []
        try:
            tokens = list(self._file_tokens(path, text, depth=0))
        except _Hopeless as last:
            self._problems += last.diagnostics
        if self._problems:
            raise CError(self._problems)
        return tokens

    def _report(self, problem: CError) -> None:
        """Remember a problem and go on with the next line."""
        self._problems += problem.diagnostics
        if len(self._problems) >= MAXIMUM_ERRORS:
            raise _Hopeless(())

    def _warn(self, at: Token, message: str) -> None:
        if at.source.name not in self._pragmas.system:
            self.warnings.append(Diagnostic(at.place, message, severity="warning"))

    # -- files and directives -------------------------------------------------------------

    def _file_tokens(self, path: str, text: str, depth: int) -> Iterator[Token]:
        self.files[path] = text
        self._presumed.pop(path, None)
        source = SourceFile.of(path, text)
        self._depth = depth
        groups: list[_Group] = []
        pending: list[Token] = []
        for line in _lines_of(source):
            if line[0].text == "#" and line[0].kind == "punctuator":
                yield from self._expanded(pending)
                pending = []
                yield from self._directive_or_problem(line, groups, source, depth)
            elif not groups or groups[-1].active:
                pending += line
        yield from self._expanded(pending)
        if groups:
            self._report(error(groups[-1].opening, "this condition is never closed by #endif"))

    def _expanded(self, tokens: list[Token]) -> Iterator[Token]:
        stream = TokenStream(iter(tokens))
        while True:
            try:
                yield from self._pragmas.operators(self._expander.expand(stream))
                return
            except CError as problem:
                self._report(problem)

    def _directive_or_problem(
        self, line: list[Token], groups: list[_Group], source: SourceFile, depth: int
    ) -> Iterator[Token]:
        known = len(groups)
        try:
            yield from self._directive(line, groups, source, depth)
        except _Hopeless:
            raise
        except CError as problem:
            self._report(problem)
            if line[1].text in ("if", "ifdef", "ifndef") and len(groups) == known:
                groups.append(_Group(line[1], False, False, True))  # all up to #endif is left out
            elif line[1].text == "elif" and groups:
                groups[-1].active, groups[-1].taken = False, True

    def _directive(
        self, line: list[Token], groups: list[_Group], source: SourceFile, depth: int
    ) -> Iterator[Token]:
        if len(line) == 1:
            return
        name, rest = line[1], line[2:]
        active = not groups or groups[-1].active
        if name.text in ("if", "ifdef", "ifndef", "elif", "else", "endif"):
            self._conditional(name, rest, groups, active)
        elif not active:
            return
        elif name.text == "include":
            yield from self._include(name, rest, source, depth)
        elif name.text == "define":
            self._define(name, rest)
        elif name.text == "undef":
            self._undefine(name, rest)
        elif name.text == "error":
            raise error(name, "#error " + " ".join(t.text for t in rest))
        elif name.text == "pragma":
            yield from self._pragmas.obey(rest, source.name)
        elif name.text == "warning":
            said = "#warning " + " ".join(t.text for t in rest)
            self.warnings.append(Diagnostic(name.place, said, severity="warning"))
        elif name.text == "line":
            self._presume(name, self._expander.expand_all(rest))
        elif name.kind == "number":  # a line marker of preprocessed text
            self._presume(name, line[1:])
        elif name.text != "ident":
            known = ("include", "define", "undef", "error", "pragma", "ifdef", "ifndef", "endif")
            raise error(name, f"unknown directive #{name.text}{nearest(name.text, known)}")

    def _presume(self, directive: Token, words: list[Token]) -> None:
        """Let `__LINE__` and `__FILE__` say what `#line` tells (6.10.4)."""
        source = directive.source.name
        if not words or not words[0].text.isdecimal():
            raise error(directive, "#line needs the number of the next line")
        shown = self._presumed.get(source, (0, 0, source))[2]
        if len(words) > 1:
            if words[1].kind != "string":
                raise error(words[1], 'behind the number, #line takes the name of a "file"')
            shown = string_bytes(words[1]).decode(errors="replace")
        self._presumed[source] = (directive.line, int(words[0].text), shown)

    def _conditional(
        self, name: Token, rest: list[Token], groups: list[_Group], active: bool
    ) -> None:
        if name.text in ("if", "ifdef", "ifndef"):
            holds = active and self._holds(name, rest)
            groups.append(_Group(name, active, holds, holds))
            return
        if not groups:
            raise error(name, f"#{name.text} without #if")
        group = groups[-1]
        if name.text in ("else", "endif") and group.outer_active:
            self._check_end(name, rest)
        if name.text == "endif":
            groups.pop()
            return
        if group.seen_else:
            raise error(name, f"#{name.text} after #else", (group.opening, "the #if is here"))
        group.seen_else = name.text == "else"
        wanted = group.outer_active and not group.taken
        group.active = wanted and (name.text == "else" or self._holds(name, rest))
        group.taken = group.taken or group.active

    def _holds(self, name: Token, rest: list[Token]) -> bool:
        if name.text in ("ifdef", "ifndef"):
            self._check_end(name, rest[1:])
            return self._is_defined(_one_name(name, rest).text) == (name.text == "ifdef")
        tokens = self._expander.expand_all(self._answered(name, rest))
        # A macro may have become a question.
        return Condition(self._answered(name, tokens), name).value()

    def _is_defined(self, name: str) -> bool:
        return name in self.macros or name in QUESTIONS or name in self._expander.dynamic

    def _answered(self, directive: Token, tokens: list[Token]) -> list[Token]:
        """Return the tokens of a condition with `defined` and the questions answered."""
        result: list[Token] = []
        stream = iter(tokens)
        for token in stream:
            if token.text in QUESTIONS:
                answer = self._has(token, _parenthesized(token, stream))
                result.append(_dynamic(token, "number", str(int(answer))))
                continue
            if token.text != "defined":
                result.append(token)
                continue
            operand = next(stream, None)
            if operand is not None and operand.text == "(":
                operand = next(stream, None)
                closing = next(stream, None)
                if closing is None or closing.text != ")":
                    raise error(token, "'defined(' needs a name and ')'")
            if operand is None or operand.kind != "name":
                raise error(token, "'defined' needs the name of a macro")
            known = self._is_defined(operand.text)
            result.append(_dynamic(token, "number", str(int(known))))
        return result

    def _has(self, question: Token, words: list[Token]) -> bool:
        if question.text == "__has_include":
            name, _ = self._include_name(question, words)
            return self._find(name, question.source.name) is not None
        if not words:
            raise error(question, f"'{question.text}(' needs a name")
        return has(question.text, words[-1].text)

    def _define(self, directive: Token, rest: list[Token]) -> None:
        if not rest or rest[0].kind != "name":
            raise error(rest[0] if rest else directive, "#define needs the name of a macro")
        name, body = rest[0], rest[1:]
        self._check_name(name)
        parameters: tuple[str, ...] | None = None
        variadic = False
        if body and body[0].text == "(" and not body[0].space:
            parameters, variadic, body = _parameters(name, body)
        elif body and not body[0].space:  # 6.10.3p3
            self._warn(body[0], f"a space is missing after '{name.text}'")
        _check_body(name, body, parameters)
        self._check_rest(body, parameters)
        macro = Macro(name, tuple(body), parameters, variadic)
        former = self.macros.get(name.text)
        if former is not None and not former.same_as(macro):
            self._redefined(former.name, name)
        self.macros[name.text] = macro

    def _undefine(self, directive: Token, rest: list[Token]) -> None:
        name = _one_name(directive, rest)
        self._check_name(name)
        self._check_end(directive, rest[1:])
        self.macros.pop(name.text, None)

    def _check_name(self, name: Token) -> None:
        """Refuse names that are no macro's to be (6.10.8p2, 6.10.3p5)."""
        if name.text in ("defined", "__VA_ARGS__"):
            raise error(name, f"'{name.text}' cannot be the name of a macro")
        if name.text in self._expander.dynamic:
            self._warn(name, f"'{name.text}' is a macro of C itself: its value is the compiler's")

    def _check_rest(self, body: list[Token], parameters: tuple[str, ...] | None) -> None:
        """Warn of `__VA_ARGS__` where no `...` is among the parameters (6.10.3p5)."""
        for token in body:
            if token.text == VARIADIC and VARIADIC not in (parameters or ()):
                self._warn(token, f"'{VARIADIC}' means nothing in a macro without '...'")

    def _check_end(self, directive: Token, rest: list[Token]) -> None:
        """Warn of text behind a directive that is complete (6.10p1)."""
        if rest:
            self._warn(rest[0], f"text behind #{directive.text}, which means nothing")

    def _redefined(self, former: Token, name: Token) -> None:
        """Refuse a second definition (6.10.3p2), unless a macro is also one of the library."""
        problem = error(
            name,
            f"macro '{name.text}' is defined a second time, differently",
            (former, "the first definition is here"),
        )
        if name.source.name in self._pragmas.system:
            return
        if former.source.name not in self._pragmas.system:
            raise problem
        self.warnings += [replace(d, severity="warning") for d in problem.diagnostics]

    def _include(
        self, directive: Token, rest: list[Token], source: SourceFile, depth: int
    ) -> Iterator[Token]:
        name, quoted = self._include_name(directive, rest)
        path = self._find(name, source.name if quoted else None)
        if path is None and name in REFUSED_HEADERS:
            what = f"#include <{name}>: {REFUSED_HEADERS[name]}"
            raise _Hopeless(error(directive, what).diagnostics)
        if path is None:
            places = ", ".join(self.include_directories)
            what = f"there is no file '{name}' in this tree (searched: {places})"
            raise _Hopeless(error(directive, what).diagnostics)
        if depth >= MAXIMUM_INCLUDE_DEPTH:
            what = "includes are nested too deeply; does a file include itself?"
            raise _Hopeless(error(directive, what).diagnostics)
        if path not in self._pragmas.once:
            yield from self._file_tokens(path, self.read(path) or "", depth + 1)
            self._depth = depth

    def _include_name(self, directive: Token, rest: list[Token]) -> tuple[str, bool]:
        if rest and rest[0].kind == "name":
            rest = self._expander.expand_all(rest)
        if rest and rest[0].kind == "string":
            return string_bytes(rest[0]).decode(), True
        if len(rest) > 2 and rest[0].text == "<" and rest[-1].text == ">":
            return "".join((" " if t.space else "") + t.text for t in rest[1:-1]), False
        raise error(directive, '#include needs "file.h" or <file.h>')

    def _find(self, name: str, includer: str | None) -> str | None:
        folders = list(self.include_directories)
        if includer is not None:
            folders.insert(0, posixpath.dirname(includer))
        for folder in folders:
            path = posixpath.normpath(posixpath.join(folder, name))
            if self.read(path) is not None:
                return path
        return None

    # -- macros that change from place to place ---------------------------------------------

    def _line(self, token: Token) -> Token:
        said_at, following, _ = self._presumed.get(token.source.name, (0, 1, ""))
        return _dynamic(token, "number", str(token.line - said_at - 1 + following))

    def _file(self, token: Token) -> Token:
        name = token.source.name
        shown = self._presumed.get(name, (0, 1, name))[2]
        return _dynamic(token, "string", '"' + shown.replace("\\", r"\\").replace('"', r"\"") + '"')

    def _level(self, token: Token) -> Token:
        return _dynamic(token, "number", str(self._depth))

    def _base(self, token: Token) -> Token:
        return _dynamic(token, "string", f'"{next(iter(self.files), token.source.name)}"')

    def _count(self, token: Token) -> Token:
        self._counter += 1
        return _dynamic(token, "number", str(self._counter - 1))


# There is no clock: every program is compiled when Unix time begins (6.10.8.1p1 allows it).
_BEGINNING = {
    "__DATE__": '"Jan  1 1970"',
    "__TIME__": '"00:00:00"',
    "__TIMESTAMP__": '"Thu Jan  1 00:00:00 1970"',
}


def _at(text: str, token: Token) -> Token:
    return _dynamic(token, "string", text)


def _dynamic(token: Token, kind: str, text: str) -> Token:
    result = token.copy()
    result.kind, result.text = kind, text
    return result


@functools.lru_cache(maxsize=256)
def _lines_of(source: SourceFile) -> list[list[Token]]:
    """Return the tokens of a file by lines; many units include the same headers."""
    lines: list[list[Token]] = []
    for token in tokenize(source):
        if token.first:
            lines.append([])
        lines[-1].append(token)
    return lines


def _parenthesized(question: Token, stream: Iterator[Token]) -> list[Token]:
    """Return the tokens between the parentheses that follow a question."""
    words: list[Token] = []
    depth = 0
    for token in stream:
        depth += (token.text == "(") - (token.text == ")")
        words.append(token)
        if depth <= 0:
            break
    if depth or len(words) < 2:
        raise error(question, f"'{question.text}' needs '(', a name and ')'")
    return words[1:-1]


def _one_name(directive: Token, rest: list[Token]) -> Token:
    if not rest or rest[0].kind != "name":
        raise error(directive, f"#{directive.text} needs the name of a macro")
    return rest[0]


def _parameters(name: Token, body: list[Token]) -> tuple[tuple[str, ...], bool, list[Token]]:
    parameters: list[str] = []
    position = 1
    variadic = False
    while position < len(body) and body[position].text != ")":
        token = body[position]
        if token.text == "...":
            variadic = True
            parameters.append(VARIADIC)
        elif token.kind == "name":
            parameters.append(token.text)
            if position + 1 < len(body) and body[position + 1].text == "...":  # GNU: args...
                variadic = True
                position += 1
        else:
            raise error(token, "a macro's parameter must be a name")
        position += 1
        if position < len(body) and body[position].text == "," and not variadic:
            position += 1
        elif position < len(body) and body[position].text != ")":
            raise error(body[position], "',' or ')' is needed in this parameter list")
    if position >= len(body):
        raise error(name, f"the parameter list of macro '{name.text}' has no ')'")
    if len(set(parameters)) != len(parameters):
        raise error(name, f"macro '{name.text}' has two parameters of the same name")
    return tuple(parameters), variadic, body[position + 1 :]


def _check_body(name: Token, body: list[Token], parameters: tuple[str, ...] | None) -> None:
    if body and (body[0].text == "##" or body[-1].text == "##"):
        raise error(name, "'##' cannot stand at an end of a macro's body")
    if parameters is None:
        return
    for number, token in enumerate(body):
        following = body[number + 1].text if number + 1 < len(body) else ""
        if token.text == "#" and token.kind == "punctuator" and following not in parameters:
            raise error(token, "'#' must stand before a parameter of the macro")
