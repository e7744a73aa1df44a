/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Spinlocks: whoever finds one held waits in place, so its holder must not
 * sleep, and a lock that an interrupt may want is only taken with interrupts
 * off (spin_lock_irqsave).
 *
 * The machine does the waiting. It is told the lock's name as written at the
 * call, for its reports.
 */
#ifndef __LINUX_SPINLOCK_H
#define __LINUX_SPINLOCK_H

#include <linux/irqflags.h>

typedef struct {
	unsigned int slock;	/* 0: free, 1: held */
} arch_spinlock_t;

typedef struct spinlock {
	arch_spinlock_t raw_lock;
} spinlock_t;

void arch_spin_lock(arch_spinlock_t *lock, const char *name);
void arch_spin_unlock(arch_spinlock_t *lock, const char *name);

#define DEFINE_SPINLOCK(name)	spinlock_t name = { { 0 } }

#define spin_lock_init(lock)	((lock)->raw_lock.slock = 0)
#define spin_lock(lock)		arch_spin_lock(&(lock)->raw_lock, #lock)
#define spin_unlock(lock)	arch_spin_unlock(&(lock)->raw_lock, #lock)

#define spin_lock_irqsave(lock, flags)		\
	do {					\
		local_irq_save(flags);		\
		spin_lock(lock);		\
	} while (0)

#define spin_unlock_irqrestore(lock, flags)	\
	do {					\
		spin_unlock(lock);		\
		local_irq_restore(flags);	\
	} while (0)

#endif /* __LINUX_SPINLOCK_H */
