# SPDX-License-Identifier: MIT
"""Whether what is called is what the caller believes: types across files and pointers (6.2.7)."""

from __future__ import annotations

from interp.lang.types import (
    ArrayType,
    CType,
    EnumType,
    FunctionType,
    IntegerType,
    PointerType,
    StructType,
    VoidType,
    promote,
)

_DEEP_ENOUGH = 4


def agrees(left: CType, right: CType, depth: int = _DEEP_ENOUGH) -> bool:
    """Return whether two types can be those of one thing declared in two files (6.2.7p1)."""
    if left is right or depth == 0:
        return True
    match left, right:
        case PointerType(target=a), PointerType(target=b):
            qualified = (a.const, a.volatile) == (b.const, b.volatile)
            return qualified and agrees(a, b, depth - 1)
        case ArrayType(), ArrayType():
            lengths = {left.length, right.length} - {None}
            return len(lengths) < 2 and agrees(left.element, right.element, depth)
        case FunctionType(), FunctionType():
            return _functions_agree(left, right, depth)
        case StructType(), StructType():
            return _structures_agree(left, right)
        case IntegerType(), IntegerType():
            if isinstance(left, EnumType) or isinstance(right, EnumType):
                return (left.bytes, left.signed) == (right.bytes, right.signed)
            return left.name == right.name
    return isinstance(left, VoidType) and isinstance(right, VoidType)


def _functions_agree(left: FunctionType, right: FunctionType, depth: int) -> bool:
    if not agrees(left.result, right.result, depth):
        return False
    if left.parameters is None or right.parameters is None:
        return True
    if len(left.parameters) != len(right.parameters) or left.variadic != right.variadic:
        return False
    pairs = zip(left.parameters, right.parameters, strict=True)
    return all(agrees(a, b, depth) for a, b in pairs)


def _structures_agree(left: StructType, right: StructType) -> bool:
    one, other = left.layout, right.layout
    if one is other:
        return True
    if (one.kind, one.tag) != (other.kind, other.tag):
        return False
    if not (one.complete and other.complete):
        return True
    names = [[(m.name, m.offset, m.type.size) for m in x.members] for x in (one, other)]
    return names[0] == names[1]


def accepts(parameter: CType, argument: CType) -> bool:
    """Return whether an argument fits a parameter that its call did not know (6.5.2.2p6)."""
    parameter, argument = promote(parameter), promote(argument)
    match parameter, argument:
        case IntegerType(), IntegerType():
            return parameter.size == argument.size
        case PointerType(), PointerType():
            code = [isinstance(x.target, FunctionType) for x in (parameter, argument)]
            return code[0] == code[1]  # they look alike, and what is reached is checked by itself
    return agrees(parameter, argument)


def misfit(known: FunctionType, result: CType, arguments: list[CType]) -> str:
    """Return what is wrong with a call of a function of a known type, or nothing."""
    if not agrees(known.result, result):
        return f"it returns '{known.result}', but is called as if it returned '{result}'"
    wanted = known.parameters
    if wanted is None:
        return ""
    enough = len(arguments) >= len(wanted) if known.variadic else len(arguments) == len(wanted)
    if not enough:
        return f"it takes {len(wanted)} arguments, but is called with {len(arguments)}"
    for number, (parameter, argument) in enumerate(zip(wanted, arguments, strict=False), 1):
        if not accepts(parameter, argument):
            return f"its parameter {number} is '{parameter}', but is given '{argument}'"
    return ""
