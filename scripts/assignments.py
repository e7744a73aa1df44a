# SPDX-License-Identifier: MIT
"""Makes an nbgrader course of the lessons: exercises to hand out, checks that grade them.

Each exercise becomes two cells: one that the student fills in, with the solution between marks
that nbgrader takes out, and a locked one that asks the lesson's own `check()` and gives points.
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

REPOSITORY = Path(__file__).resolve().parent.parent

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
SCHEMA_VERSION = 3

CONFIGURATION = """\
# How nbgrader treats this course; see docs/teaching.md.
c = get_config()
c.CourseDirectory.course_id = "kernel-patch"
c.ClearSolutions.code_stub = {"python": "# your answer"}
c.ExecutePreprocessor.timeout = 120
"""


@dataclass(frozen=True)
class Asked:
    """One call of `check()`: the question's name, the answer and what varies, as Python text."""

    name: str
    answer: str
    given: str

    @property
    def call(self) -> str:
        """What varies, as further arguments of the call."""
        return f", {self.given}" if self.given else ""


def asked(source: str) -> Asked | None:
    """The call of `check()` that a cell ends with, if it does."""
    body = ast.parse(source).body
    last = body[-1] if body else None
    if not isinstance(last, ast.Expr) or not isinstance(last.value, ast.Call):
        return None
    call = last.value
    if ast.unparse(call.func) != "check" or not isinstance(call.args[0], ast.Constant):
        return None
    given = ", ".join(ast.unparse(keyword) for keyword in call.keywords)
    return Asked(str(call.args[0].value), ast.unparse(call.args[1]), given)


def before_check(source: str) -> str:
    """What stands in a cell above its call of `check()`."""
    last = ast.parse(source).body[-1]
    lines = source.split("\n")[: last.lineno - 1]
    return "\n".join(line for line in lines if not line.startswith("# Solution")).strip("\n")


def is_solution(cell: NotebookNode) -> bool:
    """Whether a cell holds the solution of an exercise."""
    return "solution" in cell.metadata.get("tags", [])


def solutions(notebook: NotebookNode) -> dict[str, str]:
    """The source of each question's solution."""
    found = {}
    for cell in notebook.cells:
        if cell.cell_type == "code" and is_solution(cell):
            question = asked(cell.source)
            if question is not None:
                found[question.name] = str(cell.source)
    return found


def names_set(source: str) -> set[str]:
    """The names that a cell assigns, defines or imports."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Name(id=name, ctx=ast.Store()):
                found.add(name)
            case ast.FunctionDef(name=name):
                found.add(name)
            case ast.alias(name=name, asname=other):
                found.add(other or name)
    return found


def names_read(source: str) -> set[str]:
    """The names that a cell uses."""
    loads = (n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Name))
    return {node.id for node in loads if isinstance(node.ctx, ast.Load)}


def only_in_solutions(notebook: NotebookNode) -> set[str]:
    """Names that only solutions set: a cell that reads one gives the solution away."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    solved = {name for cell in code if is_solution(cell) for name in names_set(cell.source)}
    others = (as_python(cell.source) for cell in code if not is_solution(cell))
    return solved - {name for source in others for name in names_set(source)}


def grade(name: str, points: int | None) -> dict[str, Any]:
    """The metadata of a cell that is filled in (no points) or that grades."""
    graded = points is not None
    found: dict[str, Any] = {
        "grade": graded,
        "grade_id": name,
        "locked": graded,
        "schema_version": SCHEMA_VERSION,
        "solution": not graded,
        "task": False,
    }
    return {**found, "points": points} if graded else found


def answer_cell(question: Asked, stub: str, solution: str) -> NotebookNode:
    """The cell that the student fills in; above the marks stands what he begins with."""
    own = asked(solution)
    assert own is not None
    variable = variable_of(question)
    written = before_check(solution)
    if not names_set(written) & {variable}:
        written = "\n".join(part for part in (written, f"{variable} = {own.answer}") if part)
    begun = stub if variable in names_set(stub or "0") else f"{stub}\n{variable} = ...".strip("\n")
    source = f"{begun}\n{BEGIN}\n{written}\n{END}"
    metadata = {"nbgrader": grade(question.name, None)}
    cell: NotebookNode = nbformat.v4.new_code_cell(source, metadata=metadata)
    cell.id = f"answer-{question.name}"[:64]
    return cell


