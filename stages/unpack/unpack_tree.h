/* Taking a submission apart: its files as a tree, containers opened in workers until nothing is
 * left to open or a limit of limits.h is reached. What was inside the limits goes on; the
 * container in which a limit was reached gets the problem.
 *
 * Results are taken depth first, whichever worker is ready first, so the same submission always
 * gives the same records; and of a bomb only those containers are left unopened that stand beside
 * the way down. */
#ifndef POSTKAMER_UNPACK_TREE_H
#define POSTKAMER_UNPACK_TREE_H

#include <stdbool.h>
#include "pipeline/pool.h"
#include "pipeline/spool.h"
#include "pipeline/stream.h"
#include "stages/unpack/unpack_take.h"

struct unpacking; /* one submission */

/* head: its `submission` record, taken over. t: what was taken of it, borrowed. spool and pool
 * are borrowed and outlive it. NULL with errno. */
struct unpacking *unpacking_new(struct spool *spool, struct pool *pool, json_t *head,
                                const struct taken *t);
void unpacking_free(struct unpacking *u);

/* Queues jobs in the pool while fewer than `most` are queued or running there; the first that is
 * waited for always. 0, or -1 with errno. */
int unpacking_submit(struct unpacking *u, size_t most);

/* Waits for the next result and takes it in; with `wake` (a descriptor, -1: none) only until that
 * is readable. 1: taken, 0: not yet, -1 after a message on stderr. */
int unpacking_step(struct unpacking *u, int wake);
bool unpacking_done(const struct unpacking *u);

/* The whole submission, when it is done; the caller frees it. NULL with errno. */
struct submission *unpacking_result(struct unpacking *u);

#endif
