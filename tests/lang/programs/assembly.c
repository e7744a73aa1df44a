// SPDX-License-Identifier: MIT
// asm without instructions: barriers, and values that the compiler must not know.
int printf(const char *, ...);
#define barrier() __asm__ __volatile__("": : :"memory")
#define HIDE(var) __asm__ ("" : "=r" (var) : "0" (var))
asm("");
struct s { int a[3]; } s;
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
	if (a) asm(""); else barrier();
	return 0;
}
