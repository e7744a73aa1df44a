// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sections and their memory maps.
 *
 * Models: which sections are present, and the memory that struct pages live
 * in: zeroes for the sections of the boot, but for a section that is added
 * later whatever was there. (Real machines clear that, too, only after v3.6.)
 * Leaves out: removing a section.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/init.h>
#include "internal.h"

struct page *mem_map;
struct mem_section *mem_section;
unsigned long nr_mem_sections;

#ifdef CONFIG_HOLES_IN_ZONE
/* Set before boot. */
unsigned long hole_start_pfn, hole_end_pfn;
#endif

/*
 * A memory map is itself made of pages and goes on a bit behind the last
 * frame. Code that believes a wrong order walks there, and comes back unhurt.
 */
#define MEM_MAP_SPARE	max(64UL, MAX_ORDER_NR_PAGES)

static void section_set_present(unsigned long nr)
{
	mem_section[nr].section_mem_map = pfn_to_page(section_nr_to_pfn(nr));
}

/*
 * Struct pages of frames that are not there yet. Of a used piece of memory
 * nothing can be said; but page flags and mapping nobody will ever set, all
 * rely on them, and so they must come out right by luck: as zero.
 */
static void __init init_absent_pages(unsigned long pfn, unsigned long end_pfn)
{
	for (; pfn < end_pfn; pfn++) {
		pfn_to_page(pfn)->flags = 0;
		pfn_to_page(pfn)->mapping = NULL;
	}
}

/* A map for all the memory there can ever be, of which nr_pages are there. */
void __init sparse_init(unsigned long nr_pages, unsigned long possible_pages)
{
	unsigned long present = ALIGN(nr_pages, PAGES_PER_SECTION);
	unsigned long possible = ALIGN(possible_pages, PAGES_PER_SECTION);
	unsigned long nr;

	mem_map = kmalloc((possible + MEM_MAP_SPARE) * sizeof(struct page),
			  GFP_KERNEL);
	memset(mem_map, 0, present * sizeof(struct page));
	init_absent_pages(present, possible);
	memset(pfn_to_page(possible), 0, MEM_MAP_SPARE * sizeof(struct page));

	nr_mem_sections = pfn_to_section_nr(possible);
	mem_section = kzalloc(nr_mem_sections * sizeof(struct mem_section),
			      GFP_KERNEL);
	for (nr = 0; nr < pfn_to_section_nr(present); nr++)
		section_set_present(nr);
}

/*
 * Makes a section present: from now on its struct pages can be looked at.
 * They are not cleared, so page->private is not to be relied on.
 */
int __meminit sparse_add_one_section(struct zone *zone, unsigned long start_pfn,
				     int nr_pages)
{
	unsigned long nr = pfn_to_section_nr(start_pfn);

	if (nr >= nr_mem_sections)
		return -ENOMEM;
	if (valid_section_nr(nr))
		return -EEXIST;

	section_set_present(nr);
	return 0;
}
