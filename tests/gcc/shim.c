/* SPDX-License-Identifier: MIT */
/*
 * The machine under the modelled kernel when gcc has compiled it: memory, one
 * running cpu at a time, locks, the log, and the ways to stop.
 *
 * Standard input holds scenarios, one step a line, each beginning with a line
 * "case NAME" and, if somebody waits for the answers, ending with "end". Every "boot" is played in a process of its own, so that it
 * finds a kernel that has never run, and may crash. One JSON object goes out
 * for each step; where the machine stops, the last one says how.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shim.h"

#define MAX_WORDS	512
#define SECONDS_A_BOOT	2
#define MAX_CPUS	64

/*
 * Answers are collected before they are sent: a snapshot that crashes half
 * way must not leave half a line. An answer knows no upper limit.
 */
struct text {
	char *bytes;
	size_t length, room;
};

static struct text answer_text, log_text;

static void append_bytes(struct text *text, const char *bytes, size_t length)
{
	if (text->length + length + 1 > text->room) {
		text->room = 2 * (text->length + length + 1);
		text->bytes = realloc(text->bytes, text->room);
	}
	memcpy(text->bytes + text->length, bytes, length);
	text->length += length;
	text->bytes[text->length] = 0;
}

static void append_format(struct text *text, const char *format, va_list args)
{
	char *bytes;
	int length = vasprintf(&bytes, format, args);

	append_bytes(text, bytes, length);
	free(bytes);
}

void answer(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	append_format(&answer_text, format, args);
	va_end(args);
}

static void send(const char *bytes, size_t length)
{
	while (length) {
		ssize_t sent = write(STDOUT_FILENO, bytes, length);

		if (sent < 0)
			_exit(1);
		bytes += sent;
		length -= sent;
	}
}

/* The log as a JSON list of its lines. */
static void answer_log(void)
{
	size_t i;
	int open = 0;

	answer("[");
	for (i = 0; i < log_text.length; i++) {
		char c = log_text.bytes[i];

		if (!open)
			answer("%s\"", answer_text.bytes[answer_text.length - 1] == '[' ?
			       "" : ", ");
		open = c != '\n';
		if (!open)
			answer("\"");
		else if (c == '"' || c == '\\')
			answer("\\%c", c);
		else if (c >= ' ')
			answer("%c", c);
	}
	answer(open ? "\"]" : "]");
	log_text.length = 0;
}

void answer_done(void)
{
	answer(", \"log\": ");
	answer_log();
	answer("}\n");
	send(answer_text.bytes, answer_text.length);
	answer_text.length = 0;
}

/* The machine stops: what is known of this step is of no interest. */
static void stop(const char *format, ...)
{
	va_list args;

	answer_text.length = 0;
	va_start(args, format);
	append_format(&answer_text, format, args);
	va_end(args);
	answer_done();
	_exit(0);
}

void answer_hang(void)
{
	stop("{\"hang\": true");
}

static void on_signal(int number)
{
	static const char crash[] = "{\"crash\": true, \"log\": []}\n";
	static const char hang[] = "{\"hang\": true, \"log\": []}\n";

	if (number == SIGVTALRM)
		send(hang, sizeof(hang) - 1);
	else
		send(crash, sizeof(crash) - 1);
	_exit(0);
}

/*
 * The log.
 */
int printk(const char *format, ...)
{
	va_list args;

	/* The level: start of header and a digit. */
	if (format[0] == '\001' && format[1])
		format += 2;
	va_start(args, format);
	append_format(&log_text, format, args);
	va_end(args);
	return 0;
}

void arch_bug(const char *file, int line, const char *condition)
{
	stop("{\"bug\": \"%s at %s:%d\"", condition, file, line);
}

void arch_warn(const char *file, int line, const char *condition)
{
	printk("WARNING: at %s:%d WARN_ON(%s)\n", file, line, condition);
}

/*
 * Memory. What is fresh was never written: it is filled with a byte that
 * makes no sense as a pointer, a count or a flag.
 */
