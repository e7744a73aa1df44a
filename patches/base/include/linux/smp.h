/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which cpu this is, and work for the others.
 */
#ifndef __LINUX_SMP_H
#define __LINUX_SMP_H

#include <linux/types.h>
#include <linux/cpumask.h>

int raw_smp_processor_id(void);
/* What follows runs on that cpu. Returns the cpu it ran on before. */
int arch_set_cpu(int cpu);

#define smp_processor_id()	raw_smp_processor_id()

typedef void (*smp_call_func_t)(void *info);

void on_each_cpu_mask(const struct cpumask *mask, smp_call_func_t func,
		      void *info, bool wait);

#endif /* __LINUX_SMP_H */
