# SPDX-License-Identifier: MIT
"""Every line that the patch adds and that can run, does run."""

import re

import pytest

from interp.kernel import Machine
from interp.kernel.coverage import Coverage, add_direct_calls, coverage_of, main
from tests.kernel.trees import FILES, MOVABLE, all_cases, case_named, tree

HOTPLUG = {"offline", "online", "hotadd"}


@pytest.fixture(scope="module")
def all_that_runs():
    cases = [case for case in all_cases() if not case.name.startswith("x86")]
    found = coverage_of(cases, tree("rfc-v2"))
    add_direct_calls(found)
    return found


def test_every_added_line_that_can_run_has_run(all_that_runs):
    assert [(line.path, line.number) for line in all_that_runs.missing()] == []


def test_every_other_line_has_a_reason(all_that_runs):
    reasons = {line.reason for line in all_that_runs.lines if not line.executable}
    assert reasons == {
        "blank",
        "brace",
        "comment",
        "declaration",
        "label",
        "never: the loop ends there",
        "only with CONFIG_HIGHMEM",
        "preprocessor",
    }


def test_without_hotplug_only_what_hotplug_calls_does_not_run():
    cases = [case for case in all_cases() if not HOTPLUG & {step[0] for step in case.steps}]
    found = coverage_of(cases, tree("rfc-v2"))

    missing = found.missing("mm/page_isolation.c", "mm/page_alloc.c")

    assert {function_at(line) for line in missing if line.patch == "rfc-v2"} == {
        "__free_pages_ok",  # a chunk, not a page, freed into an isolated block
        "delete_from_isolated_list",
        "undo_isolate_pageblocks",
    }


def function_at(line):
    for emitted in Machine(tree("rfc-v2")).kernel.functions.values():
        here = emitted.location.file == line.path
        if here and emitted.location.line <= line.number <= emitted.end.line:
            return emitted.name
    return None


def test_what_did_not_run_is_marked():
    found = coverage_of([case_named("boot-lists")], tree("rfc-v2"))
    marks = {line.text.strip(): line.mark for line in found.lines}

    assert marks["set_page_refcounted(page);"] == "NOT RUN"
    assert marks["if (likely(migratetype != MIGRATE_ISOLATE))"] == "ran"
    assert marks["LIST_HEAD(isolated_pages);"] == "declaration"


def test_recordings_count_too():
    machine = Machine(tree("rfc-v2"))
    recording = machine.record("start_isolate_page_range", 8, 16, MOVABLE)
    found = Coverage(tree("rfc-v2")).add(machine, recording)

    marks = {line.text.strip(): line.mark for line in found.lines}

    assert marks["set_page_refcounted(page);"] == "ran"
    assert marks["free_isolated_pageblock(page);"] == "NOT RUN"


def test_the_command_shows_every_hunk(capsys, tmp_path):
    named = next(path for path in FILES if path.stem == "named")
    line = next(t for t in named.read_text().splitlines() if '"boot-lists"' in t)
    path = tmp_path / "cases.jsonl"
    path.write_text(line, encoding="utf-8")

    assert main([str(path), "--only-cases"]) == 1

    out = capsys.readouterr().out
    assert "mm/page_alloc.c, hunk 2 of rfc-v2: " in out
    assert re.search(r"^  ran +\d+ \+\tif \(likely\(migratetype != MIGRATE_ISOLATE\)\)$", out, re.M)
    assert out.splitlines()[-1].split()[0] == "mm/page_isolation.c"


def test_bad_input_is_one_message(capsys, tmp_path):
    assert main([str(tmp_path / "none.jsonl")]) == 2
    assert "python -m interp coverage: " in capsys.readouterr().err
