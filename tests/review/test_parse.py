# SPDX-License-Identifier: MIT
"""Diffs of every kind, out of mails of every kind."""

import contextlib
import difflib

import pytest
import unidiff
from hypothesis import assume, given
from hypothesis import strategies as st

from interp.review import (
    FileDiff,
    HunkError,
    MailError,
    NoDiff,
    Thread,
    TreeError,
    format_patch,
    read_thread,
)

PLAIN = """\
--- a/f.c
+++ b/f.c
@@ -1,3 +1,3 @@ int f(void)
 one
-two
+TWO
 three
"""


def quoted(text: str, marks: str) -> str:
    return "".join(marks + line + "\n" for line in text.split("\n")[:-1])


def marked(diff: FileDiff) -> list[str]:
    return [line.mark + line.text for hunk in diff.hunks for line in hunk.lines]


def only_file(text: str) -> FileDiff:
    (diff,) = read_thread(text).patch.files
    return diff


# The real mail


def test_files_and_hunks_of_the_mail(thread: Thread) -> None:
    assert [(d.path, len(d.hunks), d.added, d.removed) for d in thread.patch.files] == [
        ("drivers/xen/balloon.c", 2, 2, 0),
        ("include/linux/mmzone.h", 1, 2, 2),
        ("include/linux/page-isolation.h", 2, 10, 1),
        ("mm/internal.h", 1, 3, 0),
        ("mm/memory_hotplug.c", 3, 22, 16),
        ("mm/page_alloc.c", 8, 17, 16),
        ("mm/page_isolation.c", 4, 115, 8),
    ]
    assert (thread.patch.added, thread.patch.removed, len(thread.patch.hunks)) == (171, 43, 21)
    assert sum(len(hunk.lines) for hunk in thread.patch.hunks) == 385


def test_every_hunk_line_is_its_line_of_the_mail(thread: Thread) -> None:
    lines = thread.text.split("\n")
    for hunk in thread.patch.hunks:
        assert lines[hunk.mail_line - 1] == f">>> {hunk.sent_header}"
        for line in hunk.lines:
            assert lines[line.mail_line - 1] == f">>> {line.mark}{line.text}"


def test_what_the_mail_cuts_off(thread: Thread) -> None:
    hunk, vmstat = thread.cut
    assert (hunk.path, hunk.hunk_index) == ("mm/page_isolation.c", 4)
    assert (hunk.declared_old_length, hunk.declared_new_length) == (30, 35)
    assert (hunk.old_length, hunk.new_length, hunk.mail_line) == (7, 7, 527)
    assert (vmstat.path, vmstat.hunk_index, vmstat.mail_line) == ("mm/vmstat.c", 0, 67)
    cut = [(d.path, h.index) for d in thread.patch.files for h in d.hunks if h.cut]
    assert cut == [("mm/page_isolation.c", 4)]


def test_the_message_of_the_patch(thread: Thread) -> None:
    patch = thread.patch
    assert patch.author == "Minchan Kim"
    assert patch.subject.startswith("[RFC v2] memory-hotplug: remove MIGRATE_ISOLATE from")
    assert patch.message.startswith("Normally, MIGRATE_ISOLATE type is used for memory-hotplug.")
    assert patch.changelog == "* Changelog v1\n * Fix from Michal's many suggestion"
    assert [name for name, _ in patch.trailers] == ["Cc"] * 6 + ["Signed-off-by"]
    assert patch.notes.startswith("It's very early version")
    assert "|" not in patch.notes


# Unified diffs of other kinds


@pytest.mark.parametrize("marks", ["", "> ", ">> ", "> > > ", ">", ">>"])
def test_any_quote_level(marks: str) -> None:
    diff = only_file(quoted(PLAIN, marks))
    assert marked(diff) == [" one", "-two", "+TWO", " three"]
    assert (diff.path, diff.hunks[0].section) == ("f.c", "int f(void)")
    assert [line.mail_line for line in diff.hunks[0].lines] == [4, 5, 6, 7]


@pytest.mark.parametrize("marks", ["", ">> "])
def test_carriage_returns_of_the_transport_go(marks: str) -> None:
    text = quoted(PLAIN, marks).replace("\n", "\r\n")
    assert marked(only_file(text)) == [" one", "-two", "+TWO", " three"]


