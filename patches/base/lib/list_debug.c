// SPDX-License-Identifier: GPL-2.0-only
/*
 * The list operations of a debug build (CONFIG_DEBUG_LIST).
 *
 * Models: the checks and their outcome. A bad insertion is reported and done
 * all the same; a bad removal is reported and not done.
 * Leaves out: the call stack that a kernel prints, which the machine shows.
 */
#include <linux/list.h>

#ifdef CONFIG_DEBUG_LIST

void __list_add(struct list_head *new, struct list_head *prev,
		struct list_head *next)
{
	WARN(next->prev != prev,
	     "list_add corruption. next->prev should be prev (%p), but was %p. (next=%p).\n",
	     prev, next->prev, next);
	WARN(prev->next != next,
	     "list_add corruption. prev->next should be next (%p), but was %p. (prev=%p).\n",
	     next, prev->next, prev);
	next->prev = new;
	new->next = next;
	new->prev = prev;
	prev->next = new;
}

void __list_del_entry(struct list_head *entry)
{
	struct list_head *prev = entry->prev;
	struct list_head *next = entry->next;

	/* Poison first: looking at its neighbours would stop the machine. */
	if (WARN(next == LIST_POISON1,
		 "list_del corruption, %p->next is LIST_POISON1 (%p)\n",
		 entry, LIST_POISON1))
		return;
	if (WARN(prev == LIST_POISON2,
		 "list_del corruption, %p->prev is LIST_POISON2 (%p)\n",
		 entry, LIST_POISON2))
		return;
	if (WARN(prev->next != entry,
		 "list_del corruption. prev->next should be %p, but was %p\n",
		 entry, prev->next))
		return;
	if (WARN(next->prev != entry,
		 "list_del corruption. next->prev should be %p, but was %p\n",
		 entry, next->prev))
		return;

	next->prev = prev;
	prev->next = next;
}

#endif /* CONFIG_DEBUG_LIST */