def variable_of(question: Asked) -> str:
    """The name that holds the answer: that of the exercise, or one made from the question's."""
    if question.answer.isidentifier():
        return question.answer
    return "answer_" + re.sub(r"\W", "_", question.name)


def check_cell(question: Asked, points: int) -> NotebookNode:
    """The locked cell that gives the points if the lesson's own check says so."""
    call = f'check("{question.name}", {variable_of(question)}{question.call})'
    source = f"verdict = {call}\nassert verdict, verdict"
    metadata = {"nbgrader": grade(f"check-{question.name}", points)}
    cell: NotebookNode = nbformat.v4.new_code_cell(source, metadata=metadata)
    cell.id = f"check-{question.name}"[:64]
    return cell


def assignment(notebook: NotebookNode) -> NotebookNode:
    """The lesson as nbgrader's source version."""
    made: NotebookNode = nbformat.v4.new_notebook(metadata=notebook.metadata)
    made.cells = list(assigned_cells(notebook))
    return made


def assigned_cells(notebook: NotebookNode) -> Iterator[NotebookNode]:
    """The cells of the lesson without outputs, its exercises in two cells each."""
    found, hidden = solutions(notebook), only_in_solutions(notebook)
    points = 0
    for cell, following in zip(notebook.cells, [*notebook.cells[1:], None], strict=True):
        if cell.cell_type != "code":
            if not tells_of_a_solution(cell, following, hidden):
                yield cell
            continue
        if is_solution(cell) or names_read(as_python(cell.source)) & hidden:
            continue
        question = asked(as_python(cell.source))
        if question is not None and question.name in found:
            points += 1
            yield answer_cell(question, before_check(cell.source), found[question.name])
            yield check_cell(question, points)
        else:
            yield nbformat.v4.new_code_cell(cell.source, metadata=cell.metadata, id=cell.id)


def tells_of_a_solution(
    cell: NotebookNode, following: NotebookNode | None, hidden: set[str]
) -> bool:
    """Whether a text introduces a cell that is left out because it reads a solution."""
    if following is None or following.cell_type != "code" or is_solution(following):
        return False
    return bool(names_read(as_python(following.source)) & hidden) and "#" not in cell.source[:1]


def as_python(source: str) -> str:
    """A cell's source without lines of magics; a cell that a magic reads is no Python."""
    if source.lstrip().startswith("%%"):
        return ""
    return "\n".join(line for line in source.split("\n") if not line.startswith("%"))


def write_course(folder: Path, lessons: list[Path]) -> None:
    """Write the source version of each lesson, and nbgrader's configuration, into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "nbgrader_config.py").write_text(CONFIGURATION, encoding="utf-8")
    for path in lessons:
        target = folder / "source" / path.stem / path.name
        target.parent.mkdir(parents=True, exist_ok=True)
        notebook = nbformat.read(path, as_version=4)
        nbformat.write(assignment(notebook), target)


def lessons_named(names: list[str]) -> list[Path]:
    """The notebooks of those names (or beginnings of names); every lesson if none is given."""
    everything = sorted((REPOSITORY / "notebooks").glob("[0-9][0-9]-*.ipynb"))
    everything = [path for path in everything if not path.name.startswith("00-")]
    chosen = [path for path in everything if any(path.name.startswith(name) for name in names)]
    return chosen if names else everything


def main(arguments: list[str]) -> int:
    """`python -m scripts.assignments FOLDER [LESSON ...]`: write the course into a new folder."""
    if not arguments or arguments[0].startswith("-"):
        print("usage: python -m scripts.assignments FOLDER [LESSON ...]", file=sys.stderr)
        return 2
    folder, lessons = Path(arguments[0]), lessons_named(arguments[1:])
    if not lessons:
        print(f"assignments: no lesson begins with {', '.join(arguments[1:])}", file=sys.stderr)
        return 2
    if (folder / "source").exists():
        print(f"assignments: {folder}/source exists; name a new folder", file=sys.stderr)
        return 2
    write_course(folder, lessons)
    print(f"assignments: {len(lessons)} lessons in {folder}/source; now run nbgrader there")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