def test_carriage_returns_of_the_file_stay() -> None:
    text = PLAIN.replace("one\n", "one\r\n").replace("TWO\n", "TWO\r\n")
    assert marked(only_file(text)) == [" one\r", "-two", "+TWO\r", " three"]


def test_an_empty_quoted_line_is_an_empty_context_line() -> None:
    text = "> --- a/f\n> +++ b/f\n> @@ -1,3 +1,4 @@\n>  one\n>\n> +two\n> \n"
    assert marked(only_file(text)) == [" one", " ", "+two", " "]


def test_an_empty_line_of_a_plain_diff_is_an_empty_context_line() -> None:
    assert marked(only_file("--- a/f\n+++ b/f\n@@ -1,2 +1,3 @@\n one\n\n+x\n")) == [
        " one",
        " ",
        "+x",
    ]


def test_form_feeds_and_tabs_are_text() -> None:
    text = "--- a/f\n+++ b/f\n@@ -1 +1,2 @@\n \x0c\x85\tone\t\n+\x1ctwo\n"
    assert marked(only_file(text)) == [" \x0c\x85\tone\t", "+\x1ctwo"]


def test_no_newline_at_end_of_file() -> None:
    diff = only_file(PLAIN + "\\ No newline at end of file\n")
    assert [line.no_newline for line in diff.hunks[0].lines] == [False, False, False, True]
    assert diff.hunks[0].old_lines[-1] == "three"


def test_removed_and_added_lines_that_look_like_file_names() -> None:
    text = "--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n--- old\n+++ new\n end\n"
    assert marked(only_file(text)) == ["--- old", "+++ new", " end"]


def test_new_deleted_and_renamed_files() -> None:
    text = """\
diff --git a/new.c b/new.c
new file mode 100644
index 0000000..1234567
--- /dev/null
+++ b/new.c
@@ -0,0 +1 @@
+x
diff --git a/old.c b/old.c
deleted file mode 100644
--- a/old.c
+++ /dev/null
@@ -1 +0,0 @@
-x
diff --git a/from.c b/to.c
similarity index 100%
rename from from.c
rename to to.c
diff --git a/mode.c b/mode.c
old mode 100644
new mode 100755
"""
    files = read_thread(text).patch.files
    assert [(d.path, d.old_path, d.new_path, len(d.hunks)) for d in files] == [
        ("new.c", None, "new.c", 1),
        ("old.c", "old.c", None, 1),
        ("to.c", "from.c", "to.c", 0),
        ("mode.c", "mode.c", "mode.c", 0),
    ]


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("a/mm/f.c", "b/mm/f.c", "mm/f.c"),
        ("mm/f.c", "mm/f.c", "mm/f.c"),
        ("linux.orig/mm/f.c", "linux/mm/f.c", "mm/f.c"),
        ("a/f.c\t2012-09-07 03:28:22", "b/f.c\t2012-09-08 03:28:22", "f.c"),
        ('"a/\\303\\244.c"', '"b/\\303\\244.c"', "ä.c"),
        ("/dev/null", "b/f.c", "f.c"),
        ("a/f.c", "/dev/null", "f.c"),
        ("f.c.orig", "f.c", "f.c"),
    ],
)
def test_paths(old: str, new: str, path: str) -> None:
    assert only_file(f"--- {old}\n+++ {new}\n@@ -1 +1 @@\n-a\n+b\n").path == path


FORMATTED = """\
From 1111111111111111111111111111111111111111 Mon Sep 17 00:00:00 2001
From: Somebody <somebody@example.org>
Date: Thu, 6 Sep 2012 10:53:00 +0900
Subject: [PATCH v2] mm: do it
 better

Because it was wrong.

Changes since v1:
- better words

Signed-off-by: Somebody <somebody@example.org>
---
Not for the log.

 f.c | 2 +-
 1 file changed, 1 insertion(+), 1 deletion(-)

diff --git a/f.c b/f.c
index 1111111..2222222 100644
"""


def test_format_patch_output() -> None:
    thread = read_thread(FORMATTED + PLAIN + "-- \n2.39.5\n\n")
    patch = thread.patch
    assert (patch.author, patch.subject) == ("Somebody", "[PATCH v2] mm: do it better")
    assert patch.message.startswith("Because it was wrong.\n\nChanges since v1:")
    assert patch.changelog == "Changes since v1:\n- better words"
    assert patch.notes == "Not for the log."
    assert patch.trailers == (("Signed-off-by", "Somebody <somebody@example.org>"),)
    assert marked(patch.file("f.c")) == [" one", "-two", "+TWO", " three"]
    assert (thread.cut, thread.mismatches, thread.remarks, thread.general) == ((), (), (), ())


