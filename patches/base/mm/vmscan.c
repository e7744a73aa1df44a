// SPDX-License-Identifier: GPL-2.0-only
/*
 * Taking pages off the LRU and putting them back; and looking for memory when
 * it is short: kswapd does so in advance, a task when it needs a page.
 *
 * Models: that an isolated page holds one reference more, and that a page
 * which is not on the LRU cannot be isolated. When kswapd sleeps, when it
 * gives up on a zone, and when a task that reclaims gives up.
 * Leaves out: that anything is found. There is no swap and there are no
 * files, so the pages on the LRU are looked at and stay where they are.
 */
#include <linux/swap.h>
#include <linux/vmstat.h>

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

/* At priority p, one page in 1 << p of the LRU is looked at. */
#define DEF_PRIORITY	12

static unsigned long zone_reclaimable_pages(struct zone *zone)
{
	unsigned long pages = 0;
	struct page *page;

	list_for_each_entry(page, &zone->lruvec.lists[LRU_INACTIVE_ANON], lru)
		pages++;
	return pages;
}

/* Is it worth looking on? Not if all was looked at often, to no avail. */
static bool zone_reclaimable(struct zone *zone)
{
	return zone->pages_scanned < zone_reclaimable_pages(zone) * 6;
}

/* Looks at part of the LRU. Freeing any page resets what was scanned. */
static void shrink_zone(struct zone *zone, int priority)
{
	zone->pages_scanned += zone_reclaimable_pages(zone) >> priority;
}

/* Has this zone enough, or is it beyond help? Then kswapd may sleep. */
static bool zone_balanced(struct zone *zone, int order)
{
	return zone->all_unreclaimable ||
		zone_watermark_ok_safe(zone, order, high_wmark_pages(zone),
				       0, 0);
}

/* May kswapd sleep? Only if every zone is balanced. */
static bool prepare_kswapd_sleep(pg_data_t *pgdat, int order)
{
	struct zone *zone;

	for_each_populated_zone(zone)
		if (!zone_balanced(zone, order))
			return false;
	return true;
}

/*
 * Looks harder and harder until all zones are balanced. A zone where looking
 * is no use any more is given up, and kswapd is the only one to do that; it
 * is taken up again when a page is freed there.
 */
static void balance_pgdat(pg_data_t *pgdat, int order)
{
	struct zone *zone;
	int priority;

	for (priority = DEF_PRIORITY; priority >= 0; priority--) {
		if (prepare_kswapd_sleep(pgdat, order))
			return;

		for_each_populated_zone(zone) {
			if (zone_balanced(zone, order))
				continue;
			shrink_zone(zone, priority);
			if (!zone_reclaimable(zone))
				zone->all_unreclaimable = 1;
		}
	}
}

/* What kswapd does from being woken until it sleeps again. */
static void kswapd(pg_data_t *pgdat, int order)
{
	while (!prepare_kswapd_sleep(pgdat, order))
		balance_pgdat(pgdat, order);
}

/*
 * A zone is short of memory: kswapd shall see to it. There are no tasks here
 * to switch to, so it does so at once.
 *
 * Whether a zone is short, kswapd decides for itself, by a check that knows
 * of isolated blocks. If it took their pages for free ones it would sleep on,
 * the zone would never be given up, and a task would reclaim for ever
 * (commit 702d1a6e).
 */
void wakeup_kswapd(struct zone *zone, int order)
{
	if (!populated_zone(zone))
		return;
	if (zone_watermark_ok_safe(zone, order, low_wmark_pages(zone), 0, 0))
		return;

	kswapd(zone->zone_pgdat, order);
}

/*
 * A task looks for memory itself. It finds none, but returns 1 as if it had
 * while there is hope, because kswapd has not given up the zone; then 0.
 */
unsigned long try_to_free_pages(struct zone *zone, int order)
{
	int priority;

	for (priority = DEF_PRIORITY; priority >= 0; priority--)
		if (!zone->all_unreclaimable || priority == DEF_PRIORITY)
			shrink_zone(zone, priority);

	return zone->all_unreclaimable ? 0 : 1;
}
