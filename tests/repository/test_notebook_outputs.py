# SPDX-License-Identifier: MIT
"""What `make outputs` stores is the same on every run and every machine."""

import os
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from scripts.jupyter_home import jupyter_environment
from scripts.notebook_outputs import KERNELSPEC, normalise, shorten_paths, store_outputs


def test_only_lasting_metadata_is_kept() -> None:
    kept = {"tags": ["solution"], "jupyter": {"source_hidden": True}}
    cell = new_code_cell("1", metadata={**kept, "collapsed": True, "scrolled": False})
    notebook = new_notebook(cells=[cell], metadata={"widgets": {}, "toc": {"depth": 2}})
    normalise(notebook)
    assert notebook.cells[0].metadata == kept
    assert notebook.metadata == {"kernelspec": KERNELSPEC, "language_info": {"name": "python"}}


def test_a_widget_leaves_its_text() -> None:
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "0"}}
    outputs = [
        new_output("display_data", data=view),
        new_output("display_data", data={**view, "text/plain": "HTML()"}),
    ]
    notebook = new_notebook(cells=[new_code_cell("w", outputs=outputs)])
    normalise(notebook)
    assert [output.data for output in notebook.cells[0].outputs] == [{"text/plain": "HTML()"}]


def test_paths_in_a_traceback_are_relative(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/users/me")
    place = Path("/users/me/clone")
    assert shorten_paths("File /users/me/clone/interp/a.py:3", place) == "File interp/a.py:3"
    assert shorten_paths("File ~/clone/interp/a.py:3", place) == "File interp/a.py:3"


def test_a_second_run_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in jupyter_environment(tmp_path / "home").items():
        monkeypatch.setenv(name, value)
    sources = ["import os\nprint(os.getcwd() != '')", "import ipywidgets\nipywidgets.HTML('a')"]
    path = tmp_path / "lesson.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell(source) for source in sources]), path)
    assert store_outputs(path)
    first = path.read_bytes()
    assert not store_outputs(path)
    assert path.read_bytes() == first
    assert b'"True\\n"' in first


def test_a_cell_may_fail_only_if_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in jupyter_environment(tmp_path / "home").items():
        monkeypatch.setenv(name, value)
    path = tmp_path / "lesson.ipynb"
    cell = new_code_cell("1 / 0")
    nbformat.write(new_notebook(cells=[cell]), path)
    with pytest.raises(Exception, match="ZeroDivisionError"):
        store_outputs(path)
    cell.metadata.tags = ["raises-exception"]
    nbformat.write(new_notebook(cells=[cell]), path)
    assert store_outputs(path)
    assert os.environ["IPYTHONDIR"].startswith(str(tmp_path))
