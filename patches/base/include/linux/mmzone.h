/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Zones: a range of page frames with its free lists, per-cpu lists and
 * counters; and the node that holds the zones.
 *
 * Models: one node, frames from 0 on. Boot and hotplug fill ZONE_NORMAL.
 * Leaves out: DMA zones, zonelists, NUMA, lowmem reserves other than zero.
 */
#ifndef __LINUX_MMZONE_H
#define __LINUX_MMZONE_H

#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/atomic.h>
#include <linux/percpu.h>
#include <linux/mm_types.h>
#include <linux/page-flags.h>
#include <linux/pageblock-flags.h>
#include <asm/page.h>

/* The free lists are for orders 0 to MAX_ORDER - 1. */
#define MAX_ORDER		CONFIG_FORCE_MAX_ZONEORDER
#define MAX_ORDER_NR_PAGES	(1UL << (MAX_ORDER - 1))

/*
 * What can be done with the pages of a block, and so which blocks a request
 * is served from. The first three have per-cpu lists.
 */
enum {
	MIGRATE_UNMOVABLE,
	MIGRATE_RECLAIMABLE,
	MIGRATE_MOVABLE,
	MIGRATE_PCPTYPES,	/* the number of types on the per-cpu lists */
	MIGRATE_RESERVE = MIGRATE_PCPTYPES,
#ifdef CONFIG_CMA
	/*
	 * Set aside for devices that need a large contiguous buffer. Until
	 * one does, movable pages may live here, and nothing else may, so
	 * that they can be moved out of the way. The allocator never gives
	 * such a block another type.
	 */
	MIGRATE_CMA,
#endif
	MIGRATE_ISOLATE,	/* can't allocate from here */
	MIGRATE_TYPES
};

#ifdef CONFIG_CMA
#define is_migrate_cma(migratetype)	unlikely((migratetype) == MIGRATE_CMA)
#else
#define is_migrate_cma(migratetype)	false
#endif

#define for_each_migratetype_order(order, type) \
	for (order = 0; order < MAX_ORDER; order++) \
		for (type = 0; type < MIGRATE_TYPES; type++)

/* Set where memory is too small for grouping: every block is UNMOVABLE. */
extern int page_group_by_mobility_disabled;

static inline int get_pageblock_migratetype(struct page *page)
{
	return get_pageblock_flags_group(page, PB_migrate, PB_migrate_end);
}

/* Free chunks of one order. */
struct free_area {
	struct list_head free_list[MIGRATE_TYPES];
	unsigned long nr_free;	/* chunks on all the lists together */
};

enum zone_stat_item {
	NR_FREE_PAGES,
	NR_VM_ZONE_STAT_ITEMS
};

enum lru_list {
	LRU_INACTIVE_ANON,
	NR_LRU_LISTS
};

struct lruvec {
	struct list_head lists[NR_LRU_LISTS];
};

enum zone_watermarks {
	WMARK_MIN,
	WMARK_LOW,
	WMARK_HIGH,
	NR_WMARK
};

#define min_wmark_pages(zone)	((zone)->watermark[WMARK_MIN])
#define low_wmark_pages(zone)	((zone)->watermark[WMARK_LOW])
#define high_wmark_pages(zone)	((zone)->watermark[WMARK_HIGH])

/*
 * Single free pages that a cpu keeps to itself, so that most allocations and
 * frees need no lock. To the buddy system they are in use.
 */
struct per_cpu_pages {
	int count;		/* pages on the lists */
	int high;		/* with that many, some go back */
	int batch;		/* how many go back, or are fetched, at once */
	struct list_head lists[MIGRATE_PCPTYPES];
};

struct per_cpu_pageset {
	struct per_cpu_pages pcp;
};

enum zone_type {
	ZONE_NORMAL,
#ifdef CONFIG_HIGHMEM
	ZONE_HIGHMEM,
#endif
	ZONE_MOVABLE,
	MAX_NR_ZONES
};

struct pglist_data;

struct zone {
	unsigned long watermark[NR_WMARK];
	long lowmem_reserve[MAX_NR_ZONES];
	struct per_cpu_pageset __percpu *pageset;
	spinlock_t lock;		/* guards the free lists */
	int all_unreclaimable;		/* kswapd gave up on this zone */
	struct free_area free_area[MAX_ORDER];
	unsigned long *pageblock_flags;	/* NR_PAGEBLOCK_BITS a block */

	spinlock_t lru_lock;
	struct lruvec lruvec;
	unsigned long pages_scanned;	/* by kswapd, since the last free */
	atomic_long_t vm_stat[NR_VM_ZONE_STAT_ITEMS];

