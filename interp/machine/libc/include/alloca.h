/* SPDX-License-Identifier: MIT */
#pragma GCC system_header
#ifndef _ALLOCA_H
#define _ALLOCA_H
#include <bits/size_null.h>
void *alloca(size_t);
#endif
