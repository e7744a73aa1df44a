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
from functools import cached_property

PAGE_WORDS = 64
ENTRY_WORDS = 3  # place, old and new word, roughly: what an entry costs
CHECKPOINT_ENTRIES = 2048


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
        self.position = 0
        self._marks: list[int] = [len(places)]
        self._pages: list[dict[int, bytes]] = []
        self._rewind()

    def __len__(self) -> int:
        return len(self.places)

    # -- the one walk over the log, backwards -----------------------------------------------------

    def _rewind(self) -> None:
        """Go back to the start; learn new words, and make checkpoints on the way."""
        places = self.places
        touched = {place // PAGE_WORDS for place in set(places)}
        current = {page: self._page(page) for page in touched}
        self._pages.append(dict(current))
        dirty: set[int] = set()
        end = since = len(places)
        due = max(CHECKPOINT_ENTRIES, len(current))
        while end:
            start = max(0, end - CHECKPOINT_ENTRIES)
            self._learn(start, end)
            dirty.update([place // PAGE_WORDS for place in set(places[start:end])])
            end = start
            if since - end >= due and (since - end) * ENTRY_WORDS >= len(dirty) * PAGE_WORDS:
                self._checkpoint(end, current, dirty)
                since = end
        self._checkpoint(0, current, dirty)
        self._marks.reverse()
        self._pages.reverse()

    def _learn(self, start: int, end: int) -> None:
        """Go back over a part of the log, and find what each entry of it wrote."""
        words = self.words
        new = []
        for place, old in zip(
            reversed(self.places[start:end]), reversed(self.old[start:end]), strict=True
        ):
            new.append(words[place])
            words[place] = old
        self.new[start:end] = array("Q", reversed(new))

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

    def entries(self, places: range) -> list[int]:
        """Return the entries of some words, in the order in which they happened."""
        order, key = self._by_place, self.places.__getitem__
        first = bisect_left(order, places.start, key=key)
        return sorted(order[first : bisect_left(order, places.stop, first, key=key)])

    @cached_property
    def _by_place(self) -> array[int]:
        """The entries, sorted by the words that they are about."""
        return array("I", sorted(range(len(self.places)), key=self.places.__getitem__))

    @property
    def size_bytes(self) -> int:
        """Bytes that log and checkpoints take; the image of memory not counted."""
        pages = {id(content): len(content) for each in self._pages for content in each.values()}
        tables = sum(8 * len(each) for each in self._pages)
        entry = self.places.itemsize + self.old.itemsize + self.new.itemsize
        return entry * len(self.places) + sum(pages.values()) + tables
