# SPDX-License-Identifier: MIT
"""What is known to be wrong with the patch: each finding is played and is as it is written down."""

import json
import re
from dataclasses import replace

import pytest

from interp.kernel import ScenarioError
from interp.kernel.findings import (
    all_findings,
    chosen,
    command,
    differences,
    finding,
    play,
    playing,
)
from interp.review import patches_directory, read_thread
from tests.kernel.trees import tree

FINDINGS = {each.letter: each for each in all_findings()}
RUNNING = [letter for letter, each in FINDINGS.items() if each.runs]


@pytest.fixture(autouse=True)
def trees_read_once(monkeypatch):
    monkeypatch.setattr(playing, "tree_named", tree)


@pytest.mark.parametrize("letter", RUNNING)
def test_it_is_as_it_is_written_down(letter):
    assert [str(each) for each in differences(FINDINGS[letter])] == []


# -- what is written down -------------------------------------------------------------------------


def test_there_is_one_of_every_letter():
    assert {letter[0] for letter in FINDINGS} == set("abcdefghijklmnopqrs")


def test_each_stands_in_the_file_of_its_letter():
    names = [path.stem for path in sorted(finding.FOLDER.glob("*.toml"))]
    assert names == list(FINDINGS)


def test_the_others_say_why_they_do_not_run():
    others = {letter: each.status for letter, each in FINDINGS.items() if not each.runs}
    assert others == {"d": "open: needs two CPUs", "r": "reasoned, not run"}
    assert all(FINDINGS[letter].reason for letter in others)


@pytest.mark.parametrize("letter", FINDINGS)
def test_the_lines_it_blames_stand_in_the_patch(letter):
    blamed = FINDINGS[letter].hunks
    assert "rfc-v2" in {line.patch for line in blamed}
    for line in blamed:
        assert re.sub(r"\s+", " ", line.line) in lines_of(line), str(line)


def lines_of(blamed):
    """The lines of a hunk as it stands in the patch, each with its mark, blanks as one blank."""
    path = patches_directory() / blamed.patch / f"{blamed.file}.patch"
    [file] = read_thread(path).patch.files
    [hunk] = (each for each in file.hunks if each.index == blamed.hunk)
    return {re.sub(r"\s+", " ", f"{line.mark}{line.text}") for line in hunk.lines}


def test_who_noticed_something_said_so_in_the_mail_that_is_named():
    mail = (patches_directory() / "thread" / "reply.txt").read_text()
    noticed = [each for found in FINDINGS.values() for each in found.noticed]
    assert {each.who for each in noticed if "504E95F2" in each.message} == {"Wen Congyang"}
    assert "Message-ID: <504E95F2.6070802@cn.fujitsu.com>" in mail
    assert all(each.when.year == 2012 and each.when.month == 9 for each in noticed)


def test_every_invariant_but_the_locks_is_broken_by_some_finding():
    broken = {each.broken.invariant for each in FINDINGS.values() if each.broken}
    assert broken == {"I1", "I3", "I4", "I5", "I6"}


# -- a finding that is not as expected ------------------------------------------------------------


def with_step(found, number, **changed):
    steps = list(found.steps)
    steps[number - 1] = replace(steps[number - 1], **changed)
    return replace(found, steps=tuple(steps))


def test_a_wrong_figure_is_told():
    wrong = with_step(FINDINGS["n"], 3, expect={"ret": {"base": 0, "rfc-v2": 0}})
    assert [str(each) for each in differences(wrong)] == [
        "on rfc-v2, step 3 ['isolate', 8, 16], ret: got -16, expected 0"
    ]


def test_a_wrong_place_is_told_with_the_right_one():
    right = FINDINGS["n"].broken
    wrong = replace(FINDINGS["n"], broken=replace(right, at="mm/page_alloc.c:1"))
    [told] = differences(wrong)
    assert told.got == f"I1 at {right.at}: list_del(&page->lru);"


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"invariant": "I4"}, "step that breaks I4: got None, expected 2"),
        ({"after": ("I6",)}, "invariants broken before I1: got [], expected ['I6']"),
    ],
)
def test_another_invariant_is_told(changed, says):
    wrong = replace(FINDINGS["n"], broken=replace(FINDINGS["n"].broken, **changed))
    assert any(says in str(each) for each in differences(wrong))


def test_an_invariant_that_should_hold_is_told():
    wrong = replace(FINDINGS["n"], broken=None, healthy="it is said")
    assert [str(each) for each in differences(wrong)] == [
        "on rfc-v2, invariants that break: got ['I1', 'I2'], expected none"
    ]


def test_a_stop_that_is_not_expected_is_told_and_the_rest_is_not_reached():
    found = FINDINGS["o"]
    early = [*found.steps[:5], found.steps[8], found.steps[5]]
    wrong = with_step(replace(found, steps=tuple(early)), 6, expect={})
    told = [str(each) for each in differences(wrong)]
    assert "expected the machine to go on" in told[0]
    assert "got not reached" in told[1]


# -- steps that reach further in ------------------------------------------------------------------


