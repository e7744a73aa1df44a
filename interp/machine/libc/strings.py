# SPDX-License-Identifier: MIT
"""<string.h> and <ctype.h>."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interp.machine.faults import Fault, FaultKind
from interp.machine.libc.table import LIBRARY, native
from interp.machine.natives import compare_texts

if TYPE_CHECKING:
    from interp.machine.process import Process


def text(process: Process, address: int) -> bytes:
    """Return a C string without its closing zero."""
    return process.memory.read_text(address)


def bounded(process: Process, address: int, size: int) -> bytes:
    """Return at most `size` bytes of a C string."""
    return process.memory.read_text(address, size) if size else b""


def put(
    process: Process, target: int, source: int, data: bytes, name: str, read: int | None = None
) -> None:
    """Write what was read from `source`, `read` bytes (or all of it); the two must not overlap."""
    length = len(data) if read is None else read
    if target < source + length and source < target + len(data) and data:
        raise Fault(FaultKind.LIBRARY, f"{name}() between ranges that overlap")
    process.memory.write(target, data)


def order(left: bytes, right: bytes) -> int:
    """Return how two strings compare."""
    return (left > right) - (left < right)


@native
def strnlen(process: Process, address: int, size: int) -> int:
    """`size_t strnlen(const char *, size_t)`."""
    return len(bounded(process, address, size))


@native
def strncmp(process: Process, left: int, right: int, size: int) -> int:
    """`int strncmp(const char *, const char *, size_t)`."""
    return compare_texts(process.memory, left, right, size)


@native
def strcoll(process: Process, left: int, right: int) -> int:
    """`int strcoll(const char *, const char *)`, in the C locale."""
    return compare_texts(process.memory, left, right)


@native
def strcasecmp(process: Process, left: int, right: int) -> int:
    """`int strcasecmp(const char *, const char *)`."""
    return order(text(process, left).lower(), text(process, right).lower())


@native
def strncasecmp(process: Process, left: int, right: int, size: int) -> int:
    """`int strncasecmp(const char *, const char *, size_t)`."""
    return order(bounded(process, left, size).lower(), bounded(process, right, size).lower())


@native
def strcpy(process: Process, target: int, source: int) -> int:
    """`char *strcpy(char *, const char *)`."""
    put(process, target, source, text(process, source) + b"\0", "strcpy")
    return target


@native
def stpcpy(process: Process, target: int, source: int) -> int:
    """`char *stpcpy(char *, const char *)`."""
    data = text(process, source)
    put(process, target, source, data + b"\0", "stpcpy")
    return target + len(data)


@native
def strncpy(process: Process, target: int, source: int, size: int) -> int:
    """`char *strncpy(char *, const char *, size_t)`."""
    data = bounded(process, source, size)
    read = min(len(data) + 1, size)
    put(process, target, source, data.ljust(size, b"\0"), "strncpy", read)
    return target


@native
def stpncpy(process: Process, target: int, source: int, size: int) -> int:
    """`char *stpncpy(char *, const char *, size_t)`."""
    data = bounded(process, source, size)
    read = min(len(data) + 1, size)
    put(process, target, source, data.ljust(size, b"\0"), "stpncpy", read)
    return target + len(data)


@native
def strcat(process: Process, target: int, source: int) -> int:
    """`char *strcat(char *, const char *)`."""
    end = target + len(text(process, target))
    put(process, end, source, text(process, source) + b"\0", "strcat")
    return target


@native
def strncat(process: Process, target: int, source: int, size: int) -> int:
    """`char *strncat(char *, const char *, size_t)`."""
    end = target + len(text(process, target))
    data = bounded(process, source, size)
    put(process, end, source, data + b"\0", "strncat", min(len(data) + 1, size))
    return target


@native
def strchr(process: Process, address: int, byte: int) -> int:
    """`char *strchr(const char *, int)`."""
    position = (text(process, address) + b"\0").find(bytes([byte & 255]))
    return address + position if position >= 0 else 0


@native
def strrchr(process: Process, address: int, byte: int) -> int:
    """`char *strrchr(const char *, int)`."""
    position = (text(process, address) + b"\0").rfind(bytes([byte & 255]))
    return address + position if position >= 0 else 0


LIBRARY["index"], LIBRARY["rindex"] = strchr, strrchr


@native
def strstr(process: Process, address: int, wanted: int) -> int:
    """`char *strstr(const char *, const char *)`."""
    position = text(process, address).find(text(process, wanted))
    return address + position if position >= 0 else 0


@native
def strspn(process: Process, address: int, accepted: int) -> int:
    """`size_t strspn(const char *, const char *)`."""
    data = text(process, address)
    return len(data) - len(data.lstrip(text(process, accepted)))


@native
def strcspn(process: Process, address: int, refused: int) -> int:
    """`size_t strcspn(const char *, const char *)`."""
    data, stops = text(process, address), text(process, refused)
    return next((n for n, byte in enumerate(data) if byte in stops), len(data))


@native
def strpbrk(process: Process, address: int, wanted: int) -> int:
    """`char *strpbrk(const char *, const char *)`."""
    position = strcspn(process, address, wanted) or 0
    return address + position if position < len(text(process, address)) else 0


@native
def strtok(process: Process, address: int, separators: int) -> int:
    """`char *strtok(char *, const char *)`."""
    start = address or process.token_at
    if start is None:
        raise Fault(FaultKind.LIBRARY, "strtok() is to go on, but was never given a text")
    found, process.token_at = token(process, start, text(process, separators))
    return found


@native
def strtok_r(process: Process, address: int, separators: int, place: int) -> int:
    """`char *strtok_r(char *, const char *, char **)`."""
    start = address or process.memory.read_uint(place)
    found, after = token(process, start, text(process, separators))
    process.memory.write_uint(place, after)
    return found


def token(process: Process, start: int, separators: bytes) -> tuple[int, int]:
    """Return where the next token begins, ended by a zero, and where to go on; 0 if none is."""
    if not start:
        return 0, 0
    data = text(process, start)
    first = len(data) - len(data.lstrip(separators))
    if first == len(data):
        return 0, 0
    stops = (n for n in range(first, len(data)) if data[n] in separators)
    end = next(stops, len(data))
    if end == len(data):
        return start + first, 0
    process.memory.write(start + end, b"\0")
    return start + first, start + end + 1


def new_text(process: Process, data: bytes) -> int:
    """Return the address of new memory that holds a text, or 0 if there is none."""
    target = process.memory.allocate(len(data) + 1, process.place())
    if target:
        process.memory.write(target, data + b"\0")
    return target


@native
def strdup(process: Process, address: int) -> int:
    """`char *strdup(const char *)`."""
    return new_text(process, text(process, address))


@native
def strndup(process: Process, address: int, size: int) -> int:
    """`char *strndup(const char *, size_t)`."""
    return new_text(process, bounded(process, address, size))


@native
def strerror(process: Process, number: int) -> int:
    """`char *strerror(int)`."""
    return new_text(process, b"Success" if not number else b"Error %d" % number)


def _character(byte: int) -> int:
    """Return a character that <ctype.h> may be asked about (7.4p1)."""
    if not -1 <= byte <= 255:
        raise Fault(FaultKind.LIBRARY, f"{byte} is neither a character nor EOF")
    return byte


def _is(wanted: bytes) -> object:
    members = frozenset(wanted)
    return lambda process, byte: int(_character(byte) in members)


_UPPER, _LOWER, _DIGITS = bytes(range(65, 91)), bytes(range(97, 123)), b"0123456789"
_PRINTED = bytes(range(33, 127))
for _name, _members in {
    "isupper": _UPPER,
    "islower": _LOWER,
    "isalpha": _UPPER + _LOWER,
    "isdigit": _DIGITS,
    "isalnum": _UPPER + _LOWER + _DIGITS,
    "isxdigit": _DIGITS + b"abcdefABCDEF",
    "isspace": b" \t\n\v\f\r",
    "isblank": b" \t",
    "isgraph": _PRINTED,
    "isprint": b" " + _PRINTED,
    "ispunct": bytes(set(_PRINTED) - set(_UPPER + _LOWER + _DIGITS)),
    "iscntrl": bytes([*range(32), 127]),
    "isascii": bytes(range(128)),
}.items():
    LIBRARY[_name] = _is(_members)  # type: ignore[assignment]


@native
def toupper(process: Process, byte: int) -> int:
    """`int toupper(int)`."""
    return byte - 32 if _character(byte) in _LOWER else byte


@native
def tolower(process: Process, byte: int) -> int:
    """`int tolower(int)`."""
    return byte + 32 if _character(byte) in _UPPER else byte
