# SPDX-License-Identifier: MIT
"""The archived page: its headers, the messages in it, and what is not part of any."""

import base64
import quopri
from pathlib import Path

import pytest

from interp.review import Thread, read_thread
from interp.review.messages import author_name, find_attributions
from interp.review.quote import MailLine, QuoteStyle, quote_depth, style_of

DIFF = """\
diff --git a/mm/a.c b/mm/a.c
--- a/mm/a.c
+++ b/mm/a.c
@@ -1,3 +1,3 @@
 one
-\ttwo
+\tTWO
 three
"""
LETTER = b"Words above.\n\n---\n" + DIFF.encode()


def test_headers_of_the_page(thread: Thread) -> None:
    top = thread.messages[0]
    assert [name for name, _ in top.headers] == [
        "Message-ID",
        "Date",
        "From",
        "To",
        "CC",
        "Subject",
    ]
    assert thread.message_id == "<504E95F2.6070802@cn.fujitsu.com>"
    assert top.date == "Tue, 11 Sep 2012 09:37:54 +0800"
    assert top.mail_line == 6


def test_a_folded_header_is_one_line(thread: Thread) -> None:
    copies = thread.messages[0].header("cc").split(", ")
    assert len(copies) == 8
    assert copies[0] == "Kamezawa Hiroyuki <kamezawa.hiroyu@...fujitsu.com>"
    assert copies[-1] == "Konrad Rzeszutek Wilk <konrad.wilk@...cle.com>"


def test_who_answers_whom(thread: Thread) -> None:
    seen = [(m.depth, m.author, m.date, m.mail_line) for m in thread.messages]
    assert seen == [
        (0, "Wen Congyang", "Tue, 11 Sep 2012 09:37:54 +0800", 6),
        (1, "Minchan Kim", "09/11/2012 08:52 AM", 19),
        (2, "Wen Congyang", "Fri, Sep 07, 2012 at 03:28:22PM +0800", 22),
        (3, "Minchan Kim", "09/06/2012 10:53 AM", 23),
    ]
    top, reply, review, patch = thread.messages
    assert top.parent == reply
    assert reply.parent == review
    assert review.parent == patch
    assert patch.parent is None


def test_masked_addresses_stay_masked(thread: Thread) -> None:
    assert "minchan@...nel.org" in thread.text
    assert thread.messages[0].header("From") == "Wen Congyang <wency@...fujitsu.com>"


def test_no_footer_is_anybodys_words(thread: Thread) -> None:
    words = [said.text for top in (*thread.remarks, *thread.general) for said in top.walk()]
    assert not [text for text in words if "unsubscribe" in text or "Powered by" in text]
    assert not [text for text in words if "prev" in text or "mailing list archives" in text]


@pytest.mark.parametrize(
    ("line", "depth"),
    [
        ("text", 0),
        ("> text", 1),
        (">text", 1),
        (">>> text", 3),
        ("> > > text", 3),
        (">> > text", 3),
        (">>>", 3),
        (" > text", 0),
    ],
)
def test_quote_depth(line: str, depth: int) -> None:
    assert quote_depth(line) == depth


@pytest.mark.parametrize(
    ("raw", "content"),
    [
        (">>>  context", " context"),
        (">>> +added", "+added"),
        (">>>", ""),
        (">>> ", ""),
        (">>>  ", " "),
        ("> > > \tx", "\tx"),
        (">> remark", None),
        (">>>  > a quote mark in the code", " > a quote mark in the code"),
    ],
)
def test_content_at_level_three(raw: str, content: str | None) -> None:
    assert QuoteStyle(3, spaced=True).content(raw) == content


def test_a_style_without_space_keeps_the_context_mark() -> None:
    style = style_of(">--- a/f", "--- ")
    assert style == QuoteStyle(1, spaced=False)
    assert style.content("> context") == " context"


