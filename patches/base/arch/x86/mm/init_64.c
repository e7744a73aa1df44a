// SPDX-License-Identifier: GPL-2.0-only
/*
 * The architecture's part in adding memory.
 *
 * Models: new memory belongs to ZONE_NORMAL.
 * Leaves out: mapping it into the kernel's address space.
 */
#include <linux/mm.h>
#include <linux/init.h>
#include <linux/memory_hotplug.h>

int __meminit arch_add_memory(int nid, u64 start, u64 size)
{
	struct zone *zone = &NODE_DATA(nid)->node_zones[ZONE_NORMAL];

	return __add_pages(nid, zone, start >> PAGE_SHIFT, size >> PAGE_SHIFT);
}
