# SPDX-License-Identifier: MIT
"""Runs notebooks from the top and stores their outputs; a second run gives the same bytes."""

import os
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

from scripts.jupyter_home import jupyter_environment

REPOSITORY = Path(__file__).resolve().parent.parent

KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}

# All else in a cell's metadata is times, view states and what editors leave behind.
KEPT_METADATA = ("jupyter", "tags")

# A widget's model lives in the kernel; without it the view would show an error in its place.
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def shorten_paths(text: str, repository: Path) -> str:
    """The text with every path in the repository made relative to it."""
    place = str(repository)
    home = str(Path.home())
    if place.startswith(home + os.sep):
        text = text.replace("~" + place[len(home) :] + os.sep, "")
    return text.replace(place + os.sep, "")


def normalise_output(output: NotebookNode, repository: Path) -> bool:
    """Make one output the same on every machine; False if nothing of it is worth storing."""
    if output.output_type == "error":
        output.traceback = [shorten_paths(line, repository) for line in output.traceback]
    if "data" in output:
        output.data.pop(WIDGET_VIEW, None)
        return bool(output.data)
    return True


def normalise(notebook: NotebookNode, repository: Path = REPOSITORY) -> None:
    """Leave in the notebook only what is the same on every run and every machine."""
    notebook.metadata = NotebookNode(kernelspec=KERNELSPEC, language_info={"name": "python"})
    for cell in notebook.cells:
        kept = {name: cell.metadata[name] for name in KEPT_METADATA if name in cell.metadata}
        cell.metadata = NotebookNode(kept)
        if cell.cell_type == "code":
            cell.outputs = [o for o in cell.outputs if normalise_output(o, repository)]


def execute(notebook: NotebookNode, folder: Path) -> None:
    """Run every cell from the top, in ``folder``; a cell may fail only if tagged for it."""
    client = NotebookClient(
        notebook,
        timeout=600,
        kernel_name=KERNELSPEC["name"],
        resources={"metadata": {"path": str(folder)}},
        store_widget_state=False,
        record_timing=False,
        coalesce_streams=True,
    )
    client.execute()


def store_outputs(path: Path) -> bool:
    """Run the notebook at ``path`` and write it back; whether its text changed."""
    before = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(before, as_version=4)
    execute(notebook, path.parent)
    normalise(notebook)
    after: str = nbformat.writes(notebook) + "\n"
    path.write_text(after, encoding="utf-8")
    return after != before


def main(names: list[str]) -> int:
    """Store the outputs of the notebooks of those names, of every lesson if none is given."""
    paths = [Path(name) for name in names] or sorted((REPOSITORY / "notebooks").glob("*.ipynb"))
    print(f"outputs: running {len(paths)} notebooks, about half a minute each", flush=True)
    with tempfile.TemporaryDirectory(prefix="jupyter-") as home:
        os.environ.update(jupyter_environment(Path(home)))
        for path in paths:
            start = time.monotonic()
            changed = "changed" if store_outputs(path) else "as before"
            print(f"{path.name}: {changed}, {time.monotonic() - start:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
