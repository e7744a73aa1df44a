/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Notifier chains: functions that want to hear of an event, and may object.
 * An answer is NOTIFY_OK or an errno wrapped by notifier_from_errno(), which
 * also ends the round.
 * Left out: priorities, the locked kinds of chains, unregistering.
 */
#ifndef __LINUX_NOTIFIER_H
#define __LINUX_NOTIFIER_H

#include <linux/types.h>

struct notifier_block {
	int (*notifier_call)(struct notifier_block *block,
			     unsigned long action, void *data);
	struct notifier_block *next;
};

#define NOTIFY_OK		0x0001
#define NOTIFY_STOP_MASK	0x8000

static inline int notifier_from_errno(int error)
{
	if (error)
		return NOTIFY_STOP_MASK | (NOTIFY_OK - error);
	return NOTIFY_OK;
}

static inline int notifier_to_errno(int answer)
{
	answer &= ~NOTIFY_STOP_MASK;
	return answer > NOTIFY_OK ? NOTIFY_OK - answer : 0;
}

void notifier_chain_register(struct notifier_block **chain,
			     struct notifier_block *block);
int notifier_call_chain(struct notifier_block **chain, unsigned long action,
			void *data);

#endif /* __LINUX_NOTIFIER_H */
