# SPDX-License-Identifier: MIT
"""Dataclass objects as JSON and back: types, functions, patches, as a saved recording has them.

Only the classes given are written or made, and their fields are all that is filled in: nothing of
a file is ever executed. Every object is written once, so those that refer to each other (a
`struct list_head` has pointers to itself) do so again when they are read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

REFERENCE, DICTIONARY, SET = "object", "dict", "set"


class Classes:
    """The classes that may be in a file, by name; `left_out` are fields that are not kept."""

    def __init__(self, classes: Sequence[type], left_out: Mapping[str, Any]) -> None:
        self.by_name = {each.__name__: each for each in classes}
        self.left_out = left_out

    def fields_of(self, name: str) -> list[str]:
        """Return the names of the fields that are kept of a class."""
        return [each.name for each in fields(self.by_name[name]) if each.name not in self.left_out]


class Writer:
    """Turns values into JSON; `document` then has all the objects that they refer to."""

    def __init__(self, classes: Classes) -> None:
        self.classes = classes
        self._numbers: dict[int, int] = {}
        self._kept: list[object] = []
        self._records: list[list[Any]] = []

    def value(self, value: Any) -> Any:
        """Return JSON for a value."""
        if value is None or isinstance(value, bool | int | str):
            return value
        if isinstance(value, tuple | list):
            return [self.value(each) for each in value]
        if isinstance(value, dict):
            return {DICTIONARY: [[self.value(k), self.value(v)] for k, v in value.items()]}
        if isinstance(value, frozenset):
            return {SET: sorted(value)}
        return {REFERENCE: self._number(value)}

    def _number(self, value: Any) -> int:
        number = self._numbers.get(id(value))
        if number is None:
            number = self._numbers[id(value)] = len(self._kept)
            self._kept.append(value)
        return number

    def document(self) -> dict[str, Any]:
        """Return the classes with their fields, and the objects."""
        while len(self._records) < len(self._kept):  # writing one may add others
            value = self._kept[len(self._records)]
            name = type(value).__name__
            if self.classes.by_name.get(name) is not type(value):
                raise TypeError(f"a {name} cannot be saved")
            names = self.classes.fields_of(name)
            self._records.append([name, *(self.value(getattr(value, each)) for each in names)])
        used = sorted({record[0] for record in self._records})
        return {
            "classes": {name: self.classes.fields_of(name) for name in used},
            "objects": self._records,
        }


class Reader:
    """Makes the values again that a Writer wrote; raises ValueError if the classes differ."""

    def __init__(self, classes: Classes, document: Mapping[str, Any]) -> None:
        for name, names in document["classes"].items():
            if name not in classes.by_name or classes.fields_of(name) != names:
                raise ValueError(f"its '{name}' is not the one that is known here")
        records = document["objects"]
        self._objects: list[Any] = [
            object.__new__(classes.by_name[record[0]]) for record in records
        ]
        for made, (name, *values) in zip(self._objects, records, strict=True):
            names = classes.fields_of(name)
            for field, value in zip(names, values, strict=True):
                object.__setattr__(made, field, self.value(value))
            for each in fields(classes.by_name[name]):
                if each.name in classes.left_out:
                    object.__setattr__(made, each.name, classes.left_out[each.name])

    def value(self, value: Any) -> Any:
        """Return the value that JSON stands for."""
        if isinstance(value, list):
            return tuple(self.value(each) for each in value)
        if not isinstance(value, dict):
            return value
        ((kind, content),) = value.items()
        if kind == REFERENCE:
            return self._objects[content]
        if kind == SET:
            return frozenset(content)
        return {self.value(key): self.value(each) for key, each in content}
