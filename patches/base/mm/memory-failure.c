// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory that is about to fail.
 *
 * Models: the first step of soft offline, which gets hold of a page whatever
 * state it is in, and for that isolates its block for a moment.
 * Leaves out: all further steps, huge pages, real failures.
 */
#include <linux/mm.h>
#include <linux/memory_hotplug.h>
#include <linux/page-isolation.h>

/*
 * Returns 1 with a reference to a page that is in use, 0 if the page is free
 * (it is then marked, and will not be handed out), or a negative errno if it
 * is neither.
 */
int get_any_page(struct page *p, unsigned long pfn)
{
	int ret;

	/* Nobody may allocate it or take it offline while we look. */
	lock_memory_hotplug();
	set_migratetype_isolate(p);

	if (get_page_unless_zero(p)) {
		ret = 1;
	} else if (is_free_buddy_page(p)) {
		pr_info("get_any_page: %#lx free buddy page\n", pfn);
		SetPageHWPoison(p);
		ret = 0;
	} else {
		pr_info("get_any_page: %#lx: unknown zero refcount page type %lx\n",
			pfn, p->flags);
		ret = -EIO;
	}

	unset_migratetype_isolate(p, MIGRATE_MOVABLE);
	unlock_memory_hotplug();
	return ret;
}
