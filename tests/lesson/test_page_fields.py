# SPDX-License-Identifier: MIT
"""The members of `struct page`, page by page, on machines that use the pages differently."""

from interp.kernel import Machine
from interp.lesson import page_fields


def rows(machine: Machine, *pfns: int) -> list[list[str]]:
    lines = page_fields(machine, pfns).text.split("\n")[1:]
    return [[part.strip() for part in line.split("  ") if part.strip()] for line in lines]


def test_three_pages_that_say_two_for_three_reasons() -> None:
    machine = Machine("base")
    first, second = (machine.alloc_pages("GFP_HIGHUSER_MOVABLE", 0) for _ in range(2))
    machine.call("__free_pages", first, 0)
    machine.write(second.private, 2)
    assert rows(machine, 28, 29, 24, 25) == [
        ["28", "on a free list", "0", "-128 buddy", "2", "order of its chunk"],
        ["29", "on a free list", "0", "-1", "0", "nothing, not a head"],
        ["24", "on a per-cpu list", "0", "-1", "2", "type it was freed with"],
        ["25", "in use", "1", "-1", "2", "what its owner stores"],
    ]


def test_an_isolated_entry_and_a_reserved_page() -> None:
    machine = Machine("rfc-v2", possible=40)
    machine.start_isolate_page_range(8, 16, "MIGRATE_MOVABLE")
    machine.add_memory(0, 32 * 4096, 8 * 4096)
    assert rows(machine, 8, 9, 32) == [
        ["8", "on isolated_pages", "1", "-1", "3", "order of its entry"],
        ["9", "on isolated_pages", "0", "-1", "0", "nothing, not a head"],
        ["32", "reserved", "1", "-1", "0", "nothing"],
    ]
