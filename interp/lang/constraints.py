# SPDX-License-Identifier: MIT
"""What C forbids of a declaration by its words alone, before its type is known (C11 6.7, 6.9).

Each function raises CError at the word that cannot stand there.
"""

from __future__ import annotations

from collections.abc import Iterable

from interp.lang import tree
from interp.lang.source import CError
from interp.lang.tokens import Token, error
from interp.lang.types import ArrayType, CType, FunctionType, PointerType, StructType, is_broken
from interp.lang.words import NESTED

MAXIMUM_ALIGNMENT = 1 << 28  # bytes, as gcc has it


def check_definition(node: tree.FunctionDefinition) -> None:
    """Check the storage class of a function's definition: `extern` or `static` (6.9.1p4)."""
    _allow(node.specifiers.storage, ("extern", "static"), "the definition of a function")
    check_function(node.specifiers)


def check_at_file_scope(node: tree.Declaration) -> None:
    """Check a declaration outside of functions: neither `auto` nor `register` (6.9p2)."""
    attributes = [a for declarator, _ in node.declarators for a in declarator.attributes]
    if not any(attribute.name == "asm" for attribute in attributes):
        _allow(node.specifiers.storage, ("extern", "static", "typedef"), "what the file declares")
    check_declaration(node)


def check_function(specifiers: tree.Specifiers) -> None:
    """Check the words of a function's declaration (6.7.5p2)."""
    _no_alignment(specifiers, "a function")


def check_declaration(node: tree.Declaration) -> None:
    """Check what holds for declarations everywhere (6.7.2.2, 6.7.5p2, 6.7.6.2p1, 6.7.8)."""
    storage = {token.text for token in node.specifiers.storage}
    for declarator, initializer in node.declarators:
        check_array_words(declarator.parts)
        name = declarator.name or declarator.at
        if "typedef" in storage and initializer is not None:
            raise error(name, f"'{name.text}' is the name of a type, it cannot have a value")
    if node.declarators and "typedef" in storage:
        _no_alignment(node.specifiers, "a typedef")
    if "register" in storage:
        _no_alignment(node.specifiers, "a 'register' variable")


def check_block_function(specifiers: tree.Specifiers) -> None:
    """Check the storage class of a function declared in a block: only `extern` (6.7.1p7)."""
    check_function(specifiers)
    for word in specifiers.storage:
        if word.text == "auto":
            raise error(word, NESTED)
        if word.text != "extern":
            raise error(word, f"a function declared in a block cannot be '{word.text}'")


def check_members(node: tree.Declaration) -> None:
    """Check the words of a declaration of members (6.7.2.1p1, 6.7.5p2)."""
    _allow(node.specifiers.storage, (), "a member")
    _allow(node.specifiers.functions, (), "a member")
    for declarator, _ in node.declarators:
        check_array_words(declarator.parts)
        if declarator.bit_width is not None:
            _no_alignment(node.specifiers, "a bit-field")


def check_parameter(node: tree.Parameter) -> None:
    """Check the words of a parameter: of storage classes only `register` (6.7.6.3p2)."""
    _allow(node.specifiers.storage, ("register",), "a parameter")
    _allow(node.specifiers.functions, (), "a parameter")
    _no_alignment(node.specifiers, "a parameter")
    parts = node.declarator.parts
    check_array_words(parts[1:] if parts and isinstance(parts[0], tree.ArrayPart) else parts)


def check_type_name(node: tree.TypeName) -> None:
    """Check the words of a type name: no storage class (6.7.7p1)."""
    _allow(node.specifiers.storage, (), "the name of a type")
    _allow(node.specifiers.functions, (), "the name of a type")
    check_array_words(node.declarator.parts)


def check_array_words(parts: Iterable[tree.Part]) -> None:
    """Refuse `[static n]` and `[const n]` where no parameter's outermost array is (6.7.6.2p1)."""
    for part in parts:
        if isinstance(part, tree.ArrayPart) and part.words:
            word = part.words[0]
            raise error(word, f"'{word.text}' can stand only in the array of a parameter")


def check_for_declaration(node: tree.Declaration) -> None:
    """Check the declaration of a `for`: only variables of the loop (6.8.5p3)."""
    for word in node.specifiers.storage:
        if word.text not in ("auto", "register"):
            raise error(word, f"the declaration in a 'for' cannot be '{word.text}'")
    single = node.specifiers.single
    defines = isinstance(single, tree.StructSpecifier) and single.members is not None
    if defines or (isinstance(single, tree.EnumSpecifier) and single.enumerators is not None):
        raise error(node.specifiers.at, "a type cannot be defined in the declaration of a 'for'")
    for declarator, _ in node.declarators:
        if declarator.parts and isinstance(declarator.parts[0], tree.FunctionPart):
            raise error(declarator.at, "the declaration in a 'for' can declare only variables")


def check_restrict(qualifiers: Iterable[Token], type_: CType) -> None:
    """Refuse `restrict` of anything but a pointer to an object (6.7.3p2)."""
    while isinstance(type_, ArrayType):
        type_ = type_.element
    for word in qualifiers:
        if word.text.strip("_") != "restrict":
            continue
        if not isinstance(type_, PointerType):
            raise error(word, f"'restrict' belongs to a pointer, this is '{type_}'")
        if isinstance(type_.target, FunctionType):
            raise error(word, "'restrict' belongs to a pointer to an object, not to a function")


def check_alignment(at: Token, bytes_: int) -> int:
    """Return an alignment that was asked for; it must be a power of two, or 0 (6.7.5p3)."""
    if bytes_ < 0 or bytes_ & (bytes_ - 1):
        raise error(at, f"an alignment must be a power of two, not {bytes_}")
    if bytes_ > MAXIMUM_ALIGNMENT:
        raise error(at, f"an alignment of {bytes_} bytes is too large")
    return bytes_


def incomplete(at: Token, message: str, type_: CType) -> CError:
    """Return the complaint about an incomplete type; nothing if its definition has one already."""
    return CError(()) if is_broken(type_) else error(at, message)


def const_member(type_: CType) -> str:
    """Return the name of a const member of a structure, of the members inside too, or nothing."""
    if not isinstance(type_, StructType):
        return ""
    for member in type_.members:
        inner = member.type
        while isinstance(inner, ArrayType):
            inner = inner.element
        found = member.name if inner.const else const_member(inner)
        if found:
            return found
    return ""


def ends_flexibly(type_: CType) -> bool:
    """Return whether a structure ends in an array without a length (6.7.2.1p3)."""
    if not isinstance(type_, StructType) or not type_.members:
        return False
    last = type_.members[-1].type
    return isinstance(last, ArrayType) and last.length is None


def _allow(words: Iterable[Token], allowed: tuple[str, ...], what: str) -> None:
    for word in words:
        if word.text not in allowed:
            raise error(word, f"{what} cannot be '{word.text}'")


def _no_alignment(specifiers: tree.Specifiers, what: str) -> None:
    for alignment in specifiers.alignments:
        raise error(alignment.at, f"{what} cannot be given an alignment by _Alignas")
