# SPDX-License-Identifier: MIT
"""C beside the Python it became: both columns have every line, escaped."""

import re

import pytest

from interp.kernel import Machine
from interp.lesson.python_view import python_view, stages_view


@pytest.fixture(scope="module")
def machine() -> Machine:
    return Machine("rfc-v2")


def text_of(html: str) -> str:
    text = re.sub("<[^>]*>", "", html)
    for entity, sign in {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&#x27;": "'"}.items():
        text = text.replace(entity, sign)
    return text.replace("&amp;", "&")


@pytest.mark.parametrize("build", ["run", "step", "record"])
def test_each_c_line_stands_beside_its_python(machine: Machine, build: str) -> None:
    shown = machine.python("free_isolated_pageblock", build)
    view = python_view(shown)
    rows = re.findall("<tr.*?</tr>", view.html, re.DOTALL)[1:]
    groups = list(shown.groups())
    assert len(rows) == len(groups)
    for row, (number, c_line, lines) in zip(rows, groups, strict=True):
        cells = [text_of(cell) for cell in re.findall("<td.*?</td>", row, re.DOTALL)]
        assert cells[0] == str(number) and cells[1].strip() == " ".join(c_line.split("\t"))
        assert cells[2].split("\n") == list(lines)
    assert shown._repr_html_() == view._repr_html_()
    assert view.text == repr(shown)


def test_a_line_through_the_stages(machine: Machine) -> None:
    shown = machine.stages("isolate_free_page", "set_page_private(page, order);")
    view = stages_view(shown)
    drawn = text_of(view.html)
    for _, lines in shown.parts():
        assert "\n".join(lines) in drawn
    assert shown._repr_html_() == view._repr_html_()
