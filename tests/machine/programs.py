# SPDX-License-Identifier: MIT
"""Small C programs as processes, for the tests of this room."""

from __future__ import annotations

from interp.lang import Build, Options, compile_program
from interp.machine import Process, Symbols

NAME = "test.c"
DECLARATIONS = """\
typedef unsigned long size_t;
int printk(const char *fmt, ...);
void *kmalloc(size_t size, unsigned int flags);
void kfree(const void *p);
void *memset(void *s, int c, size_t n);
void *memcpy(void *to, const void *from, size_t n);
"""


def process(text: str, **options: int) -> Process:
    """Return a process of one C file; the declarations above stand before its line 1."""
    source = DECLARATIONS + text
    files = {NAME: source}
    build = Build(files, [NAME], {}, options=Options(**options))
    program = compile_program(build)
    return Process(program, lambda form: compile_program(build, form), files)


def symbols(of: Process) -> Symbols:
    """Return the symbols of a process."""
    return Symbols(of.program)


def first_line() -> int:
    """Return by how many lines the program's text is moved down."""
    return DECLARATIONS.count("\n")
