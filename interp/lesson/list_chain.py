# SPDX-License-Identifier: MIT
"""A list of pages link by link, as a walk along `next` finds it, each `prev` compared."""

from dataclasses import dataclass

from interp.kernel import KernelRecording, Machine
from interp.kernel.membership import Geometry, geometry_of
from interp.kernel.snapshot import POISON
from interp.lang.source import PlainError
from interp.lesson.html import element, join
from interp.lesson.palette import MONO, WRONG_INK
from interp.lesson.table import Cell, table
from interp.lesson.view import View, stacked
from interp.machine import Space

LINK = 8  # bytes; struct list_head is next, then prev


class NoSuchList(PlainError, LookupError):
    """A list that the machine does not have."""


@dataclass(frozen=True)
class Node:
    """A struct list_head in a chain: its address and what it points to; `wrong` if `prev` is."""

    address: int
    next_: int
    prev: int
    wrong: bool


def list_chain(
    shown: Machine | KernelRecording, name: str = "isolated_pages", at: int = -1
) -> View:
    """A list such as `isolated_pages` or `MOVABLE/3`, of a machine or a point of a recording.

    Ends with "(verified)" or with what is wrong; raises NoSuchList.
    """
    if isinstance(shown, Machine):
        space, reader = shown.space, shown.reader
    else:
        space, reader = shown.space(at % len(shown)), shown._reader
    geometry = geometry_of(reader, space)
    heads = {head_name: address for address, head_name in geometry.heads.items()}
    if name not in heads:
        raise NoSuchList(f"there is no list {name!r}; there are {', '.join(sorted(heads))}")
    nodes, wrong = chain_of(space, heads[name])
    return _drawn(nodes, wrong, name, geometry)


def chain_of(space: Space, head: int) -> tuple[list[Node], str]:
    """Walk a ring from its head; return the nodes and, if the ring is broken, how."""
    nodes: list[Node] = []
    address, before, seen = head, None, set[int]()
    while address not in seen:
        seen.add(address)
        offset = address - space.base
        if address >> 48 == POISON >> 48:
            return nodes, "poison: the entry was deleted"
        if not 0 <= offset <= len(space.data) - 2 * LINK:
            return nodes, "NULL" if not address else "no memory there"
        words = bytes(space.data[offset : offset + 2 * LINK])
        next_, prev = (int.from_bytes(words[i : i + LINK], "little") for i in (0, LINK))
        nodes.append(Node(address, next_, prev, before is not None and prev != before))
        before, address = address, next_
    if address != head:
        return nodes, "endless: the walk never comes back to the head"
    if nodes[0].prev != before or any(node.wrong for node in nodes):
        return nodes, "a prev does not point back"
    return nodes, ""


def _drawn(nodes: list[Node], wrong: str, name: str, geometry: Geometry) -> View:
    def told(address: int) -> str:
        pfn = geometry.pfn_of(address)
        if pfn is not None:
            return f"page {pfn}"
        if address >> 48 == POISON >> 48:
            return f"poison {address:#x}"
        return geometry.heads.get(address, hex(address) if address else "NULL")

    chain = " -> ".join(f"[{told(node.address)}]" for node in nodes)
    entries = len(nodes) - 1
    verdict = f"{entries} {'entry' if entries == 1 else 'entries'} "
    verdict += f"(broken: {wrong})" if wrong else "(verified)"
    line = f"{chain} -> {told(nodes[-1].next_)}"
    look = f"font-family:{MONO};font-size:12px;margin:2px 0"
    ending = f"font-weight:700;color:{WRONG_INK}" if wrong else "font-weight:700"
    html = join(
        element("div", line, style=look), element("div", f"{name}: {verdict}", style=ending)
    )
    rows = [
        [
            Cell(told(node.address), code=True),
            Cell(told(node.next_), code=True),
            Cell(told(node.prev), code=True, wrong=node.wrong),
        ]
        for node in nodes
    ]
    links = table(["list_head", "next", "prev"], rows)
    return stacked([View(html, f"{line}\n{name}: {verdict}"), links])
