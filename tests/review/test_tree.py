# SPDX-License-Identifier: MIT
"""Trees: base and patches on top, the reason for each line, listings with remarks."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interp.review import (
    PatchDoesNotApply,
    Reason,
    SourceTree,
    TreeError,
    read_thread,
    source_tree,
)
from interp.review.layers import SourceFolder

A_C = "one\ntwo\nthree\nfour\nfive\n"
FIRST = "--- a/mm/a.c\n+++ b/mm/a.c\n@@ -1,4 +1,5 @@\n one\n-two\n+TWO\n+more\n three\n four\n"
SECOND = "--- a/mm/a.c\n+++ b/mm/a.c\n@@ -2,3 +2,2 @@\n TWO\n-more\n three\n"
NEW = "--- /dev/null\n+++ b/mm/new.c\n@@ -0,0 +1 @@\n+new\n"
GONE = "--- a/mm/b.c\n+++ /dev/null\n@@ -1 +0,0 @@\n-b\n"
RENAME = """\
diff --git a/mm/a.c b/mm/z.c
similarity index 80%
rename from mm/a.c
rename to mm/z.c
--- a/mm/a.c
+++ b/mm/z.c
@@ -4,2 +4,2 @@
 four
-five
+FIVE
"""
REMARK = """\
From: Reviewer <r@example.org>
Subject: Re: [PATCH] two

On Sunday, Author wrote:
> --- a/mm/a.c
> +++ b/mm/a.c
> @@ -1,3 +1,3 @@
>  one
Keep this.
> -two

Why?

