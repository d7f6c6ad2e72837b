/* Inside the pool only: who talks to whom, and how.
 *
 *   parent  -- control -->  zygote     channel and lifeline: fork a template that serves them
 *   parent  <-- channel -->  template  pool_message with descriptors; pool_report
 *   template  -- fork -->  worker      one job, then gone
 *   parent  <-- lifeline --  template, workers   a pipe that nobody writes to: it hangs up when
 *                                      the last of them is gone, and a job may be tried again
 *
 * The zygote is forked before anything is read and loads nothing: a template that died can be
 * replaced by one that never saw a citizen's data. */
#ifndef POSTKAMER_POOL_PRIVATE_H
#define POSTKAMER_POOL_PRIVATE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include "pipeline/pool.h"

#define POOL_TEXT_MAX 32768 /* a longer request goes in a memory file */
#define POOL_DESCRIPTORS_MAX (POOL_INPUTS_MAX + 3)
#define POOL_WHY_MAX 240

enum pool_kind { POOL_JOB, POOL_CANCEL };

/* Descriptors of a POOL_JOB: the result, the inputs, and the text when it has `file`. */
struct pool_message {
    uint64_t id;
    uint64_t bytes; /* of the result */
    uint32_t kind;
    uint32_t seconds;
    uint32_t inputs;
    uint32_t file; /* 1: the text is a file's */
    char text[POOL_TEXT_MAX];
};
#define POOL_MESSAGE_HEAD offsetof(struct pool_message, text)

/* The first one is the template's greeting: id 0, status 0 and `why` when it is not ready. */
struct pool_report {
    uint64_t id;
    int32_t status; /* of wait4 */
    uint32_t timed_out;
    double seconds; /* of the processor */
    char why[POOL_WHY_MAX];
};

/* One packet with up to POOL_DESCRIPTORS_MAX descriptors. send: 0, or -1 with errno. receive: its
 * size (0: the other side is gone), -1 with errno; *count descriptors, close-on-exec, are the
 * caller's. */
int channel_send(int fd, const void *data, size_t size, const int *descriptors, size_t count);
ssize_t channel_receive(int fd, void *data, size_t size, int *descriptors, size_t *count);

/* A receiver of `descriptors` and their owner. */
void close_all(const int *descriptors, size_t count);

/* A job's time is the processor's, by its rlimit: on a crowded machine nothing that would have been
 * read is given up. By the clock it may take so many times as long, which ends one that only waits.
 */
#define POOL_PATIENCE 4

double pool_now(void); /* CLOCK_MONOTONIC in seconds */

struct pool_setup {
    const struct worker_class *class;
    const void *arg;
    struct pool_limits limits; /* no zeros */
    unsigned workers;
};

/* Bodies of the three processes; none returns. */
void zygote_main(int control, const struct pool_setup *setup) __attribute__((noreturn));
void template_main(int channel, int lifeline, const struct pool_setup *setup)
    __attribute__((noreturn));
void worker_main(const struct pool_setup *setup, void *state, const struct pool_message *m,
                 const int *descriptors, size_t count, int lifeline) __attribute__((noreturn));

/* Tries the walls in a child that does nothing else. 0, or -1 with a message. */
int worker_try_walls(const struct pool_setup *setup, char *why, size_t size);

/* Dies with its parent; the parent must still be `parent`. */
void die_with_parent(pid_t parent);

#endif
