// SPDX-License-Identifier: MIT
// The preprocessor: #, ##, variadic macros, conditions, macros in macros, self-reference.
int printf(const char *, ...);
#define STR(x) #x
#define XSTR(x) STR(x)
#define CAT(a, b) a##b
#define XCAT(a, b) CAT(a, b)
#define CAT3(a, b, c) a##b##c
#define EMPTY
#define ONE 1
#define TWO ONE + ONE
#define TIMES(a, b) ((a) * (b))
#define f(x) (x + f(x))
#define self self + 1
#define ping pong + 1
#define pong ping + 2
#define LOG(fmt, ...) printf("log " fmt "\n", ##__VA_ARGS__)
#define LOG2(fmt, args...) printf(fmt, ## args)
#define PRINT(...) printf(__VA_ARGS__)
#define SHOW(...) printf("%s\n", #__VA_ARGS__)
#define COUNT(...) COUNT_(__VA_ARGS__, 5, 4, 3, 2, 1, 0)
#define COUNT_(a, b, c, d, e, n, ...) n
#define APPLY(m, ...) m(__VA_ARGS__)
#define DEFER(x) x EMPTY
#define NOARGS() 7
#define LPAREN (
#define EVAL(x) x
#define hash_hash # ## #
#define join(a, b) a hash_hash b
#define in_between(a) mkstr(a)
#define mkstr(a) # a
#define FN g
#define g(x) (x * 2)
#define h g(3
#define MULTI(a, \
              b) \
	((a) - \
	 (b))
#define PAIR(a, b) { .a = b, .b = a }
#define do_twice(body) do { body; body; } while (0)
#define glue(n) var_##n = n; var_ ## n
#define xstr_line XSTR(__LINE__)
#define LIST(X) X(red, 1) X(green, 2) X(blue, 4)
#define ENUM(name, value) COLOUR_##name = value,
#define CASE(name, value) case COLOUR_##name: return #name;
enum colour { LIST(ENUM) };
static const char *name_of(enum colour c) { switch (c) { LIST(CASE) } return "?"; }
static int (self_value)(void) { return 5; }
#undef f
static int f(int x) { return x + 100; }
#define f(x) f(f(x))
#ifdef ONE
# define KNOWN 1
#else
# error not reached: isn't it
#endif
#ifndef UNKNOWN
#define ANSWER 42
#elif 1
#define ANSWER 43
#else
#define ANSWER 44
#endif
#if 0
it's "not closed
#if 1
#else
#endif
@ `
#elif defined(ONE) && !defined UNKNOWN && (ONE + 1 == 2 ? 1 : 0) && UNKNOWN == 0 && -1 < 0 && ~0 == -1 && 0xff == 255 && 'a' == 97 && (1 << 3 | 1) == 9
#define CHOSEN "elif"
#else
#define CHOSEN "else"
#endif
#if -1 > 0u && 5 / 2 == 2 && 7 % 4 == 3 && (2 || 1 / 1) && 18446744073709551615u == -1 && TIMES(2, 3) == 6
#define UNSIGNED 1
#endif
#if __has_nothing
#endif
#pragma once

#define REDEFINED same  thing
#define REDEFINED same thing
#/* nothing */

int main(void)
{
	struct { int x, y; } pair = { 1, 2 } /* comment */ ;
	int var_1, var_2, i = 0, hidden = 3; char text[] = "a" "b" /* x */ "c" STR(d "e\n");
	printf("%s\n%s\n%s\n", XSTR(TWO), STR(TWO), STR( a  +   b /* c */ "q\"uote" '\0' )); printf("%d %d %d\n", XCAT(1, XCAT(2, 3)), CAT3(0, x, 1f), TIMES(TWO, 2 + 1)); printf("%s %s\n", text, XSTR(CAT(ON, E)));
	printf("%d\n", f(1)); LOG("nothing"); LOG("%d %s", 1, "two"); LOG2("plain\n"); LOG2("%d\n", 5); PRINT("%d %d\n", 1, 2); SHOW(a, b ,c,, "d" ); SHOW(); printf("%d %d %d\n", COUNT(a), COUNT(a, b, c), COUNT(a, (b, c), d, e));
	printf("%d %d\n", APPLY(TIMES, 3, 4), NOARGS()); printf("%s\n", XSTR(join(x, y))); printf("%s %s\n", in_between(a hash_hash b), STR(hash_hash)); printf("%d %d\n", FN(4), h)); printf("%s\n", XSTR(FN (5))); printf("%d\n", MULTI(9,
		4)); printf("%s %s\n", XSTR(ping), XSTR(pong)); do_twice(i++); glue(1); glue(2); printf("%d %d %d\n", i, var_1, var_2); printf("%s %s %s\n", name_of(4), name_of(COLOUR_green), name_of(9)); printf("%d %s %d %d\n", ANSWER, CHOSEN, UNSIGNED, KNOWN); printf("%s %d\n", xstr_line, __LINE__ > 80); printf("[%s] [%s] [%s]\n", STR(), XSTR(EMPTY), STR(EMPTY)); printf("%s\n", XSTR(CAT(,x) CAT(x,) CAT(,)y)); printf("%s\n", STR(- -1) XSTR(-ONE)); printf("%d\n", - -ONE); printf("%s %s\n", XSTR(REDEFINED), STR(__VA_ARGS__)); printf("%d\n", hid\
den); printf("%s\n", "spliced \
string"); printf("%d %d\n", pair.x, pair.y); printf("%d\n", __STDC_VERSION__ == 201112L && __LP64__); printf("%d %d\n", __COUNTER__, __COUNTER__ > 0); printf("%s\n", STR(\n "\n" '\n')); printf("%s\n", STR(...->*x<<=y)); printf("%d\n", 1 /**/+/**/ 1 /* /* */); printf("%s", "no // comment /* here */\n"); i = 8 //* comment
	/ 2; printf("%d\n", i);
#undef ONE
#ifdef ONE
	printf("wrong\n");
#else
	printf("right\n");
#endif
#if 1 /* comment
	over lines */
	printf("end %s\n", STR(EVAL(ONE)));
#endif
	return self_value();
}
