# SPDX-License-Identifier: MIT
"""What `#if` may ask: gcc, asked the same, has what is answered here with yes."""

import shutil
import subprocess

import pytest

from interp.lang.builtins import BUILTIN_CALLS
from interp.lang.questions import ATTRIBUTES, has


@pytest.mark.skipif(shutil.which("gcc") is None, reason="gcc is not installed")
def test_gcc_has_every_attribute_and_builtin_that_is_promised():
    asked = [("__has_attribute", name) for name in sorted(ATTRIBUTES)]
    asked += [("__has_builtin", name) for name in sorted(BUILTIN_CALLS)]
    lines = [
        f"#if !{question}({name})\n{number}\n#endif"
        for number, (question, name) in enumerate(asked)
    ]
    gcc = ["gcc", "-E", "-P", "-xc", "-"]
    told = subprocess.run(gcc, input="\n".join(lines), capture_output=True, text=True, check=True)
    assert [asked[int(number)] for number in told.stdout.split()] == []


@pytest.mark.parametrize(
    ("question", "name", "answer"),
    [
        ("__has_attribute", "packed", True),
        ("__has_attribute", "__packed__", True),
        ("__has_attribute", "vector_size", False),  # refused here
        ("__has_attribute", "nonsense", False),
        ("__has_builtin", "__builtin_expect", True),
        ("__has_builtin", "__builtin_offsetof", True),
        ("__has_builtin", "printf", False),
        ("__has_c_attribute", "deprecated", False),
    ],
)
def test_what_is_not_known_is_not_promised(question, name, answer):
    assert has(question, name) is answer
