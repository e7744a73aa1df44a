# SPDX-License-Identifier: MIT
"""The project's own trees: every hunk of the mail applies, with git and with our own code."""

import shutil
from pathlib import Path

import pytest

from interp.review import Thread, apply_patch, patches_directory, read_thread, source_tree
from interp.review.tree import TREES


def patch_paths(name: str) -> list[Path]:
    return sorted((patches_directory() / name).rglob("*.patch"))


def test_every_hunk_of_the_mail_applies_to_the_base(thread: Thread) -> None:
    base = source_tree("base")
    for diff in thread.patch.files:
        applied = apply_patch(base.read(diff.path), diff)
        assert [p.hunk_index for p in applied.placements] == [h.index for h in diff.hunks]


@pytest.mark.parametrize("name", TREES)
def test_git_makes_the_same_tree(name: str, git, tmp_path: Path) -> None:
    folder = tmp_path / "tree"
    shutil.copytree(patches_directory() / "base", folder)
    for part in TREES[name]:
        for path in patch_paths(part):
            done = git(folder, "apply", "--verbose", "--whitespace=nowarn", str(path))
            assert done.returncode == 0, done.stderr.decode()
            assert b"fuzz" not in done.stderr
    tree = source_tree(name)
    for path in tree.paths:
        assert (folder / path).read_bytes() == tree.read(path).encode(), path


def test_the_tail_says_that_it_is_a_reconstruction() -> None:
    paths = patch_paths("rfc-v2-tail")
    assert [read_thread(path).patch.files[0].path for path in paths] == [
        "mm/page_isolation.c",
        "mm/vmstat.c",
    ]
    for path in paths:
        heading = path.read_text().split("\n--- a/")[0]
        assert "reconstruction" in heading


def test_the_tree_has_the_numbers_of_the_diffstat(thread: Thread) -> None:
    base, tree = source_tree("base"), source_tree("rfc-v2")
    assert thread.diffstat is not None
    # Where a hunk was cut, the reconstruction replaces our lines, not those the mail had.
    reconstructed = {cut.path for cut in thread.cut if cut.hunk_index}
    assert reconstructed == {"mm/page_isolation.c"}
    for entry in thread.diffstat.entries:
        rows = tree.listing(entry.path)
        old = [row.text for row in rows if row.mark != "+"]
        assert "\n".join(old) + "\n" == base.read(entry.path)
        if entry.path not in reconstructed:
            assert sum(row.mark != " " for row in rows) == entry.changes, entry.path


def test_added_lines_of_the_tree_are_those_of_the_mail(thread: Thread) -> None:
    tree = source_tree("rfc-v2")
    for diff in thread.patch.files:
        for mark in "+-":
            sent = [x.text for h in diff.hunks for x in h.lines if x.mark == mark]
            rows = tree.listing(diff.path)
            listed = [r.text for r in rows if r.patch == "rfc-v2" and r.mark == mark]
            assert listed == sent


def test_remarks_stand_in_the_listing_under_their_lines(thread: Thread) -> None:
    tree = source_tree("rfc-v2")
    for remark in thread.remarks:
        rows = [row for row in tree.listing(remark.path) if remark in row.remarks]
        assert [row.text for row in rows] == [thread.line_of(remark).text]
        assert rows[0].hunk_index == remark.hunk_index


@pytest.mark.parametrize("name", TREES)
def test_every_file_has_its_reasons(name: str) -> None:
    tree = source_tree(name)
    for path in tree.paths:
        lines = tree.read(path).count("\n")
        patches = {tree.reason(path, line).patch for line in range(1, lines + 1)}
        assert patches <= {"base", *TREES[name]}
