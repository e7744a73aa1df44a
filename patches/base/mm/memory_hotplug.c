// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory hotplug.
 *
 * Adding memory makes its struct pages and lets the zone span it; its pages
 * are reserved and belong to nobody. Going online gives them to the page
 * allocator. Going offline takes them back: the range is isolated, what is in
 * use is moved elsewhere, and when all of it is free it is taken away.
 *
 * Models: the way of the pages and of the counters, the retries of offline,
 * the notifications.
 * Leaves out: sysfs, node and zonelist changes, watermarks, kswapd, removing
 * memory that is offline, the resource tree (every page is System RAM).
 */
#include <linux/mm.h>
#include <linux/swap.h>
#include <linux/init.h>
#include <linux/sched.h>
#include <linux/mutex.h>
#include <linux/ioport.h>
#include <linux/export.h>
#include <linux/memory.h>
#include <linux/jiffies.h>
#include <linux/migrate.h>
#include <linux/memory_hotplug.h>
#include <linux/page-isolation.h>
#include "internal.h"

unsigned long num_physpages;

static void generic_online_page(struct page *page);

/* A balloon driver has its own idea of what to do with new pages. */
static online_page_callback_t online_page_callback = generic_online_page;

static DEFINE_MUTEX(mem_hotplug_mutex);
static DEFINE_MUTEX(zonelists_mutex);

void lock_memory_hotplug(void)
{
	mutex_lock(&mem_hotplug_mutex);
}

void unlock_memory_hotplug(void)
{
	mutex_unlock(&mem_hotplug_mutex);
}

/*
 * Adding memory.
 */
static void grow_zone_span(struct zone *zone, unsigned long start_pfn,
			   unsigned long end_pfn)
{
	unsigned long old_end_pfn = zone->zone_start_pfn + zone->spanned_pages;

	if (!zone->spanned_pages || start_pfn < zone->zone_start_pfn)
		zone->zone_start_pfn = start_pfn;
	zone->spanned_pages = max(old_end_pfn, end_pfn) - zone->zone_start_pfn;
}

static void grow_pgdat_span(struct pglist_data *pgdat, unsigned long start_pfn,
			    unsigned long end_pfn)
{
	unsigned long old_end_pfn = pgdat->node_start_pfn +
					pgdat->node_spanned_pages;

	if (!pgdat->node_spanned_pages || start_pfn < pgdat->node_start_pfn)
		pgdat->node_start_pfn = start_pfn;
	pgdat->node_spanned_pages = max(old_end_pfn, end_pfn) -
					pgdat->node_start_pfn;
}

static int __meminit __add_zone(struct zone *zone, unsigned long phys_start_pfn)
{
	struct pglist_data *pgdat = zone->zone_pgdat;
	unsigned long nr_pages = PAGES_PER_SECTION;
	unsigned long flags;

	pgdat_resize_lock(pgdat, &flags);
	grow_zone_span(zone, phys_start_pfn, phys_start_pfn + nr_pages);
	grow_pgdat_span(pgdat, phys_start_pfn, phys_start_pfn + nr_pages);
	pgdat_resize_unlock(pgdat, &flags);

	memmap_init_zone(nr_pages, pgdat->node_id, zone_idx(zone),
			 phys_start_pfn, MEMMAP_HOTPLUG);
	return 0;
}

static int __meminit __add_section(int nid, struct zone *zone,
				   unsigned long phys_start_pfn)
{
	int ret;

	ret = sparse_add_one_section(zone, phys_start_pfn, PAGES_PER_SECTION);
	if (ret < 0)
		return ret;

	return __add_zone(zone, phys_start_pfn);
}

/* Section by section. What is there already is no error. */
int __ref __add_pages(int nid, struct zone *zone, unsigned long start_pfn,
		      unsigned long nr_pages)
{
	unsigned long start_sec = pfn_to_section_nr(start_pfn);
	unsigned long end_sec = pfn_to_section_nr(start_pfn + nr_pages - 1);
	unsigned long i;
	int err = 0;

	for (i = start_sec; i <= end_sec; i++) {
		err = __add_section(nid, zone, section_nr_to_pfn(i));
		if (err && err != -EEXIST)
			break;
		err = 0;
	}
	return err;
}
EXPORT_SYMBOL_GPL(__add_pages);

