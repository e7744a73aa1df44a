# SPDX-License-Identifier: MIT
"""One call on two trees in a real JupyterLab: every control, the gap, the words, the speed."""

import re
import statistics
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.lab_page import Sheet
from tests.browser.timing import TIMED_CLICK

REPOSITORY = Path(__file__).resolve().parents[2]

SETUP = f"""
import sys
sys.path.insert(0, {str(REPOSITORY)!r})
from interp.kernel import Machine
from interp.lesson import before_after

def recorded(tree, times=1):
    names = "start_isolate_page_range", "undo_isolate_page_range"
    calls = [(name, 8, 16, "MIGRATE_MOVABLE") for name in names]
    return Machine(tree).record_all(calls * times)
""".strip()


@pytest.fixture(scope="module")
def opened(set_up_sheet: Sheet) -> Locator:
    """The view of isolating and undoing it, before the patch and with it."""
    shown = set_up_sheet.show("walk = before_after(recorded('base'), recorded('rfc-v2'))\nwalk")
    return shown.get_by_role("group", name="Before and after")


@pytest.fixture
def root(opened: Locator, sheet: Sheet) -> Locator:
    """The view, moved to where the two part."""
    sheet.ask("_ = walk.first_difference()")
    first = int(sheet.ask("print(walk.index)").inner_text())
    expect(opened).to_have_attribute("data-point", str(first))
    opened.scroll_into_view_if_needed()
    return opened


@pytest.fixture
def page(sheet: Sheet) -> Page:
    """The page of the sheet, 1280 x 720."""
    return sheet.page


def button(root: Locator, name: str) -> Locator:
    return root.get_by_role("button", name=name, exact=True)


def at(root: Locator) -> int:
    return int(root.get_attribute("data-point") or "-1")


def test_it_opens_where_they_part_and_says_what_parts(root: Locator) -> None:
    told = root.locator(".told")
    expect(told).to_contain_text("mem_map[8].lru.next is &zone.free_area[3].free_list[4] in base")
    expect(told).to_contain_text("it is &isolated_pages in rfc-v2")
    expect(root.get_by_role("status")).to_contain_text("both: mem_map[8].lru.next is")
    for name, chip in [("base", "F3•"), ("rfc-v2", "I3•")]:
        side = root.get_by_role("group", name=name, exact=True)
        expect(side.locator(".row.current")).to_contain_text("page += 1 << order;")
        expect(side.get_by_label(f"Memory of {name}", exact=True)).to_contain_text(chip)
    apart = root.get_by_label("Different here")
    expect(apart.get_by_role("row").nth(1)).to_contain_text("free list ISOLATE/38empty")


def test_every_button_and_every_key(root: Locator, page: Page) -> None:
    first = at(root)
    expect(button(root, "previous difference")).to_have_attribute("aria-disabled", "true")
    total = int((root.locator(".position").inner_text()).split()[-1])
    button(root, "next difference").click()
    expect(root).not_to_have_attribute("data-point", str(first))
    second = at(root)
    for press, row in [
        ("previous difference", first),
        ("d", second),
        ("Shift+D", first),
        ("back", first - 1),
        ("step", first),
        ("ArrowLeft", first - 1),
        ("ArrowRight", first),
        ("last", total - 1),
        ("f", first),
        ("End", total - 1),
        ("first difference", first),
        ("Home", 0),
        ("ArrowDown", 1),
        ("first", 0),
        ("over", 1),
    ]:
        if re.fullmatch(r"[a-z]|Shift.*|Arrow.*|Home|End", press):
            root.focus()
            page.keyboard.press(press)
        else:
            button(root, press).click()
        expect(root).to_have_attribute("data-point", str(row))
        expect(root.locator(".position")).to_have_text(f"row {row + 1} of {total}")


def test_what_one_side_alone_runs_is_a_gap_on_the_other(root: Locator) -> None:
    slider = root.get_by_role("slider", name="row")
    for _ in range(3):
        button(root, "back").click()
    waiting = root.get_by_role("group", name="base", exact=True)
    expect(root.locator(".told")).to_contain_text("Only rfc-v2 runs this statement; base waits.")
    expect(waiting).to_have_class(re.compile("waits"))
    expect(waiting).to_contain_text("waits: it has no such statement")
    expect(slider).to_have_attribute("aria-valuetext", re.compile(r"^row \d+ of \d+  only rfc-v2$"))
    assert root.locator(".strip .right").count() > root.locator(".strip .difference").count() - 1


def test_it_fits_and_the_focus_goes_from_left_to_right(root: Locator, page: Page) -> None:
    seen = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-WindowedPanel-outer")
    window, shown = seen.bounding_box(), root.bounding_box()
    assert window is not None and shown is not None
    assert shown["height"] <= window["height"]
    assert shown["x"] + shown["width"] <= window["x"] + window["width"] + 1
    for bar in root.get_by_role("toolbar").all():  # no button is cut
        assert bar.evaluate("bar => bar.scrollWidth <= bar.clientWidth")
    root.focus()
    names = ["first", "back", "step", "over", "last"]
    names += ["previous difference", "next difference", "first difference"]
    for name in names:
        page.keyboard.press("Tab")
        expect(button(root, name)).to_be_focused()
    page.keyboard.press("Tab")
    expect(root.get_by_role("slider", name="row")).to_be_focused()


def test_a_click_takes_no_longer_on_ten_thousand_points(
    root: Locator, sheet: Sheet, show_long: Callable[[], Locator]
) -> None:
    short = median_click(root, sheet)
    long = median_click(show_long(), sheet)
    print(f"\nclick to repaint: {short:.1f} ms, on 10,000 points {long:.1f} ms")
    assert long < 3 * short


def median_click(root: Locator, sheet: Sheet) -> float:
    """The median milliseconds from a click to its picture, one row on and one back."""
    start = at(root)
    rows = [*range(start + 1, start + 31), *range(start + 29, start - 1, -1)]
    names = ["step"] * 30 + ["back"] * 30
    clicks = zip(names, rows, strict=True)
    return statistics.median(sheet.page.evaluate(TIMED_CLICK, list(click))[0] for click in clicks)


@pytest.fixture
def show_long(sheet: Sheet) -> Callable[[], Locator]:
    """A function that shows more than ten thousand points."""

    def show() -> Locator:
        shown = sheet.show(
            "long = before_after(recorded('base', 14), recorded('rfc-v2', 14))\nlong"
        )
        root = shown.get_by_role("group", name="Before and after")
        total = int(sheet.ask("print(len(long.comparison.right))").inner_text())
        assert total > 10_000
        expect(root).to_have_attribute("data-point", re.compile(r"\d+"))
        root.scroll_into_view_if_needed()
        return root

    return show
