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

Opening a notebook takes seconds, so tests that need no kernel of their own share ``sheet``::

    SETUP = "from interp.lesson import stepper"     # what the module's sheet begins with

    def test_the_slider(sheet):
        sheet.show("stepper(recording)").get_by_role("slider", name="point").fill("4")
"""

import os
import secrets
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import nbformat
import pytest
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright

from scripts.jupyter_home import jupyter_environment, server_arguments
from tests.browser.lab_page import LabServer, NotebookPage, Sheet

expect.set_options(timeout=20_000)  # as much as a machine with other work may need

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


@contextmanager
def page_of(browser: Browser, outside: list[str]) -> Iterator[Page]:
    """An empty page of a new user; what it asks for outside this machine is noted."""

    def note(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https") and parts.hostname not in LOOPBACK:
            outside.append(request.url)

    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    context.on("request", note)
    yield context.new_page()
    context.close()


@pytest.fixture
def page(browser: Browser, outside_requests: list[str]) -> Iterator[Page]:
    """An empty page of a new user; the test fails if it asks for anything outside this machine."""
    with page_of(browser, outside_requests) as page:
        yield page
    assert outside_requests == [], "the page asked for something outside this machine"


@pytest.fixture(scope="session")
def shared_sheet(browser: Browser, lab_server: LabServer) -> Iterator[Sheet]:
    """The notebook behind ``sheet``, one for all modules."""
    name, outside = "sheet.ipynb", list[str]()
    with written(lab_server, name, ["", "", ""]), page_of(browser, outside) as page:
        lab_server.trust(name)
        page.set_viewport_size({"width": 1280, "height": 720})
        page.goto(lab_server.notebook_address(name))
        sheet = Sheet(page, name, outside)
        sheet.wait_until_idle()
        yield sheet
        lab_server.end_kernel_of(name)


@pytest.fixture(scope="module")
def set_up_sheet(shared_sheet: Sheet, request: pytest.FixtureRequest) -> Sheet:
    """The sheet with the module's ``SETUP`` run in it."""
    shared_sheet.set_up(request.module.SETUP)
    return shared_sheet


@pytest.fixture
def sheet(set_up_sheet: Sheet) -> Iterator[Sheet]:
    """A notebook of 1280 x 720 that tests share, with the ``SETUP`` of their module run."""
    yield set_up_sheet
    assert set_up_sheet.outside == [], "the page asked for something outside this machine"


@pytest.fixture
def open_notebook(lab_server: LabServer, page: Page) -> Iterator[Callable[..., NotebookPage]]:
    """A function: the name of a notebook under the server's root -> that notebook, kernel idle.

    ``trusted=False`` shows it as a fresh clone does. Kernels end with the test.
    """

    opened: list[str] = []

    def open_by_name(name: str, *, trusted: bool = True) -> NotebookPage:
        opened.append(name)
        if trusted:
            lab_server.trust(name)
        page.goto(lab_server.notebook_address(name))
        notebook = NotebookPage(page, name)
        notebook.wait_until_idle()
        return notebook

    yield open_by_name
    for name in opened:
        lab_server.end_kernel_of(name)


@contextmanager
def written(server: LabServer, name: str, sources: list[str]) -> Iterator[str]:
    """A notebook of that name with these code cells, there for a while."""
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
    path = server.root / name
    nbformat.write(notebook, path)
    yield name
    path.unlink()


@pytest.fixture
def write_notebook(lab_server: LabServer) -> Iterator[Callable[[str, list[str]], str]]:
    """A function: name, sources of code cells -> a notebook of that name, ready to be opened."""
    with ExitStack() as notebooks:
        yield lambda name, sources: notebooks.enter_context(written(lab_server, name, sources))
