# SPDX-License-Identifier: MIT
"""What was probably meant by a name that stands for nothing: a tag, a known name, a header."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from interp.lang.source import nearest

_DECLARED = """
stddef.h size_t ptrdiff_t max_align_t NULL offsetof
stdint.h int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t intptr_t uintptr_t
stdint.h intmax_t uintmax_t INT8_MAX INT16_MAX INT32_MAX INT64_MAX INT8_MIN INT16_MIN INT32_MIN
stdint.h INT64_MIN UINT8_MAX UINT16_MAX UINT32_MAX UINT64_MAX SIZE_MAX INTPTR_MAX UINTPTR_MAX
stdbool.h bool true false
stdio.h FILE stdin stdout stderr EOF
stdarg.h va_list va_start va_arg va_end va_copy
limits.h CHAR_BIT CHAR_MAX CHAR_MIN SCHAR_MAX SCHAR_MIN UCHAR_MAX SHRT_MAX SHRT_MIN USHRT_MAX
limits.h INT_MAX INT_MIN UINT_MAX LONG_MAX LONG_MIN ULONG_MAX LLONG_MAX LLONG_MIN ULLONG_MAX
stdlib.h EXIT_SUCCESS EXIT_FAILURE RAND_MAX
errno.h errno EINVAL ENOMEM ERANGE EDOM
assert.h assert static_assert
inttypes.h PRId64 PRIu64 PRIx64 PRId32 PRIu32 PRIx32
"""
_HEADER_OF = {
    name: header for header, *names in map(str.split, _DECLARED.split("\n")[1:-1]) for name in names
}


def header_hint(name: str) -> str:
    """Return ``; <limits.h> declares it`` for a name of C's library, or nothing."""
    return f"; <{_HEADER_OF[name]}> declares it" if name in _HEADER_OF else ""


def name_hint(name: str, known: Iterable[str]) -> str:
    """Return what could be said about a name that nothing declares, or nothing."""
    return header_hint(name) or nearest(name, known)


def type_hint(name: str, types: Iterable[str], tags: Mapping[str, str]) -> str:
    """Return what could be said about a name that is no type; `tags` are struct, union or enum."""
    if name in tags:
        return f"; did you mean '{tags[name]} {name}'?"
    return header_hint(name) or nearest(name, types)
