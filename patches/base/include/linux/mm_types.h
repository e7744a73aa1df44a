/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * struct page: what the kernel knows about one page frame.
 *
 * Models: the fields that the allocator, isolation and hotplug look at.
 * Leaves out: the unions around them (a page here is never slab, never a
 * page table, never part of a compound page).
 */
#ifndef __LINUX_MM_TYPES_H
#define __LINUX_MM_TYPES_H

#include <linux/types.h>

struct address_space;

struct page {
	unsigned long flags;		/* page flags; zone in the top bits */
	struct address_space *mapping;	/* file it belongs to, NULL: none */
	atomic_t _mapcount;		/*
					 * Page tables that map it, minus one;
					 * or the mark of a free buddy head.
					 */
	atomic_t _count;		/* references; 0: free */
	/*
	 * Means one thing for each kind of page, and nobody notes which:
	 *   free buddy head	the order of its chunk
	 *   on a per-cpu list	the migrate type it was freed with
	 *   fresh		0
	 *   in use		whatever the owner stores, say buffer heads
	 */
	unsigned long private;
	/* The one list it is on: free, per-cpu, LRU, or its owner's. */
	struct list_head lru;
};

#endif /* __LINUX_MM_TYPES_H */
