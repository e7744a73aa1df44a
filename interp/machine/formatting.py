# SPDX-License-Identifier: MIT
"""The formats of printf and printk (C11 7.21.6.1), on values as emitted code passes them.

Behind the values of a `...` emitted code passes one text with a letter for each: `i` for a value
of 4 bytes, `l` of 8, `p` a pointer, `s` a structure. So `%d` for a long is noticed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from interp.machine.faults import Fault, FaultKind
from interp.machine.memory import NULL_PAGE, Memory

_DIRECTIVE = re.compile(
    rb"%(?P<flags>[-+ #0']*)(?P<width>\*|\d+)?(?:\.(?P<precision>\*|-?\d*))?"
    rb"(?P<length>hh|h|ll|l|z|t|j|L|q)?(?P<kind>.?)",
    re.S,
)
_BITS = {b"hh": 8, b"h": 16, b"l": 64, b"ll": 64, b"z": 64, b"t": 64, b"j": 64, b"q": 64}
_LONGEST = 1 << 20  # bytes that a width or a precision may ask for
_WORDS = {
    "i": "a value of 4 bytes",
    "l": "a value of 8 bytes",
    "q": "a value of 16 bytes",
    "p": "a pointer",
    "s": "a structure",
}


def split_types(arguments: Sequence[Any]) -> tuple[Sequence[Any], str]:
    """Return the values of a `...`, and the letters of their types if they were passed too."""
    if arguments and isinstance(arguments[-1], str):
        return arguments[:-1], arguments[-1]
    return arguments, ""


@dataclass
class _Arguments:
    """The values that a format takes one after the other."""

    memory: Memory
    values: Sequence[Any]
    types: str
    null: str  # what `%p` prints for NULL
    position: int = 0
    written: int = 0
    texts: list[tuple[int, int]] = field(default_factory=list)  # address, bytes read for a `%s`

    def take(self, shown: str, wanted: str) -> int:
        """Return the next value; `wanted` are the letters of the types that fit."""
        number = self.position
        self.position += 1
        if number >= len(self.values):
            raise Fault(FaultKind.ARGUMENTS, f"no argument is left for '{shown}'")
        given = self.types[number] if number < len(self.types) else ""
        if given not in wanted:
            detail = f"'{shown}' takes {_WORDS[wanted[0]]}, but its argument is {_WORDS[given]}"
            raise Fault(FaultKind.ARGUMENTS, detail)
        value: int = self.values[number]
        return value


def format_text(
    memory: Memory,
    template: bytes,
    arguments: Sequence[Any],
    null: str = "0x0",
    texts: list[tuple[int, int]] | None = None,
) -> bytes:
    """Return what printf would print; arguments that do not fit the format are a Fault.

    `texts` is given the address and the length (bytes) of each string that was read.
    """
    values, types = split_types(arguments)
    rest = _Arguments(memory, values, types, null, texts=[] if texts is None else texts)
    pieces: list[bytes] = []
    end = 0
    for found in _DIRECTIVE.finditer(template):
        pieces.append(template[end : found.start()])
        rest.written += len(pieces[-1])
        pieces.append(b"%" if found["kind"] == b"%" else _formatted(memory, found, rest))
        rest.written += len(pieces[-1])
        end = found.end()
    pieces.append(template[end:])
    return b"".join(pieces)


def _formatted(memory: Memory, found: re.Match[bytes], rest: _Arguments) -> bytes:
    flags = found["flags"].decode()
    width = _number(found, "width", rest) or 0
    if width < 0:
        flags, width = flags + "-", -width
    precision = _number(found, "precision", rest)
    if precision is None or precision < 0:
        precision = -1
    kind = found["kind"].decode(errors="replace")
    shown = found[0].decode(errors="replace")
    if kind in "cs" and kind:
        if found["length"]:
            raise _refused(f"'{shown}' prints wide characters, which are not in this C subset")
        body = _text(memory, kind, shown, rest, precision)
        return body.ljust(width) if "-" in flags else body.rjust(width)
    bits = 64 if kind == "p" else _BITS.get(found["length"], 32)
    if kind == "n":
        memory.write_uint(rest.take(shown, "pl"), rest.written, bits // 8)
        return b""
    if kind not in "diuxXop" or not kind:
        raise _unknown(kind, shown)
    value = rest.take(shown, "pl" if kind == "p" else "lp" if bits == 64 else "i")
    if kind == "p" and not value & (1 << 64) - 1:
        body = rest.null.encode()
        return body.ljust(width) if "-" in flags else body.rjust(width)
    return _integer(value, kind, bits, flags, width, precision).encode()


def _text(memory: Memory, kind: str, shown: str, rest: _Arguments, precision: int) -> bytes:
    if kind == "c":
        return bytes([rest.take(shown, "i") & 255])
    address = rest.take(shown, "pl")
    if 0 <= address < NULL_PAGE:
        detail = f"the argument for '{shown}' is {address:#x}, not the address of a text"
        raise Fault(FaultKind.NULL, detail, address=address)
    text = memory.read_text(address, precision) if precision else b""
    rest.texts.append((address, len(text) + (len(text) != precision)))
    return text


def _unknown(kind: str, shown: str) -> Fault:
    if kind and kind in "aAeEfFgG":
        return _refused(f"'{shown}' prints floating point, which is not in this C subset")
    if not kind:
        return Fault(FaultKind.ARGUMENTS, f"the format ends within '{shown}'")
    return Fault(FaultKind.ARGUMENTS, f"'%{kind}' is not a conversion that is known here")


def _refused(detail: str) -> Fault:
    return Fault(FaultKind.ARGUMENTS, detail)


def _number(found: re.Match[bytes], part: str, rest: _Arguments) -> int | None:
    """Return a width or a precision; None if there is none."""
    text = found[part]
    if text is None:
        return None
    if text == b"*":
        value = rest.take("*", "i") & 0xFFFFFFFF
        number = value - (1 << 32) if value >> 31 else value
    else:
        number = int(text or b"0")
    if abs(number) > _LONGEST:
        detail = f"'{found[0].decode(errors='replace')}' asks for more than {_LONGEST} characters"
        raise Fault(FaultKind.ARGUMENTS, detail)
    return number


def _integer(value: int, kind: str, bits: int, flags: str, width: int, precision: int) -> str:
    value &= (1 << bits) - 1
    sign = ""
    if kind in "di":
        if value >> (bits - 1):
            sign, value = "-", (1 << bits) - value
        elif "+" in flags or " " in flags:
            sign = "+" if "+" in flags else " "
    digits = {"x": f"{value:x}", "p": f"{value:x}", "X": f"{value:X}", "o": f"{value:o}"}.get(
        kind, str(value)
    )
    if precision == 0 and value == 0 and kind != "p":
        digits = ""
    digits = digits.rjust(precision, "0") if precision > 0 else digits
    prefix = sign
    if (kind in "xX" and "#" in flags and value) or kind == "p":
        prefix = "0X" if kind == "X" else "0x"
    elif kind == "o" and "#" in flags and not digits.startswith("0"):
        digits = "0" + digits
    if "0" in flags and "-" not in flags and precision < 0:
        return prefix + digits.rjust(width - len(prefix), "0")
    body = prefix + digits
    return body.ljust(width) if "-" in flags else body.rjust(width)
