// SPDX-License-Identifier: GPL-2.0-only
/*
 * From boot memory to the page allocator.
 *
 * Models: handing over every page that boot has not kept for itself, which
 * here is every page, in the largest chunks that fit, ascending.
 * Leaves out: the boot allocator.
 */
#include <linux/mm.h>
#include <linux/init.h>
#include "internal.h"

struct pglist_data contig_page_data;

#ifdef CONFIG_HOLES_IN_ZONE
static bool is_all_memory(unsigned long pfn, unsigned long end_pfn)
{
	for (; pfn < end_pfn; pfn++)
		if (!pfn_valid(pfn))
			return false;
	return true;
}
#else
#define is_all_memory(pfn, end_pfn)	true
#endif

/* Can boot hand over a chunk of this order at pfn? */
static bool chunk_fits(unsigned long pfn, int order, unsigned long end_pfn)
{
	unsigned long chunk_end_pfn = pfn + (1UL << order);

	return IS_ALIGNED(pfn, 1UL << order) && chunk_end_pfn <= end_pfn &&
		is_all_memory(pfn, chunk_end_pfn);
}

/* Returns the number of pages given to the allocator. */
unsigned long __init free_all_bootmem(void)
{
	unsigned long end_pfn = NODE_DATA(0)->node_spanned_pages;
	unsigned long pfn = 0;
	unsigned long total = 0;

	while (pfn < end_pfn) {
		int order = MAX_ORDER - 1;

		if (!is_all_memory(pfn, pfn + 1)) {
			pfn++;
			continue;
		}

		/* Smaller ones only at a hole or an end that is not aligned. */
		while (!chunk_fits(pfn, order, end_pfn))
			order--;

		__free_pages_bootmem(pfn_to_page(pfn), order);
		pfn += 1UL << order;
		total += 1UL << order;
	}
	return total;
}
