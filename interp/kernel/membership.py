# SPDX-License-Identifier: MIT
"""Which pages are on which list, kept up to date write by write, without walking the lists again.

A page is on a list if the walk forward from the list's head reaches it, as the kernel would walk.
So only a write to a `next` link can change that, and only from there to where the old chain and
the new one meet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from interp.kernel.snapshot import SnapshotReader, offset_of
from interp.lang.types import ArrayType, StructType
from interp.machine import Space


@dataclass(frozen=True, slots=True)
class Geometry:
    """Where pages and list heads lie in memory; `heads` are names by address."""

    base: int
    mem_map: int
    first_link: int
    page_size: int
    span: int
    heads: Mapping[int, str]

    def pfn_of(self, link: int) -> int | None:
        """Return the pfn of the page whose `lru` is at an address."""
        pfn, rest = divmod(link - self.first_link, self.page_size)
        return None if rest or not 0 <= pfn < self.span else pfn


def geometry_of(reader: SnapshotReader, space: Space) -> Geometry:
    """Return where things lie in a kernel that has booted."""
    mem_map = space["mem_map"].value_()
    zone = space["contig_page_data"].node_zones[0]
    page_type = space.type("struct page")
    return Geometry(
        space.base,
        mem_map,
        mem_map + offset_of(page_type, "lru"),
        page_type.size,
        int(zone.spanned_pages) if mem_map else 0,
        dict(_heads(reader, space)) if mem_map else {},
    )


def _heads(reader: SnapshotReader, space: Space) -> Iterator[tuple[int, str]]:
    """Yield the heads of all lists of pages that have a place of their own, with their names."""
    zone = space["contig_page_data"].node_zones[0]
    for order, area in enumerate(zone.free_area):
        for number, head in enumerate(area.free_list):
            yield head.address_ or 0, f"{reader.type_names.get(number, f'type {number}')}/{order}"
    for cpu in range(len(space["vm_event_states"])):
        for number, head in enumerate(zone.pageset[cpu].pcp.lists):
            yield head.address_ or 0, f"cpu {cpu} {reader.type_names[number]}"
    for head in zone.lruvec.lists:
        yield head.address_ or 0, "LRU"
    for name in ("isolated_pages", "ballooned_pages"):
        for symbol in space.symbols.program.data:
            if symbol.name == name and not symbol.function:
                yield symbol.address, name


class Membership:
    """The lists of pages of one memory, each as the chain of links that a walk has seen."""

    def __init__(self, geometry: Geometry, space: Space) -> None:
        self.geometry = geometry
        self.words = memoryview(space.data).cast("Q")
        self.chains: dict[int, dict[int, int]] = {head: {} for head in geometry.heads}
        self.owners: dict[int, tuple[int, ...]] = {head: (head,) for head in geometry.heads}
        for head in geometry.heads:
            self._follow(head, head)

    def lists_of(self, pfn: int) -> list[str]:
        """Return the names of the lists that a page is on."""
        link = self.geometry.first_link + pfn * self.geometry.page_size
        return [self.geometry.heads[head] for head in self.owners.get(link, ())]

    def wrote(self, address: int) -> Iterator[tuple[int, str, bool]]:
        """Take note of a write to a word: yield pfn, list and whether it entered or left."""
        for head in self.owners.get(address, ()):
            if address in self.chains[head]:  # else it has left through what was just yielded
                gone, new = self._follow(head, address)
                name = self.geometry.heads[head]
                yield from ((pfn, name, False) for pfn in gone)
                yield from ((pfn, name, True) for pfn in new)

    def _next(self, link: int) -> int:
        return self.words[(link ^ self.geometry.base) >> 3]

    def _follow(self, head: int, start: int) -> tuple[list[int], list[int]]:
        """Walk from a link of a list to where its old chain goes on; return who left, who came."""
        chain, geometry = self.chains[head], self.geometry
        old, link = chain.get(start, head), self._next(start)
        chain[start] = link
        came: dict[int, int] = {}
        while link != head and link not in chain and link not in came:
            if geometry.pfn_of(link) is None:
                break  # NULL, poison, another list's head: the list is broken here
            came[link] = self._next(link)
            link = came[link]
        gone = []
        while old != head and old != link and old in chain and old != start:
            gone.append(old)
            old = chain.pop(old)
        chain.update(came)
        for each in gone:
            self.owners[each] = tuple(owner for owner in self.owners[each] if owner != head)
        for each in came:
            self.owners[each] = (*self.owners.get(each, ()), head)
        first, size = geometry.first_link, geometry.page_size
        return [(each - first) // size for each in gone], [(each - first) // size for each in came]


def lock_places(space: Space) -> dict[int, tuple[str, str]]:
    """Return the locks that have a place of their own: address -> name and kind (spin, mutex)."""
    found: dict[int, tuple[str, str]] = {}
    names: dict[str, int] = {}
    for symbol in space.symbols.program.data:
        names[symbol.name] = names.get(symbol.name, 0) + 1
    for symbol in space.symbols.program.data:
        for path, address, kind in _locks_in(symbol.type, symbol.name, symbol.address):
            unclear = names[symbol.name] > 1 or path in ("lock", "mutex")
            name = f"{path} ({symbol.unit.rsplit('/', 1)[-1]})" if unclear else path
            found[address] = name.replace("contig_page_data.node_zones[0].", "zone->"), kind
    return found


def _locks_in(type_: object, path: str, address: int) -> Iterator[tuple[str, int, str]]:
    if isinstance(type_, ArrayType):
        if not isinstance(type_.element, StructType | ArrayType):
            return
        for index in range(type_.length or 0):
            here = address + index * type_.element.size
            yield from _locks_in(type_.element, f"{path}[{index}]", here)
    elif isinstance(type_, StructType):
        kind = {"spinlock": "spin", "mutex": "mutex"}.get(type_.layout.tag or "")
        if kind is not None:
            yield path, address, kind
            return
        for member in type_.members:
            yield from _locks_in(member.type, f"{path}.{member.name}", address + member.offset)
