# SPDX-License-Identifier: MIT
"""printk's formats, against what the C standard says printf prints."""

from __future__ import annotations

import pytest

from interp.machine.formatting import format_text
from interp.machine.memory import Memory

CASES = [
    (b"%d %i %u", (-1, 42, -1), b"-1 42 4294967295"),
    (b"%ld %lu %lx", (-1, -1, -1), b"-1 18446744073709551615 ffffffffffffffff"),
    (b"%#010llx|%#x|%#x", (0x1000, 255, 0), b"0x00001000|0xff|0"),
    (b"%5d|%-5d|%05d|%+d", (42, 42, 42, 42), b"   42|42   |00042|+42"),
    (b"%.3d|%8.3d|%.0d|", (7, 7, 0), b"007|     007||"),
    (b"%c%c %%", (79, 75), b"OK %"),
    (b"%hhd %hd", (300, 70000), b"44 4464"),
    (b"%*d|%-*d|", (4, 1, 4, 1), b"   1|1   |"),
    (b"%o %#o %X", (8, 8, 255), b"10 010 FF"),
    (b"%p", (0xFFFF888000000000,), b"0xffff888000000000"),
]


@pytest.fixture
def memory() -> Memory:
    return Memory(1 << 16, 0xFFFF888000000000, 1 << 15)


@pytest.mark.parametrize(("template", "arguments", "printed"), CASES)
def test_numbers(
    memory: Memory, template: bytes, arguments: tuple[int, ...], printed: bytes
) -> None:
    assert format_text(memory, template, arguments) == printed


def test_strings_come_out_of_memory(memory: Memory) -> None:
    memory.set_heap(4096, 8192)
    text = memory.allocate(8, "a test")
    memory.write(text, b"lists\0")
    assert format_text(memory, b"%s|%7s|%-7s|%.2s", (text,) * 4) == b"lists|  lists|lists  |li"
