/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of mm/ share among themselves.
 *
 * Models: the helpers of the page allocator and of the contiguous one.
 * Leaves out: everything for compaction proper, mlock, reclaim.
 */
#ifndef __MM_INTERNAL_H
#define __MM_INTERNAL_H

#include <linux/mm.h>

static inline void set_page_count(struct page *page, int count)
{
	atomic_set(&page->_count, count);
}

/* A page without references gets its first. */
static inline void set_page_refcounted(struct page *page)
{
	VM_BUG_ON(atomic_read(&page->_count));
	set_page_count(page, 1);
}

void __free_pages_bootmem(struct page *page, unsigned int order);
struct page *buffered_rmqueue(struct zone *preferred_zone, struct zone *zone,
			      int order, gfp_t gfp_flags, int migratetype);

void free_area_init_core(struct pglist_data *pgdat, unsigned long nr_pages,
			 unsigned long possible_pages);
void setup_zone_pageset(struct zone *zone, int high, int batch);
unsigned long free_all_bootmem(void);
void sparse_init(unsigned long nr_pages, unsigned long possible_pages);

#ifdef CONFIG_CMA
/* What a scan for pages to move has found so far. */
struct compact_control {
	struct list_head migratepages;	/* taken off the LRU */
	unsigned long nr_migratepages;
	struct zone *zone;
};

unsigned long
isolate_freepages_range(unsigned long start_pfn, unsigned long end_pfn);
unsigned long
isolate_migratepages_range(struct zone *zone, struct compact_control *cc,
			   unsigned long low_pfn, unsigned long end_pfn);
#endif /* CONFIG_CMA */

/*
 * function for dealing with page's order in buddy system.
 * zone->lock is already acquired when we use these.
 * So, we don't need atomic page->flags operations here.
 */
static inline unsigned long page_order(struct page *page)
{
	/* Means nothing unless PageBuddy(page), which the caller has seen. */
	return page_private(page);
}

#endif /* __MM_INTERNAL_H */
