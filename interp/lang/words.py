# SPDX-License-Identifier: MIT
"""The words of the language: which grammar terminal each keyword and punctuator is."""

from __future__ import annotations

VA_LIST_NAME = "__builtin_va_list"  # a type that is there from the start
AUTO_TYPE = "__auto_type"

KEYWORDS: dict[str, str] = {
    "if": "IF",
    "else": "ELSE",
    "switch": "SWITCH",
    "case": "CASE",
    "default": "DEFAULT",
    "while": "WHILE",
    "do": "DO",
    "for": "FOR",
    "goto": "GOTO",
    "continue": "CONTINUE",
    "break": "BREAK",
    "return": "RETURN",
    "__label__": "LABEL",
    "struct": "STRUCT",
    "union": "STRUCT",
    "enum": "ENUM",
    "sizeof": "SIZEOF",
    "_Alignof": "SIZEOF",
    "__alignof__": "SIZEOF",
    "__alignof": "SIZEOF",
    "_Static_assert": "STATIC_ASSERT",
    "_Alignas": "ALIGNAS",
    "_Generic": "GENERIC",
    "__builtin_offsetof": "OFFSETOF",
    "__builtin_va_arg": "VA_ARG",
    "__builtin_types_compatible_p": "TYPES_COMPATIBLE",
    "__builtin_choose_expr": "CHOOSE",
    **dict.fromkeys(("typeof", "__typeof__", "__typeof"), "TYPEOF"),
    **dict.fromkeys(
        (
            *("void", "char", "short", "int", "long", "signed", "__signed__", "unsigned", "_Bool"),
            *("float", "double", "_Complex", "_Imaginary", "__int128", "__int128_t", "__uint128_t"),
            AUTO_TYPE,
        ),
        "BASIC_TYPE",
    ),
    **dict.fromkeys(
        ("typedef", "extern", "static", "auto", "register", "_Thread_local", "__thread"), "STORAGE"
    ),
    **dict.fromkeys(
        (
            *("const", "__const", "__const__", "volatile", "__volatile", "__volatile__"),
            *("restrict", "__restrict", "__restrict__", "_Atomic"),
        ),
        "QUALIFIER",
    ),
    **dict.fromkeys(("inline", "__inline", "__inline__", "_Noreturn"), "FUNCTION_SPECIFIER"),
}

REFUSED: dict[str, str] = {
    "float": "floating point is not in this C subset: the kernel does not use it either",
    "double": "floating point is not in this C subset: the kernel does not use it either",
    "_Complex": "complex numbers are not in this C subset",
    **dict.fromkeys(
        ("_Imaginary", "__complex__", "__complex", "__real__", "__real", "__imag__", "__imag"),
        "complex numbers are not in this C subset",
    ),
    **dict.fromkeys(
        ("_Decimal32", "_Decimal64", "_Decimal128", "_Float32", "_Float64", "_Float128"),
        "floating point is not in this C subset: the kernel does not use it either",
    ),
    "_Atomic": "_Atomic is not in this C subset: use the atomic_... functions of the kernel",
    "_Thread_local": "thread-local variables are not in this C subset",
    "__thread": "thread-local variables are not in this C subset",
    "asm": "inline assembly is not in this C subset: there is no processor underneath",
    "__asm__": "inline assembly is not in this C subset: there is no processor underneath",
    "__asm": "inline assembly is not in this C subset: there is no processor underneath",
    AUTO_TYPE: "'__auto_type' declares one variable, with a value",
}

ASSEMBLY = ("asm", "__asm__", "__asm")
ASSEMBLY_QUALIFIERS = ("volatile", "__volatile__", "__volatile", "inline", "__inline", "goto")

# Attributes that make something else of a type.
REFUSED_ATTRIBUTES = {
    "vector_size": "vectors",
    "scalar_storage_order": "structures with another byte order",
}

REFUSED_IN_DECLARATIONS = {
    "weakref": "other names for a function or object are not in this C subset",
    "ifunc": "functions that are chosen when the program starts are not in this C subset",
}
VARIABLE_MEMBER = "structures with members of variable length are not in this C subset"
NESTED = "nested functions are not in this C subset"
NAMES_ONLY = "only the definition of an old-style function lists names"

PUNCTUATORS: dict[str, str] = {
    **dict.fromkeys(("<<=", ">>=", "*=", "/=", "%=", "+=", "-=", "&=", "^=", "|="), "ASSIGN"),
    **dict.fromkeys(
        ("<<", ">>", "<=", ">=", "==", "!=", "||", "/", "%", "<", ">", "^", "|"), "BINARY"
    ),
    "++": "INCREMENT",
    "--": "INCREMENT",
    "~": "PREFIX",
    "!": "PREFIX",
}

PRECEDENCE: dict[str, int] = {
    operator: level
    for level, operators in enumerate(
        ("||", "&&", "|", "^", "&", "== !=", "< > <= >=", "<< >>", "+ -", "* / %")
    )
    for operator in operators.split()
}

# Those that make something else of what is declared; `pack` stands for `#pragma pack`.
ATTRIBUTES_THAT_MATTER = {
    *("packed", "aligned", "mode", "pack", "transparent_union", "alias", "weak", "gnu_inline"),
    *("noreturn", "nonnull"),
    *("cleanup", "constructor", "destructor", *REFUSED_IN_DECLARATIONS, *REFUSED_ATTRIBUTES),
}
# What `__attribute__((mode(...)))` names: bytes of an integer, or why not.
MODES: dict[str, int] = {
    **{"QI": 1, "byte": 1, "HI": 2, "SI": 4, "DI": 8, "word": 8, "pointer": 8, "unwind_word": 8},
    "TI": 16,
}
REFUSED_MODES = {
    **dict.fromkeys(("HF", "SF", "DF", "XF", "TF", "SD", "DD", "TD"), "floating point is"),
    **dict.fromkeys(("HC", "SC", "DC", "XC", "TC"), "complex numbers are"),
}
