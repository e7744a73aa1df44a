/* SPDX-License-Identifier: MIT */
/*
 * Plays the steps of a scenario on the modelled kernel, by calling it.
 *
 * The steps and the snapshot are described in tests/oracle/README.md; those
 * that only tests of ours use are explained at their call. With
 * HAVE_ISOLATED_PAGES the tree has the patch's global list, and a snapshot
 * shows it.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/swap.h>
#include <linux/vmstat.h>
#include <linux/string.h>
#include <linux/memory_hotplug.h>
#include <linux/page-isolation.h>
#include "mm/internal.h"
#include "shim.h"

void start_kernel(unsigned long nr_pages, unsigned long possible_pages,
		  int high, int batch);
int balloon_init(void);
int get_any_page(struct page *page, unsigned long pfn);

#define MAX_HANDLES	1024

static struct {
	struct page *page;
	int order;
} handles[MAX_HANDLES];

static const char * const type_names[] = {
	[MIGRATE_UNMOVABLE]	= "UNMOVABLE",
	[MIGRATE_RECLAIMABLE]	= "RECLAIMABLE",
	[MIGRATE_MOVABLE]	= "MOVABLE",
	[MIGRATE_RESERVE]	= "RESERVE",
#ifdef CONFIG_CMA
	[MIGRATE_CMA]		= "CMA",
#endif
	[MIGRATE_ISOLATE]	= "ISOLATE",
#ifdef HAVE_ISOLATED_PAGES
	[MIGRATE_TYPES]		= "(no type)",
#endif
};

static int type_by_name(const char *name)
{
	unsigned long i;

	for (i = 0; i < ARRAY_SIZE(type_names); i++)
		if (strcmp(name, type_names[i]) == 0)
			return i;
	BUG_ON(true);
	return -1;
}

static struct zone *the_zone(void)
{
	return &NODE_DATA(0)->node_zones[ZONE_NORMAL];
}

/*
 * The snapshot.
 */

/* A walk that has seen so many entries goes round in circles. */
static void check_walk(unsigned long entries)
{
	if (entries > 2 * nr_mem_sections * PAGES_PER_SECTION)
		answer_hang();
}

static void show_pfns(struct list_head *list)
{
	const char *comma = "";
	unsigned long entries = 0;
	struct page *page;

	answer("[");
	list_for_each_entry(page, list, lru) {
		check_walk(++entries);
		answer("%s%lu", comma, page_to_pfn(page));
		comma = ", ";
	}
	answer("]");
}

static void show_counters(struct zone *zone)
{
	unsigned long events[NR_VM_EVENT_ITEMS];
	unsigned long allocated = 0;
	int i;

	all_vm_events(events);
	for (i = 0; i < PGFREE; i++)
		allocated += events[i];

	answer("\"NR_FREE_PAGES\": %ld, \"present_pages\": %lu, "
	       "\"totalram_pages\": %lu, \"num_physpages\": %lu, "
	       "\"PGFREE\": %lu, \"PGALLOC\": %lu, \"nr_pageblock_isolate\": %d",
	       atomic_long_read(&zone->vm_stat[NR_FREE_PAGES]),
	       zone->present_pages, totalram_pages, num_physpages,
	       events[PGFREE], allocated, zone->nr_pageblock_isolate);
}

static void show_free_lists(struct zone *zone)
{
	const char *comma = "";
	int order, type;

	answer(", \"nr_free\": [");
	for (order = 0; order < MAX_ORDER; order++)
		answer("%s%lu", order ? ", " : "", zone->free_area[order].nr_free);

	answer("], \"free_list\": {");
	for_each_migratetype_order(order, type) {
		struct list_head *list = &zone->free_area[order].free_list[type];

		if (list_empty(list))
			continue;
		answer("%s\"%s/%d\": ", comma, type_names[type], order);
		show_pfns(list);
		comma = ", ";
	}
	answer("}");
}

