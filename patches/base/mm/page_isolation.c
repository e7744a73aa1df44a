// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page isolation: keeping the free pages of a range of blocks from being
 * handed out, while what is in use there is moved away.
 *
 * An isolated block has the type MIGRATE_ISOLATE, and its free chunks are on
 * the free lists of that type, which no allocation looks at.
 *
 * Models: all of v3.6's.
 */
#include <linux/mm.h>
#include <linux/page-isolation.h>
#include <linux/memory.h>
#include "internal.h"

/* called while holding zone->lock */
static void set_pageblock_isolate(struct page *page)
{
	struct zone *zone = page_zone(page);

	/* Isolating twice counts once. */
	if (get_pageblock_migratetype(page) == MIGRATE_ISOLATE)
		return;

	set_pageblock_migratetype(page, MIGRATE_ISOLATE);
	zone->nr_pageblock_isolate++;
}

/* called while holding zone->lock */
static void restore_pageblock_isolate(struct page *page, int migratetype)
{
	struct zone *zone = page_zone(page);

	if (WARN_ON(get_pageblock_migratetype(page) != MIGRATE_ISOLATE))
		return;

	BUG_ON(zone->nr_pageblock_isolate <= 0);
	set_pageblock_migratetype(page, migratetype);
	zone->nr_pageblock_isolate--;
}

/*
 * Isolates the block of page: its type first, then its free chunks. The free
 * counters stay as they are. Pages on per-cpu lists were freed with the old
 * type in mind and are drained only afterwards.
 */
int set_migratetype_isolate(struct page *page)
{
	struct zone *zone = page_zone(page);
	struct memory_isolate_notify arg;
	unsigned long flags;
	int notifier_ret;
	int ret = -EBUSY;

	spin_lock_irqsave(&zone->lock, flags);

	/*
	 * A balloon driver may own pages of this block, which would look
	 * unmovable. It can give them up: they must not prevent isolation.
	 */
	arg.start_pfn = page_to_pfn(page);
	arg.nr_pages = pageblock_nr_pages;
	arg.pages_found = 0;
	notifier_ret = memory_isolate_notify(MEM_ISOLATE_COUNT, &arg);
	if (notifier_to_errno(notifier_ret))
		goto out;

	if (has_unmovable_pages(zone, page, arg.pages_found))
		goto out;

	set_pageblock_isolate(page);
	move_freepages_block(zone, page, MIGRATE_ISOLATE);
	ret = 0;

out:
	spin_unlock_irqrestore(&zone->lock, flags);
	if (!ret)
		drain_all_pages();
	return ret;
}

/* Makes the free chunks of the block of page available again. */
void unset_migratetype_isolate(struct page *page, unsigned migratetype)
{
	struct zone *zone;
	unsigned long flags;
	zone = page_zone(page);
	spin_lock_irqsave(&zone->lock, flags);
	if (get_pageblock_migratetype(page) != MIGRATE_ISOLATE)
		goto out;
	move_freepages_block(zone, page, migratetype);
	restore_pageblock_isolate(page, migratetype);
out:
	spin_unlock_irqrestore(&zone->lock, flags);
}

static inline struct page *
__first_valid_page(unsigned long pfn, unsigned long nr_pages)
{
	unsigned long i;

	for (i = 0; i < nr_pages; i++)
		if (pfn_valid_within(pfn + i) && pfn_valid(pfn + i))
			return pfn_to_page(pfn + i);
	return NULL;
}

/*
 * Isolates block after block, all or none: at the first that cannot be, the
 * ones before get @migratetype.
 *
 * Returns 0, or -EBUSY.
 */
int start_isolate_page_range(unsigned long start_pfn, unsigned long end_pfn,
			     unsigned migratetype)
{
	unsigned long pfn;
	unsigned long undo_pfn;
	struct page *page;

	BUG_ON(start_pfn & (pageblock_nr_pages - 1));
	BUG_ON(end_pfn & (pageblock_nr_pages - 1));

	for (pfn = start_pfn; pfn < end_pfn; pfn += pageblock_nr_pages) {
		page = __first_valid_page(pfn, pageblock_nr_pages);
		if (page && set_migratetype_isolate(page)) {
			undo_pfn = pfn;
			goto undo;
		}
	}
	return 0;

undo:
	for (pfn = start_pfn; pfn < undo_pfn; pfn += pageblock_nr_pages)
		unset_migratetype_isolate(pfn_to_page(pfn), migratetype);

	return -EBUSY;
}

/*
 * Make isolated pages available again.
 */
int undo_isolate_page_range(unsigned long start_pfn, unsigned long end_pfn,
			    unsigned migratetype)
{
	unsigned long pfn;
	struct page *page;

	BUG_ON(start_pfn & (pageblock_nr_pages - 1));
	BUG_ON(end_pfn & (pageblock_nr_pages - 1));

	for (pfn = start_pfn; pfn < end_pfn; pfn += pageblock_nr_pages) {
		page = __first_valid_page(pfn, pageblock_nr_pages);
		if (!page || get_pageblock_migratetype(page) != MIGRATE_ISOLATE)
			continue;
		unset_migratetype_isolate(page, migratetype);
	}
	return 0;
}

/*
 * Can nobody have a page of this range any more?
 *
 * all pages in [start_pfn...end_pfn) must be in the same zone.
 * zone->lock must be held before call this.
 *
 * Returns 1 if all pages in the range are isolated.
 */
static int
__test_page_isolated_in_pageblock(unsigned long pfn, unsigned long end_pfn)
{
	while (pfn < end_pfn) {
		struct page *page;

		/* What is no memory does not count. */
		if (!pfn_valid_within(pfn)) {
			pfn++;
			continue;
		}
		page = pfn_to_page(pfn);
		if (PageBuddy(page)) {
			/* Free. Which list it is on is not looked at. */
			pfn += 1UL << page_order(page);
		} else if (page_count(page) == 0 &&
			   page_private(page) == MIGRATE_ISOLATE) {
			/* Freed in an isolated block, on its way to a list. */
			pfn++;
		} else {
			break;
		}
	}
	return pfn >= end_pfn;
}

int test_pages_isolated(unsigned long start_pfn, unsigned long end_pfn)
{
	unsigned long pfn, flags;
	struct page *page;
	struct zone *zone;
	int ret;

	/* Chunks and blocks need not begin together: first only the types. */
	for (pfn = start_pfn; pfn < end_pfn; pfn += pageblock_nr_pages) {
		page = __first_valid_page(pfn, pageblock_nr_pages);
		if (page && get_pageblock_migratetype(page) != MIGRATE_ISOLATE)
			return -EBUSY;
	}

	page = __first_valid_page(start_pfn, end_pfn - start_pfn);
	if (!page)
		return -EBUSY;

	/* Then the pages. */
	zone = page_zone(page);
	spin_lock_irqsave(&zone->lock, flags);
	ret = __test_page_isolated_in_pageblock(start_pfn, end_pfn);
	spin_unlock_irqrestore(&zone->lock, flags);

	return ret ? 0 : -EBUSY;
}
