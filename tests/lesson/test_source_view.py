# SPDX-License-Identifier: MIT
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interp.lesson import source
from interp.lesson.html import escape
from interp.lesson.source_view import expanded, highlight, source_pane
from tests.lesson.fake import ISOLATION, FakeTree
from tests.lesson.markup import complaints, read, words


def test_the_current_line_the_marks_and_the_remark() -> None:
    assert source(FakeTree(), ISOLATION, 5, 2, 1).text == "\n".join(
        [
            "        -         mark_block(first);",
            "      4 +         int order = 3;",
            "▶     5 +         isolate_free_page(first, order);",
            "          W| Wen Congyang writes:",
            "          W|   Who takes the pages <off> the counter?",
            "            M| Minchan Kim writes:",
            "            M|   Nobody, it seems.",
            "      6           return 0;",
        ]
    )


def test_the_page_says_the_same() -> None:
    html = source(FakeTree(), ISOLATION, 5, 2, 1)._repr_html_()
    assert complaints(html) == []
    assert "▶ 5 + isolate_free_page(first, order);" in words(html)
    assert "Who takes the pages <off> the counter?" in words(html)
    assert ("title", "hunk 1 of toy-patch") in read(html).attributes


def test_a_line_that_is_not_there() -> None:
    with pytest.raises(ValueError, match=r"page_isolation\.c has no line 99"):
        source(FakeTree(), ISOLATION, 99)


def test_a_removed_line_has_no_number_and_cannot_be_current() -> None:
    pane = source_pane(FakeTree(), ISOLATION)
    removed = [row for row in pane.rows if row.mark == "-"]
    assert [row.number for row in removed] == [None]
    assert [row.number for row in pane.rows if row.number] == list(range(1, 14))


def test_highlighting_keeps_the_text() -> None:
    lines = ["int x;\t/* a", "   b & <c> */", "", '#define Q "\\n" /* d */', "}"]
    html = highlight("\n".join(lines))
    assert ["".join(read(line).words) for line in html] == lines
    assert all(complaints(line) == [] for line in html)


@given(st.lists(st.text(alphabet="/*\"'\\ab {}#\t<&;0", max_size=12), min_size=1, max_size=6))
def test_any_text_stays_line_for_line(lines: list[str]) -> None:
    html = highlight("\n".join(lines))
    assert ["".join(read(line).words) for line in html] == lines


def test_tabs_become_blanks_up_to_the_next_eighth_column() -> None:
    assert expanded(escape("\tx\t<y")) == " " * 8 + "x" + " " * 7 + "&lt;y"
