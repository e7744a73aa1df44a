# SPDX-License-Identifier: MIT
"""The macros that are there from the start have the values that gcc gives them."""

import re
import subprocess

import pytest

from interp.lang.predefined import PREDEFINED
from tests.lang.compare import GCC, NO_GCC, output

OWN = {"__GNUC__", "__GNUC_MINOR__", "__GNUC_PATCHLEVEL__", "__VERSION__"}


def of_gcc():
    """Return gcc's own macros by name, with parameters if they have any."""
    command = [GCC, "-dM", "-E", "-std=gnu11", "-x", "c", "/dev/null"]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return dict(re.findall(r"^#define ([\w()]+) ?(.*)$", lines, re.M))


def value(name, text, macros):
    """Return a number and its suffix, the words of a type in order, or the text itself."""
    text = macros.get(text, text)
    number = re.fullmatch(r"(0x[0-9a-f]+|\d+)(\w*)", text)
    if number:
        return int(number[1], 0), number[2]
    return sorted(set(text.split()) - {"int"}) if name.endswith("TYPE__") else text


@pytest.mark.skipif(GCC is None, reason=NO_GCC)
def test_the_macros_are_those_of_gcc():
    theirs = of_gcc()
    for name in PREDEFINED.keys() - OWN:
        mine = value(name, PREDEFINED[name], PREDEFINED)
        assert mine == value(name, theirs[name], theirs), name


def test_push_macro_and_pop_macro_keep_a_definition():
    program = """
        #define A 1
        #pragma push_macro("A")
        #undef A
        #define A 2
        #pragma push_macro("B")
        #define B 4
        int inner = A + B;
        #pragma pop_macro("A")
        #pragma pop_macro("B")
        #ifndef B
        int main(void) { return 10 * inner + A; }
        #endif
    """
    assert output(program, "run") == "status 61\n"
