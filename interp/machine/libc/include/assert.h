/* SPDX-License-Identifier: MIT */
#pragma GCC system_header
/* No guard: assert() follows NDEBUG each time it is included (C11 7.2p1). */
#undef assert
#ifdef NDEBUG
#define assert(condition) ((void)0)
#else
_Noreturn void __assert_fail(const char *, const char *, int, const char *);
#define assert(condition) \
	((condition) ? (void)0 : __assert_fail(#condition, __FILE__, __LINE__, __func__))
#endif
#ifndef static_assert
#define static_assert _Static_assert
#endif
