/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Error numbers. A function that fails returns one of them, negated.
 */
#ifndef __LINUX_ERRNO_H
#define __LINUX_ERRNO_H

#define EINTR	4
#define EIO	5
#define EAGAIN	11
#define ENOMEM	12
#define EBUSY	16
#define EEXIST	17
#define EINVAL	22

#endif /* __LINUX_ERRNO_H */
