// SPDX-License-Identifier: GPL-2.0-only
/*
 * Putting pages on the LRU, and dropping the last reference to a page that
 * may be on it.
 *
 * Models: one inactive list a zone, and PG_lru.
 * Leaves out: the per-cpu vectors in which the kernel collects pages before
 * it takes the LRU lock; so there is never anything to drain.
 */
#include <linux/swap.h>
#include <linux/export.h>

void lru_cache_add(struct page *page)
{
	struct zone *zone = page_zone(page);
	unsigned long flags;

	VM_BUG_ON(PageLRU(page));

	spin_lock_irqsave(&zone->lru_lock, flags);
	SetPageLRU(page);
	list_add(&page->lru, &zone->lruvec.lists[LRU_INACTIVE_ANON]);
	spin_unlock_irqrestore(&zone->lru_lock, flags);
}

int lru_add_drain_all(void)
{
	return 0;
}

/* Nobody can find a page without references, except through the LRU. */
static void __page_cache_release(struct page *page)
{
	struct zone *zone = page_zone(page);
	unsigned long flags;

	if (!PageLRU(page))
		return;

	spin_lock_irqsave(&zone->lru_lock, flags);
	ClearPageLRU(page);
	list_del(&page->lru);
	spin_unlock_irqrestore(&zone->lru_lock, flags);
}

void put_page(struct page *page)
{
	if (put_page_testzero(page)) {
		__page_cache_release(page);
		free_hot_cold_page(page, 0);
	}
}
EXPORT_SYMBOL(put_page);
