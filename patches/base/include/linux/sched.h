/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The scheduler, as seen by a task that runs alone: giving way only lets time
 * pass, and no signal is ever pending.
 */
#ifndef __LINUX_SCHED_H
#define __LINUX_SCHED_H

void yield(void);

#define cond_resched()		do { } while (0)
#define signal_pending(task)	0

#endif /* __LINUX_SCHED_H */
