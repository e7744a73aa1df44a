# SPDX-License-Identifier: MIT
"""Long work says how far it is; an interrupted machine says so; two machines are two."""

import re
import threading
import time
from collections.abc import Iterator

import pytest

from interp.kernel import Interrupted, Machine, MachineStopped
from interp.kernel.bridges import during, register_bridge
from interp.lesson.progress import PROGRESS, Progress
from tests.kernel.trees import tree

ENDLESS = """
int endless(void)
{
	int turns = 0;

	for (;;)
		turns ^= 1;
	return turns;
}
"""


@pytest.fixture
def quick() -> Iterator[Progress]:
    """Progress that waits for no time before it says something."""
    progress = Progress(silent=0, repeat=0.01)
    register_bridge("progress", progress.during)
    yield progress
    register_bridge("progress", PROGRESS.during)


def test_work_that_is_soon_done_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    with during("short work"):
        pass
    Machine(tree("rfc-v2")).drain_all_pages()
    assert capfd.readouterr().err == ""


def test_long_work_says_how_far_it_is(quick: Progress, capsys: pytest.CaptureFixture[str]) -> None:
    with quick.during("long work") as tell:
        tell(12_345)
        said = ""
        while "12,345 points" not in said:
            time.sleep(0.01)
            said += capsys.readouterr().err
    assert "\rlong work: 12,345 points, 0 s, to be interrupted as any cell" in said
    last = capsys.readouterr().err.split("\r")[-1]
    assert last.rstrip() == "long work: 12,345 points, 0 s"
    assert last.endswith(" \n")  # blanks lie over the rest of the line before
    assert quick.works == []


def interrupted(machine: Machine, recorded: bool) -> Interrupted:
    """What an endless call ends with that is interrupted as the kernel of a notebook does it."""
    import _thread

    timer = threading.Timer(0.3, _thread.interrupt_main)
    timer.start()
    with pytest.raises(Interrupted) as caught:
        if recorded:
            machine.record("endless", limit=10**9)
        else:
            machine.endless()
    return caught.value


@pytest.mark.parametrize("recorded", [False, True])
def test_an_interrupted_machine_says_where_and_takes_no_more_calls_until_it_is_booted(
    recorded: bool, quick: Progress, capsys: pytest.CaptureFixture[str]
) -> None:
    machine, other = Machine(tree("rfc-v2")), Machine(tree("rfc-v2"))
    machine.define(ENDLESS)
    held = other.alloc_pages("GFP_KERNEL", 1)
    before = other.state()
    error = interrupted(machine, recorded)
    place = r"endless\(\) was interrupted( at \S+:\d+ in endless\(\))?"
    assert re.fullmatch(rf"{place}; to go on, call reboot\(\)", str(error))
    assert error._render_traceback_() == [str(error)]
    assert "endless()" in capsys.readouterr().err

    for call in (machine.drain_all_pages, lambda: machine.record("drain_all_pages")):
        with pytest.raises(MachineStopped, match=rf"{place}; .*call reboot\(\)"):
            call()
    assert "was interrupted" in repr(machine)

    assert other.state() == before
    other.call("__free_pages", held, 1)
    assert other.check() == ()
    assert machine.reboot().check() == ()
    assert machine.state() == Machine(tree("rfc-v2")).state()
