# SPDX-License-Identifier: MIT
"""What a lesson shows and asks: boards, the stepper, threads, plots, questions.

Every view is a pure function of what it shows and answers both HTML and text.
"""

from interp.lesson.before_after import BeforeAfter, before_after
from interp.lesson.board import board, free_lists, isolated_list, per_cpu_lists
from interp.lesson.bridges import register
from interp.lesson.call_tree import call_tree
from interp.lesson.check import check
from interp.lesson.counter_history import counter_history
from interp.lesson.counters import counters
from interp.lesson.course import course_table
from interp.lesson.list_chain import list_chain
from interp.lesson.lock_line import lock_line
from interp.lesson.memory_map import memory_map
from interp.lesson.page_fields import page_fields
from interp.lesson.page_life import page_life
from interp.lesson.plots import counter_plot
from interp.lesson.point_view import call_stack, changes, messages, variables
from interp.lesson.predict import predict
from interp.lesson.quote_plot import quote_plot
from interp.lesson.source_view import source
from interp.lesson.stepper import Stepper, stepper
from interp.lesson.thread_view import (
    file_table,
    file_view,
    hunk_view,
    message_tree,
    remarks_view,
    thread_view,
)
from interp.lesson.view import beside, stacked, titled

register()

__all__ = [
    "BeforeAfter",
    "Stepper",
    "before_after",
    "beside",
    "board",
    "call_stack",
    "call_tree",
    "changes",
    "check",
    "counter_history",
    "counter_plot",
    "counters",
    "course_table",
    "file_table",
    "file_view",
    "free_lists",
    "hunk_view",
    "isolated_list",
    "list_chain",
    "lock_line",
    "memory_map",
    "message_tree",
    "messages",
    "page_fields",
    "page_life",
    "per_cpu_lists",
    "predict",
    "quote_plot",
    "remarks_view",
    "source",
    "stacked",
    "stepper",
    "thread_view",
    "titled",
    "variables",
]
