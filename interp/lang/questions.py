# SPDX-License-Identifier: MIT
"""What `#if` may ask about this compiler: `__has_attribute`, `__has_builtin`, `__has_include`.

GNU C, documented with its preprocessor. The headers of the kernel ask before they use something.
"""

from __future__ import annotations

from interp.lang.builtins import BUILTIN_CALLS
from interp.lang.words import KEYWORDS, REFUSED_ATTRIBUTES, REFUSED_IN_DECLARATIONS

# Attributes of gcc 12 for x86-64 that are followed here, or read over without harm.
_KNOWN = """
access alias aligned alloc_align alloc_size always_inline artificial assume_aligned cleanup cold
const constructor copy deprecated designated_init destructor error externally_visible fallthrough
flatten format format_arg gnu_inline hot ifunc leaf malloc may_alias mode no_icf
no_instrument_function no_profile_instrument_function no_reorder no_sanitize no_sanitize_address
no_sanitize_coverage no_sanitize_thread no_sanitize_undefined no_split_stack no_stack_limit
no_stack_protector noclone nocommon noinline noipa nonnull nonstring noreturn nothrow optimize
packed patchable_function_entry pure returns_nonnull scalar_storage_order section sentinel
stack_protect target tls_model transparent_union unavailable uninitialized unused used vector_size
visibility warn_if_not_aligned warn_unused_result warning weak weakref zero_call_used_regs
"""
ATTRIBUTES = frozenset(_KNOWN.split()) - {*REFUSED_ATTRIBUTES, *REFUSED_IN_DECLARATIONS}

QUESTIONS = frozenset(
    (
        "__has_attribute",
        "__has_builtin",
        "__has_c_attribute",
        "__has_cpp_attribute",
        "__has_include",
        "__has_include_next",
    )
)


def has(question: str, name: str) -> bool:
    """Return whether this compiler has an attribute or a built-in function of a name."""
    if question == "__has_attribute":
        return name.removeprefix("__").removesuffix("__") in ATTRIBUTES
    if question == "__has_builtin":
        return name in BUILTIN_CALLS or (name.startswith("__builtin_") and name in KEYWORDS)
    return False  # there are no attributes in [[ ]]
