# SPDX-License-Identifier: MIT
from hypothesis import given
from hypothesis import strategies as st

from interp.lesson.html import Markup, element, escape, join
from tests.lesson.markup import complaints, read, words


def test_text_is_escaped_and_markup_is_not() -> None:
    assert join("a < b & ", Markup("<b>c</b>")) == "a &lt; b &amp; <b>c</b>"


def test_an_attribute_cannot_break_out() -> None:
    html = element("td", "x", title='" onclick="alert(1)')
    assert read(html).attributes == [("title", '" onclick="alert(1)')]


def test_the_style_comes_first_and_names_get_dashes() -> None:
    assert element("div", style="color:red", aria_label="a") == (
        '<div style="color:red" aria-label="a"></div>'
    )


@given(st.text(alphabet="<>&\"'ab/ \t", max_size=20))
def test_any_text_stays_text(text: str) -> None:
    html = element("span", text)
    assert complaints(html) == []
    assert "".join(read(html).words) == text


def test_escaping_twice_changes_nothing() -> None:
    once = escape("<")
    assert escape(once) == once
    assert words(once) == "<"
