/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The LRU: pages in use that may be reclaimed or moved.
 *
 * Models: being on it (PG_lru and one list a zone), being taken off it, and
 * who looks for memory there when it is short.
 * Leaves out: ageing, the active list, swap, and so pages that can be had.
 */
#ifndef __LINUX_SWAP_H
#define __LINUX_SWAP_H

#include <linux/mm.h>

void lru_cache_add(struct page *page);
int lru_add_drain_all(void);
int isolate_lru_page(struct page *page);
void putback_lru_page(struct page *page);

void wakeup_kswapd(struct zone *zone, int order);
unsigned long try_to_free_pages(struct zone *zone, int order);

#endif /* __LINUX_SWAP_H */
