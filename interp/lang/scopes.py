# SPDX-License-Identifier: MIT
"""Which names are types at this moment of parsing (C11 6.2.1): scopes open, close and hide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from interp.lang.tokens import Token


class NameScopes:
    """Answers whether a name is a typedef's, as scopes stand."""

    def __init__(self, typedefs: Iterable[str] = ()) -> None:
        self.tags: Mapping[str, str] = {}  # names of structures and enumerations: which they are
        self.is_type: dict[str, bool] = dict.fromkeys(typedefs, True)
        self._hidden: list[list[tuple[str, bool]] | None] = []
        self._typedef_depths: list[int] = []
        self._body_names: list[Token] = []

    def open(self) -> None:
        """Open a scope: after an opening brace or parenthesis."""
        self._hidden.append([])
        body_names, self._body_names = self._body_names, []
        for name in body_names:
            self.declare(name, typedef=False)

    def open_members(self) -> None:
        """Open the braces of a struct or enum: enumerators belong to the scope around them."""
        self._hidden.append(None)

    def close(self) -> None:
        """Close the innermost scope: what it hid is known again."""
        if not self._hidden:
            return
        for name, was_type in reversed(self._hidden.pop() or ()):
            self.is_type[name] = was_type
        while self._typedef_depths and self._typedef_depths[-1] > len(self._hidden):
            self._typedef_depths.pop()

    def close_to(self, depth: int) -> None:
        """Close scopes until so many are open."""
        while len(self._hidden) > depth:
            self.close()
        self._body_names = []

    def close_all(self) -> None:
        """Go back to the scope of the file."""
        self.close_to(0)
        self._typedef_depths.clear()

    def saw_typedef(self) -> None:
        """Remember that the declaration at this depth began with `typedef`."""
        self._typedef_depths.append(len(self._hidden))

    def saw_semicolon(self) -> None:
        """A declaration at this depth, if there was one, has ended."""
        if self._typedef_depths and self._typedef_depths[-1] == len(self._hidden):
            self._typedef_depths.pop()

    def declare(self, name: Token | None, typedef: bool | None = None) -> None:
        """Declare a name here: a type if the declaration at this depth is a typedef."""
        if name is None:
            return
        if typedef is None:
            depths = self._typedef_depths
            typedef = bool(depths) and depths[-1] == len(self._hidden)
        was_type = self.is_type.get(name.text, False)
        if was_type != typedef:
            scope = next((scope for scope in reversed(self._hidden) if scope is not None), None)
            if scope is not None:
                scope.append((name.text, was_type))
            self.is_type[name.text] = typedef

    def open_body_with(self, names: list[Token]) -> None:
        """The next scope that opens is the body of a function with these parameters."""
        self._body_names = names
