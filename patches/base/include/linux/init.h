/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Marks of boot and hotplug code. A kernel collects such functions in
 * sections that it can drop; here they only tell the reader.
 */
#ifndef __LINUX_INIT_H
#define __LINUX_INIT_H

#define __init
#define __meminit
#define __ref

#endif /* __LINUX_INIT_H */
