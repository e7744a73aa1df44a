// SPDX-License-Identifier: MIT
// switch: fall-through, ranges, types, Duff's device, nested, in loops.
int printf(const char *, ...);
enum e { A, B = 10, C };

static int fall(int n) { int r = 0; switch (n) { case 0: r += 1; case 1: r += 10; break;
	case 2: case 3: r += 100; default: r += 1000; case 7: r += 10000; } return r; }
static int ranges(int n) { switch (n) { case -5 ... -1: return 1; case 0 ... 9: return 2;
	case 10 ... 1000000: return 3; case 2000000 ... 0x7fffffff: return 4; } return 0; }
static int unsigned_switch(unsigned n) { switch (n) { case -1: return 1; case 0x80000000: return 2;
	case 5u: return 3; } return 0; }
static int long_switch(long n) { switch (n) { case 1l << 40: return 1; case -1: return 2;
	case 0xffffffff: return 3; default: return 4; } }
static int char_switch(char c) { switch (c) { case 'a' ... 'z': return 1; case '0' ... '9': return 2;
	case '\377': return 3; case 200: return 4; default: return 5; } }
static int enum_switch(enum e e) { switch (e) { case A: return 1; case B: return 2; case C: return 3; }
	return 4; }
static int default_first(int n) { int r = 0; switch (n) { default: r = 5; case 1: r++; break; case 2: r = 9; }
	return r; }
static int only_default(int n) { switch (n) { default: return 5; } }
static int empty(int n) { switch (n) { } switch (n++) case 3: return 7; switch (n) ; return n; }
static int nested(int n) { int r = 0; switch (n & 3) { case 0: switch (n >> 2) { case 0: r = 1; break;
	case 1: r = 2; default: r += 3; } r += 10; break; case 1: r = 20; case 2: r += 30; break; } return r;
	}
static int declarations(int n) { switch (n) { int hidden; case 1: hidden = 5; return hidden; case 2: {
	int x = 3; hidden = x; } default: hidden = 8; return hidden + n; } }
static int statement_body(int n) { int r = 0; switch (n) while (r < 3) { case 2: r++; r += 10; default: r++; }
	return r; }
static int if_inside(int n) { int r = 0; switch (n) { case 0: if (r) { case 1: r += 1; } else {
	case 2: r += 2; } r += 10; break; case 3: do { r += 100; case 4: r += 1000; } while (r < 1500); }
	return r; }
static void duff(char *to, const char *from, int count)
{
	int n = (count + 7) / 8;
	switch (count % 8) {
	case 0: do { *to++ = *from++;
	case 7: *to++ = *from++;
	case 6: *to++ = *from++;
	case 5: *to++ = *from++;
	case 4: *to++ = *from++;
	case 3: *to++ = *from++;
	case 2: *to++ = *from++;
	case 1: *to++ = *from++;
		} while (--n > 0);
	}
}
static int loops(int n)
{
	int i, r = 0;
	for (i = 0; i < n; i++) { switch (i % 4) { case 0: continue; case 1: break; case 2: r += 5;
	if (r > 20) return r; /* falls */ case 3: r++; continue; } r += 100; }
	while (n--) switch (n) { case 3: r += 7; case 1: goto out; default: break; }
out:	do { switch (r & 1) { case 1: r--; continue; case 0: break; } r /= 2; } while (r > 3);
	return r;
}
static int effects(int n) { int r = 0; switch (r++, n = n * 2 + r) { case 1: r += 10; break; case 3: r += 20;
	case 5: n++; } return r * 100 + n; }
static int value(int n) {
	return ({ int v; switch (n) { case 0: v = 3; break; case 1: v = 4; break; default: v = 5; } v; }) * 2;
	}

int main(void)
{
	int n, i;
	long longs[] = { 1l << 40, -1, 0xffffffff, 0, 1 };
	char buffer[40], text[] = "abcdefghijklmnopqrstuvwxyz0123456789";
	for (n = -2; n < 9; n++)
		printf("%d: %d %d %d %d %d %d %d %d %d %d %d %d %d %d %d %d %d\n", n, fall(n), ranges(n * 3), ranges(n * 400000), unsigned_switch(n), enum_switch(n), enum_switch(n + 5),
		       default_first(n), only_default(n), empty(n), nested(n), nested(n + 4), declarations(n), statement_body(n), if_inside(n), loops(n < 0 ? -n : n), effects(n), value(n));
	printf("%d %d %d\n", unsigned_switch(0x80000000), ranges(0x7fffffff), ranges(-6));
	for (i = 0; i < 5; i++) printf("%d ", long_switch(longs[i]));
	printf("%d %d %d %d %d\n", char_switch('q'), char_switch('7'), char_switch(-1), char_switch((char)200), char_switch('A'));
	for (n = 1; n < 20; n += 3) { for (i = 0; i < 40; i++) buffer[i] = 0; duff(buffer, text, n);
	printf("%s\n", buffer); }
	return 0;
}
