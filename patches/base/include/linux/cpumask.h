/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sets of cpus. Every cpu that the build knows is there and online.
 */
#ifndef __LINUX_CPUMASK_H
#define __LINUX_CPUMASK_H

#include <linux/kconfig.h>

#define NR_CPUS		CONFIG_NR_CPUS

/* One word: at most 64 cpus. */
typedef struct cpumask {
	unsigned long bits;
} cpumask_t;

#define cpumask_set_cpu(cpu, mask)	((mask)->bits |= 1UL << (cpu))
#define cpumask_clear_cpu(cpu, mask)	((mask)->bits &= ~(1UL << (cpu)))
#define cpumask_test_cpu(cpu, mask)	(((mask)->bits >> (cpu)) & 1)

#define for_each_online_cpu(cpu) \
	for ((cpu) = 0; (cpu) < NR_CPUS; (cpu)++)

#endif /* __LINUX_CPUMASK_H */
