/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Counters: how many pages are what (per zone and overall), and how often
 * something happened (per cpu).
 *
 * Models: NR_FREE_PAGES, exact at all times, and the events of allocating and
 * freeing.
 * Leaves out: the other items, and the per-cpu differences by which the
 * kernel's page counters may lag.
 */
#ifndef __LINUX_VMSTAT_H
#define __LINUX_VMSTAT_H

#include <linux/percpu.h>
#include <linux/mmzone.h>

/* One event for each zone, in the order of enum zone_type. */
#ifdef CONFIG_HIGHMEM
#define FOR_ALL_ZONES(event)	event##_NORMAL, event##_HIGH, event##_MOVABLE
#else
#define FOR_ALL_ZONES(event)	event##_NORMAL, event##_MOVABLE
#endif

enum vm_event_item {
	FOR_ALL_ZONES(PGALLOC),
	PGFREE,
	NR_VM_EVENT_ITEMS
};

struct vm_event_state {
	unsigned long event[NR_VM_EVENT_ITEMS];
};

DECLARE_PER_CPU(struct vm_event_state, vm_event_states);

void all_vm_events(unsigned long *totals);

/* Callers have interrupts off, or do not mind losing a count. */
static inline void __count_vm_events(int item, long delta)
{
	this_cpu_ptr(vm_event_states)->event[item] += delta;
}

#define __count_vm_event(item)	__count_vm_events(item, 1)

/* item names a family, as PGALLOC; the zone says which member. */
#define __count_zone_vm_events(item, zone, delta) \
	__count_vm_events(item##_NORMAL + zone_idx(zone), delta)

extern atomic_long_t vm_stat[NR_VM_ZONE_STAT_ITEMS];

/* Never negative: a reader might see a count between two steps of a move. */
static inline unsigned long zone_page_state(struct zone *zone,
					    enum zone_stat_item item)
{
	long pages = atomic_long_read(&zone->vm_stat[item]);

	return pages > 0 ? pages : 0;
}

/* Callers have interrupts off. */
static inline void __mod_zone_page_state(struct zone *zone,
					 enum zone_stat_item item, long delta)
{
	atomic_long_add(delta, &zone->vm_stat[item]);
	atomic_long_add(delta, &vm_stat[item]);
}

struct seq_file;

int pagetypeinfo_show(struct seq_file *m, void *arg);
int zoneinfo_show(struct seq_file *m, void *arg);
int vmstat_show(struct seq_file *m, void *arg);

#endif /* __LINUX_VMSTAT_H */
