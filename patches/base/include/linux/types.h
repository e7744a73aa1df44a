/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The basic types of a 64-bit (LP64) kernel, as far as they are used here.
 */
#ifndef __LINUX_TYPES_H
#define __LINUX_TYPES_H

#define NULL	((void *)0)

typedef _Bool bool;

enum {
	false = 0,
	true = 1,
};

typedef unsigned long size_t;

typedef unsigned long long u64;

/* Flags of an allocation, see gfp.h. */
typedef unsigned int gfp_t;

typedef struct {
	int counter;
} atomic_t;

typedef struct {
	long counter;
} atomic_long_t;

/* A link of a doubly linked circular list, or the list's head. */
struct list_head {
	struct list_head *next, *prev;
};

#endif /* __LINUX_TYPES_H */
