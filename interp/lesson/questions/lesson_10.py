# SPDX-License-Identifier: MIT
"""Questions of the lesson "Giving it back"."""

import random
import re
from functools import cache

from interp.kernel import Machine
from interp.lesson.check import code, declare, function, number, numbers
from interp.lesson.machines import use_pages

TICKS = 100
FIRST, END = 8, 16

Entry = tuple[int, int]


def away_and_back(machine: Machine, moved: int) -> Machine:
    """Take [8, 16) offline and online; its last pages are in use before, and are moved away."""
    use_pages(machine, [], lru=range(END - moved, END))
    machine.offline_pages(FIRST, END, TICKS)
    machine.online_pages(FIRST, END - FIRST)
    return machine


@cache
def present_and_totalram_after(moved: int) -> list[int]:
    """present_pages and totalram_pages of the patched machine after that."""
    state = away_and_back(Machine("rfc-v2"), moved).state()
    return [int(state["present_pages"]), int(state["totalram_pages"])]


def some_moved(seed: int = 1) -> int:
    """How many of the last pages of [8, 16) are in use; another number for another seed."""
    return random.Random(seed).randrange(1, 8)


def present_and_totalram(seed: int = 1) -> list[int]:
    """The two counters for `some_moved(seed)`."""
    return present_and_totalram_after(some_moved(seed))


@cache
def asked(moved: int) -> list[Entry]:
    """Order of each entry that comes back, and its head's private when the loop asks for it."""
    machine = use_pages(Machine("rfc-v2"), [], lru=range(END - moved, END))
    machine.offline_pages(FIRST, END, TICKS)
    orders = {entry["pfn"]: entry["order"] for entry in machine.state()["isolated_pages"]}
    recording = machine.record("online_pages", FIRST, END - FIRST)
    found = []
    for i in range(len(recording)):
        if recording.place(i)[0] != "page_order":
            continue
        point = recording[i]
        if point.stack[-2].function == "online_pages_range":
            pfn = int(point.stack[-1].locals[0].text.split()[-1])
            private = recording.space(i)["mem_map"][pfn].private.value_()
            found.append((orders[pfn], int(private)))
    return found


def counted(entries: list[Entry]) -> int:
    """By how much present_pages is too high, as the machine that these entries are of says."""
    moved = next(n for n in range(END - FIRST + 1) if asked(n) == entries)
    return present_and_totalram_after(moved)[0] - 32


def cases() -> list[tuple[list[Entry]]]:
    """What came back on machines with none, some and all pages in use before."""
    return [(asked(moved),) for moved in (0, 1, 3, 6, 8)]


def judge_order(diff: str) -> list[str]:
    """What is wrong with a change that shall save the order before the callback."""
    wrong = []
    source = Machine("rfc-v2", patches=[diff]).source("online_pages_range")
    saved = re.search(r"\border\s*=\s*page_order\(", source)
    if saved is None:
        return ["there is no variable 'order' that is set from page_order()"]
    if saved.start() > source.index("(*online_page_callback)"):
        wrong.append("'order' is set after the callback")
    if not re.search(r"<<\s*order\b", source[saved.end() :]):
        wrong.append("'order' is not what is counted with")
    for moved in (0, 3, 8):
        machine = away_and_back(Machine("rfc-v2", patches=[diff]), moved)
        present = int(machine.state()["present_pages"])
        if present != 32:
            wrong.append(f"with {moved} pages in use before, present_pages is {present}")
    return wrong


declare(
    "present-after-two-chunks",
    "The last four pages of [8, 16) are in use. Away and back: what does present_pages say?",
    number(
        lambda: present_and_totalram_after(4)[0],
        {
            32: "That is what is there.",
            56: "That is with all eight of them in use.",
            40: "The chunk of four counts right. And how many is each of the others?",
        },
    ),
)
declare(
    "private-when-asked",
    "A single page has been given back. What is in its private when the loop asks for its order?",
    number(
        lambda: next(private for order, private in asked(1) if order == 0),
        {
            0: "That was its order until the callback had freed it.",
            4: "That is what it counts as: 1 << private.",
        },
    ),
)
declare(
    "present-and-totalram",
    "present_pages and totalram_pages when the last some_moved(seed={seed}) pages were in use?",
    numbers(present_and_totalram, "Which chunks are left beside the pages in use?"),
)
declare(
    "counted",
    "A function: (order, private when asked) of each entry -> present_pages too high by.",
    function(counted, cases, "What is there, and what is counted?"),
)
declare(
    "order-before",
    "A diff on top of the patch: a variable 'order', set before the callback, used after it.",
    code(judge_order, "32 pages, however many were in use before"),
)
