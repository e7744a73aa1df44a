// SPDX-License-Identifier: GPL-2.0-only
/*
 * Taking pages off the LRU and putting them back.
 *
 * Models: that an isolated page holds one reference more, and that a page
 * which is not on the LRU cannot be isolated.
 * Leaves out: reclaim.
 */
#include <linux/swap.h>

/* 0, or -EBUSY if the page is not on the LRU. The caller holds a reference. */
int isolate_lru_page(struct page *page)
{
	struct zone *zone = page_zone(page);
	unsigned long flags;
	int ret = -EBUSY;

	VM_BUG_ON(!page_count(page));

	spin_lock_irqsave(&zone->lru_lock, flags);
	if (PageLRU(page)) {
		ret = 0;
		get_page(page);
		ClearPageLRU(page);
		list_del(&page->lru);
	}
	spin_unlock_irqrestore(&zone->lru_lock, flags);
	return ret;
}

/* The LRU needs no reference: the one from isolate_lru_page() is dropped. */
void putback_lru_page(struct page *page)
{
	lru_cache_add(page);
	put_page(page);
}