def test_several_mails_in_one_file() -> None:
    text = (FORMATTED + PLAIN + "-- \n2.39.5\n\n") * 2
    assert [marked(diff) for diff in read_thread(text).patch.files] == [
        [" one", "-two", "+TWO", " three"]
    ] * 2


# Cut and trimmed


def test_a_hunk_that_the_next_one_cuts() -> None:
    text = "> --- a/f\n> +++ b/f\n> @@ -1,9 +1,9 @@\n>  one\n[...]\n> @@ -20 +20 @@\n> -a\n> +b\n"
    thread = read_thread(text)
    first, second = thread.patch.file("f").hunks
    assert (first.cut, first.old_length, first.declared_old_length) == (True, 1, 9)
    assert first.header == "@@ -1,1 +1,1 @@"
    assert not second.cut
    assert [cut.hunk_index for cut in thread.cut] == [1]


def test_a_hunk_without_any_line_left() -> None:
    thread = read_thread("> --- a/f\n> +++ b/f\n> @@ -1,9 +1,9 @@ f()\n\nWhy?\n")
    assert thread.cut[0].old_length == 0
    assert "@@" not in format_patch(thread.patch.file("f"))


def test_blank_lines_at_the_end_are_not_the_hunks() -> None:
    hunk = only_file("--- a/f\n+++ b/f\n@@ -1,9 +1,9 @@\n one\n-x\n+y\n\n\n").hunks[0]
    assert [line.mark for line in hunk.lines] == [" ", "-", "+"]
    assert (hunk.old_length, hunk.new_length) == (2, 2)


def test_a_footer_is_not_a_removed_line() -> None:
    text = "--- a/f\n+++ b/f\n@@ -1,9 +1,9 @@\n one\n-x\n+y\n\n--\nTo unsubscribe, write.\n"
    hunk = only_file(text).hunks[0]
    assert [line.mark for line in hunk.lines] == [" ", "-", "+"]


# What cannot be read


@pytest.mark.parametrize("text", ["", "\n", "Hello,\n\nno diff here.\n", "> + quoted list item\n"])
def test_no_diff(text: str) -> None:
    with pytest.raises(NoDiff, match="has no diff in lines") as caught:
        read_thread(text)
    assert caught.value.where == "the text"
    assert caught.value.do


def test_a_file_name_as_text_is_explained() -> None:
    with pytest.raises(NoDiff, match="Path"):
        read_thread("reply.txt")


def test_a_page_of_html_is_explained() -> None:
    with pytest.raises(NoDiff, match="HTML"):
        read_thread("<html><pre>\n&gt; diff\n</pre></html>\n")


def test_a_hunk_without_a_file() -> None:
    with pytest.raises(NoDiff, match=r"line 2: has a hunk, but no file header"):
        read_thread("Hello,\n> @@ -1 +1 @@\n> -a\n> +b\n")


def test_a_file_that_is_not_there(tmp_path) -> None:
    with pytest.raises(MailError, match=r"nowhere\.txt: cannot be read: No such file"):
        read_thread(tmp_path / "nowhere.txt")


def test_a_file_that_is_no_text(tmp_path) -> None:
    (tmp_path / "data").write_bytes(b"\x7fELF\0\0")
    with pytest.raises(MailError, match="is not text"):
        read_thread(tmp_path / "data")


def test_a_line_that_a_mail_program_broke() -> None:
    text = "> --- a/f\n> +++ b/f\n> @@ -1,2 +1,3 @@\n>  one\n> +a long line\n> broken\n>  two\n"
    with pytest.raises(HunkError, match=r"line 6: not a line of a hunk: 'broken' .*\n.*join"):
        read_thread(text)


def test_a_last_line_that_a_mail_program_broke() -> None:
    long = "x" * 66
    text = f"> --- a/f\n> +++ b/f\n> @@ -1 +1,2 @@\n>  one\n> +{long}\n> broken\n"
    with pytest.raises(HunkError, match=r"line 6: not a line of a hunk: 'broken'"):
        read_thread(text)