def test_memory_is_read_and_set_and_c_is_called():
    given = {
        "letter": "z",
        "title": "",
        "explanation": "",
        "status": "runs",
        "healthy": "nothing is wrong",
        "hunks": [],
        "noticed": [],
        "trees": ["base"],
        "steps": [
            {"do": ["boot", 32, 6, 1]},
            {"do": ["read", "mem_map[8].private"], "expect": {"ret": [3]}},
            {"do": ["set", "mem_map[9].private", 7]},
            {"do": ["read", "mem_map[9].private"], "expect": {"ret": [7]}},
            {"do": ["read", "zone.free_area[3].nr_free"], "expect": {"ret": [4]}},
            {"do": ["call", "page_zone", "page 3"], "expect": {"ret": ["zone Normal"]}},
        ],
    }
    found = finding.finding_of(given)
    assert [str(each) for each in differences(found)] == []
    assert [played.number for played in play(found, "base").steps] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("letter = ", "Invalid value"),
        ('letter = "z"', "'title' is missing"),
        ("[[steps]]\ndo = ['isolat', 8, 16]", "did you mean 'isolate'"),
        ("[[steps]]\ndo = ['read']", "'read' a place"),
        ("[[steps]]\ndo = ['drain']\nexpect = { ret = [1] }", "each of base, rfc-v2: [1]"),
        ("[[steps]]\ndo = ['drain']\ntable = ['ret']", "'ret' is not expected to be anything"),
        ("steps = []\nstatus = 'fine'", "the status is one of runs, open"),
        ("steps = []\ncolour = 'red'", "a finding has no 'colour'"),
        ("steps = []", "a finding that runs has steps"),
        ("[[steps]]\ndo = ['drain']", "one of 'broken', 'healthy' and 'like'"),
        ("[machine]\nmax_order = 99", "max_order is 99"),
    ],
)
def test_a_file_that_is_wrong_is_named(tmp_path, text, says):
    path = tmp_path / "z.toml"
    rest = ("letter", "title", "explanation") if "letter" not in text else ()
    head = "".join(f"{key} = 'z'\n" for key in rest)
    if rest:
        head += "hunks = []\nnoticed = []\n" + "status = 'runs'\n" * ("status" not in text)
    path.write_text(head + text)
    with pytest.raises(ScenarioError, match=r"^z\.toml: ") as refused:
        finding.read_finding(path)
    assert says in str(refused.value)


# -- the command ----------------------------------------------------------------------------------


def test_a_letter_stands_for_all_its_findings():
    assert [each.letter for each in chosen(["b"])] == ["b1", "b2", "b3", "b4", "b5"]
    assert [each.letter for each in chosen(["m2", "a"])] == ["a1", "a2", "a3", "m2"]
    assert list(chosen([])) == list(all_findings())


def test_one_is_told_in_full(capsys):
    assert command.main(["b1"]) == 0
    told = capsys.readouterr().out
    assert "mm/page_alloc.c, hunk 4: +\t\t\tlist_del(&page->lru);" in told
    assert "ret: base 0, rfc-v2 -16" in told
    assert "Wen Congyang, 2012-09-07" in told
    assert "verdict: as expected" in told
    assert told.endswith("1 of 1 findings as expected\n")


def test_the_table_has_a_row_for_each_and_lists_the_open_ones(capsys, monkeypatch):
    some = tuple(FINDINGS[letter] for letter in ("a2", "d", "n"))
    monkeypatch.setattr(finding, "all_findings", lambda: some)
    assert command.main([]) == 0
    table = capsys.readouterr().out
    assert re.search(r"^a2 .*stops: BUG in", table, re.M)
    assert re.search(r"^n .*isolate\(8, 16\) = 0 .*= -16 .*I1 at .*nobody", table, re.M)
    assert re.search(r"^d .*\n +open: needs two CPUs", table, re.M)
    assert table.endswith("2 of 2 findings as expected\n")


def test_a_finding_that_differs_makes_the_command_fail(capsys, monkeypatch):
    wrong = with_step(FINDINGS["n"], 3, expect={"ret": {"base": 0, "rfc-v2": 0}})
    monkeypatch.setattr(finding, "all_findings", lambda: (wrong, FINDINGS["a2"]))
    assert command.main([]) == 1
    table = capsys.readouterr().out
    assert "n on rfc-v2, step 3 ['isolate', 8, 16], ret: got -16, expected 0" in table
    assert table.endswith("1 of 2 findings as expected\n")


def test_programs_get_json(capsys):
    assert command.main(["n", "d", "--json"]) == 0
    d, n = json.loads(capsys.readouterr().out)
    assert (d["letter"], d["verdict"], d["status"]) == ("d", None, "open: needs two CPUs")
    assert n["figures"]["rfc-v2"] == ["isolate(8, 16) = -16"]
    assert n["broken"]["invariant"] == "I1"


def test_a_letter_that_is_none_is_one_clear_message(capsys):
    assert command.main(["b1", "zz"]) == 2
    streams = capsys.readouterr()
    assert streams.out == ""
    message = "python -m interp findings: there is no finding 'zz'; the findings are a1, a2, a3, b1"
    assert streams.err.startswith(message)
    assert streams.err.count("\n") == 1
