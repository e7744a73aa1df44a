# SPDX-License-Identifier: MIT
"""The boards, as text and as HTML, of states that the real kernel went through."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from interp.lesson import board, counters, free_lists, isolated_list, memory_map, per_cpu_lists
from interp.lesson.pages import Kind, page_map, pages_per_block, snapshot_of
from tests.lesson import fake
from tests.lesson.markup import complaints, words

States = Callable[..., list[dict[str, Any]]]


def test_the_map_of_a_fresh_machine(states: States) -> None:
    assert memory_map(states("isolate-undo")[0]).text.split("\n")[:4] == [
        "0 MOVABLE         4 MOVABLE         8 MOVABLE         12 MOVABLE",
        "F3  .   .   .     .   .   .   .     F3  .   .   .     .   .   .   .",
        "16 MOVABLE        20 MOVABLE        24 MOVABLE        28 MOVABLE",
        "F3  .   .   .     .   .   .   .     F3  .   .   .     .   .   .   .",
    ]


def test_what_isolation_changes_is_marked_on_the_map(states: States) -> None:
    fresh, isolated, _ = states("isolate-undo")
    assert memory_map(isolated, fresh).text.split("\n")[:2] == [
        "0 MOVABLE         4 MOVABLE         8 ISOLATE•        12 ISOLATE•",
        "F3  .   .   .     .   .   .   .     I3• .   .   .     .   .   .   .",
    ]


def test_the_board_without_a_state_before_marks_nothing(states: States) -> None:
    for state in states("isolate-undo"):
        assert "•" not in board(state).text
        assert "•" not in board(state).html


def test_a_state_beside_itself_marks_nothing(states: States) -> None:
    for state in states("half-lru"):
        assert "•" not in board(state, copy.deepcopy(state)).text


def test_free_lists_show_every_order_from_the_heads(states: States) -> None:
    assert free_lists(states("isolate-undo")[2]).text == "\n".join(
        [
            "order  pages  nr_free  entries from the list's head",
            "    3      8      ≠ 5  MOVABLE [8] [24] [16] [0]",
            "    2      4        0  empty",
            "    1      2        0  empty",
            "    0      1        0  empty",
        ]
    )


def test_an_entry_that_left_a_list_is_still_named(states: States) -> None:
    fresh, isolated, given_back = states("isolate-undo")
    assert "MOVABLE [24] [16] [0] (8 left)" in free_lists(isolated, fresh).text
    assert isolated_list(isolated, fresh).text == "[8, order 3]•"
    assert isolated_list(given_back, isolated).text == "empty (8, order 3 left)"


def test_the_list_for_isolated_chunks_of_the_old_tree(states: States) -> None:
    isolated = states("isolate-undo", "base")[1]
    assert "MOVABLE [24] [16] [0]   ISOLATE [8]" in free_lists(isolated).text
    assert isolated_list(isolated).text == ""
    assert "isolated_pages" not in board(isolated).text


def test_a_page_on_a_per_cpu_list(states: States) -> None:
    fresh = states("isolate-undo")[0]
    waiting = copy.deepcopy(fresh)
    waiting["free_list"]["MOVABLE/3"].remove(8)
    waiting["pcp"][1].update(count=1, MOVABLE=[10])
    assert per_cpu_lists(waiting, fresh).text == "\n".join(
        ["cpu 0  count 0    empty", "cpu 1  count 1 •  MOVABLE [10]•"]
    )
    assert page_map(waiting)[10].describe() == (
        "page 10: on a per-cpu list (cpu 1 MOVABLE list, chunk of order 0), count 0"
    )


def test_counters_beside_the_truth(states: States) -> None:
    fresh, isolated, given_back = states("isolate-undo")
    assert counters(isolated, fresh).text == "\n".join(
        [
            "counter                          says      really",
            "NR_FREE_PAGES         ≠ +8         32  32 -> 24 •",
            "nr_free[0..3]         ≠ [3]   0 0 0 4   0 0 0 3 •",
            "nr_pageblock_isolate         0 -> 2 •    0 -> 2 •",
            "present_pages                      32",
            "totalram_pages                     32",
            "PGFREE                              0",
            "PGALLOC                             0",
        ]
    )
    assert (
        "NR_FREE_PAGES         ≠ +8   32 -> 40 •  24 -> 32 •" in counters(given_back, isolated).text
    )


def test_counters_of_the_old_tree_agree_with_the_truth(states: States) -> None:
    for state in states("isolate-undo", "base"):
        assert "≠" not in counters(state).text


def test_a_counter_that_says_too_little(states: States) -> None:
    state = copy.deepcopy(states("isolate-undo")[0])
    state["NR_FREE_PAGES"] = 30
    assert "≠ -2" in counters(state).text


@pytest.mark.parametrize(
    ("change", "pfn", "kind"),
    [
        ({"count": {8: 1}}, 8, Kind.IN_USE),
        ({"count": {8: 1}}, 9, Kind.TAIL_OF_USED),
        ({"count": {9: 1}}, 10, Kind.NOWHERE),
        ({"reserved": [8, 9]}, 9, Kind.RESERVED),
        ({}, 8, Kind.NOWHERE),
        ({"free_list": {"MOVABLE/3": [0, 16, 24], "MOVABLE/0": [24]}}, 24, Kind.TWICE),
        ({"isolated_pages": [{"pfn": 8, "order": 3}]}, 15, Kind.ISOLATED),
        ({"isolated_pages": [{"pfn": 8, "order": 3}], "reserved": [15]}, 15, Kind.OFFLINE),
    ],
)
def test_where_a_page_is(states: States, change: dict[str, Any], pfn: int, kind: Kind) -> None:
    state = copy.deepcopy(states("isolate-undo")[0])
    state["free_list"]["MOVABLE/3"].remove(8)
    for key, value in change.items():
        if key == "count":
            for page, count in value.items():
                state["count"][page] = count
        else:
            state[key] = value
    assert page_map(state)[pfn].kind is kind
    assert kind.value in memory_map(state).text


def test_an_order_that_is_none_is_shown_and_does_no_harm(states: States) -> None:
    state = copy.deepcopy(states("isolate-undo")[1])
    state["isolated_pages"][0]["order"] = 0xFFFF_8880_0000_1000
    text = board(state).text
    assert "[8, order 18446612682070036480]" in text
    assert "I0  ?   ?   ?" in text


def test_a_large_zone_is_drawn_by_page_block(states: States) -> None:
    fresh = states("x86-offline-online")[0]
    assert pages_per_block(fresh) == 512
    text = memory_map(fresh).text
    assert "512 MOVABLE F512" in text
    assert len(memory_map(fresh).html) < 20_000


def test_a_point_a_machine_or_a_snapshot_will_do() -> None:
    class Machine:
        def state(self) -> dict[str, Any]:
            return fake.FREE

    assert board(Machine()).text == board(fake.FREE).text == board(fake.recording()[0]).text


def test_what_has_no_state_is_refused() -> None:
    with pytest.raises(TypeError, match="a snapshot, a recorded point or a machine is needed"):
        snapshot_of(3)


def test_every_board_of_the_real_kernel_is_whole_html(states: States) -> None:
    for name in ("isolate-undo", "half-lru", "order-mix", "fallback", "x86-offline-online"):
        for tree in ("base", "rfc-v2"):
            before = None
            for state in states(name, tree):
                for view in (board(state, before), counters(state, before)):
                    assert complaints(view._repr_html_()) == []
                before = state


def test_html_and_text_say_the_same_about_the_lists(states: States) -> None:
    fresh, isolated, _ = states("isolate-undo")
    page = words(board(isolated, fresh)._repr_html_())
    for said in ("24 16 0", "8 left", "8, order 3 •", "8 ISOLATE•", "I3•", "cpu 0 count 0 empty"):
        assert said in page
