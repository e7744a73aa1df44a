# SPDX-License-Identifier: MIT
"""pyproject.toml, environment.yml and constraints.txt speak of the same packages."""

import re
import tomllib
from collections.abc import Iterator

import pytest
import yaml
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from tests.repository.files import REPOSITORY

PYTHONS = ("3.11.7", "3.12.1", "3.13.0")


def project() -> dict[str, object]:
    text = (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")
    table: dict[str, object] = tomllib.loads(text)["project"]
    return table


def wanted() -> dict[str, SpecifierSet]:
    """What pyproject.toml wants: package -> range."""
    table = project()
    core, extras = table["dependencies"], table["optional-dependencies"]
    assert isinstance(core, list)
    assert isinstance(extras, dict)
    found = map(Requirement, [*core, *(text for extra in extras.values() for text in extra)])
    return {canonicalize_name(r.name): r.specifier for r in found}


def conda() -> tuple[list[str], list[str]]:
    """What environment.yml lists: the packages of conda, and those of pip in it."""
    table = yaml.safe_load((REPOSITORY / "environment.yml").read_text(encoding="utf-8"))
    listed = table["dependencies"]
    inner = next(entry["pip"] for entry in listed if isinstance(entry, dict))
    return [entry for entry in listed if isinstance(entry, str)], inner


def pins() -> Iterator[Requirement]:
    """The lines of constraints.txt."""
    text = (REPOSITORY / "constraints.txt").read_text(encoding="utf-8")
    return (Requirement(line) for line in text.splitlines() if not line.startswith("#"))


def pins_for(python: str) -> dict[str, str]:
    """Package -> version for one version of Python on Linux."""
    minor = ".".join(python.split(".")[:2])
    here = {
        **default_environment(),
        "python_full_version": python,
        "python_version": minor,
        "sys_platform": "linux",
        "platform_system": "Linux",
        "os_name": "posix",
    }
    valid = [p for p in pins() if p.marker is None or p.marker.evaluate(here)]
    assert len(valid) == len({p.name for p in valid}), "a package has two versions"
    return {canonicalize_name(p.name): str(p.specifier).removeprefix("==") for p in valid}


def test_every_wanted_package_has_a_range() -> None:
    assert [name for name, specifier in wanted().items() if len(specifier) != 2] == []


def test_environment_yml_lists_the_same_packages_and_ranges() -> None:
    from_conda, from_pip = conda()
    listed = [Requirement(entry) for entry in (*from_conda, *from_pip) if entry[0] != "-"]
    ranges = {canonicalize_name(r.name): r.specifier for r in listed}
    python = ranges.pop("python")
    assert str(python) == project()["requires-python"]
    assert str(ranges.pop("pip")) == ""
    assert ranges == wanted()


def test_environment_yml_installs_the_project_itself() -> None:
    assert "--editable ." in conda()[1]


@pytest.mark.parametrize("python", PYTHONS)
def test_pins_satisfy_the_ranges(python: str) -> None:
    chosen = pins_for(python)
    wrong = {
        name: chosen.get(name) for name, s in wanted().items() if chosen.get(name, "0") not in s
    }
    assert wrong == {}


def test_every_pin_is_one_exact_version() -> None:
    assert [str(p) for p in pins() if not re.fullmatch(r"==[\w.!+]+", str(p.specifier))] == []


def test_pins_name_no_place() -> None:
    text = (REPOSITORY / "constraints.txt").read_text(encoding="utf-8")
    assert re.findall(r"\S*(?:://|--\w*index|--find-links|--hash)\S*", text) == []
