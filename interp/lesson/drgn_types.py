# SPDX-License-Identifier: MIT
"""The checker's C types as those of the debugger drgn, each made when it is first asked for."""

from __future__ import annotations

from collections.abc import Mapping

import drgn

from interp.lang.types import (
    ArrayType,
    CType,
    EnumType,
    FunctionType,
    IntegerType,
    Member,
    PointerType,
    StructType,
    VoidType,
)

BITS = 8
KEYWORDS = {
    drgn.TypeKind.STRUCT: "struct",
    drgn.TypeKind.UNION: "union",
    drgn.TypeKind.ENUM: "enum",
}


class Types:
    """Makes drgn types for one drgn program; `named` are the C program's types by their names."""

    def __init__(self, program: drgn.Program, named: Mapping[str, CType]) -> None:
        self.program = program
        self.named = named
        self._structures: dict[int, tuple[StructType, drgn.Type]] = {}

    def find(
        self, _: drgn.Program, kinds: drgn.TypeKindSet, name: str, filename: str | None
    ) -> drgn.Type | None:
        """Answer drgn's question for a type by kind and name; types belong to no one file."""
        for kind, keyword in KEYWORDS.items():
            found = self.named.get(f"{keyword} {name}")
            if kind in kinds and found is not None:
                return self.of(found)
        found = self.named.get(name)
        if drgn.TypeKind.TYPEDEF in kinds and found is not None:
            return self._typedef(name, found)
        return None

    def _typedef(self, name: str, type_: CType) -> drgn.Type:
        if isinstance(type_, StructType):
            return self.program.typedef_type(name, self._structure(self._canonical(type_)))
        return self.program.typedef_type(name, self.of(type_))

    def of(self, type_: CType) -> drgn.Type:
        """Return the drgn type of a C type."""
        made = self._unqualified(type_)
        qualifiers = drgn.Qualifiers.NONE
        if type_.const:
            qualifiers |= drgn.Qualifiers.CONST
        if type_.volatile:
            qualifiers |= drgn.Qualifiers.VOLATILE
        return made.qualified(qualifiers)

    def _unqualified(self, type_: CType) -> drgn.Type:
        program = self.program
        match type_:
            case VoidType():
                return program.void_type()
            case EnumType():
                return self._enumeration(type_)
            case IntegerType(rank=0):
                return program.bool_type(type_.name, type_.bytes)
            case IntegerType():
                return program.int_type(type_.name, type_.bytes, type_.signed)
            case PointerType():
                return program.pointer_type(self.of(type_.target))
            case ArrayType():
                return program.array_type(self.of(type_.element), type_.length)
            case FunctionType():
                return self.function(type_)
            case StructType():
                if type_.layout.alias:
                    return self._typedef(type_.layout.alias, type_)
                return self._structure(self._canonical(type_))
        raise AssertionError(type_)

    def _enumeration(self, type_: EnumType) -> drgn.Type:
        standing = "unsigned int" if not type_.signed else "int"
        compatible = self.program.int_type(standing, type_.bytes, type_.signed)
        names = [drgn.TypeEnumerator(name, value) for name, value in type_.enumerators]
        return self.program.enum_type(type_.tag or None, compatible, names)

    def function(self, type_: FunctionType, names: tuple[str, ...] = ()) -> drgn.Type:
        """Return the drgn type of a function whose parameters may have names."""
        types = type_.parameters or ()
        shown = names if len(names) == len(types) else (None,) * len(types)
        parameters = [
            drgn.TypeParameter(self.of(each), name) for each, name in zip(types, shown, strict=True)
        ]
        return self.program.function_type(
            self.of(type_.result), parameters, is_variadic=type_.variadic
        )

    def _canonical(self, type_: StructType) -> StructType:
        """Return the one type that stands for all files' definitions of the same structure."""
        layout = type_.layout
        known = self.named.get(f"{layout.kind} {layout.tag}")
        if not layout.tag or not isinstance(known, StructType):
            return type_
        same = known.size == type_.size and [*known.names()] == [*type_.names()]
        return known if same or not type_.complete else type_

    def _structure(self, type_: StructType) -> drgn.Type:
        layout = type_.layout
        kept = self._structures.get(id(layout))
        if kept is not None:
            return kept[1]
        tag = layout.tag or None
        make = self.program.struct_type if layout.kind == "struct" else self.program.union_type
        if layout.complete:
            made = make(tag, layout.size, [self._member(member) for member in layout.members])
        else:
            made = make(tag)
        self._structures[id(layout)] = (type_, made)
        return made

    def _member(self, member: Member) -> drgn.TypeMember:
        """Return a member; its type is made later, since a structure may point to itself."""

        def content() -> drgn.Type | drgn.Object:
            type_ = self.of(member.type)
            if member.bit_width is None:
                return type_
            return drgn.Object(self.program, type_, bit_field_size=member.bit_width)

        first = member.offset * BITS + member.bit_offset
        return drgn.TypeMember(content, member.name or None, first)
