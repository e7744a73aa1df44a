# SPDX-License-Identifier: MIT
"""The macros that are there from the start (C11 6.10.8, and what GNU C adds for x86-64)."""

from __future__ import annotations

_WIDTHS = (8, 16, 32, 64)
_OF_WIDTH = {8: "char", 16: "short", 32: "int", 64: "long"}
_FAST = {8: 8, 16: 64, 32: 64, 64: 64}  # what int_fast8_t to int_fast64_t are on x86-64
# Width in bits and name of the types that have names of their own; unsigned ones are marked.
_NAMED = {
    "SIZE": (64, "unsigned long"),
    "PTRDIFF": (64, "long"),
    "WCHAR": (32, "int"),
    "WINT": (32, "unsigned int"),
    "INTPTR": (64, "long"),
    "UINTPTR": (64, "unsigned long"),
    "INTMAX": (64, "long"),
    "UINTMAX": (64, "unsigned long"),
    "SIG_ATOMIC": (32, "int"),
}
_STANDARD = {"SCHAR": 8, "SHRT": 16, "INT": 32, "LONG": 64, "LONG_LONG": 64}
_SUFFIXES = {"LONG": "L", "LONG_LONG": "LL"}
_SIZES = {
    **{"SHORT": 2, "INT": 4, "LONG": 8, "LONG_LONG": 8, "POINTER": 8},
    **{"SIZE_T": 8, "PTRDIFF_T": 8, "WCHAR_T": 4, "WINT_T": 4},
}


def _highest(bits: int, type_: str) -> str:
    """Return the greatest value of a type as a constant of that type, after promotion."""
    unsigned = type_.startswith("unsigned")
    suffix = "U" * (unsigned and bits >= 32) + "L" * (bits == 64)
    return f"{(1 << bits - (not unsigned)) - 1}{suffix}"


def _exact() -> dict[str, str]:
    """Return what says how wide, and how great, the integer types of each width are."""
    found: dict[str, str] = {}
    for bits in _WIDTHS:
        for kind, width in (("", bits), ("_LEAST", bits), ("_FAST", _FAST[bits])):
            name = _OF_WIDTH[width]
            signed = "signed char" if width == 8 else name
            between = f"{kind}{bits}"
            found[f"__INT{between}_TYPE__"] = signed
            found[f"__UINT{between}_TYPE__"] = f"unsigned {name}"
            found[f"__INT{between}_MAX__"] = _highest(width, signed)
            found[f"__UINT{between}_MAX__"] = _highest(width, f"unsigned {name}")
            if kind:
                found[f"__INT{between}_WIDTH__"] = str(width)
    return found


def _limits() -> dict[str, str]:
    found: dict[str, str] = {}
    for name, bits in _STANDARD.items():
        found[f"__{name}_MAX__"] = f"{(1 << bits - 1) - 1}{_SUFFIXES.get(name, '')}"
        found[f"__{name}_WIDTH__"] = str(bits)
    for name, (bits, type_) in _NAMED.items():
        found[f"__{name}_TYPE__"] = type_
        found[f"__{name}_MAX__"] = _highest(bits, type_)
        if not name.startswith("U"):  # gcc has none for the unsigned of a pair
            found[f"__{name}_WIDTH__"] = str(bits)
    for name in ("WCHAR", "SIG_ATOMIC"):
        found[f"__{name}_MIN__"] = f"(-__{name}_MAX__ - 1)"
    found["__WINT_MIN__"] = "0U"
    return found


def _constants() -> dict[str, str]:
    """Return the macros that make constants of the integer types of each width."""
    found: dict[str, str] = {}
    for name, bits in [*((str(bits), bits) for bits in _WIDTHS), ("MAX", 64)]:
        suffix = "L" * (bits == 64)
        found[f"__INT{name}_C(c)"] = f"c ## {suffix}" if suffix else "c"
        suffix = "U" * (bits >= 32) + suffix
        found[f"__UINT{name}_C(c)"] = f"c ## {suffix}" if suffix else "c"
    return found


_ORDERS = ("RELAXED", "CONSUME", "ACQUIRE", "RELEASE", "ACQ_REL", "SEQ_CST")
_PLATFORM = (
    "__x86_64__",
    "__x86_64",
    "__amd64__",
    "__amd64",
    "__linux__",
    "__linux",
    "__k8",
    "__k8__",
)
_ONES = (
    *("__STDC__", "__STDC_HOSTED__", "__STDC_UTF_16__", "__STDC_UTF_32__", "__LP64__", "_LP64"),
    *(*_PLATFORM, "__gnu_linux__", "__unix__", "__unix", "__ELF__", "__NO_INLINE__"),
    *("__GNUC_STDC_INLINE__", "__code_model_small__", "__PRAGMA_REDEFINE_EXTNAME"),
    "__HAVE_SPECULATION_SAFE_VALUE",
)
PREDEFINED = {
    **dict.fromkeys(_ONES, "1"),
    "__STDC_VERSION__": "201112L",
    # The extensions are those of GNU C; the version is that of its common ground.
    **{"__GNUC__": "4", "__GNUC_MINOR__": "2", "__GNUC_PATCHLEVEL__": "1"},
    "__VERSION__": '"4.2.1 compatible"',
    **{"__CHAR_BIT__": "8", "__BIGGEST_ALIGNMENT__": "16"},
    **{"__CHAR16_TYPE__": "unsigned short", "__CHAR32_TYPE__": "unsigned int"},
    **{"__BYTE_ORDER__": "1234", "__ORDER_LITTLE_ENDIAN__": "1234"},
    **{"__ORDER_BIG_ENDIAN__": "4321", "__ORDER_PDP_ENDIAN__": "3412"},
    **{"__REGISTER_PREFIX__": "", "__USER_LABEL_PREFIX__": ""},
    **{f"__SIZEOF_{name}__": str(size) for name, size in _SIZES.items()},
    **_limits(),
    **_exact(),
    **_constants(),
    **{f"__ATOMIC_{name}": str(number) for number, name in enumerate(_ORDERS)},
    **{"__STDC_ISO_10646__": "201706L", "__SIZEOF_INT128__": "16"},
}
