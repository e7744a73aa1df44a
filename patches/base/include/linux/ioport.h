/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The map of physical addresses, as far as memory hotplug asks for it.
 */
#ifndef __LINUX_IOPORT_H
#define __LINUX_IOPORT_H

int walk_system_ram_range(unsigned long start_pfn, unsigned long nr_pages,
			  void *arg,
			  int (*func)(unsigned long, unsigned long, void *));

#endif /* __LINUX_IOPORT_H */
