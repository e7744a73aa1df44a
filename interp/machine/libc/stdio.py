# SPDX-License-Identifier: MIT
"""<stdio.h> and <assert.h>: printing, and reading from standard input."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from interp.machine.faults import Fault, FaultKind
from interp.machine.formatting import format_text
from interp.machine.libc.streams import EOF, STDERR, STDIN, STDOUT, ProgramEnd
from interp.machine.libc.table import native

if TYPE_CHECKING:
    from interp.machine.process import Process

NIL = "(nil)"  # what %p prints for NULL
ABORTED = 134  # how a shell sees a program that SIGABRT ended
_SPACE = b" \t\n\v\f\r"
_SCANNED = re.compile(rb"%(?P<skip>\*)?(?P<width>\d+)?(?P<length>hh|h|ll|l|z|j|t)?(?P<kind>.)")
_SIZES = {None: 4, b"hh": 1, b"h": 2, b"l": 8, b"ll": 8, b"z": 8, b"j": 8, b"t": 8}


def formatted(process: Process, template: int, arguments: Sequence[Any]) -> bytes:
    """Return what a format and its arguments make."""
    return format_text(process.memory, process.memory.read_text(template), arguments, NIL)


def written(
    process: Process, target: int, size: int, template: int, arguments: Sequence[Any]
) -> int:
    """Write a text of at most `size` bytes, its zero included, to where no argument lies."""
    read: list[tuple[int, int]] = []
    memory = process.memory
    text = format_text(memory, memory.read_text(template), arguments, NIL, read)
    data = text[: max(size - 1, 0)] + b"\0" if size else b""
    for address, length in read:
        if address < target + len(data) and target < address + length:
            raise Fault(FaultKind.LIBRARY, f"the text at {address:#x} is printed over itself")
    if data:
        memory.write(target, data)
    return len(text)


def write(process: Process, stream: int, data: bytes) -> int:
    """Write to a stream; return how many bytes."""
    if not process.streams.knows(stream):
        raise Fault(FaultKind.LIBRARY, f"{stream:#x} is not a stream that can be written")
    process.streams.write(stream, data)
    return len(data)


@native
def printf(process: Process, template: int, *arguments: Any) -> int:
    """`int printf(const char *, ...)`."""
    return write(process, STDOUT, formatted(process, template, arguments))


@native
def fprintf(process: Process, stream: int, template: int, *arguments: Any) -> int:
    """`int fprintf(FILE *, const char *, ...)`."""
    return write(process, stream, formatted(process, template, arguments))


@native
def sprintf(process: Process, target: int, template: int, *arguments: Any) -> int:
    """`int sprintf(char *, const char *, ...)`."""
    return written(process, target, sys.maxsize, template, arguments)


@native
def snprintf(process: Process, target: int, size: int, template: int, *arguments: Any) -> int:
    """`int snprintf(char *, size_t, const char *, ...)`."""
    return written(process, target, size, template, arguments)


@native
def vprintf(process: Process, template: int, rest: int) -> int:
    """`int vprintf(const char *, va_list)`."""
    return printf(process, template, *process.arguments.rest(rest)) or 0


@native
def vfprintf(process: Process, stream: int, template: int, rest: int) -> int:
    """`int vfprintf(FILE *, const char *, va_list)`."""
    return fprintf(process, stream, template, *process.arguments.rest(rest)) or 0


@native
def vsprintf(process: Process, target: int, template: int, rest: int) -> int:
    """`int vsprintf(char *, const char *, va_list)`."""
    return sprintf(process, target, template, *process.arguments.rest(rest)) or 0


@native
def vsnprintf(process: Process, target: int, size: int, template: int, rest: int) -> int:
    """`int vsnprintf(char *, size_t, const char *, va_list)`."""
    return snprintf(process, target, size, template, *process.arguments.rest(rest)) or 0


@native
def puts(process: Process, text: int) -> int:
    """`int puts(const char *)`."""
    return write(process, STDOUT, process.memory.read_text(text) + b"\n")


@native
def putchar(process: Process, byte: int) -> int:
    """`int putchar(int)`."""
    write(process, STDOUT, bytes([byte & 255]))
    return byte & 255


@native
def fputc(process: Process, byte: int, stream: int) -> int:
    """`int fputc(int, FILE *)`."""
    write(process, stream, bytes([byte & 255]))
    return byte & 255


@native
def putc(process: Process, byte: int, stream: int) -> int:
    """`int putc(int, FILE *)`."""
    return fputc(process, byte, stream) or 0


@native
def fputs(process: Process, text: int, stream: int) -> int:
    """`int fputs(const char *, FILE *)`."""
    return write(process, stream, process.memory.read_text(text))


@native
def fwrite(process: Process, data: int, size: int, count: int, stream: int) -> int:
    """`size_t fwrite(const void *, size_t, size_t, FILE *)`."""
    write(process, stream, process.memory.read(data, size * count) if size * count else b"")
    return count


@native
def fflush(process: Process, stream: int) -> int:
    """`int fflush(FILE *)`."""
    process.streams.flush()
    return 0


@native
def getchar(process: Process) -> int:
    """`int getchar(void)`."""
    return process.streams.read()


def need_stdin(stream: int) -> None:
    """Files are not available here: only standard input can be read."""
    if stream != STDIN:
        raise Fault(FaultKind.LIBRARY, f"{stream:#x} is not a stream that can be read")


@native
def fread(process: Process, target: int, size: int, count: int, stream: int) -> int:
    """`size_t fread(void *, size_t, size_t, FILE *)`: whole elements count, bytes arrive."""
    need_stdin(stream)
    data = bytearray()
    while len(data) < size * count and (byte := process.streams.read()) != EOF:
        data.append(byte)
    process.memory.write(target, bytes(data))
    return len(data) // size if size else 0


@native
def fgetc(process: Process, stream: int) -> int:
    """`int fgetc(FILE *)`."""
    need_stdin(stream)
    return process.streams.read()


@native
def getc(process: Process, stream: int) -> int:
    """`int getc(FILE *)`."""
    return fgetc(process, stream) or 0


@native
def ungetc(process: Process, byte: int, stream: int) -> int:
    """`int ungetc(int, FILE *)`."""
    need_stdin(stream)
    if byte != EOF:
        process.streams.push_back(byte)
    return byte


@native
def feof(process: Process, stream: int) -> int:
    """`int feof(FILE *)`."""
    return int(process.streams.at_end)


@native
def ferror(process: Process, stream: int) -> int:
    """`int ferror(FILE *)`."""
    return 0


@native
def fgets(process: Process, target: int, size: int, stream: int) -> int:
    """`char *fgets(char *, int, FILE *)`."""
    need_stdin(stream)
    line = bytearray()
    while len(line) < size - 1 and (byte := process.streams.read()) != EOF:
        line.append(byte)
        if byte == 10:
            break
    if not line:
        return 0
    process.memory.write(target, bytes(line) + b"\0")
    return target


@native
def scanf(process: Process, template: int, *arguments: Any) -> int:
    """`int scanf(const char *, ...)`: numbers, words, characters."""
    values = arguments[:-1] if arguments and isinstance(arguments[-1], str) else arguments
    streams = process.streams
    return scanned(process, template, values, streams.read, streams.push_back)


@native
def sscanf(process: Process, text: int, template: int, *arguments: Any) -> int:
    """`int sscanf(const char *, const char *, ...)`."""
    values = arguments[:-1] if arguments and isinstance(arguments[-1], str) else arguments
    left = list(reversed(process.memory.read_text(text)))
    return scanned(process, template, values, lambda: left.pop() if left else EOF, left.append)


def scanned(
    process: Process, template: int, values: Sequence[int], read: Any, push_back: Any
) -> int:
    """Read by a format; return how many values were stored, EOF if input ended before the first."""
    form = process.memory.read_text(template)
    position = stored = 0
    while position < len(form):
        if form[position] in _SPACE:
            skip_space(read, push_back)
            position += 1
            continue
        found = _SCANNED.match(form, position)
        if found is None or found["kind"] == b"%":
            byte = read()
            if byte != form[position]:
                if byte != EOF:
                    push_back(byte)
                return stored if stored or byte != EOF else EOF
            position += 1 if found is None else len(found[0])
            continue
        position = found.end()
        data = one_item(found, read, push_back)
        if data is None:
            return stored or EOF
        if data == b"":
            return stored
        if not found["skip"]:
            if stored >= len(values):
                raise Fault(FaultKind.ARGUMENTS, f"no argument is left for '{found[0].decode()}'")
            store_item(process, found, data, values[stored])
            stored += 1
    return stored


def skip_space(read: Any, push_back: Any) -> None:
    """Pass over white space."""
    byte = read()
    while byte != EOF and byte in _SPACE:
        byte = read()
    if byte != EOF:
        push_back(byte)


def one_item(found: re.Match[bytes], read: Any, push_back: Any) -> bytes | None:
    """Return the bytes of one input item; None at the end of input, empty if none fits."""
    kind = found["kind"]
    width = int(found["width"] or (1 if kind == b"c" else 1 << 30))
    if kind != b"c":
        skip_space(read, push_back)
    fits = {
        b"d": b"+-0123456789",
        b"i": b"+-0123456789abcdefABCDEFxX",
        b"u": b"+-0123456789",
        b"x": b"+-0123456789abcdefABCDEFxX",
        b"o": b"+-01234567",
        b"c": None,
        b"s": None,
    }
    if kind not in fits:
        raise Fault(FaultKind.ARGUMENTS, f"'{found[0].decode()}' cannot be read here")
    item = bytearray()
    while len(item) < width:
        byte = read()
        allowed = fits[kind]
        if byte == EOF:
            break
        if (allowed is not None and byte not in allowed) or (kind == b"s" and byte in _SPACE):
            push_back(byte)
            return bytes(item)
        item.append(byte)
    return bytes(item) or None


def store_item(process: Process, found: re.Match[bytes], data: bytes, target: int) -> None:
    """Store what was read where the argument points."""
    kind = found["kind"]
    if kind in (b"c", b"s"):
        process.memory.write(target, data + (b"\0" if kind == b"s" else b""))
        return
    base = {b"d": 10, b"u": 10, b"i": 0, b"x": 16, b"o": 8}[kind]
    try:
        value = int(data.decode(), base)
    except ValueError:
        value = 0
    size = _SIZES[found["length"]]
    limit = 1 << 8 * size
    least, most = (-limit // 2, limit // 2 - 1) if kind in (b"d", b"i") else (1 - limit, limit - 1)
    if not least <= value <= most:  # 7.21.6.2p10
        detail = f"{value} is read by '{found[0].decode()}', but does not fit into {size} bytes"
        raise Fault(FaultKind.LIBRARY, detail)
    process.memory.write_uint(target, value, size)


@native
def perror(process: Process, text: int) -> None:
    """`void perror(const char *)`."""
    write(process, STDERR, process.memory.read_text(text) + b": Success\n")


@native
def __assert_fail(process: Process, text: int, file: int, line: int, function: int) -> None:
    """What `assert()` calls where its condition is false."""
    said, path, name = (process.memory.read_text(each) for each in (text, file, function))
    message = b"%s:%d: %s: Assertion `%s' failed.\n" % (path, line, name, said)
    write(process, STDERR, message)
    raise ProgramEnd(ABORTED, run_handlers=False)


@native
def abort(process: Process) -> None:
    """`void abort(void)`."""
    raise ProgramEnd(ABORTED, run_handlers=False)
