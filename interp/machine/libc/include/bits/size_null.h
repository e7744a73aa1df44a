/* SPDX-License-Identifier: MIT */
#pragma GCC system_header
/* What several headers share, so that none of them defines more than its own names (7.1.3). */
#ifndef _BITS_SIZE_NULL_H
#define _BITS_SIZE_NULL_H
typedef unsigned long size_t;
#define NULL ((void *)0)
#endif
