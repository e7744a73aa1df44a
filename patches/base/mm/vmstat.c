// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counters, and the files of /proc that show them.
 *
 * Models: events; pagetypeinfo, vmstat and the head of zoneinfo.
 * Leaves out: per-cpu differences of the page counters, the other files.
 */
#include <linux/mm.h>
#include <linux/vmstat.h>
#include <linux/string.h>
#include <linux/seq_file.h>
#include "internal.h"

DEFINE_PER_CPU(struct vm_event_state, vm_event_states);

atomic_long_t vm_stat[NR_VM_ZONE_STAT_ITEMS];

/* Adds up the cpus' counts, of all events. */
void all_vm_events(unsigned long *totals)
{
	int cpu, i;

	memset(totals, 0, NR_VM_EVENT_ITEMS * sizeof(unsigned long));
	for_each_online_cpu(cpu)
		for (i = 0; i < NR_VM_EVENT_ITEMS; i++)
			totals[i] += per_cpu(vm_event_states, cpu).event[i];
}

static char * const migratetype_names[MIGRATE_TYPES] = {
	"Unmovable",
	"Reclaimable",
	"Movable",
	"Reserve",
#ifdef CONFIG_CMA
	"CMA",
#endif
	"Isolate",
};

/* Chunks of each order and type, counted on the lists. */
static void pagetypeinfo_showfree(struct seq_file *m, struct zone *zone)
{
	int mtype, order;

	for (mtype = 0; mtype < MIGRATE_TYPES; mtype++) {
		seq_printf(m, "Node %4d, zone %8s, type %12s ",
			   zone_to_nid(zone), zone->name,
			   migratetype_names[mtype]);
		for (order = 0; order < MAX_ORDER; order++) {
			struct free_area *area = &zone->free_area[order];
			unsigned long freecount = 0;
			struct page *page;

			list_for_each_entry(page, &area->free_list[mtype], lru)
				freecount++;
			seq_printf(m, "%6lu ", freecount);
		}
		seq_printf(m, "\n");
	}
}

/* Blocks of each type that has a name here. */
static void pagetypeinfo_showblockcount(struct seq_file *m, struct zone *zone)
{
	unsigned long count[MIGRATE_TYPES] = { 0, };
	unsigned long pfn = zone->zone_start_pfn;
	unsigned long end_pfn = pfn + zone->spanned_pages;
	int mtype;

	for (; pfn < end_pfn; pfn += pageblock_nr_pages) {
		if (!pfn_valid(pfn))
			continue;
		mtype = get_pageblock_migratetype(pfn_to_page(pfn));
		if (mtype < MIGRATE_TYPES)
			count[mtype]++;
	}

	seq_printf(m, "Node %d, zone %8s ", zone_to_nid(zone), zone->name);
	for (mtype = 0; mtype < MIGRATE_TYPES; mtype++)
		seq_printf(m, "%12lu ", count[mtype]);
	seq_printf(m, "\n");
}

/* /proc/pagetypeinfo. */
int pagetypeinfo_show(struct seq_file *m, void *arg)
{
	struct zone *zone;
	unsigned long flags;
	int order, mtype;

	seq_printf(m, "Page block order: %d\n", pageblock_order);
	seq_printf(m, "Pages per block:  %lu\n\n", pageblock_nr_pages);

	seq_printf(m, "%-43s ", "Free pages count per migrate type at order");
	for (order = 0; order < MAX_ORDER; order++)
		seq_printf(m, "%6d ", order);
	seq_printf(m, "\n");

	for_each_populated_zone(zone) {
		spin_lock_irqsave(&zone->lock, flags);
		pagetypeinfo_showfree(m, zone);
		spin_unlock_irqrestore(&zone->lock, flags);
	}

	seq_printf(m, "\n%-23s", "Number of blocks type ");
	for (mtype = 0; mtype < MIGRATE_TYPES; mtype++)
		seq_printf(m, "%12s ", migratetype_names[mtype]);
	seq_printf(m, "\n");

	for_each_populated_zone(zone) {
		spin_lock_irqsave(&zone->lock, flags);
		pagetypeinfo_showblockcount(m, zone);
		spin_unlock_irqrestore(&zone->lock, flags);
	}
	return 0;
}

/* /proc/zoneinfo, as far as there is something to tell. */
int zoneinfo_show(struct seq_file *m, void *arg)
{
	struct zone *zone;
	int cpu;

	for_each_populated_zone(zone) {
		seq_printf(m, "Node %d, zone %8s\n", zone_to_nid(zone),
			   zone->name);
		seq_printf(m, "  pages free     %lu\n",
			   zone_page_state(zone, NR_FREE_PAGES));
		seq_printf(m, "        min      %lu\n",
			   zone->watermark[WMARK_MIN]);
		seq_printf(m, "        low      %lu\n",
			   zone->watermark[WMARK_LOW]);
		seq_printf(m, "        high     %lu\n",
			   zone->watermark[WMARK_HIGH]);
		seq_printf(m, "        spanned  %lu\n", zone->spanned_pages);
		seq_printf(m, "        present  %lu\n", zone->present_pages);

		seq_printf(m, "  pagesets\n");
		for_each_online_cpu(cpu) {
			struct per_cpu_pages *pcp;

			pcp = &per_cpu_ptr(zone->pageset, cpu)->pcp;
			seq_printf(m, "    cpu: %d\n", cpu);
			seq_printf(m, "              count: %d\n", pcp->count);
			seq_printf(m, "              high:  %d\n", pcp->high);
			seq_printf(m, "              batch: %d\n", pcp->batch);
		}
	}
	return 0;
}

/* /proc/vmstat: names in the order of the counters, then of the events. */
static const char * const vmstat_text[] = {
	"nr_free_pages",

	"pgalloc_normal",
#ifdef CONFIG_HIGHMEM
	"pgalloc_high",
#endif
	"pgalloc_movable",
	"pgfree",
};

int vmstat_show(struct seq_file *m, void *arg)
{
	unsigned long events[NR_VM_EVENT_ITEMS];
	unsigned long value;
	int i;

	all_vm_events(events);
	for (i = 0; i < (int)ARRAY_SIZE(vmstat_text); i++) {
		if (i < NR_VM_ZONE_STAT_ITEMS)
			value = atomic_long_read(&vm_stat[i]);
		else
			value = events[i - NR_VM_ZONE_STAT_ITEMS];
		seq_printf(m, "%s %lu\n", vmstat_text[i], value);
	}
	return 0;
}
