# SPDX-License-Identifier: MIT
"""A prediction: the reader answers before the machine does."""

from typing import Any

from interp.lesson.check import Question, Verdict, check, question
from interp.lesson.html import Markup, element, join
from interp.lesson.palette import FAINT_INK, MONO
from interp.lesson.view import PANEL, View


class Prediction:
    """A question with a place to answer it; as text where there are no widgets."""

    def __init__(self, asked: Question, given: dict[str, Any]) -> None:
        self.asked = asked
        self.given = given
        self._widget: Any = None

    def answer(self, answer: Any) -> Verdict:
        """Answer from Python, as the button does."""
        return check(self.asked.name, answer, **self.given)

    def view(self) -> View:
        """The question and how to answer it, for a page without widgets."""
        asks = self.asked.words(self.given)
        options = "   ".join(f"( ) {choice}" for choice in self.asked.choices)
        more = "".join(f", {name}={value!r}" for name, value in self.given.items())
        call = f'check("{self.asked.name}", ...{more})'
        lines = [f"Predict: {asks}", *([f"  {options}"] if options else []), f"  answer: {call}"]
        parts = [element("div", element("b", "Predict: "), asks)]
        parts += (
            [element("div", options, style="margin:2px 0 2px 16px;white-space:pre-wrap")]
            if options
            else []
        )
        how = element("span", call, style=f"font-family:{MONO};font-size:12px")
        parts.append(element("div", "answer: ", how, style=f"color:{FAINT_INK}"))
        return View(join(*parts), "\n".join(lines))

    def __repr__(self) -> str:
        return self.view().text

    @property
    def widget(self) -> Any:
        """The widget with choices or a field, a button and a place for what is said to it."""
        if self._widget is None:
            self._widget = prediction_widget(self)
        return self._widget

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        view = self.view()
        bundle: dict[str, Any] = {"text/plain": view.text, "text/html": view._repr_html_()}
        try:
            live = self.widget._repr_mimebundle_()
        except ImportError:  # no widgets here: check(...) does the same
            return bundle
        data = live[0] if isinstance(live, tuple) else live
        return {**(data or {}), **bundle}


def prediction_widget(prediction: Prediction) -> Any:
    """Choices or a field, the button, and the verdict below; Enter in the field answers too."""
    import ipywidgets

    asked = prediction.asked
    words = ipywidgets.HTML(paragraph(asked.words(prediction.given)))
    verdict = ipywidgets.HTML("")
    field = answer_field(asked)
    button = ipywidgets.Button(description="answer", tooltip="say whether this is right")

    def answer(_: object) -> None:
        verdict.value = prediction.answer(field.value).html()

    button.on_click(answer)
    if not asked.choices:
        field.continuous_update = False
        field.observe(answer, names="value")
    row = ipywidgets.HBox([field, button])
    return ipywidgets.VBox([words, row, verdict])


def answer_field(asked: Question) -> Any:
    """Radio buttons where there are choices, otherwise a field of text."""
    import ipywidgets

    layout = ipywidgets.Layout(width="auto", min_width="120px")
    if asked.choices:
        return ipywidgets.RadioButtons(options=list(asked.choices), value=None, layout=layout)
    return ipywidgets.Text(placeholder="your answer", layout=layout)


def paragraph(words: str) -> Markup:
    """The question above its field."""
    style = f"{PANEL};padding:4px 8px"
    return element("div", element("b", "Predict: "), words, style=style)


def predict(name: str, **given: Any) -> Prediction:
    """Ask a declared question before the machine answers it: `predict("undo-once")`."""
    return Prediction(question(name), given)