static void show_pcp_lists(struct zone *zone)
{
	int cpu, type;

	answer(", \"pcp\": [");
	for_each_online_cpu(cpu) {
		struct per_cpu_pages *pcp = &per_cpu_ptr(zone->pageset, cpu)->pcp;

		answer("%s{\"count\": %d", cpu ? ", " : "", pcp->count);
		for (type = 0; type < MIGRATE_PCPTYPES; type++) {
			answer(", \"%s\": ", type_names[type]);
			show_pfns(&pcp->lists[type]);
		}
		answer("}");
	}
	answer("]");
}

static void show_isolated_pages(void)
{
#ifdef HAVE_ISOLATED_PAGES
	const char *comma = "";
	unsigned long entries = 0;
	struct page *page;

	answer(", \"isolated_pages\": [");
	list_for_each_entry(page, &isolated_pages, lru) {
		check_walk(++entries);
		answer("%s{\"pfn\": %lu, \"order\": %lu}", comma,
		       page_to_pfn(page), page_order(page));
		comma = ", ";
	}
	answer("]");
#endif
}

static void show_blocks(struct zone *zone)
{
	unsigned long pfn;

	answer(", \"blocks\": [");
	for (pfn = 0; pfn < zone->spanned_pages; pfn += pageblock_nr_pages)
		answer("%s\"%s\"", pfn ? ", " : "",
		       type_names[get_pageblock_migratetype(pfn_to_page(pfn))]);
	answer("]");
}

/* The pfns of the pages with a flag. */
static void show_flagged(struct zone *zone, const char *name, int flag)
{
	const char *comma = "";
	unsigned long pfn;

	answer(", \"%s\": [", name);
	for (pfn = 0; pfn < zone->spanned_pages; pfn++) {
		if (!(pfn_to_page(pfn)->flags >> flag & 1))
			continue;
		answer("%s%lu", comma, pfn);
		comma = ", ";
	}
	answer("]");
}

static void show_pages(struct zone *zone)
{
	unsigned long pfn;

	answer(", \"count\": [");
	for (pfn = 0; pfn < zone->spanned_pages; pfn++)
		answer("%s%d", pfn ? ", " : "", page_count(pfn_to_page(pfn)));
	answer("]");
	show_flagged(zone, "reserved", PG_reserved);
	show_flagged(zone, "lru", PG_lru);
}

static void play_state(void)
{
	struct zone *zone = the_zone();

	answer("{");
	show_counters(zone);
	show_free_lists(zone);
	show_pcp_lists(zone);
	show_isolated_pages();
	show_blocks(zone);
	show_pages(zone);
	answer_done();
}

/*
 * Steps that are more than a call.
 */

/* Is pfn among the words up to "|", or up to the end? */
static bool listed(int argc, char **argv, unsigned long pfn)
{
	int i;

	for (i = 0; i < argc && strcmp(argv[i], "|") != 0; i++)
		if ((unsigned long)atol(argv[i]) == pfn)
			return true;
	return false;
}

/* layout LRU-PFN ... | PINNED-PFN ... */
static void layout(int argc, char **argv)
{
	struct zone *zone = the_zone();
	unsigned long nr_pages = zone->spanned_pages;
	char *taken = memset(kmalloc(nr_pages, GFP_KERNEL), 0, nr_pages);
	struct page *page;
	unsigned long pfn;
	int bar = 0;

	while ((page = alloc_page(GFP_HIGHUSER_MOVABLE)))
		taken[page_to_pfn(page)] = 1;
	while (strcmp(argv[bar], "|") != 0)
		bar++;

	for (pfn = 0; pfn < nr_pages; pfn++) {
		if (!taken[pfn])
			continue;
		if (listed(argc, argv, pfn)) {
			lru_cache_add(pfn_to_page(pfn));
		} else if (!listed(argc - bar - 1, argv + bar + 1, pfn)) {
			__free_page(pfn_to_page(pfn));
			drain_all_pages();
		}
	}
	memset(vm_event_states, 0, sizeof(vm_event_states));
}

