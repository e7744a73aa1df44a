# SPDX-License-Identifier: MIT
"""A small recording made by hand: page block [8, 12) isolated and given back, on the new list."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

ISOLATION = "mm/page_isolation.c"
ALLOCATOR = "mm/page_alloc.c"


@dataclass(frozen=True)
class Location:
    file: str
    line: int
    column: int = 1


@dataclass(frozen=True)
class Variable:
    name: str
    type: str
    value: int | str | None
    text: str


@dataclass(frozen=True)
class FramePoint:
    function: str
    location: Location
    locals: tuple[Variable, ...] = ()


@dataclass(frozen=True)
class Change:
    where: str
    old: str
    new: str
    address: int = 0
    size: int = 8


@dataclass(frozen=True)
class Moment:
    index: int
    stack: tuple[FramePoint, ...]
    state: dict[str, Any]
    changes: tuple[Change, ...] = ()
    printed: tuple[str, ...] = ()
    fault: str | None = None
    returned: tuple[str, str] | None = None
    cpu: int = 0


@dataclass(frozen=True)
class Remark:
    author: str
    text: str
    replies: tuple["Remark", ...] = ()


@dataclass(frozen=True)
class ListingLine:
    number: int | None
    mark: str
    text: str
    patch: str = "base"
    hunk_index: int | None = None
    remarks: tuple[Remark, ...] = ()


QUESTION = Remark(
    "Wen Congyang <wency@...>",
    "Who takes the pages <off> the counter?",
    (Remark("Minchan Kim", "Nobody, it seems."),),
)

# Marks, then text: what a patch left of two small files of our own.
TEXTS = {
    ISOLATION: """\
 /* toy: take a block away, give it back */
 int start_isolate(int first)
 {
-\tmark_block(first);
+\tint order = 3;
+\tisolate_free_page(first, order);
 \treturn 0;
 }
+
+void isolate_free_page(int pfn, int order)
+{
+\tpage[pfn].count = 1;\t/* "held" & <kept> */
+\tlist_add(pfn, order);
+}
""",
    ALLOCATOR: """\
 void list_add(int pfn, int order)
 {
 \tisolated[used++] = pfn;
 }
""",
}


class FakeTree:
    name = "toy"

    def listing(self, path: str) -> tuple[ListingLine, ...]:
        lines = []
        number = 0
        for row in TEXTS[path].splitlines():
            mark, text = row[0], row[1:]
            number += mark != "-"
            hunk = (1 if number < 9 else 2) if mark != " " else None
            remarks = (QUESTION,) if "isolate_free_page(first" in text else ()
            shown = None if mark == "-" else number
            patch = "toy-patch" if hunk else "base"
            lines.append(ListingLine(shown, mark, text, patch, hunk, remarks))
        return tuple(lines)


def snapshot(isolated: bool, nr_free_pages: int, pgfree: int = 0) -> dict[str, Any]:
    """A machine of 16 pages, 4 a block, with the chunk at pfn 8 free or isolated."""
    types = ["MOVABLE", "MOVABLE", *(["ISOLATE"] * 2 if isolated else ["MOVABLE"] * 2)]
    lists = {"count": 0, "UNMOVABLE": [], "RECLAIMABLE": [], "MOVABLE": []}
    counts = [0] * 16
    counts[8] = int(isolated)
    return {
        "NR_FREE_PAGES": nr_free_pages,
        "present_pages": 16,
        "totalram_pages": 16,
        "num_physpages": 16,
        "PGFREE": pgfree,
        "PGALLOC": 0,
        "nr_pageblock_isolate": types.count("ISOLATE"),
        "nr_free": [0, 0, 0, nr_free_pages // 8],
        "free_list": {"MOVABLE/3": [0] if isolated else [8, 0]},
        "pcp": [dict(lists), dict(lists)],
        "isolated_pages": [{"pfn": 8, "order": 3}] if isolated else [],
        "blocks": types,
        "count": counts,
        "reserved": [],
        "lru": [],
    }


FREE = snapshot(isolated=False, nr_free_pages=16)
ISOLATED = snapshot(isolated=True, nr_free_pages=16)
GIVEN_BACK = snapshot(isolated=False, nr_free_pages=24, pgfree=8)


@dataclass(frozen=True)
class FakeRecording:
    moments: tuple[Moment, ...]
    title: str = "start_isolate(8)"
    tree: FakeTree = field(default_factory=FakeTree)

    def __len__(self) -> int:
        return len(self.moments)

    def __getitem__(self, index: int) -> Moment:
        return self.moments[index]

    def depth(self, index: int) -> int:
        return len(self.moments[index].stack)

    def place(self, index: int) -> tuple[str, Location]:
        frame = self.moments[index].stack[-1]
        return frame.function, frame.location

    def back_over(self, index: int) -> int:
        earlier = range(index - 1, -1, -1)
        return next((i for i in earlier if self.depth(i) <= self.depth(index)), 0)

    def back_out(self, index: int) -> int:
        earlier = range(index - 1, -1, -1)
        return next((i for i in earlier if self.depth(i) < self.depth(index)), 0)

    def over(self, index: int) -> int:
        return self._next(index, self.depth(index))

    def out(self, index: int) -> int:
        return self._next(index, self.depth(index) - 1)

    def _next(self, index: int, depth: int) -> int:
        later = range(index + 1, len(self))
        return next((i for i in later if self.depth(i) <= depth), len(self) - 1)


def start(line: int, order: int | None) -> FramePoint:
    text = "" if order is None else str(order)
    local = (Variable("first", "int", 8, "8"), Variable("order", "int", order, text))
    return FramePoint("start_isolate", Location(ISOLATION, line), local)


def isolate(line: int) -> FramePoint:
    local = (Variable("pfn", "int", 8, "page 8"), Variable("order", "int", 3, "3"))
    return FramePoint("isolate_free_page", Location(ISOLATION, line), local)


def add(line: int) -> FramePoint:
    return FramePoint("list_add", Location(ALLOCATOR, line), (Variable("pfn", "int", 8, "8"),))


def recording(fault: str | None = None) -> FakeRecording:
    """Six points in three functions and two files; at the end a fault, if one is given."""
    held = Change("mem_map[8]._count", "0", "1")
    listed = Change("isolated[0]", "0 <none>", "8")
    stacks: Sequence[tuple[FramePoint, ...]] = (
        (start(4, None),),
        (start(5, 3),),
        (start(5, 3), isolate(11)),
        (start(5, 3), isolate(12)),
        (start(5, 3), isolate(12), add(3)),
        (start(6, 3),),
    )
    told: dict[int, dict[str, Any]] = {
        3: {"changes": (held,)},
        5: {
            "changes": (listed,),
            "printed": ("isolated 8 & 9",),
            "returned": ("isolate_free_page", ""),
            "fault": fault,
        },
    }
    moments = (
        Moment(i, stack, ISOLATED if i == 5 else FREE, **told.get(i, {}))
        for i, stack in enumerate(stacks)
    )
    return FakeRecording(tuple(moments))


def long_recording(count: int) -> FakeRecording:
    """The same few points over and over, `count` of them."""
    few = recording().moments
    moments = (replace(few[index % len(few)], index=index) for index in range(count))
    return FakeRecording(tuple(moments))


class BrokenRecording(FakeRecording):
    """A recording whose last point raises when it is asked for."""

    def __getitem__(self, index: int) -> Moment:
        if index >= len(self) - 1:
            raise RuntimeError("this point cannot be rebuilt")
        return super().__getitem__(index)


def broken_recording() -> BrokenRecording:
    """A recording that cannot show its last point."""
    return BrokenRecording(long_recording(60).moments)
