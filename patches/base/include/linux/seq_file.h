/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files of /proc that are made line by line. There is nobody to read files
 * here: their lines go to the log.
 */
#ifndef __LINUX_SEQ_FILE_H
#define __LINUX_SEQ_FILE_H

#include <linux/printk.h>

struct seq_file;

#define seq_printf(m, ...)	printk(__VA_ARGS__)

#endif /* __LINUX_SEQ_FILE_H */
