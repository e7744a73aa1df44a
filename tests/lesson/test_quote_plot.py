# SPDX-License-Identifier: MIT
from interp.lesson import quote_plot
from interp.review import patches_directory, read_thread
from tests.lesson.markup import complaints

REPLY = """\
From: A Reader <reader@example.org>
Subject: Re: [PATCH] one line
Date: Mon, 10 Sep 2012 10:00:00 +0000

On Sun, Sep 09, 2012 at 08:00:00AM +0000, An Author wrote:
> --- a/mm/a.c
> +++ b/mm/a.c
> @@ -1,2 +1,3 @@
>  first
> +second

Why?

>  third
"""


def test_runs_of_one_quote_level_with_who_speaks() -> None:
    assert repr(quote_plot(read_thread(REPLY))) == "\n".join(
        [
            "mail lines  how many  quote marks  who",
            "      6-10         5  >            An Author",
            "     11-13         3  none         A Reader",
            "     14-14         1  >            An Author",
        ]
    )


def test_remarks_are_named_by_their_hunk_and_rows_by_their_author() -> None:
    drawn = quote_plot(read_thread(REPLY)).svg
    for said in ("mm/a.c", "hunk 1", "A Reader", "An Author", "line of the mail"):
        assert said in drawn


def test_the_mail_of_the_course() -> None:
    thread = read_thread(patches_directory() / "thread" / "reply.txt")
    plot = quote_plot(thread)
    assert "24-224       201  >>>          Minchan Kim" in repr(plot)
    assert "   225-227         3  >>           Wen Congyang" in repr(plot)
    assert complaints(plot._repr_html_()) == []
    assert quote_plot(thread).svg == plot.svg
