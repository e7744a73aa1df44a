# SPDX-License-Identifier: MIT
"""Who says what about which line of the patch."""

from hypothesis import given
from hypothesis import strategies as st

from interp.review import Remark, Thread, read_thread

HEAD = """\
From: Top <top@example.org>
Subject: Re: [PATCH] f

On Monday 3, Middle wrote:
> On Sunday 2, Author wrote:
>> diff --git a/f b/f
>> --- a/f
>> +++ b/f
"""


def shape(remark: Remark) -> tuple[object, ...]:
    """A remark as (author, first line, replies)."""
    return (remark.author, remark.text.split("\n")[0], *map(shape, remark.replies))


def test_two_remarks_with_their_replies(thread: Thread) -> None:
    assert [shape(remark) for remark in thread.remarks] == [
        (
            "Wen Congyang",
            "If the memory is hotpluged, the pages are not in isolated_pages, and they",
            (
                "Minchan Kim",
                "Hmm, I can't parse your point.",
                (
                    "Wen Congyang",
                    "The driver for hotplugable memory device is acpi-memhotplug. When a memory",
                ),
            ),
        ),
        (
            "Wen Congyang",
            "This function fails and the pages can't be offlined in my test. I will investigate",
            ("Minchan Kim", "Thanks for the testing, Wen."),
        ),
    ]


def test_the_lines_they_stand_under(thread: Thread) -> None:
    first, second = thread.remarks
    assert (first.path, first.hunk_index, first.line_index) == ("mm/memory_hotplug.c", 2, 28)
    assert (second.path, second.hunk_index, second.line_index) == ("mm/page_isolation.c", 4, 9)
    line = thread.line_of(first)
    assert (line.mark, line.text, line.mail_line) == ("+", "", 224)
    line = thread.line_of(second)
    assert line.text.startswith("__test_page_isolated_in_pageblock(unsigned long start_pfn")
    assert (line.mark, line.mail_line) == ("+", 527)


def test_replies_stand_under_the_same_line_and_have_dates(thread: Thread) -> None:
    for remark in thread.remarks:
        places = {(r.path, r.hunk_index, r.line_index) for r in remark.walk()}
        assert len(places) == 1
    assert [r.date for r in thread.remarks[0].walk()] == [
        "Fri, Sep 07, 2012 at 03:28:22PM +0800",
        "09/11/2012 08:52 AM",
        "Tue, 11 Sep 2012 09:37:54 +0800",
    ]
    assert [r.mail_line for r in thread.remarks[0].walk()] == [226, 229, 232]


def test_a_remark_keeps_its_paragraphs_and_its_call_chain(thread: Thread) -> None:
    explanation = thread.remarks[0].replies[0].replies[0].text.split("\n")
    assert explanation[3:9] == [
        "",
        "__add_pages()",
        "    __add_section()",
        "        __add_zone()",
        "            memmap_init_zone() // pages are initialized here",
        "",
    ]
    assert explanation[-2:] == ["Thanks", "Wen Congyang"]


def test_words_outside_the_hunks(thread: Thread) -> None:
    (hello,) = thread.general
    assert (hello.author, hello.text, hello.mail_line) == ("Minchan Kim", "Hello Wen,", 20)
    assert not hello.on_line


def test_the_hunk_goes_on_after_a_remark(thread: Thread) -> None:
    lines = thread.patch.file("mm/memory_hotplug.c").hunks[1].lines
    assert (lines[28].mail_line, lines[29].mail_line) == (224, 249)
    assert lines[29].text == "\t*(unsigned long *)arg = onlined_pages;"


def test_remarks_under_the_first_a_middle_and_the_last_line() -> None:
    text = (
        HEAD
        + """\
>> @@ -1,2 +1,3 @@
>
> Under the hunk's header.
>>  one
Under the first line.
>> +two
>
> Under the second,
>
> in two paragraphs.
>>  three
Under the last.
"""
    )
    thread = read_thread(text)
    assert [(r.author, r.line_index, r.text) for r in thread.remarks] == [
        ("Top", 0, "Under the first line."),
        ("Middle", 1, "Under the second,\n\nin two paragraphs."),
        ("Top", 2, "Under the last."),
    ]
    (general,) = thread.general
    assert (general.author, general.hunk_index, general.line_index) == ("Middle", 1, -1)
    hunk = thread.patch.file("f").hunks[0]
    assert [line.text for line in hunk.lines] == ["one", "two", "three"]
    assert not hunk.cut


