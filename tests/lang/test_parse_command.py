# SPDX-License-Identifier: MIT
"""`python -m interp parse`: what is only refused parses; what is no C is told by place."""

import pytest

from interp.lang import CError, compile_program
from interp.lang.parse_command import main
from tests.lang.compare import build

REFUSED = {
    'void f(void) { asm volatile ("nop" : : "r" (1) : "memory"); }': "inline assembly",
    'asm("nop");': "inline assembly",
    "double f(void);\nint g(void) { return f(); }": "floating point",
    "_Thread_local int own;": "thread-local",
    "_Atomic int shared;": "_Atomic",
    "int f(int n) { struct { int a[n]; } s; return sizeof s; }": "members of variable length",
    'int renamed(void) __asm__("other");\nint g(void) { return renamed(); }': "inline assembly",
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_refused_parses_and_is_refused_by_name(text, tmp_path, capsys):
    path = tmp_path / "refused.i"
    path.write_text(text)
    assert main([str(path)]) == 0
    with pytest.raises(CError, match=REFUSED[text]):
        compile_program(build(text))


def test_counts_and_tree(tmp_path, capsys):
    path = tmp_path / "small.c"
    path.write_text("__extension__ typedef long long wide;\nwide f(void) { return 1 + 2; }\n")
    assert main([str(path), "--tree"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(f"{path}: 18 tokens, 2 lines, 1 declarations, 1 functions\n")
    assert "Binary '+' 2:25" in shown


def test_all_errors_and_status_65(tmp_path, capsys):
    path = tmp_path / "wrong.c"
    path.write_text("int a = ;\nint b;\nint c = ;\n")
    assert main([str(path)]) == 65
    shown = capsys.readouterr().err
    assert "wrong.c:1:9: error" in shown and "wrong.c:3:9: error" in shown


def test_no_file_and_no_argument(capsys):
    assert main(["there/is/none.c"]) == 66
    assert main([]) == 2
