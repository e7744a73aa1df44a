// SPDX-License-Identifier: MIT
// Enumerations that are packed or defined later, and types by machine mode.
int printf(const char *, ...);
typedef unsigned int u8 __attribute__((mode(QI)));
typedef signed int s16 __attribute__((__mode__(__HI__)));
typedef int __attribute__((mode(DI))) s64;
enum later; enum later *pl; enum later get(void);
struct uses { enum later (*f)(enum later); enum later *p; };
enum later { L1, L2 = 5 };
enum later get(void) { return L2; }
enum small { A, B = 200 } __attribute__((packed));
enum __attribute__((packed)) negative { N = -1, M = 127 };
enum both { X = -1, Y = 0x7fffffff };
enum big { Z = 0x100000000 };
struct s { enum small a; enum negative b; char c; };
enum e1 { E1 }; 
int main(void)
{
	u8 a = 300; s16 b = 70000; s64 c = 1L << 40; const u8 d = 255;
	enum e1 { E2 = 3 } x = E2; enum small sm = B; enum negative ng = N; enum later lt = get(); pl = &lt;
	unsigned int __attribute__((mode(word))) w = -1;
	printf("%d %d %ld %d %d %lx\n", a, b, c, d, (int)sizeof(s16), w);
	printf("%d %d %d %d\n", (int)sizeof(struct s), (int)sizeof(enum small), (int)sizeof(enum both), (int)sizeof(enum big));
	printf("%d %d %d %d %d\n", sm, ng, ng < 0, *pl, x);
	sm++; ng = 300; printf("%d %d %d %d\n", sm, ng, -sm < 0, sm - 201 > -1);
	return 0;
}
