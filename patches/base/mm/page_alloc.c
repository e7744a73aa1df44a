// SPDX-License-Identifier: GPL-2.0-only
/*
 * The page allocator.
 *
 * Models: the buddy system with its migrate types and fallbacks, the per-cpu
 * lists in front of it, freeing and its checks, watermarks, the memory map's
 * set-up, what isolation and hotplug need from the free lists, and with
 * CONFIG_CMA the contiguous allocator.
 *
 * Leaves out: NUMA and zonelists, compound pages, debug hooks, memory control
 * groups, the rate limit of bad page reports. An allocation either finds a
 * page or fails, whatever the watermarks; only __alloc_pages_slowpath(),
 * which nothing here calls, looks at them and waits for memory.
 */
#include <linux/mm.h>
#include <linux/swap.h>
#include <linux/vmstat.h>
#include <linux/slab.h>
#include <linux/init.h>
#include <linux/migrate.h>
#include <linux/memory_hotplug.h>
#include <linux/page-isolation.h>
#include "internal.h"

unsigned long totalram_pages;
#ifdef CONFIG_HIGHMEM
unsigned long totalhigh_pages;
#endif

int page_group_by_mobility_disabled;

/*
 * The type of a block. The bits of all blocks lie side by side in the zone's
 * map, NR_PAGEBLOCK_BITS for each block from the zone's first on.
 */
#define BLOCKS_PER_WORD		(8 * sizeof(unsigned long) / NR_PAGEBLOCK_BITS)

static unsigned long *pageblock_word(struct page *page, unsigned int *shift)
{
	struct zone *zone = page_zone(page);
	unsigned long pfn = page_to_pfn(page) - zone->zone_start_pfn;
	unsigned long block = pfn >> pageblock_order;

	*shift = block % BLOCKS_PER_WORD * NR_PAGEBLOCK_BITS;
	return &zone->pageblock_flags[block / BLOCKS_PER_WORD];
}

unsigned long get_pageblock_flags_group(struct page *page, int start_bitidx,
					int end_bitidx)
{
	unsigned long mask = (1UL << (end_bitidx - start_bitidx + 1)) - 1;
	unsigned int shift;
	unsigned long *word = pageblock_word(page, &shift);

	return *word >> (shift + start_bitidx) & mask;
}

void set_pageblock_flags_group(struct page *page, unsigned long flags,
			       int start_bitidx, int end_bitidx)
{
	struct zone *zone = page_zone(page);
	unsigned long mask = (1UL << (end_bitidx - start_bitidx + 1)) - 1;
	unsigned int shift;
	unsigned long *word = pageblock_word(page, &shift);

	VM_BUG_ON(page_to_pfn(page) < zone->zone_start_pfn);
	VM_BUG_ON(page_to_pfn(page) >=
		  zone->zone_start_pfn + zone->spanned_pages);

	shift += start_bitidx;
	*word &= ~(mask << shift);
	*word |= (flags & mask) << shift;
}

void set_pageblock_migratetype(struct page *page, int migratetype)
{
	if (unlikely(page_group_by_mobility_disabled))
		migratetype = MIGRATE_UNMOVABLE;

	set_pageblock_flags_group(page, (unsigned long)migratetype,
				  PB_migrate, PB_migrate_end);
}

/*
 * Sanity.
 */
static int page_outside_zone_boundaries(struct zone *zone, struct page *page)
{
	unsigned long pfn = page_to_pfn(page);

	return pfn < zone->zone_start_pfn ||
		pfn >= zone->zone_start_pfn + zone->spanned_pages;
}

/* Is this page not one of this zone? */
static int bad_range(struct zone *zone, struct page *page)
{
	return page_outside_zone_boundaries(zone, page) ||
		zone != page_zone(page);
}

/*
 * Tells that a page is not in the state that it should be in. The caller then
 * does not touch it any more: the page is lost, but it does no harm.
 */
static void bad_page(struct page *page)
{
	/* Known to be bad, and expected here. */
	if (PageHWPoison(page))
		goto out;

	printk(KERN_ALERT "BUG: Bad page state  pfn:%05lx\n",
	       page_to_pfn(page));
	printk(KERN_ALERT "page:%p count:%d mapcount:%d flags:%#lx\n",
	       page, page_count(page), page_mapcount(page),
	       page->flags & PAGE_FLAGS_CHECK_AT_PREP);

out:
	/* Everything stays for the reader but the mark that attracts buddies */
	reset_page_mapcount(page);
}

/*
 * The buddy system.
 *
 * Free memory is a set of chunks of 1 << order pages, aligned to their size.
 * The chunk that a chunk can merge with, its buddy, differs from it in one
 * bit of the page number. The head page of a free chunk bears the buddy mark
 * and keeps the chunk's order in page->private.
 */
static inline void set_page_order(struct page *page, int order)
{
	set_page_private(page, order);
	__SetPageBuddy(page);
}

static inline void rmv_page_order(struct page *page)
{
	__ClearPageBuddy(page);
	set_page_private(page, 0);
}

static inline unsigned long
__find_buddy_index(unsigned long page_idx, unsigned int order)
{
	return page_idx ^ (1UL << order);
}

/* Can page, of this order, merge with buddy? Says nothing of their types. */
static int page_is_buddy(struct page *page, struct page *buddy,
			 unsigned int order)
{
	if (!pfn_valid_within(page_to_pfn(buddy)))
		return 0;

	if (page_zonenum(page) != page_zonenum(buddy))
		return 0;

	if (!PageBuddy(buddy) || page_order(buddy) != order)
		return 0;

	VM_BUG_ON(page_count(buddy) != 0);
	return 1;
}

