// SPDX-License-Identifier: MIT
// Integers of 16 bytes (GNU C): conversions, arithmetic, memory, calls, as the kernel's mul_u64_u64_shr().
int printf(const char *, ...);
typedef __int128 s128;
typedef unsigned __int128 u128;
typedef unsigned long u64;
typedef int ti __attribute__((mode(TI)));

static void show(const char *what, u128 v)
{
	printf("%s %016lx%016lx\n", what, (u64)(v >> 64), (u64)v);
}

static u64 mul_u64_u64_shr(u64 a, u64 b, unsigned int shift)
{
	return (u64)(((u128)a * b) >> shift);
}

struct mixed {
	char c;
	u128 wide;
	int after;
};

static struct mixed table[3] = { { 1, (u128)7 << 100, 2 }, { .wide = -1 } };
static s128 counter = -5, zeros;
static const u128 mask = ((u128)1 << 90) - 1;

static s128 power(s128 base, int n)
{
	s128 result = 1;

	while (n--)
		result *= base;
	return result;
}

static u128 sum(int n, ...)
{
	__builtin_va_list list;
	u128 total = 0;

	__builtin_va_start(list, n);
	for (int i = 0; i < n; i++)
		total += __builtin_va_arg(list, u128) + __builtin_va_arg(list, int);
	__builtin_va_end(list);
	return total;
}

static int decimal(s128 v, char *to)
{
	char digits[48];
	int n = 0, length = 0;
	u128 rest = v < 0 ? -(u128)v : v;

	do
		digits[n++] = '0' + (int)(rest % 10);
	while (rest /= 10);
	if (v < 0)
		to[length++] = '-';
	while (n)
		to[length++] = digits[--n];
	to[length] = 0;
	return length;
}

static int kind(s128 v)
{
	switch (v) {
	case -1: return 1;
	case 1l << 40: return 2;
	case 5 ... 9: return 3;
	}
	return 0;
}

int main(void)
{
	char text[64];
	u128 a = 0xfedcba9876543210ul, *p = &a, many[4] = { 1, 2 };
	s128 low = (s128)1 << 127, b = -3;
	struct mixed copy = table[0];
	volatile u128 v = 9;
	void *pointer = (void *)0xffff888000000010ul;
	u64 high = 3;
	unsigned char byte;
	_Bool truth = (u128)1 << 100;

	show("product", a * a);
	show("sum", a * a + ~(u128)0);
	show("difference", 5 - a);
	show("complement", ~a ^ mask);
	show("quotient", (a * a) / 1000000007);
	show("remainder", (a * a) % 1000000007);
	show("signed quotient", (s128)-(s128)(a * a) / 12345);
	show("signed remainder", (s128)-(s128)(a * a) % 12345);
	show("shifts", (a << 70) | (low >> 100));
	show("from int", (u128)(int)-2);
	show("from unsigned", (s128)(unsigned int)-2);
	show("pointer", (u128)pointer);
	show("signed pointer", (s128)pointer);
	printf("%d %d %d %d\n", b < 2u, (u128)b < 2u, low < 0, truth);
	printf("%lx %x %d\n", (u64)(a * 3), (int)(a * 3), (signed char)(a * 3));
	printf("%lx %lx\n", mul_u64_u64_shr(~0ul, ~0ul, 64), mul_u64_u64_shr(~0ul, high, 1));
	printf("%d %d %d %d\n", (int)sizeof(u128), (int)__alignof__(s128), (int)sizeof(struct mixed),
	       (int)__builtin_offsetof(struct mixed, after));
	printf("%d %d\n", (int)((u64)&copy.wide & 15), (int)sizeof(ti));
	show("member", copy.wide + table[1].wide + table[2].wide);
	table[2].wide = copy.wide--;
	table[2].wide += 0x10;
	show("stored", table[2].wide - copy.wide);
	(*p)++;
	p[0] <<= 3;
	show("through pointer", a);
	many[2] = many[1] + (many[3] = 40);
	byte = many[2] >> 3;
	show("array", many[2] * byte);
	counter += b;
	counter -= 1l << 62;
	zeros |= counter;
	decimal(zeros, text);
	printf("%s\n", text);
	decimal(power(-7, 45), text);
	printf("%s %d\n", text, decimal(low, text));
	printf("%s\n", text);
	show("arguments", sum(2, (u128)1 << 99, 4, a, 6));
	v = v * v;
	show("volatile", v);
	show("choice", v ? v - 1 : b);
	printf("%d %d %d %d\n", kind(-1), kind((s128)1 << 40), kind(7), kind(low));
	printf("%d %d %d\n", !v, !!a, b && !zeros);
	printf("%d", __builtin_mul_overflow(a, a, &v));
	printf("%d", __builtin_mul_overflow(a, a << 60, p));
	printf("%d\n", __builtin_add_overflow_p(low, -1, (s128)0));
	show("swapped", __builtin_bswap128(a));
	show("minus", -b + +b - ~b);
	return (int)(a % 100);
}