/* start and size are in bytes. The driver of a memory device calls this. */
int __ref add_memory(int nid, u64 start, u64 size)
{
	int ret;

	lock_memory_hotplug();
	ret = arch_add_memory(nid, start, size);
	unlock_memory_hotplug();
	return ret;
}
EXPORT_SYMBOL_GPL(add_memory);

/*
 * Going online.
 */

/* Makes callback the one, if nobody else has done so. */
int set_online_page_callback(online_page_callback_t callback)
{
	int rc = -EINVAL;

	lock_memory_hotplug();
	if (online_page_callback == generic_online_page) {
		online_page_callback = callback;
		rc = 0;
	}
	unlock_memory_hotplug();
	return rc;
}
EXPORT_SYMBOL_GPL(set_online_page_callback);

int restore_online_page_callback(online_page_callback_t callback)
{
	int rc = -EINVAL;

	lock_memory_hotplug();
	if (online_page_callback == callback) {
		online_page_callback = generic_online_page;
		rc = 0;
	}
	unlock_memory_hotplug();
	return rc;
}
EXPORT_SYMBOL_GPL(restore_online_page_callback);

void __online_page_set_limits(struct page *page)
{
	unsigned long pfn = page_to_pfn(page);

	if (pfn >= num_physpages)
		num_physpages = pfn + 1;
}
EXPORT_SYMBOL_GPL(__online_page_set_limits);

void __online_page_increment_counters(struct page *page)
{
	totalram_pages++;

#ifdef CONFIG_HIGHMEM
	if (PageHighMem(page))
		totalhigh_pages++;
#endif
}
EXPORT_SYMBOL_GPL(__online_page_increment_counters);

void __online_page_free(struct page *page)
{
	ClearPageReserved(page);
	init_page_count(page);
	__free_page(page);
}
EXPORT_SYMBOL_GPL(__online_page_free);

static void generic_online_page(struct page *page)
{
	__online_page_set_limits(page);
	__online_page_increment_counters(page);
	__online_page_free(page);
}

static int online_pages_range(unsigned long start_pfn, unsigned long nr_pages,
			void *arg)
{
	unsigned long i;
	unsigned long onlined_pages = *(unsigned long *)arg;
	struct page *page;
	if (PageReserved(pfn_to_page(start_pfn)))
		for (i = 0; i < nr_pages; i++) {
			page = pfn_to_page(start_pfn + i);
			(*online_page_callback)(page);
			onlined_pages++;
		}
	*(unsigned long *)arg = onlined_pages;
	return 0;
}


int __ref online_pages(unsigned long pfn, unsigned long nr_pages)
{
	unsigned long onlined_pages = 0;
	unsigned long long start = (unsigned long long)pfn << PAGE_SHIFT;
	unsigned long long size = (unsigned long long)nr_pages << PAGE_SHIFT;
	struct zone *zone;
	struct memory_notify arg;
	int nid = page_to_nid(pfn_to_page(pfn));
	int ret;

	lock_memory_hotplug();

	arg.start_pfn = pfn;
	arg.nr_pages = nr_pages;
	arg.status_change_nid = node_present_pages(nid) ? -1 : nid;

	ret = notifier_to_errno(memory_notify(MEM_GOING_ONLINE, &arg));
	if (ret) {
		memory_notify(MEM_CANCEL_ONLINE, &arg);
		goto out;
	}

	zone = page_zone(pfn_to_page(pfn));

	/* Nobody may look for memory while a zone comes to have some. */
	mutex_lock(&zonelists_mutex);
	ret = walk_system_ram_range(pfn, nr_pages, &onlined_pages,
				    online_pages_range);
	if (ret) {
		mutex_unlock(&zonelists_mutex);
		printk(KERN_DEBUG "online_pages [mem %#010llx-%#010llx] failed\n",
		       start, start + size - 1);
		memory_notify(MEM_CANCEL_ONLINE, &arg);
		goto out;
	}

	zone->present_pages += onlined_pages;
	zone->zone_pgdat->node_present_pages += onlined_pages;
	if (onlined_pages)
		zone_pcp_update(zone);
	mutex_unlock(&zonelists_mutex);

	if (onlined_pages)
		memory_notify(MEM_ONLINE, &arg);
out:
	unlock_memory_hotplug();
	return ret;
}

