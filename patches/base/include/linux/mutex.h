/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Mutexes: whoever finds one held sleeps until it is free. The machine does
 * the sleeping.
 */
#ifndef __LINUX_MUTEX_H
#define __LINUX_MUTEX_H

struct mutex {
	unsigned int locked;	/* 0: free, 1: held */
};

void arch_mutex_lock(struct mutex *mutex, const char *name);
void arch_mutex_unlock(struct mutex *mutex, const char *name);

#define DEFINE_MUTEX(name)	struct mutex name = { 0 }

#define mutex_lock(mutex)	arch_mutex_lock(mutex, #mutex)
#define mutex_unlock(mutex)	arch_mutex_unlock(mutex, #mutex)

#endif /* __LINUX_MUTEX_H */
