# SPDX-License-Identifier: MIT
"""The diffstat against the hunks."""

from interp.review import Thread, read_thread
from interp.review.diffstat import read_diffstat

DIFF = """\
diff --git a/mm/a.c b/mm/a.c
--- a/mm/a.c
+++ b/mm/a.c
@@ -1,2 +1,2 @@
 one
-two
+TWO
"""


def with_stat(*rows: str) -> Thread:
    return read_thread("Message.\n---\n" + "".join(f" {row}\n" for row in rows) + "\n" + DIFF)


def found(thread: Thread) -> list[tuple[str, str, int, int]]:
    return [(m.path, m.what, m.declared, m.found) for m in thread.mismatches]


def test_the_diffstat_of_the_mail(thread: Thread) -> None:
    stat = thread.diffstat
    assert stat is not None
    assert [(entry.path, entry.changes) for entry in stat.entries] == [
        ("drivers/xen/balloon.c", 2),
        ("include/linux/mmzone.h", 4),
        ("include/linux/page-isolation.h", 11),
        ("mm/internal.h", 3),
        ("mm/memory_hotplug.c", 38),
        ("mm/page_alloc.c", 33),
        ("mm/page_isolation.c", 162),
        ("mm/vmstat.c", 1),
    ]
    assert (stat.files_changed, stat.insertions, stat.deletions) == (8, 193, 61)
    assert [entry.mail_line for entry in stat.entries] == list(range(60, 68))


def test_what_the_mail_lacks_is_reported(thread: Thread) -> None:
    assert found(thread) == [
        ("mm/page_isolation.c", "changed lines", 162, 123),
        ("mm/vmstat.c", "deletions", 1, 0),
        ("", "files", 8, 7),
        ("", "insertions", 193, 171),
        ("", "deletions", 61, 43),
    ]


def test_the_parts_explain_the_total(thread: Thread) -> None:
    by_file = sum(m.declared - m.found for m in thread.mismatches if m.path)
    in_total = sum(m.declared - m.found for m in thread.mismatches if m.what in {"insertions"})
    in_total += sum(
        m.declared - m.found for m in thread.mismatches if not m.path and m.what == "deletions"
    )
    assert by_file == in_total == 40


def test_one_that_agrees() -> None:
    stat = with_stat("mm/a.c | 2 +-", "1 file changed, 1 insertion(+), 1 deletion(-)")
    assert found(stat) == []
    assert stat.patch.message == "Message."


def test_plus_and_minus_signs_that_are_not_scaled_are_counted() -> None:
    stat = with_stat("mm/a.c | 2 ++", "1 file changed, 2 insertions(+)")
    assert found(stat) == [
        ("mm/a.c", "insertions", 2, 1),
        ("mm/a.c", "deletions", 0, 1),
        ("", "insertions", 2, 1),
        ("", "deletions", 0, 1),
    ]


def test_a_file_that_the_diffstat_forgets() -> None:
    stat = with_stat("mm/b.c | 2 +-", "1 file changed, 1 insertion(+), 1 deletion(-)")
    assert found(stat) == [
        ("mm/b.c", "insertions", 1, 0),
        ("mm/b.c", "deletions", 1, 0),
        ("mm/a.c", "changed lines", 0, 2),
    ]
    assert [cut.path for cut in stat.cut] == ["mm/b.c"]


def test_shortened_names_and_renames() -> None:
    assert found(with_stat(".../a.c | 2 +-")) == []
    assert found(with_stat("mm/{b.c => a.c} | 2 +-")) == []


def test_no_diffstat() -> None:
    assert read_thread(DIFF).diffstat is None
    assert read_diffstat([(1, "a | b"), (2, "either | 3 or so")]) == (None, range(0))


def test_the_first_of_two_is_taken_with_its_lines() -> None:
    rows = [(5, "text"), (6, " f | 1 +"), (7, " 1 file changed, 1 insertion(+)"), (8, " g | 1 +")]
    stat, taken = read_diffstat(rows)
    assert stat is not None
    assert (stat.mail_line, len(stat.entries), taken) == (6, 1, range(1, 3))
