/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Moving the contents of pages elsewhere.
 */
#ifndef __LINUX_MIGRATE_H
#define __LINUX_MIGRATE_H

#include <linux/mm.h>

/* Where a page's contents go. NULL: nowhere. */
typedef struct page *new_page_t(struct page *page, unsigned long private,
				int **result);

enum migrate_mode {
	MIGRATE_ASYNC,
	MIGRATE_SYNC,
};

void putback_lru_pages(struct list_head *pages);
int migrate_pages(struct list_head *from, new_page_t get_new_page,
		  unsigned long private, bool offlining,
		  enum migrate_mode mode);

#endif /* __LINUX_MIGRATE_H */
