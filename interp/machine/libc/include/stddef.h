/* SPDX-License-Identifier: MIT */
#pragma GCC system_header
#ifndef _STDDEF_H
#define _STDDEF_H
#include <bits/size_null.h>
typedef long ptrdiff_t;
typedef int wchar_t;
typedef long max_align_t;
#define offsetof(type, member) __builtin_offsetof(type, member)
#endif