#ifdef CONFIG_MEMORY_HOTREMOVE
/*
 * Going offline.
 */

/* Are all valid pages of the range in the same zone? */
static int test_pages_in_a_zone(unsigned long start_pfn, unsigned long end_pfn)
{
	struct zone *zone = NULL;
	unsigned long pfn;

	for (pfn = start_pfn; pfn < end_pfn; pfn++) {
		if (!pfn_valid(pfn))
			continue;
		if (zone && page_zone(pfn_to_page(pfn)) != zone)
			return 0;
		zone = page_zone(pfn_to_page(pfn));
		/* A largest chunk lies in one zone: on to the next. */
		pfn |= MAX_ORDER_NR_PAGES - 1;
	}
	return 1;
}

/* The first page that is on the LRU, or 0. (So nobody finds page 0.) */
static unsigned long scan_lru_pages(unsigned long start, unsigned long end)
{
	unsigned long pfn;

	for (pfn = start; pfn < end; pfn++)
		if (pfn_valid(pfn) && PageLRU(pfn_to_page(pfn)))
			return pfn;
	return 0;
}

static struct page *
hotremove_migrate_alloc(struct page *page, unsigned long private, int **result)
{
	return alloc_page(GFP_HIGHUSER_MOVABLE);
}

#define NR_OFFLINE_AT_ONCE_PAGES	256

/*
 * Moves up to NR_OFFLINE_AT_ONCE_PAGES pages away. Returns 0, the number of
 * pages that had nowhere to go, or -EBUSY if there is a page in use that is
 * not on the LRU.
 */
static int do_migrate_range(unsigned long start_pfn, unsigned long end_pfn)
{
	int move_pages = NR_OFFLINE_AT_ONCE_PAGES;
	int not_managed = 0;
	int ret = 0;
	unsigned long pfn;
	LIST_HEAD(source);

	for (pfn = start_pfn; pfn < end_pfn && move_pages > 0; pfn++) {
		struct page *page;

		if (!pfn_valid(pfn))
			continue;
		page = pfn_to_page(pfn);

		/* A page without references is free: nothing to move. */
		if (!get_page_unless_zero(page))
			continue;

		ret = isolate_lru_page(page);
		if (!ret) {
			/* The LRU's isolation holds a reference of its own. */
			put_page(page);
			list_add_tail(&page->lru, &source);
			move_pages--;
			continue;
		}

#ifdef CONFIG_DEBUG_VM
		printk(KERN_ALERT "removing pfn %lx from LRU failed\n", pfn);
#endif
		put_page(page);
		/* Its user may just have freed it. Then all is well. */
		if (page_count(page)) {
			not_managed++;
			ret = -EBUSY;
			break;
		}
	}

	if (list_empty(&source))
		return ret;

	if (not_managed) {
		putback_lru_pages(&source);
		return ret;
	}

	ret = migrate_pages(&source, hotremove_migrate_alloc, 0, true,
			    MIGRATE_SYNC);
	if (ret)
		putback_lru_pages(&source);
	return ret;
}

static int offline_isolated_pages_cb(unsigned long start_pfn,
				     unsigned long nr_pages, void *data)
{
	__offline_isolated_pages(start_pfn, start_pfn + nr_pages);
	return 0;
}

static void offline_isolated_pages(unsigned long start_pfn,
				   unsigned long end_pfn)
{
	walk_system_ram_range(start_pfn, end_pfn - start_pfn, NULL,
			      offline_isolated_pages_cb);
}

static int check_pages_isolated_cb(unsigned long start_pfn,
				   unsigned long nr_pages, void *data)
{
	int ret = test_pages_isolated(start_pfn, start_pfn + nr_pages);

	if (!ret)
		*(long *)data += nr_pages;
	return ret;
}

