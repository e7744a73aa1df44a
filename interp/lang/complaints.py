# SPDX-License-Identifier: MIT
"""What the parser says where the text is not C: in words of C, and pointing to the likely place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lark import Tree

from interp.lang import tree
from interp.lang.hints import type_hint
from interp.lang.scopes import NameScopes
from interp.lang.source import CError, nearest
from interp.lang.tokens import Token, error, stray
from interp.lang.words import NAMES_ONLY, NESTED, REFUSED

# What can end an operand, by how often its absence is the mistake.
_CLOSERS = {"SEMICOLON": ";", "RPAR": ")", "RSQB": "]", "COLON": ":", "RBRACE": "}"}
_STATEMENTS = {"IF", "RETURN", "WHILE", "FOR", "DO", "SWITCH", "GOTO", "BREAK", "CONTINUE"}
_STATEMENT_WORDS = (
    *("if", "else", "return", "while", "for", "do", "switch", "case", "default", "goto", "break"),
    *("continue", "int", "char", "long", "short", "unsigned", "void", "struct", "static", "const"),
)
_DECLARATIONS = {"BASIC_TYPE", "STORAGE", "STRUCT", "ENUM", "QUALIFIER", "TYPEOF"}


def complaint(
    token: Token,
    previous: Token | None,
    expected: set[str],
    stack: Sequence[Any],
    scopes: NameScopes,
) -> CError:
    """Return the complaint about `token`, where only the terminals in `expected` can follow."""
    if token.kind == "other":
        return stray(token)
    if token.text in REFUSED and token.type not in ("TYPE", "VARIABLE"):
        return error(token, REFUSED[token.text])
    if token.type == "$END":
        return _about_end(token, expected, stack)
    if token.type in ("TYPE", "VARIABLE"):
        return error(token, _about_name(token, expected, stack, scopes))
    if previous is not None:
        found = _about_previous(token, previous, stack, scopes) or _about_function(token, stack)
        if found is not None:
            return found
    if token.type in ("EQUAL", "ASSIGN") and "BINARY" in expected:
        pointed = _undeclared_type(stack, scopes)
        if pointed is not None:
            return pointed
        return error(token, f"what stands before '{token.text}' cannot be assigned to")
    if token.text in ("}", ")", "]") and "$END" in expected:
        return error(token, f"this '{token.text}' closes nothing")
    wanted = wanted_words(expected, stack)
    if "SEMICOLON" in expected and token.type in _DECLARATIONS:
        wanted = "';'"
    closer = wanted.strip("'")
    if token.type == "BASIC_TYPE" and previous is not None and not token.first:
        typedef = previous.type == "NAME" and scopes.is_type.get(previous.text)
        if typedef:
            return error(token, f"'{token.text}' cannot follow the type '{previous.text}'")
    missing = closer in _CLOSERS.values() and wanted == f"'{closer}'"
    if missing and previous is not None and _is_missing(token, closer):
        return error(_behind(previous), f"'{closer}' is missing after '{previous.text}'")
    return error(token, f"expected {wanted} before '{token.text}'")


def _undeclared_type(stack: Sequence[Any], scopes: NameScopes) -> CError | None:
    """Return the complaint about `name *x =`, read as a product because `name` is no type."""
    if len(stack) < 4 or not isinstance(stack[-2], Tree) or not _is_start(stack[-4]):
        return None
    name, operator = stack[-3], stack[-2].children
    if len(operator) != 1 or not _is_token(operator[0], "*"):
        return None
    if not isinstance(name, tree.Name) or not isinstance(stack[-1], tree.Name):
        return None
    hint = _nearest_type(name.at, scopes)
    return error(name.at, f"'{name.at.text}' is not the name of a type{hint}") if hint else None


def unread_names(stack: Sequence[Any]) -> set[str]:
    """Return the names that a declaration which was not read to its end declares."""
    found: set[str] = set()
    for value in stack:
        parts = value if isinstance(value, tuple) else (value,)
        declarators = [part for part in parts if isinstance(part, tree.Declarator)]
        found |= {declarator.name.text for declarator in declarators if declarator.name}
    return found


def _is_missing(token: Token, closer: str) -> bool:
    """Return whether what is needed was most likely forgotten, not mistyped."""
    if closer == ";":
        return token.first or token.text == "}" or token.type in _STATEMENTS | _DECLARATIONS
    return token.text in (";", "{", "}") or token.first


def _behind(token: Token) -> Token:
    """Return the place right behind a token."""
    if token.spelled is not None:  # out of a macro: behind its name there is something else
        return token
    behind = Token("end", "", token.source, token.line, token.column + len(token.text))
    behind.hidden = token.hidden
    return behind


def _about_end(token: Token, expected: set[str], stack: Sequence[Any]) -> CError:
    opened = {"{": "}", "(": ")", "[": "]"}
    closed = 0
    for value in reversed(stack):
        if not isinstance(value, Token) or value.kind != "punctuator":
            continue
        closed += value.text in opened.values()
        if value.text in opened:
            if closed:
                closed -= 1
                continue
            message = f"the text ends here, but '{opened[value.text]}' should follow"
            return error(token, message, (value, f"this '{value.text}' is never closed"))
    return error(token, f"the text ends here, but {wanted_words(expected, stack)} should follow")


def _about_name(token: Token, expected: set[str], stack: Sequence[Any], scopes: NameScopes) -> str:
    if expected == {"TYPE"}:
        hint = _nearest_type(token, scopes)
        if not hint and _in_declarator(stack) and _last(stack, "{"):
            hint = f"; {NAMES_ONLY}, and {NESTED}"
        return f"'{token.text}' is not the name of a type{hint}"
    if token.type == "TYPE":
        return f"'{token.text}' is the name of a type, it cannot stand here"
    return f"the name '{token.text}' cannot stand here"


def _nearest_type(token: Token, scopes: NameScopes) -> str:
    types = [name for name, is_type in scopes.is_type.items() if is_type]
    return type_hint(token.text, types, scopes.tags)


def _about_previous(
    token: Token, previous: Token, stack: Sequence[Any], scopes: NameScopes
) -> CError | None:
    """Return the complaint about a name that begins a statement but is no type and no keyword."""
    if previous.kind != "name" or previous.type != "NAME" or token.first:
        return None
    before = next((v for v in reversed(stack) if getattr(v, "text", "") != previous.text), None)
    if not _is_start(before) or _in_enumeration(stack):
        return None
    known = _STATEMENT_WORDS if _is_in_block(before) else ()
    keyword = nearest(previous.text, known, 0.76)
    if keyword and token.text != "=":
        return error(previous, f"'{previous.text}' has no meaning here{keyword}")
    to_pointer = token.text == "*" and _in_declarator(stack)
    if token.type not in ("NAME", "QUALIFIER") and not to_pointer:
        return None
    suggestion = _nearest_type(previous, scopes)
    return error(previous, f"'{previous.text}' is not the name of a type{suggestion}")


def _is_start(value: Any) -> bool:
    """Return whether a statement, declaration or parameter begins behind this on the stack."""
    if isinstance(value, Token):
        return value.text in ("{", "(", ",", ";")
    return isinstance(value, Tree)


def _is_in_block(before: Any) -> bool:
    """Return whether a statement may stand behind this on the stack, and not only a parameter."""
    if isinstance(before, Token):
        return before.text != ","
    return isinstance(before, Tree) and "compound" in before.data


def _in_enumeration(stack: Sequence[Any]) -> bool:
    opening = _last(stack, "{")
    return any(
        isinstance(v, Token) and v.type == "ENUM" for v in stack[max(opening - 2, 0) : opening]
    )


def _last(stack: Sequence[Any], text: str) -> int:
    """Return where on the stack a punctuator stands last, or 0."""
    for position in range(len(stack) - 1, 0, -1):
        value = stack[position]
        if isinstance(value, Token) and value.text == text:
            return position
    return 0


def _about_function(token: Token, stack: Sequence[Any]) -> CError | None:
    """Return the complaint about a function where none can be defined, or about its parameters."""
    top = stack[-1] if stack else None
    misspelled = _misspelled(stack)
    if misspelled is not None:
        return misspelled
    if token.text == "{" and _last(stack, "{"):
        if isinstance(top, tree.Declarator) and top.name is not None:
            return error(top.name, f"{NESTED}: define {top.name.text}() outside of this one")
        opening = _last(stack, "(")
        called = stack[opening - 1] if opening else None
        if _is_token(top, ")") and isinstance(called, tree.Name):
            keyword = nearest(called.at.text, ("for", "while", "switch"))
            if keyword:
                return error(called.at, f"'{called.at.text}' has no meaning here{keyword}")
            return error(token, f"';' is missing, or this is a function: {NESTED}")
    names = [value for value in stack[_last(stack, "(") :] if isinstance(value, Token)][1:]
    if _is_token(top, ")") and names[0].type == "NAME" and _in_declarator(stack):
        return error(names[0], f"'{names[0].text}' is not the name of a type; {NAMES_ONLY}")
    return None


def _misspelled(stack: Sequence[Any]) -> CError | None:
    """Return the complaint about `whle (x)`, read as a call, where a statement follows."""
    opening = _last(stack, "(")
    called = stack[opening - 1] if opening > 1 else None
    top = stack[-1] if stack else None
    is_call = isinstance(top, tree.Call) or _is_token(top, ")")
    if isinstance(top, tree.Call):
        called, opening = top.function, len(stack)
    if not is_call or opening < 2 or not isinstance(called, tree.Name):
        return None
    if not _is_start(stack[opening - 2]):
        return None
    keyword = nearest(called.at.text, ("for", "while", "switch"), 0.75)
    return error(called.at, f"'{called.at.text}' has no meaning here{keyword}") if keyword else None


def _in_declarator(stack: Sequence[Any]) -> bool:
    """Return whether the last parenthesis opened the parameters of a declared function."""
    opening = _last(stack, "(")
    return opening > 0 and isinstance(stack[opening - 1], tree.Declarator)


def _is_token(value: Any, text: str) -> bool:
    return isinstance(value, Token) and value.text == text


def wanted_words(expected: set[str], stack: Sequence[Any]) -> str:
    """Return what could have followed, in words of C, the shortest answer that helps."""
    if "NUMBER" in expected:
        return _wanted_operand(expected)
    if "BINARY" in expected or "ASSIGN" in expected:
        return _wanted_after_operand(expected, stack)
    if expected & {"BASIC_TYPE", "TYPEOF"} and "IDENTIFIER" not in expected:
        if "$END" in expected:
            return "a declaration"
        return "a member or '}'" if "RBRACE" in expected else "a type"
    closers = [f"'{text}'" for kind, text in _CLOSERS.items() if kind in expected]
    if "SEMICOLON" in expected and "NAME" not in expected:
        closers = ["';'"]
    elif "COMMA" in expected and "SEMICOLON" not in expected:
        closers = ["','", *closers]
    others = {
        "LPAR": "'('",
        "LBRACE": "'{'",
        "NAME": "a name",
        "STRING": "a string",
        "EQUAL": "'='",
    }
    more = [text for kind, text in others.items() if kind in expected]
    if "NAME" in expected:
        more, closers = ["a name"], [c for c in closers if c != "')'"]
    if "WHILE" in expected:
        more = ["'while'"]
    if closers and closers[0] == "';'":
        more = [text for text in more if text == "a name"]
    return _listed([*more, *closers][:3] or ["something else"])


def _wanted_operand(expected: set[str]) -> str:
    if expected & _STATEMENTS:
        return "a statement or '}'" if "RBRACE" in expected else "a statement"
    closers = [text for kind, text in _CLOSERS.items() if kind in expected]
    return _listed(["an expression", *(f"'{text}'" for text in closers[:1])])


def _wanted_after_operand(expected: set[str], stack: Sequence[Any]) -> str:
    closers = [f"'{text}'" for kind, text in _CLOSERS.items() if kind in expected]
    if "COMMA" in expected and (closers[:1] == ["'}'"] or _in_arguments(stack)):
        closers = ["','", *closers]
    return _listed(closers[:2] if closers[:1] == ["','"] else closers[:1] or ["an operator"])


def _in_arguments(stack: Sequence[Any]) -> bool:
    """Return whether the innermost open parenthesis holds the arguments of a call."""
    opening = _last(stack, "(")
    within = opening > max(_last(stack, text) for text in ("{", "[", ")"))
    return within and isinstance(stack[opening - 1], tree.Expression)


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " or " + words[-1]
