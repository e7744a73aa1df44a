// SPDX-License-Identifier: MIT
// goto in every direction: over code, back, into and out of loops, branches and switches.
int printf(const char *, ...);

static int trace(int n) { printf("%d ", n); return n; }

static int forward(int n) { if (n) goto end; trace(1); end: trace(2); return n; }
static int backward(int n) { int i = 0; again: trace(i); if (++i < n) goto again; return i; }
static int two_loops(int n)
{
	int i = 0, j;
outer:	j = 0;
inner:	trace(10 * i + j);
	if (++j < n) goto inner;
	if (++i < n) goto outer;
	return i * j;
}
static int into_for_first(int n) { int i = 2; if (n) goto first; for (i = 0; i < 4; i++) { first: trace(i);
	trace(100); } return i; }
static int into_for_middle(int n) { int i = 2; if (n) goto middle; for (i = 0; i < 4; i++) { trace(i);
	if (i == n) continue; middle: trace(100 + i); } return i; }
static int into_for_end(int n) { int i = 1; if (n) goto last; for (i = 0; i < 3; i++) { trace(i); last:; }
	return i; }
static int into_while(int n) { int i = 0; goto middle; while (i < n) { trace(i); middle: i++;
	if (i == 5) break; } return i; }
static int into_do(int n) { int i = 0; if (n > 2) goto middle; do { trace(i); middle: trace(50 + i);
	if (i == 1) continue; trace(70); } while (++i < n); return i; }
static int out_of_nested(int n)
{
	int i, j, k;
	for (i = 0; i < 3; i++)
		for (j = 0; j < 3; j++) {
			k = 0;
			while (1) {
				trace(100 * i + 10 * j + k);
				if (i * 9 + j * 3 + k == n) goto out;
				if (++k == 2) break;
				if (n == 99 && j == 1) goto next_i;
			}
			continue;
next_i:			break;
		}
	trace(-1);
out:	return i * 100 + j * 10 + k;
}
static int into_branches(int n)
{
	switch (n) { case 0: goto yes; case 1: goto no; case 2: goto deep; }
	if (n > 5) { trace(1); yes: trace(2); if (n == 0) goto end; }
	else { trace(3); no: trace(4); if (n > 3) { trace(5); deep: trace(6); } else trace(7); }
	trace(8);
end:	return n;
}
static int between_branches(int n) { int k = 0; if (n) { trace(1); if (k++) goto out; goto other;
	back: trace(2); } else { trace(3); other: trace(4); if (k < 2) { k++; goto back; } } out: trace(5);
	return k; }
static int crossing(int n)
{
	int i = 0, total = 0;
a:	if (i > 10) goto d;
	total += 1;
	if (i & 1) goto c;
b:	total += 10; i += 2;
	if (total > 50) goto a;
c:	total += 100; i++;
	if (i == 5) goto b;
	if (i % 3 == n) goto a;
	if (i < 12) goto b;
d:	return trace(total) + i;
}
static int state_machine(const char *text)
{
	int words = 0;
start:	switch (*text++) { case 0: goto end; case ' ': goto start; }
	words++;
word:	switch (*text++) { case 0: break; case ' ': goto start; default: goto word; }
end:	return words;
}
static int loop_by_goto_with_continue(int n)
{
	int i, j = 0, sum = 0;
again:	for (i = 0; i < n; i++) {
		if (i == 1) continue;
		if (j == 1 && i == 2) { j++; goto again; }
		sum += i * 10 + j;
		if (i == 3) break;
	}
	if (j++ < 1) goto again;
	trace(j);
	while (sum > 0) { retry: sum -= 7; if (sum % 2) goto retry; if (sum < 50) { sum = -sum; break; }
	continue; }
	return sum;
}
static int switch_and_loops(int n)
{
	int i, sum = 0;
	for (i = 0; i < 10; i++) {
		switch (i) {
		case 0: continue;
		case 1: sum += 1; break;
		case 2: case 3: sum += 10; if (n) goto add; break;
		case 4: for (;;) { if (sum++ > 20) break; if (n) goto leave; continue; } sum += 100; break;
		default: sum += 1000; if (i == 7) goto done; continue;
add:		case 8: sum += 5;
		}
		sum += 2;
leave:		sum += 3;
	}
done:	return trace(sum) + i;
}
static int into_switch(int n) { if (n > 2) goto inside; switch (n) { case 1: trace(1); inside: trace(2);
	case 2: trace(3); break; default: trace(4); } return n; }
