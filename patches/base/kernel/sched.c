// SPDX-License-Identifier: GPL-2.0-only
/*
 * Time and giving way.
 *
 * Models: a clock that advances by one tick at each yield() and at nothing
 * else, so that a loop which waits for a deadline comes to its end.
 * Leaves out: tasks and their switching.
 */
#include <linux/sched.h>
#include <linux/jiffies.h>

unsigned long jiffies;

void yield(void)
{
	jiffies++;
}
