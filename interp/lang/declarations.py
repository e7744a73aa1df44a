# SPDX-License-Identifier: MIT
"""From specifiers and declarators to types (C11 6.7.1 to 6.7.8)."""

from __future__ import annotations

from interp.lang import checked as c
from interp.lang import tree
from interp.lang.constraints import (
    check_parameter,
    check_restrict,
    check_type_name,
    incomplete,
)
from interp.lang.hints import name_hint
from interp.lang.outside import REFUSED_MACROS
from interp.lang.source import CError
from interp.lang.structures import Structures
from interp.lang.symbols import BrokenSymbol, EnumeratorSymbol, Local, Symbol, TypedefSymbol
from interp.lang.tokens import IMPLIED, Token, error
from interp.lang.types import (
    INT,
    INT128,
    LONG,
    SHORT,
    SIGNED_CHAR,
    SPELLINGS,
    UNSIGNED_CHAR,
    UNSIGNED_INT,
    UNSIGNED_INT128,
    UNSIGNED_LONG,
    UNSIGNED_SHORT,
    ArrayType,
    CType,
    EnumType,
    FunctionType,
    IntegerType,
    PointerType,
    VoidType,
    promote,
)
from interp.lang.variable_types import VariableArray, varies
from interp.lang.words import (
    MODES,
    REFUSED,
    REFUSED_ATTRIBUTES,
    REFUSED_IN_DECLARATIONS,
    REFUSED_MODES,
)

MAXIMUM_OBJECT_BYTES = 1 << 40
_ENUMS = {False: (UNSIGNED_INT, UNSIGNED_LONG), True: (INT, LONG)}
_PACKED_ENUMS = {
    False: (UNSIGNED_CHAR, UNSIGNED_SHORT, *_ENUMS[False]),
    True: (SIGNED_CHAR, SHORT, *_ENUMS[True]),
}
_BY_MODE = {(t.bytes, t.signed): t for types in _PACKED_ENUMS.values() for t in types}
_BY_MODE |= {(t.bytes, t.signed): t for t in (INT128, UNSIGNED_INT128)}