/*
 * Is the chunk that page would merge into next likely to merge too, because
 * its own buddy is free? Then page should stay free for a while.
 */
static int next_merge_is_likely(struct page *page, unsigned long page_idx,
				unsigned int order)
{
	unsigned long higher_idx = page_idx & ~(1UL << order);
	unsigned long buddy_idx = __find_buddy_index(higher_idx, order + 1);
	struct page *higher_page = page + (higher_idx - page_idx);
	struct page *higher_buddy = page + (buddy_idx - page_idx);

	return page_is_buddy(higher_page, higher_buddy, order + 1);
}

/*
 * Puts a chunk on the free lists, merged with its buddies as far as they are
 * free. The merged chunk goes to the list of migratetype, whatever lists its
 * parts came from. NR_FREE_PAGES is the caller's business.
 *
 * The caller holds zone->lock.
 */
static inline void __free_one_page(struct page *page, struct zone *zone,
				   unsigned int order, int migratetype)
{
	struct list_head *list;
	unsigned long page_idx;

	VM_BUG_ON(migratetype == -1);

	page_idx = page_to_pfn(page) & ((1UL << MAX_ORDER) - 1);

	VM_BUG_ON(page_idx & ((1UL << order) - 1));
	VM_BUG_ON(bad_range(zone, page));

	while (order < MAX_ORDER - 1) {
		unsigned long buddy_idx = __find_buddy_index(page_idx, order);
		struct page *buddy = page + (buddy_idx - page_idx);

		if (!page_is_buddy(page, buddy, order))
			break;

		list_del(&buddy->lru);
		zone->free_area[order].nr_free--;
		rmv_page_order(buddy);

		/* The lower of the two is the head of both. */
		if (buddy_idx < page_idx) {
			page = buddy;
			page_idx = buddy_idx;
		}
		order++;
	}
	set_page_order(page, order);

	/* The tail of a list is taken last. */
	list = &zone->free_area[order].free_list[migratetype];
	if (order < MAX_ORDER - 2 &&
	    next_merge_is_likely(page, page_idx, order))
		list_add_tail(&page->lru, list);
	else
		list_add(&page->lru, list);
	zone->free_area[order].nr_free++;
}

/* A page that was locked into memory is freed: nobody counts those here. */
static inline void free_page_mlock(struct page *page)
{
}

/*
 * May this page be freed? Flags that do no harm are cleared on the way, so
 * that the next owner finds none.
 */
static inline int free_pages_check(struct page *page)
{
	if (unlikely(page_mapcount(page) != 0 ||
		     page->mapping != NULL ||
		     page_count(page) != 0 ||
		     (page->flags & PAGE_FLAGS_CHECK_AT_FREE) != 0)) {
		bad_page(page);
		return 1;
	}
	page->flags &= ~PAGE_FLAGS_CHECK_AT_PREP;
	return 0;
}

/*
 * Gives count pages of a cpu's lists back to the buddy system: in turn from
 * each list, oldest first, and more at a time from the fuller lists, as each
 * empty list that is passed raises what the next may give.
 *
 * A page goes to the type that it had when it was freed (page->private). Its
 * block may have another type by now.
 *
 * pcp is of this cpu or the cpu is not running; interrupts are off.
 */
static void free_pcppages_bulk(struct zone *zone, int count,
			       struct per_cpu_pages *pcp)
{
	int migratetype = 0;
	int batch_free = 0;
	int to_free = count;

	spin_lock(&zone->lock);
	zone->all_unreclaimable = 0;
	zone->pages_scanned = 0;

	while (to_free) {
		struct list_head *list;
		struct page *page;

		do {
			batch_free++;
			if (++migratetype == MIGRATE_PCPTYPES)
				migratetype = 0;
			list = &pcp->lists[migratetype];
		} while (list_empty(list));

		/* All other lists are empty: no need to go round. */
		if (batch_free == MIGRATE_PCPTYPES)
			batch_free = to_free;

		do {
			page = list_last_entry(list, struct page, lru);
			/* Off this list before it is put on another. */
			list_del(&page->lru);
			__free_one_page(page, zone, 0, page_private(page));
		} while (--to_free && --batch_free && !list_empty(list));
	}
	__mod_zone_page_state(zone, NR_FREE_PAGES, count);
	spin_unlock(&zone->lock);
}

static void free_one_page(struct zone *zone, struct page *page, int order,
			  int migratetype)
{
	spin_lock(&zone->lock);
	zone->all_unreclaimable = 0;
	zone->pages_scanned = 0;

	__free_one_page(page, zone, order, migratetype);
	__mod_zone_page_state(zone, NR_FREE_PAGES, 1L << order);
	spin_unlock(&zone->lock);
}

/* Checks every page of a chunk. If one is bad, none is freed. */
static bool free_pages_prepare(struct page *page, unsigned int order)
{
	int bad = 0;
	int i;

	for (i = 0; i < (1 << order); i++)
		bad += free_pages_check(page + i);

	return bad == 0;
}

/*
 * Frees a chunk straight into the buddy system. The type of its block is
 * read without zone->lock, so it can be out of date once the lock is held.
 */
static void __free_pages_ok(struct page *page, unsigned int order)
{
	unsigned long flags;
	int wasMlocked = __TestClearPageMlocked(page);

	if (!free_pages_prepare(page, order))
		return;

	local_irq_save(flags);
	if (unlikely(wasMlocked))
		free_page_mlock(page);
	__count_vm_events(PGFREE, 1 << order);
	free_one_page(page_zone(page), page, order,
					get_pageblock_migratetype(page));
	local_irq_restore(flags);
}

