// SPDX-License-Identifier: MIT
// Typedefs that make an alignment less or more: members, pointers, arrays, assignments.
int printf(const char *, ...);
void *memcpy(void *, const void *, unsigned long);
typedef long UL1 __attribute__((aligned(1)));
typedef unsigned short U16 __attribute__((aligned(1), may_alias));
typedef int I2 __attribute__((aligned(2)));
struct u1 { char c; UL1 l; I2 i; char d; };
typedef struct { int a; long b; } S1 __attribute__((aligned(2)));
struct in { char c; S1 s; };
static UL1 global = 7;
static U16 get(const void *p) { return *(const U16 *)p; }
static void put(void *p, long v) { *(UL1 *)p = v; }
int main(void)
{
	char raw[32] = { 0 };
	struct u1 u = { 1, 2, 3, 4 }, v[2] = { u, u };
	UL1 local = 5, *p = (UL1 *)(raw + 3), list[3] = { 1, 2, 3 };
	struct in in = { 1, { 2, 3 } };
	S1 *s = &in.s;
	put(raw + 3, 0x1122334455667788);
	printf("%x %lx %lx %x\n", get(raw + 5), *p, *p + 1, get(raw + 4));
	p++; *p = 9; *p += 2; (*p)++;
	printf("%ld %d\n", *p, raw[11]);
	v[1].l++; v[1].i -= 5;
	printf("%d %d %d %d %d\n", (int)sizeof u, (int)sizeof v, (int)v[1].l, v[1].i, v[1].d);
	s->b = 77; s->a--;
	printf("%d %d %ld %d %d\n", (int)sizeof in, (int)_Alignof(S1), in.s.b, s->a, (int)_Alignof(UL1));
	local += list[2] + global; global = local;
	printf("%ld %ld %d\n", local, global, (int)sizeof list);
	memcpy(raw + 1, list, sizeof list);
	printf("%ld\n", ((UL1 *)(raw + 1))[1]);
	return 0;
}
