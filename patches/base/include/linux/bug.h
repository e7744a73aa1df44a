/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Assertions. BUG_ON() stops the machine, WARN_ON() logs and goes on and has
 * the value of its condition, so that it can stand inside an if.
 */
#ifndef __LINUX_BUG_H
#define __LINUX_BUG_H

#include <linux/compiler.h>
#include <linux/printk.h>

/* Does not return: the machine stops. */
void arch_bug(const char *file, int line, const char *condition);
/* Logs a line that begins with "WARNING: ". */
void arch_warn(const char *file, int line, const char *condition);

#define BUG_ON(condition)						\
	do {								\
		if (unlikely(condition))				\
			arch_bug(__FILE__, __LINE__, #condition);	\
	} while (0)

#define WARN_ON(condition) ({						\
	int __warned = !!(condition);					\
	if (unlikely(__warned))						\
		arch_warn(__FILE__, __LINE__, #condition);		\
	__warned;							\
})

/* The same with a message of one's own. */
#define WARN(condition, ...) ({						\
	int __warned = !!(condition);					\
	if (unlikely(__warned))						\
		printk(KERN_WARNING __VA_ARGS__);			\
	__warned;							\
})

/*
 * Memory management's own assertions cost time: only a debug build has them.
 * (Not by way of BUG_ON(), which would print the condition's macros expanded.)
 */
#ifdef CONFIG_DEBUG_VM
#define VM_BUG_ON(condition)						\
	do {								\
		if (unlikely(condition))				\
			arch_bug(__FILE__, __LINE__, #condition);	\
	} while (0)
#else
#define VM_BUG_ON(condition)	do { (void)(condition); } while (0)
#endif

#endif /* __LINUX_BUG_H */