/* A chunk's first freeing: boot had reserved its pages. */
void __init __free_pages_bootmem(struct page *page, unsigned int order)
{
	int i;

	for (i = 0; i < (1 << order); i++) {
		ClearPageReserved(page + i);
		set_page_count(page + i, 0);
	}

	set_page_refcounted(page);
	__free_pages(page, order);
}

/*
 * A chunk of order high was taken to serve a request of order low: its upper
 * halves go back, each to its own order.
 */
static inline void expand(struct zone *zone, struct page *page, int low,
			  int high, struct free_area *area, int migratetype)
{
	unsigned long size = 1UL << high;

	while (high > low) {
		area--;
		high--;
		size >>= 1;
		VM_BUG_ON(bad_range(zone, &page[size]));
		list_add(&page[size].lru, &area->free_list[migratetype]);
		area->nr_free++;
		set_page_order(&page[size], high);
	}
}

/* A free page without an owner must look like one. */
static inline int check_new_page(struct page *page)
{
	if (unlikely(page_mapcount(page) != 0 ||
		     page->mapping != NULL ||
		     page_count(page) != 0 ||
		     (page->flags & PAGE_FLAGS_CHECK_AT_PREP) != 0)) {
		bad_page(page);
		return 1;
	}
	return 0;
}

/* Makes a free chunk the caller's. Nonzero: it must not be used. */
static int prep_new_page(struct page *page, int order, gfp_t gfp_flags)
{
	int i;

	for (i = 0; i < (1 << order); i++)
		if (check_new_page(page + i))
			return 1;

	set_page_private(page, 0);
	set_page_refcounted(page);
	return 0;
}

/* The first chunk of this type that is large enough, the smallest such. */
static struct page *__rmqueue_smallest(struct zone *zone, unsigned int order,
				       int migratetype)
{
	int current_order;

	for (current_order = order; current_order < MAX_ORDER;
	     current_order++) {
		struct free_area *area = &zone->free_area[current_order];
		struct page *page;

		if (list_empty(&area->free_list[migratetype]))
			continue;

		page = list_first_entry(&area->free_list[migratetype],
					struct page, lru);
		list_del(&page->lru);
		rmv_page_order(page);
		area->nr_free--;
		expand(zone, page, order, current_order, area, migratetype);
		return page;
	}

	return NULL;
}

/*
 * Where a type looks when its own lists are empty, best first. RESERVE ends
 * the row: those blocks are only for the last resort, see __rmqueue().
 */
static int fallbacks[MIGRATE_TYPES][4] = {
	[MIGRATE_UNMOVABLE]   = { MIGRATE_RECLAIMABLE, MIGRATE_MOVABLE,     MIGRATE_RESERVE },
	[MIGRATE_RECLAIMABLE] = { MIGRATE_UNMOVABLE,   MIGRATE_MOVABLE,     MIGRATE_RESERVE },
#ifdef CONFIG_CMA
	[MIGRATE_MOVABLE]     = { MIGRATE_CMA,         MIGRATE_RECLAIMABLE, MIGRATE_UNMOVABLE, MIGRATE_RESERVE },
	[MIGRATE_CMA]         = { MIGRATE_RESERVE }, /* Never used */
#else
	[MIGRATE_MOVABLE]     = { MIGRATE_RECLAIMABLE, MIGRATE_UNMOVABLE,   MIGRATE_RESERVE },
#endif
	[MIGRATE_RESERVE]     = { MIGRATE_RESERVE }, /* Never used */
	[MIGRATE_ISOLATE]     = { MIGRATE_RESERVE }, /* Never used */
};

/*
 * Moves the free chunks whose heads lie from start_page to end_page to the
 * lists of another type. A chunk may reach past end_page and is moved whole;
 * one that begins before start_page is not seen. Returns the pages moved.
 *
 * The caller holds zone->lock.
 */
static int move_freepages(struct zone *zone,
			  struct page *start_page, struct page *end_page,
			  int migratetype)
{
	struct page *page;
	unsigned long order;
	int pages_moved = 0;

#ifndef CONFIG_HOLES_IN_ZONE
	/*
	 * Where a zone has holes, a block's first or last page may be in one,
	 * and its zone is then not to be relied on.
	 */
	BUG_ON(page_zone(start_page) != page_zone(end_page));
#endif

	for (page = start_page; page <= end_page;) {
		if (!pfn_valid_within(page_to_pfn(page))) {
			page++;
			continue;
		}

		if (!PageBuddy(page)) {
			page++;
			continue;
		}

		order = page_order(page);
		list_move(&page->lru,
			  &zone->free_area[order].free_list[migratetype]);
		page += 1 << order;
		pages_moved += 1 << order;
	}

	return pages_moved;
}

/* The same for the block that page lies in. */
int move_freepages_block(struct zone *zone, struct page *page,
				int migratetype)
{
	unsigned long start_pfn = page_to_pfn(page) & ~(pageblock_nr_pages - 1);
	unsigned long end_pfn = start_pfn + pageblock_nr_pages - 1;
	struct page *start_page = pfn_to_page(start_pfn);

	/* A zone may begin or end within a block. */
	if (start_pfn < zone->zone_start_pfn)
		start_page = page;
	if (end_pfn >= zone->zone_start_pfn + zone->spanned_pages)
		return 0;

	return move_freepages(zone, start_page, pfn_to_page(end_pfn),
			      migratetype);
}

