// SPDX-License-Identifier: MIT
// asm without instructions: barriers, and values that the compiler must not know.
int printf(const char *, ...);
#define barrier() __asm__ __volatile__("": : :"memory")
#define HIDE(var) __asm__ ("" : "=r" (var) : "0" (var))
asm("");
struct s { int a[3]; } s;
static int count;
static int *bar(void) { ++count; return &count; }
static int likely(int z) { return __builtin_expect(count == 99, z++) ? 7 : z; }

int main(void)
{
	int a = 1, b = 2, c = 3;
	int *p = &a; unsigned char k = 200;
	barrier();
	HIDE(a); HIDE(p);
	asm volatile("" : "=r"(a), [out] "=r"(b) : "1"(a), "0"(b) : "memory", "cc");
	asm("" : "+r" (c), "+m" (*p) : "r"(a + b), "m"(s));
	asm("" : "+r"(k) : "g"(&c), "i"(3));
	asm volatile ("" :: "r"(p));
	asm goto ("" : : : : out);
	asm("" : "=r"(b) : [in] "0"(k));
	asm("" "" : "=m"(s));
out:
	printf("%d %d %d %d %d\n", a, b, c, *p, k);
	asm("" : "+r"(*bar()));
	printf("%d %d\n", count, likely(10));
	printf("%d %d\n", __builtin_constant_p("x"), __builtin_constant_p(&count));
	if (a) asm(""); else barrier();
	return 0;
}