static long allocate(int handle, int order, int migratetype)
{
	struct zone *zone = the_zone();
	struct page *page = buffered_rmqueue(zone, zone, order, GFP_KERNEL,
					     migratetype);

	BUG_ON(handle < 0 || handle >= MAX_HANDLES);
	handles[handle].page = page;
	handles[handle].order = order;
	return page ? (long)page_to_pfn(page) : -1;
}

static void free_handle(int handle)
{
	struct page *page = handles[handle].page;

	handles[handle].page = NULL;
	if (page)
		__free_pages(page, handles[handle].order);
}

/* Sets the low watermark, which a contiguous allocation has to keep. */
static int contig(unsigned long start, unsigned long end)
{
#ifdef CONFIG_CMA
	low_wmark_pages(the_zone()) = 2;
	return alloc_contig_range(start, end, MIGRATE_CMA);
#else
	BUG_ON(true);
	return 0;
#endif
}

/* boot NR-PAGES POSSIBLE-PAGES HIGH BATCH [HOLE-START HOLE-END] */
static void boot(int argc, char **argv)
{
#ifdef CONFIG_HOLES_IN_ZONE
	if (argc > 6) {
		hole_start_pfn = atol(argv[5]);
		hole_end_pfn = atol(argv[6]);
	}
#endif
	start_kernel(atol(argv[1]), atol(argv[2]), atoi(argv[3]), atoi(argv[4]));
}

/*
 * One step. ret is what it returned; none where the step returns nothing.
 */
void play_step(int argc, char **argv)
{
	const char *step = argv[0];
	unsigned long a = argc > 1 ? atol(argv[1]) : 0;
	unsigned long b = argc > 2 ? atol(argv[2]) : 0;
	long none = -1000000, ret = none;

	if (strcmp(step, "state") == 0) {
		play_state();
		return;
	}

	if (strcmp(step, "boot") == 0)
		boot(argc, argv);
	else if (strcmp(step, "layout") == 0)
		layout(argc - 1, argv + 1);
	else if (strcmp(step, "cpu") == 0)
		arch_set_cpu(a);
	else if (strcmp(step, "alloc") == 0)
		ret = allocate(a, b, type_by_name(argv[3]));
	else if (strcmp(step, "free") == 0)
		free_handle(a);
	else if (strcmp(step, "free_pfn") == 0)
		__free_pages(pfn_to_page(a), b);
	else if (strcmp(step, "isolate") == 0)
		ret = start_isolate_page_range(a, b, MIGRATE_MOVABLE);
	else if (strcmp(step, "undo") == 0)
		ret = undo_isolate_page_range(a, b, MIGRATE_MOVABLE);
	else if (strcmp(step, "test") == 0)
		ret = test_pages_isolated(a, b);
	else if (strcmp(step, "offline") == 0)
		ret = offline_pages(a, b, 1000);
	else if (strcmp(step, "online") == 0)
		ret = online_pages(a, b);
	else if (strcmp(step, "hotadd") == 0)
		add_memory(0, (u64)a << PAGE_SHIFT, (u64)(b - a) << PAGE_SHIFT);
	else if (strcmp(step, "drain") == 0)
		drain_all_pages();
	else if (strcmp(step, "block") == 0)
		set_pageblock_migratetype(pfn_to_page(a), type_by_name(argv[2]));
	else if (strcmp(step, "watermark") == 0)
		ret = zone_watermark_ok(the_zone(), a, b, 0, 0);
	else if (strcmp(step, "watermark_safe") == 0)
		ret = zone_watermark_ok_safe(the_zone(), a, b, 0, 0);
	else if (strcmp(step, "get_any_page") == 0)
		ret = get_any_page(pfn_to_page(a), a);
	else if (strcmp(step, "put_page") == 0)
		put_page(pfn_to_page(a));
	else if (strcmp(step, "contig") == 0)
		ret = contig(a, b);
	else if (strcmp(step, "xen") == 0)
		balloon_init();
	else
		BUG_ON(true);

	if (ret == none)
		answer("{\"ret\": null");
	else
		answer("{\"ret\": %ld", ret);
	answer_done();
}
