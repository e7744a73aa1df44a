# SPDX-License-Identifier: MIT
"""The released drgn on a modelled machine: its printing and helpers, the same values as ours."""

from collections.abc import Iterator
from typing import Any

import pytest

drgn = pytest.importorskip("drgn", reason="the package drgn is not installed on this machine")

from drgn.helpers.linux.list import (  # noqa: E402
    list_count_nodes,
    list_for_each_entry,
    validate_list_for_each_entry,
)
from drgn.helpers.linux.mm import page_to_pfn, pfn_to_page  # noqa: E402

import interp.lesson  # noqa: E402, F401 - tells machines about drgn
from interp.kernel import Machine  # noqa: E402
from interp.lang.types import ArrayType, FunctionType, PointerType, StructType  # noqa: E402
from interp.machine import Value  # noqa: E402
from interp.review import SourceTree, source_tree  # noqa: E402

MOVABLE = "MIGRATE_MOVABLE"
WIDE_C = """// SPDX-License-Identifier: GPL-2.0-only
/* Kinds of types that the modelled kernel itself does not have. */
struct tree;
typedef int (*visit_t)(struct tree *node, void *data);
enum colour { RED, GREEN = 5, BLUE };
union word {
	unsigned long whole;
	unsigned char bytes[8];
	struct { unsigned int low, high; };
};
struct tree {
	struct tree *left, *right;
	unsigned int depth : 5, seen : 1;
	int balance : 3;
	enum colour colour;
	union word word;
	union { long number; const char *text; };
	visit_t visit;
	short grid[2][3];
	char name[8];
};
static int count_node(struct tree *node, void *data)
{
	return node->depth;
}
struct tree leaf = { .depth = 9, .seen = 1, .balance = -3, .colour = BLUE,
	.word = { .whole = 0x1122334455667788UL }, .number = -7, .visit = count_node,
	.grid = { { 1, 2, 3 }, { 4, 5, -6 } }, .name = "leaf" };
struct tree root = { .left = &leaf, .colour = GREEN };
static int hidden = 3;
int use_hidden(void)
{
	return hidden + count_node(&leaf, 0);
}
"""


@pytest.fixture(scope="module")
def isolated() -> Machine:
    """[8, 16) isolated, seven pages of the rest in use."""
    machine = Machine("rfc-v2")
    machine.start_isolate_page_range(8, 16, MOVABLE)
    for _ in range(7):
        machine.alloc_pages("GFP_HIGHUSER_MOVABLE", 0)
    return machine


@pytest.fixture(scope="module")
def wide() -> Machine:
    """A machine whose tree has one more file, with C of every kind."""
    base = source_tree("base")
    return Machine(SourceTree("wide", {**base.files, "mm/wide.c": WIDE_C}))


def test_a_helper_of_drgn_walks_the_new_list(isolated: Machine) -> None:
    program = isolated.drgn()
    head = program["isolated_pages"].address_of_()
    pages = list(list_for_each_entry("struct page", head, "lru"))
    assert [int(page_to_pfn(page)) for page in pages] == [8]
    assert [int(page.private) for page in pages] == [3]
    assert list_count_nodes(head) == 1
    assert pfn_to_page(program, 8) == pages[0]
    assert len(list(validate_list_for_each_entry("struct page", head, "lru"))) == 1


def test_drgn_reads_the_memory_as_it_is_now() -> None:
    machine = Machine("rfc-v2")
    program = machine.drgn()
    before = int(program["vm_stat"][program["NR_FREE_PAGES"]].counter)
    machine.start_isolate_page_range(8, 16, MOVABLE)
    machine.undo_isolate_page_range(8, 16, MOVABLE)
    assert (before, int(program["vm_stat"][0].counter)) == (32, 40)


def test_a_recorded_point_has_a_program_of_its_own() -> None:
    machine = Machine("rfc-v2")
    machine.start_isolate_page_range(8, 16, MOVABLE)
    recording = machine.record("undo_isolate_page_range", 8, 16, MOVABLE)
    first, last = recording.drgn(0), recording.drgn(len(recording) - 1)
    assert [int(p["vm_stat"][0].counter) for p in (first, last)] == [32, 40]


