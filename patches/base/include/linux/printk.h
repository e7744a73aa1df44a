/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel log. printk() itself belongs to the machine we run on.
 * Left out: log levels as a filter, rate limits.
 */
#ifndef __LINUX_PRINTK_H
#define __LINUX_PRINTK_H

/* A level stands in front of the text: start of header, then a digit. */
#define KERN_SOH	"\001"
#define KERN_ALERT	KERN_SOH "1"
#define KERN_ERR	KERN_SOH "3"
#define KERN_WARNING	KERN_SOH "4"
#define KERN_INFO	KERN_SOH "6"
#define KERN_DEBUG	KERN_SOH "7"

int printk(const char *fmt, ...);

#define pr_warn(...)	printk(KERN_WARNING __VA_ARGS__)
#define pr_info(...)	printk(KERN_INFO __VA_ARGS__)

#endif /* __LINUX_PRINTK_H */
