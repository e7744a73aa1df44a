# SPDX-License-Identifier: MIT
"""Questions of the lesson "This function fails"."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from interp.kernel import Machine
from interp.lesson.check import code, declare, function, number, numbers
from interp.lesson.machines import use_pages
from interp.review import patches_directory, read_thread

MOVABLE = "MIGRATE_MOVABLE"
TICKS = 1000
FIRST, END = 8, 16


def missing_lines() -> list[int]:
    """Lines that the table of the patch declares and the mail does not have: added, removed."""
    thread = read_thread(patches_directory() / "thread" / "reply.txt")
    assert thread.diffstat is not None
    marks = [line.mark for f in thread.patch.files for hunk in f.hunks for line in hunk.lines]
    declared = (thread.diffstat.insertions or 0, thread.diffstat.deletions or 0)
    return [declared[0] - marks.count("+"), declared[1] - marks.count("-")]


def waiting(pfn: int, patches: Sequence[str | Path] = (), tree: str = "rfc-v2") -> Machine:
    """A machine where one page was freed and waits on the list of its cpu."""
    machine = use_pages(Machine(tree, batch=2, patches=list(patches)), [pfn])
    machine.call("__free_pages", machine.page(pfn), 0)
    return machine


@cache
def pages_that_fail() -> list[int]:
    """The pages of [8, 16) that make offline fail while they wait on a cpu's list."""
    return [pfn for pfn in range(FIRST, END) if waiting(pfn).offline_pages(FIRST, END, TICKS) != 0]


@cache
def pages_the_test_misses() -> int:
    """For how many pages of [8, 16), in use, the test says no."""
    refused = 0
    for pfn in range(FIRST, END):
        machine = use_pages(Machine("rfc-v2"), [pfn])
        machine.start_isolate_page_range(FIRST, END, MOVABLE)
        refused += machine.test_pages_isolated(FIRST, END) != 0
    return refused


@cache
def climbing(first: int, end: int, attempts: int) -> tuple[int, ...]:
    """NR_FREE_PAGES after each attempt to take a range offline, with a page of it waiting."""
    machine = waiting(first + 2)
    seen = []
    for _ in range(attempts):
        machine.offline_pages(first, end, TICKS)
        seen.append(int(machine.state()["NR_FREE_PAGES"]))
    return tuple(seen)


def climb(free_in_range: int, attempts: int) -> list[int]:
    """The same, by how many pages of the range are on free lists: one waits, the others are."""
    return list(climbing(FIRST, FIRST + free_in_range + 1, attempts))


def judge_talking(diff: str) -> list[str]:
    """What is wrong with a test that shall say where it finds a gap."""
    wrong = []
    for pfn, gap, entry in ((10, 10, 11), (9, 9, 10), (11, 11, 12), (8, None, 0), (14, None, 0)):
        machine = waiting(pfn, [diff])
        machine.start_isolate_page_range(FIRST, END, MOVABLE)
        answer = machine.test_pages_isolated(FIRST, END)
        said = [line for line in machine.log if "gap" in line]
        expected = [f"isolation: gap at {gap:x}, next entry {entry:x}"] if gap else []
        if said != expected:
            wrong.append(f"page {pfn} was waiting: it says {said or 'nothing'}")
        if (answer != 0) != bool(gap):
            wrong.append(f"page {pfn} was waiting: test_pages_isolated() returns {answer}")
    return wrong


declare(
    "missing-lines",
    "Lines that the patch declares and the mail does not have: how many added, how many removed?",
    numbers(missing_lines, "Compare the totals: 193 and 61 are declared."),
)
declare(
    "what-is-a-gap",
    "One page of [8, 16) is not on the list. For how many of the eight does the test say no?",
    number(
        pages_the_test_misses,
        {8: "There is one that is not missed. Where does the test begin?"},
    ),
)
declare(
    "sixth-attempt",
    "What does NR_FREE_PAGES say after the sixth attempt?",
    number(lambda: climbing(FIRST, END, 6)[-1], {66: "That is after the fifth."}),
)
declare(
    "pages-that-fail",
    "One page of [8, 16) waits on its cpu's list. For which pages does offline fail?",
    numbers(pages_that_fail, "Which block is isolated when the lists are emptied the first time?"),
)
declare(
    "climb",
    "A function: free pages of the range, attempts -> NR_FREE_PAGES after each attempt.",
    function(climb, [(7, 5), (3, 4), (7, 1), (3, 2)], "What does one attempt add?"),
)
declare(
    "says-why",
    "A diff on top of the patch: the test prints where it finds a gap.",
    code(judge_talking, "it names three gaps, and is silent where there is none"),
)
