# SPDX-License-Identifier: MIT
"""Plays the steps of a finding: those of a scenario, and a few that reach further in.

`["call", function, argument, ...]` calls any C function, with "page 8" and "zone" for pointers;
`["read", place]` and `["set", place, number]` look at memory and change it as a debugger would.
An answer also has what the kernel printed and, where the machine stopped, the rule and function.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from interp.kernel.errors import ScenarioError
from interp.kernel.scenario import Answer, Player, Step, event_of, operation_of, stop_of
from interp.machine import Fault, Value

_PAGE = re.compile(r"page (\d+)")
_PLACE = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*|\[\d+\])*")
_REPORT = re.compile(r"UBSAN: [\w-]+ in \w+\(\)")
_PART = re.compile(r"\.?(\w+)|\[(\d+)\]")


class FindingPlayer(Player):
    """Plays steps, among them some that no scenario has, and tells more of what it saw."""

    def answer(self, step: Step) -> Answer:
        """Play one step."""
        lines = 0 if self._machine is None or step[0] == "boot" else len(self.machine.log)
        answer = self._reached_in(step) if step[0] in BEYOND else super().answer(step)
        printed = self.machine.log[lines:]
        events = [event for line in printed if (event := event_of(line))]
        reports = [found[0] for line in printed if (found := _REPORT.match(line))]
        answer |= {"printed": list(printed), "events": events, "reports": reports}
        if stop_of(answer):
            return answer | {"stop": self._stop_text(answer)}
        if step[0] == "state":
            now = self.machine.snapshot()
            answer |= {"on_free_lists": now.pages_on_lists, "ballooned_pages": list(now.ballooned)}
        return answer

    def _reached_in(self, step: Step) -> Answer:
        try:
            return {"ret": BEYOND[step[0]](self, *step[1:])}
        except Fault as fault:
            return {"crash": True, "text": str(fault)}

    def _stop_text(self, answer: Answer) -> str:
        fault = self.machine.fault
        if fault is None or not fault.stack:
            return str(answer["text"])
        return f"{fault.kind.name} in {fault.stack[0].function}()"

    def call_c(self, name: str, arguments: Sequence[Any]) -> Any:
        """Call a C function with numbers, names, pages and the zone."""
        return self.machine.call(name, *map(self._argument, arguments))

    def _argument(self, given: Any) -> Any:
        if given == "zone":
            return self.machine.zone
        if isinstance(given, str) and (found := _PAGE.fullmatch(given)):
            return self.machine.page(int(found[1]))
        return given

    def place(self, text: str) -> Value:
        """Return the object that a C expression such as `mem_map[8].private` names."""
        if not _PLACE.fullmatch(text):
            raise ScenarioError(f"'{text}' is no place in memory, such as mem_map[8].private")
        first, *rest = (found for found in _PART.finditer(text))
        value = self.machine.zone if first[1] == "zone" else self.machine[first[1]]
        for part in rest:
            value = value[int(part[2])] if part[2] else value.member_(part[1])
        return value


# -- the steps that a scenario does not have ------------------------------------------------------


def call(player: FindingPlayer, name: str, *arguments: Any) -> int | str | None:
    """Any C function; a pointer that it returns is told in words."""
    result = player.call_c(name, arguments)
    return result.text_() if isinstance(result, Value) else result


def read(player: FindingPlayer, place: str) -> int:
    """A number in memory."""
    return int(player.place(place))


def set_(player: FindingPlayer, place: str, number: int) -> None:
    """A number in memory, changed from outside."""
    player.machine.write(player.place(place), number)


BEYOND: dict[str, Callable[..., int | str | None]] = {"call": call, "read": read, "set": set_}


def check_step(step: Any) -> None:
    """Raise ScenarioError for a step that is not well formed."""
    if not isinstance(step, list) or not step or step[0] not in BEYOND:
        operation_of(step)
        return
    least, most = {"call": (2, 9), "read": (2, 2), "set": (3, 3)}[step[0]]
    if not least <= len(step) <= most or not isinstance(step[1], str):
        raise ScenarioError(
            f"step {step}: 'call' takes a function and arguments, 'read' a place, "
            "'set' a place and a number"
        )
