# SPDX-License-Identifier: MIT
"""The C programs that are measured; `by_hand.py` has the same ones as one would write in Python."""

from __future__ import annotations

from interp.lang import Build, Options, compile_program
from interp.machine import Process

CAPACITY = 1 << 24
PRIMES = 200_001  # elements of the sieve
PAGES, ORDERS, SLOTS = 1024, 11, 64  # of the buddy allocator

SIEVE = f"""\
static unsigned char flags[{PRIMES}];

int sieve(int n)
{{
	int i, j, count = 0;

	for (i = 2; i < n; i++)
		flags[i] = 1;
	for (i = 2; i < n; i++) {{
		if (!flags[i])
			continue;
		count++;
		for (j = i + i; j < n; j += i)
			flags[j] = 0;
	}}
	return count;
}}
"""
LISTS = """\
struct node {
	struct node *next, *prev;
	long value;
};
static struct node head = { &head, &head };

void build(int n)
{
	int i;

	for (i = 0; i < n; i++) {
		struct node *node = kmalloc(sizeof(*node), 0);
		node->value = i;
		node->next = &head;
		node->prev = head.prev;
		head.prev->next = node;
		head.prev = node;
	}
}

long walk(int rounds)
{
	struct node *node;
	long sum = 0;
	int i;

	for (i = 0; i < rounds; i++)
		for (node = head.next; node != &head; node = node->next)
			sum += node->value;
	return sum;
}
"""
BUDDY = f"""\
struct list_head {{
	struct list_head *next, *prev;
}};
struct page {{
	struct list_head list;
	int order, free;
}};
static struct page pages[{PAGES}];
static struct list_head free_area[{ORDERS}];
static struct page *held[{SLOTS}];

static void list_add(struct list_head *entry, struct list_head *to)
{{
	struct list_head *next = to->next;

	next->prev = entry;
	entry->next = next;
	entry->prev = to;
	to->next = entry;
}}

static void list_del(struct list_head *entry)
{{
	entry->next->prev = entry->prev;
	entry->prev->next = entry->next;
}}

static void set_free(struct page *page, int order)
{{
	page->order = order;
	page->free = 1;
	list_add(&page->list, &free_area[order]);
}}

static struct page *alloc_pages(int order)
{{
	struct page *page;
	int current;

	for (current = order; current < {ORDERS}; current++) {{
		if (free_area[current].next == &free_area[current])
			continue;
		page = (struct page *)free_area[current].next;
		list_del(&page->list);
		page->free = 0;
		while (current > order) {{
			current--;
			set_free(page + (1 << current), current);
		}}
		page->order = order;
		return page;
	}}
	return 0;
}}

static void free_pages(struct page *page)
{{
	unsigned long index = page - pages;
	int order = page->order;

	while (order < {ORDERS} - 1) {{
		unsigned long other = index ^ (1UL << order);
		struct page *buddy = &pages[other];

		if (!buddy->free || buddy->order != order)
			break;
		list_del(&buddy->list);
		buddy->free = 0;
		index &= other;
		order++;
	}}
	set_free(&pages[index], order);
}}

int buddy(int n)
{{
	unsigned int seed = 1;
	int i, slot, count = 0;

	for (i = 0; i < {ORDERS}; i++)
		free_area[i].next = free_area[i].prev = &free_area[i];
	for (i = 0; i < {SLOTS}; i++)
		held[i] = 0;
	for (i = 0; i < {PAGES}; i++)
		pages[i].free = 0;
	set_free(pages, {ORDERS} - 1);
	for (i = 0; i < n; i++) {{
		seed = seed * 1103515245 + 12345;
		slot = seed >> 16 & {SLOTS - 1};
		if (held[slot]) {{
			free_pages(held[slot]);
			held[slot] = 0;
		}} else {{
			held[slot] = alloc_pages(seed >> 24 & 3);
			count++;
		}}
	}}
	return count;
}}
"""
SCALAR = """\
int scalar(int n)
{
	int i, a = 0, b = 1, t;

	for (i = 0; i < n; i++) {
		t = (a + b) & 0xffff;
		a = b;
		b = t;
	}
	return a;
}
"""
TEXT = (
    "typedef unsigned long size_t;\nvoid *kmalloc(size_t, unsigned int);\n"
    + SIEVE
    + LISTS
    + BUDDY
    + SCALAR
)


def process() -> Process:
    """Return a fresh process of the programs."""
    build = Build({"bench.c": TEXT}, ["bench.c"], {}, options=Options(capacity=CAPACITY))
    program = compile_program(build)
    return Process(program, lambda form: compile_program(build, form), build.files)
