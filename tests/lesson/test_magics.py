# SPDX-License-Identifier: MIT
"""The magics in a shell as a notebook has it: what they show, and what they say to wrong use."""

import re
from typing import Any

import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell

from interp.kernel import KernelRecording, Machine
from interp.lesson import Stepper

CALL = "start_isolate_page_range(8, 16, MIGRATE_MOVABLE)"
HUNK = """%%hunk repaired
diff --git a/mm/page_isolation.c b/mm/page_isolation.c
--- a/mm/page_isolation.c
+++ b/mm/page_isolation.c
"""


@pytest.fixture
def shell() -> InteractiveShell:
    made = InteractiveShell()
    made.run_line_magic("load_ext", "interp")
    made.run_cell("%boot rfc-v2")
    return made


def result(shell: InteractiveShell, cell: str) -> Any:
    ran = shell.run_cell(cell)
    assert ran.success
    return ran.result


def test_boot_step_and_record(shell: InteractiveShell) -> None:
    assert isinstance(shell.user_ns["m"], Machine)
    assert isinstance(result(shell, f"%step {CALL}"), Stepper)
    assert isinstance(
        result(shell, f"first = 8\n%record undo = m.undo_{CALL[6:]}"), KernelRecording
    )
    assert "undo" in shell.user_ns


def test_reports(shell: InteractiveShell, capsys: pytest.CaptureFixture[str]) -> None:
    assert "verified" in repr(result(shell, "%kmem"))
    assert "Isolate" not in repr(result(shell, "%pagetypeinfo m"))
    result(shell, "%source isolate_free_page")
    assert "set_page_refcounted(page);" in capsys.readouterr().out


def test_layout(shell: InteractiveShell) -> None:
    shown = repr(result(shell, "%layout struct page"))
    assert "atomic_t _count;" in shown
    assert "/* size: 48, cachelines: 1, members: 6 */" in shown
    assert repr(result(shell, "%layout page.lru")).startswith("page.lru: offset 32, 16 bytes")
    assert "hole" in repr(result(shell, "%layout zone"))
    assert "NR_FREE_PAGES = 0," in repr(result(shell, "%layout enum zone_stat_item"))


def a_diff(shell: InteractiveShell) -> str:
    lines = shell.user_ns["m"].tree.read("mm/page_isolation.c").split("\n")
    at = next(i for i, line in enumerate(lines) if "set_page_refcounted(page);" in line)
    body = [f" {lines[i]}" for i in range(at - 3, at)]
    body += [f"-{lines[at]}", *(f" {lines[i]}" for i in range(at + 1, at + 4))]
    return "\n".join([f"@@ -{at - 2},7 +{at - 2},6 @@", *body, ""])


def test_a_diff_of_the_notebook_boots_a_machine(shell: InteractiveShell) -> None:
    machine = result(shell, HUNK + a_diff(shell))
    assert machine is shell.user_ns["repaired"] is not shell.user_ns["m"]
    machine.start_isolate_page_range(8, 16, "MIGRATE_MOVABLE")
    assert int(machine.page(8)._count.counter) == 0


def test_a_diff_of_the_notebook_goes_onto_the_running_machine(shell: InteractiveShell) -> None:
    machine = shell.user_ns["m"]
    machine.start_isolate_page_range(24, 28, "MIGRATE_MOVABLE")
    shown = repr(result(shell, (HUNK + a_diff(shell)).replace(" repaired", "")))
    assert "mm/page_isolation.c: changed\n  hunk 1 at line" in shown
    assert shown.endswith("runs anew: isolate_free_page()")
    machine.start_isolate_page_range(8, 16, "MIGRATE_MOVABLE")
    counts = [int(machine.page(pfn)._count.counter) for pfn in (24, 8)]
    assert counts == [1, 0]  # the first was isolated by the old function, the second by the new


def test_c_of_a_cell_runs(shell: InteractiveShell, capsys: pytest.CaptureFixture[str]) -> None:
    cell = "%%c\nint twice(int number)\n{\n\treturn 2 * number / (number - 3);\n}\n"
    result(shell, cell)
    assert "defined: int twice(int number);" in capsys.readouterr().out
    assert result(shell, "m.twice(4)") == 8
    result(shell, cell.replace("2 *", "3 *"))
    assert "replaced: int twice(int number);" in capsys.readouterr().out
    assert result(shell, "m.twice(4)") == 12
    assert not shell.run_cell("m.twice(3)").success
    report = capsys.readouterr().out
    assert "division by zero" in report
    assert ":4:" in report and "cell [" in report