	struct pglist_data *zone_pgdat;
	unsigned long zone_start_pfn;
	unsigned long spanned_pages;	/* frames, from first to last */
	unsigned long present_pages;	/* frames that are memory, online */
	const char *name;
#ifdef CONFIG_MEMORY_ISOLATION
	/*
	 * Blocks of type MIGRATE_ISOLATE. Their free pages count as free but
	 * nobody can have them; a watermark check must know.
	 */
	int nr_pageblock_isolate;
#endif
};

typedef struct pglist_data {
	struct zone node_zones[MAX_NR_ZONES];
	spinlock_t node_size_lock;	/* guards the spans */
	unsigned long node_start_pfn;
	unsigned long node_present_pages;
	unsigned long node_spanned_pages;
	int node_id;
} pg_data_t;

/* The only node. */
extern struct pglist_data contig_page_data;
#define NODE_DATA(nid)		(&contig_page_data)

#define node_present_pages(nid)	(NODE_DATA(nid)->node_present_pages)
#define zone_to_nid(zone)	((zone)->zone_pgdat->node_id)

#define pgdat_resize_lock(pgdat, flags) \
	spin_lock_irqsave(&(pgdat)->node_size_lock, *(flags))
#define pgdat_resize_unlock(pgdat, flags) \
	spin_unlock_irqrestore(&(pgdat)->node_size_lock, *(flags))

/* ZONE_NORMAL, ... as a number; also the index into its node's zones. */
static inline int zone_idx(struct zone *zone)
{
	return zone - zone->zone_pgdat->node_zones;
}

static inline int populated_zone(struct zone *zone)
{
	return zone->present_pages != 0;
}

#define for_each_zone(zone)						\
	for (zone = NODE_DATA(0)->node_zones;				\
	     zone < NODE_DATA(0)->node_zones + MAX_NR_ZONES;		\
	     zone++)

#define for_each_populated_zone(zone)					\
	for_each_zone(zone)						\
		if (populated_zone(zone))

/*
 * Sections: the pieces by which memory comes and goes. A frame is valid if
 * its section has a memory map.
 */
#define PFN_SECTION_SHIFT	CONFIG_SECTION_ORDER
#define PAGES_PER_SECTION	(1UL << PFN_SECTION_SHIFT)

#define pfn_to_section_nr(pfn)	((pfn) >> PFN_SECTION_SHIFT)
#define section_nr_to_pfn(nr)	((nr) << PFN_SECTION_SHIFT)

struct mem_section {
	struct page *section_mem_map;	/* NULL: not present */
};

/* nr_mem_sections of them: as far as memory can ever reach. */
extern struct mem_section *mem_section;
extern unsigned long nr_mem_sections;

static inline int valid_section_nr(unsigned long nr)
{
	return nr < nr_mem_sections && mem_section[nr].section_mem_map != NULL;
}

#ifdef CONFIG_HOLES_IN_ZONE
/* A hole in the boot's memory: frames that are there in number only. */
extern unsigned long hole_start_pfn, hole_end_pfn;

static inline int pfn_valid(unsigned long pfn)
{
	if (pfn >= hole_start_pfn && pfn < hole_end_pfn)
		return 0;
	return valid_section_nr(pfn_to_section_nr(pfn));
}

#define pfn_valid_within(pfn)	pfn_valid(pfn)
#define zone_absent_pages()	(hole_end_pfn - hole_start_pfn)
#else
static inline int pfn_valid(unsigned long pfn)
{
	return valid_section_nr(pfn_to_section_nr(pfn));
}

/* A section is all there or not at all, so one look a section is enough. */
#define pfn_valid_within(pfn)	((void)(pfn), 1)
#define zone_absent_pages()	0
#endif /* CONFIG_HOLES_IN_ZONE */

int sparse_add_one_section(struct zone *zone, unsigned long start_pfn,
			   int nr_pages);

enum memmap_context {
	MEMMAP_EARLY,
	MEMMAP_HOTPLUG,
};

void memmap_init_zone(unsigned long size, int nid, unsigned long zone,
		      unsigned long start_pfn, enum memmap_context context);

bool zone_watermark_ok(struct zone *zone, int order, unsigned long mark,
		       int classzone_idx, int alloc_flags);
bool zone_watermark_ok_safe(struct zone *zone, int order, unsigned long mark,
			    int classzone_idx, int alloc_flags);
void setup_per_zone_wmarks(unsigned long min_pages);

#endif /* __LINUX_MMZONE_H */
