/* A job of the pool, as its parent sees it. */
#include "pipeline/pool_job.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "pipeline/pool_private.h"

/* Opened anew, not duplicated: jobs on one file must not share its offset, and a worker must not
 * be able to write to it. */
static int reopen(int fd)
{
    char path[40];

    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    return open(path, O_RDONLY | O_CLOEXEC);
}

struct job *job_new(const char *request, const int *inputs, size_t count, int result)
{
    struct job *job = calloc(1, sizeof *job);
    int error = result < 0 ? EBADF : E2BIG;

    if (!job || result < 0 || count > POOL_INPUTS_MAX)
        goto fail;
    error = ENOMEM;
    job->result = -1;
    job->request = strdup(request);
    job->inputs = calloc(count + 1, sizeof *job->inputs);
    if (!job->request || !job->inputs)
        goto fail;
    for (; job->count < count; job->count++) {
        job->inputs[job->count] = reopen(inputs[job->count]);
        error = errno;
        if (job->inputs[job->count] < 0)
            goto fail;
    }
    job->result = result;
    return job;
fail:
    if (job)
        job->result = -1;
    job_release(job);
    if (result >= 0)
        close(result);
    errno = error;
    return NULL;
}

void job_close_inputs(struct job *job)
{
    if (job->inputs)
        close_all(job->inputs, job->count);
    job->count = 0;
}

void job_let_go(struct job *job)
{
    job_close_inputs(job);
    if (job->result >= 0)
        close(job->result);
    job->result = -1;
}

void job_release(struct job *job)
{
    if (!job)
        return;
    job_let_go(job);
    free(job->inputs);
    free(job->request);
    free(job);
}

int job_rewind(struct job *job)
{
    return ftruncate(job->result, 0) < 0 || lseek(job->result, 0, SEEK_SET) < 0 ? -1 : 0;
}

static int text_file(const char *text, size_t size)
{
    int fd = memfd_create("request", MFD_CLOEXEC);

    while (fd >= 0 && size > 0) {
        ssize_t n = write(fd, text, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            close(fd);
            return -1;
        }
        text += n;
        size -= (size_t)n;
    }
    return fd;
}

int job_send(struct job *job, int channel)
{
    struct pool_message m = {
        .id = job->id, .kind = POOL_JOB, .seconds = job->seconds_limit, .bytes = job->bytes_limit};
    int fds[POOL_DESCRIPTORS_MAX];
    size_t size = strlen(job->request) + 1, count = 1 + job->count;

    m.inputs = (uint32_t)job->count;
    m.file = size > POOL_TEXT_MAX;
    fds[0] = job->result;
    memcpy(fds + 1, job->inputs, job->count * sizeof *fds);
    if (m.file) {
        fds[count] = text_file(job->request, size - 1);
        if (fds[count] < 0)
            return -1;
        count++;
        size = 0;
    }
    memcpy(m.text, job->request, size);
    int rc = channel_send(channel, &m, POOL_MESSAGE_HEAD + size, fds, count);
    if (m.file)
        close(fds[count - 1]);
    job->channel = channel;
    return rc;
}

void job_cancel(const struct job *job)
{
    struct pool_message m = {.id = job->id, .kind = POOL_CANCEL};

    channel_send(job->channel, &m, POOL_MESSAGE_HEAD, NULL, 0); /* gone is as good */
}

enum job_outcome job_judge(int status, bool timed_out)
{
    if (WIFEXITED(status)) {
        if (WEXITSTATUS(status) == 0)
            return JOB_DONE;
        return WEXITSTATUS(status) == WORKER_NO_MEMORY ? JOB_MEMORY : JOB_FAILED;
    }
    switch (WTERMSIG(status)) {
    case SIGXCPU:
        return JOB_TIMEOUT;
    case SIGXFSZ:
        return JOB_TOO_BIG;
    case SIGKILL:
        return timed_out ? JOB_TIMEOUT : JOB_MEMORY; /* the kernel's out-of-memory killer */
    default:
        return JOB_CRASHED;
    }
}

enum job_outcome job_outcome(const struct job *job)
{
    return job->outcome;
}

int job_result(const struct job *job)
{
    lseek(job->result, 0, SEEK_SET);
    return job->result;
}

const char *job_problem(const struct job *job)
{
    switch (job->outcome) {
    case JOB_TIMEOUT:
        return "timeout";
    case JOB_MEMORY:
        return "memory";
    case JOB_TOO_BIG:
        return "limit-size";
    default:
        return "crash";
    }
}

double job_seconds(const struct job *job)
{
    return job->seconds;
}
