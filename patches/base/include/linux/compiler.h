/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Hints and marks that tell a compiler or linker something and mean nothing
 * to the program: which way a branch usually goes, which section holds a
 * function. Sections are left out: nothing is thrown away after boot here.
 */
#ifndef __LINUX_COMPILER_H
#define __LINUX_COMPILER_H

#define likely(x)	__builtin_expect(!!(x), 1)
#define unlikely(x)	__builtin_expect(!!(x), 0)

/* Says "assigned on every path" to a compiler that cannot see it. */
#define uninitialized_var(x)	x = x

#define __percpu

#endif /* __LINUX_COMPILER_H */
