# SPDX-License-Identifier: MIT
"""A real JupyterLab server and a real Chromium for the tests in this folder.

A test asks for ``open_notebook`` and gets a function::

    def test_the_slider(open_notebook):
        notebook = open_notebook("08-undoing-it.ipynb")   # its kernel is idle
        notebook.run_all_cells()
        notebook.output(5).get_by_role("button", name="step").click()

or writes a notebook of its own with ``write_notebook`` first (see ``test_lab.py``). Cells are
counted from 0, text cells included. Locators are Playwright's, so that
``expect(locator).to_have_text(...)`` waits by itself. ``page`` is the page below, ``lab_server``
the server. A test fails if its page asks for anything outside this machine.
"""

import os
import secrets
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import nbformat
import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright

from scripts.jupyter_home import jupyter_environment, server_arguments
from tests.browser.lab_page import LabServer, NotebookPage

REPOSITORY = Path(__file__).resolve().parents[2]

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# Chromium must neither look for its own updates nor be able to find any other host.
CHROMIUM_ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]

LOOPBACK = {"127.0.0.1", "localhost", "::1", None}

# Every cell is in the page from the start, so that a test can count and find them.
NOTEBOOK_SETTINGS = '{"windowingMode": "none"}\n'


def free_port() -> int:
    """A TCP port of the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def write_settings(configuration: Path) -> None:
    """JupyterLab's settings for the tests, in the folder it takes for the user's."""
    folder = configuration / "lab" / "user-settings" / "@jupyterlab" / "notebook-extension"
    folder.mkdir(parents=True)
    (folder / "tracker.jupyterlab-settings").write_text(NOTEBOOK_SETTINGS)


def lab_command(port: int, server: LabServer) -> list[str]:
    """The command that starts JupyterLab as the tests want it."""
    return [
        sys.executable,
        "-m",
        "jupyterlab",
        "--no-browser",
        "--expose-app-in-browser",
        *server_arguments(),
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--ServerApp.root_dir={server.root}",
        f"--IdentityProvider.token={server.token}",
    ]


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The system's Chromium; the test is skipped where there is none."""
    found = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if found is None:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium)")
    return found


@pytest.fixture(scope="session")
def lab_server(chromium_path: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabServer]:
    """A JupyterLab server whose root holds a copy of ``notebooks/``'s files."""
    home = tmp_path_factory.mktemp("jupyter")
    root = tmp_path_factory.mktemp("lab root")
    shutil.copytree(
        REPOSITORY / "notebooks",
        root,
        dirs_exist_ok=True,
        ignore=shutil.ignore_patterns(".ipynb_checkpoints", "__pycache__"),
    )
    environment = jupyter_environment(home)
    write_settings(home / "config")
    port = free_port()
    server = LabServer(f"http://127.0.0.1:{port}", secrets.token_hex(16), root)
    log = home / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            lab_command(port, server),
            env=environment,
            cwd=root,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        server.wait_until_it_answers(process, log)
        yield server
        server.end_kernels()
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    """The system's Chromium, headless, one for all tests."""
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=chromium_path, args=[*CHROMIUM_ARGUMENTS, *as_root]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def outside_requests() -> list[str]:
    """The addresses outside this machine that the page asked for."""
    return []


@pytest.fixture
def page(browser: Browser, outside_requests: list[str]) -> Iterator[Page]:
    """An empty page of a new user; the test fails if it asks for anything outside this machine."""

    def note(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https") and parts.hostname not in LOOPBACK:
            outside_requests.append(request.url)

    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    context.on("request", note)
    yield context.new_page()
    context.close()
    assert outside_requests == [], "the page asked for something outside this machine"


@pytest.fixture
def open_notebook(lab_server: LabServer, page: Page) -> Iterator[Callable[..., NotebookPage]]:
    """A function: the name of a notebook under the server's root -> that notebook, kernel idle.

    ``trusted=False`` shows it as a fresh clone does. Kernels end with the test.
    """

    def open_by_name(name: str, *, trusted: bool = True) -> NotebookPage:
        if trusted:
            lab_server.trust(name)
        page.goto(lab_server.notebook_address(name))
        notebook = NotebookPage(page, name)
        notebook.wait_until_idle()
        return notebook

    yield open_by_name
    lab_server.end_kernels()


@pytest.fixture
def write_notebook(lab_server: LabServer) -> Iterator[Callable[[str, list[str]], str]]:
    """A function: name, sources of code cells -> a notebook of that name, ready to be opened."""
    written: list[Path] = []

    def write(name: str, sources: list[str]) -> str:
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(source) for source in sources],
            metadata={
                "kernelspec": {
                    "name": "python3",
                    "display_name": "Python 3 (ipykernel)",
                    "language": "python",
                }
            },
        )
        path = lab_server.root / name
        nbformat.write(notebook, path)
        written.append(path)
        return name

    yield write
    for path in written:
        path.unlink()
