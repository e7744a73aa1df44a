# SPDX-License-Identifier: MIT
"""How fast C is parsed, with the place of every token, beside pycparser.

Both read the measured programs again and again as one preprocessed text; `extra_info` has the
lines a second. `python -m tests.bench.test_parsing_bench` prints both, and their ratio.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pycparser
import pytest

from interp.lang.compile import compiling
from interp.lang.parser import parse_all
from interp.lang.preprocessor import Preprocessor
from tests.bench.programs import TEXT

PARTS = 20


def of_interp(text: str) -> int:
    with compiling():
        tokens = Preprocessor(lambda path: None, ()).run_text("bench.i", text)
        parsed = parse_all(tokens)
    assert not parsed.problems
    return len(parsed.nodes)


def of_pycparser(text: str) -> int:
    return len(pycparser.CParser().parse(text, "bench.i").ext)


PARSERS: dict[str, Callable[[str], int]] = {"interp": of_interp, "pycparser": of_pycparser}


@pytest.mark.parametrize("name", PARSERS)
def test_parse(benchmark: Any, name: str) -> None:
    benchmark.group = "parse"
    text = TEXT * PARTS
    assert benchmark.pedantic(PARSERS[name], (text,), rounds=3, warmup_rounds=1) > PARTS
    if benchmark.stats is not None:
        benchmark.extra_info["lines a second"] = text.count("\n") / benchmark.stats["min"]


def test_both_find_as_many_declarations() -> None:
    assert of_interp(TEXT) == of_pycparser(TEXT)


def lines_a_second(name: str, text: str) -> float:
    """Of CPU time, the best of three."""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        PARSERS[name](text)
        best = min(best, time.process_time() - start)
    return text.count("\n") / best


if __name__ == "__main__":
    rates = {name: lines_a_second(name, TEXT * PARTS) for name in PARSERS}
    for parser, rate in rates.items():
        print(f"{parser:10} {rate:8.0f} lines a CPU second")
    print(f"pycparser / interp {rates['pycparser'] / rates['interp']:.2f}")
