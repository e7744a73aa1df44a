/* SPDX-License-Identifier: MIT */
/*
 * What the player needs from outside the kernel: a way to answer.
 *
 * shim.c is written against the C library, player.c against the modelled
 * kernel's headers; this file is the only one that both include.
 */
#ifndef SHIM_H
#define SHIM_H

/* Adds to the answer of this step. */
void answer(const char *format, ...);
/* Sends the answer, and the log lines of this step, as one line. */
void answer_done(void);
/* Sends that this step has no end, and stops. */
void answer_hang(void);

/* One step of a scenario; defined by the player. */
void play_step(int argc, char **argv);

/* From the C library, with its own types. */
int strcmp(const char *a, const char *b);
int atoi(const char *text);
long atol(const char *text);

#endif
