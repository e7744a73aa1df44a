/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Events of memory hotplug, and who hears of them.
 * Left out: memory blocks in sysfs.
 */
#ifndef __LINUX_MEMORY_H
#define __LINUX_MEMORY_H

#include <linux/notifier.h>
#include <linux/mm.h>

#define MEM_ONLINE		(1 << 0)
#define MEM_GOING_OFFLINE	(1 << 1)
#define MEM_OFFLINE		(1 << 2)
#define MEM_GOING_ONLINE	(1 << 3)
#define MEM_CANCEL_ONLINE	(1 << 4)
#define MEM_CANCEL_OFFLINE	(1 << 5)

struct memory_notify {
	unsigned long start_pfn;
	unsigned long nr_pages;
	int status_change_nid;	/* node that gains or loses all, else -1 */
};

/*
 * A driver that took pages (a balloon) can say that it would give some back:
 * those do not make a block unmovable.
 */
#define MEM_ISOLATE_COUNT	(1 << 0)

struct memory_isolate_notify {
	unsigned long start_pfn;	/* what is to be isolated... */
	unsigned int nr_pages;
	unsigned int pages_found;	/* ...and how many the driver owns */
};

void register_memory_notifier(struct notifier_block *block);
int memory_notify(unsigned long action, void *data);
void register_memory_isolate_notifier(struct notifier_block *block);
int memory_isolate_notify(unsigned long action, void *data);

#endif /* __LINUX_MEMORY_H */
