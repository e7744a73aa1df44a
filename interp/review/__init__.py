# SPDX-License-Identifier: MIT
"""Mail threads about patches: hunks and remarks out of a mail, source trees out of hunks."""

from interp.review.apply import AppliedFile, Placement, apply_patch
from interp.review.command import main
from interp.review.diff import FileDiff, Hunk, HunkLine, Patch, format_patch
from interp.review.diffstat import Diffstat, DiffstatEntry, Mismatch
from interp.review.errors import (
    HunkError,
    MailError,
    NoDiff,
    PatchDoesNotApply,
    ReviewError,
    TreeError,
)
from interp.review.messages import Message
from interp.review.report import as_json, as_text
from interp.review.thread import Cut, Remark, Thread, read_thread
from interp.review.tree import ListingLine, Reason, SourceTree, patches_directory, source_tree
from interp.review.written import patch_files, write_patches

__all__ = [
    "AppliedFile",
    "Cut",
    "Diffstat",
    "DiffstatEntry",
    "FileDiff",
    "Hunk",
    "HunkError",
    "HunkLine",
    "ListingLine",
    "MailError",
    "Message",
    "Mismatch",
    "NoDiff",
    "Patch",
    "PatchDoesNotApply",
    "Placement",
    "Reason",
    "Remark",
    "ReviewError",
    "SourceTree",
    "Thread",
    "TreeError",
    "apply_patch",
    "as_json",
    "as_text",
    "format_patch",
    "main",
    "patch_files",
    "patches_directory",
    "read_thread",
    "source_tree",
    "write_patches",
]
