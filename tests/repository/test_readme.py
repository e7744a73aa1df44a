# SPDX-License-Identifier: MIT
"""What the README says is so: its commands, its map, its lessons, its links."""

import re

import nbformat
import pytest

from interp.__main__ import COMMANDS
from tests.repository.files import REPOSITORY, repository_files

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    """The text below a heading, up to the next."""
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", README, re.MULTILINE | re.DOTALL)
    assert found, f"no section {title}"
    return found.group(1)


def targets() -> set[str]:
    """The targets of the Makefile."""
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^(\w+):", makefile, re.MULTILINE))


def table(title: str) -> list[list[str]]:
    """The rows of the table in a section, without its heading."""
    rows = [line.strip("|").split("|") for line in section(title).splitlines() if line[:1] == "|"]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def test_the_two_commands_are_targets_of_the_makefile() -> None:
    commands = re.findall(r"^    make (\w+)", section("Two commands"), re.MULTILINE)
    assert commands == ["lab", "test"]
    assert set(commands) <= targets()


def test_every_target_that_make_explains_exists() -> None:
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    explained = re.findall(r"echo \"make (\w+)", makefile)
    assert explained
    assert set(explained) <= targets()


def test_the_map_shows_every_folder_at_the_top_and_every_room() -> None:
    names = [name.split("/") for name in repository_files()]
    folders = {f"{parts[0]}/" for parts in names if len(parts) > 1 and parts[0][0] != "."}
    rooms = {f"interp/{p[1]}/" for p in names if p[0] == "interp" and len(p) > 2}
    mapped = {row[0].strip("`") for row in table("Map")}
    assert folders | rooms <= mapped


@pytest.mark.parametrize("folder", [row[0].strip("`") for row in table("Map")])
def test_the_map_shows_only_what_is_there(folder: str) -> None:
    assert any(name.startswith(folder) for name in repository_files())


def test_the_table_of_lessons_is_the_folder_of_notebooks() -> None:
    written = {}
    for path in sorted((REPOSITORY / "notebooks").glob("*.ipynb")):
        if path.name.startswith("00-"):
            continue  # the index is no lesson
        title = nbformat.read(path, as_version=4).cells[0].source.splitlines()[0]
        written[str(int(path.name[:2]))] = title.removeprefix("# ")
    in_table = {
        number: re.sub(r"\[(.*)\]\(.*\)", r"\1", title) for number, title, _ in table("Lessons")
    }
    assert in_table == written


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#]+)", README))))
def test_link_leads_somewhere(target: str) -> None:
    assert re.match(r"https?://", target) or (REPOSITORY / target).exists()


@pytest.mark.parametrize(
    "path", sorted(set(re.findall(r"`([\w.]+/[\w./]*|[\w]+\.[a-z]{2,4})`", README)))
)
def test_path_in_the_text_exists(path: str) -> None:
    assert (REPOSITORY / path).exists()


@pytest.mark.parametrize(
    "arguments", re.findall(r"^    python -m interp (.+?)\s+#", README, re.MULTILINE)
)
def test_commands_and_their_files_exist(arguments: str) -> None:
    command, *patterns = arguments.split()
    assert command in COMMANDS
    assert [pattern for pattern in patterns if not list(REPOSITORY.glob(pattern))] == []