/* The number of pages in the range, or a negative errno. */
static long check_pages_isolated(unsigned long start_pfn, unsigned long end_pfn)
{
	long offlined = 0;
	int ret;

	ret = walk_system_ram_range(start_pfn, end_pfn - start_pfn, &offlined,
				    check_pages_isolated_cb);
	return ret < 0 ? ret : offlined;
}

/*
 * Takes [start_pfn, end_pfn) away from the page allocator. timeout is in
 * ticks.
 *
 * What is on the LRU is moved until nothing is left on it. A page that
 * cannot be moved may be freed by its user any moment, so there are retries.
 */
int __ref offline_pages(unsigned long start_pfn, unsigned long end_pfn,
			unsigned long timeout)
{
	unsigned long pfn, nr_pages, expire;
	long offlined_pages;
	int ret, drain, retry_max, node;
	struct zone *zone;
	struct memory_notify arg;

	BUG_ON(start_pfn >= end_pfn);
	if (!IS_ALIGNED(start_pfn, pageblock_nr_pages))
		return -EINVAL;
	if (!IS_ALIGNED(end_pfn, pageblock_nr_pages))
		return -EINVAL;
	if (!test_pages_in_a_zone(start_pfn, end_pfn))
		return -EINVAL;

	lock_memory_hotplug();

	zone = page_zone(pfn_to_page(start_pfn));
	node = zone_to_nid(zone);
	nr_pages = end_pfn - start_pfn;

	/* From here on, what becomes free in the range stays free. */
	ret = start_isolate_page_range(start_pfn, end_pfn, MIGRATE_MOVABLE);
	if (ret)
		goto out;

	arg.start_pfn = start_pfn;
	arg.nr_pages = nr_pages;
	arg.status_change_nid = -1;
	if (nr_pages >= node_present_pages(node))
		arg.status_change_nid = node;

	ret = notifier_to_errno(memory_notify(MEM_GOING_OFFLINE, &arg));
	if (ret)
		goto failed_removal;

	expire = jiffies + timeout;
	drain = 0;
	retry_max = 5;
repeat:
	ret = -EAGAIN;
	if (time_after(jiffies, expire))
		goto failed_removal;
	ret = -EINTR;
	if (signal_pending(current))
		goto failed_removal;
	ret = 0;
	if (drain) {
		lru_add_drain_all();
		cond_resched();
		drain_all_pages();
	}

	pfn = scan_lru_pages(start_pfn, end_pfn);
	if (pfn) {
		ret = do_migrate_range(pfn, end_pfn);
		drain = 1;
		if (!ret)
			goto repeat;
		/* Pages without a place to go may wait, others try 5 times. */
		if (ret < 0 && --retry_max == 0)
			goto failed_removal;
		yield();
		goto repeat;
	}

	/* What was just freed may still be on its way to the free lists. */
	lru_add_drain_all();
	yield();
	drain_all_pages();

	offlined_pages = check_pages_isolated(start_pfn, end_pfn);
	if (offlined_pages < 0) {
		ret = -EBUSY;
		goto failed_removal;
	}
	printk(KERN_INFO "Offlined Pages %ld\n", offlined_pages);
	/* Ok, all of our target is islaoted.
	   We cannot do rollback at this point. */
	offline_isolated_pages(start_pfn, end_pfn);
	/* reset pagetype flags and makes migrate type to be MOVABLE */
	undo_isolate_page_range(start_pfn, end_pfn, MIGRATE_MOVABLE);
	/* removal success */
	zone->present_pages -= offlined_pages;
	zone->zone_pgdat->node_present_pages -= offlined_pages;
	totalram_pages -= offlined_pages;

	memory_notify(MEM_OFFLINE, &arg);
	unlock_memory_hotplug();
	return 0;

failed_removal:
	printk(KERN_INFO "memory offlining %#010llx-%#010llx failed\n",
	       (unsigned long long)start_pfn << PAGE_SHIFT,
	       ((unsigned long long)end_pfn << PAGE_SHIFT) - 1);
	memory_notify(MEM_CANCEL_OFFLINE, &arg);
	/* Back to the free lists with what is free. */
	undo_isolate_page_range(start_pfn, end_pfn, MIGRATE_MOVABLE);
out:
	unlock_memory_hotplug();
	return ret;
}
#endif /* CONFIG_MEMORY_HOTREMOVE */
