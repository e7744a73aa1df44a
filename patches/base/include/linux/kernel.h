/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Small helpers that everything uses.
 */
#ifndef __LINUX_KERNEL_H
#define __LINUX_KERNEL_H

#include <linux/kconfig.h>
#include <linux/compiler.h>
#include <linux/types.h>
#include <linux/errno.h>
#include <linux/printk.h>
#include <linux/bug.h>

#define offsetof(type, member)	__builtin_offsetof(type, member)

/* The structure that has *ptr as its member. */
#define container_of(ptr, type, member) \
	((type *)((char *)(ptr) - offsetof(type, member)))

/* The next multiple of a power of two, and whether x is one already. */
#define ALIGN(x, a)		(((x) + (a) - 1) & ~((typeof(x))(a) - 1))
#define IS_ALIGNED(x, a)	(((x) & ((typeof(x))(a) - 1)) == 0)

#define min(x, y) ({			\
	typeof(x) __x = (x);		\
	typeof(y) __y = (y);		\
	__x < __y ? __x : __y;		\
})

#define max(x, y) ({			\
	typeof(x) __x = (x);		\
	typeof(y) __y = (y);		\
	__x > __y ? __x : __y;		\
})

#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))

#endif /* __LINUX_KERNEL_H */
