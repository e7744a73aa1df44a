# SPDX-License-Identifier: MIT
"""What GNU C and C11 build in: offsetof, variable arguments, hints, questions about types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from interp.lang import checked as c
from interp.lang import fold, tree
from interp.lang.bits import COMPUTED
from interp.lang.constraints import incomplete
from interp.lang.exact import OVERFLOW, WOULD_OVERFLOW, Exact
from interp.lang.library import VA_LIST, arithmetic, library
from interp.lang.object_sizes import PART, is_moved, member_named, not_known, object_size
from interp.lang.primary import Operand
from interp.lang.source import counted, nearest
from interp.lang.tokens import Token, error
from interp.lang.types import (
    INT,
    LONG,
    UNSIGNED_LONG,
    VOID,
    VOID_POINTER,
    ArrayType,
    CType,
    FunctionType,
    IntegerType,
    StructType,
    compatible,
)
from interp.lang.variable_types import varies

LIBRARY: dict[str, FunctionType] = {
    **library(),
    **arithmetic(),
    "trap": FunctionType(VOID, ()),
    "alloca": FunctionType(VOID_POINTER, (UNSIGNED_LONG,)),
}
# Functions of the library that gcc has no second name for.
ONLY_IN_LIBRARY = {
    *("atexit", "getenv", "perror", "strerror", "qsort", "bsearch", "rand", "srand"),
    *("feof", "ferror", "fflush", "fgetc", "fgets", "fread", "getc", "getchar", "ungetc"),
    *("atoi", "atol", "atoll", "strtol", "strtoll", "strtoul", "strtoull"),
    *("strcoll", "strtok", "strtok_r"),
}
# What a call of these says is only a hint, or the same each time.
HINTS = {
    *("prefetch", "assume_aligned", "object_size", "dynamic_object_size"),
    *("expect_with_probability", "speculation_safe_value"),
}
PLACES = ("LINE", "FILE", "FUNCTION")  # where the call stands
BUILTIN_CALLS = {
    "__builtin_expect",
    "__builtin_constant_p",
    "__builtin_unreachable",
    "__builtin_va_start",
    "__builtin_va_end",
    "__builtin_va_copy",
    *(f"__builtin_{name}" for name in (*LIBRARY, *HINTS) if name not in ONLY_IN_LIBRARY),
    *OVERFLOW,
    *WOULD_OVERFLOW,
    *(f"__builtin_{name}" for name in PLACES),
}
ALIASES = {"trap": "abort"}


__all__ = ["BUILTIN_CALLS", "VA_LIST", "Builtins"]


class Builtins(Exact):
    """Checks what looks like a call but is part of the language."""

    if TYPE_CHECKING:

        def unevaluated(self, node: tree.Expression) -> Operand:
            """Return a checked operand that is not evaluated."""

    def builtin_call(self, name: str, node: tree.Call) -> c.Expr:
        """Return the checked form of a call to a `__builtin_` function."""
        short = name.removeprefix("__builtin_")
        if name in OVERFLOW:
            return self.overflow_call(name, node)
        if name in WOULD_OVERFLOW:
            return self.would_overflow(name, node)
        if short in PLACES:
            return self._place_of_call(short, node.at)
        if short in HINTS:
            return self._hint(short, node)
        if short in LIBRARY:
            return self._library_call(short, node)
        counts = {"expect": 2, "constant_p": 1, "va_start": 2, "va_end": 1, "va_copy": 2}
        wanted = counts.get(short, 0)
        if len(node.arguments) != wanted:
            raise error(node.at, f"{name}() takes {counted(wanted)}, not {len(node.arguments)}")
        at, arguments = node.at, node.arguments
        match short:
            case "expect":
                value = self.value(arguments[0])
                self.need_scalar(value, name)
                likely = self.value(arguments[1])
                value = fold.convert(value, LONG)
                if isinstance(likely, c.Constant):
                    return value
                return c.Sequence(at, LONG, fold.convert(likely, VOID), value)
            case "constant_p":
                value = self.decayed(self.unevaluated(arguments[0]))
                literal = isinstance(value, c.ObjectAddress) and value.symbol.data is not None
                return c.Constant(at, INT, int(literal or isinstance(value, c.Constant)))
            case "unreachable":
                return c.Unreachable(at, VOID)
            case "va_start":
                self._need_variadic(at)
                self._check_last(arguments[1])
                if self.function is not None and isinstance(arguments[0], tree.Name):
                    self.function.started[arguments[0].at.text] = at
                return c.VaStart(at, VOID, self.value(arguments[0]))
            case "va_copy":
                return c.VaCopy(at, VOID, self.value(arguments[0]), self.value(arguments[1]))
            case "va_end":
                if self.function is not None and isinstance(arguments[0], tree.Name):
                    self.function.ended.add(arguments[0].at.text)
                return c.VaEnd(at, VOID, self.value(arguments[0]))
        return fold.convert(self.value(arguments[0]), VOID)

    def _library_call(self, short: str, node: tree.Call) -> c.Expr:
        type_ = LIBRARY[short]
        arguments = [self.value(argument) for argument in node.arguments]
        wanted = type_.parameters or ()
        few, many = len(arguments) < len(wanted), len(arguments) > len(wanted)
        if few or (many and not type_.variadic):
            raise error(node.at, f"{short}() takes {counted(len(wanted))}, not {len(arguments)}")
        passed = [
            self.assigned(argument, parameter, argument.at, f"passed to {short}()")
            for argument, parameter in zip(arguments, wanted, strict=False)
        ]
        result = _known_result(short, passed)
        if result is not None:
            return c.Constant(node.at, type_.result, result)
        rest = [self.default_promoted(argument) for argument in arguments[len(wanted) :]]
        known = self.provided(ALIASES.get(short, short), type_, node.at)
        return c.Call(node.at, type_.result, known, passed, rest if type_.variadic else None)

    def _hint(self, short: str, node: tree.Call) -> c.Expr:
        """Check a call that changes nothing: its value is its first argument's, or known."""
        values = [self.value(argument) for argument in node.arguments]
        if not values:
            raise error(node.at, f"__builtin_{short}() needs arguments")
        if short == "prefetch":
            return fold.convert(values[0], VOID)
        if short in ("object_size", "dynamic_object_size"):
            kind = values[1].value if len(values) > 1 and isinstance(values[1], c.Constant) else 0
            return self._object_size(node, kind)
        if short == "speculation_safe_value":
            return values[0]
        return values[0] if short == "assume_aligned" else fold.convert(values[0], LONG)

    def _object_size(self, node: tree.Call, kind: int) -> c.Expr:
        """Return how many bytes lie behind a pointer; it is not evaluated."""
        pointer = self.decayed(self.unevaluated(node.arguments[0]))
        named = member_named(node.arguments[0])
        member = self.unevaluated(named).type if named is not None else None
        if isinstance(member, ArrayType) and not member.size:  # as long as there is memory
            member = None
        size = object_size(pointer, kind, member)
        if kind & PART and is_moved(node.arguments[0]):
            size = not_known(kind)
        return c.Constant(node.at, UNSIGNED_LONG, size)

    def _place_of_call(self, short: str, at: Token) -> c.Expr:
        """Return `__builtin_LINE()`, `__builtin_FILE()` or `__builtin_FUNCTION()`."""
        if short == "LINE":
            return c.Constant(at, INT, at.line)
        name = self.function.symbol.name if self.function else ""
        text = at.source.name if short == "FILE" else name
        return self.decayed(self.string_place(at, text.encode()))

    def _need_variadic(self, at: Token) -> None:
        if self.function is None or not self.function.symbol.type.variadic:
            raise error(at, "va_start() can only stand in a function with '...'")

    def _check_last(self, node: tree.Expression) -> None:
        """Warn of a va_start() that does not name the last parameter (7.16.1.4p4)."""
        operand = self.unevaluated(node)
        locals_ = self.function.locals if self.function else []
        parameters = [each for each in locals_ if each.is_parameter]
        named = operand.local if isinstance(operand, c.LocalPlace) else None
        if parameters and named is not parameters[-1]:
            self.warn(node.at, f"va_start() needs the last parameter, '{parameters[-1].name}'")

    def _va_arg(self, node: tree.VaArg) -> c.Expr:
        type_, lengths = self.named_type(node.type_name)
        if isinstance(type_, ArrayType | FunctionType) or not type_.complete:
            raise error(node.at, f"an argument of type '{type_}' cannot be taken")
        operand = self.operand(node.operand)
        borrowed = not isinstance(operand.type, ArrayType)
        taken = c.VaArg(node.at, type_.unqualified(), self.decayed(operand), borrowed)
        return self.after(lengths, taken)

    def _offsetof(self, node: tree.Offsetof) -> c.Expr:
        type_: CType = self.type_of_name(node.type_name)
        offset = 0
        extra: c.Expr | None = None
        for step in node.steps:
            if isinstance(step, Token):
                if not isinstance(type_, StructType):
                    raise error(step, f"'{type_}' has no members")
                member = type_.find(step.text)
                if member is None:
                    suggestion = nearest(step.text, type_.names())
                    raise error(step, f"'{type_}' has no member '{step.text}'{suggestion}")
                if member.bit_width is not None:
                    raise error(step, "a bit-field has no offset in bytes")
                offset, type_ = offset + member.offset, member.type
            else:
                if not isinstance(type_, ArrayType):
                    raise error(node.at, f"'{type_}' is not an array")
                type_ = type_.element
                index = fold.convert(self.value(step), UNSIGNED_LONG)
                size = c.Constant(node.at, UNSIGNED_LONG, type_.size)
                term = fold.arithmetic(node.at, "*", index, size, UNSIGNED_LONG)
                extra = (
                    term
                    if extra is None
                    else fold.arithmetic(node.at, "+", extra, term, UNSIGNED_LONG)
                )
        known = c.Constant(node.at, UNSIGNED_LONG, offset)
        if extra is None:
            return known
        return fold.arithmetic(node.at, "+", known, extra, UNSIGNED_LONG)

    def _types_compatible(self, node: tree.TypesCompatible) -> c.Expr:
        left, right = self.named_type(node.left)[0], self.named_type(node.right)[0]
        same = compatible(left.unqualified(), right.unqualified())
        return c.Constant(node.at, INT, int(same))

    def _choose(self, node: tree.Choose) -> Any:
        chosen = self.constant(node.condition, "the condition of __builtin_choose_expr")
        return self.operand(node.yes if chosen else node.no)

    def _generic(self, node: tree.Generic) -> Any:
        type_ = self.decayed(self.unevaluated(node.operand)).type.unqualified()
        default = chosen = None
        known: list[CType] = []
        for name, expression in node.associations:
            if name is None:
                if default is not None:
                    raise error(expression.at, "this _Generic has two associations for 'default'")
                default = expression
                continue
            associated = self._associated(name, known)
            if _same_type(associated, type_):
                chosen = expression
        chosen = chosen or default
        if chosen is None:
            raise error(node.at, f"no association of this _Generic fits '{type_}'")
        return self.operand(chosen)

    def _associated(self, name: tree.TypeName, known: list[CType]) -> CType:
        """Return the type of an association: of an object, and no other's (6.5.1.1p2)."""
        type_, _ = self.named_type(name)
        if varies(type_):
            raise error(name.at, f"'{type_}' has a variable length: _Generic cannot ask for it")
        if isinstance(type_, FunctionType) or not type_.complete:
            what = f"'{type_}' is no type that an object can have, so no value has it"
            raise incomplete(name.at, what, type_)
        if any(_same_type(type_, other) for other in known):
            raise error(name.at, f"this _Generic has two associations for '{type_}'")
        known.append(type_)
        return type_


def _same_type(left: CType, right: CType) -> bool:
    if isinstance(left, IntegerType) and isinstance(right, IntegerType):
        return left.name == right.name and left.const == right.const
    return compatible(left, right) and left.const == right.const


def _known_result(name: str, passed: list[c.Expr]) -> int | None:
    """Return what a function gives that can be computed here, as gcc computes it."""
    first = passed[0] if passed else None
    if name in COMPUTED and isinstance(first, c.Constant):
        return COMPUTED[name](first.value)
    if name == "strlen" and isinstance(first, c.ObjectAddress) and first.symbol.data is not None:
        return first.symbol.data.find(b"\0", first.offset) - first.offset
    return None
