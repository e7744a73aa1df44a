/* SPDX-License-Identifier: MIT */
#pragma GCC system_header
/* Empty: floating point is not in this C subset. Programs may include it that use none. */
#ifndef _MATH_H
#define _MATH_H
#endif
