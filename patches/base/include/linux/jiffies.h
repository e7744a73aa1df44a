/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Time, counted in ticks since boot. It passes only when somebody yields.
 */
#ifndef __LINUX_JIFFIES_H
#define __LINUX_JIFFIES_H

extern unsigned long jiffies;

/* Right across the counter's wrap, while both lie near each other. */
#define time_after(a, b)	((long)((b) - (a)) < 0)

#endif /* __LINUX_JIFFIES_H */
