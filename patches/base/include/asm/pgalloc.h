/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Allocation of page tables. Nothing here maps a page, so nothing is left of
 * it but the file, which drivers include.
 */
#ifndef __ASM_PGALLOC_H
#define __ASM_PGALLOC_H

#include <asm/page.h>

#endif /* __ASM_PGALLOC_H */
