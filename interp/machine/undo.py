# SPDX-License-Identifier: MIT
"""Memory at every moment of a recording, rebuilt from its undo log.

An entry of the log is one word of eight bytes that was about to be overwritten: its place, and what
it held. The shadow's words stand behind those of memory, so that one log keeps both. What a word
held *after* an entry is what its next entry found there, or what it holds at the end.

Near moments are reached by walking the log. For far ones there are checkpoints: copies of those
pages that have changed since the checkpoint before; all others are shared with it. A checkpoint is
made only where the log since the last one is longer than the pages to be copied, so all of them
together are never larger than the log, and they bound how far one has to walk.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left

from interp.machine.memory import Memory

PAGE_WORDS = 64
ENTRY_WORDS = 3  # place, old and new word, roughly: what an entry costs
CHECKPOINT_ENTRIES = 2048
NONE = 0xFFFFFFFF


class UndoLog:
    """The words of memory and shadow, and where in the log they stand."""

    def __init__(self, image: bytearray, places: array[int], old: array[int]) -> None:
        """`image` is memory and then its shadow, as they are at the end of the log."""
        self.image = image
        self.capacity = len(image) // 2
        view = memoryview(image)
        self.data, self.shadow = view[: self.capacity], view[self.capacity :]
        self.words = view.cast("Q")
        self.places = places
        self.old = old
        self.new = array("Q", bytes(8 * len(places)))
        self.next = array("I", bytes(4 * len(places)))
        self.first: dict[int, int] = {}
        self.position = 0
        self._marks: list[int] = [len(places)]
        self._pages: list[dict[int, bytes]] = []
        self._rewind()

    @classmethod
    def of(cls, memory: Memory, log: array[int]) -> UndoLog:
        """Return the history that ends with what is in `memory` now; `log` has pairs of words."""
        image = bytearray(memory.data)
        image += memory.shadow
        return cls(image, array("I", log[0::2]), log[1::2])

    def __len__(self) -> int:
        return len(self.places)

    # -- the one walk over the log, backwards -----------------------------------------------------

    def _rewind(self) -> None:
        """Go back to the start; learn new words, chains, and make checkpoints on the way."""
        places, first = self.places, self.first
        touched = {place // PAGE_WORDS for place in set(places)}
        current = {page: self._page(page) for page in touched}
        self._pages.append(dict(current))
        dirty: set[int] = set()
        end = since = len(places)
        due = max(CHECKPOINT_ENTRIES, len(current))
        while end:
            start = max(0, end - CHECKPOINT_ENTRIES)
            self._learn(start, end)
            found = set(places[start:end])
            for place in found:
                self.words[place] = self.old[first[place]]
            dirty.update([place // PAGE_WORDS for place in found])
            end = start
            if since - end >= due and (since - end) * ENTRY_WORDS >= len(dirty) * PAGE_WORDS:
                self._checkpoint(end, current, dirty)
                since = end
        self._checkpoint(0, current, dirty)
        self._marks.reverse()
        self._pages.reverse()

    def _learn(self, start: int, end: int) -> None:
        """Find what each entry of a part of the log wrote, and which is the next of its word.

        `self.words` is what memory held behind this part.
        """
        words, first = self.words, self.first
        here: dict[int, int] = {}
        new, chain = [], []
        for entry, place in zip(
            range(end - 1, start - 1, -1), reversed(self.places[start:end]), strict=True
        ):
            if place in here:
                behind = here[place]
                chain.append(behind)
                new.append(self.old[behind])
            else:
                chain.append(first.get(place, NONE))
                new.append(words[place])
            here[place] = entry
        first.update(here)
        self.new[start:end] = array("Q", reversed(new))
        self.next[start:end] = array("I", reversed(chain))

    def _checkpoint(self, entry: int, current: dict[int, bytes], dirty: set[int]) -> None:
        for page in dirty:
            current[page] = self._page(page)
        dirty.clear()
        self._marks.append(entry)
        self._pages.append(dict(current))

    def _page(self, page: int) -> bytes:
        start = page * PAGE_WORDS * 8
        return bytes(self.image[start : start + PAGE_WORDS * 8])

    # -- moving -----------------------------------------------------------------------------------

    def go(self, target: int) -> None:
        """Bring memory to where `target` entries of the log have happened."""
        near = bisect_left(self._marks, target)
        if near and target - self._marks[near - 1] <= self._marks[near] - target:
            near -= 1
        # A page is copied about as fast as an entry is walked.
        from_checkpoint = abs(target - self._marks[near]) + len(self._pages[near])
        if from_checkpoint < abs(target - self.position):
            self._restore(near)
        self._walk(target)

    def _restore(self, number: int) -> None:
        image, size = self.image, PAGE_WORDS * 8
        for page, content in self._pages[number].items():
            image[page * size : page * size + size] = content
        self.position = self._marks[number]

    def _walk(self, target: int) -> None:
        words, places, position = self.words, self.places, self.position
        if position < target:
            new = self.new
            for entry in range(position, target):
                words[places[entry]] = new[entry]
        elif position > target:
            old = self.old
            for entry in range(position - 1, target - 1, -1):
                words[places[entry]] = old[entry]
        self.position = target

    # -- asking -----------------------------------------------------------------------------------

    def entries(self, place: int) -> list[int]:
        """Return the entries of one word, in the order in which they happened."""
        found = []
        entry = self.first.get(place, NONE)
        while entry != NONE:
            found.append(entry)
            entry = self.next[entry]
        return found

    @property
    def size_bytes(self) -> int:
        """Bytes that log, chains and checkpoints take; the image of memory not counted."""
        pages = {id(content): len(content) for each in self._pages for content in each.values()}
        tables = sum(8 * len(each) for each in self._pages)
        entry = self.places.itemsize + self.old.itemsize + self.new.itemsize + self.next.itemsize
        return entry * len(self.places) + sum(pages.values()) + tables + 64 * len(self.first)
