/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Asking for pages, and giving them back.
 *
 * Models: the two bits of a request that choose its migrate type.
 * Leaves out: zone modifiers, waiting, reclaim; no request is ever refused
 * while the zone has a page to give.
 */
#ifndef __LINUX_GFP_H
#define __LINUX_GFP_H

#include <linux/kernel.h>

#define __GFP_MOVABLE		((gfp_t)0x08)
#define __GFP_COLD		((gfp_t)0x100)
#define __GFP_RECLAIMABLE	((gfp_t)0x80000)

#define GFP_KERNEL		((gfp_t)0)
#define GFP_HIGHUSER_MOVABLE	__GFP_MOVABLE

struct page;
struct zone;

/* UNMOVABLE 0, RECLAIMABLE 1, MOVABLE 2: the two bits are the type. */
static inline int allocflags_to_migratetype(gfp_t gfp_flags)
{
	return (((gfp_flags & __GFP_MOVABLE) != 0) << 1) |
		((gfp_flags & __GFP_RECLAIMABLE) != 0);
}

struct page *alloc_pages(gfp_t gfp_mask, unsigned int order);
#define alloc_page(gfp_mask)	alloc_pages(gfp_mask, 0)

/* Waits for memory where there is none. Nothing in the model calls it. */
struct page *__alloc_pages_slowpath(gfp_t gfp_mask, unsigned int order);

void __free_pages(struct page *page, unsigned int order);
#define __free_page(page)	__free_pages((page), 0)
void free_hot_cold_page(struct page *page, int cold);

void drain_local_pages(void *dummy);
void drain_all_pages(void);

#ifdef CONFIG_CMA
int alloc_contig_range(unsigned long start, unsigned long end,
		       unsigned migratetype);
void free_contig_range(unsigned long pfn, unsigned nr_pages);
#endif

#endif /* __LINUX_GFP_H */