/* Gives all blocks of a chunk that is a block or more the same type. */
static void change_pageblock_range(struct page *page, int order,
				   int migratetype)
{
	int nr_pageblocks = 1 << (order - pageblock_order);

	while (nr_pageblocks--) {
		set_pageblock_migratetype(page, migratetype);
		page += pageblock_nr_pages;
	}
}

/*
 * Shall a request of start_migratetype that falls back on a chunk of another
 * type take over the free pages of the whole block? It does for large chunks,
 * lest the next request come here again; and for reclaimable requests, which
 * would otherwise scatter. CMA blocks keep their pages in any case.
 */
static bool can_take_block(int current_order, int start_migratetype,
			   int migratetype)
{
	if (is_migrate_cma(migratetype))
		return false;

	return current_order >= pageblock_order / 2 ||
		start_migratetype == MIGRATE_RECLAIMABLE ||
		page_group_by_mobility_disabled;
}

/*
 * Takes a chunk from another type: the largest there is, to mix the types in
 * as few blocks as possible. Does not ask whether the block is isolated.
 */
static struct page *
__rmqueue_fallback(struct zone *zone, int order, int start_migratetype)
{
	int current_order;

	for (current_order = MAX_ORDER - 1; current_order >= order;
	     current_order--) {
		struct free_area *area = &zone->free_area[current_order];
		int i;

		for (i = 0;; i++) {
			int migratetype = fallbacks[start_migratetype][i];
			struct page *page;

			if (migratetype == MIGRATE_RESERVE)
				break;

			if (list_empty(&area->free_list[migratetype]))
				continue;

			page = list_first_entry(&area->free_list[migratetype],
						struct page, lru);
			area->nr_free--;

			if (can_take_block(current_order, start_migratetype,
					   migratetype)) {
				int pages = move_freepages_block(zone, page,
							start_migratetype);

				/* Most of the block was free: it is ours. */
				if (pages >= (1 << pageblock_order) / 2 ||
				    page_group_by_mobility_disabled)
					set_pageblock_migratetype(page,
							start_migratetype);

				migratetype = start_migratetype;
			}

			list_del(&page->lru);
			rmv_page_order(page);

			if (current_order >= pageblock_order &&
			    !is_migrate_cma(migratetype))
				change_pageblock_range(page, current_order,
						       start_migratetype);

			expand(zone, page, order, current_order, area,
			       is_migrate_cma(migratetype) ?
					migratetype : start_migratetype);
			return page;
		}
	}

	return NULL;
}

/* Takes a chunk out of the buddy system. The caller holds zone->lock. */
static struct page *__rmqueue(struct zone *zone, unsigned int order,
			      int migratetype)
{
	struct page *page;

	page = __rmqueue_smallest(zone, order, migratetype);
	if (page || migratetype == MIGRATE_RESERVE)
		return page;

	page = __rmqueue_fallback(zone, order, migratetype);
	if (page)
		return page;

	return __rmqueue_smallest(zone, order, MIGRATE_RESERVE);
}

/*
 * Fetches up to count chunks onto a list, in the order in which they come
 * (which is ascending where a larger chunk is broken), or descending if cold.
 * Returns how many.
 */
static int rmqueue_bulk(struct zone *zone, unsigned int order, int count,
			struct list_head *list, int migratetype, int cold)
{
	int i;

	spin_lock(&zone->lock);
	for (i = 0; i < count; i++) {
		struct page *page = __rmqueue(zone, order, migratetype);
		int mt = migratetype;

		if (unlikely(page == NULL))
			break;

		if (likely(cold == 0))
			list_add(&page->lru, list);
		else
			list_add_tail(&page->lru, list);

		/*
		 * A movable request may have got a page of a CMA block, and
		 * it must go back to where it came from.
		 */
		if (IS_ENABLED(CONFIG_CMA)) {
			int block_mt = get_pageblock_migratetype(page);

			if (is_migrate_cma(block_mt) ||
			    block_mt == MIGRATE_ISOLATE)
				mt = block_mt;
		}
		set_page_private(page, mt);
		list = &page->lru;
	}
	__mod_zone_page_state(zone, NR_FREE_PAGES, -((long)i << order));
	spin_unlock(&zone->lock);
	return i;
}

/* Gives back everything on a cpu's lists. Runs on that cpu, if it runs. */
static void drain_pages(unsigned int cpu)
{
	struct zone *zone;
	unsigned long flags;

	for_each_populated_zone(zone) {
		struct per_cpu_pages *pcp;

		local_irq_save(flags);
		pcp = &per_cpu_ptr(zone->pageset, cpu)->pcp;
		if (pcp->count) {
			free_pcppages_bulk(zone, pcp->count, pcp);
			pcp->count = 0;
		}
		local_irq_restore(flags);
	}
}

void drain_local_pages(void *dummy)
{
	drain_pages(smp_processor_id());
}

/* The same on all cpus, and back when all are done. */
void drain_all_pages(void)
{
	/* Static, since a set of thousands of cpus is too large for a stack. */
	static cpumask_t cpus_with_pcps;
	int cpu;

	for_each_online_cpu(cpu) {
		struct zone *zone;
		bool has_pcps = false;

		for_each_populated_zone(zone)
			if (per_cpu_ptr(zone->pageset, cpu)->pcp.count)
				has_pcps = true;

		if (has_pcps)
			cpumask_set_cpu(cpu, &cpus_with_pcps);
		else
			cpumask_clear_cpu(cpu, &cpus_with_pcps);
	}
	on_each_cpu_mask(&cpus_with_pcps, drain_local_pages, NULL, true);
}