static int back_into_loop(int n)
{
	int i, tries = 0;
	for (i = 0; i < 3; i++) { trace(i); resume: trace(20 + i); if (tries == 2 && i == 1) goto end; }
	trace(-1);
	if (tries++ < n) { i = 0; goto resume; }
end:	return i;
}
static int error_paths(int n)
{
	int a = 0, b = 0, c = 0, err = -12;
	a = 1; if (n == 1) goto fail_a;
	b = 2; if (n == 2) goto fail_b;
	c = 3; if (n == 3) { err = -22; goto fail_c; }
	return a + b + c;
fail_c:	trace(c); c = 0;
fail_b:	trace(b); b = 0;
fail_a:	trace(a); a = 0;
	return err;
}
static int over_declarations(int n) { if (n) goto over; { int x = 5; trace(x); over:; int y = 7; trace(y + n);
	if (n-- > 0) goto over; } return n; }
static int label_in_inner_block(int n) { int i = 0; { { top: i++; } trace(i); if (i < n) goto top; }
	for (;;) { { if (i-- == 0) goto out; } trace(-i); } out: return i; }
static int goto_in_condition(int n) { int i = 0; while (({ if (i == n) goto out; i < 10; })) trace(i++);
	trace(-2); out: return i; }
static int same_level_twice(int n) { int i = 0, j = 0; one: i++; if (i < n) goto one; two: j++;
	if (j < n) goto two; if (i + j < 3 * n) goto one; return i * 10 + j; }
static int for_with_goto_step(int n) { int i, c = 0;
	for (i = 0; i < n; i += ({ int k = 0; while (k < 2) k++; k; })) { if (i == 4) { c++; if (c < 3) {
	i = 0; goto skip; } } trace(i); skip:; } return c; }
static int local_labels(int n) { int r = 0, i;
	for (i = 0; i < 2; i++) r += ({ __label__ out; int k = n; if (k > 2) goto out; k *= 100; out: k; }) + ({ __label__ out; int k = i; if (k) goto out; k = 9; out: k; });
	return r; }
static int deep_loops(int n)
{
	int i, j, k, m = 0;
	for (i = 0; i < 3; i++) {
		if (i == n) goto inside;
		for (j = 0; j < 2; j++) {
			do {
				switch (j) { case 0: m++; if (m == 4) goto finish; break;
				case 1: for (k = 0; k < 3; k++) { if (k == 1) continue; inside: m += 10;
				if (m > 45) goto restart; } }
			} while (m % 7 == 3);
		}
	}
finish:	return trace(m);
restart: n = -1; m = 1; goto finish;
}

int main(void)
{
	int n;
#define RUN(f) for (n = 0; n < 6; n++) printf("-> " #f " %d\n", f(n));
	RUN(forward) RUN(backward) RUN(two_loops) RUN(into_for_first) RUN(into_for_middle) RUN(into_for_end) RUN(into_while) RUN(into_do)
	RUN(out_of_nested) RUN(into_branches) RUN(between_branches) RUN(crossing) RUN(loop_by_goto_with_continue) RUN(switch_and_loops)
	RUN(into_switch) RUN(back_into_loop) RUN(error_paths) RUN(over_declarations) RUN(label_in_inner_block) RUN(goto_in_condition)
	RUN(same_level_twice) RUN(for_with_goto_step) RUN(local_labels)
	printf("%d %d %d\n", out_of_nested(99), state_machine("one  two three "), state_machine(""));
	return 0;
}
