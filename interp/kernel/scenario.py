# SPDX-License-Identifier: MIT
"""The steps of a scenario: one small function a step, a table, and a player.

What each step means is told in tests/oracle/README.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from interp.kernel.configuration import Configuration
from interp.kernel.errors import ScenarioError, did_you_mean
from interp.kernel.machine import Machine
from interp.kernel.running import Execute, at_once
from interp.kernel.snapshot import MIGRATE_NAMES
from interp.machine import Fault, FaultKind
from interp.review import SourceTree

Step = Sequence[Any]
Answer = dict[str, Any]

PAGE_SHIFT = 12
OFFLINE_TICKS = 1000
CONTIG_LOW_WATERMARK = 2


class Player:
    """Plays steps on a machine of one tree; `answers` has one answer a step, until it stops.

    `possible` is how many pages memory may grow to; `hole` are pfns (start, end) that are none.
    """

    hole: tuple[int, int] | None = None

    def __init__(
        self,
        tree: SourceTree,
        configuration: Configuration,
        possible: int = 0,
        execute: Execute = at_once,
    ) -> None:
        self.tree = tree
        self.configuration = configuration
        self.possible = possible
        self.execute = execute
        self.handles: dict[Any, tuple[int, int]] = {}
        self.answers: list[Answer] = []
        self._machine: Machine | None = None

    @property
    def machine(self) -> Machine:
        """The machine that was booted last."""
        if self._machine is None:
            raise ScenarioError("a scenario begins with a boot step: ['boot', pages, high, batch]")
        return self._machine

    def boot(self, pages: int, high: int, batch: int) -> None:
        """Switch on a new machine."""
        config = self.configuration
        self._machine = Machine(
            self.tree,
            pages=pages,
            high=high,
            batch=batch,
            max_order=config.max_order,
            pageblock_order=config.pageblock_order,
            cma=config.cma,
            cpus=config.cpus,
            possible=max(pages, self.possible),
            hole=self.hole,
            configuration=dict(config.extra),
            boot=False,
        )
        self._machine.execute = self.execute
        self._machine.boot()
        self.handles.clear()

    def call(self, name: str, *arguments: int) -> int:
        """Call a C function with raw numbers."""
        result = self.machine.run_raw(name, *arguments)
        return int(result) if result is not None else 0

    def page(self, pfn: int) -> int:
        """Return the address of a `struct page`."""
        return int(self.machine["mem_map"][pfn].address_of_())

    def pfn(self, page: int) -> int:
        """Return the pfn of a `struct page *`."""
        first = self.machine["mem_map"]
        return (page - int(first)) // first[0].type_.size

    @property
    def zone(self) -> int:
        """The address of the zone."""
        return int(self.machine.zone.address_of_())

    def type(self, name: str) -> int:
        """Return the number of a migrate type."""
        constants = self.machine.kernel.program.constants
        if f"MIGRATE_{name}" not in constants:
            raise ScenarioError(f"type {name} needs a kernel with CONFIG_CMA")
        return constants[f"MIGRATE_{name}"]

    def play(self, steps: Sequence[Step]) -> list[Answer]:
        """Play steps until the machine stops."""
        for step in steps:
            answer = self.answer(step)
            self.answers.append(answer)
            if stop_of(answer) is not None:
                break
        return self.answers

    def answer(self, step: Step) -> Answer:
        """Play one step."""
        operation = operation_of(step)
        lines = 0 if self._machine is None or step[0] == "boot" else len(self.machine.log)
        try:
            answer = self._played(operation, step)
        except Fault as fault:
            answer = _stop(fault)
        events = [event for line in self.machine.log[lines:] if (event := event_of(line))]
        return answer | ({"events": events} if events else {})

    def _played(self, operation: Operation, step: Step) -> Answer:
        if step[0] != "state":
            return {"ret": operation.play(self, *step[1:])}
        now = self.machine.snapshot()
        broken = [each for each in now.broken if each.list_name != "ballooned_pages"]
        if broken:
            kind = "hang" if broken[0].endless else "crash"
            return {kind: True, "text": str(broken[0])}
        return now.as_dict()


def _stop(fault: Fault) -> Answer:
    """Return how the machine stopped: an assertion, no end, or an oops."""
    match fault.kind:
        case FaultKind.BUG | FaultKind.PANIC:
            return {"bug": fault.message, "text": str(fault)}
        case FaultKind.STEPS:
            return {"hang": True, "text": str(fault)}
    return {"crash": True, "text": str(fault)}


def stop_of(answer: Mapping[str, Any]) -> str | None:
    """Return the kind of stop that an answer tells of, or None."""
    return next((kind for kind in ("bug", "crash", "hang") if kind in answer), None)


_BAD_PAGE = re.compile(r"BUG: Bad page state +pfn:([0-9a-f]+)")
_WARNING = re.compile(r"list_add corruption|list_del corruption|WARN_ON")


def event_of(line: str) -> str | None:
    """Return the event that a log line tells of: its kind, and of a bad page its pfn."""
    if found := _BAD_PAGE.search(line):
        return f"bad_page pfn {int(found[1], 16)}"
    if found := _WARNING.search(line):
        return found[0]
    return None


# -- the steps ------------------------------------------------------------------------------------


def boot(player: Player, pages: int, high: int, batch: int) -> None:
    """A new machine."""
    player.boot(pages, high, batch)


def layout(player: Player, lru: list[int], pinned: list[int]) -> None:
    """All pages allocated; those of `lru` on the LRU, those of `pinned` kept, the rest freed."""
    machine = player.machine
    movable = machine.constants.value("GFP_HIGHUSER_MOVABLE")
    taken = []
    while page := player.call("alloc_pages", movable, 0):
        taken.append(player.pfn(page))
    on_lru, kept = set(lru), set(pinned)
    for pfn in sorted(taken):
        if pfn in on_lru:
            player.call("lru_cache_add", player.page(pfn))
        elif pfn not in kept:
            player.call("__free_pages", player.page(pfn), 0)
            player.call("drain_all_pages")
    events = machine["vm_event_states"]
    machine.process.memory.fill(int(events), 0, events.type_.size)


def cpu(player: Player, number: int) -> None:
    """What follows runs on that cpu."""
    player.machine.cpu = number


def alloc(player: Player, handle: int, order: int, type_: str) -> int:
    """An allocation, remembered under a handle."""
    zone = player.zone
    page = player.call("buffered_rmqueue", zone, zone, order, 0, player.type(type_))
    if not page:
        player.handles.pop(handle, None)
        return -1
    player.handles[handle] = (page, order)
    return player.pfn(page)


def free(player: Player, handle: int) -> None:
    """Free what the handle stands for."""
    if handle in player.handles:
        player.call("__free_pages", *player.handles.pop(handle))


def free_pfn(player: Player, pfn: int, order: int) -> None:
    """Free a chunk."""
    player.call("__free_pages", player.page(pfn), order)


def isolate(player: Player, start: int, end: int) -> int:
    """start_isolate_page_range()."""
    return player.call("start_isolate_page_range", start, end, player.type("MOVABLE"))


def undo(player: Player, start: int, end: int) -> int:
    """undo_isolate_page_range()."""
    return player.call("undo_isolate_page_range", start, end, player.type("MOVABLE"))


def test(player: Player, start: int, end: int) -> int:
    """test_pages_isolated()."""
    return player.call("test_pages_isolated", start, end)


def offline(player: Player, start: int, end: int) -> int:
    """offline_pages()."""
    return player.call("offline_pages", start, end, OFFLINE_TICKS)


def online(player: Player, start: int, count: int) -> int:
    """online_pages()."""
    return player.call("online_pages", start, count)


def hotadd(player: Player, start: int, end: int) -> None:
    """add_memory()."""
    player.call("add_memory", 0, start << PAGE_SHIFT, (end - start) << PAGE_SHIFT)


def drain(player: Player) -> None:
    """drain_all_pages()."""
    player.call("drain_all_pages")


def block(player: Player, pfn: int, type_: str) -> None:
    """set_pageblock_migratetype()."""
    player.call("set_pageblock_migratetype", player.page(pfn), player.type(type_))


def watermark(player: Player, order: int, mark: int) -> int:
    """zone_watermark_ok()."""
    return player.call("zone_watermark_ok", player.zone, order, mark, 0, 0)


def watermark_safe(player: Player, order: int, mark: int) -> int:
    """zone_watermark_ok_safe()."""
    return player.call("zone_watermark_ok_safe", player.zone, order, mark, 0, 0)


def contig(player: Player, start: int, end: int) -> int:
    """alloc_contig_range(), with a low watermark that it has to keep."""
    machine = player.machine
    low = machine.kernel.program.constants["WMARK_LOW"]
    machine.write(machine.zone.watermark[low], CONTIG_LOW_WATERMARK)
    return player.call("alloc_contig_range", start, end, player.type("CMA"))


def xen(player: Player) -> None:
    """From now on pages that go online go into the balloon."""
    player.call("balloon_init")


def state(player: Player) -> None:
    """A snapshot; the player makes it."""


# -- the table ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Operation:
    """A step's word: what plays it, and what its arguments are."""

    play: Callable[..., int | None]
    arguments: tuple[str, ...] = field(default=())