def test_a_broken_hunk_header() -> None:
    with pytest.raises(HunkError, match=r"line 4: not a line of a hunk: 'section\)'"):
        read_thread("> --- a/f\n> +++ b/f\n> @@ -1,2 +1,2 @@ f(long\n> section)\n>  one\n>  two\n")


def test_a_hunk_header_that_is_none() -> None:
    with pytest.raises(HunkError, match="line 9: not a hunk header: '@@ what @@'"):
        read_thread(PLAIN + "\n@@ what @@\n")


def test_more_lines_than_declared() -> None:
    with pytest.raises(HunkError, match=r"line 8: the hunk at line 3 has more lines"):
        read_thread(PLAIN + "+four\n")


def test_more_added_lines_than_declared() -> None:
    with pytest.raises(HunkError, match=r"line 6: .* one too many: '\+c'"):
        read_thread("--- a/f\n+++ b/f\n@@ -1,3 +1,2 @@\n a\n+b\n+c\n d\n e\n")


def test_a_path_that_the_patch_does_not_touch() -> None:
    with pytest.raises(TreeError, match=r"does not touch g\.c\n.*f\.c"):
        read_thread(PLAIN).patch.file("g.c")


# Laws


def as_unidiff(text: str) -> list[tuple[object, ...]]:
    """What the unidiff package reads."""
    return [
        (file.path, hunk.source_start, hunk.target_start, line.line_type, line.value.rstrip("\n"))
        for file in unidiff.PatchSet(text)
        for hunk in file
        for line in hunk
    ]


def as_ours(thread: Thread) -> list[tuple[object, ...]]:
    return [
        (diff.path, hunk.old_start, hunk.new_start, line.mark, line.text)
        for diff in thread.patch.files
        for hunk in diff.hunks
        for line in hunk.lines
    ]


def test_unidiff_reads_the_same_from_the_mail(thread: Thread) -> None:
    text = "".join(format_patch(diff) for diff in thread.patch.files)
    assert as_unidiff(text) == as_ours(thread)


lines = st.lists(st.sampled_from(["a", "b", "", "\tc", "-", "+", "-- x", ">", "@@"]), max_size=12)


@given(lines, lines, st.integers(0, 4), st.sampled_from(["> ", ">>> ", "> > "]))
def test_quoting_changes_nothing(old: list[str], new: list[str], context: int, marks: str) -> None:
    rows = list(difflib.unified_diff(old, new, "a/f", "b/f", n=context, lineterm=""))
    assume(rows)
    text = "\n".join(rows) + "\n"
    plain, from_quote = read_thread(text), read_thread(quoted(text, marks))
    assert as_ours(plain) == as_ours(from_quote) == as_unidiff(text)
    assert not plain.cut
    assert format_patch(plain.patch.files[0]) == text


@given(lines, lines, st.data())
def test_a_cut_diff_is_read_up_to_the_cut(
    old: list[str], new: list[str], data: st.DataObject
) -> None:
    rows = list(difflib.unified_diff(old, new, "a/f", "b/f", n=3, lineterm=""))
    assume(rows)
    end = data.draw(st.integers(3, len(rows)))
    whole = as_ours(read_thread("\n".join(rows)))
    thread = read_thread("\n".join(f"> {row}" for row in rows[:end]))
    assert as_ours(thread) == whole[: len(as_ours(thread))]
    assert bool(thread.cut) == (end < len(rows) and not rows[end].startswith("@@ -"))
    for hunk in thread.patch.hunks:
        assert hunk.old_length == sum(line.mark != "+" for line in hunk.lines)


@given(st.data())
def test_a_mail_with_lines_lost_is_read_or_refused(thread: Thread, data: st.DataObject) -> None:
    rows = thread.text.split("\n")
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(rows) - 1))
        del rows[at : at + data.draw(st.integers(1, 40))]
    try:
        damaged = read_thread("\n".join(rows))
    except MailError as error:
        assert error.where
        assert error.do
        return
    for hunk in damaged.patch.hunks:
        for line in hunk.lines:
            assert rows[line.mail_line - 1] == f">>> {line.mark}{line.text}"


@given(st.text(st.sampled_from("> +-@\n\ta/b1,:"), max_size=200))
def test_no_text_at_all_breaks_the_reader(text: str) -> None:
    for start in ("", "> ", ">> "):
        head = f"{start}--- a/f\n{start}+++ b/f\n{start}@@ -1,3 +1,3 @@\n"
        with contextlib.suppress(MailError):
            read_thread(head + text)
