/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The bits of page->flags, and their accessors.
 *
 * Models: the flags that something here sets or forbids.
 * Leaves out: the others, and atomic bit operations (see atomic.h).
 */
#ifndef __LINUX_PAGE_FLAGS_H
#define __LINUX_PAGE_FLAGS_H

#include <linux/bug.h>
#include <linux/mm_types.h>

enum pageflags {
	PG_locked,
	PG_lru,			/* on the LRU list */
	PG_slab,
	PG_reserved,		/* not the allocator's: boot, hotplug, driver */
	PG_private,		/* page->private belongs to the file system */
	PG_writeback,
	PG_mlocked,
	PG_hwpoison,		/* about to fail: never to be used again */
	__NR_PAGEFLAGS,
};

/* Pages that are freed must have none of these... */
#define PAGE_FLAGS_CHECK_AT_FREE					\
	(1UL << PG_locked | 1UL << PG_lru | 1UL << PG_slab |		\
	 1UL << PG_reserved | 1UL << PG_private | 1UL << PG_writeback)
/* ...and pages that are handed out must have no flag at all. */
#define PAGE_FLAGS_CHECK_AT_PREP	((1UL << __NR_PAGEFLAGS) - 1)

#define PAGEFLAG(Name, name)						\
static inline int Page##Name(const struct page *page)			\
{									\
	return (page->flags >> PG_##name) & 1;				\
}									\
static inline void SetPage##Name(struct page *page)			\
{									\
	page->flags |= 1UL << PG_##name;				\
}									\
static inline void ClearPage##Name(struct page *page)			\
{									\
	page->flags &= ~(1UL << PG_##name);				\
}

PAGEFLAG(LRU, lru)
PAGEFLAG(Reserved, reserved)
PAGEFLAG(Mlocked, mlocked)
PAGEFLAG(HWPoison, hwpoison)

static inline int __TestClearPageMlocked(struct page *page)
{
	int mlocked = PageMlocked(page);

	ClearPageMlocked(page);
	return mlocked;
}

#endif /* __LINUX_PAGE_FLAGS_H */
