# SPDX-License-Identifier: MIT
"""The comparison sees differences, shrinks them, and knows how machines stop."""

import pytest
from hypothesis import HealthCheck, find, settings

from tests.gcc.sequences import Geometry, Scenario, scenarios, sensible
from tests.gcc.side_by_side import Moment, Stop, compare, compiled, differences

SMALL = Geometry()
WITH_CMA = Geometry(cma=True)


def scenario(*steps, geometry=SMALL):
    return Scenario(geometry, tuple(list(step) for step in steps))


def test_a_difference_is_shrunk_to_its_shortest_scenario(checking_workshop):
    """Base against v3.7, which counts free pages differently; both by gcc, which is faster."""

    def differs(drawn):
        one, other = (compiled(drawn, tree, checking_workshop) for tree in ("base", "v3.7"))
        return any(differences(a, b) for a, b in zip(one, other, strict=False))

    shortest = find(
        scenarios((SMALL,)),
        differs,
        settings=settings(
            max_examples=500, suppress_health_check=list(HealthCheck), derandomize=True
        ),
    )

    boot, isolate = shortest.steps
    assert boot == ["boot", 16, 1, 1]
    assert isolate == ["isolate", 0, 4]
    found = compare(shortest, "base", checking_workshop, compiled_tree="v3.7")
    assert found.differences == (
        "step 1 ['isolate', 0, 4] on base: NR_FREE_PAGES: interpreter 16; gcc 8",
    )


def test_an_assertion_stops_both(checking_workshop):
    twice = scenario(
        ["boot", 16, 6, 1], ["layout", [], [3]], ["free_pfn", 3, 0], ["free_pfn", 3, 0]
    )

    found = compare(twice, "base", checking_workshop)

    assert found.differences == ()
    assert found.stop.kind == "bug"
    assert found.steps == 3


def test_an_index_beyond_an_array_stops_both_at_the_same_line(checking_workshop):
    """Finding (j): with CONFIG_CMA the patch has a type that free_area has no list for."""
    drained = scenario(
        ["boot", 32, 6, 2],
        ["layout", [], [9, 11]],
        ["free_pfn", 9, 0],
        ["free_pfn", 11, 0],
        ["isolate", 8, 16],
        ["alloc", 0, 0, "MOVABLE"],
        ["drain"],
        geometry=WITH_CMA,
    )

    found = compare(drained, "rfc-v2", checking_workshop)

    assert found.differences == ()
    assert found.steps == 6
    assert found.stop.kind == "fault"
    assert found.stop.place.startswith("mm/page_alloc.c:")
    other = Stop("fault", found.stop.place + "0")
    assert not found.stop.agrees_with(other)


def test_a_poisoned_list_stops_both(checking_workshop):
    """Finding (o): the next walk over isolated_pages, a snapshot's, runs into poison."""
    ballooned = scenario(["boot", 32, 6, 1], ["offline", 8, 16], ["xen"], ["online", 8, 8])

    found = compare(ballooned, "rfc-v2", checking_workshop)

    assert found.differences == ()
    assert (found.steps, found.stop.kind) == (3, "fault")


def test_the_balloons_own_list_is_no_part_of_a_snapshot(checking_workshop):
    """Pages that go online twice are put into the balloon twice."""
    online = ["online", 0, 4]
    twice = scenario(["boot", 16, 1, 1], ["offline", 0, 4], ["xen"], online, online)

    found = compare(twice, "base", checking_workshop)

    assert found.differences == ()
    assert found.stop is None


def test_a_loop_without_an_end_stops_both(checking_workshop):
    """More pages are to be given back than there are; no scenario of random steps asks for it."""
    endless = scenario(["boot", 16, 1, 4], ["layout", [], [3]], ["free_pfn", 3, 0])

    found = compare(endless, "base", checking_workshop)

    assert found.differences == ()
    assert (found.steps, found.stop.kind) == (1, "hang")


@pytest.mark.parametrize(
    ("ours", "theirs", "text"),
    [
        (Moment(0), Moment(-16), "ret: interpreter 0; gcc -16"),
        (
            Moment(log=("page 8",)),
            Moment(),
            "log: interpreter ('page 8',); gcc ()",
        ),
        (
            Moment(state={"nr_free": [1]}),
            Moment(state={}),
            "nr_free: interpreter [1]; gcc None",
        ),
        (Moment(), None, "gcc's kernel did not answer"),
    ],
)
def test_what_differs_is_said(ours, theirs, text):
    assert differences(ours, theirs) == [text]
    assert differences(ours, ours) == []


@pytest.mark.parametrize(
    "theirs", [Moment(), Moment(stop=Stop("bug")), Moment(stop=Stop("fault", "mm/a.c:2"))]
)
def test_a_stop_has_to_be_of_the_same_kind_and_at_the_same_place(theirs):
    ours = Moment(stop=Stop("fault", "mm/a.c:1"))

    assert len(differences(ours, theirs)) == 1
    assert differences(ours, Moment(stop=Stop("fault"))) == []


def test_only_steps_that_make_sense_are_played():
    steps = [
        ["offline", 16, 24],
        ["hotadd", 1],
        ["offline", 16, 24],
        ["hotadd", 2],
        ["free_pfn", 5, 0],
        ["free_pfn", 5, 0],
        ["free_pfn", 6, 0],
    ]

    assert list(sensible(SMALL, 16, [["layout", [], [5]]], steps)) == [
        ["hotadd", 16, 24],
        ["offline", 16, 24],
        ["free_pfn", 5, 0],
    ]
