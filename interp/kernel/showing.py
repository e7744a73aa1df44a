# SPDX-License-Identifier: MIT
"""Values as a reader of kernel code wants to see them: `page 8`, `zone Normal`, MIGRATE_MOVABLE."""

from __future__ import annotations

from dataclasses import replace

from interp.kernel.snapshot import MIGRATE_NAMES
from interp.lang import Program
from interp.lang.types import ArrayType, CType, PointerType, StructType
from interp.machine import FramePoint, Moment, Space, Symbols, Variable

# Variables and functions that are plain integers in C and hold a migrate type.
TYPE_VARIABLES = frozenset({"migratetype", "start_migratetype", "mt", "mtype"})
TYPE_FUNCTIONS = frozenset({"get_pageblock_migratetype", "allocflags_to_migratetype"})


def _is_pointer_to(type_: CType, name: str) -> bool:
    target = type_.target if isinstance(type_, PointerType) else None
    return isinstance(target, StructType) and target.layout.tag == name


def show_page(space: Space, type_: CType, value: int) -> str | None:
    """Show a `struct page *` as `page 8`."""
    if not _is_pointer_to(type_, "page"):
        return None
    region = space.symbols.region_at(value)
    if region is None or region.name != "mem_map" or not isinstance(region.type, ArrayType):
        return None
    pfn, rest = divmod(value - region.address, region.type.element.size)
    return None if rest else f"page {pfn}"


def show_zone(space: Space, type_: CType, value: int) -> str | None:
    """Show a `struct zone *` as `zone Normal`."""
    if not _is_pointer_to(type_, "zone") or space.symbols.region_at(value) is None:
        return None
    assert isinstance(type_, PointerType)
    name = int(space.object(type_.target, value).name)
    if not name:
        return None
    text = space.read(name, 16).split(b"\0")[0].decode(errors="replace")
    return f"zone {text}"


FORMATTERS = (show_page, show_zone)


def add_regions(symbols: Symbols, space: Space) -> None:
    """Make the objects that boot allocates known by their C expressions."""
    _add(symbols, space, "mem_map", "struct page", _page_count(space))
    cpus = len(space["vm_event_states"])
    zone = "contig_page_data.node_zones[0]"
    per_cpu = space["contig_page_data"].node_zones[0].pageset
    type_ = space.type("struct per_cpu_pageset")
    symbols.add_region(f"{zone}.pageset", ArrayType(type_, cpus), int(per_cpu))


def _page_count(space: Space) -> int:
    """Return how many struct pages the memory map has: those of all possible sections."""
    sections = int(space["nr_mem_sections"])
    first = space["mem_section"]
    if sections > 1 and int(first[1].section_mem_map):
        size = space.type("struct page").size
        return sections * ((int(first[1].section_mem_map) - int(space["mem_map"])) // size)
    return max(sections, 1) * int(space["contig_page_data"].node_spanned_pages)


def _add(symbols: Symbols, space: Space, name: str, type_name: str, count: int) -> None:
    symbols.add_region(name, ArrayType(space.type(type_name), count), int(space[name]))


def migrate_type_text(program: Program, value: int) -> str:
    """Return `MIGRATE_ISOLATE (5)`, or the number alone where no type has it."""
    for name in MIGRATE_NAMES:
        if program.constants.get(f"MIGRATE_{name}") == value:
            return f"MIGRATE_{name} ({value})"
    return str(value)


def with_type_names(moment: Moment, program: Program) -> Moment:
    """Return a moment whose migrate types are shown by name."""
    stack = tuple(_frame(frame, program) for frame in moment.stack)
    returned = moment.returned
    if returned is not None and returned[0] in TYPE_FUNCTIONS and returned[1].isdigit():
        returned = (returned[0], migrate_type_text(program, int(returned[1])))
    return replace(moment, stack=stack, returned=returned)


def _frame(frame: FramePoint, program: Program) -> FramePoint:
    if not any(variable.name in TYPE_VARIABLES for variable in frame.locals):
        return frame
    return replace(frame, locals=tuple(_variable(v, program) for v in frame.locals))


def _variable(variable: Variable, program: Program) -> Variable:
    if variable.name not in TYPE_VARIABLES or variable.value is None:
        return variable
    return replace(variable, text=migrate_type_text(program, variable.value))
