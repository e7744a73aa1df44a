// SPDX-License-Identifier: GPL-2.0-only
/*
 * The balloon driver of a Xen guest: memory that the guest has but does not
 * use, since the host has lent it elsewhere.
 *
 * Models: what becomes of memory that goes online. The guest's new pages have
 * nothing behind them yet, so they are not given to the page allocator but
 * put into the balloon.
 * Leaves out: inflating and deflating it, and the host.
 */
#include <linux/mm.h>
#include <linux/init.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/memory.h>
#include <linux/memory_hotplug.h>

#include <asm/page.h>
#include <asm/pgalloc.h>

struct balloon_stats {
	unsigned long balloon_low;	/* pages in the balloon... */
	unsigned long balloon_high;	/* ...of them, highmem's */
	/*
	 * Pages that were added and did not go online yet: wanted ones, and
	 * those that go straight into the balloon.
	 */
	unsigned long hotplug_pages;
	unsigned long balloon_hotplug;
};

static DEFINE_MUTEX(balloon_mutex);

struct balloon_stats balloon_stats;

/* The pages in the balloon, linked by page->lru. */
LIST_HEAD(ballooned_pages);

/* Low memory is to leave the balloon first. */
static void __balloon_append(struct page *page)
{
	if (PageHighMem(page)) {
		list_add_tail(&page->lru, &ballooned_pages);
		balloon_stats.balloon_high++;
	} else {
		list_add(&page->lru, &ballooned_pages);
		balloon_stats.balloon_low++;
	}
}

static void xen_online_page(struct page *page)
{
	__online_page_set_limits(page);

	mutex_lock(&balloon_mutex);

	__balloon_append(page);

	if (balloon_stats.hotplug_pages)
		--balloon_stats.hotplug_pages;
	else
		--balloon_stats.balloon_hotplug;

	mutex_unlock(&balloon_mutex);
}

int __init balloon_init(void)
{
	return set_online_page_callback(&xen_online_page);
}
