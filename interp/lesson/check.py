# SPDX-License-Identifier: MIT
"""Questions of the lessons and what is said to an answer.

A lesson declares a question with a judge; the judge finds the right answer by running the machine
when it is asked, so that none is written down beside the question::

    declare(
        "undo-once",
        "What does NR_FREE_PAGES say after isolating and giving back [8, 16)?",
        number(after_one_cycle, hints={32: "That is what it says before the pages come back."}),
    )

and the reader calls ``check("undo-once", 40)``.
"""

import difflib
import importlib
import pkgutil
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from interp.lesson.html import Markup, element
from interp.lesson.palette import BLUISH_GREEN, ORANGE
from interp.lesson.view import PANEL

Given: TypeAlias = Mapping[str, Any]
"""What varies in a question: `check("cycles", 56, cycles=3)` gives the judge `cycles`."""


_ADDRESS = re.compile(r"(?<![\w.])1844[0-9]{16}(?![\w.])")


@dataclass(frozen=True)
class Verdict:
    """What is said to an answer; true where the answer is right."""

    right: bool
    words: str
    hint: str = ""

    def __bool__(self) -> bool:
        return self.right

    def __repr__(self) -> str:
        lines = [f"{'right' if self.right else 'not yet'}: {self.words}"]
        if self.hint:
            lines.append(f"hint: {self.hint}")
        return "\n".join(lines)

    def html(self) -> Markup:
        """The verdict for a page."""
        colour = BLUISH_GREEN if self.right else ORANGE
        line = "solid" if self.right else "dashed"
        mark = "✓ right" if self.right else "… not yet"
        words = element("span", self.words, style="white-space:pre-wrap")
        parts = [element("div", element("b", f"{mark}: "), words)]
        if self.hint:
            parts.append(element("div", element("b", "hint: "), self.hint))
        style = f"{PANEL};border-left:5px {line} {colour};padding:5px 10px;margin:2px 0"
        return element("div", *parts, style=style, role="status")

    def _repr_html_(self) -> str:
        return self.html()


Judge: TypeAlias = Callable[[Any, Given], Verdict]


@dataclass(frozen=True)
class Question:
    """A question, the choices it leaves (none: a free answer), and its judge."""

    name: str
    asks: str
    judge: Judge
    choices: tuple[str, ...] = ()

    def words(self, given: Given) -> str:
        """What is asked, with what varies filled in as far as it is known."""
        try:
            return self.asks.format_map(given)
        except KeyError:
            return self.asks


QUESTIONS: dict[str, Question] = {}


def declare(name: str, asks: str, judge: Judge, choices: Sequence[str] = ()) -> Question:
    """Make a question known under its name; declaring it again replaces it."""
    declared = Question(name, asks, judge, tuple(choices))
    QUESTIONS[name] = declared
    return declared


def question(name: str) -> Question:
    """A declared question; one that is not known yet is looked for among the lessons' modules."""
    if name not in QUESTIONS:
        load_lessons()
    if name not in QUESTIONS:
        near = difflib.get_close_matches(name, QUESTIONS, n=1)
        help_ = f"; did you mean {near[0]!r}?" if near else ""
        raise LookupError(f"there is no question {name!r}{help_}")
    return QUESTIONS[name]


def load_lessons() -> None:
    """Import every module of `interp.lesson.questions`: each declares the questions of a lesson."""
    package = importlib.import_module("interp.lesson.questions")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")


def check(name: str, answer: Any = None, **given: Any) -> Verdict:
    """Judge an answer: `check("undo-once", 40)`; says what is wrong with one that is not right."""
    asked = question(name)
    if is_empty(answer):
        return Verdict(False, "there is no answer yet", asked.words(given))
    return asked.judge(answer, given)


def is_empty(answer: Any) -> bool:
    """Whether nothing was answered: None, `...`, blank text, or a collection without members."""
    if answer is None or answer is Ellipsis:
        return True
    if isinstance(answer, str):
        return not answer.strip(" \t\r\n.?_")
    return isinstance(answer, Collection) and not len(answer)


# Judges


def number(right: Callable[..., int], hints: Mapping[int, str] | None = None) -> Judge:
    """Judge one whole number; `hints` says more about numbers that are wrong for a known reason."""

    def judge(answer: Any, given: Given) -> Verdict:
        said = as_number(answer)
        if said is None:
            return Verdict(False, f"a whole number is asked for, not {shown(answer)}")
        expected = right(**given)
        if said == expected:
            return Verdict(True, str(said))
        side = "too small" if said < expected else "too large"
        return Verdict(False, f"{said} is {side}", (hints or {}).get(said, ""))

    return judge


def as_number(answer: Any) -> int | None:
    """The answer as a whole number: 40, "40", "0x28" or 40.0; None if it is none."""
    if isinstance(answer, bool):
        return None
    if isinstance(answer, str):
        try:
            return int(answer.strip().replace(",", ""), 0)
        except ValueError:
            return None
    try:
        whole = int(answer)
    except (TypeError, ValueError, OverflowError):
        return None
    return whole if whole == answer else None


