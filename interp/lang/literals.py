# SPDX-License-Identifier: MIT
"""The values of constants and string literals (C11 6.4.4, 6.4.5)."""

from __future__ import annotations

import re

from interp.lang.tokens import Token, error

_INTEGER = re.compile(
    r"(?:0[xX](?P<hex>[0-9a-fA-F]+)|0[bB](?P<bin>[01]+)|0(?P<oct>[0-7]*)|(?P<dec>[1-9][0-9]*))"
    r"(?P<suffix>[uUlL]*)$"
)
MAXIMUM_DIGITS = 100
_SUFFIXES = {"", "u", "l", "ul", "lu", "ll", "ull", "llu"}
_ESCAPES = {
    "n": 10,
    "t": 9,
    "r": 13,
    "a": 7,
    "b": 8,
    "f": 12,
    "v": 11,
    "e": 27,
    "\\": 92,
    "'": 39,
    '"': 34,
    "?": 63,
}
_ESCAPE = re.compile(rb"\\(x[0-9a-fA-F]+|[0-7]{1,3}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|\r?\n|.)", re.S)


def integer_value(token: Token) -> tuple[int, str, bool]:
    """Return value, lower-case suffix, and whether it was written in decimal."""
    found = _INTEGER.match(token.text)
    if not found:
        raise error(token, _why_not(token.text))
    suffix = found["suffix"].lower()
    if suffix not in _SUFFIXES or "lL" in found["suffix"] or "Ll" in found["suffix"]:
        raise error(token, f"'{found['suffix']}' is not a suffix of an integer constant")
    if len(token.text) > MAXIMUM_DIGITS:
        raise error(token, "this constant does not fit into 64 bits")
    for base, digits in ((16, found["hex"]), (2, found["bin"]), (10, found["dec"])):
        if digits is not None:
            return _in_range(token, int(digits, base)), suffix, base == 10
    return _in_range(token, int(found["oct"] or "0", 8)), suffix, False


def _in_range(token: Token, value: int) -> int:
    if value >> 64:
        raise error(token, "this constant does not fit into 64 bits")
    return value


def _why_not(text: str) -> str:
    if re.match(r"0[0-7]*[89]", text) and "." not in text:
        return "a digit 8 or 9 cannot stand in an octal constant (it begins with 0)"
    if "." in text or (re.search(r"[eEpP]", text) and not text.lower().startswith("0x")):
        return f"'{text}' is a floating-point constant: floating point is not in this C subset"
    return f"'{text}' is not a number"


def character_value(token: Token) -> int:
    """Return the value of a character constant, an int."""
    if token.text[0] != "'":
        raise error(token, "wide characters are not in this C subset")
    data = unescape(token, token.text[1:-1])
    value = 0
    for byte in data:  # more than one: as gcc does, the last character is the lowest byte
        value = (value << 8 | byte) & 0xFFFFFFFF
    if len(data) == 1 and value > 127:
        return value - 256
    return value - (1 << 32) if value >> 31 else value


def string_bytes(token: Token) -> bytes:
    """Return the bytes of one string literal, without the closing zero."""
    if token.text[0] != '"' and not token.text.startswith('u8"'):
        raise error(token, "wide strings are not in this C subset")
    return unescape(token, token.text[token.text.index('"') + 1 : -1])


def unescape(token: Token, text: str) -> bytes:
    """Return the bytes that `text` between quotes stands for."""
    data = text.encode(errors="surrogateescape")
    if b"\\" not in data:
        return data

    def replace(found: re.Match[bytes]) -> bytes:
        body = found[1].decode()
        if body in ("\n", "\r\n"):  # a spliced line
            return b""
        if body in ("x", "u", "U"):
            raise error(token, f"'\\{body}' needs hexadecimal digits behind it")
        if body[0] == "x" or body[0] in "01234567":
            value = int(body[1:], 16) if body[0] == "x" else int(body, 8)
            if value > 255:  # 6.4.4.4p9
                raise error(token, f"'\\{body}' does not fit into a character")
            return bytes([value])
        if body[0] in "uU":
            return _named_character(token, body)
        if body not in _ESCAPES:
            raise error(token, f"'\\{body}' is not an escape sequence")
        return bytes([_ESCAPES[body]])

    return _ESCAPE.sub(replace, data)


def _named_character(token: Token, body: str) -> bytes:
    """Return the UTF-8 bytes of a character that is written by its number (6.4.3)."""
    number = int(body[1:], 16)
    if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
        raise error(token, f"'\\{body}' is the number of no character")
    if number < 0xA0 and chr(number) not in "$@`":  # 6.4.3p2
        raise error(token, f"'\\{body}' stands for a character that is written as it is")
    return chr(number).encode()
