/* SPDX-License-Identifier: MIT */
#pragma GCC system_header
#ifndef _SYS_TYPES_H
#define _SYS_TYPES_H
#include <bits/size_null.h>
typedef long ssize_t;
typedef int pid_t;
typedef long off_t;
typedef unsigned int mode_t;
typedef unsigned int u_int32_t;
typedef unsigned char u_char;
typedef unsigned short u_short;
typedef unsigned int u_int;
typedef unsigned long u_long;
#endif