def numbers(right: Callable[..., Sequence[int]], hint: str = "") -> Judge:
    """Judge a row of whole numbers, told place by place."""

    def judge(answer: Any, given: Given) -> Verdict:
        if isinstance(answer, str):
            answer = answer.replace(",", " ").split()
        if not isinstance(answer, Sequence):
            return Verdict(False, f"a row of whole numbers is asked for, not {shown(answer)}", hint)
        expected = list(right(**given))
        said = [as_number(part) for part in answer]
        if said == expected:
            return Verdict(True, ", ".join(map(str, expected)))
        if len(said) != len(expected):
            wrong = f"{len(expected)} numbers are asked for, here are {len(said)}"
            return Verdict(False, wrong, hint)
        places = [
            i for i, (one, other) in enumerate(zip(said, expected, strict=True), 1) if one != other
        ]
        good = len(expected) - len(places)
        wrong = f"{good} of {len(expected)} are right; look again at number {listed(places)}"
        return Verdict(False, wrong, hint)

    return judge


def name(
    right: Callable[..., str | Collection[str]], hints: Mapping[str, str] | None = None
) -> Judge:
    """Judge one name (of a function, a field, a person); where several are right, any of them."""

    def judge(answer: Any, given: Given) -> Verdict:
        if not isinstance(answer, str):
            return Verdict(False, f"a name is asked for as text, not {shown(answer)}")
        found = right(**given)
        expected = {found} if isinstance(found, str) else set(found)
        matching = sorted(one for one in expected if plain(one) == plain(answer))
        if matching:
            return Verdict(True, matching[0])
        told = {plain(wrong): words for wrong, words in (hints or {}).items()}
        return Verdict(False, f"{shown(answer)} is not it", told.get(plain(answer), ""))

    return judge


def names(right: Callable[..., Collection[str]], hint: str = "") -> Judge:
    """Judge a set of names, in any order: tells what does not belong and how many are missing."""

    def judge(answer: Any, given: Given) -> Verdict:
        parts = answer.replace(",", " ").split() if isinstance(answer, str) else answer
        if not isinstance(parts, Collection) or not all(isinstance(part, str) for part in parts):
            return Verdict(False, f"names are asked for, not {shown(answer)}", hint)
        expected = {plain(one): one for one in right(**given)}
        said = {plain(part): part for part in parts}
        extra = sorted(said[key] for key in said.keys() - expected.keys())
        missing = len(expected.keys() - said.keys())
        if not extra and not missing:
            return Verdict(True, ", ".join(sorted(expected.values())))
        words = [f"{', '.join(extra)} does not belong"] if extra else []
        words += [f"{missing} missing"] if missing else []
        return Verdict(False, "; ".join(words), hint)

    return judge


def plain(text: str) -> str:
    """A name without what does not tell it apart: case, blanks, `()`, quotes, a last full stop."""
    return " ".join(text.strip(" \t\n.`'\"").removesuffix("()").casefold().split())


Cases: TypeAlias = Sequence[tuple[Any, ...]]
"""The arguments that a reader's function is tried with."""


def function(
    right: Callable[..., Any], cases: Cases | Callable[[], Cases], hint: str = ""
) -> Judge:
    """Judge a Python function: it must give what `right` gives for each case.

    Cases that a machine must run for are given as a function, so that importing stays quick.
    """

    def judge(answer: Any, _: Given) -> Verdict:
        if not callable(answer):
            return Verdict(False, f"a function is asked for, not {shown(answer)}", hint)
        tried = cases() if callable(cases) else cases
        for case in tried:
            wrong = wrong_at(answer, right(*case), case)
            if wrong:
                return Verdict(False, wrong, hint)
        return Verdict(True, f"it agrees with the machine in {len(tried)} cases")

    return judge


def wrong_at(answer: Callable[..., Any], expected: Any, case: tuple[Any, ...]) -> str:
    """What is wrong with a function in one case; empty if nothing is."""
    call = f"for ({', '.join(shown(part) for part in case)})"
    try:
        got = answer(*case)
    except Exception as error:  # the reader's own code may raise anything
        return f"{call} it raises {type(error).__name__}: {error}"
    if got is None and expected is not None:
        return f"{call} it returns nothing"
    return "" if got == expected else f"{call} it returns {shown(got)}, the machine says otherwise"


Trial: TypeAlias = Callable[..., Sequence[str]]
"""Runs a C text or a diff on machines of its own; answers what is wrong, one sentence each."""


def code(trial: Trial, praise: str = "every case comes out right", hint: str = "") -> Judge:
    """Judge C or diff text by a trial; a text that does not even apply or compile is told why."""

    def judge(answer: Any, given: Given) -> Verdict:
        if not isinstance(answer, str):
            return Verdict(False, f"C or a diff is asked for as text, not {shown(answer)}", hint)
        try:
            wrong = trial(answer, **given)
        except Exception as error:  # what the text does wrong is the answer's fault, not ours
            return Verdict(False, f"it cannot be run: {error}", hint)
        if not wrong:
            return Verdict(True, praise)
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        return Verdict(False, wrong[0] + more, hint)

    return judge


def shown(answer: Any) -> str:
    """An answer as a message repeats it, without addresses and not too long."""
    if callable(answer):
        return f"the function {getattr(answer, '__name__', 'given')}"
    written = answer if isinstance(answer, str) else repr(answer)
    written = _ADDRESS.sub(lambda found: hex(int(found[0])), written)
    return written if len(written) <= 60 else f"{written[:57]}..."


def listed(places: Sequence[int]) -> str:
    """2, 3 and 5."""
    *others, last = map(str, places)
    return f"{', '.join(others)} and {last}" if others else last
