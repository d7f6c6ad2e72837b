/* Progress: a stage tells the driver how far it is, as lines `PROGRAM WHAT N` on the descriptor
 * that the environment names in POSTKAMER_PROGRESS. Nothing happens where it names none.
 *
 * stage_run tells of every submission that it writes: `submissions` 1 and `pages` its pages. A
 * program that does not use stage_run does so itself; one that knows beforehand how many there
 * will be says `expected` with the number of submissions (unpack, when it has listed the inbox).
 * A stage that takes long over a submission may tell `pages` itself as each is done: it sets
 * stage.own_pages, and stage_run tells of submissions only. */
#ifndef POSTKAMER_PROGRESS_H
#define POSTKAMER_PROGRESS_H

#define PROGRESS_VARIABLE "POSTKAMER_PROGRESS"

/* what: one lower-case word. Never fails; waits only for a driver that is stopped. */
void progress_add(const char *what, unsigned long n);

#endif