class Declarations(Structures):
    """Reads types."""

    old_style_types: list[CType]  # of the parameters of the old-style definition at hand
    # What the parameters are derived from whose types depend on other parameters, by identity.
    varying_parameters: dict[int, CType] | None = None

    def base_type(self, node: tree.Specifiers) -> CType:
        """Return the type that specifiers name, before any declarator."""
        for word in (*node.words, *node.storage, *node.qualifiers):
            if word.text in REFUSED:
                raise error(word, REFUSED[word.text])
        for word in node.words:
            if word.kind == IMPLIED:  # 6.7.2p2
                self.warn(word, "a type is missing here: it is taken for 'int'")
        if len(node.storage) > 1:
            first, second = node.storage[:2]
            raise error(second, f"'{second.text}' cannot stand beside '{first.text}'")
        if node.single is not None:
            if node.words:
                raise error(node.words[0], f"'{node.words[0].text}' cannot follow a complete type")
            result = self._single_type(node)
        elif not node.words:
            at = (node.qualifiers + node.storage + node.functions + [node.at])[0]
            raise error(at, "a type is missing here (int is never assumed)")
        else:
            result = self._basic_type(node.words)
        refuse_attributes(node.attributes + getattr(node.single, "attributes", []))
        result = self.of_mode(result, node.attributes)
        check_restrict(node.qualifiers, result)
        const = any(token.text.strip("_") == "const" for token in node.qualifiers)
        volatile = any(token.text.strip("_") == "volatile" for token in node.qualifiers)
        return result.qualified(const, volatile)

    def of_mode(self, type_: CType, attributes: list[tree.Attribute]) -> CType:
        """Return the integer type that `__attribute__((mode(...)))` makes of a type (GNU C)."""
        for attribute in attributes:
            if attribute.name != "mode" or not attribute.arguments:
                continue
            at = attribute.arguments[0]
            mode = at.text.strip("_")
            if mode in REFUSED_MODES:
                raise error(at, f"{REFUSED_MODES[mode]} not in this C subset")
            if mode not in MODES or not isinstance(type_, IntegerType):
                raise error(at, f"'{at.text}' is not a mode of '{type_}' that is known here")
            type_ = _BY_MODE[MODES[mode], type_.signed].qualified(type_.const, type_.volatile)
        return type_

    def _basic_type(self, words: list[Token]) -> CType:
        spelling = tuple(sorted(word.text.replace("__signed__", "signed") for word in words))
        if spelling not in SPELLINGS:
            raise error(words[0], f"'{' '.join(word.text for word in words)}' is not a type")
        return SPELLINGS[spelling]

    def _single_type(self, node: tree.Specifiers) -> CType:
        match node.single:
            case tree.TypedefName(at=at):
                symbol = self.environment.find(at.text)
                if not isinstance(symbol, TypedefSymbol):
                    if self.diagnostics:  # parser and checker disagree after a mistake
                        raise CError(())
                    raise error(at, f"'{at.text}' is not the name of a type")
                return symbol.type
            case tree.Typeof(operand=tree.TypeName() as name):
                return self.type_of_name(name)
            case tree.Typeof(operand=tree.Expression() as operand):
                return self.value_type(operand)
            case tree.EnumSpecifier() as enum:
                return self._enumeration(enum, node)
            case tree.StructSpecifier() as struct:
                return self.structure(struct, node)
        raise AssertionError(node.single)

    # -- enumerations (6.7.2.2) -------------------------------------------------------------------

    def _enumeration(self, node: tree.EnumSpecifier, specifiers: tree.Specifiers) -> CType:
        name = node.tag.text if node.tag else ""
        if node.enumerators is None:
            return self._known_enumeration(node, name)
        former = self.environment.scopes[-1].tags.get(name) if name else None
        if former is not None and (not isinstance(former[1], EnumType) or former[1].complete):
            raise error(node.at, f"'{name}' is defined a second time", (former[0], "the first one"))
        value = -1
        values: list[tuple[str, int]] = []
        for token, expression in node.enumerators:
            value = value + 1 if expression is None else self.constant(expression, "an enumerator")
            if not LONG.low <= value <= (LONG if expression is None else UNSIGNED_LONG).high:
                raise error(token, f"the value of '{token.text}' does not fit into 64 bits")
            values.append((token.text, value))
            type_ = next(t for t in (INT, LONG, UNSIGNED_LONG) if t.low <= value <= t.high)
            self.declare(token, EnumeratorSymbol(token.text, type_, value, token))
        packed = any(a.name == "packed" for a in node.attributes + specifiers.attributes)
        result = _enum_type(name, values, packed)
        if former is not None and result != former[1]:
            what = "an enumeration that was used before cannot have negative or large values"
            raise error(node.at, what, (former[0], "used here"))
        if former is not None and isinstance(former[1], EnumType):
            former[1].waits[0] = False
        if node.tag is not None:
            self.environment.scopes[-1].tags[name] = (node.tag, result)
        return result

    def _known_enumeration(self, node: tree.EnumSpecifier, name: str) -> EnumType:
        """Return the enumeration of that tag; its definition may come later (GNU C)."""
        known = self.environment.find_tag(name)
        if known is None:
            assert node.tag is not None
            later = EnumType(f"enum {name}", INT.bytes, False, INT.rank, name, waits=[True])
            self.environment.scopes[-1].tags[name] = (node.tag, later)
            return later
        if not isinstance(known[1], EnumType):
            raise error(node.at, f"'{name}' is not an enumeration", (known[0], "declared here"))
        return known[1]

    def check_empty(self, node: tree.Declaration, base: CType) -> None:
        """Warn of a declaration that declares nothing (6.7p2)."""
        if node.declarators:
            return
        single = node.specifiers.single
        tag = getattr(single, "tag", None)
        lists = isinstance(single, tree.EnumSpecifier) and single.enumerators is not None
        if tag is None and not lists:
            self.warn(node.specifiers.at, f"this declares nothing of type '{base}'")
        for word in node.specifiers.storage:
            self.warn(word, f"'{word.text}' means nothing where nothing is declared")

    def check_object_words(self, specifiers: tree.Specifiers) -> None:
        """Warn of `inline` and `_Noreturn` where no function is declared (6.7.4p2)."""
        for word in specifiers.functions:
            self.warn(word, f"'{word.text}' means nothing for what is no function")

    # -- declarators (6.7.6) ----------------------------------------------------------------------

    def derived(self, base: CType, declarator: tree.Declarator) -> CType:
        """Return the type of what a declarator declares."""
        type_ = base if declarator.parts else self.of_mode(base, declarator.attributes)
        refuse_attributes(declarator.attributes)
        for attribute in declarator.attributes:
            if attribute.name == "asm":
                raise error(attribute.at, REFUSED["asm"])
            if attribute.name == "mode" and declarator.parts:
                raise error(attribute.at, "only a plain integer can be given a mode here")
        for part in reversed(declarator.parts):
            match part:
                case tree.PointerPart(qualifiers=qualifiers, attributes=attributes):
                    refuse_attributes(attributes)
                    words = {token.text.strip("_") for token in qualifiers}
                    check_restrict(qualifiers, PointerType(type_))
                    type_ = PointerType(type_).qualified("const" in words, "volatile" in words)
                case tree.ArrayPart():
                    type_ = self._array(type_, part, declarator.name)
                case tree.FunctionPart():
                    type_ = self._function(type_, part)
        return type_

    def _array(self, element: CType, part: tree.ArrayPart, name: Token | None) -> CType:
        if not element.complete:
            what = f"an array cannot have elements of type '{element}'"
            raise incomplete(part.at, what, element)
        if part.is_star:
            return self.unspecified_array(element, part.at)
        if part.size is None:
            return ArrayType(element, None)
        size = self.value(part.size)
        if not isinstance(size, c.Constant):
            return self.variable_array(element, part, size, name)
        if size.value < 0 or size.value * element.size > MAXIMUM_OBJECT_BYTES:
            raise error(part.at, f"an array cannot have {size.value} elements")
        if isinstance(element, VariableArray):
            return VariableArray(element, size.value)
        return ArrayType(element, size.value)

    def _function(self, result: CType, part: tree.FunctionPart) -> CType:
        if isinstance(result, FunctionType | ArrayType):
            raise error(part.at, "a function cannot return an array or a function")
        if part.parameters is None:
            return FunctionType(result.unqualified(), None)
        self.prototypes += 1
        try:
            types = self._parameter_types(part.parameters)
        finally:
            self.prototypes -= 1
        if part.names is not None:
            self.old_style_types = types
            passed = tuple(promote(type_) for type_ in types)
            return FunctionType(result.unqualified(), passed, old_style=True)
        if any(isinstance(type_, VoidType) for type_ in types):
            _check_no_parameters(part, types)
            types = []
        return FunctionType(result.unqualified(), tuple(types), part.variadic)

    def _parameter_types(self, parameters: list[tree.Parameter]) -> list[CType]:
        """Return the types of parameters; each is known in the declarations behind it (6.2.1p7)."""
        bases: dict[int, CType] = {}  # an old-style declaration can have several parameters
        types: list[CType] = []
        names = self.environment.scopes[-1].names
        hidden: dict[str, Symbol | None] = {}
        for parameter in parameters:
            known = bases.get(id(parameter.specifiers))
            base = bases[id(parameter.specifiers)] = known or self.base_type(parameter.specifiers)
            check_parameter(parameter)
            types.append(self.parameter_type(base, parameter))
            name = parameter.declarator.name
            if name is not None:
                hidden.setdefault(name.text, names.pop(name.text, None))
                names[name.text] = Local(name.text, types[-1], name)
        for text, symbol in hidden.items():
            del names[text]
            if symbol is not None:
                names[text] = symbol
        return types

    def parameter_type(self, base: CType, parameter: tree.Parameter) -> CType:
        """Return a parameter's type: arrays and functions are passed as pointers (6.7.6.3p7)."""
        parts = parameter.declarator.parts
        outermost = parts[0] if parts else None
        type_ = self.derived(base, parameter.declarator)
        if self.varying_parameters is not None and varies(type_):
            self.varying_parameters[id(parameter)] = base
        if isinstance(type_, ArrayType):
            words = outermost.words if isinstance(outermost, tree.ArrayPart) else []
            texts = {word.text.strip("_") for word in words}
            passed = PointerType(type_.element)
            return passed.qualified("const" in texts, "volatile" in texts)
        if isinstance(type_, FunctionType):
            return PointerType(type_)
        if isinstance(type_, VoidType) and parameter.declarator.name is not None:
            raise error(parameter.at, "a parameter cannot be 'void'")
        return type_

    def type_of_name(self, node: tree.TypeName) -> CType:
        """Return the type that a type name names."""
        base = self.base_type(node.specifiers)
        check_type_name(node)
        return self.derived(base, node.declarator)

    # -- names ------------------------------------------------------------------------------------

    def declare(self, token: Token, symbol: TypedefSymbol | EnumeratorSymbol) -> None:
        """Enter a typedef or an enumerator into the innermost scope."""
        names = self.environment.scopes[-1].names
        former = names.get(token.text)
        if former is not None:
            if isinstance(former, BrokenSymbol):
                raise self.refusal(former.why, token)
            if not _same_typedef(former, symbol):
                raise error(
                    token, f"'{token.text}' is declared a second time", (former.at, "the first one")
                )
        names[token.text] = symbol

    def unknown(self, token: Token, shown: str = "'{}'") -> Exception:
        """Return the complaint about a name that stands for nothing here."""
        if token.text in self.unread or token.text in self.complained:
            return CError(())
        self.complained.add(token.text)
        if token.text in REFUSED_MACROS:
            return error(token, f"'{token.text}': {REFUSED_MACROS[token.text]}")
        tag = self.environment.find_tag(token.text)
        if tag is not None:
            suggestion = f"; did you mean '{tag[1].spell()}'?"
        else:
            suggestion = name_hint(token.text, self.environment.all_names())
        return error(token, f"{shown.format(token.text)} is not declared{suggestion}")

    def static_assertion(self, node: tree.StaticAssertion) -> None:
        """Check `_Static_assert`."""
        if not self.constant(node.condition, "the condition of _Static_assert"):
            parts = node.message.parts if node.message else []
            text = " ".join(token.text for token in parts)
            raise error(node.at, f"static assertion failed{': ' + text if text else ''}")


