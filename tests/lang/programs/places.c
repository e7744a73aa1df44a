// SPDX-License-Identifier: MIT
// Compound assignment, ++ and -- on every kind of place; the address is found only once.
int printf(const char *, ...);

struct inner { short low, high; unsigned bits:5; int sbits:6; _Bool flag:1; unsigned long wide:40;
	long swide:37; };
struct outer { struct inner array[3]; int *pointer; unsigned char bytes[5]; union { int number; char text[4];
	}; };

static int calls;
static struct outer global;
static int global_array[8];
static int *next(int *p) { calls++; return p; }
static struct outer *where(struct outer *o) { calls++; return o; }

static void locals(void)
{
	int i = 5, j = 7, in_memory = 3, *p = &in_memory;
	unsigned char c = 250;
	printf("%d ", i++); printf("%d ", i); printf("%d ", ++i); printf("%d ", i); printf("%d ", i--);
	printf("%d ", i); printf("%d %d\n", --i, 0);
	j = i++ + (j + 1); printf("%d %d\n", i, j);
	printf("%d\n", i += 4); printf("%d\n", (i -= 2, i)); printf("%d\n", i *= 3); printf("%d\n", i /= 2);
	printf("%d\n", i %= 5);
	printf("%d\n", i <<= 3); printf("%d\n", i >>= 1); printf("%d\n", i |= 6); printf("%d\n", i &= 5);
	printf("%d\n", i ^= 15);
	printf("%d ", (*p)++); printf("%d ", in_memory); printf("%d ", ++*p); printf("%d\n", in_memory);
	printf("%d\n", *p += 40);
	printf("%d ", in_memory--); printf("%d\n", *p); printf("%d\n", in_memory <<= 2);
	printf("%d ", c++); printf("%d\n", c); printf("%d\n", c += 10); printf("%d ", c--);
	printf("%d\n", --c); printf("%d\n", c -= 10);
	i = j = c = 300; printf("%d %d %d\n", i, j, c);
	i = (j = 5) + (c = 256 + 7); printf("%d %d %d\n", i, j, c);
}

static void memory(void)
{
	int *p = global_array, *q, n = 0;
	*p++ = 1; *p++ = 2; *p = 3; *++p = 4; p[1] = 5; 2[p] = 6; *(p + 3) = 7;
	for (q = global_array; q < global_array + 8; q++) printf("%d ", *q);
	printf("| %ld\n", (long)(p - global_array));
	p -= 2; p += 1; printf("%d ", *p); printf("%d ", *p--); printf("%d\n", *p); printf("%d\n", *--p);
	*next(p) += 10; ++*next(p); (*next(p))--; *next(p) <<= 2; printf("%d calls %d\n", *p, calls);
	global_array[n++] += 5; global_array[n++]++; --global_array[n++]; printf("n %d\n", n);
	global_array[n--] ^= global_array[4]; printf("%d %d\n", n, global_array[3]);
	printf("%d ", global_array[n++] = 77); printf("%d\n", n); printf("%d\n", global_array[--n]);
	for (n = 0; n < 8; n++) printf("%d ", global_array[n]);
	printf("\n");
	global.bytes[2] = 250; global.bytes[2] += 10; printf("%d\n", global.bytes[2]--);
	printf("%d\n", ++global.bytes[2]);
	global.pointer = global_array; global.pointer++; ++global.pointer; *global.pointer += 3;
	(*global.pointer++)++;
	printf("%d %d\n", global.pointer[-1], global.pointer[0]);
	where(&global)->array[1].low = -5; where(&global)->array[1].low--;
	where(&global)->array[1].high += 40000;
	printf("%d %d calls %d\n", global.array[1].low, global.array[1].high, calls);
	global.number = 0x41424344; global.text[1]++; printf("%x\n", global.number);
}

static void bit_fields(void)
{
	struct inner *b = &global.array[2], local = { .bits = 31 };
	int i;
	for (i = 0; i < 3; i++) { b->bits += 13; printf("%d ", b->bits++); printf("%d ", --b->bits); }
	b->sbits = 31; printf("%d ", b->sbits++); printf("%d ", b->sbits); b->sbits = -32; b->sbits--;
	printf("%d\n", b->sbits);
	b->flag = 4; printf("%d ", b->flag); b->flag--; printf("%d ", b->flag); b->flag = 0; b->flag += 2;
	printf("%d ", b->flag);
	printf("%d\n", b->flag ^= 1); printf("%d\n", b->flag = 8);
	b->wide = 1ul << 39; b->wide += (1ul << 39) - 1; printf("%lx ", (unsigned long)b->wide); b->wide++;
	printf("%lx\n", (unsigned long)b->wide);
	b->swide = 1l << 36; printf("%ld ", (long)b->swide); b->swide--; printf("%ld\n", (long)b->swide);
	printf("%d %d ", (b->bits = 35), (b->sbits = 35));
	printf("%d\n", (b->bits = 3) + (b->sbits = 33));
	printf("%d %d %d %d\n", local.bits, local.bits + 1, -local.bits, ~local.bits); local.bits++;
	printf("%d\n", local.bits);
	printf("%d\n", local.bits - 1 < 0); printf("%d\n", (b->wide = 3) - 4 < 0);
	b->wide = 0xffffffffff; printf("%lx\n", (unsigned long)b->wide * 2);
	where(&global)->array[0].bits |= 9; where(&global)->array[0].bits &= ~1;
	printf("%d calls %d\n", global.array[0].bits, calls);
}

int main(void)
{
	locals();
	memory();
	bit_fields();
	return 3;
}
