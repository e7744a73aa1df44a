// SPDX-License-Identifier: GPL-2.0-only
/*
 * Notifier chains.
 *
 * Models: calling in the order of registration until somebody objects.
 * Leaves out: what notifier.h says.
 */
#include <linux/notifier.h>

void notifier_chain_register(struct notifier_block **chain,
			     struct notifier_block *block)
{
	while (*chain)
		chain = &(*chain)->next;
	block->next = NULL;
	*chain = block;
}

/* Returns the last answer; NOTIFY_OK if nobody listens. */
int notifier_call_chain(struct notifier_block **chain, unsigned long action,
			void *data)
{
	struct notifier_block *block;
	int answer = NOTIFY_OK;

	for (block = *chain; block; block = block->next) {
		answer = block->notifier_call(block, action, data);
		if (answer & NOTIFY_STOP_MASK)
			break;
	}
	return answer;
}