def test_types_print_as_drgn_prints_them(isolated: Machine) -> None:
    program = isolated.drgn()
    assert "\tatomic_t _count;" in str(program.type("struct page"))
    assert str(program.type("gfp_t")) == "typedef unsigned int gfp_t"
    assert (
        drgn.sizeof(program.type("struct zone"))
        == isolated["contig_page_data"].node_zones[0].type_.size
    )
    assert str(program["WMARK_LOW"]) == "(enum zone_watermarks)WMARK_LOW"
    assert "NR_FREE_PAGES = 0" in str(program.type("enum zone_stat_item"))


def test_functions_and_pointers_to_them(isolated: Machine) -> None:
    program = isolated.drgn()
    function = program["isolate_free_page"]
    assert str(function.type_) == "void (struct page *page, unsigned int order)"
    callback = program["online_page_callback"]
    assert "generic_online_page" in str(callback)
    assert callback.value_() == program["generic_online_page"].address_


def test_one_name_in_several_files(isolated: Machine) -> None:
    places = {s.location.file for s in isolated.kernel.program.data if s.name == "lock"}
    assert "mm/page_isolation.c" in places
    lock = isolated.drgn().object("lock", filename="mm/page_isolation.c")
    assert lock.type_.type_name() == "struct spinlock"


def test_what_is_not_there_is_not_found(isolated: Machine) -> None:
    program = isolated.drgn()
    for name in ("no_such_thing", "list_for_each_entry", "MAX_ORDER"):  # macros are not visible
        with pytest.raises(KeyError):
            program[name]
    with pytest.raises(drgn.FaultError):
        program.read(0, 8)
    with pytest.raises(LookupError):
        program.type("struct no_such_thing")


def test_every_kind_of_type(wide: Machine) -> None:
    program = wide.drgn()
    leaf, root = program["leaf"], program["root"]
    assert root.left.value_() == leaf.address_
    assert str(leaf.colour) == "(enum colour)BLUE"
    assert (int(leaf.depth), int(leaf.seen), int(leaf.balance)) == (9, 1, -3)
    assert (hex(leaf.word.low), leaf.word.bytes[7].value_()) == ("0x55667788", 0x11)
    assert (leaf.number.value_(), leaf.grid[1][2].value_()) == (-7, -6)
    assert leaf.name.string_() == b"leaf"
    assert leaf.visit.value_() == program["count_node"].address_
    assert program["hidden"].value_() == 3
    assert program.symbol("leaf").size == wide["leaf"].type_.size


def places(value: Value, thing: Any) -> Iterator[tuple[Value, Any]]:
    """The scalars of an object, as we read them and as drgn does."""
    type_ = value.type_
    if isinstance(type_, StructType):
        for name in type_.names():
            yield from places(value.member_(name), thing.member_(name))
    elif isinstance(type_, ArrayType):
        for index in range(min(len(value), 16)):
            yield from places(value[index], thing[index])
    else:
        yield value, thing


@pytest.mark.parametrize("which", ["isolated", "wide"])
def test_every_global_has_the_same_value(which: str, request: pytest.FixtureRequest) -> None:
    machine = request.getfixturevalue(which)
    program = machine.drgn()
    compared = 0
    for symbol in machine.kernel.program.data:
        if symbol.function or symbol.name.startswith("."):
            continue
        thing = program.object(symbol.name, filename=symbol.location.file)
        assert thing.address_ == symbol.address
        assert drgn.sizeof(thing) == symbol.type.size
        for ours, theirs in places(machine.space.object(symbol.type, symbol.address), thing):
            assert int(ours) == theirs.value_(), symbol.name
            compared += 1
    for pfn in range(machine.pages):
        for ours, theirs in places(machine.page(pfn), program["mem_map"][pfn]):
            assert int(ours) == theirs.value_(), pfn
            compared += 1
    assert compared > 380


def test_every_type_has_the_same_size_and_members(isolated: Machine, wide: Machine) -> None:
    for machine in (isolated, wide):
        program = machine.drgn()
        for name, type_ in machine.kernel.program.types.items():
            if not type_.complete or isinstance(type_, FunctionType):
                continue
            made = program.type(name)
            assert drgn.sizeof(made) == type_.size, name
            if isinstance(type_, StructType):
                for member in type_.names():
                    found = type_.find(member)
                    assert found is not None
                    if found.bit_width is None:
                        assert drgn.offsetof(made, member) == found.offset, (name, member)


def test_a_pointer_shows_where_it_leads(isolated: Machine) -> None:
    program = isolated.drgn()
    page = program["mem_map"][8]
    assert isinstance(isolated["mem_map"].type_, PointerType)
    assert "isolated_pages+0x0" in str(page.lru.next)
