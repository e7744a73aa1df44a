# SPDX-License-Identifier: MIT
"""What is said to answers, right, wrong, empty and absurd."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from interp.lesson import check as check_module_function
from interp.lesson import predict
from interp.lesson.check import (
    QUESTIONS,
    Judge,
    check,
    code,
    declare,
    function,
    name,
    names,
    number,
    numbers,
    question,
)
from tests.lesson.markup import complaints, words

EMPTY = [None, ..., "", "   ", "...", "?", [], (), {}, set()]


@pytest.fixture(autouse=True)
def own_questions(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Questions declared here are forgotten again."""
    kept = dict(QUESTIONS)
    yield
    QUESTIONS.clear()
    QUESTIONS.update(kept)


def say(judge: Judge, answer: Any, **given: Any) -> str:
    """What a question with this judge says to an answer."""
    declare("asked", "What is it?", judge)
    return repr(check("asked", answer, **given))


def free_after(cycles: int = 1) -> int:
    """Stands for a machine: what NR_FREE_PAGES says after some cycles."""
    return 32 + 8 * cycles


JUDGES: list[Judge] = [
    number(free_after),
    numbers(lambda: [1, 2]),
    name(lambda: "list_add"),
    names(lambda: {"a", "b"}),
    function(lambda pfn: pfn + 1, [(1,)]),
    code(lambda text: []),
]


@pytest.mark.parametrize("judge", JUDGES)
@pytest.mark.parametrize("answer", EMPTY)
def test_an_empty_answer_never_passes(judge: Judge, answer: Any) -> None:
    assert say(judge, answer) == "not yet: there is no answer yet\nhint: What is it?"


@pytest.mark.parametrize("answer", [40, "40", " 0x28 ", 40.0])
def test_a_right_number(answer: Any) -> None:
    assert say(number(free_after), answer) == "right: 40"


def test_a_wrong_number_is_told_its_side_and_why() -> None:
    judge = number(free_after, {32: "It said so before."})
    assert say(judge, 32) == "not yet: 32 is too small\nhint: It said so before."
    assert say(judge, 41) == "not yet: 41 is too large"


@pytest.mark.parametrize(
    ("answer", "shown"), [(True, "True"), ("forty", "forty"), (40.5, "40.5"), (float("nan"), "nan")]
)
def test_what_is_no_number(answer: Any, shown: str) -> None:
    assert say(number(free_after), answer) == (f"not yet: a whole number is asked for, not {shown}")


def test_a_question_may_vary() -> None:
    assert say(number(free_after), 56, cycles=3) == "right: 56"
    assert say(number(free_after), 56, cycles=2) == "not yet: 56 is too large"


def test_rows_of_numbers() -> None:
    judge = numbers(lambda: [40, 48, 56], hint="Eight more each time.")
    assert say(judge, "40, 48 56") == "right: 40, 48, 56"
    assert say(judge, [40, 41, 42]) == (
        "not yet: 1 of 3 are right; look again at number 2 and 3\nhint: Eight more each time."
    )
    assert say(judge, [40]).startswith("not yet: 3 numbers are asked for, here are 1")
    assert say(judge, 40).startswith("not yet: a row of whole numbers is asked for")


def test_names_with_and_without_brackets() -> None:
    judge = name(lambda: ["list_add", "list_move"], {"list_del": "That takes it off."})
    assert say(judge, "`list_add()`") == "right: list_add"
    assert say(judge, "List_Move") == "right: list_move"
    assert say(judge, "list_del()") == "not yet: list_del() is not it\nhint: That takes it off."
    assert say(judge, 3) == "not yet: a name is asked for as text, not 3"


def test_sets_of_names() -> None:
    judge = names(lambda: {"private", "_count"})
    assert say(judge, "_count, private") == "right: _count, private"
    assert say(judge, {"private", "lru"}) == "not yet: lru does not belong; 1 missing"
    assert say(judge, 3) == "not yet: names are asked for, not 3"


def later(pfn: int) -> int:
    return pfn + 1


