# SPDX-License-Identifier: MIT
"""The patch files that the tool writes."""

from pathlib import Path

from interp.review import (
    Thread,
    patch_files,
    patches_directory,
    read_thread,
    source_tree,
    write_patches,
)
from interp.review.command import command_line

CUT = "> --- a/f\n> +++ b/f\n> @@ -1,9 +1,9 @@\n>  one\n> -two\n> +TWO\n\nAnd the rest?\n"


def committed(folder: Path) -> dict[str, bytes]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_the_committed_files_are_what_the_tool_writes(thread: Thread, mail: Path) -> None:
    folder = patches_directory() / "rfc-v2"
    command = command_line(mail, folder, "base")
    files = patch_files(thread, onto=source_tree("base").files, command=command)
    assert committed(folder) == {name: text.encode() for name, text in files.items()}


def test_one_file_for_each_file_diff(thread: Thread) -> None:
    assert list(patch_files(thread)) == [f"{diff.path}.patch" for diff in thread.patch.files]


def test_the_lines_of_the_mail_are_written_as_they_are(thread: Thread) -> None:
    lines = thread.text.split("\n")
    for diff in thread.patch.files:
        text = patch_files(thread)[f"{diff.path}.patch"]
        sent = [lines[number - 1] for number in range(diff.mail_line, diff.last_mail_line + 1)]
        body = [line[4:] for line in sent if line.startswith(">>> ")]
        written = text[text.index("diff --git") :].split("\n")[:-1]
        heads = [row for row in written if row.startswith("@@ -180,7 +287,7 @@")]
        assert len(heads) == (diff.path == "mm/page_isolation.c")
        assert [row for row in written if row not in heads] == [
            row for row in body if not row.startswith("@@ -180,30 +287,35 @@")
        ]


def test_the_heading_says_where_it_is_from(thread: Thread) -> None:
    text = patch_files(thread, command="python -m interp thread it")["mm/internal.h.patch"]
    assert text.split("\n")[:8] == [
        "SPDX-License-Identifier: GPL-2.0-only",
        "",
        "mm/internal.h: patch by Minchan Kim, quoted by Wen Congyang,",
        "message <504E95F2.6070802@cn.fujitsu.com>, lines 141 to 154.",
        "Written by (do not edit):",
        "    python -m interp thread it",
        "",
        "diff --git a/mm/internal.h b/mm/internal.h",
    ]


def test_a_cut_hunk_has_the_lengths_that_are_there_and_says_so() -> None:
    text = patch_files(read_thread(CUT))["f.patch"]
    assert "@@ -1,2 +1,2 @@\n one\n-two\n+TWO\n" in text
    assert "Hunk 1 is cut off in the message: its header declares 9 old and 9 new lines" in text
    assert "git apply --unidiff-zero" in text


def test_a_cut_hunk_gets_its_context_from_the_tree() -> None:
    text = patch_files(read_thread(CUT), onto={"f": "one\ntwo\nthree\nfour\n"})["f.patch"]
    assert text.endswith("@@ -1,3 +1,3 @@\n one\n-two\n+TWO\n three\n")
    assert "is not from the message but from the file" in text
    assert "--unidiff-zero" not in text
    assert read_thread(text).cut == ()


def test_what_is_written_is_read_again(thread: Thread, tmp_path: Path) -> None:
    paths = write_patches(thread, tmp_path / "a folder")
    assert len(paths) == 7
    for path, diff in zip(paths, thread.patch.files, strict=True):
        again = read_thread(path).patch.files[0]
        assert again.path == diff.path
        for hunk, sent in zip(again.hunks, diff.hunks, strict=True):
            assert [(x.mark, x.text) for x in hunk.lines] == [(x.mark, x.text) for x in sent.lines]


def test_paths_without_a_first_folder_get_one() -> None:
    text = patch_files(read_thread("--- mm/f.c\n+++ mm/f.c\n@@ -1 +1 @@\n-a\n+b\n"))["mm/f.c.patch"]
    assert "\n--- a/mm/f.c\n+++ b/mm/f.c\n@@" in text
