# SPDX-License-Identifier: MIT
"""Machines in the states that lessons begin with."""

from collections.abc import Collection

from interp.kernel import Machine


def use_pages(machine: Machine, pfns: Collection[int]) -> Machine:
    """Leave just the pages of these pfns in use: all are allocated, the others freed and drained.

    Pages of order 0 from the MOVABLE lists, as a user of memory would hold them.
    """
    while machine.alloc_pages("GFP_HIGHUSER_MOVABLE", 0):
        pass
    for pfn in range(machine.pages):
        if pfn not in pfns:
            machine.call("__free_pages", machine.page(pfn), 0)
            machine.drain_all_pages()
    return machine
