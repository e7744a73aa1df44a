// SPDX-License-Identifier: GPL-2.0-only
/*
 * Boot.
 *
 * Models: the part of start_kernel() that sets up memory. What a real one
 * learns from firmware and works out from the size of memory, this one is
 * told.
 * Leaves out: all else.
 */
#include <linux/mm.h>
#include <linux/init.h>
#include <linux/string.h>
#include <linux/vmstat.h>
#include "../mm/internal.h"

/*
 * nr_pages		page frames of the machine, from frame 0 on
 * possible_pages	the same with all memory that may be added later
 * high, batch		of the per-cpu lists
 */
void __init start_kernel(unsigned long nr_pages, unsigned long possible_pages,
			 int high, int batch)
{
	sparse_init(nr_pages, possible_pages);
	free_area_init_core(NODE_DATA(0), nr_pages, possible_pages);
	setup_zone_pageset(&NODE_DATA(0)->node_zones[ZONE_NORMAL], high, batch);

	num_physpages = nr_pages;
	totalram_pages += free_all_bootmem();

	/*
	 * Single pages at the end of memory or beside a hole went by way of
	 * this cpu's list. Nobody wants to find them there, nor to see the
	 * freeing of all memory among the events.
	 */
	drain_all_pages();
	memset(vm_event_states, 0, sizeof(vm_event_states));
}
