// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory hotplug's notifier chains.
 *
 * Models: the chain of hotplug events and the chain that is asked before a
 * block is isolated. Nobody is on them unless a lesson registers somebody.
 * Leaves out: memory blocks in sysfs.
 */
#include <linux/memory.h>

static struct notifier_block *memory_chain;
static struct notifier_block *memory_isolate_chain;

void register_memory_notifier(struct notifier_block *block)
{
	notifier_chain_register(&memory_chain, block);
}

int memory_notify(unsigned long action, void *data)
{
	return notifier_call_chain(&memory_chain, action, data);
}

void register_memory_isolate_notifier(struct notifier_block *block)
{
	notifier_chain_register(&memory_isolate_chain, block);
}

int memory_isolate_notify(unsigned long action, void *data)
{
	return notifier_call_chain(&memory_isolate_chain, action, data);
}
