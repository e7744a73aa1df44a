#ifndef __LINUX_PAGEISOLATION_H
#define __LINUX_PAGEISOLATION_H


bool has_unmovable_pages(struct zone *zone, struct page *page, int count);
void set_pageblock_migratetype(struct page *page, int migratetype);
int move_freepages_block(struct zone *zone, struct page *page,
				int migratetype);
/*
 * Changes migrate type in [start_pfn, end_pfn) to be MIGRATE_ISOLATE.
 * If specified range includes migrate types other than MOVABLE or CMA,
 * it fails with -EBUSY, unless every page there is free or can be moved.
 *
 * Free pages of an isolated range are not handed out, and pages that become
 * free there stay there. For pages in use nothing changes.
 *
 * Types go back to @migratetype where a later block fails.
 */
int
start_isolate_page_range(unsigned long start_pfn, unsigned long end_pfn,
			 unsigned migratetype);

/*
 * Changes MIGRATE_ISOLATE to MIGRATE_MOVABLE.
 * target range is [start_pfn, end_pfn)
 */
int
undo_isolate_page_range(unsigned long start_pfn, unsigned long end_pfn,
			unsigned migratetype);

/*
 * 0 if every page of [start_pfn, end_pfn) is free and isolated, else -EBUSY.
 */
int test_pages_isolated(unsigned long start_pfn, unsigned long end_pfn);

/* One block, the one of @page. Not for the allocator's own use. */
int set_migratetype_isolate(struct page *page);
void unset_migratetype_isolate(struct page *page, unsigned migratetype);

/*
 * SPDX-License-Identifier: GPL-2.0-only
 *
 * Making a range of pages unavailable: first step of taking memory offline
 * and of getting a contiguous range for a device.
 *
 * Models: the whole interface of v3.6.
 *
 * These lines stand at the end because the first hunk of the patch begins at
 * line 1: a hunk that does so applies to the beginning of a file only.
 */
#endif
