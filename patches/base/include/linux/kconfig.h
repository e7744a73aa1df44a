/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The configuration of the build.
 *
 * A kernel gets these from .config; here they arrive as -D definitions, and
 * what is not given gets the small geometry of the lessons: largest chunk of
 * 8 pages, blocks of 4, so that a chunk can span two blocks as it does on
 * x86-64 (1024 and 512).
 *
 * Switches are on when defined: CONFIG_CMA, CONFIG_DEBUG_VM, CONFIG_HIGHMEM,
 * CONFIG_HOLES_IN_ZONE, CONFIG_DEBUG_LIST, CONFIG_MEMORY_HOTREMOVE,
 * CONFIG_MEMORY_ISOLATION.
 */
#ifndef __LINUX_KCONFIG_H
#define __LINUX_KCONFIG_H

#ifndef CONFIG_FORCE_MAX_ZONEORDER
#define CONFIG_FORCE_MAX_ZONEORDER	4
#endif

#ifndef CONFIG_PAGEBLOCK_ORDER
#define CONFIG_PAGEBLOCK_ORDER		2
#endif

#ifndef CONFIG_NR_CPUS
#define CONFIG_NR_CPUS			2
#endif

/* Pages of a memory section, as an order. 15 on x86-64 (128 MiB). */
#ifndef CONFIG_SECTION_ORDER
#define CONFIG_SECTION_ORDER		(CONFIG_FORCE_MAX_ZONEORDER - 1)
#endif

/*
 * IS_ENABLED(CONFIG_X) is 1 if CONFIG_X is defined to 1, else 0, in C and in
 * #if alike. CONFIG_X = 1 pastes to __ARG_PLACEHOLDER_1, which inserts an
 * argument and so shifts the 1 into second place.
 */
#define __ARG_PLACEHOLDER_1		0,
#define __take_second_arg(ignored, value, ...)	value
#define ___is_enabled(comma_or_junk)	__take_second_arg(comma_or_junk 1, 0, 0)
#define __is_enabled(value)		___is_enabled(__ARG_PLACEHOLDER_##value)
#define IS_ENABLED(option)		__is_enabled(option)

#endif /* __LINUX_KCONFIG_H */