def broken(pfn: int) -> int:
    return 1 // (pfn - 2)


def unwritten(pfn: int) -> None:
    return None


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (later, "right: it agrees with the machine in 2 cases"),
        (lambda pfn: 2, "not yet: for (2) it returns 2, the machine says otherwise"),
        (broken, "not yet: for (1) it returns -1, the machine says otherwise"),
        (lambda pfn: 2 if pfn == 1 else 1 // 0, "not yet: for (2) it raises ZeroDivisionError: "),
        (unwritten, "not yet: for (1) it returns nothing"),
        (3, "not yet: a function is asked for, not 3"),
    ],
)
def test_functions(answer: Callable[[int], Any], said: str) -> None:
    assert say(function(later, [(1,), (2,)]), answer).startswith(said)


def test_c_text_is_tried() -> None:
    def trial(text: str) -> Sequence[str]:
        if "syntax" in text:
            raise ValueError("<cell>:1:1: expected a name")
        return [] if "nr_free--" in text else ["NR_FREE_PAGES is 40 after a cycle", "more"]

    judge = code(trial, hint="Count when you take away.")
    assert say(judge, "zone->nr_free--;") == "right: every case comes out right"
    assert say(judge, "return;") == (
        "not yet: NR_FREE_PAGES is 40 after a cycle (and 1 more)\nhint: Count when you take away."
    )
    assert say(judge, "syntax") == (
        "not yet: it cannot be run: <cell>:1:1: expected a name\nhint: Count when you take away."
    )
    assert say(judge, 3).startswith("not yet: C or a diff is asked for as text")


def test_the_right_answer_is_found_only_when_asked() -> None:
    asked: list[int] = []

    def right() -> int:
        asked.append(1)
        return 3

    declare("lazy", "?", number(right))
    check("lazy", None)
    assert asked == []
    assert check("lazy", 3)
    assert asked == [1]


def test_a_wrong_lesson_is_not_the_readers_fault() -> None:
    with pytest.raises(ZeroDivisionError):
        say(number(lambda: 1 // 0), 3)


def test_an_unknown_question() -> None:
    declare("undo-once", "?", number(free_after))
    with pytest.raises(LookupError, match="no question 'undo-onc'; did you mean 'undo-once'"):
        question("undo-onc")


def test_the_verdict_on_a_page() -> None:
    declare("page", "?", name(lambda: "x", {"<b>": "Not <markup>."}))
    html = check("page", "<b>")._repr_html_()
    assert complaints(html) == []
    assert words(html) == "… not yet: <b> is not it hint: Not <markup>."
    assert not check("page", "<b>")
    assert check_module_function is check


def test_a_function_in_a_message_has_no_address() -> None:
    assert "0x" not in say(number(free_after), later)


# Predictions


def test_a_prediction_as_text() -> None:
    declare("three", "What after {cycles} cycles?", number(free_after), ["40", "56"])
    asked = predict("three", cycles=3)
    assert repr(asked) == "\n".join(
        [
            "Predict: What after 3 cycles?",
            "  ( ) 40   ( ) 56",
            '  answer: check("three", ..., cycles=3)',
        ]
    )
    bundle = asked._repr_mimebundle_()
    assert bundle["text/plain"] == repr(asked)
    assert complaints(bundle["text/html"]) == []
    assert repr(asked.answer("56")) == "right: 56"


def test_the_button_answers() -> None:
    declare("choice", "Which?", number(free_after), ["32", "40"])
    words_, row, verdict = predict("choice").widget.children
    field, button = row.children
    button.click()
    assert "there is no answer yet" in words(verdict.value)
    field.value = "32"
    button.click()
    assert "32 is too small" in words(verdict.value)
    field.value = "40"
    button.click()
    assert words(verdict.value) == "✓ right: 40"
    assert "Which?" in words(words_.value)


def test_the_field_answers() -> None:
    declare("free", "How many?", number(free_after))
    _, row, verdict = predict("free").widget.children
    row.children[0].value = "40"
    assert words(verdict.value) == "✓ right: 40"
