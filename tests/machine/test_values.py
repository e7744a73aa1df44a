# SPDX-License-Identifier: MIT
"""C objects seen from Python."""

from __future__ import annotations

import pytest

from interp.lang.types import PointerType
from interp.machine import Space
from tests.machine.programs import process, symbols

TEXT = """
struct list_head { struct list_head *next, *prev; };
struct page {
	unsigned long flags;
	int count;
	unsigned int low : 3, high : 5;
	struct list_head lru;
};
struct page pages[4];
struct list_head head = { &pages[1].lru, &head };
int numbers[3] = { -1, 2, 3 };
int (*callback)(void);
int answer(void) { return 42; }
void set(void) { callback = answer; pages[2].count = 7; pages[2].high = 19; }
"""


@pytest.fixture
def space() -> Space:
    running = process(TEXT)
    running.call("set")
    return Space(symbols(running), running.memory.data)


def test_members_and_elements(space: Space) -> None:
    assert space["pages"][2].count == 7
    assert space["pages"][2].high == 19
    assert [int(number) for number in space["numbers"]] == [-1, 2, 3]
    assert space["head"].next.prev.value_() == 0


def test_pointers_show_what_they_point_to(space: Space) -> None:
    assert repr(space["head"].next) == "(struct list_head *) &pages[1].lru"
    assert repr(space["callback"]) == "(int (*)(void)) answer"
    assert repr(space["pages"][0].lru.next) == "(struct list_head *) NULL"


def test_poison_is_named_also_where_container_of_took_a_bit_off(space: Space) -> None:
    type_ = PointerType(space.type("struct page"))
    assert space.show(type_, 0xDEAD000000100100) == "LIST_POISON1"
    assert space.show(type_, 0xDEAD000000200200 - 32) == "LIST_POISON2 - 32"


def test_a_structure_shows_its_members(space: Space) -> None:
    assert repr(space["head"]) == (
        "(struct list_head) {\n    .next = &pages[1].lru,\n    .prev = &head,\n}"
    )


def test_unknown_names_are_named(space: Space) -> None:
    with pytest.raises(KeyError, match="no global object 'heads'"):
        space["heads"]
    with pytest.raises(AttributeError, match="has no member 'nxt'"):
        _ = space["head"].nxt
    with pytest.raises(IndexError, match="no element 4"):
        _ = space["pages"][4]


def test_an_address_is_named_by_the_type_that_is_meant(space: Space) -> None:
    at = space["pages"].address_
    assert at is not None
    names = space.symbols
    assert names.name_of(at, space.type("struct page")) == "&pages[0]"
    assert names.name_of(at + 1) == "&pages[0].flags + 1 bytes"
