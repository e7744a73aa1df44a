/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the links of a removed list entry point to: addresses that are not
 * canonical on x86-64, so that whoever follows them stops at once.
 */
#ifndef __LINUX_POISON_H
#define __LINUX_POISON_H

#define POISON_POINTER_DELTA	0xdead000000000000UL

#define LIST_POISON1	((void *)(0x00100100 + POISON_POINTER_DELTA))
#define LIST_POISON2	((void *)(0x00200200 + POISON_POINTER_DELTA))

#endif /* __LINUX_POISON_H */
