/* SPDX-License-Identifier: MIT */
#ifndef _ALLOCA_H
#define _ALLOCA_H
#include <bits/size_null.h>
void *alloca(size_t);
#endif
