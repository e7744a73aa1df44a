# SPDX-License-Identifier: MIT
"""The mail as a reader of the first lesson sees it."""

import pytest

from interp.lesson import file_table, file_view, hunk_view, message_tree, remarks_view, thread_view
from interp.review import Thread
from tests.lesson.markup import complaints, words


def test_who_answers_whom(thread: Thread) -> None:
    assert message_tree(thread).text == "\n".join(
        [
            "   who                      when                                   quote marks  "
            "says in the patch",
            "W  Wen Congyang             Tue, 11 Sep 2012 09:37:54 +0800        none         "
            "1 remark",
            "M      Minchan Kim          09/11/2012 08:52 AM                    >            "
            "2 remarks",
            "W          Wen Congyang     Fri, Sep 07, 2012 at 03:28:22PM +0800  >>           "
            "2 remarks",
            "M              Minchan Kim  09/06/2012 10:53 AM                    >>>",
        ]
    )


def test_the_files_and_what_the_mail_has_of_them(thread: Thread) -> None:
    rows = file_table(thread).text.split("\n")
    assert rows[0].split() == ["file", "hunks", "+", "-", "diffstat", "remarks"]
    assert rows[5].split() == ["mm/memory_hotplug.c", "3", "22", "16", "38", "W", "M", "W"]
    assert rows[7].endswith("W M      ≠ 123 here, the last hunk is cut")
    assert rows[8].endswith("≠ no hunk in this mail")


def test_a_hunk_with_the_remark_under_its_line(thread: Thread) -> None:
    lines = hunk_view(thread, "mm/page_isolation.c", 4).text.split("\n")
    assert lines[0].endswith("(the mail ends inside this hunk)")
    end = lines.index(
        "    293 + __test_page_isolated_in_pageblock(unsigned long start_pfn, "
        "unsigned long end_pfn)"
    )
    assert lines[end + 1].strip() == "W| Wen Congyang writes:"
    assert lines[end + 2].strip().startswith("W|   This function fails and the pages")


def test_removed_lines_stand_without_a_number(thread: Thread) -> None:
    text = hunk_view(thread, "include/linux/mmzone.h", 1).text
    assert "        -         MIGRATE_ISOLATE,        /* can't allocate from here */" in text
    assert "     60 +         MIGRATE_TYPES," in text


def test_every_remark_in_its_place(thread: Thread) -> None:
    text = remarks_view(thread).text
    assert "mm/memory_hotplug.c, hunk 2, mail line 226" in text
    assert "    461 +\nW| Wen Congyang writes:\nW|   If the memory is hotpluged" in text
    assert "  M| Minchan Kim writes:\n  M|   Hmm, I can't parse your point." in text


@pytest.mark.parametrize("index", [0, 5, -1])
def test_a_hunk_that_is_not_there(thread: Thread, index: int) -> None:
    with pytest.raises(ValueError, match=f"has hunks 1 to 4 in this patch, not {index}"):
        hunk_view(thread, "mm/page_isolation.c", index)


def test_every_view_is_whole_html_and_says_what_the_text_says(thread: Thread) -> None:
    views = [thread_view(thread), remarks_view(thread)]
    views += [file_view(thread, diff.path) for diff in thread.patch.files]
    for view in views:
        html = view._repr_html_()
        assert complaints(html) == []
        seen = words(html)
        for word in ("Wen Congyang", "isolated_pages", "Minchan Kim"):
            assert (word in view.text) == (word in seen)