void *kmalloc(size_t size, unsigned int flags)
{
	void *memory = aligned_alloc(64, (size + 63) & ~(size_t)63);

	(void)flags;
	if (!memory)
		stop("{\"bug\": \"kmalloc of %zu bytes failed\"", size);
	return memset(memory, 0xa5, size);
}

/*
 * One cpu runs at a time, and only the program says which. Interrupts never
 * come, but whether they could is kept for each cpu.
 */
static int this_cpu;
static unsigned long irqs_off[MAX_CPUS];

int raw_smp_processor_id(void)
{
	return this_cpu;
}

int arch_set_cpu(int cpu)
{
	int before = this_cpu;

	this_cpu = cpu;
	return before;
}

unsigned long arch_local_irq_save(void)
{
	unsigned long before = irqs_off[this_cpu];

	irqs_off[this_cpu] = 1;
	return before;
}

void arch_local_irq_restore(unsigned long flags)
{
	irqs_off[this_cpu] = flags;
}

/* Nobody else runs, so a lock that is held would be waited for for ever. */
static void take(unsigned int *word, const char *name)
{
	if (*word)
		stop("{\"bug\": \"deadlock on %s\"", name);
	*word = 1;
}

static void release(unsigned int *word, const char *name)
{
	if (!*word)
		stop("{\"bug\": \"unlock of %s, which is free\"", name);
	*word = 0;
}

void arch_spin_lock(unsigned int *lock, const char *name)
{
	take(lock, name);
}

void arch_spin_unlock(unsigned int *lock, const char *name)
{
	release(lock, name);
}


void arch_mutex_lock(unsigned int *mutex, const char *name)
{
	if (irqs_off[this_cpu])
		stop("{\"bug\": \"mutex %s taken with interrupts off\"", name);
	take(mutex, name);
}

void arch_mutex_unlock(unsigned int *mutex, const char *name)
{
	release(mutex, name);
}

/*
 * Playing.
 */
static void play_line(char *line)
{
	char *words[MAX_WORDS];
	int count = 0;
	char *word;

	for (word = strtok(line, " "); word && count < MAX_WORDS;
	     word = strtok(NULL, " "))
		words[count++] = word;
	if (count)
		play_step(count, words);
}

/* All lines of one boot, in a process of their own. */
static void play_boot(char **lines, int count)
{
	/* Of the processor's time, however long others keep it busy. */
	struct itimerval limit = { .it_value.tv_sec = SECONDS_A_BOOT };
	int i;

	if (fork() == 0) {
		signal(SIGSEGV, on_signal);
		signal(SIGBUS, on_signal);
		signal(SIGVTALRM, on_signal);
		setitimer(ITIMER_VIRTUAL, &limit, NULL);
		for (i = 0; i < count; i++)
			play_line(lines[i]);
		_exit(0);
	}
	wait(NULL);
}

static int begins(const char *line, const char *word)
{
	return strncmp(line, word, strlen(word)) == 0;
}

/* The lines of a boot that are still to be played. */
static char **lines;
static int count, room;

static void keep_line(const char *line)
{
	if (count == room) {
		room = room ? 2 * room : 64;
		lines = realloc(lines, room * sizeof(*lines));
	}
	lines[count++] = strdup(line);
}

static void play_kept_lines(void)
{
	if (count)
		play_boot(lines, count);
	while (count)
		free(lines[--count]);
}

/* "end" is answered when all before it has been played. */
int main(void)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t length;

	while ((length = getline(&line, &size, stdin)) > 0) {
		line[strcspn(line, "\n")] = 0;
		if (begins(line, "boot ") || begins(line, "case ") ||
		    begins(line, "end"))
			play_kept_lines();

		if (begins(line, "case ")) {
			answer("{\"case\": \"%s\"", line + 5);
			answer_done();
		} else if (begins(line, "end")) {
			answer("{\"end\": true");
			answer_done();
		} else {
			keep_line(line);
		}
	}
	play_kept_lines();
	return 0;
}
