# SPDX-License-Identifier: MIT
"""python -m interp: commands are found, others are refused."""

import subprocess
import sys
from pathlib import Path

import pytest

from interp.__main__ import COMMANDS, main

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("arguments", [[], ["orakel"]])
def test_an_unknown_command_brings_the_list(capsys, arguments):
    assert main(arguments) == 2
    told = capsys.readouterr().err
    assert all(f"    {name} " in told for name in COMMANDS)


def test_help_is_no_error(capsys):
    assert main(["--help"]) == 0
    assert "usage: python -m interp COMMAND" in capsys.readouterr().out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(capsys, name):
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    assert f"python -m interp {name}" in capsys.readouterr().out


def test_it_runs_from_the_shell():
    done = subprocess.run(
        [sys.executable, "-m", "interp", "oracle", "tests/oracle/named.jsonl"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "20 of 20 cases agree\n")
