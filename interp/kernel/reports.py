# SPDX-License-Identifier: MIT
"""Reports as text: the free lists as crash shows them, and /proc/pagetypeinfo."""

from __future__ import annotations

from dataclasses import dataclass

from interp.kernel.snapshot import Snapshot

PAGE_KIB = 4
NODE, ZONE = 0, "Normal"


@dataclass(frozen=True)
class Area:
    """The free chunks of one order: those found on lists, and what nr_free says."""

    order: int
    blocks: int
    nr_free: int

    @property
    def pages(self) -> int:
        """Pages found on lists."""
        return self.blocks << self.order


@dataclass(frozen=True, repr=False)
class MemoryReport:
    """What `crash> kmem -f` shows: `free` is NR_FREE_PAGES, `found` is what is on the lists."""

    size: int
    free: int
    areas: tuple[Area, ...]

    @classmethod
    def of(cls, now: Snapshot) -> MemoryReport:
        """Return the report of a snapshot."""
        blocks = [0] * len(now.nr_free)
        for each in now.free_lists:
            blocks[each.order] += len(each.pfns)
        areas = tuple(Area(order, found, now.nr_free[order]) for order, found in enumerate(blocks))
        return cls(now.spanned_pages, now.nr_free_pages, areas)

    @property
    def found(self) -> int:
        """Pages found on the free lists."""
        return sum(area.pages for area in self.areas)

    @property
    def verified(self) -> bool:
        """Whether NR_FREE_PAGES and the lists agree."""
        return self.free == self.found

    def __repr__(self) -> str:
        lines = [
            f"ZONE  {'NAME':<10}{'SIZE':>9}{'FREE':>9}",
            f"{NODE:>3}   {ZONE:<10}{self.size:>9}{self.free:>9}",
            f"AREA  {'SIZE':>6}  {'FREE_AREA_STRUCT':<16}{'BLOCKS':>9}{'PAGES':>9}",
        ]
        for area in self.areas:
            size = f"{PAGE_KIB << area.order}k"
            struct = f"free_area[{area.order}]"
            wrong = "" if area.blocks == area.nr_free else f"   nr_free: {area.nr_free}"
            lines.append(
                f"{area.order:>3}   {size:>6}  {struct:<16}{area.blocks:>9}{area.pages:>9}{wrong}"
            )
        verdict = "verified" if self.verified else f"found {self.found}"
        return "\n".join([*lines, "", f"nr_free_pages: {self.free}  ({verdict})"])


@dataclass(frozen=True, repr=False)
class PageTypeReport:
    """/proc/pagetypeinfo: `free[type][order]` chunks on lists, `blocks[type]` page blocks.

    Types are those that have free lists, in order; blocks of another type are counted nowhere.
    """

    pageblock_order: int
    free: dict[str, tuple[int, ...]]
    blocks: dict[str, int]

    @classmethod
    def of(cls, now: Snapshot) -> PageTypeReport:
        """Return the report of a snapshot."""
        free: dict[str, list[int]] = {}
        for each in now.free_lists:
            free.setdefault(each.type_name, [0] * len(now.nr_free))[each.order] = len(each.pfns)
        blocks = {name: now.blocks.count(name) for name in free}
        return cls(now.pageblock_order, {name: tuple(row) for name, row in free.items()}, blocks)

    def __repr__(self) -> str:
        orders = range(len(next(iter(self.free.values()), ())))
        lines = [
            f"Page block order: {self.pageblock_order}",
            f"Pages per block:  {1 << self.pageblock_order}",
            "",
            f"{'Free pages count per migrate type at order':<43} "
            + " ".join(f"{order:>6}" for order in orders),
        ]
        for name, row in self.free.items():
            shown = " ".join(f"{count:>6}" for count in row)
            lines.append(f"Node {NODE:>4}, zone {ZONE:>8}, type {_title(name):>12} {shown}")
        names = " ".join(f"{_title(name):>12}" for name in self.blocks)
        counts = " ".join(f"{count:>12}" for count in self.blocks.values())
        lines += ["", f"{'Number of blocks type ':<23}{names}"]
        lines.append(f"Node {NODE}, zone {ZONE:>8} {counts}")
        return "\n".join(lines)


def _title(name: str) -> str:
    return name if name == "CMA" else name.capitalize()
