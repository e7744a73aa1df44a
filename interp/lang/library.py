# SPDX-License-Identifier: MIT
"""The C library functions that GNU C knows by name, with the types that C11 7 gives them.

They are needed where a program calls one without declaring it, or as `__builtin_<name>()`.
"""

from __future__ import annotations

import functools

from interp.lang.types import (
    CHAR,
    INT,
    LONG,
    LONG_LONG,
    UNSIGNED_INT,
    UNSIGNED_INT128,
    UNSIGNED_LONG,
    UNSIGNED_LONG_LONG,
    UNSIGNED_SHORT,
    VOID,
    VOID_POINTER,
    ArrayType,
    CType,
    FunctionType,
    PointerType,
)

# The argument list type of x86-64 is 24 bytes; here only the first 8 are used.
VA_LIST = ArrayType(UNSIGNED_LONG, 3)

_BYTES = PointerType(VOID.qualified(const=True))
_TYPES: dict[str, CType] = {
    "void": VOID,
    "int": INT,
    "unsigned": UNSIGNED_INT,
    "unsigned short": UNSIGNED_SHORT,
    "long": LONG,
    "unsigned long": UNSIGNED_LONG,
    "size_t": UNSIGNED_LONG,
    "long long": LONG_LONG,
    "unsigned long long": UNSIGNED_LONG_LONG,
    "unsigned __int128": UNSIGNED_INT128,
    "char *": PointerType(CHAR),
    "const char *": PointerType(CHAR.qualified(const=True)),
    "char **": PointerType(PointerType(CHAR)),
    "void *": VOID_POINTER,
    "const void *": _BYTES,
    "FILE *": VOID_POINTER,
    "va_list": PointerType(UNSIGNED_LONG),
    "compare *": PointerType(FunctionType(INT, (_BYTES, _BYTES))),
    "handler *": PointerType(FunctionType(VOID, ())),
}
_LIBRARY = """
int printf(const char *, ...)
int fprintf(FILE *, const char *, ...)
int sprintf(char *, const char *, ...)
int snprintf(char *, size_t, const char *, ...)
int vprintf(const char *, va_list)
int vfprintf(FILE *, const char *, va_list)
int vsprintf(char *, const char *, va_list)
int vsnprintf(char *, size_t, const char *, va_list)
int scanf(const char *, ...)
int sscanf(const char *, const char *, ...)
int puts(const char *)
int putchar(int)
int putc(int, FILE *)
int fputc(int, FILE *)
int fputs(const char *, FILE *)
size_t fwrite(const void *, size_t, size_t, FILE *)
size_t fread(void *, size_t, size_t, FILE *)
int getchar()
int getc(FILE *)
int fgetc(FILE *)
char *fgets(char *, int, FILE *)
int ungetc(int, FILE *)
int fflush(FILE *)
int feof(FILE *)
int ferror(FILE *)
void perror(const char *)
void *malloc(size_t)
void *alloca(size_t)
void *calloc(size_t, size_t)
void *realloc(void *, size_t)
void free(void *)
void exit(int)
void _Exit(int)
void _exit(int)
void abort()
int atexit(handler *)
char *getenv(const char *)
int abs(int)
long labs(long)
long long llabs(long long)
int atoi(const char *)
long atol(const char *)
long long atoll(const char *)
long strtol(const char *, char **, int)
long long strtoll(const char *, char **, int)
unsigned long strtoul(const char *, char **, int)
unsigned long long strtoull(const char *, char **, int)
int rand()
void srand(unsigned)
void qsort(void *, size_t, size_t, compare *)
void *bsearch(const void *, const void *, size_t, size_t, compare *)
void *memcpy(void *, const void *, size_t)
void *mempcpy(void *, const void *, size_t)
void *memmove(void *, const void *, size_t)
void *memset(void *, int, size_t)
int memcmp(const void *, const void *, size_t)
void *memchr(const void *, int, size_t)
size_t strlen(const char *)
size_t strnlen(const char *, size_t)
int strcmp(const char *, const char *)
int strncmp(const char *, const char *, size_t)
int strcoll(const char *, const char *)
int strcasecmp(const char *, const char *)
int strncasecmp(const char *, const char *, size_t)
char *strcpy(char *, const char *)
char *stpcpy(char *, const char *)
char *strncpy(char *, const char *, size_t)
char *stpncpy(char *, const char *, size_t)
char *strcat(char *, const char *)
char *strncat(char *, const char *, size_t)
char *strchr(const char *, int)
char *strrchr(const char *, int)
char *index(const char *, int)
char *rindex(const char *, int)
char *strstr(const char *, const char *)
char *strpbrk(const char *, const char *)
size_t strspn(const char *, const char *)
size_t strcspn(const char *, const char *)
char *strtok(char *, const char *)
char *strtok_r(char *, const char *, char **)
char *strdup(const char *)
char *strndup(const char *, size_t)
char *strerror(int)
void bcopy(const void *, void *, size_t)
int bcmp(const void *, const void *, size_t)
void bzero(void *, size_t)
int isalnum(int)
int isalpha(int)
int isblank(int)
int iscntrl(int)
int isdigit(int)
int isgraph(int)
int islower(int)
int isprint(int)
int ispunct(int)
int isspace(int)
int isupper(int)
int isxdigit(int)
int isascii(int)
int tolower(int)
int toupper(int)
int ffs(int)
int ffsl(long)
int ffsll(long long)
"""
# What only the compiler provides: `__builtin_` stands before these names.
_ARITHMETIC = """
int clz(unsigned)
int clzl(unsigned long)
int clzll(unsigned long long)
int ctz(unsigned)
int ctzl(unsigned long)
int ctzll(unsigned long long)
int clrsb(int)
int clrsbl(long)
int clrsbll(long long)
int popcount(unsigned)
int popcountl(unsigned long)
int popcountll(unsigned long long)
int parity(unsigned)
int parityl(unsigned long)
int parityll(unsigned long long)
unsigned short bswap16(unsigned short)
unsigned bswap32(unsigned)
unsigned long bswap64(unsigned long)
unsigned __int128 bswap128(unsigned __int128)
"""


def _signature(line: str) -> tuple[str, FunctionType]:
    """Return the name and type that one line declares."""
    head, _, parameters = line[:-1].partition("(")
    result, star, name = head.rpartition("*") if "*" in head else head.rpartition(" ")
    words = [word.strip() for word in parameters.split(",")] if parameters else []
    types = tuple(_TYPES[word] for word in words if word != "...")
    return name, FunctionType(_TYPES[result + star.strip()], types, "..." in words)


@functools.cache
def library() -> dict[str, FunctionType]:
    """Return the type of each library function."""
    return dict(_signature(line) for line in _LIBRARY.strip().split("\n"))


@functools.cache
def arithmetic() -> dict[str, FunctionType]:
    """Return the type of each function that only exists as `__builtin_<name>()`."""
    return dict(_signature(line) for line in _ARITHMETIC.strip().split("\n"))