def test_two_answers_to_one_remark() -> None:
    text = HEAD + ">> @@ -1 +1 @@\n>> -a\n>> +b\n>\n> One.\n\nTo one.\n\n> Two.\n\nTo two.\n"
    assert [shape(remark) for remark in read_thread(text).remarks] == [
        ("Middle", "One.", ("Top", "To one.")),
        ("Middle", "Two.", ("Top", "To two.")),
    ]


def test_a_remark_may_quote_a_sentence() -> None:
    text = HEAD + ">> @@ -1 +1 @@\n>> -a\nYou said\n>> it never fails\nIt does.\n>> +b\n"
    thread = read_thread(text)
    (remark,) = thread.remarks
    assert remark.text == "You said\n> > it never fails\nIt does."
    assert thread.patch.file("f").hunks[0].added == 1


def test_a_remark_about_the_file_and_one_about_the_message() -> None:
    text = """\
From: Top <top@example.org>
Subject: Re: x

On Sunday, Author wrote:
> Why it is done.

I see.

> ---
> diff --git a/f b/f
> --- a/f
> +++ b/f
Why this file?
> @@ -1 +1 @@
> -a
> +b
"""
    thread = read_thread(text)
    assert [(r.path, r.hunk_index, r.text) for r in thread.general] == [
        ("", 0, "I see."),
        ("f", 0, "Why this file?"),
    ]
    assert thread.patch.message.strip() == "Why it is done."


def test_a_remark_inside_the_header_of_a_file() -> None:
    text = HEAD.replace(">> ---", "Again this file?\n>> index 1..2\n>> ---")
    thread = read_thread(text + ">> @@ -1 +1 @@\n>> -a\n>> +b\n")
    (diff,) = thread.patch.files
    assert diff.header == ("diff --git a/f b/f", "index 1..2", "--- a/f", "+++ b/f")
    assert [(r.path, r.hunk_index, r.text) for r in thread.general] == [
        ("f", 0, "Again this file?")
    ]


def test_a_remark_after_a_file_belongs_to_its_last_line() -> None:
    text = (
        HEAD + ">> @@ -1 +1 @@\n>> -a\n>> +b\n> Good.\n>> diff --git a/g b/g\n>> new file mode 1\n"
    )
    thread = read_thread(text)
    assert [(r.path, r.hunk_index, r.line_index) for r in thread.remarks] == [("f", 1, 1)]
    assert [diff.path for diff in thread.patch.files] == ["f", "g"]


def test_an_unattributed_level_has_an_unknown_author() -> None:
    text = "> --- a/f\n> +++ b/f\n> @@ -1 +1 @@\n> -a\nno\n> +b\n"
    thread = read_thread(text)
    assert thread.patch.author == "unknown author (quote level 1)"
    assert thread.remarks[0].author == "unknown author"


def test_a_signature_is_no_remark() -> None:
    text = HEAD + ">> @@ -1 +1 @@\n>> -a\n>> +b\n\nNo.\n\n-- \nTop, of the top company\n"
    assert [remark.text for remark in read_thread(text).remarks] == ["No."]


words = st.text("abcdefg XYZ.,", min_size=1, max_size=20).map(lambda text: "w" + text.rstrip())


@given(st.data())
def test_remarks_anywhere_are_found_where_they_were_put(data: st.DataObject) -> None:
    marks = data.draw(st.lists(st.sampled_from(" +-"), min_size=1, max_size=8))
    old, new = sum(m != "+" for m in marks), sum(m != "-" for m in marks)
    rows = [f">> @@ -1,{old} +1,{new} @@"]
    put = []
    for index, mark in enumerate(marks):
        rows.append(f">> {mark}line {index}")
        if data.draw(st.booleans()):
            level, text = data.draw(st.sampled_from(["", "> "])), data.draw(words)
            blank = data.draw(st.sampled_from([[], [level.rstrip()], [">"]]))
            rows += [*blank, level + text, *blank]
            put.append(("Middle" if level else "Top", index, text))
    thread = read_thread(HEAD + "\n".join(rows) + "\n")
    found = [(remark.author, remark.line_index, remark.text) for remark in thread.remarks]
    assert found == put
    lines = thread.patch.file("f").hunks[0].lines
    assert [line.mark for line in lines] == marks