/*
 * Frees a single page, onto this cpu's lists: a hot one to the front, from
 * where the next allocation takes it, a cold one to the back.
 */
void free_hot_cold_page(struct page *page, int cold)
{
	struct zone *zone = page_zone(page);
	struct per_cpu_pages *pcp;
	unsigned long flags;
	int migratetype;
	int wasMlocked = __TestClearPageMlocked(page);

	if (!free_pages_prepare(page, 0))
		return;

	/* Without zone->lock: this is remembered, not looked up again later. */
	migratetype = get_pageblock_migratetype(page);
	set_page_private(page, migratetype);
	local_irq_save(flags);
	if (unlikely(wasMlocked))
		free_page_mlock(page);
	__count_vm_event(PGFREE);

	/*
	 * Only the first types have lists here. A page of an isolated block
	 * must not be handed out again, so it does not wait on a list. Others
	 * (RESERVE, CMA) may well serve movable requests meanwhile.
	 */
	if (migratetype >= MIGRATE_PCPTYPES) {
		if (unlikely(migratetype == MIGRATE_ISOLATE)) {
			free_one_page(zone, page, 0, migratetype);
			goto out;
		}
		migratetype = MIGRATE_MOVABLE;
	}

	pcp = &this_cpu_ptr(zone->pageset)->pcp;
	if (cold)
		list_add_tail(&page->lru, &pcp->lists[migratetype]);
	else
		list_add(&page->lru, &pcp->lists[migratetype]);
	pcp->count++;
	if (pcp->count >= pcp->high) {
		free_pcppages_bulk(zone, pcp->batch, pcp);
		pcp->count -= pcp->batch;
	}

out:
	local_irq_restore(flags);
}

/* Makes an allocated chunk as many single pages. */
void split_page(struct page *page, unsigned int order)
{
	int i;

	VM_BUG_ON(!page_count(page));

	for (i = 1; i < (1 << order); i++)
		set_page_refcounted(page + i);
}

/*
 * Takes the free chunk that page heads out of the buddy system, as single
 * pages. Returns how many; 0 if the zone is too short of memory for it.
 *
 * The caller holds zone->lock.
 */
int split_free_page(struct page *page)
{
	struct zone *zone;
	unsigned long watermark;
	int order;
	int i;

	BUG_ON(!PageBuddy(page));

	zone = page_zone(page);
	order = page_order(page);

	/* As for an allocation. */
	watermark = low_wmark_pages(zone) + (1UL << order);
	if (!zone_watermark_ok(zone, 0, watermark, 0, 0))
		return 0;

	list_del(&page->lru);
	zone->free_area[order].nr_free--;
	rmv_page_order(page);
	__mod_zone_page_state(zone, NR_FREE_PAGES, -(1L << order));

	set_page_refcounted(page);
	split_page(page, order);

	/* A block that is gone at a stroke is best kept for movable pages. */
	if (order >= pageblock_order - 1) {
		for (i = 0; i < (1 << order) - 1; i += pageblock_nr_pages) {
			int mt = get_pageblock_migratetype(page + i);

			if (mt != MIGRATE_ISOLATE && !is_migrate_cma(mt))
				set_pageblock_migratetype(page + i,
							  MIGRATE_MOVABLE);
		}
	}

	return 1 << order;
}

/*
 * Allocates from this zone: single pages from this cpu's lists, which are
 * filled up batch by batch, larger chunks from the buddy system.
 */
struct page *buffered_rmqueue(struct zone *preferred_zone, struct zone *zone,
			      int order, gfp_t gfp_flags, int migratetype)
{
	unsigned long flags;
	struct page *page;
	int cold = (gfp_flags & __GFP_COLD) != 0;

again:
	if (likely(order == 0)) {
		struct per_cpu_pages *pcp;
		struct list_head *list;

		local_irq_save(flags);
		pcp = &this_cpu_ptr(zone->pageset)->pcp;
		list = &pcp->lists[migratetype];
		if (list_empty(list)) {
			pcp->count += rmqueue_bulk(zone, 0, pcp->batch, list,
						   migratetype, cold);
			if (unlikely(list_empty(list)))
				goto failed;
		}

		if (cold)
			page = list_last_entry(list, struct page, lru);
		else
			page = list_first_entry(list, struct page, lru);
		list_del(&page->lru);
		pcp->count--;
	} else {
		spin_lock_irqsave(&zone->lock, flags);
		page = __rmqueue(zone, order, migratetype);
		spin_unlock(&zone->lock);
		if (!page)
			goto failed;
		__mod_zone_page_state(zone, NR_FREE_PAGES, -(1L << order));
	}

	__count_zone_vm_events(PGALLOC, zone, 1 << order);
	local_irq_restore(flags);

	VM_BUG_ON(bad_range(zone, page));
	/* A bad page stays out of circulation. */
	if (prep_new_page(page, order, gfp_flags))
		goto again;
	return page;

failed:
	local_irq_restore(flags);
	return NULL;
}

/*
 * Would there be more than mark pages left free after an allocation of this
 * order, and among them enough large chunks? The fewer, the larger they are.
 */
