# SPDX-License-Identifier: MIT
"""The command `python -m interp thread`: what a mail says about a patch."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from interp.review.apply import apply_patch
from interp.review.errors import PatchDoesNotApply, ReviewError
from interp.review.report import as_json, as_text
from interp.review.thread import Thread, read_thread
from interp.review.tree import patches_directory, source_tree
from interp.review.written import write_patches

OUR_TREE = "base"


def main(arguments: list[str]) -> int:
    """Run the subcommand; the exit status: 0, or 2 for bad input with one message."""
    options = _options(arguments)
    try:
        thread = _read(options.file)
        if options.write:
            _write(thread, options)
        else:
            _print(json.dumps(as_json(thread), indent=2) if options.json else as_text(thread))
    except ReviewError as error:
        print(f"python -m interp thread: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"python -m interp thread: {error}", file=sys.stderr)
        return 2
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m interp thread",
        description="Print the patch that a mail quotes and what is said about its lines.",
        epilog="The keys of the JSON are described in interp/review/report.py.",
    )
    parser.add_argument(
        "file",
        metavar="FILE",
        help="a mail, an archived page or a diff; - reads it from the standard input",
    )
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--json", action="store_true", help="print JSON for programs")
    kind.add_argument(
        "--write", metavar="DIRECTORY", type=Path, help="write one .patch file for each file diff"
    )
    parser.add_argument(
        "--onto",
        metavar="TREE",
        help="with --write: the tree that the patch is for, to find the context of a cut hunk "
        f"(if not given: {OUR_TREE}, where the cut hunks apply to it)",
    )
    options = parser.parse_args(arguments)
    if options.onto and not options.write:
        parser.error("--onto goes with --write")
    return options


def _read(file: str) -> Thread:
    if file == "-":
        return read_thread(sys.stdin.buffer.read().decode("utf-8", "surrogateescape"))
    return read_thread(Path(file))


def _write(thread: Thread, options: argparse.Namespace) -> None:
    name = options.onto or (OUR_TREE if _fits_our_tree(thread) else None)
    onto = source_tree(name).files if name else None
    command = command_line(options.file, options.write, name)
    for path in write_patches(thread, options.write, onto=onto, command=command):
        _print(str(path))


def _fits_our_tree(thread: Thread) -> bool:
    """Whether the mail cuts hunks off that apply to our base: git needs a line of context there."""
    files = source_tree(OUR_TREE).files
    cut = [diff for diff in thread.patch.files if any(hunk.cut for hunk in diff.hunks)]
    try:
        for diff in cut:
            apply_patch(files[diff.path], diff)
    except (KeyError, PatchDoesNotApply):
        return False
    return bool(cut)


def command_line(file: str | Path, directory: Path, onto: str | None) -> str:
    """The command that writes these patches, with paths as seen from the project's folder."""
    words = ["python -m interp thread", _shown(Path(file)), "--write", _shown(directory)]
    return " ".join([*words, *(["--onto", onto] if onto else [])])


def _shown(path: Path) -> str:
    project = patches_directory().parent
    try:
        return path.resolve().relative_to(project).as_posix()
    except ValueError:
        return path.name


def _print(text: str) -> None:
    """Print, also where a terminal or pipe cannot show every character of a mail."""
    encoding = sys.stdout.encoding or "utf-8"
    print(text.rstrip("\n").encode(encoding, "backslashreplace").decode(encoding))
