// SPDX-License-Identifier: MIT
// Bit-fields wider than int: as values they have a type of their own width, as in gcc.
int printf(const char *, ...);

static struct wide {
	unsigned long u40 : 40, u33 : 33, u63 : 63;
	long s40 : 40, s63 : 63;
	unsigned long long whole : 64;
	unsigned narrow : 32;
} s = { .u40 = (1ul << 40) - 1, .u33 = 5, .u63 = -1, .s40 = -3, .s63 = -4, .whole = -1, .narrow = -1 };

static unsigned long passed(unsigned long value)
{
	return value;
}

int main(void)
{
	int one = 1, many = 30;

	printf("%lx %lx\n", passed(s.u40 + one), (unsigned long)(s.u40 << 4));
	printf("%lx %lx %lx\n", passed(-s.u33), passed(~s.u33), passed(s.u33 << many));
	printf("%lx %lx\n", passed(s.u40 * s.u40), passed(s.u63 + s.u40));
	printf("%lx %lx\n", passed(s.u40 + 1ul), passed((unsigned long)s.u40 + 1));
	printf("%ld %ld\n", (long)(s.s40 * 5), (long)(s.s40 - s.u33));
	printf("%d %d %d\n", s.s40 < 0, s.s40 < s.u33, s.s40 < one);
	printf("%d %d\n", s.u40 - one < s.u40, s.u40 + 1 == 0);
	printf("%lx %lx %x\n", passed(s.whole + 1), passed(s.u40 & -1), s.narrow + 1);
	printf("%lx %lx\n", passed(one ? s.u40 + 1 : s.u33), passed(s.u40 >> 36));
	s.u40++;
	s.u33 <<= 31;
	s.s63 -= 5;
	printf("%lx %lx %ld\n", passed(s.u40), passed(s.u33), (long)s.s63);
	printf("%lx %d\n", passed(s.u40--), (int)sizeof(s.u40 + 1));
	printf("%lx %lx\n", passed(s.u40 / 3), passed(s.u40 % 1000));
	switch (s.u33 + 1) {
	case 1ul << 31 | 1:
		printf("31\n");
		break;
	default:
		printf("%lx\n", passed(s.u33 + 1));
	}
	return 0;
}
