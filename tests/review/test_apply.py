# SPDX-License-Identifier: MIT
"""Applying diffs: what git does, byte for byte, and a clear word where it does not go."""

import difflib
import tempfile
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from interp.review import (
    FileDiff,
    PatchDoesNotApply,
    Placement,
    Thread,
    apply_patch,
    format_patch,
    read_thread,
)
from interp.review.apply import split_lines

TEN = "".join(f"line {number}\n" for number in range(1, 11))


def diff_of(old: str, new: str, context: int = 3) -> str:
    """A unified diff of the file f, with git's mark where a last line has no line feed."""
    rows = difflib.unified_diff(
        split_lines(old), split_lines(new), "a/f", "b/f", n=context, lineterm="\n"
    )
    end = "\n\\ No newline at end of file\n"
    return "".join(row if row.endswith("\n") else row + end for row in rows)


def parsed(text: str) -> FileDiff:
    return read_thread(text).patch.files[0]


def git_result(git, text: str, diff: str, *options: str) -> str | None:
    """The file f after `git apply`, None if git refuses."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "f").write_bytes(text.encode())
        done = git(folder, "apply", "--whitespace=nowarn", *options, text=diff)
        return (folder / "f").read_bytes().decode() if done.returncode == 0 else None


def adds_without_context(text: str, diff: str) -> bool:
    """Whether lines are to be added nowhere: git puts them at the end, we refuse."""
    return bool(text) and not all(hunk.old_lines for hunk in parsed(diff).hunks)


def our_result(text: str, diff: str) -> str | None:
    try:
        return apply_patch(text, parsed(diff)).text
    except PatchDoesNotApply:
        return None


# Examples


def test_a_changed_line() -> None:
    applied = apply_patch(TEN, parsed(diff_of(TEN, TEN.replace("5", "five"))))
    assert applied.text == TEN.replace("5", "five")
    assert applied.placements == (Placement(1, 2, 2),)


def test_offsets_are_natural() -> None:
    diff = parsed(diff_of(TEN, TEN.replace("line 5\n", "")))
    applied = apply_patch("above\n" * 7 + TEN, diff)
    assert applied.text == "above\n" * 7 + TEN.replace("line 5\n", "")
    assert applied.placements[0].offset == 7


def test_the_nearest_of_two_places_is_taken() -> None:
    diff = parsed("--- a/f\n+++ b/f\n@@ -6,3 +6,3 @@\n a\n-b\n+B\n c\n")
    text = "a\nb\nc\n" + "x\n" * 4 + "a\nb\nc\n" + "x\n" * 4 + "a\nb\nc\n"
    assert apply_patch(text, diff).placements[0].line == 8


def test_of_two_places_as_near_the_one_below_is_taken() -> None:
    diff = parsed("--- a/f\n+++ b/f\n@@ -6,3 +6,3 @@\n a\n-b\n+B\n c\n")
    text = "x\n" * 2 + "a\nb\nc\n" + "x\n" * 3 + "a\nb\nc\n"
    assert apply_patch(text, diff).placements == (Placement(1, 9, 6),)


def test_a_new_file_and_a_deleted_one() -> None:
    new = parsed("--- /dev/null\n+++ b/f\n@@ -0,0 +1,2 @@\n+one\n+two\n")
    assert apply_patch("", new).text == "one\ntwo\n"
    deleted = apply_patch(
        "one\ntwo\n", parsed("--- a/f\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-one\n-two\n")
    )
    assert (deleted.deleted, deleted.text) == (True, "")


def test_the_end_of_a_file_without_line_feed() -> None:
    diff = diff_of("one\ntwo", "one\ntwo\n")
    assert diff.count("No newline") == 1
    assert apply_patch("one\ntwo", parsed(diff)).text == "one\ntwo\n"


def test_a_known_cut_hunk_need_not_reach_the_end(thread: Thread) -> None:
    diff = thread.patch.file("mm/page_isolation.c")
    hunk = diff.hunks[-1]
    tail = FileDiff(diff.path, diff.path, diff.path, diff.header, (hunk,))
    applied = apply_patch("".join(hunk.old_lines) + "{\n}\n", tail)
    assert applied.text == "".join(hunk.new_lines) + "{\n}\n"


# Refusals


def refusal(text: str, diff: str) -> PatchDoesNotApply:
    with pytest.raises(PatchDoesNotApply) as caught:
        apply_patch(text, parsed(diff))
    assert caught.value.do
    return caught.value


def test_the_first_line_that_differs_is_named() -> None:
    error = refusal(TEN.replace("line 6", "other"), diff_of(TEN, TEN.replace("5", "five")))
    assert (error.path, error.hunk_index) == ("f", 1)
    assert str(error).startswith(
        "f, hunk 1: does not apply: expected 'line 6\\n' (mail line 9), "
        "found 'other\\n' at line 6\n    Apply it to the tree it is made for"
    )


def test_a_difference_in_white_space_is_said() -> None:
    error = refusal(TEN.replace("line 6", "line\t6"), diff_of(TEN, TEN.replace("5", "five")))
    assert "white space only" in error.do


def test_the_end_of_the_file_is_said() -> None:
    error = refusal("line 2\nline 3\nline 4\n", diff_of(TEN, TEN.replace("5", "five")))
    assert "found the end of the file after line 3" in error.what


def test_a_line_number_far_behind_the_end() -> None:
    diff = diff_of(TEN, TEN.replace("5", "five")).replace("@@ -2,7 +2,7", "@@ -2,7 +999999999999,7")
    assert apply_patch(TEN, parsed(diff)).text == TEN.replace("5", "five")
    assert "found 'other\\n' at line 6" in refusal(TEN.replace("line 6", "other"), diff).what


def test_a_patch_that_is_applied_already() -> None:
    new = TEN.replace("5", "five")
    error = refusal(new, diff_of(TEN, new))
    assert error.what == "does not apply: what it would make stands at line 2 already"


def test_a_hunk_for_the_first_line() -> None:
    error = refusal("above\n" + TEN, diff_of(TEN, TEN.replace("line 1\n", "first\n")))
    assert "it says line 1, the first, and its lines stand at 2" in error.what


def test_a_hunk_without_context_at_its_end() -> None:
    error = refusal(TEN + "below\n", diff_of(TEN, TEN + "eleven\n"))
    assert "must reach the end of the file, and its lines stand at 8 to 10 of 11" in error.what


def test_lines_to_be_added_without_context(git) -> None:
    diff = diff_of(TEN, TEN.replace("line 5\n", "line 5\nmore\n"), context=0)
    assert refusal(TEN, diff).what == (
        "does not apply: it adds lines without any context that tells where"
    )
    assert git_result(git, TEN, diff) == TEN + "more\n"


def test_a_last_line_without_line_feed_that_is_not_the_last(git) -> None:
    diff = "--- a/f\n+++ b/f\n@@ -2,2 +2 @@\n-a\n b\n\\ No newline at end of file\n"
    assert (
        "expected 'b' (mail line 5), found 'b\\n' at line 3" in refusal("x\na\nb\nc\n", diff).what
    )
    assert git_result(git, "x\na\nb\nc\n", diff) == "x\nbc\n"


def test_two_hunks_for_the_same_lines() -> None:
    diff = "--- a/f\n+++ b/f\n" + "@@ -5,2 +5,3 @@\n line 5\n+x\n line 6\n" * 2
    assert "another hunk" in refusal(TEN, diff).what


def test_a_new_file_that_exists() -> None:
    assert "exists already" in refusal("x\n", "--- /dev/null\n+++ b/f\n@@ -0,0 +1 @@\n+one\n").what


def test_a_deletion_that_leaves_lines() -> None:
    error = refusal("one\ntwo\n", "--- a/f\n+++ /dev/null\n@@ -1,2 +1 @@\n-one\n two\n")
    assert "1 lines are left over" in error.what


def test_a_binary_diff() -> None:
    assert "binary" in refusal("", "diff --git a/f b/f\nBinary files a/f and b/f differ\n").what


# Laws, with git as the second opinion

line = st.sampled_from(["a\n", "b\n", "\n", "\tc\n"])
some_lines = st.lists(line, max_size=16)


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, str]:
    """A text and the same text after some edits."""
    old = draw(some_lines)
    new = list(old)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(new)))
        new[at : at + draw(st.integers(0, 2))] = draw(st.lists(line, max_size=2))
    assume(old != new)
    return "".join(old), "".join(new)


@given(edited(), st.integers(0, 4), st.booleans(), st.booleans())
def test_a_diff_leads_from_old_to_new(
    texts: tuple[str, str], context: int, old_end: bool, new_end: bool
) -> None:
    old = texts[0] if old_end else texts[0].removesuffix("\n")
    new = texts[1] if new_end else texts[1].removesuffix("\n")
    diff = diff_of(old, new, context)
    assume(diff)
    if context:
        assert apply_patch(old, parsed(diff)).text == new
    else:
        # A hunk without context must reach the end of the file, as for git, or is refused.
        assert our_result(old, diff) in {new, None}


@given(edited(), st.integers(0, 4), st.lists(st.tuples(st.integers(0, 16), some_lines), max_size=2))
@example(("a\nb\na\n", "a\n\na\n"), 1, [(3, ["a\n", "b\n", "a\n"])])
def test_git_gives_the_same_bytes_at_every_offset(
    git, texts: tuple[str, str], context: int, inserted: list[tuple[int, list[str]]]
) -> None:
    diff = diff_of(*texts, context)
    target = split_lines(texts[0])
    for at, more in inserted:
        target[at:at] = more
    text = "".join(target)
    assume(not adds_without_context(text, diff))
    assert our_result(text, diff) == git_result(git, text, diff)


@given(edited(), st.integers(1, 3), st.data())
def test_git_gives_the_same_bytes_for_wrong_line_numbers(
    git, texts: tuple[str, str], context: int, data: st.DataObject
) -> None:
    rows = diff_of(*texts, context).split("\n")
    for at, row in enumerate(rows):
        if row.startswith("@@ "):
            old, new = data.draw(st.integers(1, 12)), data.draw(st.integers(1, 12))
            lengths = [part.partition(",")[1:] for part in row.split(" ")[1:3]]
            olds, news = ("".join(pair) for pair in lengths)
            rows[at] = f"@@ -{old}{olds} +{new}{news} @@"
    diff = "\n".join(rows)
    assert our_result(texts[0], diff) == git_result(git, texts[0], diff)


@given(edited(), st.integers(0, 3))
def test_git_writes_what_we_apply(git, texts: tuple[str, str], context: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "a").write_bytes(texts[0].encode())
        (folder / "b").write_bytes(texts[1].encode())
        done = git(folder, "diff", "--no-index", f"-U{context}", "a", "b")
    diff = parsed(done.stdout.decode())
    if context:
        assert apply_patch(texts[0], diff).text == texts[1]
    again = parsed(format_patch(diff))
    assert [hunk.lines for hunk in again.hunks] == [hunk.lines for hunk in diff.hunks]


@given(edited(), some_lines)
def test_a_refusal_changes_nothing_and_names_the_hunk(
    texts: tuple[str, str], other: list[str]
) -> None:
    diff = parsed(diff_of(*texts))
    text = "".join(other)
    try:
        applied = apply_patch(text, diff)
    except PatchDoesNotApply as error:
        assert 1 <= error.hunk_index <= len(diff.hunks)
        assert error.path == "f"
    else:
        assert len(applied.placements) == len(diff.hunks)


def test_git_needs_an_option_for_a_cut_hunk_and_we_do_not(git, thread: Thread) -> None:
    diff = thread.patch.file("mm/page_isolation.c")
    tail = FileDiff("f", "f", "f", ("--- a/f", "+++ b/f"), (diff.hunks[-1],))
    text = "".join(diff.hunks[-1].old_lines) + "{\n}\n"
    written = format_patch(tail)
    assert git_result(git, text, written) is None
    assert git_result(git, text, written, "--unidiff-zero") == apply_patch(text, tail).text
    assert git_result(git, text, format_patch(tail, following="{")) == apply_patch(text, tail).text
