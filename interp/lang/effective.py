# SPDX-License-Identifier: MIT
"""Which lvalues may reach which objects: the effective type of what is declared (C11 6.5p7).

The rule here is milder than C's where programs commonly rely on it: integers of one size may stand
for each other, so may all pointers; arrays of characters are memory for anything.
"""

from __future__ import annotations

from interp.lang.types import ArrayType, CType, IntegerType, PointerType, StructType, is_scalar


def allows(declared: CType, offset: int, lvalue: CType) -> bool:
    """Return whether an object may be reached `offset` bytes inside by a scalar lvalue."""
    if not is_scalar(lvalue) or lvalue.size == 1:
        return True
    match declared:
        case ArrayType(element=element):
            return not element.size or allows(element, offset % element.size, lvalue)
        case StructType():
            inside = [
                member
                for member in declared.members
                if member.offset <= offset < member.offset + max(member.type.size, 1)
            ]
            fits = (allows(m.type, offset - m.offset, lvalue) for m in inside)
            return not inside or any(fits)
        case IntegerType() if declared.size == 1:
            return True
    same_kind = isinstance(declared, PointerType) == isinstance(lvalue, PointerType)
    return not is_scalar(declared) or (same_kind and not offset and declared.size == lvalue.size)


def is_suspicious(source: CType, target: CType) -> bool:
    """Return whether a cast from one pointer to another makes a lvalue of quite another type."""
    if not isinstance(source, PointerType) or not isinstance(target, PointerType):
        return False
    old, new = source.target, target.target
    if not is_scalar(new) or new.size == 1 or not old.complete:
        return False
    return not (isinstance(old, IntegerType) and old.size == 1) and not allows(old, 0, new)
