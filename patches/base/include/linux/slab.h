/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory for the kernel's own objects. It comes from the machine, not from
 * the modelled pages, so that a lesson's pages are only the lesson's.
 * What kmalloc() returns was never written.
 */
#ifndef __LINUX_SLAB_H
#define __LINUX_SLAB_H

#include <linux/gfp.h>
#include <linux/string.h>

void *kmalloc(size_t size, gfp_t flags);

static inline void *kzalloc(size_t size, gfp_t flags)
{
	return memset(kmalloc(size, flags), 0, size);
}

#endif /* __LINUX_SLAB_H */
