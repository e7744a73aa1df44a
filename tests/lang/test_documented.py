# SPDX-License-Identifier: MIT
"""docs/checks.md: a section for each kind of fault, whose programs do what the page says."""

import re
from pathlib import Path

import pytest

from interp.machine.faults import Fault, FaultKind
from tests.lang.compare import build, call, process_of

PAGE = Path(__file__).parents[2] / "docs" / "checks.md"
SECTIONS = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", PAGE.read_text(), re.M | re.S))
WITHOUT_EXAMPLE = {"LIST", "PANIC", "MEMORY"}  # the kernel's C, or the host's memory, is needed
WITHOUT_TWIN = {"LOCK_NOT_HELD", "BUG"}  # their twins are those of other locks, or say nothing


def programs(name):
    return re.findall(r"```c\n(.*?)\n```", SECTIONS[name], re.S)


def run(program):
    process = process_of(build(program + "\n"))
    process.step_budget = 20_000
    return call(process, "run")


def without_numbers(text):
    """A report without what depends on the layout of memory, and on how deep Python can call."""
    text = re.sub(r"\.\.\. \d+ more calls", "... many more calls", text)
    return re.sub(r"0xffff8880[0-9a-f]{8}", "0xffff8880........", text)


@pytest.mark.parametrize("kind", FaultKind, ids=lambda kind: kind.name)
def test_each_kind_has_a_section_with_its_title_and_rule(kind):
    assert f"`{kind.title}` ({kind.rule})" in SECTIONS[kind.name]


@pytest.mark.parametrize("name", sorted(SECTIONS.keys() - WITHOUT_EXAMPLE))
def test_the_example_is_reported_as_shown(name):
    (shown,) = re.findall(r"```text\n(.*?)\n```", SECTIONS[name], re.S)
    with pytest.raises(Fault) as caught:
        run(programs(name)[0])
    assert caught.value.kind is FaultKind[name]
    assert without_numbers(str(caught.value)) == shown


@pytest.mark.parametrize("name", sorted(SECTIONS.keys() - WITHOUT_EXAMPLE - WITHOUT_TWIN))
def test_the_twin_runs_through(name):
    assert run(programs(name)[1]) == 0


def test_only_known_sections_go_without_programs():
    assert {name for name in SECTIONS if not programs(name)} == WITHOUT_EXAMPLE
    assert {name for name in SECTIONS if len(programs(name)) == 1} == WITHOUT_TWIN
