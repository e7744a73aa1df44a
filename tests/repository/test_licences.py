# SPDX-License-Identifier: MIT
"""Every file has a licence: in a line of its own or by REUSE.toml."""

import re
import tomllib
from pathlib import PurePosixPath

from tests.repository.files import REPOSITORY, repository_files, text_of

# REUSE-IgnoreStart
LINE = re.compile(r"^\W*SPDX-License-Identifier:\s*(.+?)\s*(?:\*/|-->|\"\"\")?$", re.MULTILINE)
# REUSE-IgnoreEnd


def matches(name: str, pattern: str) -> bool:
    """Whether REUSE's pattern covers the file: ``**`` is any path, ``*`` any name."""
    expression = re.escape(pattern).replace(r"\*\*", ".*").replace(r"\*", "[^/]*")
    return re.fullmatch(expression, name) is not None


def licence_by_table(name: str) -> str | None:
    """The licence that the last fitting entry of REUSE.toml gives."""
    table = tomllib.loads((REPOSITORY / "REUSE.toml").read_text(encoding="utf-8"))
    licence = None
    for entry in table["annotations"]:
        paths = entry["path"] if isinstance(entry["path"], list) else [entry["path"]]
        if any(matches(name, path) for path in paths):
            licence = entry["SPDX-License-Identifier"]
    return licence


def can_carry_a_line(name: str) -> bool:
    """Whether files of this kind have comments (a quoted mail or patch is left as it came)."""
    return PurePosixPath(name).suffix in {
        ".py",
        ".c",
        ".h",
        ".lark",
        ".js",
        ".css",
        ".toml",
        ".yml",
    }


def own_licence(name: str) -> str | None:
    """The licence that a file names itself (at its end, where a patch wants its first line)."""
    found = LINE.search(text_of(name) or "") if can_carry_a_line(name) else None
    return found.group(1) if found else None


def licence_of(name: str) -> str | None:
    """The licence that a file names itself, else the one of the table."""
    return own_licence(name) or licence_by_table(name)


def test_every_file_has_one_of_the_two_licences() -> None:
    licences = {name: licence_of(name) for name in repository_files()}
    assert {n: what for n, what in licences.items() if what not in {"MIT", "GPL-2.0-only"}} == {}


def test_every_source_file_names_its_licence_itself() -> None:
    sources = [name for name in repository_files() if can_carry_a_line(name)]
    assert sources
    assert [name for name in sources if own_licence(name) is None] == []


def test_patches_are_under_the_kernels_licence() -> None:
    quoted = [name for name in repository_files() if name.startswith("patches/")]
    assert quoted
    assert {licence_of(name) for name in quoted} == {"GPL-2.0-only"}


def test_notebooks_quote_the_patches_and_share_their_licence() -> None:
    assert licence_by_table("notebooks/01-any.ipynb") == "GPL-2.0-only"


def test_the_program_is_under_the_permissive_licence() -> None:
    program = [name for name in repository_files() if name.startswith("interp/")]
    assert {licence_of(name) for name in program} == {"MIT"}


def test_the_text_of_each_licence_is_there_and_no_other() -> None:
    texts = {name for name in repository_files() if name.startswith("LICENSES/")}
    used = {licence_of(name) for name in repository_files()}
    assert texts == {f"LICENSES/{licence}.txt" for licence in used}


def test_pattern_of_the_table() -> None:
    assert matches("docs/a/b.png", "docs/**")
    assert matches("docs/b.png", "docs/*")
    assert not matches("docs/a/b.png", "docs/*")
    assert not matches("other/docs/b.png", "docs/**")
