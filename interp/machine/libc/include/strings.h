/* SPDX-License-Identifier: MIT */
#pragma GCC system_header
#ifndef _STRINGS_H
#define _STRINGS_H
#include <bits/size_null.h>
int strcasecmp(const char *, const char *);
int strncasecmp(const char *, const char *, size_t);
char *index(const char *, int);
char *rindex(const char *, int);
void bcopy(const void *, void *, size_t);
int bcmp(const void *, const void *, size_t);
void bzero(void *, size_t);
int ffs(int);
#endif
