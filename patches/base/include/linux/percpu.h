/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Data of which every cpu has its own copy: here an array with one element a
 * cpu. The kernel spreads the copies over memory, for speed.
 */
#ifndef __LINUX_PERCPU_H
#define __LINUX_PERCPU_H

#include <linux/smp.h>

#define DECLARE_PER_CPU(type, name)	extern type name[NR_CPUS]
#define DEFINE_PER_CPU(type, name)	type name[NR_CPUS]

#define per_cpu(name, cpu)		((name)[cpu])
#define per_cpu_ptr(pointer, cpu)	((pointer) + (cpu))
#define this_cpu_ptr(pointer)		per_cpu_ptr(pointer, smp_processor_id())

#endif /* __LINUX_PERCPU_H */
