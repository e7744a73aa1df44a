# SPDX-License-Identifier: MIT
"""A prediction answered in a real JupyterLab, by mouse and by key."""

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.lab_page import Sheet

REPOSITORY = Path(__file__).resolve().parents[2]

SETUP = f"""
import sys
sys.path.insert(0, {str(REPOSITORY)!r})
from interp.lesson import predict
from interp.lesson.check import declare, number
declare("choice", "How many?", number(lambda: 40, {{32: "So it was."}}), ["32", "40"])
declare("free", "How many?", number(lambda: 40))
""".strip()


def test_a_choice_and_the_button(sheet: Sheet) -> None:
    asked = sheet.show('predict("choice")')
    asked.get_by_role("radio", name="32").check()
    asked.get_by_role("button", name="answer").click()
    expect(asked.get_by_role("status")).to_contain_text("not yet: 32 is too small")
    expect(asked.get_by_role("status")).to_contain_text("hint: So it was.")
    asked.get_by_role("radio", name="40").check()
    asked.get_by_role("button", name="answer").click()
    expect(asked.get_by_role("status")).to_contain_text("right: 40")


def test_a_field_and_the_enter_key(sheet: Sheet) -> None:
    asked = sheet.show('predict("free")')
    asked.get_by_placeholder("your answer").fill("40")
    sheet.page.keyboard.press("Enter")
    expect(asked.get_by_role("status")).to_contain_text("right: 40")
