# SPDX-License-Identifier: MIT
"""The scripts behind `make`: what they say of a missing piece, and what they would start."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import lab, test
from scripts.jupyter_home import jupyter_environment
from tests.repository.files import REPOSITORY

Clone = Path

# Programs that scripts/environment uses; the PATH of these tests has them and what a test adds.
TOOLS = ("sh", "cksum", "head", "cat", "dirname", "mkdir", "rm", "sed")

# An interpreter as an old machine has it, as Debian without python3-venv has it, as a shim is.
TOO_OLD = "exit 1"
WITHOUT_ENSUREPIP = 'case "$2" in *ensurepip*) exit 1;; *print*) echo 3.12;; esac'
SHIM = 'echo "pyenv: python3.13: command not found" >&2; exit 127'

# One that makes a .venv whose own interpreter notes how it was called.
WHOLE = """case "$*" in
    *venv*) for folder do :; done; mkdir -p "$folder/bin"; cp "$0" "$folder/bin/python";;
esac
echo "$@" >>"$LOG"
"""
UV = """case "$1" in
    venv) for folder do :; done; mkdir -p "$folder/bin"; cp "$WHOLE" "$folder/bin/python";;
esac
echo uv "$@" >>"$LOG"
"""


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    """What scripts/environment needs of the repository, at a path with spaces."""
    top = tmp_path / "a path with spaces"
    (top / "scripts").mkdir(parents=True)
    (top / "bin").mkdir()
    shutil.copy(REPOSITORY / "scripts" / "environment", top / "scripts")
    for name in ("pyproject.toml", "constraints.txt"):
        shutil.copy(REPOSITORY / name, top)
    for tool in (*TOOLS, "cp"):
        found = shutil.which(tool)
        assert found
        (top / "bin" / tool).symlink_to(found)
    return top


def add_program(clone: Clone, name: str, script: str) -> Path:
    program = clone / "bin" / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return program


def make_environment(clone: Clone, python: str = "") -> subprocess.CompletedProcess[str]:
    variables = {
        "PATH": str(clone / "bin"),
        "PYTHON": python,
        "LOG": str(clone / "log"),
        "WHOLE": str(clone / "bin" / "python3"),
    }
    command = ["sh", str(clone / "scripts" / "environment")]
    return subprocess.run(command, env=variables, capture_output=True, text=True, check=False)


def log(clone: Clone) -> str:
    path = clone / "log"
    return path.read_text() if path.exists() else ""


@pytest.mark.parametrize("interpreter", [None, TOO_OLD, SHIM])
def test_no_python_is_named_with_what_to_install(clone: Clone, interpreter: str | None) -> None:
    if interpreter:
        add_program(clone, "python3.13", interpreter)
    ended = make_environment(clone)
    assert ended.returncode == 1
    assert "Python 3.11 or newer is needed" in ended.stderr
    for system in ("Debian", "Fedora", "macOS"):
        assert system in ended.stderr


def test_no_venv_module_is_named_with_what_to_install(clone: Clone) -> None:
    add_program(clone, "python3", WITHOUT_ENSUREPIP)
    ended = make_environment(clone)
    assert ended.returncode == 1
    assert "without its venv and ensurepip modules" in ended.stderr
    assert "apt-get install python3.12-venv" in ended.stderr


def test_python_asked_for_must_run(clone: Clone) -> None:
    add_program(clone, "python3", WHOLE)
    ended = make_environment(clone, python="python9")
    assert ended.returncode == 1
    assert "PYTHON=python9" in ended.stderr


def test_a_shim_is_passed_over(clone: Clone) -> None:
    add_program(clone, "python3.13", SHIM)
    add_program(clone, "python3", WHOLE)
    ended = make_environment(clone)
    assert ended.returncode == 0, ended.stderr
    assert "with pip and python3" in ended.stdout
    assert "-m pip install" in log(clone)
    assert "--constraint constraints.txt" in log(clone)


def test_uv_is_used_where_it_is(clone: Clone) -> None:
    add_program(clone, "python3", WHOLE)
    add_program(clone, "uv", UV)
    ended = make_environment(clone)
    assert ended.returncode == 0, ended.stderr
    assert "with uv" in ended.stdout
    assert "uv pip install" in log(clone)
    assert "-m pip" not in log(clone)


def test_nothing_is_done_twice(clone: Clone) -> None:
    add_program(clone, "python3", WHOLE)
    assert make_environment(clone).stdout != ""
    once = log(clone).count("pip install")
    assert make_environment(clone).stdout == ""
    assert log(clone).count("pip install") == once == 2  # the packages, and drgn


def test_other_packages_bring_the_environment_up_to_date(clone: Clone) -> None:
    add_program(clone, "python3", WHOLE)
    make_environment(clone)
    (clone / "constraints.txt").write_text("lark==1.3.0\n")
    make_environment(clone)
    assert log(clone).count("pip install") == 4  # each time the packages, and drgn
    assert log(clone).count("-m venv") == 1


def test_other_settings_of_a_tool_change_no_package(clone: Clone) -> None:
    add_program(clone, "python3", WHOLE)
    make_environment(clone)
    text = (clone / "pyproject.toml").read_text()
    (clone / "pyproject.toml").write_text(text.replace("line-length = 100", "line-length = 99"))
    assert make_environment(clone).stdout == ""


def test_an_environment_that_was_moved_is_made_anew(clone: Clone) -> None:
    add_program(clone, "python3", WHOLE)
    make_environment(clone)
    moved = clone.rename(clone.with_name("elsewhere"))
    make_environment(moved)
    assert log(moved).count("-m venv") == 2


def test_lab_opens_at_the_first_lesson(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lab, "can_open_a_browser", lambda: False)
    first = REPOSITORY / "notebooks" / "01-a b.ipynb"
    command = lab.lab_command(first, ["--port=9999"])
    assert "--LabApp.default_url=/lab/tree/notebooks/01-a%20b.ipynb" in command
    assert "--no-browser" in command
    assert command[-1] == "--port=9999"


def test_root_is_let_in(monkeypatch: pytest.MonkeyPatch) -> None:
    for user, allowed in ((0, True), (1000, False)):
        monkeypatch.setattr(os, "geteuid", lambda user=user: user)
        command = lab.lab_command(REPOSITORY / "notebooks" / "01.ipynb", [])
        assert ("--allow-root" in command) is allowed


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a screen")
def test_no_screen_no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    assert not lab.can_open_a_browser()
    monkeypatch.setenv("DISPLAY", ":0")
    assert lab.can_open_a_browser()


def test_jupyter_keeps_to_its_own_folder(tmp_path: Path) -> None:
    variables = jupyter_environment(tmp_path)
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
        assert Path(variables[name]).is_relative_to(tmp_path)


def test_a_check_fails_if_one_of_its_commands_fails(capfdbinary: object) -> None:
    def ends_with(status: int) -> tuple[str, ...]:
        return (sys.executable, "-c", f"raise SystemExit({status})")

    good = test.Check("good", "", (ends_with(0), ends_with(0)))
    bad = test.Check("bad", "", (ends_with(3), ends_with(0)))
    assert test.perform(good, dict(os.environ)).passed
    assert not test.perform(bad, dict(os.environ)).passed


def test_the_report_ends_with_the_closing_lines_of_pytest(
    capsys: pytest.CaptureFixture[str],
) -> None:
    closing = "===== 2 passed, 1 skipped in 0.10s ====="
    check = test.Check("tests", "", ())
    other = test.Check("types", "", ())
    test.report([test.Result(check, True, 1, closing), test.Result(other, False, 1, None)])
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == closing
    assert "types      FAILED      1 s" in lines


def test_the_closing_line_is_found_in_colour() -> None:
    line = "\\x1b[32m========= \\x1b[1m3 passed\\x1b[0m in 0.01s =========\\x1b[0m"
    status, closing = test.run((sys.executable, "-c", f"print('{line}')"), dict(os.environ))
    assert status == 0
    assert closing == "========= 3 passed in 0.01s ========="


def test_unknown_check_is_named() -> None:
    with pytest.raises(SystemExit, match=r"no check named speed; there are style, types, rooms"):
        test.chosen(["speed"])
