// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls on other cpus.
 *
 * Models: one cpu after the other, in ascending order, each with interrupts
 * off, the caller waiting for all of them.
 * Leaves out: not waiting, and the cpus running at the same time.
 */
#include <linux/smp.h>
#include <linux/irqflags.h>

void on_each_cpu_mask(const struct cpumask *mask, smp_call_func_t func,
		      void *info, bool wait)
{
	int cpu;

	for_each_online_cpu(cpu) {
		unsigned long flags;
		int caller;

		if (!cpumask_test_cpu(cpu, mask))
			continue;
		caller = arch_set_cpu(cpu);
		local_irq_save(flags);
		func(info);
		local_irq_restore(flags);
		arch_set_cpu(caller);
	}
}
