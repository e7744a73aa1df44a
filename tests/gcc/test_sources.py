# SPDX-License-Identifier: MIT
"""The modelled sources as C: what compilers say of them, and that they keep to their subset."""

import re

import pytest

from interp.review import source_tree
from tests.gcc.driver import TREES, Config, build_player

BUILTINS = {
    "__builtin_expect",
    "__builtin_offsetof",
    "__builtin_types_compatible_p",
    "__builtin_constant_p",
}
CONFIGURATIONS = {
    "small": Config(),
    "one cpu": Config(cpus=1),
    "cma and holes": Config(cma=True, holes=True),
    "x86-64": Config(max_order=11, pageblock_order=9),
}


def without_comments(text):
    return re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.DOTALL)


def warnings_in(text):
    return [line for line in text.splitlines() if "warning:" in line]


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_base_compiles_without_a_warning(name, workshop):
    assert warnings_in(workshop.player("base", CONFIGURATIONS[name]).warnings) == []


@pytest.mark.parametrize("tree", ["v3.7", "v3.7+wen"])
def test_later_trees_compile_without_a_warning(tree, workshop):
    assert warnings_in(workshop.player(tree, CONFIGURATIONS["small"]).warnings) == []


@pytest.mark.parametrize(
    "option", ["-DCONFIG_HIGHMEM=1", "-UCONFIG_DEBUG_VM", "-UCONFIG_DEBUG_LIST"]
)
def test_base_compiles_with_other_switches(option, tmp_path, workshop):
    player = build_player(source_tree("base").files, Config(), tmp_path, options=[option])

    assert warnings_in(player.warnings) == []


def test_the_patch_brings_one_warning_of_its_own(workshop):
    [warning] = warnings_in(workshop.player("rfc-v2", Config()).warnings)

    assert "mm/page_alloc.c" in warning
    assert "zone" in warning
    assert "unused-but-set-variable" in warning


@pytest.mark.parametrize("tree", TREES)
def test_a_sanitizer_finds_nothing_in_a_whole_cycle(tree, sanitizing_workshop):
    steps = [
        ["boot", 32, 6, 2],
        ["layout", [12, 20], [9]],
        ["free_pfn", 9, 0],
        ["offline", 8, 16],
        ["online", 8, 8],
        ["hotadd", 32, 40],
        ["online", 32, 8],
        ["state"],
    ]

    [answers] = sanitizing_workshop.player(tree, Config()).play([{"steps": steps}])

    assert len(answers) == len(steps)
    assert "bug" not in answers[-1]


@pytest.mark.parametrize("path", sorted(source_tree("base").files))
def test_a_source_file_keeps_to_the_subset(path):
    code = without_comments(source_tree("base").read(path))

    assert set(re.findall(r"__builtin_\w+", code)) <= BUILTINS
    assert not re.search(r"\b(__asm__|float|double|_Generic|__attribute__|__label__)\b", code)
    assert not re.search(r"\basm\s*(volatile)?\s*\(|goto\s*\*|=\s*&&", code)


@pytest.mark.parametrize("path", sorted(source_tree("base").files))
def test_a_source_file_says_what_it_models(path):
    text = source_tree("base").read(path)

    assert "SPDX-License-Identifier: GPL-2.0-only" in text
    if path.endswith(".c"):
        assert "\n * Models: " in text
