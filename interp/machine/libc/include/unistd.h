/* SPDX-License-Identifier: MIT */
#pragma GCC system_header
#ifndef _UNISTD_H
#define _UNISTD_H
#include <bits/size_null.h>
typedef long ssize_t;
_Noreturn void _exit(int);
#endif
