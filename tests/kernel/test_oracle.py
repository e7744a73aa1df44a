# SPDX-License-Identifier: MIT
"""The interpreted kernel does what the real functions did: every case, on both trees."""

import json

import pytest

from interp.kernel.oracle import case_of, differences, main, play
from interp.kernel.running import at_once, step_by_step
from tests.kernel.trees import FILES, TREES, all_cases, case_named, tree

STEPPED = [c.name for c in all_cases() if not c.name.startswith(("random", "x86"))]
STEPPED += [f"random-{number}" for number in (0, 25, 50, 75)]


def different(name, tree_name, execute=at_once):
    case = case_named(name)
    player = play(case, tree(tree_name), execute)
    return [str(found) for found in differences(case, tree_name, player.answers)]


@pytest.mark.parametrize("tree_name", TREES)
@pytest.mark.parametrize("name", [case.name for case in all_cases()])
def test_the_case_agrees(name, tree_name):
    assert different(name, tree_name) == []


@pytest.mark.parametrize("tree_name", TREES)
@pytest.mark.parametrize("name", STEPPED)
def test_the_case_agrees_in_the_step_build(name, tree_name):
    assert different(name, tree_name, step_by_step) == []


def test_there_are_as_many_cases_as_the_readme_says():
    assert len(all_cases()) == 120


# -- the command ----------------------------------------------------------------------------------


def written(tmp_path, case, **changes):
    path = tmp_path / "cases.jsonl"
    path.write_text(json.dumps(case | changes) + "\n", encoding="utf-8")
    return str(path)


@pytest.fixture
def case():
    """isolate-undo, as it stands in its file."""
    lines = next(path for path in FILES if path.stem == "named").read_text().splitlines()
    return next(c for c in map(json.loads, lines) if c["name"] == "isolate-undo")


def test_the_command_ends_with_its_count(capsys, tmp_path, case):
    assert main([written(tmp_path, case)]) == 0
    assert capsys.readouterr().out == "1 of 1 cases agree\n"


@pytest.mark.parametrize("option", [[], ["--stepping"], ["--recording"]])
def test_a_difference_is_told_with_everything(capsys, tmp_path, case, option):
    case["expect"]["rfc-v2"][5]["NR_FREE_PAGES"] = 32

    assert main([written(tmp_path, case), *option]) == 1

    assert capsys.readouterr().out == (
        'isolate-undo on rfc-v2, step 5 ["state"], NR_FREE_PAGES:\n'
        "    got      40\n"
        "    expected 32\n"
        "0 of 1 cases agree\n"
    )


def test_one_tree_or_one_case_can_be_chosen(capsys, tmp_path, case):
    case["expect"]["rfc-v2"][5]["NR_FREE_PAGES"] = 32
    path = written(tmp_path, case)

    assert main([path, "--tree", "base"]) == 0
    assert main([path, "--case", "isolate-undo"]) == 1
    assert main([path, "--case", "isolate-und"]) == 2
    assert "did you mean 'isolate-undo'" in capsys.readouterr().err


def test_an_answer_more_or_less_is_a_difference(tmp_path, case, capsys):
    case["expect"]["base"].pop()
    assert main([written(tmp_path, case)]) == 1
    assert "isolate-undo on base, step 5" in capsys.readouterr().out


def test_a_stop_is_compared_by_its_kind_alone():
    case = case_of(
        {
            "name": "stops",
            "config": {},
            "steps": [["boot", 32, 6, 1], ["isolate", 9, 16], ["state"]],
            "expect": {
                "base": [{"ret": None}, {"bug": "some text"}],
                "rfc-v2": [{"ret": None}, {"crash": True}],
            },
        }
    )
    found = {
        name: [d.key for d in differences(case, name, play(case, tree(name)).answers)]
        for name in TREES
    }
    assert found == {"base": [], "rfc-v2": ["stop"]}


def test_events_are_compared_by_kind_and_page():
    case = case_named("eight-lru-pages")
    expected = [{"ret": None, "events": ["bad_page pfn 8", "list_add corruption. prev"]}]
    case = case_of({"name": "e", "config": {}, "steps": [["drain"]], "expect": {"base": expected}})
    same = [{"ret": None, "events": ["list_add corruption", "bad_page pfn 8"]}]
    other = [{"ret": None, "events": ["list_add corruption", "bad_page pfn 9"]}]

    assert list(differences(case, "base", same)) == []
    assert [found.key for found in differences(case, "base", other)] == ["events"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "cases.jsonl:1: not JSON"),
        ("[]", "cases.jsonl:1: a case is a JSON object"),
        ("{}", 'a case has "name", a string'),
        (
            '{"name": "a", "config": {}, "steps": [["isolat", 1]], "expect": {}}',
            "case a: unknown step 'isolat'; did you mean 'isolate'?",
        ),
        (
            '{"name": "a", "config": {"max_order": 0}, "steps": [], "expect": {}}',
            "case a: config: max_order is 0",
        ),
        ('{"name": "a", "config": {"orders": 4}, "steps": [], "expect": {}}', "case a: config"),
        (
            '{"name": "a", "config": {}, "steps": [["drain"]], "expect": {"base": []}}',
            "a scenario begins with a boot step",
        ),
        (
            '{"name": "a", "config": {}, "steps": [["drain"]], "expect": {"rfc-v9": []}}',
            "there is no tree 'rfc-v9'",
        ),
    ],
)
def test_bad_input_is_one_message(capsys, tmp_path, text, says):
    path = tmp_path / "cases.jsonl"
    path.write_text(text, encoding="utf-8")

    assert main([str(path)]) == 2

    told = capsys.readouterr()
    assert told.err.startswith("python -m interp oracle: ")
    assert says in told.err
    assert told.out == ""


def test_a_missing_file_is_one_message(capsys, tmp_path):
    assert main([str(tmp_path / "none.jsonl")]) == 2
    assert "none.jsonl: cannot be read: No such file" in capsys.readouterr().err
