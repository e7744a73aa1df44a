# SPDX-License-Identifier: MIT
"""A place in a row of points that can be moved; shown as a widget, as HTML or as text."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, Self

from interp.lesson.html import Markup


class Walk(ABC):
    """A place among `total` points. Moves return the walk, so that a cell's last line shows it."""

    def __init__(self, total: int) -> None:
        self.moved: list[Callable[[int], None]] = []
        self._total = total
        self._index = 0
        self._widget: Any = None

    @property
    def index(self) -> int:
        """The current point, counted from 0."""
        return self._index

    def __len__(self) -> int:
        return self._total

    # Moves

    def go(self, index: int) -> Self:
        """Go to a point, counted from 0; a negative one counts from the end."""
        wanted = index + self._total if index < 0 else index
        self._index = min(max(wanted, 0), self._total - 1)
        for tell in self.moved:
            tell(self._index)
        return self

    def first(self) -> Self:
        """Go to the first point."""
        return self.go(0)

    def last(self) -> Self:
        """Go to the last point."""
        return self.go(self._total - 1)

    def back(self) -> Self:
        """Go to the point before this one."""
        return self.go(max(self._index - 1, 0))

    def step(self) -> Self:
        """Go to the next point, into a call if there is one."""
        return self.go(self._index + 1)

    # Views

    @abstractmethod
    def text(self) -> str:
        """The current point as text."""

    @abstractmethod
    def html(self) -> Markup:
        """The current point as HTML that needs no script."""

    @abstractmethod
    def _make_widget(self) -> Any: ...

    @property
    def widget(self) -> Any:
        """The widget that shows this in JupyterLab; made when first asked for."""
        if self._widget is None:
            self._widget = self._make_widget()
        return self._widget

    def __repr__(self) -> str:
        return self.text()

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        bundle: dict[str, Any] = {"text/plain": self.text(), "text/html": str(self.html())}
        try:
            live = self.widget._repr_mimebundle_()
        except ImportError:  # no widgets here: HTML and text tell the story
            return bundle
        data = live[0] if isinstance(live, tuple) else live
        return {**(data or {}), **bundle}
