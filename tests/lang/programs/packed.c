// SPDX-License-Identifier: MIT
// Packed and aligned structures, bit-fields of every kind, and how they lie in memory.
int printf(const char *, ...);
#define packed __attribute__((packed))
#define aligned(n) __attribute__((aligned(n)))
#define LAYOUT(type) printf(#type " %lu %lu\n", sizeof(type), _Alignof(type))
#define OFFSET(type, member) printf(#type "." #member " %lu\n", __builtin_offsetof(type, member))
#define DUMP(object) dump(#object, (const unsigned char *)&(object), sizeof(object))

struct p1 { char c; int i; long l; short s[3]; } packed;
struct p2 { char c; struct { int x; short y; } in; int *pointer; } packed;
struct p3 { char c; int i packed; long l; short s; };
struct p4 { char a; struct p1 p; int tail; };
struct p5 { unsigned a:3, b:17; int c:9; char d; unsigned long e:40; } packed;
struct a1 { char c aligned(16); int i; };
struct a2 { char c; } aligned(32);
struct a3 { char c; int i; } packed aligned(4);
struct a4 { char c; _Alignas(8) short s; _Alignas(long) char d; struct a2 big; };
struct b1 { int a:5, b:30, c:1; char d:2; short e:12; long f:33, g:31; unsigned :0; char h; };
struct b2 { char c; int :3; int x:4; int :0; unsigned y:1; };
struct b3 { unsigned long a:60, b:10; char c; };
struct b4 { _Bool a:1, b:1; enum { X, Y, Z } e:2; signed char s:7; unsigned char u:8; short t:16; };
struct b5 { char a; int b:24; char c; int d:25; };
struct b6 { int :7; char c; }; struct b7 { long :33; char c; }; struct b8 { char c; long :0; char d; };
	struct b9 { short a:9; char b; short c:7; };
union u1 { char c[5]; int i; struct p1 p; }; union u2 { char c[5]; short s; } packed; union u3 { int a:5;
	unsigned long b:37; };
typedef int aligned_int aligned(16); typedef struct { char c; } aligned(8) aligned_struct;
struct holder { char c; aligned_int i; aligned_struct s; };

static void dump(const char *name, const unsigned char *p, unsigned long n) { printf("%s", name);
	while (n--) printf(" %02x", *p++); printf("\n"); }
static struct p1 g1 = { 1, 0x12345678, -2, { 3, 4, 5 } }, array[3] = { { .i = 5 }, { .l = 6, .s[1] = 7 } };
static struct p5 g5 = { 5, 0x1ffff, -200, 'x', 0xaabbccddee };
static struct b1 gb1 = { -3, 1 << 28, -1, 1, -2000, 1l << 31, -5, 'h' };
static struct b4 gb4 = { 1, 1, Z, -60, 250, -30000 };
static int target = 9;

int main(void)
{
	struct p1 l = { 2, 3, 4, { 5 } }, copy, *p = &array[1]; struct p2 m = { .c = 1, .in = {
	2, 3 }, .pointer = &target }; struct p4 q = { 1, g1, 2 }; struct p5 five = g5; struct b1 bits; int i;
	struct p3 three = { 1, 2, 3, 4 };
	LAYOUT(struct p1); LAYOUT(struct p2); LAYOUT(struct p3); LAYOUT(struct p4); LAYOUT(struct p5);
	LAYOUT(struct a1); LAYOUT(struct a2); LAYOUT(struct a3); LAYOUT(struct a4);
	LAYOUT(struct b1); LAYOUT(struct b2); LAYOUT(struct b3); LAYOUT(struct b4); LAYOUT(struct b5);
	LAYOUT(struct b6); LAYOUT(struct b7); LAYOUT(struct b8); LAYOUT(struct b9); LAYOUT(union u1);
	LAYOUT(union u2); LAYOUT(union u3); LAYOUT(aligned_int); LAYOUT(aligned_struct);
	LAYOUT(struct holder);
	OFFSET(struct p1, s); OFFSET(struct p2, in.y); OFFSET(struct p2, pointer); OFFSET(struct p3, i);
	OFFSET(struct p3, l); OFFSET(struct p4, p.l); OFFSET(struct p4, tail); OFFSET(struct p5, d);
	OFFSET(struct a1, i); OFFSET(struct a4, s); OFFSET(struct a4, d); OFFSET(struct a4, big);
	OFFSET(struct holder, i); OFFSET(struct holder, s); OFFSET(struct b1, h); OFFSET(struct b3, c);
	OFFSET(struct b5, c); OFFSET(struct b7, c); OFFSET(struct b8, d); OFFSET(struct b9, b);
	DUMP(g1); DUMP(array); DUMP(g5); DUMP(gb4); DUMP(l); DUMP(five);
	p->i += 40; p->l--; p->s[0] = 1; p->s[2] ^= -1; ++p->s[1]; p++; p->i = p[-1].i++; p->l = -(p - 1)->l;
	printf("%d %ld %d %d\n", array[1].i, array[1].l, array[1].s[1], array[2].i);
	printf("%d\n", p->s[0] = 70000); for (i = 0; i < 3; i++) { array[0].s[i] = i; l.s[i] += i * 3; }
	DUMP(array); DUMP(l);
	copy = *p; copy.l += copy.i; printf("%ld %d\n", copy.l, copy.c);
	printf("%d %d ", m.in.x + m.in.y, *m.pointer); printf("%d\n", m.in.x++); *m.pointer += 5; m.pointer++;
	printf("%d %d %d\n", target, m.pointer == &target + 1, q.p.i); q.p.l = 7; q.p.s[1] = q.tail;
	DUMP(q.p); three.i += three.l; printf("%d\n", three.i);
	five.b += 1; five.c++; five.e = ~0ul; five.a = five.d;
	printf("%d %d %d %lx\n", five.a, five.b, five.c, (unsigned long)five.e); DUMP(five); bits = gb1;
	bits.a = 20; bits.b--; bits.f *= 2; bits.g++;
	printf("%d %d %d %d %d %ld %ld\n", bits.a, bits.b, bits.c, bits.d, bits.e, (long)bits.f, (long)bits.g);
	printf("%d %d %d %d %d\n", gb4.a, gb4.e, gb4.s, gb4.u, gb4.t);
	{ unsigned char buffer[32] = { 0 }; struct p1 *odd = (struct p1 *)(buffer + 3); odd->i = 0x01020304;
	odd->l = -1; odd->s[1] = 0x0506; DUMP(buffer); *odd = g1; DUMP(buffer);
	printf("%d %ld %d\n", odd->i, odd->l, odd->s[2]); }
	return 0;
}
