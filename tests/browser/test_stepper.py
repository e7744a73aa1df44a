# SPDX-License-Identifier: MIT
"""The stepper in a real JupyterLab: every control by mouse and by key, its speed, its size."""

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
from tests.lesson import fake
from interp.kernel import Machine
from interp.lesson import stepper

def isolated_and_tested():
    machine = Machine("rfc-v2")
    machine.start_isolate_page_range(8, 16, "MIGRATE_MOVABLE")
    return machine.record("test_pages_isolated", 8, 16)
""".strip()


@pytest.fixture
def page(sheet: Sheet) -> Page:
    """The page of the sheet, 1280 x 720."""
    return sheet.page


@pytest.fixture
def at(sheet: Sheet) -> Callable[[str], Locator]:
    """A function: an expression that gives a recording -> its stepper."""

    def show(recording: str) -> Locator:
        shown = sheet.show(f"walker = stepper({recording})\nwalker")
        root = shown.get_by_role("group", name="Stepper")
        expect(root).to_have_attribute("data-point", "0")
        root.scroll_into_view_if_needed()
        return root

    return show


# The place in the page of some text within an element.
MIDDLE_OF = """(element, words) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const at = walker.currentNode.textContent.indexOf(words);
        if (at < 0) continue;
        const range = document.createRange();
        range.setStart(walker.currentNode, at);
        range.setEnd(walker.currentNode, at + words.length);
        const box = range.getBoundingClientRect();
        return {x: box.x + box.width / 2, y: box.y + box.height / 2};
    }
}"""


def button(root: Locator, name: str) -> Locator:
    return root.get_by_role("button", name=name, exact=True)


def test_every_button(at: Callable[[str], Locator]) -> None:
    root = at("fake.recording()")
    line = root.locator(".row.current")
    for name, point, code in [
        ("step", 1, "isolate_free_page(first, order);"),
        ("step", 2, "page[pfn].count = 1;"),
        ("over", 3, "list_add(pfn, order);"),
        ("step", 4, "isolated[used++] = pfn;"),
        ("out", 5, "return 0;"),
        ("back", 4, "isolated[used++] = pfn;"),
        ("first", 0, "int order = 3;"),
        ("over", 1, "isolate_free_page(first, order);"),
        ("last", 5, "return 0;"),
    ]:
        button(root, name).click()
        expect(root).to_have_attribute("data-point", str(point))
        expect(root.locator(".position")).to_have_text(f"point {point + 1} of 6")
        expect(root.get_by_role("status")).to_contain_text(f"point {point + 1} of 6")
        expect(line).to_have_count(1)
        expect(line).to_contain_text(code)
    expect(button(root, "step")).to_have_attribute("aria-disabled", "true")
    expect(button(root, "back")).to_have_attribute("aria-disabled", "false")


def test_every_key(at: Callable[[str], Locator], page: Page) -> None:
    root = at("fake.recording()")
    root.focus()
    for key, point in [
        ("ArrowRight", 1),
        ("ArrowRight", 2),
        ("ArrowDown", 3),
        ("ArrowRight", 4),
        ("ArrowUp", 5),
        ("ArrowLeft", 4),
        ("Home", 0),
        ("ArrowLeft", 0),
        ("End", 5),
    ]:
        page.keyboard.press(key)
        expect(root).to_have_attribute("data-point", str(point))


def test_buttons_by_key_and_the_focus_stays(at: Callable[[str], Locator], page: Page) -> None:
    root = at("fake.recording()")
    root.focus()
    for name in ("first", "back", "step", "over", "out", "last"):
        page.keyboard.press("Tab")
        expect(button(root, name)).to_be_focused()
    page.keyboard.press("Enter")
    expect(root).to_have_attribute("data-point", "5")
    expect(button(root, "last")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(root).to_have_attribute("data-point", "4")
    page.keyboard.press("Tab")
    expect(root.get_by_role("slider", name="point")).to_be_focused()
    page.keyboard.press("Home")
    expect(root).to_have_attribute("data-point", "0")


def test_the_slider_by_mouse(at: Callable[[str], Locator]) -> None:
    root = at("fake.recording()")
    slider = root.get_by_role("slider", name="point")
    box = slider.bounding_box()
    assert box is not None
    slider.click(position={"x": box["width"] - 3, "y": box["height"] / 2})
    expect(root).to_have_attribute("data-point", "5")
    slider.click(position={"x": 3, "y": box["height"] / 2})
    expect(root).to_have_attribute("data-point", "0")
    slider.fill("4")
    expect(root).to_have_attribute("data-point", "3")
    expect(slider).to_have_attribute(
        "aria-valuetext", "point 4 of 6  isolate_free_page()  mm/page_isolation.c:12  cpu 0"
    )


def test_what_a_point_shows(at: Callable[[str], Locator]) -> None:
    root = at("fake.recording('BUG at <here>')")
    button(root, "last").click()
    for part, words in [
        ("Memory and counters", "8, order 3 •"),
        ("Memory and counters", "16 -> 8 •"),
        ("Changed by this step", "isolated[0]"),
        ("Changed by this step", "BUG at <here>"),
        ("Variables", "order"),
        ("Source", "mm/page_isolation.c:6"),
        ("Source", "Who takes the pages <off> the counter?"),
    ]:
        expect(root.get_by_label(part, exact=True)).to_contain_text(words)
    button(root, "back").click()
    stack = root.get_by_role("list", name="Call stack").get_by_role("listitem")
    expect(stack).to_have_text(
        [
            "cpu 0",
            "start_isolate()page_isolation.c:5",
            "isolate_free_page()page_isolation.c:12",
            "list_add()page_alloc.c:3",
        ]
    )
    expect(root.get_by_label("Source", exact=True)).to_contain_text("mm/page_alloc.c:3")


def test_python_moves_the_page_and_the_page_moves_python(
    at: Callable[[str], Locator], sheet: Sheet
) -> None:
    root = at("fake.recording()")
    expect(sheet.ask("walker.step().index")).to_contain_text("]:1")
    expect(root).to_have_attribute("data-point", "1")
    button(root, "step").click()
    expect(root).to_have_attribute("data-point", "2")
    expect(sheet.ask("walker.step().index")).to_contain_text("]:3")
    expect(root).to_have_attribute("data-point", "3")


def test_a_failure_of_the_kernel_is_shown(at: Callable[[str], Locator]) -> None:
    root = at("fake.broken_recording()")
    button(root, "last").click()
    expect(root.get_by_role("alert")).to_have_text("RuntimeError: this point cannot be rebuilt")


def test_it_fits_on_a_small_screen(
    at: Callable[[str], Locator], page: Page, tmp_path: Path
) -> None:
    root = at("fake.recording()")
    button(root, "last").click()
    expect(root).to_have_attribute("data-point", "5")
    page.screenshot(path=tmp_path / "stepper.png")
    print(f"\nscreenshot: {tmp_path / 'stepper.png'}")
    seen = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-WindowedPanel-outer")
    window, shown = seen.bounding_box(), root.bounding_box()
    assert window is not None and shown is not None
    assert shown["y"] >= window["y"] - 1
    assert shown["y"] + shown["height"] <= window["y"] + window["height"] + 2
    assert shown["x"] + shown["width"] <= window["x"] + window["width"] + 1


def test_a_click_takes_no_longer_in_a_long_recording(
    at: Callable[[str], Locator], page: Page
) -> None:
    short = medians_of(at("fake.long_recording(200)"), page, 200)
    long = medians_of(at("fake.long_recording(10_000)"), page, 10_000)
    for kind in long:
        print(f"\nclick to repaint, {kind}: {short[kind]:.1f} ms, of 10,000 {long[kind]:.1f} ms")
        assert long[kind] < 3 * short[kind]


def medians_of(root: Locator, page: Page, length: int) -> dict[str, float]:
    """The median milliseconds from a click to its picture, by kind of click."""
    waits: dict[str, list[float]] = {"step": [], "back": [], "last, first": []}

    def click(name: str, wanted: int, kind: str) -> None:
        waits[kind].append(page.evaluate(TIMED_CLICK, [name, wanted])[0])

    for _ in range(3):
        click("last", length - 1, "last, first")
        click("first", 0, "last, first")
    for index in range(1, 41):
        click("step", index, "step")
    # A jump to a place where nothing is known yet: going back there must ask the kernel too.
    middle = length // 2
    root.get_by_role("slider").fill(str(middle + 1))
    expect(root).to_have_attribute("data-point", str(middle))
    for index in range(middle - 1, middle - 41, -1):
        click("back", index, "back")
    return {kind: statistics.median(times) for kind, times in waits.items()}


ISOLATION = "Machine('rfc-v2').record('start_isolate_page_range', 8, 16, 'MIGRATE_MOVABLE')"


def said(root: Locator) -> Locator:
    """What the stepper answers to the last question, below its buttons."""
    return root.locator(".note")


def test_the_patched_kernel_is_searched_by_mouse(at: Callable[[str], Locator]) -> None:
    root = at(ISOLATION)
    expect(root).to_have_accessible_name(
        "Stepper: start_isolate_page_range(8, 16, MIGRATE_MOVABLE)"
    )
    status = root.get_by_role("status")
    button(root, "next hunk").click()
    expect(said(root)).to_contain_text("hunk 4 of rfc-v2")
    expect(root.locator(".row.current")).to_contain_text("+")
    hunk = root.get_attribute("data-point")
    button(root, "next hunk").click()
    expect(root).not_to_have_attribute("data-point", str(hunk))
    button(root, "next hunk").click(modifiers=["Shift"])
    expect(root).to_have_attribute("data-point", str(hunk))

    button(root, "first broken").click()
    expect(said(root)).to_contain_text("nr_free counts the chunks on all lists of its order")
    expect(said(root)).to_contain_text("broken by move_freepages() at mm/page_alloc.c")
    expect(status).to_contain_text("nr_free counts the chunks")
    broken = int(root.get_attribute("data-point") or 0)
    button(root, "back out").click()
    expect(said(root)).to_be_hidden()
    expect(root.get_by_role("list", name="Call stack")).not_to_contain_text("__list_del_entry")
    out = int(root.get_attribute("data-point") or 0)
    assert out < broken
    button(root, "back over").click()
    expect(root).not_to_have_attribute("data-point", str(out))
    number = root.locator(".row.current .number")
    line = number.text_content()
    button(root, "first").click()
    expect(root).to_have_attribute("data-point", "0")
    button(root, "last").click()
    expect(root.locator(".position")).to_have_text("point 398 of 398")
    memory = root.get_by_label("Memory and counters", exact=True)
    expect(memory).to_contain_text("8, order 3")
    expect(memory).to_contain_text("≠ +8")

    field = root.get_by_role("textbox", name="C expression or line")
    field.fill(f"mm/page_alloc.c:{line}")
    button(root, "previous").click()
    expect(said(root)).to_contain_text(f"run back to mm/page_alloc.c:{line}")
    expect(number).to_have_text(str(line))
    button(root, "first").click()
    expect(root).to_have_attribute("data-point", "0")
    field.fill("mem_map[8]._count.counter")
    button(root, "next").click()
    expect(said(root)).to_contain_text("mem_map[8]._count.counter: 0 -> 1")
    changed = root.get_by_label("Changed by this step", exact=True)
    changed.get_by_role("cell").last.click()
    expect(said(root)).to_contain_text("not after point")
    expect(root.locator(".note.wrong")).to_have_count(1)
    root.get_by_role("button", name="close").click()
    expect(said(root)).to_be_hidden()


def test_the_patched_kernel_is_searched_by_keyboard(
    at: Callable[[str], Locator], page: Page
) -> None:
    root = at(ISOLATION)
    cells = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell")
    root.focus()
    press = page.keyboard.press

    def now(point: int) -> None:
        expect(root).to_have_attribute("data-point", str(point))

    press("b")
    expect(said(root)).to_contain_text("I1 free_area[3]")
    expect(cells).to_have_count(3)  # JupyterLab's own "b" is a new cell
    broken = int(root.get_attribute("data-point") or 0)
    press("Shift+ArrowUp")
    expect(said(root)).to_be_hidden()
    assert int(root.get_attribute("data-point") or 0) < broken
    press("Home")
    now(0)
    press("h")
    expect(said(root)).to_contain_text("hunk 4 of rfc-v2")
    first = int(root.get_attribute("data-point") or 0)
    press("h")
    expect(said(root)).to_be_visible()
    expect(root).not_to_have_attribute("data-point", str(first))
    press("Shift+H")
    now(first)

    press("End")
    now(397)
    press("Shift+ArrowDown")
    expect(root).not_to_have_attribute("data-point", "397")
    press("/")
    field = root.get_by_role("textbox", name="C expression or line")
    expect(field).to_be_focused()
    page.keyboard.type("mem_map[8]._count.counter")
    press("Shift+Enter")
    expect(said(root)).to_contain_text("0 -> 1")
    there = int(root.get_attribute("data-point") or 0)
    root.get_by_role("button", name="mem_map[8]._count.counter").press("Shift+Enter")
    expect(said(root)).to_contain_text("not before point")
    root.focus()
    press("Escape")
    expect(said(root)).to_be_hidden()
    press("Home")
    now(0)
    press("n")
    now(there)
    press("p")
    expect(said(root)).to_contain_text("not before point")
    field.fill("no_such_name +")
    field.press("Enter")
    expect(said(root)).to_contain_text("error")
    expect(root.get_by_role("status")).to_contain_text("error")


def test_lines_macros_and_values(at: Callable[[str], Locator], page: Page) -> None:
    root = at(ISOLATION)
    status = root.get_by_role("status")
    numbers = root.locator(".row .number")
    current = root.locator(".row.current .number")

    def number_of(line: int) -> Locator:
        return numbers.filter(has_text=re.compile(f"^{line}$"))

    expect(current).to_have_text("204")
    number_of(207).click()
    expect(root).to_have_attribute("data-point", "4")
    expect(current).to_have_text("207")
    number_of(205).click(modifiers=["Shift"])
    expect(root).to_have_attribute("data-point", "3")
    number_of(203).click()
    expect(said(root)).to_contain_text("mm/page_isolation.c:203: not after point 4")
    root.focus()
    page.keyboard.press("/")
    page.keyboard.type(":207")
    page.keyboard.press("Enter")
    expect(root).to_have_attribute("data-point", "4")

    button(root, "macros").click()
    expect(said(root)).to_contain_text("pfn += (1UL << 2)")
    expect(said(root)).to_contain_text("#define pageblock_order CONFIG_PAGEBLOCK_ORDER")
    root.focus()
    page.keyboard.press("ArrowRight")
    expect(root).to_have_attribute("data-point", "5")
    expect(said(root)).to_be_hidden()
    page.keyboard.press("m")
    expect(said(root)).to_contain_text("pfn += (1UL << 2)")

    variables = root.get_by_label("Variables", exact=True)
    expect(variables).to_contain_text("not yet written -> 8 •")
    pane, table = variables.locator(".scroll"), variables.get_by_role("table")
    assert pane.evaluate("pane => pane.scrollWidth <= pane.clientWidth")  # no column is cut
    expect(table).to_contain_text("unsigned long")
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowRight")
    expect(status).to_have_text(
        "point 6 of 398, start_isolate_page_range() at line 207 of mm/page_isolation.c, before "
        "for (pfn = start_pfn; pfn < end_pfn; pfn += pageblock_nr_pages) {: "
        "pfn from not yet written to 8."
    )
    for bar in root.get_by_role("toolbar").all():  # no button is cut
        assert bar.evaluate("bar => bar.scrollWidth <= bar.clientWidth")


def test_what_the_mouse_rests_on_is_told_and_by_keyboard_too(
    at: Callable[[str], Locator], sheet: Sheet
) -> None:
    root, page = at(ISOLATION), sheet.page
    sheet.ask("_ = walker.to('__add_isolated_page')")
    stack = root.get_by_role("list", name="Call stack")
    expect(stack.get_by_role("listitem").last).to_contain_text("__add_isolated_page()")
    root.scroll_into_view_if_needed()
    tip = root.get_by_role("tooltip")
    expect(tip).to_be_hidden()
    code = root.locator(".row code").filter(has_text="__add_isolated_page(struct page *page)")
    place = code.evaluate(MIDDLE_OF, "page)")
    page.mouse.move(place["x"], place["y"])
    expect(tip).to_contain_text("struct page *")
    expect(tip).to_contain_text("page 8")
    expect(tip).to_contain_text("as the call began")
    root.focus()
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    name = root.get_by_label("Variables", exact=True).get_by_role("button", name="page: its")
    name.press("Enter")
    expect(said(root)).to_contain_text("struct page *")
    expect(root.get_by_role("status")).to_contain_text("page 8")


def test_a_step_into_a_hunk_shows_what_was_said_about_it(
    at: Callable[[str], Locator], sheet: Sheet
) -> None:
    root = at("isolated_and_tested()")
    sheet.ask("_ = walker.to('__test_page_isolated_in_pageblock').back()")
    expect(root.get_by_role("list", name="Call stack")).not_to_contain_text("__test_page")
    expect(said(root)).to_be_hidden()
    button(root, "step").click()
    expect(said(root)).to_contain_text("Wen Congyang writes")
    expect(said(root)).to_contain_text("This function fails and the pages can't be offlined")
    expect(root.get_by_role("status")).to_contain_text("Wen Congyang writes")
    button(root, "step").click()
    expect(said(root)).to_be_hidden()
