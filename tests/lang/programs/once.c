// SPDX-License-Identifier: MIT
// do { ... } while (0), which is no loop unless something leaves it.
int printf(const char *, ...);
#define both(a, b) do { a; b; } while (0)
int main(void)
{
	int n = 0, k = 0;
	do { int x = 3; n += x; } while (0);
	do { if (n) break; n = 100; } while (0);
	do { if (n) continue; n = 100; } while (0);
	for (;;) { do { if (k++ > 3) goto out; } while (0); }
out:
	both(n++, k++);
	do { switch (n) { case 4: break; default: n = 7; } k += 2; } while (0);
	do { do { n++; if (k) break; } while (0); n += 10; } while (0);
	for (int i = 0; i < 3; i++) both(n++, if (i == 1) n += 5);
	goto in;
	do { n = 0; in: n++; } while (0);
	int *p; do { int y = 9; p = &y; n += *p; } while (0); 
	printf("%d %d\n", n, k);
	return 0;
}
