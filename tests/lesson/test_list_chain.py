# SPDX-License-Identifier: MIT
"""A list of pages link by link, whole and broken."""

import pytest

from interp.kernel import Machine
from interp.lesson import list_chain
from interp.lesson.list_chain import NoSuchList
from tests.lesson.markup import complaints


def test_the_new_list_at_the_end_of_a_recording_and_before() -> None:
    recording = Machine("rfc-v2").record("start_isolate_page_range", 8, 16, "MIGRATE_MOVABLE")
    assert list_chain(recording).text == "\n".join(
        [
            "[isolated_pages] -> [page 8] -> isolated_pages",
            "isolated_pages: 1 entry (verified)",
            "",
            "list_head       next            prev",
            "isolated_pages  page 8          page 8",
            "page 8          isolated_pages  isolated_pages",
        ]
    )
    assert "0 entries (verified)" in list_chain(recording, at=0).text
    assert complaints(list_chain(recording)._repr_html_()) == []


def test_links_broken_by_hand() -> None:
    machine = Machine("rfc-v2")
    assert "MOVABLE/3: 4 entries (verified)" in list_chain(machine, "MOVABLE/3").text
    machine.write(machine.page(24).lru.prev, 0)
    assert "(broken: a prev does not point back)" in list_chain(machine, "MOVABLE/3").text
    machine.write(machine.page(24).lru.next, 0)
    assert "-> NULL\nMOVABLE/3: 1 entry (broken: NULL)" in list_chain(machine, "MOVABLE/3").text
    machine.write(machine.page(24).lru.next, 0xDEAD000000100100)
    assert "-> poison 0xdead000000100100\n" in list_chain(machine, "MOVABLE/3").text


def test_a_list_that_is_not_there() -> None:
    with pytest.raises(NoSuchList, match="no list 'isolated_pages'; there are "):
        list_chain(Machine("base"))
