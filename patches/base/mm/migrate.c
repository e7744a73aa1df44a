// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page migration.
 *
 * Models: what happens to the two page frames. The new one takes the old
 * one's place on the LRU, the old one loses its references and is freed.
 * Leaves out: contents and page tables, so a page that has somewhere to go
 * always gets there; and trying again, since nothing changes meanwhile.
 */
#include <linux/migrate.h>
#include <linux/swap.h>

/* Puts isolated pages back on the LRU. */
void putback_lru_pages(struct list_head *pages)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, pages, lru) {
		list_del(&page->lru);
		putback_lru_page(page);
	}
}

static int unmap_and_move(struct page *page, new_page_t get_new_page,
			  unsigned long private)
{
	struct page *newpage = get_new_page(page, private, NULL);

	if (!newpage)
		return -ENOMEM;

	list_del(&page->lru);
	lru_cache_add(newpage);
	put_page(page);		/* of whoever isolated it */
	put_page(page);		/* of its user, who has newpage now */
	return 0;
}

/*
 * Moves isolated pages. Those that have nowhere to go stay on the list;
 * returns how many.
 */
int migrate_pages(struct list_head *from, new_page_t get_new_page,
		  unsigned long private, bool offlining,
		  enum migrate_mode mode)
{
	struct page *page, *next;
	int nr_failed = 0;

	list_for_each_entry_safe(page, next, from, lru)
		if (unmap_and_move(page, get_new_page, private))
			nr_failed++;

	return nr_failed;
}
