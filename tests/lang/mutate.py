# SPDX-License-Identifier: MIT
"""Valid programs made wrong: tokens deleted, doubled, exchanged, taken from elsewhere."""

import random

from interp.lang.source import SourceFile
from interp.lang.tokens import tokenize

STRANGE = (
    *("(", ")", "{", "}", "[", "]", ";", ",", ":", "?", "*", "&", "=", "+", "-", "->", ".", "..."),
    *("int", "struct", "union", "enum", "typedef", "static", "extern", "const", "void", "char"),
    *("return", "goto", "case", "default", "break", "sizeof", "typeof", "0", "1", "-1", "99999"),
    *('"text"', "'c'", "x", "main", "unsigned", "_Bool", "#", "##", "__attribute__", "if", "else"),
    *("for", "while", "do", "switch", "__builtin_offsetof", "__builtin_va_arg", "_Generic", "1ull"),
    *(
        "_Static_assert",
        "_Alignas",
        "float",
        "asm",
        "$",
        "@",
        "'",
        '"',
        "\\",
        "\n#if\n",
        "\n#endif\n",
    ),
    *("\n#define x x x\n", "\n#include <x.h>\n", "\n#undef x\n", "0x", "08", "1.5", "/*", "//"),
)
BRACKETS = tuple("(){}[]")
CUTS = ("\n", " ", '"', "'", "/*", "*/", "\\", "#", "0", "a")


def mutated(text, seed, changes):
    """Return a program with some of its tokens changed."""
    choose = random.Random(seed)
    tokens = tokenize(SourceFile.of("test.c", text))
    words = [("\n" if t.first else " " if t.space else "") + t.text for t in tokens]
    for _ in range(changes):
        _change(choose, words)
    return "".join(words) + "\n"


def _change(choose, words):
    here = choose.randrange(len(words)) if words else 0
    there = choose.randrange(len(words)) if words else 0
    match choose.randrange(11):
        case 0:
            del words[here : here + 1]
        case 1:
            words[here:here] = words[here : here + 1]
        case 2 if words:
            words[here], words[there] = words[there], words[here]
        case 3 if words:
            words[here] = " " + words[there].strip()
        case 4:
            words[here : here + 1] = [" " + choose.choice(STRANGE)]
        case 5:
            words.insert(here, " " + choose.choice(STRANGE) + " ")
        case 6:  # the file ends early
            del words[here:]
        case 7:  # a bracket too few
            brackets = [place for place, word in enumerate(words) if word.strip() in BRACKETS]
            if brackets:
                del words[choose.choice(brackets)]
        case 8 if words:  # a text, a name or a number is cut in two
            word, cut = words[here], choose.randrange(len(words[here]) + 1)
            words[here] = word[:cut] + choose.choice(CUTS) + word[cut:]
        case 9 if words:  # a letter is missing
            word, cut = words[here], choose.randrange(len(words[here]))
            words[here] = word[:cut] + word[cut + 1 :]
        case _:
            del words[here : here + choose.randrange(1, 8)]
