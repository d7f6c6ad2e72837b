/* A queue of worker jobs over blobs of the spool: as many in the pool as keep it busy, whatever the
 * number of pages, so that descriptors and memory stay bounded. */
#ifndef POSTKAMER_TASKS_H
#define POSTKAMER_TASKS_H

#include <jansson.h>
#include "pipeline/pool.h"
#include "pipeline/result.h"
#include "pipeline/stage.h"

struct task {
    struct task *next, *previous; /* the queue's own, while it waits for its turn */
    char *request;
    char blob[SPOOL_KEY_SIZE];
    uint64_t bytes;  /* that its result may have; 0: the little of who works ahead */
    struct job *job; /* NULL: not yet in the pool */
    bool queued;
    const json_t *about;     /* the record it was made for, until it is taken */
    struct task *next_about; /* oldest first */
};

struct tasks {
    struct stage *stage; /* borrowed: its spool, and its input while it waits */
    struct pool *pool;
    struct task *first, *last;
    struct task *about, **about_end; /* tasks that nobody took so far */
    size_t sent, most;               /* jobs that were sent and not yet freed */
};

/* Starts the pool, whose results may have as many bytes as all of them together have room for by
 * LIMIT_AHEAD, unless limits or a task say otherwise. 0, or an exit status after a message. */
int tasks_open(struct tasks *t, struct stage *stage, const struct worker_class *class,
               const struct pool_limits *limits);
void tasks_close(struct tasks *t);

/* Queues a job over a blob; the request is stolen. bytes: of its result. NULL: no memory. */
struct task *tasks_add(struct tasks *t, const char *blob, json_t *request, uint64_t bytes);
/* The same for a record of a submission that is finished later: tasks_take gives the task then,
 * NULL when there is none. 0, or -1: no memory. */
int tasks_add_about(struct tasks *t, const json_t *about, const char *blob, json_t *request);
struct task *tasks_take(struct tasks *t, const json_t *about);

/* Until the task's job has ended; later submissions are taken up meanwhile. 0, or -1 with errno
 * (ENOENT: the blob is not in the spool). */
int tasks_wait(struct tasks *t, struct task *task);

/* Frees a task that was taken, also one that waits or runs; NULL is allowed. */
void tasks_free(struct tasks *t, struct task *task);

/* A worker's item of text: the JSON that its bytes hold. NULL when they hold none. */
json_t *tasks_load(const struct result_reader *r, uint64_t offset, uint64_t size);

#endif
