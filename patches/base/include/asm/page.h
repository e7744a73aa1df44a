/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Page size, and the way between a page frame number and its struct page.
 *
 * Models: a memory map that is one array, as with SPARSEMEM_VMEMMAP, so that
 * struct pages of neighbouring frames are neighbours.
 */
#ifndef __ASM_PAGE_H
#define __ASM_PAGE_H

#define PAGE_SHIFT	12
#define PAGE_SIZE	(1UL << PAGE_SHIFT)

/* One element a page frame; those of absent sections were never written. */
extern struct page *mem_map;

#define pfn_to_page(pfn)	(mem_map + (pfn))
#define page_to_pfn(page)	((unsigned long)((page) - mem_map))

#endif /* __ASM_PAGE_H */
