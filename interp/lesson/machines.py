# SPDX-License-Identifier: MIT
"""Machines in the states that lessons begin with."""

from collections.abc import Collection

from interp.kernel import Machine
from interp.lesson.pages import free_chunks


def use_pages(machine: Machine, pfns: Collection[int], lru: Collection[int] = ()) -> Machine:
    """Leave just the pages of these pfns in use: all are allocated, the others freed and drained.

    Pages of order 0 from the MOVABLE lists, as a user of memory would hold them. Those of `lru`
    are in use too, and on the LRU: they can be moved while they are used.
    """
    while machine.alloc_pages("GFP_HIGHUSER_MOVABLE", 0):
        pass
    for pfn in range(machine.pages):
        if pfn in lru:
            machine.lru_cache_add(machine.page(pfn))
        elif pfn not in pfns:
            machine.call("__free_pages", machine.page(pfn), 0)
            machine.drain_all_pages()
    return machine


def chunks_of(machine: Machine) -> list[tuple[int, int]]:
    """The chunks on the free lists, sorted, as pairs of pfn and order."""
    return sorted((chunk.pfn, chunk.order) for chunk in free_chunks(machine.state()))
