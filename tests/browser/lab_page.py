# SPDX-License-Identifier: MIT
"""A running JupyterLab, and one of its notebooks open in a page, as the browser tests use them."""

import json
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Locator, Page

# True when the notebook in front is the one asked for and its kernel has nothing to do.
IDLE = """path => {
    const panel = window.jupyterapp?.shell.currentWidget;
    const session = panel?.sessionContext;
    return panel?.context?.path === path && session.isReady
        && session.session?.kernel?.status === 'idle';
}"""

# Starts a command of JupyterLab and notes when it has ended, well or badly.
EXECUTE = """command => {
    window.commandEnded = false;
    const end = () => { window.commandEnded = true; };
    window.jupyterapp.commands.execute(command).then(end, end);
}"""

ENDED = "() => window.commandEnded"

# Gives a cell another text.
WRITE = """([index, source]) => {
    const cell = window.jupyterapp.shell.currentWidget.content.widgets[index];
    cell.model.sharedModel.setSource(source);
}"""

SELECT = "index => { window.jupyterapp.shell.currentWidget.content.activeCellIndex = index; }"


@dataclass(frozen=True)
class LabServer:
    """A JupyterLab server on loopback: its address, its token, the folder it serves."""

    address: str
    token: str
    root: Path

    def request(self, method: str, path: str) -> object:
        """What the server's own interface answers, read as JSON (None if it answers nothing)."""
        question = urllib.request.Request(
            f"{self.address}/{path}",
            method=method,
            headers={"Authorization": f"token {self.token}"},
        )
        with urllib.request.urlopen(question, timeout=10) as answer:
            body = answer.read()
        return json.loads(body) if body else None

    def notebook_address(self, name: str) -> str:
        """The address that opens the notebook ``name`` (a path under ``root``) and nothing else."""
        return f"{self.address}/lab/tree/{quote(name)}?reset&token={self.token}"

    def trust(self, name: str) -> None:
        """Mark the notebook as trusted, as `make lab` does with every lesson."""
        self.request("POST", f"api/contents/{quote(name)}/trust")

    def end_kernel_of(self, name: str) -> None:
        """Shut down the kernel of the notebook ``name``."""
        sessions = self.request("GET", "api/sessions")
        assert isinstance(sessions, list)
        for session in sessions:
            if session["path"] == name:
                self.request("DELETE", f"api/sessions/{session['id']}")

    def wait_until_it_answers(self, process: subprocess.Popen[bytes], log: Path) -> None:
        """Return when the server answers; fail with its log if it ends or a minute has passed."""
        last_moment = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < last_moment:
            try:
                self.request("GET", "api/status")
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
            else:
                return
        raise RuntimeError(f"JupyterLab does not answer:\n{log.read_text()}")


@dataclass(frozen=True)
class NotebookPage:
    """A notebook open in JupyterLab, its kernel started; cells count from 0, text cells too."""

    page: Page
    path: str

    def wait_until_idle(self, seconds: float = 60) -> None:
        """Return when the kernel is idle."""
        self.page.wait_for_function(IDLE, arg=self.path, timeout=seconds * 1000)

    def run_command(self, command: str, seconds: float = 60) -> None:
        """Execute a command of JupyterLab (such as "notebook:run-all-cells") to its end."""
        self.page.evaluate(EXECUTE, command)
        self.page.wait_for_function(ENDED, timeout=seconds * 1000)
        self.wait_until_idle(seconds)

    def run_all_cells(self, seconds: float = 120) -> None:
        """Run every cell from the top, as Run > Run All Cells does, up to the first that fails."""
        self.run_command("notebook:run-all-cells", seconds)

    def run_cell(self, index: int, seconds: float = 60) -> None:
        """Run the cell ``index`` alone."""
        self.page.evaluate(SELECT, index)
        self.run_command("notebook:run-cell", seconds)

    def cell(self, index: int) -> Locator:
        """The cell ``index``, its input and its output."""
        return self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell").nth(index)

    def output(self, index: int) -> Locator:
        """What the cell ``index`` printed, drew or displayed, widgets included."""
        return self.cell(index).locator(".jp-OutputArea")


@dataclass(frozen=True)
class Sheet(NotebookPage):
    """A notebook: one cell for what a module needs, one for what it shows, one for what it asks."""

    outside: list[str]

    def set_up(self, source: str) -> None:
        """Run a source in the cell 0."""
        self._ran(0, source)

    def show(self, source: str) -> Locator:
        """Run a source in the cell 1 and return its output."""
        return self._ran(1, source)

    def ask(self, source: str) -> Locator:
        """Run a source in the cell 2 and return its output."""
        return self._ran(2, source)

    def _ran(self, index: int, source: str) -> Locator:
        self.page.evaluate(WRITE, [index, source])
        self.run_cell(index)
        return self.output(index)
