/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pages: their references, their place, their marks.
 *
 * Models: reference counts, the buddy mark, page to zone.
 * Leaves out: mappings into address spaces, compound pages.
 */
#ifndef __LINUX_MM_H
#define __LINUX_MM_H

#include <linux/gfp.h>
#include <linux/mmzone.h>
#include <linux/atomic.h>

extern unsigned long num_physpages;	/* the highest frame so far, plus 1 */
extern unsigned long totalram_pages;	/* pages the allocator was given */
#ifdef CONFIG_HIGHMEM
extern unsigned long totalhigh_pages;
#endif

/* The zone stands in the top bits of page->flags. */
#define ZONES_PGSHIFT	62

static inline enum zone_type page_zonenum(const struct page *page)
{
	return page->flags >> ZONES_PGSHIFT;
}

#define page_to_nid(page)	0

static inline struct zone *page_zone(const struct page *page)
{
	return &NODE_DATA(page_to_nid(page))->node_zones[page_zonenum(page)];
}

#ifdef CONFIG_HIGHMEM
static inline int PageHighMem(const struct page *page)
{
	return page_zonenum(page) == ZONE_HIGHMEM;
}
#else
#define PageHighMem(page)	0
#endif

#define page_private(page)		((page)->private)
#define set_page_private(page, value)	((page)->private = (value))

static inline int page_count(struct page *page)
{
	return atomic_read(&page->_count);
}

/* For pages that come fresh to the allocator or leave it for good. */
static inline void init_page_count(struct page *page)
{
	atomic_set(&page->_count, 1);
}

static inline void get_page(struct page *page)
{
	VM_BUG_ON(atomic_read(&page->_count) <= 0);
	atomic_inc(&page->_count);
}

/* A reference to a page that may be free: then there is none to be had. */
static inline int get_page_unless_zero(struct page *page)
{
	return atomic_inc_not_zero(&page->_count);
}

/* Drops a reference. True if it was the last. */
static inline int put_page_testzero(struct page *page)
{
	VM_BUG_ON(atomic_read(&page->_count) == 0);
	return atomic_dec_and_test(&page->_count);
}

void put_page(struct page *page);
void split_page(struct page *page, unsigned int order);
int split_free_page(struct page *page);

/* _mapcount starts at -1, so that a test for the first mapping is cheap. */
static inline void reset_page_mapcount(struct page *page)
{
	atomic_set(&page->_mapcount, -1);
}

static inline int page_mapcount(struct page *page)
{
	return atomic_read(&page->_mapcount) + 1;
}

/*
 * A free page is mapped nowhere, so _mapcount is free for a mark: this is
 * the head of a chunk on a free list. It saves a page flag.
 */
#define PAGE_BUDDY_MAPCOUNT_VALUE	(-128)

static inline int PageBuddy(struct page *page)
{
	return atomic_read(&page->_mapcount) == PAGE_BUDDY_MAPCOUNT_VALUE;
}

static inline void __SetPageBuddy(struct page *page)
{
	VM_BUG_ON(atomic_read(&page->_mapcount) != -1);
	atomic_set(&page->_mapcount, PAGE_BUDDY_MAPCOUNT_VALUE);
}

static inline void __ClearPageBuddy(struct page *page)
{
	VM_BUG_ON(!PageBuddy(page));
	atomic_set(&page->_mapcount, -1);
}

bool is_free_buddy_page(struct page *page);
void show_free_areas(void);
void zone_pcp_update(struct zone *zone);

#endif /* __LINUX_MM_H */