static bool __zone_watermark_ok(struct zone *zone, int order,
				unsigned long mark, int classzone_idx,
				int alloc_flags, long free_pages)
{
	long min = mark;
	int o;

	free_pages -= (1L << order) - 1;
	if (free_pages <= min + zone->lowmem_reserve[classzone_idx])
		return false;

	for (o = 0; o < order; o++) {
		/* Chunks of this order are too small, so they do not count. */
		free_pages -= zone->free_area[o].nr_free << o;
		min >>= 1;
		if (free_pages <= min)
			return false;
	}
	return true;
}

#ifdef CONFIG_MEMORY_ISOLATION
/*
 * How many free pages nobody can have, guessed high: as if every page of an
 * isolated block was free. Without this kswapd could believe for ever that
 * there is enough, while an allocation finds nothing (commit 702d1a6e).
 */
static inline unsigned long nr_zone_isolate_freepages(struct zone *zone)
{
	if (unlikely(zone->nr_pageblock_isolate))
		return zone->nr_pageblock_isolate * pageblock_nr_pages;
	return 0;
}
#else
static inline unsigned long nr_zone_isolate_freepages(struct zone *zone)
{
	return 0;
}
#endif

bool zone_watermark_ok(struct zone *zone, int order, unsigned long mark,
		       int classzone_idx, int alloc_flags)
{
	return __zone_watermark_ok(zone, order, mark, classzone_idx,
				   alloc_flags,
				   zone_page_state(zone, NR_FREE_PAGES));
}

/* The same, with an eye to isolated blocks. May say no too early. */
bool zone_watermark_ok_safe(struct zone *zone, int order, unsigned long mark,
			    int classzone_idx, int alloc_flags)
{
	long free_pages = zone_page_state(zone, NR_FREE_PAGES);

	free_pages -= nr_zone_isolate_freepages(zone);
	return __zone_watermark_ok(zone, order, mark, classzone_idx,
				   alloc_flags, free_pages);
}

struct page *alloc_pages(gfp_t gfp_mask, unsigned int order)
{
	struct zone *zone = &NODE_DATA(0)->node_zones[ZONE_NORMAL];

	return buffered_rmqueue(zone, zone, order, gfp_mask,
				allocflags_to_migratetype(gfp_mask));
}

/* How full a zone has to be: min_pages, and more for those who come sooner. */
void setup_per_zone_wmarks(unsigned long min_pages)
{
	struct zone *zone = &NODE_DATA(0)->node_zones[ZONE_NORMAL];

	min_wmark_pages(zone) = min_pages;
	low_wmark_pages(zone) = min_pages + (min_pages >> 2);
	high_wmark_pages(zone) = min_pages + (min_pages >> 1);
}

/* An allocation that leaves the zone as much as the watermark says. */
static struct page *get_page_from_freelist(struct zone *zone, gfp_t gfp_mask,
					   unsigned int order,
					   unsigned long mark)
{
	if (!zone_watermark_ok(zone, order, mark, 0, 0))
		return NULL;

	return buffered_rmqueue(zone, zone, order, gfp_mask,
				allocflags_to_migratetype(gfp_mask));
}

/* A task that has tried so often will not stop trying. */
#define ENOUGH_TURNS	16

/*
 * An allocation that does not give up easily: it wakes kswapd, reclaims, and
 * tries again as long as reclaim says that there is hope. NULL means that
 * there is none (here the kernel looks for a task to kill), or, after a
 * message, that this would go on for ever.
 */
struct page *__alloc_pages_slowpath(gfp_t gfp_mask, unsigned int order)
{
	struct zone *zone = &NODE_DATA(0)->node_zones[ZONE_NORMAL];
	struct page *page;
	int turn;

	for (turn = 0; turn < ENOUGH_TURNS; turn++) {
		wakeup_kswapd(zone, order);

		page = get_page_from_freelist(zone, gfp_mask, order,
					      min_wmark_pages(zone));
		if (page)
			return page;

		if (!try_to_free_pages(zone, order))
			return NULL;
	}

	printk(KERN_WARNING "page allocation: still trying after %d turns, order:%u\n",
	       turn, order);
	return NULL;
}

/* Drops a reference to an allocated chunk, and frees it with the last one. */
void __free_pages(struct page *page, unsigned int order)
{
	if (put_page_testzero(page)) {
		if (order == 0)
			free_hot_cold_page(page, 0);
		else
			__free_pages_ok(page, order);
	}
}

#define K(pages)	((pages) << (PAGE_SHIFT - 10))

/* What is free, by the counter and by adding up the chunks. */
void show_free_areas(void)
{
	struct zone *zone;

	for_each_populated_zone(zone) {
		unsigned long total = 0;
		int order;

		printk("%s free:%lukB present:%lukB\n", zone->name,
		       K(zone_page_state(zone, NR_FREE_PAGES)),
		       K(zone->present_pages));

		for (order = 0; order < MAX_ORDER; order++)
			total += zone->free_area[order].nr_free << order;
		printk("%s: = %lukB\n", zone->name, K(total));
	}
}

/*
 * Sets up the struct pages of a range that has just become part of a zone.
 * They are reserved, and nobody's: freeing them is left to boot or to memory
 * hotplug. page->private is not touched.
 */
void __meminit memmap_init_zone(unsigned long size, int nid, unsigned long zone,
				unsigned long start_pfn,
				enum memmap_context context)
{
	struct zone *z = &NODE_DATA(nid)->node_zones[zone];
	unsigned long end_pfn = start_pfn + size;
	unsigned long pfn;

