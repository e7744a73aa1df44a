# SPDX-License-Identifier: MIT
"""What a cell shows when something goes wrong: the report, and no traceback of Python's."""

import pytest
from IPython.core.interactiveshell import InteractiveShell

CELLS = {
    "Machine('rfc-v2').start_isolate_page_range(9, 16, 2)": "kernel BUG: at mm/page_isolation.c:",
    "Machine('rfc-v2').page(99)": "there is no page 99: the zone has the pfns 0 to 31",
    "Machine('nosuch')": "there is no tree 'nosuch'",
    "Machine('base', patches=['no diff here'])": "has no diff",
}


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_shows_the_report(cell: str, capsys: pytest.CaptureFixture[str]) -> None:
    shell = InteractiveShell()
    shell.run_cell(f"from interp.kernel import Machine\n{cell}")
    shown = capsys.readouterr().out
    assert CELLS[cell] in shown
    assert "Traceback" not in shown
