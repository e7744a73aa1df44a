// SPDX-License-Identifier: GPL-2.0-only
/*
 * The two scans that the contiguous allocator shares with compaction: one for
 * pages to move, one for free pages to take.
 *
 * Models: both, as strict as the contiguous allocator wants them.
 * Leaves out: compaction.
 */
#include <linux/mm.h>
#include <linux/swap.h>
#include "internal.h"

#ifdef CONFIG_CMA

/* So many pages are moved at a time. */
#define COMPACT_CLUSTER_MAX	32UL

/*
 * Takes pages off the LRU, from low_pfn on, until there are enough for once.
 * Returns the first pfn not looked at.
 */
unsigned long
isolate_migratepages_range(struct zone *zone, struct compact_control *cc,
			   unsigned long low_pfn, unsigned long end_pfn)
{
	unsigned long flags;

	spin_lock_irqsave(&zone->lru_lock, flags);
	for (; low_pfn < end_pfn; low_pfn++) {
		struct page *page;

		if (cc->nr_migratepages == COMPACT_CLUSTER_MAX)
			break;
		if (!pfn_valid_within(low_pfn))
			continue;

		page = pfn_to_page(low_pfn);
		if (!PageLRU(page) || !get_page_unless_zero(page))
			continue;

		ClearPageLRU(page);
		list_del(&page->lru);
		list_add(&page->lru, &cc->migratepages);
		cc->nr_migratepages++;
	}
	spin_unlock_irqrestore(&zone->lru_lock, flags);

	return low_pfn;
}

/*
 * Takes the free chunks from pfn to end_pfn onto a list, as single pages.
 * Returns their number, or 0 if there is anything else in between; what was
 * taken until then is on the list all the same.
 *
 * The caller holds zone->lock.
 */
static unsigned long isolate_freepages_block(unsigned long pfn,
					     unsigned long end_pfn,
					     struct list_head *freelist)
{
	unsigned long total_isolated = 0;

	while (pfn < end_pfn) {
		struct page *page = pfn_to_page(pfn);
		int isolated, i;

		if (!pfn_valid_within(pfn) || !PageBuddy(page))
			return 0;

		isolated = split_free_page(page);
		if (!isolated)
			return 0;

		for (i = 0; i < isolated; i++)
			list_add(&page[i].lru, freelist);
		total_isolated += isolated;
		pfn += isolated;
	}
	return total_isolated;
}

static void release_freepages(struct list_head *freelist)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, freelist, lru) {
		list_del(&page->lru);
		__free_page(page);
	}
}

/*
 * Takes all pages from start_pfn to end_pfn, which must all be free, and what
 * belongs to the last chunk beyond. Returns the end of what was taken, or 0.
 */
unsigned long
isolate_freepages_range(unsigned long start_pfn, unsigned long end_pfn)
{
	struct zone *zone = page_zone(pfn_to_page(start_pfn));
	unsigned long pfn = start_pfn;
	LIST_HEAD(freelist);

	while (pfn < end_pfn) {
		unsigned long block_end_pfn, isolated, flags;

		if (!pfn_valid(pfn) || page_zone(pfn_to_page(pfn)) != zone)
			break;

		block_end_pfn = ALIGN(pfn + 1, pageblock_nr_pages);
		block_end_pfn = min(block_end_pfn, end_pfn);

		spin_lock_irqsave(&zone->lock, flags);
		isolated = isolate_freepages_block(pfn, block_end_pfn,
						   &freelist);
		spin_unlock_irqrestore(&zone->lock, flags);
		if (!isolated)
			break;
		pfn += isolated;
	}

	if (pfn < end_pfn) {
		release_freepages(&freelist);
		return 0;
	}

	/* The caller knows the pages by number. The list is of no more use. */
	return pfn;
}

#endif /* CONFIG_CMA */