def test_messages_name_the_number_beside_the_cell(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        ran = shell.run_cell("%%c\nint odd(void) { return x; }", store_history=True)
        assert f"cell [{ran.execution_count}]:2:24: error" in capsys.readouterr().out


def test_what_c_lets_pass_is_told_under_the_cell(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    result(shell, "%%c\nint *odd(void)\n{\n\treturn 5;\n}\n")
    said = capsys.readouterr().out
    assert said.startswith("defined: int *odd(void);\ncell [")
    assert ":4:2: warning: a number ('int') is returned as 'int *' without a cast" in said
    result(shell, "%%c\nint even(void)\n{\n\treturn 4;\n}\n")
    assert "warning" not in capsys.readouterr().out


LAYOUT = """%%hunk
--- a/include/linux/mm_types.h
+++ b/include/linux/mm_types.h
@@ -16,2 +16,3 @@
 struct page {
+\tunsigned long more;
 \tunsigned long flags;\t\t/* page flags; zone in the top bits */
"""

WRONG = {
    "%%c\nint f(void)\n{\n\treturn nosuch;\n}": "]:4:9: error: 'nosuch'",
    "%step": "is not a call; for example: %step",
    "%step no_such()": "has no function 'no_such()'",
    "%record drain_all_pages()": "%record takes a variable and a call",
    "%layout struct pgae": "did you mean 'struct page'?",
    "%layout page.flag": "has no member 'flag'; did you mean 'flags'?",
    "%kmem other": "'other' is no machine; the machines are m",
    "%boot v9": "there is no tree 'v9'",
    "%%hunk\nno diff": "has no diff",
    LAYOUT: "changes its layout: boot a new machine",
    HUNK + "@@ -1,2 +1,1 @@\n-not there\n here\n": "does not apply",
}


@pytest.mark.parametrize("cell", WRONG)
def test_wrong_use_gets_one_clear_message(
    shell: InteractiveShell, cell: str, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert not shell.run_cell(cell).success
    shown = capsys.readouterr().out
    assert WRONG[cell] in shown
    assert "Traceback" not in shown


def completed(shell: InteractiveShell, text: str) -> list[str]:
    with provisionalcompleter():
        found = list(shell.Completer.completions(text, len(text)))
    return [text[: each.start] + each.text for each in found]


COMPLETED = {
    "%%c\nint f(struct page *p)\n{\n\tp->lr": "lru",
    "%%c m\nint f(struct page *p)\n{\n\tp->lru.ne": "next",
    "%%c\nint f(void)\n{\n\treturn MIGRATE_ISOL": "MIGRATE_ISOLATE",
    "%%c\nint f(struct pag": "page",
    "%step start_isolate_page_r": "start_isolate_page_range",
    "%step m.start_isolate_page_r": "start_isolate_page_range",
    "x = 1\n%step drain_all_pages()\n%step undo_isolate_pageb": "undo_isolate_pageblocks",
    "%step start_isolate_page_range(8, 16, MIGRATE_MOV": "MIGRATE_MOVABLE",
    "%record r = undo_isolate_pageb": "undo_isolate_pageblocks",
    "%layout struct pag": "page",
    "%layout page.lru.ne": "next",
    "%source isolate_fr": "isolate_free_page",
    "%boot rfc-": "rfc-v2",
}


@pytest.mark.parametrize("text", COMPLETED)
def test_c_is_completed(shell: InteractiveShell, text: str) -> None:
    word = re.split(r"[^\w-]", text)[-1]
    assert completed(shell, text)[0] == text.removesuffix(word) + COMPLETED[text]


def test_members_are_offered_behind_an_arrow(shell: InteractiveShell) -> None:
    cell = "%%c\nint f(struct page *p)\n{\n\tp->"
    offered = {text.removeprefix(cell) for text in completed(shell, cell)}
    assert offered == {"flags", "lru", "mapping", "private", "_count", "_mapcount"}


def test_python_is_completed_as_before(shell: InteractiveShell) -> None:
    shell.user_ns["some_long_name"] = 1
    assert "some_long_name" in completed(shell, "some_lo")
    assert all("Error" in name for name in completed(shell, "%%c\nint f(void) { ZeroDiv"))
    assert "contig_page_data" in shell.user_ns["m"]._ipython_key_completions_()
