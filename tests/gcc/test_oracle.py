# SPDX-License-Identifier: MIT
"""The compiled kernel does what the real functions did: every case, on both trees."""

from pathlib import Path

import pytest

from tests.gcc.driver import TREES, Config, compare, differences_in_step, read_cases

ORACLE = Path(__file__).resolve().parents[1] / "oracle"
CASES = {path.stem: read_cases(path) for path in sorted(ORACLE.glob("*.jsonl"))}


@pytest.mark.parametrize("file", CASES)
@pytest.mark.parametrize("tree", TREES)
def test_every_case_agrees(file, tree, workshop):
    cases = [case | {"expect": {tree: case["expect"][tree]}} for case in CASES[file]]

    found = compare(cases, workshop)

    assert len(found) == len(cases)
    assert {name: texts for name, texts in found.items() if texts} == {}


@pytest.mark.parametrize("tree", TREES)
def test_the_two_trees_do_not_agree_with_each_other(tree, workshop):
    other = TREES[1 - TREES.index(tree)]
    cases = [
        case | {"expect": {tree: case["expect"][other]}}
        for case in CASES["named"]
        if case["name"] == "isolate-undo"
    ]

    assert compare(cases, workshop) != {("isolate-undo", tree): []}


def test_a_step_is_compared_by_its_figures_its_events_and_how_it_stopped():
    assert differences_in_step({"ret": 0}, {"ret": 0, "log": ["Offlined Pages 8"]}) == []
    assert differences_in_step({"ret": 0}, {"ret": -16, "log": []}) == ["ret: got -16, expected 0"]
    assert differences_in_step({"ret": 0}, {"bug": "x", "log": []}) == [
        "stop: got bug, expected None"
    ]
    assert differences_in_step({"crash": True}, {"crash": True, "log": []}) == []
    assert differences_in_step(
        {"ret": None, "events": ["bad_page pfn 8"]},
        {"ret": None, "log": ["BUG: Bad page state  pfn:00009"]},
    ) == ["events: got ['bad_page pfn 9'], expected ['bad_page pfn 8']"]


def test_a_snapshot_is_compared_by_every_key_that_either_has():
    expected = {"NR_FREE_PAGES": 32, "blocks": []}

    assert differences_in_step(expected, expected | {"count": [0], "log": []}) == []
    assert differences_in_step(expected, expected | {"isolated_pages": [], "log": []}) == [
        "isolated_pages: got [], expected None"
    ]


def test_a_configuration_becomes_definitions():
    assert "-DCONFIG_PAGEBLOCK_ORDER=9" in Config(max_order=11, pageblock_order=9).definitions()
    assert "-DCONFIG_CMA=1" not in Config().definitions()
    assert "-DCONFIG_CMA=1" in Config(cma=True).definitions()
