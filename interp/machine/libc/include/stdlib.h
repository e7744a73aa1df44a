/* SPDX-License-Identifier: MIT */
#pragma GCC system_header
#ifndef _STDLIB_H
#define _STDLIB_H
#include <bits/size_null.h>
typedef int wchar_t;
#define EXIT_SUCCESS 0
#define EXIT_FAILURE 1
#define RAND_MAX 32767
typedef struct { int quot, rem; } div_t;
typedef struct { long quot, rem; } ldiv_t;
static inline div_t div(int a, int b)
{
	div_t r = { a / b, a % b };

	return r;
}
static inline ldiv_t ldiv(long a, long b)
{
	ldiv_t r = { a / b, a % b };

	return r;
}
void *malloc(size_t);
void *calloc(size_t, size_t);
void *realloc(void *, size_t);
void free(void *);
int atexit(void (*)(void));
char *getenv(const char *);
int abs(int);
long labs(long);
long long llabs(long long);
int atoi(const char *);
long atol(const char *);
long long atoll(const char *);
long strtol(const char *, char **, int);
long long strtoll(const char *, char **, int);
unsigned long strtoul(const char *, char **, int);
unsigned long long strtoull(const char *, char **, int);
int rand(void);
void srand(unsigned);
void qsort(void *, size_t, size_t, int (*)(const void *, const void *));
void *bsearch(const void *, const void *, size_t, size_t, int (*)(const void *, const void *));
_Noreturn void exit(int);
_Noreturn void _Exit(int);
_Noreturn void abort(void);
void *alloca(size_t);
#endif
