# SPDX-License-Identifier: MIT
"""Reads and writes `wrong.txt`: wrong programs, each with the complete answer that it gets.

`python -m tests.lang.wrong` writes the answers anew; read the difference before keeping it.
"""

from pathlib import Path

from interp.lang import Build, CError
from interp.lang.compile import compile_afresh

TABLE = Path(__file__).with_name("wrong.txt")
HEADERS = {"include/known.h": "#ifndef KNOWN_H\n#define KNOWN_H\ntypedef int known_t;\n#endif\n"}


def cases():
    """Return (name, program, answer) for each entry of the table."""
    entries = TABLE.read_text().split("\n=== ")[1:]
    return [_case(entry) for entry in entries]


def _case(entry):
    name, _, rest = entry.partition("\n")
    program, _, answer = rest.partition("\n--- answer\n")
    return name, program, answer.rstrip("\n")


def files(program):
    """Return the files of an entry: test.c, and others behind lines such as `--- other.c`."""
    parts = program.split("\n--- ")
    found = {"test.c": parts[0] + "\n"}
    for part in parts[1:]:
        name, _, text = part.partition("\n")
        found[name] = text + "\n"
    return found


def answer_to(program):
    """Return what the compiler says to a program."""
    sources = files(program)
    units = [name for name in sources if name.endswith(".c")]
    try:
        program = compile_afresh(Build({**sources, **HEADERS}, units, {}))
    except CError as problem:
        return str(problem)
    return "\n".join(map(str, program.warnings)) or "no complaint"


def main():
    """Write the table with the answers of today."""
    text = "Wrong programs, and the complete answer that each of them gets.\n"
    for name, program, _ in cases():
        text += f"\n=== {name}\n{program}\n--- answer\n{answer_to(program)}\n"
    TABLE.write_text(text)


if __name__ == "__main__":
    main()
