# SPDX-License-Identifier: MIT
"""How a kernel is built: its CONFIG_ switches and geometry, and how much memory it needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from interp.kernel.errors import BadConfiguration
from interp.lang import Build, Options
from interp.review import SourceTree

# What every lesson and every case needs: isolation, hot-remove, and the kernel's own checks.
ALWAYS_ON = (
    "CONFIG_DEBUG_LIST",
    "CONFIG_DEBUG_VM",
    "CONFIG_MEMORY_HOTREMOVE",
    "CONFIG_MEMORY_ISOLATION",
)
PAGE_STRUCT_BYTES = 48
FIXED_BYTES = 1 << 19  # the kernel's own objects, string literals, stacks
HIGHEST_MAX_ORDER = 20


@dataclass(frozen=True)
class Configuration:
    """Switches and geometry of a build.

    Free lists are for the orders 0 to `max_order` - 1; a page block has 1 << `pageblock_order`
    pages. `extra` are further definitions, such as ("CONFIG_HIGHMEM", "1").
    """

    max_order: int = 4
    pageblock_order: int = 2
    cma: bool = False
    cpus: int = 2
    extra: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= self.max_order <= HIGHEST_MAX_ORDER:
            raise BadConfiguration(
                f"max_order is {self.max_order}; give one from 1 to {HIGHEST_MAX_ORDER} "
                "(the largest chunk has order max_order - 1)"
            )
        if not 0 <= self.pageblock_order < self.max_order:
            raise BadConfiguration(
                f"pageblock_order is {self.pageblock_order}; with max_order {self.max_order} "
                f"it can be 0 to {self.max_order - 1}"
            )
        if not 1 <= self.cpus <= 64:
            raise BadConfiguration(f"cpus is {self.cpus}; a machine has 1 to 64")

    @property
    def pageblock_pages(self) -> int:
        """Pages of a page block."""
        return 1 << self.pageblock_order

    def definitions(self) -> dict[str, str]:
        """Return what is defined when the kernel is compiled."""
        defined = {
            "CONFIG_FORCE_MAX_ZONEORDER": str(self.max_order),
            "CONFIG_PAGEBLOCK_ORDER": str(self.pageblock_order),
            "CONFIG_NR_CPUS": str(self.cpus),
            **dict.fromkeys(ALWAYS_ON, "1"),
        }
        if self.cma:
            defined["CONFIG_CMA"] = "1"
        return defined | dict(self.extra)

    def memory_bytes(self, possible_pages: int) -> int:
        """Return the memory that a machine needs to describe that many pages: a power of two."""
        section = 1 << int(self.definitions().get("CONFIG_SECTION_ORDER", self.max_order - 1))
        spare = max(64, 1 << self.max_order)
        described = possible_pages + section + spare
        # A struct page each, four bits a block, a pointer a section; an eighth to spare.
        needed = FIXED_BYTES + described * PAGE_STRUCT_BYTES * 9 // 8 + 8 * self.cpus * 1024
        return 1 << (needed - 1).bit_length()

    def build(self, tree: SourceTree, memory_bytes: int) -> Build:
        """Return what to compile for machines with that much memory."""
        files = dict(tree.files)
        units = sorted(path for path in files if path.endswith(".c"))
        options = Options(capacity=memory_bytes, cpus=self.cpus, kernel=True)
        return Build(files, units, self.definitions(), options=options)


def configuration_of(
    max_order: int, pageblock_order: int, cma: bool, cpus: int, extra: Mapping[str, str]
) -> Configuration:
    """Return a configuration; `extra` may name switches with or without CONFIG_."""
    named = {
        name if name.startswith("CONFIG_") else f"CONFIG_{name}": str(value)
        for name, value in extra.items()
    }
    return Configuration(max_order, pageblock_order, cma, cpus, tuple(sorted(named.items())))
