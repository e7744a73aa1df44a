# SPDX-License-Identifier: MIT
"""Structures and unions, and the alignments that declarations ask for (C11 6.7.2.1, 6.7.5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from interp.lang import tree
from interp.lang.checking import TooManyErrors
from interp.lang.constraints import check_alignment, check_members
from interp.lang.source import CError
from interp.lang.symbols import TypedefSymbol
from interp.lang.tokens import Token, error
from interp.lang.types import (
    LONG,
    ArrayType,
    CType,
    FunctionType,
    IntegerType,
    Layout,
    MemberRequest,
    StructType,
    is_broken,
    lay_out,
    pointed_align,
)
from interp.lang.variable_length import VariableLengths
from interp.lang.variable_types import VariableArray, varies
from interp.lang.words import VARIABLE_MEMBER


@dataclass
class _Members:
    """What was found between the braces: the members, and the token of each of their names."""

    requests: list[MemberRequest]
    tokens: list[Token]
    named: dict[str, Token]

    def add(self, at: Token, request: MemberRequest, kind: str) -> None:
        """Take a member; its names must be new (6.7.2p3). Raises CError."""
        names = [request.name] if request.name else []
        if not request.name and isinstance(request.type, StructType):
            names = list(request.type.names())
        for name in names:
            if name in self.named:
                what = f"two members of this {kind} are called '{name}'"
                raise error(at, what, (self.named[name], "the first one"))
            self.named[name] = at
        self.requests.append(request)
        self.tokens.append(at)


class Structures(VariableLengths):
    """Reads structures, unions and alignments."""

    if TYPE_CHECKING:

        def base_type(self, node: tree.Specifiers) -> CType:
            """Return the type that specifiers name, before any declarator."""

        def derived(self, base: CType, declarator: tree.Declarator) -> CType:
            """Return the type of what a declarator declares."""

        def static_assertion(self, node: tree.StaticAssertion) -> None:
            """Check `_Static_assert`."""

    def structure(self, node: tree.StructSpecifier, specifiers: tree.Specifiers) -> CType:
        """Return the type that a `struct` or `union` specifier names or defines."""
        type_ = self._tagged_structure(node)
        if node.members is None:
            return type_
        if type_.layout.complete or type_.layout.open:
            assert node.tag is not None
            place = "inside of itself" if type_.layout.open else "a second time"
            first = self.environment.find_tag(node.tag.text)[0]
            what = f"'{node.kind} {node.tag.text}' is defined {place}"
            raise error(node.tag, what, (first, "the first definition"))
        type_.layout.open = True
        try:
            requests = self._requests(node, node.members)
        except CError:
            type_.layout.broken = True
            raise
        finally:
            type_.layout.open = False
        attributes = node.attributes + specifiers.attributes
        packed = any(attribute.name == "packed" for attribute in attributes)
        align = max([self.attribute_alignment(a) for a in attributes], default=0)
        most = max([int(a.arguments[0].text) for a in attributes if a.name == "pack"], default=0)
        lay_out(type_.layout, requests, packed, align, most)
        note_transparent(type_, attributes)
        if node.kind == "union":
            self._note_union(requests)
        return type_

    def _note_union(self, requests: list[MemberRequest]) -> None:
        """Remember that a pointer may be read that was stored as something else (6.5.2.3)."""
        loose = [request.type for request in requests if pointed_align(request.type) > 1]
        if any(request.type != pointer for request in requests for pointer in loose):
            self.dropped.add("alignment")

    def _requests(
        self, node: tree.StructSpecifier, members: list[tree.Declaration | tree.StaticAssertion]
    ) -> list[MemberRequest]:
        """Return the members; what is wrong with some of them is reported together."""
        found = _Members([], [], {})
        before = len(self.diagnostics)
        broken = False
        for declaration in members:
            try:
                if isinstance(declaration, tree.StaticAssertion):
                    self.static_assertion(declaration)
                else:
                    self._add_members(declaration, node.kind, found)
            except TooManyErrors:
                raise
            except CError as problem:
                self.report(problem)
                broken = True
        if not broken:
            self._check_complete(node, found)
        if broken or len(self.diagnostics) > before:
            raise CError(())
        return found.requests

    def _tagged_structure(self, node: tree.StructSpecifier) -> StructType:
        if node.tag is None:
            return StructType(Layout(node.kind, ""))
        name = node.tag.text
        known = self.environment.find_tag(name, innermost=node.members is not None or node.alone)
        if known is None and node.members is not None:
            around = self.environment.find_tag(name)
            if around is not None and isinstance(around[1], StructType) and around[1].layout.open:
                known = around
        if known is None:
            type_ = StructType(Layout(node.kind, name))
            self.environment.scopes[-1].tags[name] = (node.tag, type_)
            self.structs.setdefault(f"{node.kind} {name}", type_)
            return type_
        at, type_ = known
        if not isinstance(type_, StructType) or type_.layout.kind != node.kind:
            raise error(node.tag, f"'{name}' is not a {node.kind}", (at, "it is declared here"))
        return type_

    def _add_members(self, node: tree.Declaration, kind: str, found: _Members) -> None:
        base = self.base_type(node.specifiers)
        check_members(node)
        if not node.declarators:
            if not (isinstance(base, StructType) and not base.layout.tag):
                self.warn(node.at, "this declares no member")
            else:
                found.add(node.at, MemberRequest("", base), kind)
            return
        for declarator, _ in node.declarators:
            at = declarator.name or declarator.at
            found.add(at, self._member_request(node.specifiers, declarator, base), kind)

    def _member_request(
        self, specifiers: tree.Specifiers, declarator: tree.Declarator, base: CType
    ) -> MemberRequest:
        type_ = self.derived(base, declarator)
        name = declarator.name.text if declarator.name else ""
        if isinstance(type_, FunctionType):
            raise error(declarator.at, f"member '{name}' cannot be a function")
        if isinstance(type_, VariableArray):
            raise error(declarator.at, VARIABLE_MEMBER)
        if varies(type_):
            raise error(declarator.at, f"member '{name}' cannot have a type of variable length")
        width = None
        if declarator.bit_width is not None:
            width = self._bit_width(declarator, type_)
        attributes = specifiers.attributes + declarator.attributes
        align = max([self.attribute_alignment(a) for a in attributes], default=0)
        align = max(align, self.alignment_specified(specifiers, type_))
        packed = any(attribute.name == "packed" for attribute in declarator.attributes)
        return MemberRequest(name, type_, width, align, packed)

    def _bit_width(self, declarator: tree.Declarator, type_: CType) -> int:
        assert declarator.bit_width is not None
        width = self.constant(declarator.bit_width, "the width of a bit-field")
        if not isinstance(type_, IntegerType):
            raise error(declarator.at, f"a bit-field must be an integer, not '{type_}'")
        if type_.size > LONG.size:
            raise error(declarator.at, f"bit-fields of '{type_}' are not in this C subset")
        if not 0 <= width <= type_.bits or (width == 0 and declarator.name):
            raise error(declarator.at, f"a bit-field of '{type_}' cannot be {width} bits wide")
        return width

    def _check_complete(self, node: tree.StructSpecifier, found: _Members) -> None:
        """Refuse members of incomplete type, but for an array at the end (6.7.2.1p3)."""
        last = len(found.requests) - 1
        for number, (at, request) in enumerate(zip(found.tokens, found.requests, strict=True)):
            if request.type.complete:
                continue
            flexible = isinstance(request.type, ArrayType) and request.type.length is None
            if not flexible:
                if is_broken(request.type):
                    raise CError(())
                raise error(at, f"member '{request.name}' has incomplete type '{request.type}'")
            if number != last:
                what = (
                    f"only the last member can be an array without a length, not '{request.name}'"
                )
                raise error(at, what)
            if node.kind == "union":
                raise error(at, "a union cannot have an array without a length as a member")
            if number == 0:
                what = "before an array without a length another member must stand"
                raise error(at, what)

    # -- alignments (6.7.5) -----------------------------------------------------------------------

    def aligned(
        self, type_: CType, specifiers: tree.Specifiers, declarator: tree.Declarator
    ) -> CType:
        """Return the type of a typedef with the alignment that its attributes ask for."""
        attributes = specifiers.attributes + declarator.attributes
        asked = [self.attribute_alignment(attribute) for attribute in attributes]
        note_transparent(type_, attributes)
        return type_.aligned(max([*asked, self.alignment_specified(specifiers, type_)]))

    def attribute_alignment(self, attribute: tree.Attribute) -> int:
        """Return the bytes that an `aligned` attribute asks for, or 0."""
        if attribute.name != "aligned":
            return 0
        if not attribute.arguments:
            return 16
        asked = self.expression_of(attribute.arguments)
        return check_alignment(attribute.arguments[0], self.constant(asked, "an alignment"))

    def expression_of(self, tokens: list[Token]) -> tree.Expression:
        """Return the expression that an attribute's arguments are."""
        from interp.lang.parser import parse_expression

        typedefs = [
            name
            for scope in self.environment.scopes
            for name, symbol in scope.names.items()
            if isinstance(symbol, TypedefSymbol)
        ]
        return parse_expression(tokens, typedefs)

    def alignment_specified(self, specifiers: tree.Specifiers, type_: CType) -> int:
        """Return the bytes that `_Alignas` asks for, or 0; never less than the type's own."""
        asked = 0
        for alignment in specifiers.alignments:
            if isinstance(alignment, tree.TypeName):
                asked = max(asked, self.named_type(alignment)[0].align)
            else:
                bytes_ = self.constant(alignment, "an alignment")
                asked = max(asked, check_alignment(alignment.at, bytes_))
        if 0 < asked < type_.align:  # 6.7.5p4
            what = f"_Alignas({asked}) would make the alignment of '{type_}' less than its own"
            raise error(specifiers.alignments[0].at, f"{what}, which is {type_.align}")
        return asked


def note_transparent(type_: CType, attributes: list[tree.Attribute]) -> None:
    """Remember that a union takes values of its members as arguments (GNU C)."""
    named = any(attribute.name == "transparent_union" for attribute in attributes)
    if named and isinstance(type_, StructType) and type_.layout.kind == "union":
        type_.layout.transparent = True
