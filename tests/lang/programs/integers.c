// SPDX-License-Identifier: MIT
// Integer types: sizes, conversions, promotions, wrap.
int printf(const char *, ...);

static signed char sc = -1;
static unsigned char uc = 255;
static short s = -32768;
static unsigned short us = 65535;
static int i = -1;
static unsigned int u = 0xffffffff;
static long l = -1;
static unsigned long ul = ~0ul;
static _Bool b = 5;

#define SHOW(e) printf("%s = %ld %lx\n", #e, (long)(e), (unsigned long)(e))

int main(void)
{
	printf("%lu %lu %lu %lu %lu %lu %lu\n", sizeof(char), sizeof(short), sizeof(int), sizeof(long),
	       sizeof(long long), sizeof(void *), sizeof(_Bool));
	SHOW(sc); SHOW(uc); SHOW(s); SHOW(us); SHOW(i); SHOW(u); SHOW(l); SHOW(ul); SHOW(b);
	SHOW(sc + uc); SHOW(sc == uc); SHOW((unsigned char)sc == uc); SHOW(us * 2); SHOW(u + 1);
	SHOW(i < u); SHOW(i == u); SHOW(i < ul); SHOW(l == ul); SHOW(l < u); SHOW(sc < us);
	SHOW((char)200); SHOW((unsigned char)-3); SHOW((short)0x12345); SHOW((unsigned short)-1);
	SHOW((int)0x123456789l); SHOW((unsigned)0x1ffffffffl); SHOW((_Bool)0x100); SHOW((_Bool)&i != 0);
	SHOW(-u); SHOW(-sc); SHOW(~uc); SHOW(~us); SHOW(~u); SHOW(!u); SHOW(!!s); SHOW(+sc);
	SHOW(u - 2 * u); SHOW(ul * ul); SHOW(u * u); SHOW((unsigned)us * us == 0xfffe0001u ? 1 : 2);
	SHOW(7 / 2); SHOW(-7 / 2); SHOW(7 / -2); SHOW(-7 / -2); SHOW(-7 % 2); SHOW(7 % -2); SHOW(-7 % -2);
	SHOW(u / 3); SHOW(u % 10); SHOW(ul / 7); SHOW(ul % 1000); SHOW(i / 2u); SHOW(i % 7u); SHOW(s / sc);
	SHOW(1 << 30); SHOW(1u << 31); SHOW(u << 4); SHOW(u >> 28); SHOW(i >> 4); SHOW(s >> 3); SHOW(uc << 8);
	SHOW(1ul << 63); SHOW(ul >> 60); SHOW(l >> 63); SHOW(us << 15); SHOW(1 << 3l); SHOW(uc >> 4);
	SHOW(u & 0xff); SHOW(i | 0); SHOW(i ^ u); SHOW(sc & 0xff); SHOW(l ^ u); SHOW(ul & ~0xfffl);
	SHOW(0x7fffffff); SHOW(0x80000000); SHOW(2147483648); SHOW(0xffffffffffffffff); SHOW(017);
	SHOW(0b101);
	SHOW('a'); SHOW('\n'); SHOW('\377'); SHOW('\x80'); SHOW('ab'); SHOW('\0');
	SHOW(sizeof(sc + sc)); SHOW(sizeof(us + 1l)); SHOW(sizeof(1u)); SHOW(sizeof 1ull); SHOW(sizeof 'a');
	SHOW(-1 < 0u); SHOW(-1l < 0u); SHOW(-1 > 1ul); SHOW((short)-1 < (unsigned short)1);
	SHOW(-1 == 0xffffffffu);
	SHOW(1 ? -1 : 0u); SHOW(0 ? 1l : -1); SHOW((1 ? sc : uc) < 0); SHOW((b ? -1 : 0ul) > 0);
	SHOW((int)(u + 1ul)); SHOW(!(int)(u + 1ul)); SHOW((int)(u + 1ul) ? 1 : 2);
	SHOW((char)(uc + 1) ? 1 : 2);
	b = 2; SHOW(b); b = 0; SHOW(b); b = -1; SHOW(b); b++; SHOW(b); b--; SHOW(b); b -= 1; SHOW(b); b += 7;
	SHOW(b);
	b = &i; SHOW(b); b <<= 3; SHOW(b); b &= 2; SHOW(b); b = !b; SHOW(b); b = ~b; SHOW(b);
	uc++; SHOW(uc); uc--; SHOW(uc); sc = 127; sc++; SHOW(sc); us += 1; SHOW(us); us -= 1; SHOW(us);
	s = -32768; s--; SHOW(s); uc = 200; uc *= 2; SHOW(uc); uc <<= 1; SHOW(uc); uc = -uc; SHOW(uc);
	uc = ~uc; SHOW(uc);
	u = 5; u -= 10; SHOW(u); u /= 2; SHOW(u); u %= 1000; SHOW(u); u <<= 25; SHOW(u); u >>= 3; SHOW(u);
	u ^= -1; SHOW(u);
	ul = 1; ul <<= 40; SHOW(ul); ul *= 1l << 30; SHOW(ul); i = 1; i <<= 4; SHOW(i); i |= 3; SHOW(i);
	i %= 7; SHOW(i);
	i = u; SHOW(i); l = u; SHOW(l); l = i; SHOW(l); us = i; SHOW(us); sc = us; SHOW(sc); ul = sc;
	SHOW(ul);
	uc = 100; uc += 100 + 1000; SHOW(uc); sc = 100; sc -= 300; SHOW(sc); i = 5; i *= 2u; SHOW(i);
	i -= 20u; SHOW(i);
	i = -7; i /= 2u; SHOW(i); i = -7; i >>= 1u; SHOW(i); s = -5; s /= 2l; SHOW(s); s %= 2; SHOW(s);
	return -1;
}
