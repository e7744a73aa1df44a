# SPDX-License-Identifier: MIT
import base64
import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import matplotlib
import pytest

from interp.lesson import counter_plot
from tests.lesson.markup import complaints, read

States = Callable[..., list[dict[str, Any]]]

CYCLES = {"NR_FREE_PAGES": [32, 40, 48, 56], "pages on free lists": [32, 32, 32, 32]}


def texts(svg: str) -> list[str]:
    root = ElementTree.fromstring(svg)
    found = root.iter("{http://www.w3.org/2000/svg}text")
    return ["".join(element.itertext()) for element in found]


def test_values_names_and_gap_are_written_beside_the_lines() -> None:
    drawn = texts(counter_plot(CYCLES, ["boot", "one", "two", "three"], "Three cycles").svg)
    for said in ("40", "48", "56", "24 too many", "NR_FREE_PAGES", "boot", "Three cycles", "pages"):
        assert said in drawn


def test_the_table_beside_it() -> None:
    assert repr(counter_plot(CYCLES)) == "\n".join(
        [
            "step  NR_FREE_PAGES  pages on free lists",
            "1                32                   32",
            "2                40                   32",
            "3                48                   32",
            "4                56                   32",
        ]
    )


def test_states_are_compared_with_the_truth(states: States) -> None:
    plot = counter_plot(states("isolate-undo"), ["boot", "isolated", "given back"])
    assert repr(plot).split("\n")[2:] == [
        "isolated               32                   24",
        "given back             40                   32",
    ]


def test_the_same_plot_gives_the_same_bytes_whatever_is_configured() -> None:
    first = counter_plot(CYCLES).svg
    with matplotlib.rc_context({"font.size": 20, "lines.linewidth": 9, "svg.fonttype": "path"}):
        assert counter_plot(CYCLES).svg == first
    assert "Matplotlib" not in first
    assert not re.search(r"20\d\d-\d\d-\d\d", first)


def test_a_changed_value_gives_another_picture() -> None:
    other = {**CYCLES, "NR_FREE_PAGES": [32, 40, 48, 57]}
    assert counter_plot(other).svg != counter_plot(CYCLES).svg


def test_the_page_has_a_picture_with_words() -> None:
    html = counter_plot(CYCLES, title="Three cycles")._repr_html_()
    assert complaints(html) == []
    attributes = dict(read(html).attributes)
    assert attributes["alt"] == (
        "Three cycles. Line plot over 4 steps. NR_FREE_PAGES: 32, 40, 48, 56; "
        "pages on free lists: 32, 32, 32, 32."
    )
    kind, _, data = attributes["src"].partition(",")
    assert kind == "data:image/svg+xml;base64"
    assert "24 too many" in texts(base64.b64decode(data).decode())


def test_a_long_recording_is_labelled_where_it_changes() -> None:
    values = {"NR_FREE_PAGES": [32] * 90 + [24] * 30, "pages on free lists": [32] * 120}
    plot = counter_plot(values)
    drawn = texts(plot.svg)
    assert drawn.count("24") + drawn.count("32") <= 5
    assert "8 too few" in drawn
    assert [line.split()[0] for line in repr(plot).split("\n")[1:]] == ["1", "91", "120"]


def test_one_series_alone() -> None:
    assert "too" not in " ".join(texts(counter_plot({"PGFREE": [0, 8]}).svg))


@pytest.mark.parametrize(
    ("series", "steps", "message"),
    [
        ({"a": [1], "b": [1, 2]}, [], "same number of values"),
        ({"a": []}, [], "at least one"),
        ({"a": [1, 2]}, ["x"], "2 values need 2 names of steps, not 1"),
    ],
)
def test_series_that_do_not_fit(series: Any, steps: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        counter_plot(series, steps)
