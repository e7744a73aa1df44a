# SPDX-License-Identifier: MIT
"""Questions of the lesson "Ballooning"."""

import random
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from interp.kernel import Machine
from interp.lesson.check import code, declare, function, name, number, numbers
from interp.lesson.machines import use_pages
from interp.machine import Fault, Value

TICKS = 100
FIRST, END = 8, 16
PAGES = END - FIRST

Links = dict[int, int]
Walked = tuple[list[int], str]


def guest(tree: str, moved: int = 0, patches: Sequence[str | Path] = ()) -> Machine:
    """A guest with [8, 16) offline; its last pages were in use and have been moved away."""
    machine = use_pages(Machine(tree, patches=list(patches)), [], lru=range(END - moved, END))
    machine.offline_pages(FIRST, END, TICKS)
    machine.balloon_init()
    machine.write(machine["balloon_stats"].balloon_hotplug, PAGES)
    return machine


@cache
def came_online(tree: str, moved: int = 0) -> Machine:
    """The guest after the range came back."""
    machine = guest(tree, moved)
    machine.online_pages(FIRST, PAGES)
    return machine


def which_list() -> str:
    """The list that page 8 is taken off, as the first link that list_del() writes tells."""
    machine = guest("rfc-v2")
    recording = machine.record("online_pages", FIRST, PAGES)
    for point in recording:
        if point.function == "__list_del_entry" and point.changes:
            return point.changes[0].where.split(".")[0]
    raise AssertionError("nothing was taken off a list")


def figures(machine: Machine) -> list[int]:
    """balloon_low and balloon_hotplug."""
    stats = machine["balloon_stats"]
    return [int(stats.balloon_low), int(stats.balloon_hotplug)]


def pages_in_the_balloon() -> int:
    """How many of a chunk of eight pages the patched driver counts into the balloon."""
    return figures(came_online("rfc-v2"))[0]


def some_moved(seed: int = 1) -> int:
    """How many of the last pages of the range had been in use; another number for another seed."""
    return random.Random(seed).randrange(1, PAGES)


def balloon_says(seed: int = 1) -> list[int]:
    """The balloon's two figures for `some_moved(seed)`."""
    return figures(came_online("rfc-v2", some_moved(seed)))


def place_of(value: Value) -> int:
    """The address of something in memory."""
    assert value.address_ is not None
    return value.address_


def links_of(machine: Machine) -> Links:
    """The next link of every page, of both lists' heads and of the free lists' heads."""
    heads = [machine["ballooned_pages"]]
    if "isolated_pages" in machine.state():
        heads.append(machine["isolated_pages"])
    links = {place_of(head): int(head.next) for head in heads}
    for pfn in range(machine.pages):
        link = machine.page(pfn).lru
        links[place_of(link)] = int(link.next)
    return links


@cache
def lists() -> list[tuple[int, Links]]:
    """Heads with the links around them: whole lists, an empty one, a lost end, a circle."""
    whole, broken = came_online("base"), came_online("rfc-v2")
    offline = guest("rfc-v2", moved=3)
    cases = [
        (place_of(whole["ballooned_pages"]), links_of(whole)),
        (place_of(broken["ballooned_pages"]), links_of(broken)),
        (place_of(broken["isolated_pages"]), links_of(broken)),
        (place_of(offline["isolated_pages"]), links_of(offline)),
    ]
    head, links = cases[3]
    entries, _ = walk(head, links)
    return [*cases, (head, {**links, entries[-1]: entries[1]})]


def walk(head: int, next_of: Links) -> Walked:
    """The links that a walk meets, and how it ends."""
    met: list[int] = []
    link = next_of[head]
    while link != head:
        if link not in next_of:
            return met, "lost"
        if link in met:
            return met, "circle"
        met.append(link)
        link = next_of[link]
    return met, "head"


def judge_balloon(diff: str) -> list[str]:
    """What is wrong in a guest with a change to the driver."""
    wrong = []
    for moved in (0, 3, PAGES):
        case = f"with {moved} pages in use before"
        machine = guest("rfc-v2", moved, [diff])
        machine.online_pages(FIRST, PAGES)
        if figures(machine) != [PAGES, 0]:
            low, hotplug = figures(machine)
            wrong.append(f"{case}: balloon_low is {low}, balloon_hotplug is {hotplug}")
        links = links_of(machine)
        found, end = walk(place_of(machine["ballooned_pages"]), links)
        if (len(found), end) != (PAGES, "head"):
            wrong.append(f"{case}: the balloon's list has {len(found)} pages")
        if machine.state()["isolated_pages"]:
            wrong.append(f"{case}: something is left on isolated_pages")
        wrong += next_walk(machine, case)
    return wrong


def next_walk(machine: Machine, case: str) -> list[str]:
    """What happens to the next walk over isolated_pages."""
    try:
        machine.online_pages(16, PAGES)
    except Fault as fault:
        return [f"{case}: the next walk stops: {fault.message}"]
    return []


declare(
    "which-list",
    "list_add() to ballooned_pages, then list_del(): which list is page 8 taken off?",
    name(
        which_list,
        {
            "isolated_pages": "That is what the function's name says. Where do the links lead?",
            "both": "list_del() writes to two neighbours. Whose are they?",
            "none": "It is taken off the ring that its links are in.",
        },
    ),
    ["isolated_pages", "ballooned_pages", "both", "none"],
)
declare(
    "pages-in-the-balloon",
    "A chunk of eight pages comes online. How many does the patched driver put into the balloon?",
    number(pages_in_the_balloon, {8: "It did before, when it was called for each page."}),
)
declare(
    "balloon-says",
    "balloon_low and balloon_hotplug when the last some_moved(seed={seed}) pages were in use?",
    numbers(balloon_says, "How many entries come back? Each call counts one page."),
)
declare(
    "debuggers-walk",
    "A function: a head and the next of each link -> the links met, and how the walk ended.",
    function(walk, lists, "Is it the head? Can it be read? Was it met before?"),
)
declare(
    "all-in-the-balloon",
    "A diff on top of the patch: every page of a chunk goes into the balloon.",
    code(judge_balloon, "eight pages in the balloon, and no list broken, in three cases"),
)