	for (pfn = start_pfn; pfn < end_pfn; pfn++) {
		struct page *page = pfn_to_page(pfn);

		/* The memory map of a boot may have holes. */
		if (context == MEMMAP_EARLY && !pfn_valid(pfn))
			continue;

		page->flags &= (1UL << ZONES_PGSHIFT) - 1;
		page->flags |= zone << ZONES_PGSHIFT;
		init_page_count(page);
		reset_page_mapcount(page);
		SetPageReserved(page);
		INIT_LIST_HEAD(&page->lru);

		/* New memory is for movable pages until somebody needs it. */
		if (!(pfn & (pageblock_nr_pages - 1)) &&
		    !page_outside_zone_boundaries(z, page))
			set_pageblock_migratetype(page, MIGRATE_MOVABLE);
	}
}

/* Every cpu gets lists of its own, all empty. */
void __meminit setup_zone_pageset(struct zone *zone, int high, int batch)
{
	int cpu, type;

	zone->pageset = kmalloc(NR_CPUS * sizeof(*zone->pageset), GFP_KERNEL);

	for_each_online_cpu(cpu) {
		struct per_cpu_pages *pcp;

		pcp = &per_cpu_ptr(zone->pageset, cpu)->pcp;
		pcp->count = 0;
		pcp->high = high;
		pcp->batch = batch;
		for (type = 0; type < MIGRATE_PCPTYPES; type++)
			INIT_LIST_HEAD(&pcp->lists[type]);
	}
}

/*
 * A zone has grown or shrunk. The kernel sizes the per-cpu lists anew, for
 * which it empties them; here they keep their size.
 */
void __meminit zone_pcp_update(struct zone *zone)
{
	int cpu;

	for_each_online_cpu(cpu) {
		struct per_cpu_pages *pcp;
		unsigned long flags;

		local_irq_save(flags);
		pcp = &per_cpu_ptr(zone->pageset, cpu)->pcp;
		if (pcp->count)
			free_pcppages_bulk(zone, pcp->count, pcp);
		pcp->count = 0;
		local_irq_restore(flags);
	}
}

static void __meminit zone_init_free_lists(struct zone *zone)
{
	int order, type;

	for_each_migratetype_order(order, type) {
		INIT_LIST_HEAD(&zone->free_area[order].free_list[type]);
		zone->free_area[order].nr_free = 0;
	}
}

static const char * const zone_names[MAX_NR_ZONES] = {
	[ZONE_NORMAL]	= "Normal",
#ifdef CONFIG_HIGHMEM
	[ZONE_HIGHMEM]	= "HighMem",
#endif
	[ZONE_MOVABLE]	= "Movable",
};

/*
 * Makes a node of nr_pages pages, all in ZONE_NORMAL and all reserved. The
 * map of block types reaches as far as memory may ever be added.
 */
void __init free_area_init_core(struct pglist_data *pgdat,
				unsigned long nr_pages,
				unsigned long possible_pages)
{
	unsigned long blocks = ALIGN(possible_pages, pageblock_nr_pages)
				>> pageblock_order;
	unsigned long words = blocks / BLOCKS_PER_WORD + 1;
	int j;

	spin_lock_init(&pgdat->node_size_lock);
	pgdat->node_spanned_pages = nr_pages;
	pgdat->node_present_pages = nr_pages - zone_absent_pages();

	for (j = 0; j < MAX_NR_ZONES; j++) {
		struct zone *zone = &pgdat->node_zones[j];

		zone->name = zone_names[j];
		zone->zone_pgdat = pgdat;
		spin_lock_init(&zone->lock);
		spin_lock_init(&zone->lru_lock);
		INIT_LIST_HEAD(&zone->lruvec.lists[LRU_INACTIVE_ANON]);
		zone_init_free_lists(zone);
		if (j != ZONE_NORMAL)
			continue;

		zone->spanned_pages = nr_pages;
		zone->present_pages = nr_pages - zone_absent_pages();
		zone->pageblock_flags = kzalloc(words * sizeof(long),
						GFP_KERNEL);
		memmap_init_zone(nr_pages, pgdat->node_id, j, 0, MEMMAP_EARLY);
	}
}

/*
 * Does this block hold more than count pages that can neither be taken from
 * a free list nor moved away? Pages of movable and CMA blocks are movable by
 * definition. Nothing is locked, so the answer may be old already.
 */
bool has_unmovable_pages(struct zone *zone, struct page *page, int count)
{
	unsigned long pfn = page_to_pfn(page);
	unsigned long iter;
	int found = 0;
	int mt;

	if (zone_idx(zone) == ZONE_MOVABLE)
		return false;
	mt = get_pageblock_migratetype(page);
	if (mt == MIGRATE_MOVABLE || is_migrate_cma(mt))
		return false;

	for (iter = 0; iter < pageblock_nr_pages; iter++) {
		if (!pfn_valid_within(pfn + iter))
			continue;

		page = pfn_to_page(pfn + iter);
		if (page_count(page) == 0) {
			if (PageBuddy(page))
				iter += (1UL << page_order(page)) - 1;
			continue;
		}

		/* In use. What is on the LRU can be moved. */
		if (!PageLRU(page))
			found++;
		if (found > count)
			return true;
	}
	return false;
}

#ifdef CONFIG_CMA

/* Isolation works on whole chunks of the largest order. */
static unsigned long pfn_max_align_down(unsigned long pfn)
{
	return pfn & ~(max(MAX_ORDER_NR_PAGES, pageblock_nr_pages) - 1);
}

static unsigned long pfn_max_align_up(unsigned long pfn)
{
	return ALIGN(pfn, max(MAX_ORDER_NR_PAGES, pageblock_nr_pages));
}

