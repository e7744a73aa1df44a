# SPDX-License-Identifier: MIT
"""The command: `python -m interp thread`."""

import io
import json
from pathlib import Path

import pytest

from interp.review import Thread, as_json, as_text, main


def test_the_report(mail: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(mail)]) == 0
    text = capsys.readouterr().out
    assert text.startswith("Re: [RFC v2] memory-hotplug: remove MIGRATE_ISOLATE from")
    parts = [
        "  Wen Congyang, Tue, 11 Sep 2012 09:37:54 +0800 (line 6)\n"
        "      Minchan Kim, 09/11/2012 08:52 AM (quoted at level 1, line 19)\n",
        "Patch by Minchan Kim, quoted at level 3: 7 files, 21 hunks, +171 -43\n",
        "  mm/internal.h                       3 changed  agrees\n",
        "DIFFERS: the hunks have 123 changed lines\n",
        "Cut off\n  mm/page_isolation.c, hunk 4: 30 old and 35 new lines declared, 7 and 7",
        "  224  +\n"
        "       >> Wen Congyang, Fri, Sep 07, 2012 at 03:28:22PM +0800 (line 226):\n"
        "       >>   If the memory is hotpluged,",
        "       >>         Wen Congyang, Tue, 11 Sep 2012 09:37:54 +0800 (line 232):\n",
        "   86  +\tdelete_from_isolated_list(page);\n",
        "       (cut: 30 old and 35 new lines declared, 7 and 7 here)",
    ]
    assert [part for part in parts if part not in text] == []


def test_every_line_of_the_patch_is_in_the_report_once(thread: Thread) -> None:
    rows = as_text(thread).split("\n")
    for hunk in thread.patch.hunks:
        for line in hunk.lines:
            assert rows.count(f"{line.mail_line:5}  {line.mark}{line.text}") == 1


def test_the_json(mail: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(mail), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert [m["parent"] for m in data["messages"]] == [1, 2, 3, None]
    assert len(data["patch"]["files"]) == 7
    hunk = data["patch"]["files"][6]["hunks"][3]
    assert (hunk["cut"], hunk["old_length"], hunk["declared_old_length"]) == (True, 7, 30)
    assert hunk["header"].startswith("@@ -180,30 +287,35 @@")
    assert hunk["lines"][9]["mail_line"] == 527
    first, second = data["remarks"]
    assert (first["path"], first["hunk_index"], first["line_index"]) == (
        "mm/memory_hotplug.c",
        2,
        28,
    )
    assert first["replies"][0]["replies"][0]["author"] == "Wen Congyang"
    assert second["replies"][0]["text"].startswith("Thanks for the testing, Wen.")
    assert [cut["path"] for cut in data["cut"]] == ["mm/page_isolation.c", "mm/vmstat.c"]
    assert data["diffstat"]["insertions"] == 193


def test_the_documented_keys_are_the_keys(thread: Thread) -> None:
    from interp.review import report

    documented = report.__doc__ or ""

    def keys(value: object) -> set[str]:
        if isinstance(value, dict):
            return set(value) | {key for part in value.values() for key in keys(part)}
        if isinstance(value, list | tuple):
            return {key for part in value for key in keys(part)}
        return set()

    assert [key for key in sorted(keys(as_json(thread))) if key not in documented] == []


def test_writing(mail: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(mail), "--write", str(tmp_path / "out")]) == 0
    written = capsys.readouterr().out.split()
    assert written[0] == str(tmp_path / "out" / "drivers/xen/balloon.c.patch")
    assert len(written) == 7
    text = Path(written[0]).read_text()
    assert "python -m interp thread patches/thread/reply.txt --write out --onto base\n" in text
    assert str(tmp_path) not in text


def test_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = io.BytesIO(b"--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\n+b\n")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(data))
    assert main(["-"]) == 0
    assert "f  +1 -1, 1 hunk, lines 1 to 5\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("none.txt", None, "cannot be read: No such file or directory"),
        ("letter.txt", b"Hello,\nno diff.\n", "has no diff in lines 1 to 2"),
        ("data.bin", b"\0\1\2", "is not text"),
        ("broken.txt", b"--- a/f\n+++ b/f\n@@ -1,2 +1 @@\n-a\nbroken\n", "line 5: not a line of"),
    ],
)
def test_bad_input_is_one_message_and_status_2(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    content: bytes | None,
    message: str,
) -> None:
    file = tmp_path / name
    if content is not None:
        file.write_bytes(content)
    assert main([str(file)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"python -m interp thread: {file}")
    assert message in err
    assert len(err.rstrip("\n").split("\n")) == 2


def test_wrong_usage_is_status_2(mail: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in ([], [str(mail), "--onto", "base"], [str(mail), "--json", "--write", "x"]):
        with pytest.raises(SystemExit) as caught:
            main(arguments)
        assert caught.value.code == 2
    capsys.readouterr()
    assert main([str(mail), "--write", "x", "--onto", "bse"]) == 2
    assert "Did you mean 'base'?" in capsys.readouterr().err


def test_the_tree_of_a_cut_hunk_is_found(mail: Path, tmp_path: Path) -> None:
    main([str(mail), "--write", str(tmp_path / "patches")])
    cut = (tmp_path / "patches" / "mm" / "page_isolation.c.patch").read_text(encoding="utf-8")
    assert "@@ -180,8 +287,8 @@" in cut
    assert "--onto base" in cut


def test_a_cut_hunk_of_another_project_stays_as_sent(tmp_path: Path) -> None:
    file = tmp_path / "mail.txt"
    file.write_text("--- a/f\n+++ b/f\n@@ -1,5 +1,5 @@\n one\n-two\n+TWO\n")
    main([str(file), "--write", str(tmp_path / "patches")])
    written = (tmp_path / "patches" / "f.patch").read_text(encoding="utf-8")
    assert "@@ -1,2 +1,2 @@" in written
    assert "--onto" not in written


def test_a_folder_is_no_mail(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 2
    assert "Is a directory" in capsys.readouterr().err
