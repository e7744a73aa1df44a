# SPDX-License-Identifier: MIT
from interp.kernel import Machine
from interp.lesson.machines import use_pages


def test_just_these_pages_are_in_use_and_all_others_free() -> None:
    machine = use_pages(Machine("rfc-v2"), [8, 13])
    state = machine.state()
    assert [pfn for pfn, count in enumerate(state["count"]) if count] == [8, 13]
    assert state["NR_FREE_PAGES"] == machine.snapshot().pages_on_lists == 30
    assert [cpu["count"] for cpu in state["pcp"]] == [0, 0]
    assert machine.check() == ()


def test_none_in_use_leaves_the_machine_as_after_boot() -> None:
    state = use_pages(Machine("base"), []).state()
    assert sorted(state["free_list"]["MOVABLE/3"]) == [0, 8, 16, 24]
