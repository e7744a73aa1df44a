// SPDX-License-Identifier: MIT
// #pragma pack: bounds on alignment, pushed and popped, with bit-fields and other attributes.
int printf(const char *, ...);
#pragma pack(push, 1)
struct b1 { char a; int b : 20; int c : 20; short d; };
struct __attribute__((aligned(4))) n1 { char c; long l; };
#pragma pack(push, 4)
struct b4 { char a; long b : 40; long c : 30; long d; };
#pragma pack(pop)
union u1 { char c[5]; int i; };
#pragma pack(pop)
#pragma pack(2)
struct b2 { char a; int b : 17; int c : 20; int : 0; char d; struct { char x; int y; } in; };
#pragma pack()
struct b0 { char a; int b : 20; int c : 20; struct b1 in; int z; };
int main(void)
{
	struct b1 x = { 1, -2, 3, 4 };
	struct b4 y = { 1, 1L << 38, -5, 6 };
	struct b2 z = { 1, -1, 77, 2, { 3, 4 } };
	struct b0 w = { 1, 2, 3, { 4, 5, 6, 7 }, 8 };
	struct b1 *p = &w.in, t[2] = { [1] = { 9, 8, 7, 6 } };
	unsigned char *c = (unsigned char *)&x;
	printf("%d %d %d %d %d %d\n", (int)sizeof x, (int)sizeof y, (int)sizeof z, (int)sizeof w, (int)sizeof(union u1), (int)sizeof(struct n1));
	for (unsigned i = 0; i < sizeof x; i++) printf("%02x", c[i]);
	printf("\n%d %ld %d %d\n", x.b, (long)y.b, (int)y.c, z.c + z.in.y + z.b);
	p->d = 300; t[1].b--; w.in.c = -1;
	printf("%d %d %d %d\n", w.in.d, t[1].b, w.in.c, w.z);
	c = (unsigned char *)&z;
	for (unsigned i = 0; i < sizeof z; i++) if (i != 5 && i != 6 && i != 7) printf("%02x", c[i]);
	printf("\n");
	return 0;
}
