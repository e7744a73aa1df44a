/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory in bulk. The machine provides it.
 */
#ifndef __LINUX_STRING_H
#define __LINUX_STRING_H

#include <linux/types.h>

void *memset(void *s, int c, size_t count);

#endif /* __LINUX_STRING_H */
