/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pageblocks: aligned groups of 1 << pageblock_order pages that share a
 * migrate type.
 */
#ifndef __LINUX_PAGEBLOCK_FLAGS_H
#define __LINUX_PAGEBLOCK_FLAGS_H

#include <linux/kconfig.h>

#define pageblock_order		CONFIG_PAGEBLOCK_ORDER
#define pageblock_nr_pages	(1UL << pageblock_order)

/* The bits kept for each block. */
enum pageblock_bits {
	PB_migrate,
	PB_migrate_end = PB_migrate + 3 - 1,	/* three bits for a type */
	/* One to spare, so that no block's bits lie in two words. */
	NR_PAGEBLOCK_BITS = 4,
};

struct page;

unsigned long get_pageblock_flags_group(struct page *page, int start_bitidx,
					int end_bitidx);
void set_pageblock_flags_group(struct page *page, unsigned long flags,
			       int start_bitidx, int end_bitidx);

#endif /* __LINUX_PAGEBLOCK_FLAGS_H */
