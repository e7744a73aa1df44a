/* SPDX-License-Identifier: MIT */
#pragma GCC system_header
#ifndef _ERRNO_H
#define _ERRNO_H
static int errno;
#define EDOM 33
#define EINVAL 22
#define ENOMEM 12
#define ERANGE 34
#endif
