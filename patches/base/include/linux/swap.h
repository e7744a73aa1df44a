/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The LRU: pages in use that may be reclaimed or moved.
 *
 * Models: being on it (PG_lru and one list a zone), and being taken off it.
 * Leaves out: ageing, the active list, reclaim, swap.
 */
#ifndef __LINUX_SWAP_H
#define __LINUX_SWAP_H

#include <linux/mm.h>

void lru_cache_add(struct page *page);
int lru_add_drain_all(void);
int isolate_lru_page(struct page *page);
void putback_lru_page(struct page *page);

#endif /* __LINUX_SWAP_H */
