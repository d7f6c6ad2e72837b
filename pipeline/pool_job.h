/* Inside the parent's side of the pool only: a job. */
#ifndef POSTKAMER_POOL_JOB_H
#define POSTKAMER_POOL_JOB_H

#include "pipeline/pool.h"

enum job_state { JOB_QUEUED, JOB_RUNNING, JOB_ENDED };

struct job {
    struct job *next; /* in the queue */
    uint64_t id;
    enum job_state state;
    enum job_outcome outcome;
    bool abandoned;
    unsigned tries, seconds_limit;
    uint64_t bytes_limit;
    char *request;
    int *inputs; /* -1: closed */
    size_t count;
    int result;
    int channel; /* where it was sent, borrowed */
    double seconds;
};

/* See pool_submit. */
struct job *job_new(const char *request, const int *inputs, size_t count, int result);
void job_release(struct job *job); /* NULL allowed */
void job_close_inputs(struct job *job);
void job_let_go(struct job *job); /* closes all that it holds */
/* Empties the result for another try. -1 with errno. */
int job_rewind(struct job *job);
/* Hands the job to a template; a job that cannot be sent for want of memory dies like the
 * template: -1 with errno. */
int job_send(struct job *job, int channel);
void job_cancel(const struct job *job);
/* From wait4's status. */
enum job_outcome job_judge(int status, bool timed_out);

#endif
