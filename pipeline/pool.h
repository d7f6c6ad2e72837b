/* The worker pool: every byte from outside is decoded in a child that has nothing.
 *
 * pool_start forks a template process before any record is read; it loads what `load` loads
 * (models, magic) once. Each job runs in a fresh fork of the template behind the walls of
 * sandbox.h, so that nothing carries over from one job to the next. The job's inputs are
 * descriptors; its result is a file (see result.h). A job that passes its deadline, memory or
 * file size is killed, and its result holds what it wrote until then. */
#ifndef POSTKAMER_POOL_H
#define POSTKAMER_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "pipeline/sandbox.h"

#define POOL_INPUTS_MAX 200

/* Exit statuses of a worker that the pool knows; work may _exit with the first. */
#define WORKER_NO_MEMORY 99
#define WORKER_NO_WALLS 98

struct result_writer;

struct worker_class {
    const char *name; /* for messages */
    /* Runs once in the template, before the walls: loads models. NULL when it needs none.
     * Returns the state handed to work, or NULL with a message in why. */
    void *(*load)(const void *arg, char *why, size_t size);
    /* Runs in the worker, behind the walls. request: the job's text, of any length,
     * NUL-terminated. inputs: descriptors, positioned at 0, readable only, the job's own.
     * stdout and stderr lead nowhere (but under sanitizers). Returns 0; anything else is a
     * failure of the job. A document that cannot be read is not a failure: write a result. */
    int (*work)(void *state, const char *request, const int *inputs, size_t count,
                struct result_writer *out);
    struct sandbox_needs needs;
};

struct pool_limits {
    uint64_t memory;  /* bytes of address space above what the template has; 0: 1 GiB */
    uint64_t result;  /* bytes a result may have; 0: LIMIT_EXPANDED */
    unsigned seconds; /* processor time of a job, and a quarter of its time by the clock; 0: 60 */
};

enum job_outcome {
    JOB_DONE,    /* work returned 0 */
    JOB_FAILED,  /* work returned something else, or exited */
    JOB_CRASHED, /* a signal (SIGSEGV, SIGSYS, SIGABRT, ...) */
    JOB_TIMEOUT, /* deadline or CPU limit */
    JOB_MEMORY,  /* memory limit: a worker exits with WORKER_NO_MEMORY or is killed by SIGKILL
                  * that the pool did not send */
    JOB_TOO_BIG, /* result over its limit (SIGXFSZ) */
    JOB_LOST,    /* the template itself died, twice, while the job ran */
};

struct job; /* opaque; owned by the pool until job_free */

/* workers: how many jobs run at once; 0: one a core. Returns NULL with a message in why. */
struct pool *pool_start(const struct worker_class *class, const void *arg,
                        const struct pool_limits *limits, unsigned workers, char *why, size_t size);
/* Kills what runs. Jobs that have not ended are freed with it, so free those first that you hold.
 * NULL is allowed. */
void pool_stop(struct pool *p);

/* Queues a job; never blocks. The pool opens the inputs anew (regular files only), the caller
 * keeps and closes its own. A queued job holds a descriptor an input: queue hundreds, not tens of
 * thousands. result: a descriptor to an empty read-write file (spool_temporary), the pool's from
 * here on, also on failure. seconds: this job's deadline, bytes: what its result may have; 0: the
 * pool's. Returns NULL with errno (E2BIG: more than POOL_INPUTS_MAX inputs, EBADF: no result). */
struct job *pool_submit(struct pool *p, const char *request, const int *inputs, size_t count,
                        int result, unsigned seconds, uint64_t bytes);

/* Runs the pool until the job has ended (returns 1; job NULL: until no job is left), or until
 * `wake` (a descriptor, -1: none) is readable (returns 0). A template that died is replaced and
 * what ran in it runs again, once. -1 with errno when it could not be; pool_why tells. */
int pool_wait(struct pool *p, struct job *job, int wake);
const char *pool_why(const struct pool *p);
/* Jobs queued or running. */
size_t pool_busy(const struct pool *p);

enum job_outcome job_outcome(const struct job *job);
/* The result's descriptor, offset 0; the job's until job_free. */
int job_result(const struct job *job);
/* A problem code for an outcome that is not JOB_DONE: "timeout", "crash", "memory", "limit-size".
 */
const char *job_problem(const struct job *job);
double job_seconds(const struct job *job); /* of the processor */
void job_free(struct job *job);            /* a job that still runs is abandoned; NULL allowed */

#endif
