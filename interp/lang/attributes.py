# SPDX-License-Identifier: MIT
"""What attributes make of the functions and objects of a file (GNU C)."""

from __future__ import annotations

from interp.lang import tree
from interp.lang.source import CError, nearest
from interp.lang.statements import Statements
from interp.lang.symbols import BrokenSymbol, FunctionSymbol, ObjectSymbol
from interp.lang.tokens import Token, error

WITHOUT_PRIORITY = 65535  # such constructors come after those that have a priority
EVERY = 0  # stands for all parameters that are pointers


def _indices(attribute: tree.Attribute) -> frozenset[int]:
    """Return which parameters `nonnull(1, 2)` names, counted from 1."""
    named = frozenset(int(a.text) for a in attribute.arguments if a.text.isdigit())
    return named or frozenset((EVERY,))


class Attributes(Statements):
    """Gives functions and objects what their attributes say."""

    def attribute_function(
        self, symbol: FunctionSymbol, specifiers: tree.Specifiers, declarator: tree.Declarator
    ) -> None:
        """Note the attributes of a function's declaration or definition."""
        attributes = specifiers.attributes + declarator.attributes
        symbol.align = max([symbol.align, *map(self.attribute_alignment, attributes)])
        is_extern = any(word.text == "extern" for word in specifiers.storage)
        for attribute in attributes:
            match attribute.name:
                case "gnu_inline":
                    symbol.gnu_inline = is_extern and symbol.inline and symbol.definition is None
                case "constructor":
                    symbol.constructor = self._priority(attribute)
                case "destructor":
                    symbol.destructor = self._priority(attribute)
                case "noreturn":
                    symbol.noreturn = True
                case "nonnull":
                    symbol.nonnull |= _indices(attribute)
                case "weak":
                    symbol.weak = True
                case "alias":
                    symbol.alias = _named(attribute)

    def attribute_object(
        self, symbol: ObjectSymbol, specifiers: tree.Specifiers, declarator: tree.Declarator
    ) -> None:
        """Note the attributes of an object's declaration."""
        attributes = specifiers.attributes + declarator.attributes
        aligns = [self.attribute_alignment(attribute) for attribute in attributes]
        specified = self.alignment_specified(specifiers, symbol.type)
        symbol.align = max([symbol.align, *aligns, specified])
        for attribute in attributes:
            if attribute.name == "weak":
                symbol.weak = True
            elif attribute.name == "alias":
                symbol.alias = _named(attribute)

    def _priority(self, attribute: tree.Attribute) -> int:
        if not attribute.arguments:
            return WITHOUT_PRIORITY
        return self.constant(self.expression_of(attribute.arguments), "a priority")

    # -- other names ------------------------------------------------------------------------------

    def resolve_aliases(self) -> None:
        """Find what the other names of the file stand for, at its end."""
        linked: list[FunctionSymbol | ObjectSymbol] = [*self.functions, *self.objects]
        for symbol in linked:
            if symbol.alias is None:
                continue
            try:
                self._resolve_alias(symbol, symbol.alias)
            except CError as problem:
                self.report(problem)

    def _resolve_alias(self, symbol: FunctionSymbol | ObjectSymbol, name: Token) -> None:
        if _is_defined(symbol):
            raise error(name, f"'{symbol.name}' is defined: it cannot be another name as well")
        names = self.environment.scopes[0].names
        found = names.get(_text(name))
        if _text(name) in self.unread or isinstance(found, BrokenSymbol):
            return  # that was complained of
        match symbol, found:
            case FunctionSymbol(), FunctionSymbol() as target:
                symbol.alias_of = target if _can_be_named(target) else None
            case ObjectSymbol(), ObjectSymbol() as place:
                symbol.alias_of = place if _can_be_named(place) else None
        if symbol.alias_of is None or _goes_round(symbol):
            symbol.alias_of = None
            known = [w for w, x in names.items() if type(x) is type(symbol) and _can_be_named(x)]
            what = f"this file defines no '{_text(name)}' for which '{symbol.name}' could stand"
            raise error(name, f"{what}{nearest(_text(name), known)}")


def _goes_round(symbol: FunctionSymbol | ObjectSymbol) -> bool:
    """Return whether a name stands, by way of others, for itself."""
    following: FunctionSymbol | ObjectSymbol | None = symbol.alias_of
    while following is not None and following is not symbol:
        following = following.alias_of
    return following is symbol


def _can_be_named(symbol: FunctionSymbol | ObjectSymbol) -> bool:
    return _is_defined(symbol) or symbol.alias is not None


def _is_defined(symbol: FunctionSymbol | ObjectSymbol) -> bool:
    if isinstance(symbol, ObjectSymbol):
        return symbol.defined
    return symbol.definition is not None


def _named(attribute: tree.Attribute) -> Token:
    """Return the text between the parentheses of `alias("name")`."""
    if len(attribute.arguments) != 1 or attribute.arguments[0].kind != "string":
        raise error(attribute.at, f'{attribute.at.text} needs ("name")')
    return attribute.arguments[0]


def _text(name: Token) -> str:
    return name.text.strip('"')
