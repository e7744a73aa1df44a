# SPDX-License-Identifier: MIT
"""Steps are checked before they are played, and answered one by one."""

import pytest

from interp.kernel import Configuration, ScenarioError
from interp.kernel.running import at_once, step_by_step
from interp.kernel.scenario import OPERATIONS, Player, event_of, operation_of, possible_pages
from tests.kernel.trees import tree


@pytest.mark.parametrize(
    ("step", "says"),
    [
        (["isolate_pages", 8, 16], "unknown step 'isolate_pages'; did you mean 'isolate'"),
        (["isolate", 8], r"step 'isolate' takes start pfn, end pfn; here is \['isolate', 8\]"),
        (["drain", 1], "step 'drain' takes nothing"),
        (["alloc", 0, 0, "MOVEABLE"], "no migrate type 'MOVEABLE'; did you mean 'MOVABLE'"),
        (["block", 0, 2], "there is no migrate type '2'"),
        (["isolate", 8, "16"], "end pfn is a number from 0 on, not '16'"),
        (["isolate", -8, 16], "start pfn is a number from 0 on, not -8"),
        (["layout", 8, []], "lru pfns are a list of numbers, not 8"),
        (["free", None], "a handle is a number or name, not None"),
        ("state", "a step is a list that begins with a word"),
        ([], "a step is a list"),
    ],
)
def test_a_step_that_is_not_well_formed(step, says):
    with pytest.raises(ScenarioError, match=says):
        operation_of(step)


def test_every_step_of_the_readme_is_there():
    readme = (
        "boot layout cpu alloc free free_pfn isolate undo test offline online hotadd drain block "
        "watermark watermark_safe contig xen state"
    )
    assert set(OPERATIONS) == set(readme.split())


def test_steps_are_answered_one_by_one():
    player = Player(tree("base"), Configuration())
    steps = [
        ["boot", 32, 6, 1],
        ["alloc", "a", 3, "MOVABLE"],
        ["alloc", "b", 4, "MOVABLE"],
        ["free", "b"],
        ["free", "a"],
        ["isolate", 9, 16],
        ["state"],
    ]
    *answers, last = player.play(steps)
    assert answers == [{"ret": None}, {"ret": 24}, {"ret": -1}, {"ret": None}, {"ret": None}]
    assert "BUG_ON(start_pfn" in last["bug"]


def test_a_list_that_cannot_be_walked_is_a_crash():
    player = Player(tree("rfc-v2"), Configuration())
    player.play([["boot", 32, 6, 1], ["isolate", 8, 16]])
    player.machine.write(player.machine.page(8).lru.next, 0)

    assert player.answer(["state"]) == {
        "crash": True,
        "text": "isolated_pages: behind page 8 comes NULL",
    }


def test_a_type_that_the_kernel_lacks():
    player = Player(tree("base"), Configuration())
    player.play([["boot", 32, 6, 1]])
    with pytest.raises(ScenarioError, match="type CMA needs a kernel with CONFIG_CMA"):
        player.play([["block", 8, "CMA"]])


def test_memory_is_as_large_as_it_ever_gets():
    assert possible_pages([["boot", 32, 6, 1], ["hotadd", 32, 40], ["hotadd", 40, 48]]) == 48


@pytest.mark.parametrize(
    ("line", "event"),
    [
        ("BUG: Bad page state  pfn:0001f", "bad_page pfn 31"),
        ("list_add corruption. next->prev should be prev", "list_add corruption"),
        ("WARNING: at mm/page_isolation.c:1 WARN_ON(x)", "WARN_ON"),
        ("Offlined Pages 8", None),
    ],
)
def test_events_are_read_off_the_log(line, event):
    assert event_of(line) == event


@pytest.mark.parametrize("execute", [at_once, step_by_step])
def test_a_bad_index_is_reported_and_used_as_a_kernel_does(execute):
    """With CMA the patch's MIGRATE_ISOLATE is no index of free_list[]: page 9 gets lost."""
    player = Player(tree("rfc-v2"), Configuration(cma=True), execute=execute)
    before, _, _, drained, after = player.play(
        [
            ["boot", 32, 6, 2],
            ["layout", [], [9, 11]],
            ["free_pfn", 9, 0],
            ["free_pfn", 11, 0],
            ["isolate", 8, 16],
            ["state"],
            ["alloc", 0, 0, "MOVABLE"],
            ["state"],
            ["drain"],
            ["state"],
        ]
    )[-5:]
    assert before["free_list"]["MOVABLE/0"] == [11, 9]
    assert drained == {"ret": None, "events": ["list_add corruption"]}
    assert after["nr_free"][0] == 3
    assert after["free_list"] == {"MOVABLE/3": [24, 16, 0]}
    assert any(line.startswith("UBSAN: array-index-out") for line in player.machine.log)
    assert (9,) in [found.pfns for found in player.machine.check() if found.name == "I3"]