static struct page *
__alloc_contig_migrate_alloc(struct page *page, unsigned long private,
			     int **result)
{
	return alloc_page(GFP_HIGHUSER_MOVABLE);
}

/* Moves what is in use in a range elsewhere, a handful of pages at a time. */
static int __alloc_contig_migrate_range(unsigned long start, unsigned long end)
{
	unsigned long pfn = start;
	unsigned int tries = 0;
	int ret = 0;

	struct compact_control cc = {
		.nr_migratepages = 0,
		.zone = page_zone(pfn_to_page(start)),
	};
	INIT_LIST_HEAD(&cc.migratepages);

	while (pfn < end || !list_empty(&cc.migratepages)) {
		if (list_empty(&cc.migratepages)) {
			cc.nr_migratepages = 0;
			pfn = isolate_migratepages_range(cc.zone, &cc, pfn,
							 end);
			tries = 0;
		} else if (++tries == 5) {
			/* These do not want to go. */
			ret = ret < 0 ? ret : -EBUSY;
			break;
		}

		ret = migrate_pages(&cc.migratepages,
				    __alloc_contig_migrate_alloc,
				    0, false, MIGRATE_SYNC);
	}

	putback_lru_pages(&cc.migratepages);
	return ret > 0 ? 0 : ret;
}

/*
 * Allocates exactly the pages [start, end), whose blocks all have this type,
 * as single pages.
 *
 * The range around them is isolated, so that pages which become free stay
 * there; pages in use are moved away; then the free pages are taken out of
 * the buddy system. Left out: reclaiming as much as was taken.
 */
int alloc_contig_range(unsigned long start, unsigned long end,
		       unsigned migratetype)
{
	unsigned long outer_start, outer_end;
	int ret, order;

	ret = start_isolate_page_range(pfn_max_align_down(start),
				       pfn_max_align_up(end), migratetype);
	if (ret)
		goto done;

	ret = __alloc_contig_migrate_range(start, end);
	if (ret)
		goto done;

	lru_add_drain_all();
	drain_all_pages();

	/* The chunk that holds start may begin before it. */
	order = 0;
	outer_start = start;
	while (!PageBuddy(pfn_to_page(outer_start))) {
		if (++order >= MAX_ORDER) {
			ret = -EBUSY;
			goto done;
		}
		outer_start &= ~0UL << order;
	}

	if (test_pages_isolated(outer_start, end)) {
		pr_warn("alloc_contig_range test_pages_isolated(%lx, %lx) failed\n",
			outer_start, end);
		ret = -EBUSY;
		goto done;
	}

	outer_end = isolate_freepages_range(outer_start, end);
	if (!outer_end) {
		ret = -EBUSY;
		goto done;
	}

	/* Chunks may have reached beyond what was asked for. */
	if (start != outer_start)
		free_contig_range(outer_start, start - outer_start);
	if (end != outer_end)
		free_contig_range(end, outer_end - end);

done:
	undo_isolate_page_range(pfn_max_align_down(start),
				pfn_max_align_up(end), migratetype);
	return ret;
}

void free_contig_range(unsigned long pfn, unsigned nr_pages)
{
	for (; nr_pages--; pfn++)
		__free_page(pfn_to_page(pfn));
}

#endif /* CONFIG_CMA */

#ifdef CONFIG_MEMORY_HOTREMOVE
/*
 * Takes the free chunks of an isolated range out of the buddy system for
 * good. The caller has seen that all of the range is free.
 */
void
__offline_isolated_pages(unsigned long start_pfn, unsigned long end_pfn)
{
	struct page *page;
	struct zone *zone;
	int order, i;
	unsigned long pfn;
	unsigned long flags;
	/* find the first valid pfn */
	for (pfn = start_pfn; pfn < end_pfn; pfn++)
		if (pfn_valid(pfn))
			break;
	if (pfn == end_pfn)
		return;
	zone = page_zone(pfn_to_page(pfn));
	spin_lock_irqsave(&zone->lock, flags);
	pfn = start_pfn;
	while (pfn < end_pfn) {
		if (!pfn_valid(pfn)) {
			pfn++;
			continue;
		}
		page = pfn_to_page(pfn);
		BUG_ON(page_count(page));
		BUG_ON(!PageBuddy(page));
		order = page_order(page);
#ifdef CONFIG_DEBUG_VM
		printk(KERN_INFO "remove from free list %lx %d %lx\n",
		       pfn, 1 << order, end_pfn);
#endif
		list_del(&page->lru);
		rmv_page_order(page);
		zone->free_area[order].nr_free--;
		__mod_zone_page_state(zone, NR_FREE_PAGES,
				      - (1UL << order));
		for (i = 0; i < (1 << order); i++)
			SetPageReserved((page+i));
		pfn += (1 << order);
	}
	spin_unlock_irqrestore(&zone->lock, flags);
}
#endif

/* Is this page, head or not, in a free chunk? */
bool is_free_buddy_page(struct page *page)
{
	struct zone *zone = page_zone(page);
	unsigned long pfn = page_to_pfn(page);
	unsigned long flags;
	bool found = false;
	unsigned int order;

	spin_lock_irqsave(&zone->lock, flags);
	for (order = 0; order < MAX_ORDER && !found; order++) {
		struct page *head = pfn_to_page(pfn & ~((1UL << order) - 1));

		found = PageBuddy(head) && page_order(head) >= order;
	}
	spin_unlock_irqrestore(&zone->lock, flags);
	return found;
}
