/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory that comes (add, online) and goes (offline).
 */
#ifndef __LINUX_MEMORY_HOTPLUG_H
#define __LINUX_MEMORY_HOTPLUG_H

#include <linux/mmzone.h>

/* What happens to each page that goes online. */
typedef void (*online_page_callback_t)(struct page *page);

int set_online_page_callback(online_page_callback_t callback);
int restore_online_page_callback(online_page_callback_t callback);

/* The steps that callbacks are made of. */
void __online_page_set_limits(struct page *page);
void __online_page_increment_counters(struct page *page);
void __online_page_free(struct page *page);

/* Adding, online and offline exclude each other. */
void lock_memory_hotplug(void);
void unlock_memory_hotplug(void);

int add_memory(int nid, u64 start, u64 size);
int arch_add_memory(int nid, u64 start, u64 size);
int __add_pages(int nid, struct zone *zone, unsigned long start_pfn,
		unsigned long nr_pages);
int online_pages(unsigned long pfn, unsigned long nr_pages);

#ifdef CONFIG_MEMORY_HOTREMOVE
int offline_pages(unsigned long start_pfn, unsigned long end_pfn,
		  unsigned long timeout);
void __offline_isolated_pages(unsigned long start_pfn, unsigned long end_pfn);
#endif

#endif /* __LINUX_MEMORY_HOTPLUG_H */