@pytest.mark.parametrize(
    ("line", "when", "who"),
    [
        ("At 09/11/2012 08:52 AM, Minchan Kim Wrote:", "09/11/2012 08:52 AM", "Minchan Kim"),
        (
            "On Fri, Sep 07, 2012 at 03:28:22PM +0800, Wen Congyang wrote:",
            "Fri, Sep 07, 2012 at 03:28:22PM +0800",
            "Wen Congyang",
        ),
        ("On Tue 11-09-12 09:37:54, Mel Gorman wrote:", "Tue 11-09-12 09:37:54", "Mel Gorman"),
        ("(2012/09/07 12:30), Kamezawa Hiroyuki wrote:", "2012/09/07 12:30", "Kamezawa Hiroyuki"),
        ("On 7 Sep 2012, Mina <mina86@...a86.com> wrote:", "7 Sep 2012", "Mina"),
        ("* Andrew Morton <akpm@...ux-foundation.org> wrote:", "", "Andrew Morton"),
        ("Minchan Kim <minchan@...nel.org> writes:", "", "Minchan Kim"),
    ],
)
def test_attribution_lines(line: str, when: str, who: str) -> None:
    lines = [MailLine(1, line), MailLine(2, ""), MailLine(3, "> quoted")]
    assert [(w, a) for _, w, a in find_attributions(lines)] == [(when, who)]


def test_a_folded_attribution() -> None:
    lines = [
        MailLine(1, "On Fri, Sep 7, 2012 at 3:28 PM, Wen Congyang"),
        MailLine(2, "<wency@...fujitsu.com> wrote:"),
        MailLine(3, "> quoted"),
    ]
    assert [(w, a) for _, w, a in find_attributions(lines)] == [
        ("Fri, Sep 7, 2012 at 3:28 PM", "Wen Congyang")
    ]


def test_a_sentence_that_ends_in_wrote_is_no_attribution() -> None:
    assert find_attributions([MailLine(1, "This is what he wrote:"), MailLine(2, "code")]) == []


@pytest.mark.parametrize(
    ("sender", "name"),
    [
        ("Wen Congyang <wency@...fujitsu.com>", "Wen Congyang"),
        ('"Wilk, Konrad" <konrad@...cle.com>', "Wilk, Konrad"),
        ("mel@....ul.ie", "mel@....ul.ie"),
        ("", ""),
    ],
)
def test_author_name(sender: str, name: str) -> None:
    assert author_name(sender) == name


def encoded_mail(encoding: str, body: bytes) -> bytes:
    head = (
        "From: =?utf-8?b?SsO8cmdlbg==?= <j@example.org>\n"
        "Subject: [PATCH] one\n line\n"
        "Message-ID: <1@example.org>\n"
        "MIME-Version: 1.0\n"
        'Content-Type: text/plain; charset="utf-8"\n'
        f"Content-Transfer-Encoding: {encoding}\n\n"
    )
    return head.encode() + body


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("8bit", LETTER),
        ("quoted-printable", quopri.encodestring(LETTER)),
        ("base64", base64.encodebytes(LETTER)),
    ],
)
def test_transfer_encodings(tmp_path: Path, encoding: str, body: bytes) -> None:
    file = tmp_path / "mail.eml"
    file.write_bytes(encoded_mail(encoding, body))
    thread = read_thread(file)
    assert thread.messages[0].author == "Jürgen"
    assert thread.patch.subject == "[PATCH] one line"
    assert thread.patch.message == "Words above."
    lines = thread.patch.file("mm/a.c").hunks[0].lines
    assert [line.mark + line.text for line in lines] == [" one", "-\ttwo", "+\tTWO", " three"]
    assert thread.text.split("\n")[lines[0].mail_line - 1] == " one"


def test_a_mail_of_several_parts(tmp_path: Path) -> None:
    file = tmp_path / "mail.eml"
    file.write_text(
        "From: A <a@example.org>\nSubject: s\nMIME-Version: 1.0\n"
        'Content-Type: multipart/mixed; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nSee the patch.\n"
        "--b\nContent-Type: text/html\n\n<p>See the patch.</p>\n"
        '--b\nContent-Type: text/x-patch; name="a.patch"\n\n' + DIFF + "--b--\n"
    )
    thread = read_thread(file)
    assert thread.patch.file("mm/a.c").added == 1
    assert thread.patch.message == "See the patch."


def test_bytes_that_are_not_utf_8_survive(tmp_path: Path) -> None:
    file = tmp_path / "old.diff"
    file.write_bytes(DIFF.encode().replace(b"TWO", b"Andr\xe9"))
    added = read_thread(file).patch.file("mm/a.c").hunks[0].lines[2]
    assert added.text.encode("utf-8", "surrogateescape") == b"\tAndr\xe9"
