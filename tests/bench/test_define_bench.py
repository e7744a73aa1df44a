# SPDX-License-Identifier: MIT
"""How long a function edited in a cell takes until it runs: `pytest tests/bench -k define`.

The first edit of a file reads and checks the file; later ones only the text of the cell.
"""

from __future__ import annotations

from interp.kernel import Machine


def test_define_again(benchmark) -> None:
    machine = Machine("rfc-v2")
    text = machine.source("isolate_free_page")
    machine.define(text)
    assert benchmark(machine.define, text) == ("isolate_free_page",)


def test_define_first(benchmark) -> None:
    text = Machine("rfc-v2").source("isolate_free_page")

    def fresh() -> tuple[tuple[Machine], dict[str, object]]:
        return (Machine("rfc-v2"),), {}

    names = benchmark.pedantic(lambda machine: machine.define(text), setup=fresh, rounds=5)
    assert names == ("isolate_free_page",)
