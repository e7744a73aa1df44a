# SPDX-License-Identifier: MIT
"""The scalars of a recording's memory by C lvalue, in a form that two programs have in common.

Two trees lay out memory differently, so an address is compared by the C expression it stands for.
One without such an expression (a string, a place on the stack) is like any other of its kind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from interp.kernel.recording import KernelRecording
from interp.kernel.showing import migrate_type_text
from interp.kernel.snapshot import BITS_PER_BLOCK, TYPE_MASK
from interp.lang.types import CType, Member, PointerType
from interp.machine import Space
from interp.machine.values import Leaf, leaves_of

SOME_ADDRESS = "an address"
BLOCK_TYPE = "get_pageblock_migratetype("  # a page block's type has no lvalue of its own


class Scalars:
    """The scalars of one recording: `leaves` by name, and their values at a point."""

    def __init__(self, recording: KernelRecording) -> None:
        self.recording = recording
        self.space: Space = recording.space(0)
        found = list(self._all())
        often = Counter(leaf.name for leaf in found)
        self.ambiguous = frozenset(name for name, count in often.items() if count > 1)
        self.leaves: dict[str, Leaf] = {
            leaf.name: leaf for leaf in found if leaf.name not in self.ambiguous
        }
        options = recording.program.options
        self._memory = range(options.base, options.base + options.capacity)

    def _all(self) -> Iterator[Leaf]:
        for region in self.space.symbols.regions:
            size = region.type.size
            yield from leaves_of(region.name, region.type, region.address, region.address, size)
        yield from self._block_types()

    def _block_types(self) -> Iterator[Leaf]:
        """Yield the bits that hold the types of page blocks, which lie where boot put them."""
        last = self.recording.space(len(self.recording) - 1)
        zone = last["contig_page_data"].node_zones[0]
        words, order = zone.pageblock_flags, self.recording.machine_config.pageblock_order
        assert isinstance(words.type_, PointerType)
        type_ = words.type_.target
        if not int(words):
            return
        for number in range(-(-int(zone.spanned_pages) // (1 << order))):
            name = f"{BLOCK_TYPE}&mem_map[{number << order}])"
            word, bit = divmod(number * BITS_PER_BLOCK, type_.size * 8)
            bits = Member(name, type_, 0, bit_width=TYPE_MASK.bit_length(), bit_offset=bit)
            yield Leaf(name, type_, int(words) + word * type_.size, bits)

    def go(self, index: int) -> None:
        """Look at a point from now on."""
        self.space = self.recording.space(index)

    def shown(self, name: str) -> str:
        """Return a value as a reader wants to see it."""
        leaf = self.leaves[name]
        value = self._number(leaf)
        if name.startswith(BLOCK_TYPE):  # the same type has another number in another tree
            return migrate_type_text(self.recording.program, value).split(" ")[0]
        return self.space.show(leaf.type, value)

    def compared(self, name: str) -> str | int:
        """Return what two programs must agree on."""
        leaf = self.leaves[name]
        if name.startswith(BLOCK_TYPE):
            return self.shown(name)
        return self._common(leaf.type, self._number(leaf))

    def _common(self, type_: CType, value: int) -> str | int:
        """Return a scalar without what depends on where things lie in memory."""
        if not isinstance(type_, PointerType):  # a number may be one, such as section_mem_map
            return SOME_ADDRESS if value in self._memory else value
        text = self.space.show(type_, value)
        return SOME_ADDRESS if text.startswith("0x") or text.endswith(" bytes") else text

    def _number(self, leaf: Leaf) -> int:
        return self.space.read_int(leaf.type, leaf.address, leaf.member)

    def words(self, names: Iterable[str]) -> dict[int, list[str]]:
        """Return which of these scalars lie in each word of eight bytes, by its address."""
        found: dict[int, list[str]] = {}
        for name in names:
            leaf = self.leaves[name]
            for word in range(leaf.address & ~7, leaf.address + leaf.type.size, 8):
                found.setdefault(word, []).append(name)
        return found

    def setters(self, names: Iterable[str], before: int, index: int) -> dict[str, int]:
        """Return the point at which each of these got the value that it has at `index`.

        Those that got it at the point `before`, or earlier, are not in it.
        """
        words, found = self.words(names), dict[str, int]()
        for point in range(index, max(before, 0), -1):
            touched = {
                name for word in self.recording.written(point) for name in words.get(word, ())
            } - set(found)
            if touched:
                self.go(point)
                after = {name: self.compared(name) for name in touched}
                self.go(point - 1)
                found |= {name: point for name in touched if self.compared(name) != after[name]}
        return found
