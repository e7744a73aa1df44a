# SPDX-License-Identifier: MIT
"""The formats of printf and printk (C11 7.21.6.1), on values as emitted code passes them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from interp.machine.faults import Fault, FaultKind
from interp.machine.memory import Memory

_DIRECTIVE = re.compile(
    rb"%(?P<flags>[-+ #0]*)(?P<width>\*|\d+)?(?:\.(?P<precision>\*|\d*))?"
    rb"(?P<length>hh|h|ll|l|z|t|j|L|q)?(?P<kind>.)",
    re.S,
)
_BITS = {b"hh": 8, b"h": 16, b"l": 64, b"ll": 64, b"z": 64, b"t": 64, b"j": 64, b"q": 64}


def format_text(memory: Memory, template: bytes, arguments: Sequence[int]) -> bytes:
    """Return what printf would print; a wrong number of arguments is a Fault."""
    rest = iter(arguments)

    def replace(found: re.Match[bytes]) -> bytes:
        return b"%" if found["kind"] == b"%" else _formatted(memory, found, rest)

    return _DIRECTIVE.sub(replace, template)


def _next(rest: Iterator[int], found: re.Match[bytes]) -> int:
    try:
        return next(rest)
    except StopIteration:
        shown = found[0].decode(errors="replace")
        raise Fault(FaultKind.ARGUMENTS, f"no argument is left for '{shown}'") from None


def _formatted(memory: Memory, found: re.Match[bytes], rest: Iterator[int]) -> bytes:
    flags = found["flags"].decode()
    width = _number(found["width"], rest, found)
    if width < 0:
        flags, width = flags + "-", -width
    precision = -1 if found["precision"] is None else _number(found["precision"], rest, found)
    kind = found["kind"].decode(errors="replace")
    if kind == "s":
        address = _next(rest, found)
        body = memory.read_text(address, precision) if precision else b""
        return body.ljust(width) if "-" in flags else body.rjust(width)
    if kind == "c":
        body = bytes([_next(rest, found) & 255])
        return body.ljust(width) if "-" in flags else body.rjust(width)
    if kind not in "diuxXop":
        raise Fault(FaultKind.ARGUMENTS, f"'%{kind}' is not a conversion that is known here")
    bits = 64 if kind == "p" else _BITS.get(found["length"], 32)
    return _integer(_next(rest, found), kind, bits, flags, width, precision).encode()


def _number(text: bytes | None, rest: Iterator[int], found: re.Match[bytes]) -> int:
    if text == b"*":
        value = _next(rest, found) & 0xFFFFFFFF
        return value - (1 << 32) if value >> 31 else value
    return int(text or b"0")


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
