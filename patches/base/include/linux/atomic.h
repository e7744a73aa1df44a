/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Counters that several cpus change. On the modelled machine a cpu is never
 * interrupted within a statement, so plain arithmetic is atomic enough.
 */
#ifndef __LINUX_ATOMIC_H
#define __LINUX_ATOMIC_H

#include <linux/types.h>

#define atomic_read(v)		((v)->counter)
#define atomic_set(v, i)	((v)->counter = (i))
#define atomic_inc(v)		((void)((v)->counter++))
#define atomic_dec_and_test(v)	(--(v)->counter == 0)

/* Adds one unless the counter is zero. Returns whether it did. */
static inline int atomic_inc_not_zero(atomic_t *v)
{
	if (v->counter == 0)
		return 0;
	v->counter++;
	return 1;
}

#define atomic_long_read(v)	((v)->counter)
#define atomic_long_add(i, v)	((void)((v)->counter += (i)))

#endif /* __LINUX_ATOMIC_H */