> +TWO
>  three
"""


@pytest.fixture
def base(tmp_path: Path) -> SourceTree:
    (tmp_path / "mm").mkdir()
    (tmp_path / "mm" / "a.c").write_text(A_C)
    (tmp_path / "mm" / "b.c").write_text("b\n")
    (tmp_path / "README.md").write_text("no source\n")
    (tmp_path / ".hidden").write_text("no source\n")
    return SourceTree("base", SourceFolder(tmp_path))


def listed(tree: SourceTree, path: str) -> list[tuple[int | None, str, str, str]]:
    return [(row.number, row.mark, row.text, row.patch) for row in tree.listing(path)]


def test_the_base_alone(base: SourceTree) -> None:
    assert base.paths == ("mm/a.c", "mm/b.c")
    assert dict(base.files) == {"mm/a.c": A_C, "mm/b.c": "b\n"}
    assert base.read("mm/a.c") == A_C
    assert base.reason("mm/a.c", 2) == Reason("base", None, " ")
    assert listed(base, "mm/b.c") == [(1, " ", "b", "base")]


def test_the_reason_for_each_line(base: SourceTree) -> None:
    tree = base.with_patches([FIRST])
    assert tree.read("mm/a.c") == "one\nTWO\nmore\nthree\nfour\nfive\n"
    reasons = [tree.reason("mm/a.c", line) for line in range(1, 7)]
    assert reasons == [
        Reason("base", None, " "),
        Reason("patch 1", 1, "+"),
        Reason("patch 1", 1, "+"),
        Reason("base", None, " "),
        Reason("base", None, " "),
        Reason("base", None, " "),
    ]
    assert base.read("mm/a.c") == A_C


def test_a_listing_keeps_removed_lines_in_place(base: SourceTree) -> None:
    assert listed(base.with_patches([FIRST]), "mm/a.c") == [
        (1, " ", "one", "base"),
        (None, "-", "two", "patch 1"),
        (2, "+", "TWO", "patch 1"),
        (3, "+", "more", "patch 1"),
        (4, " ", "three", "base"),
        (5, " ", "four", "base"),
        (6, " ", "five", "base"),
    ]


def test_a_second_patch_on_top(base: SourceTree) -> None:
    tree = base.with_patches([FIRST, SECOND])
    assert tree.name == "base + patch 1 + patch 2"
    assert listed(tree, "mm/a.c")[:5] == [
        (1, " ", "one", "base"),
        (None, "-", "two", "patch 1"),
        (2, "+", "TWO", "patch 1"),
        (None, "-", "more", "patch 2"),
        (3, " ", "three", "base"),
    ]
    again = base.with_patches([FIRST]).with_patches([SECOND])
    assert (again.name, again.listing("mm/a.c")) == (tree.name, tree.listing("mm/a.c"))


def test_new_and_deleted_files(base: SourceTree) -> None:
    tree = base.with_patches([NEW + GONE])
    assert tree.paths == ("mm/a.c", "mm/new.c")
    assert tree.reason("mm/new.c", 1) == Reason("patch 1", 1, "+")
    with pytest.raises(TreeError, match=r"no file 'mm/b\.c'"):
        tree.read("mm/b.c")
    with pytest.raises(KeyError):
        tree.files["mm/b.c"]


def test_a_renamed_file_keeps_its_history(base: SourceTree) -> None:
    tree = base.with_patches([FIRST, RENAME])
    assert tree.paths == ("mm/b.c", "mm/z.c")
    assert tree.read("mm/z.c") == "one\nTWO\nmore\nthree\nfour\nFIVE\n"
    assert tree.reason("mm/z.c", 2).patch == "patch 1"
    assert tree.reason("mm/z.c", 6).patch == "patch 2"
    assert "mm/a.c" not in tree.files


def test_remarks_stand_beside_their_lines(base: SourceTree) -> None:
    tree = base.with_patches([read_thread(REMARK)])
    said = [(row.mark, row.text, [r.text for r in row.remarks]) for row in tree.listing("mm/a.c")]
    assert said[:4] == [
        (" ", "one", ["Keep this."]),
        ("-", "two", ["Why?"]),
        ("+", "TWO", []),
        (" ", "three", []),
    ]


def test_patches_of_every_kind(base: SourceTree, tmp_path: Path) -> None:
    folder = tmp_path / "patches"
    (folder / "mm").mkdir(parents=True)
    (folder / "mm" / "a.c.patch").write_text(FIRST)
    (folder / "notes.txt").write_text("no patch\n")
    thread = read_thread(FIRST)
    for patch in (FIRST, folder, folder / "mm" / "a.c.patch", thread, thread.patch):
        assert base.with_patches([patch]).read("mm/a.c").startswith("one\nTWO\nmore\n")
    assert base.with_patches([folder]).reason("mm/a.c", 2).patch == "patches"
    assert base.with_patches([folder / "mm" / "a.c.patch"]).reason("mm/a.c", 2).patch == "a.c"


def test_a_patch_that_does_not_apply_is_refused_at_once(base: SourceTree) -> None:
    with pytest.raises(PatchDoesNotApply, match=r"mm/a\.c, hunk 1: does not apply"):
        base.with_patches([NEW, SECOND])
    with pytest.raises(PatchDoesNotApply, match=r"mm/c\.c: patch 'patch 1' changes this file"):
        base.with_patches([FIRST.replace("a.c", "c.c")])
    with pytest.raises(PatchDoesNotApply, match=r"mm/a\.c: patch 'patch 1' makes this file new"):
        base.with_patches([NEW.replace("new.c", "a.c")])
    assert base.read("mm/a.c") == A_C


def test_names_that_do_not_exist(base: SourceTree) -> None:
    with pytest.raises(TreeError, match=r"Did you mean mm/a\.c\?"):
        base.read("mm/aa.c")
    with pytest.raises(TreeError, match="It has lines 1 to 5"):
        base.reason("mm/a.c", 6)
    with pytest.raises(TreeError, match="Did you mean 'rfc-v2'"):
        source_tree("rfc-v3")


def test_files_are_read_when_they_are_asked_for(base: SourceTree, tmp_path: Path) -> None:
    tree = base.with_patches([NEW])
    (tmp_path / "mm" / "b.c").write_text("later\n")
    assert tree.read("mm/b.c") == "later\n"


def test_what_a_tree_looks_like(base: SourceTree) -> None:
    tree = base.with_patches([FIRST])
    assert repr(tree) == "<tree 'base + patch 1': 2 files, patch 1>"
    assert repr(tree.files) == "<2 files of tree 'base + patch 1'>"
    assert repr(tree.listing("mm/a.c")[1]) == "      -two"
    assert repr(tree.listing("mm/a.c")[2]) == "    2 +TWO"
    assert repr(tree.reason("mm/a.c", 2)) == "<added by patch 1, hunk 1>"
    assert repr(tree.reason("mm/a.c", 1)) == "<from base>"


@given(st.data())
def test_a_listing_tells_both_files(data: st.DataObject) -> None:
    lines = st.lists(st.sampled_from("abc"), max_size=8)
    texts = ["".join(f"{line}\n" for line in data.draw(lines)) for _ in range(3)]
    tree = SourceTree("base", {"f": texts[0]})
    for old, new in pairwise(texts):
        if old != new:
            tree = tree.with_patches([whole_diff(old, new)])
    rows = tree.listing("f")
    assert "".join(row.text + "\n" for row in rows if row.number) == texts[2] == tree.read("f")
    assert "".join(row.text + "\n" for row in rows if row.mark == " ") in texts[0] + texts[1] + "\n"
    numbers = [row.number for row in rows if row.number]
    assert numbers == list(range(1, len(numbers) + 1))
    for row in rows:
        if row.number:
            assert tree.reason("f", row.number) == Reason(row.patch, row.hunk_index, row.mark)


def whole_diff(old: str, new: str) -> str:
    """A diff that keeps the lines at the beginning that are the same, and replaces the rest."""
    olds, news = old.split("\n")[:-1], new.split("\n")[:-1]
    same = 0
    while same < min(len(olds), len(news)) and olds[same] == news[same]:
        same += 1
    rows = [" " + line for line in olds[:same]]
    rows += ["-" + line for line in olds[same:]] + ["+" + line for line in news[same:]]
    head = f"@@ -{min(1, len(olds))},{len(olds)} +{min(1, len(news))},{len(news)} @@"
    return "\n".join(["--- a/f", "+++ b/f", head, *rows]) + "\n"