RANGE = ("start pfn", "end pfn")
OPERATIONS: dict[str, Operation] = {
    "boot": Operation(boot, ("pages", "high", "batch")),
    "layout": Operation(layout, ("lru pfns", "pinned pfns")),
    "cpu": Operation(cpu, ("number",)),
    "alloc": Operation(alloc, ("handle", "order", "type")),
    "free": Operation(free, ("handle",)),
    "free_pfn": Operation(free_pfn, ("pfn", "order")),
    "isolate": Operation(isolate, RANGE),
    "undo": Operation(undo, RANGE),
    "test": Operation(test, RANGE),
    "offline": Operation(offline, RANGE),
    "online": Operation(online, ("start pfn", "pages")),
    "hotadd": Operation(hotadd, RANGE),
    "drain": Operation(drain),
    "block": Operation(block, ("pfn", "type")),
    "watermark": Operation(watermark, ("order", "mark")),
    "watermark_safe": Operation(watermark_safe, ("order", "mark")),
    "contig": Operation(contig, RANGE),
    "xen": Operation(xen),
    "state": Operation(state),
}


def operation_of(step: Any) -> Operation:
    """Return what plays a step; a step that is not well formed is a ScenarioError."""
    if not isinstance(step, list | tuple) or not step or not isinstance(step[0], str):
        raise ScenarioError(f"a step is a list that begins with a word, not {step!r}")
    operation = OPERATIONS.get(step[0])
    if operation is None:
        near = did_you_mean(step[0], OPERATIONS)
        raise ScenarioError(f"unknown step '{step[0]}'{near}; steps are {', '.join(OPERATIONS)}")
    wanted = operation.arguments
    if len(step) - 1 != len(wanted):
        shown = ", ".join(wanted) or "nothing"
        raise ScenarioError(f"step '{step[0]}' takes {shown}; here is {list(step)}")
    for what, given in zip(wanted, step[1:], strict=True):
        _check(step, what, given)
    return operation


def _check(step: Step, what: str, given: Any) -> None:
    if what == "type":
        if given not in MIGRATE_NAMES:
            near = did_you_mean(str(given), MIGRATE_NAMES)
            raise ScenarioError(
                f"step {list(step)}: there is no migrate type '{given}'{near}; "
                f"types are {', '.join(MIGRATE_NAMES)}"
            )
    elif what.endswith(" pfns"):
        if not isinstance(given, list) or not all(_is_number(pfn) for pfn in given):
            raise ScenarioError(f"step {list(step)}: {what} are a list of numbers, not {given!r}")
    elif what == "handle":
        if not isinstance(given, int | str):
            raise ScenarioError(f"step {list(step)}: a handle is a number or name, not {given!r}")
    elif not _is_number(given):
        raise ScenarioError(f"step {list(step)}: {what} is a number from 0 on, not {given!r}")


def _is_number(given: Any) -> bool:
    return isinstance(given, int) and not isinstance(given, bool) and given >= 0


def possible_pages(steps: Sequence[Step]) -> int:
    """Return how far memory grows in a scenario: the highest end of all that is added."""
    return max((step[2] for step in steps if step[0] == "hotadd" and len(step) == 3), default=0)
