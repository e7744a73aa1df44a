# SPDX-License-Identifier: MIT
"""Questions of the lesson "Reading a patch thread"."""

from functools import cache

from interp.kernel import Machine
from interp.lesson.check import code, declare, function, name, number
from interp.lesson.remarks import display_name
from interp.review import Thread, patches_directory, read_thread, source_tree
from interp.review.quote import quote_depth

ISOLATION = "mm/page_isolation.c"
ADDED_PAGES = 8


@cache
def the_thread() -> Thread:
    """The mail that the lesson reads."""
    return read_thread(patches_directory() / "thread" / "reply.txt")


def author_at_depth(depth: int) -> str:
    """Who wrote the lines of this quote level."""
    found = {message.depth: message.author for message in the_thread().messages}
    return display_name(found[depth])


def author_of(line: int) -> str:
    """Who wrote this line of the mail."""
    return author_at_depth(quote_depth(the_thread().text.split("\n")[line - 1]))


def lines_added() -> int:
    """Lines that the first hunk of mm/page_isolation.c adds."""
    return the_thread().patch.file(ISOLATION).hunks[0].added


def isolated_after_adding_memory() -> int:
    """Entries of isolated_pages when new memory has been set up but not onlined."""
    machine = Machine("rfc-v2", possible=32 + ADDED_PAGES)
    machine.add_memory(0, 32 << 12, ADDED_PAGES << 12)
    return len(machine.state()["isolated_pages"])


def line_of_second_finding() -> str:
    """The hunk line that Wen's second remark stands under."""
    thread = the_thread()
    return thread.line_of(thread.remarks[1]).text


def file_without_diff() -> str:
    """The file that the diffstat has and the patch has not."""
    thread = the_thread()
    assert thread.diffstat is not None
    declared = {entry.path for entry in thread.diffstat.entries}
    (missing,) = declared - {diff.path for diff in thread.patch.files}
    return missing


def missing_additions() -> int:
    """Added lines that the diffstat declares and the mail does not have."""
    thread = the_thread()
    assert thread.diffstat is not None
    return (thread.diffstat.insertions or 0) - thread.patch.added


def judge_mail(text: str) -> list[str]:
    """What is wrong with a reader's own mail about a change to the patched tree."""
    thread = read_thread(text)
    wrong = []
    if len({message.author for message in thread.messages}) < 2:
        wrong.append("nobody is quoted: it needs a line like 'On <date>, An Author wrote:'")
    if not thread.patch.depth:
        wrong.append("the diff is not quoted: each of its lines begins with '> '")
    marks = [thread.line_of(remark).mark for remark in thread.remarks]
    if not marks:
        wrong.append("no remark stands between the lines of the diff")
    elif "+" not in marks:
        wrong.append("the remark does not stand under a line that the diff adds")
    source_tree("rfc-v2", patches=[thread])  # raises, and says why, where it does not apply
    return wrong


declare(
    "who-wrote-two-marks",
    "Who wrote the lines that begin with two quote marks?",
    name(
        lambda: author_at_depth(2),
        {"Minchan Kim": "He wrote the patch and the words behind one mark; who is between them?"},
    ),
    ["Andrew Morton", "Minchan Kim", "Wen Congyang", "Michal Nazarewicz"],
)
declare(
    "lines-added",
    "A hunk begins @@ -8,6 +8,90 @@ and removes no line. How many lines does it add?",
    number(
        lines_added,
        {
            90: "90 is how long the piece is afterwards, the lines of context included.",
            8: "8 is the line where the piece begins.",
            96: "The two lengths are not added up: both count the lines of context.",
        },
    ),
)
declare(
    "isolated-after-adding",
    "add_memory() has set up 8 new pages. How many of them are on isolated_pages?",
    number(
        isolated_after_adding_memory,
        {8: "Which of the functions in the chain would have put them there?"},
    ),
)
declare(
    "second-finding-line",
    "Under which line of the patch does the second finding stand?",
    name(
        line_of_second_finding,
        {"static bool": "Near: that is one line too far up. What did you ask for, and of which?"},
    ),
)
declare(
    "missing-file",
    "Which file of the diffstat has no diff in the mail?",
    name(
        file_without_diff,
        {ISOLATION: "That one has four hunks here, though the last is cut."},
    ),
)
declare(
    "missing-added",
    "How many added lines that the diffstat declares are not in the mail?",
    number(
        missing_additions,
        {
            40: "That is added and removed lines together.",
            39: "That is what mm/page_isolation.c lacks, added and removed lines together.",
            18: "That is how many removed lines are missing.",
        },
    ),
)
declare(
    "author-of",
    "A function that says who wrote a line of the mail, by the line's number.",
    function(
        author_of,
        [(19,), (20,), (23,), (30,), (100,), (226,), (229,), (232,), (400,), (530,), (536,)],
        "thread.messages says who speaks at which depth; the marks of a line tell its depth.",
    ),
)
declare(
    "own-mail",
    "A mail of your own: a quoted diff for the patched tree, and a remark under an added line.",
    code(judge_mail, "it applies to the patched tree, and the remark stands under an added line"),
)
