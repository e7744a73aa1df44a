# SPDX-License-Identifier: MIT
"""C lvalues given as text, such as `contig_page_data.node_zones[0].free_area[3]`, found in memory.

The text is read by the C parser; names are those of the program's objects, of what boot allocated
(`mem_map` is an array), and `function.name` for a static local.
"""

from __future__ import annotations

from dataclasses import dataclass

from interp.lang import tree
from interp.lang.literals import integer_value
from interp.lang.parser import parse_expression
from interp.lang.source import CError, PlainError, SourceFile, nearest
from interp.lang.tokens import tokenize
from interp.lang.types import CType
from interp.machine.values import Space, Symbols, Value


class NoSuchObject(PlainError, LookupError):
    """An lvalue that names nothing in the program's memory."""


@dataclass(frozen=True)
class Target:
    """A range of memory that an lvalue names: address and size in bytes."""

    type: CType
    address: int
    size: int
    bit_field: str = ""  # the name of a bit-field, which shares its bytes with others

    def holds(self, where: str, address: int, size: int) -> bool:
        """Return whether a scalar, by its C expression and place, lies in it."""
        if self.bit_field and not where.endswith(f".{self.bit_field}"):
            return False
        return self.address <= address and address + size <= self.address + self.size


def targets(space: Space, text: str) -> Target:
    """Return what an lvalue names; raises NoSuchObject with what is wrong with it."""
    try:
        tokens = tokenize(SourceFile.of("lvalue", text))
        if not tokens:
            raise NoSuchObject("an lvalue is needed, such as mem_map[8].private; this is empty")
        value = _value(space, parse_expression(tokens))
    except CError as problem:
        raise NoSuchObject(f"'{text}' is not a C lvalue:\n{problem}") from None
    except (AttributeError, IndexError, TypeError, LookupError) as problem:
        if isinstance(problem, PlainError):
            raise
        raise NoSuchObject(f"'{text}': {_reason(problem)}") from None
    assert value.address_ is not None
    return Target(value.type_, value.address_, value.type_.size, value.bit_field_)


def _reason(problem: Exception) -> str:
    return str(problem.args[0]) if problem.args else str(problem)


def _value(space: Space, node: tree.Expression) -> Value:
    match node:
        case tree.Name():
            return _named(space, node.at.text)
        case tree.Member():
            return _member(space, node)
        case tree.Index():
            return _value(space, node.base)[_number(space, node.index)]
        case tree.Unary() if node.at.text == "*":
            return _value(space, node.operand)[0]
    raise NoSuchObject(
        "an lvalue is made of a name, '.member', '->member', '[number]' and '*'; "
        f"'{node.at.text}' is none of these"
    )


def _named(space: Space, name: str) -> Value:
    symbols = space.symbols
    for region in reversed(symbols.regions):
        if region.name == name and region.type.size > 8:
            return space.object(region.type, region.address)
    for region in symbols.regions:
        if region.name == name:
            return space.object(region.type, region.address)
    near = nearest(name, _names(symbols))
    raise NoSuchObject(f"the program has no global object '{name}'{near}")


def _names(symbols: Symbols) -> list[str]:
    return [region.name for region in symbols.regions]


def _member(space: Space, node: tree.Member) -> Value:
    name = node.name.text
    if isinstance(node.base, tree.Name):
        static = f"{node.base.at.text}.{name}"
        if static in _names(space.symbols):
            return _named(space, static)
    base = _value(space, node.base)
    try:
        return base.member_(name)
    except AttributeError as problem:
        known = [each for each in dir(base) if not each.endswith("_")]
        raise NoSuchObject(f"{problem}{nearest(name, known)}") from None


def _number(space: Space, node: tree.Expression) -> int:
    constants = space.symbols.program.constants
    match node:
        case tree.Number():
            return integer_value(node.at)[0]
        case tree.Name() if node.at.text in constants:
            return constants[node.at.text]
    raise NoSuchObject(f"an index is a number or an enumerator, not '{node.at.text}'")
