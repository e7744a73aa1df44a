# SPDX-License-Identifier: MIT
"""`python -m interp parse FILE... [--tree]`: what a C file, preprocessed or not, is made of."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from interp.lang import tree
from interp.lang.command_line import options, read_text, text_if_there
from interp.lang.compile import compiling
from interp.lang.parser import Parsed, parse_all
from interp.lang.predefined import PREDEFINED
from interp.lang.preprocessor import Preprocessor
from interp.lang.source import CError
from interp.lang.stages import shown_tree

WRONG_USE = 2
WRONG_INPUT = 65  # EX_DATAERR of sysexits.h
NO_INPUT = 66  # EX_NOINPUT


def main(arguments: list[str]) -> int:
    """Parse files; 0 if all are C, 65 if one is not, 66 if one is not there, 2 for wrong use."""
    reader = argparse.ArgumentParser(prog="python -m interp parse", description="Parse C files.")
    reader.add_argument("paths", metavar="FILE", nargs="+", help="C, or C that is preprocessed")
    reader.add_argument("--tree", action="store_true", help="print the syntax tree as well")
    given = options(reader, arguments)
    if given is None:
        return WRONG_USE
    return max(_parse(path, given.tree) for path in given.paths)


def _parse(path: str, show_tree: bool) -> int:
    try:
        text = read_text(path)
    except OSError as problem:
        print(f"{path}: {problem.strerror}", file=sys.stderr)
        return NO_INPUT
    parsed, tokens = _parsed(path, text)
    for found in parsed.problems:
        print(found, file=sys.stderr)
    if parsed.problems:
        return WRONG_INPUT
    functions = sum(isinstance(node, tree.FunctionDefinition) for node in parsed.nodes)
    print(
        f"{path}: {tokens} tokens, {text.count(chr(10))} lines, "
        f"{len(parsed.nodes) - functions} declarations, {functions} functions"
    )
    if show_tree:
        for node in parsed.nodes:
            print("\n".join(shown_tree(node, places=True)))
    return 0


def _parsed(path: str, text: str) -> tuple[Parsed, int]:
    folder = Path(path).parent
    preprocessor = Preprocessor(text_if_there, (str(folder), str(folder / "include"), "include"))
    if not path.endswith(".i"):
        preprocessor.define(PREDEFINED)
    try:
        with compiling():
            tokens = preprocessor.run_text(path, text)
            return parse_all(tokens), len(tokens)
    except CError as problem:
        return Parsed(problems=[problem]), 0
