# SPDX-License-Identifier: MIT
"""Columns say of each point what a column with an entry for every point would say."""

from __future__ import annotations

import itertools
from array import array
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interp.machine import columns
from interp.machine.columns import Numbers, Returns, Stretches, Values

SMALL = st.lists(st.integers(0, 3), min_size=1, max_size=30)


@given(SMALL)
def test_stretches_are_the_column_that_they_are_made_from(plain: list[int]) -> None:
    found = Stretches.of(plain)
    assert list(found) == plain and len(found) == len(plain)
    assert [found[i] for i in range(len(plain))] == plain
    assert found[-1] == plain[-1] and found[1:] == plain[1:]
    assert len(found.starts) == 1 + sum(a != b for a, b in itertools.pairwise(plain))
    assert Stretches.of(found) is found


def test_of_stretches_that_begin_at_one_point_the_last_counts() -> None:
    found = Stretches(array("I", [0, 2, 2, 3]), [5, 6, 7, 8], 4)
    assert list(found) == [found[i] for i in range(4)] == [5, 5, 7, 8]


# A run: how many points there are, and which of them have a row.
RUNS = st.lists(st.lists(st.booleans(), min_size=1, max_size=12), min_size=1, max_size=6)


@pytest.mark.parametrize("near", [2, 64])
def test_values_are_those_of_the_last_row_of_the_call(
    near: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "NEAR", near)

    @given(RUNS, st.lists(st.booleans(), min_size=6, max_size=6))
    def check(runs: list[list[bool]], goes_on: list[bool]) -> None:
        rows: list[Any] = []
        starts, before, expected = array("I"), array("i"), []
        last = -1
        for run, same_call in zip(runs, goes_on, strict=False):
            last = last if same_call else -1
            starts.append(len(rows))
            before.append(last)
            for has_row in run:
                last = len(rows) if has_row else last
                rows.append((f"row {len(rows)}", len(rows)) if has_row else len(rows))
                expected.append(rows[last] if last >= 0 else ())
        found = Values(rows, starts, before)
        assert list(found) == [found[i] for i in range(len(rows))] == expected
        assert list(Numbers(rows)) == list(range(len(rows)))

    check()


def test_returns_are_found_by_the_point_before_which_they_were() -> None:
    found = Returns()
    for time, name in ((2, "a"), (2, "b"), (5, "c")):
        found.add(time, name, 0, time)
    assert [[name for name, _, _ in found.get(i)] for i in range(6)] == [
        [], [], ["a", "b"], [], [], ["c"],
    ]  # fmt: skip
    assert dict(found.items()) == {2: found.get(2), 5: found.get(5)}
