// SPDX-License-Identifier: GPL-2.0-only
/*
 * The map of physical addresses.
 *
 * Models: a machine whose every page is System RAM, so a walk over the RAM in
 * a range is one call for the whole range.
 * Leaves out: the resource tree, and so ranges that RAM fills in pieces.
 */
#include <linux/ioport.h>

int walk_system_ram_range(unsigned long start_pfn, unsigned long nr_pages,
			  void *arg,
			  int (*func)(unsigned long, unsigned long, void *))
{
	return (*func)(start_pfn, nr_pages, arg);
}