def _check_no_parameters(part: tree.FunctionPart, types: list[CType]) -> None:
    """Check the `(void)` that says that a function has no parameters (6.7.6.3p10)."""
    for parameter, type_ in zip(part.parameters or (), types, strict=True):
        if isinstance(type_, VoidType) and (len(types) > 1 or part.variadic):
            raise error(parameter.at, "'void' can only stand alone: there are no parameters then")
        specifiers = parameter.specifiers
        for word in (*specifiers.storage, *specifiers.qualifiers):
            raise error(word, f"'{word.text}' cannot stand beside the 'void' of no parameters")


def _same_typedef(former: Symbol, symbol: Symbol) -> bool:
    """Return whether a typedef only says once more what the first one said (6.7p3)."""
    if isinstance(former, TypedefSymbol) and isinstance(symbol, TypedefSymbol):
        return former.type == symbol.type and not varies(symbol.type)
    return False


def _enum_type(tag: str, enumerators: list[tuple[str, int]], packed: bool) -> EnumType:
    """Return an enumeration of the size that gcc gives it; a packed one is as small as can be."""
    values = [value for _, value in enumerators]
    signed = min(values) < 0
    for type_ in _PACKED_ENUMS[signed] if packed else _ENUMS[signed]:
        if type_.low <= min(values) and max(values) <= type_.high:
            break
    return EnumType(f"enum {tag}", type_.bytes, signed, type_.rank, tag, tuple(enumerators))


def refuse_attributes(attributes: list[tree.Attribute]) -> None:
    """Refuse attributes that make something else of what is declared."""
    for attribute in attributes:
        if attribute.name in REFUSED_IN_DECLARATIONS:
            raise error(attribute.at, REFUSED_IN_DECLARATIONS[attribute.name])
        if attribute.name in REFUSED_ATTRIBUTES:
            what = f"{REFUSED_ATTRIBUTES[attribute.name]} are not in this C subset"
            raise error(attribute.at, what)
