/* The parent's side of the pool: queue, dispatch, outcomes. */
#include "pipeline/pool_private.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "pipeline/diag.h"
#include "pipeline/limits.h"
#include "pipeline/pool_job.h"

struct pool {
    struct pool_setup setup;
    pid_t zygote;
    int control, channel, lifeline; /* channel -1: no template */
    uint64_t last_id;
    struct job *first, *last; /* queued */
    struct job **running;     /* setup.workers places */
    size_t queued, started;
    char why[POOL_WHY_MAX];
};

/* Queued jobs hold a descriptor an input. */
static void raise_descriptors(void)
{
    struct rlimit l;

    if (getrlimit(RLIMIT_NOFILE, &l) == 0 && l.rlim_cur < l.rlim_max) {
        l.rlim_cur = l.rlim_max;
        setrlimit(RLIMIT_NOFILE, &l);
    }
}

/* In the child: nothing of the parent's but the socket and stderr, not even its pipes. */
static void become_zygote(int control, pid_t parent, const struct pool_setup *setup)
{
    int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);

    die_with_parent(parent);
    if (nowhere < 0 || dup2(nowhere, 0) < 0 || dup2(nowhere, 1) < 0 || dup2(control, 3) < 0 ||
        close_range(4, ~0U, 0) < 0)
        _exit(EXIT_FAILURE);
    zygote_main(3, setup);
}

static int start_zygote(struct pool *p)
{
    int ends[2];
    pid_t self = getpid();

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
        return -1;
    p->zygote = fork();
    if (p->zygote == 0)
        become_zygote(ends[1], self, &p->setup);
    close(ends[1]);
    p->control = ends[0];
    return p->zygote < 0 ? -1 : 0;
}

static void hang_up(struct pool *p)
{
    int ends[] = {p->channel, p->lifeline};

    close_all(ends, 2);
    p->channel = p->lifeline = -1;
}

/* Has the zygote fork a template and waits until it has loaded. -1 with a message in p->why. */
static int start_template(struct pool *p)
{
    int ends[2], life[2], none[POOL_DESCRIPTORS_MAX];
    struct pool_report r;
    size_t count;

    snprintf(p->why, sizeof p->why, "%s: template died while starting", p->setup.class->name);
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
        return -1;
    p->channel = ends[0];
    int rc = pipe2(life, O_CLOEXEC);
    if (rc == 0) {
        int given[] = {ends[1], life[1]};
        p->lifeline = life[0];
        rc = channel_send(p->control, "", 1, given, 2);
        close(life[1]);
    }
    close(ends[1]);
    if (rc == 0 && channel_receive(p->channel, &r, sizeof r, none, &count) == sizeof r) {
        r.why[sizeof r.why - 1] = '\0';
        if (!r.why[0])
            return 0;
        snprintf(p->why, sizeof p->why, "%s: %.200s", p->setup.class->name, r.why);
    }
    hang_up(p);
    errno = EIO;
    return -1;
}

static void default_limits(struct pool_setup *setup, const struct pool_limits *limits)
{
    if (limits)
        setup->limits = *limits;
    if (setup->limits.memory == 0)
        setup->limits.memory = LIMIT_WORKER_MEMORY;
    if (setup->limits.result == 0)
        setup->limits.result = LIMIT_EXPANDED;
    if (setup->limits.seconds == 0)
        setup->limits.seconds = LIMIT_PAGE_SECONDS;
    if (setup->workers == 0)
        setup->workers = (unsigned)sysconf(_SC_NPROCESSORS_ONLN);
}

struct pool *pool_start(const struct worker_class *class, const void *arg,
                        const struct pool_limits *limits, unsigned workers, char *why, size_t size)
{
    struct pool *p = calloc(1, sizeof *p);

    if (!p)
        goto fail;
    p->control = p->channel = p->lifeline = -1;
    p->setup = (struct pool_setup){.class = class, .arg = arg, .workers = workers};
    default_limits(&p->setup, limits);
    if (!sandbox_enabled())
        diag_warn("%s: workers run WITHOUT WALLS (--no-sandbox): never on post from outside",
                  class->name);
    p->running = calloc(p->setup.workers, sizeof *p->running);
    raise_descriptors();
    if (!p->running || start_zygote(p) < 0)
        goto fail;
    if (start_template(p) == 0)
        return p;
    snprintf(why, size, "%s", p->why);
    pool_stop(p);
    return NULL;
fail:
    snprintf(why, size, "%s: cannot start workers: %s", class->name, strerror(errno));
    pool_stop(p);
    return NULL;
}

void pool_stop(struct pool *p)
{
    if (!p)
        return;
    while (p->first) {
        struct job *next = p->first->next;
        job_release(p->first);
        p->first = next;
    }
    for (unsigned i = 0; p->running && i < p->setup.workers; i++)
        job_release(p->running[i]);
    hang_up(p);
    if (p->control >= 0)
        close(p->control);
    while (p->zygote > 0 && waitpid(p->zygote, NULL, 0) < 0 && errno == EINTR)
        ;
    free(p->running);
    free(p);
}

struct job *pool_submit(struct pool *p, const char *request, const int *inputs, size_t count,
                        int result, unsigned seconds, uint64_t bytes)
{
    struct job *job = job_new(request, inputs, count, result);

    if (!job)
        return NULL;
    job->id = ++p->last_id;
    job->seconds_limit = seconds ? seconds : p->setup.limits.seconds;
    job->bytes_limit = bytes ? bytes : p->setup.limits.result;
    *(p->last ? &p->last->next : &p->first) = job;
    p->last = job;
    p->queued++;
    return job;
}

size_t pool_busy(const struct pool *p)
{
    return p->queued + p->started;
}

static struct job *dequeue(struct pool *p)
{
    struct job *job = p->first;

    p->first = job->next;
    if (!p->first)
        p->last = NULL;
    job->next = NULL;
    p->queued--;
    return job;
}

static void job_ends(struct job *job, enum job_outcome outcome)
{
    job->state = JOB_ENDED;
    job->outcome = outcome;
    job_close_inputs(job);
    if (job->abandoned)
        job_release(job);
}

/* The template is gone. What ran runs once more from an empty result, then it is lost. */
static void template_died(struct pool *p)
{
    struct pollfd gone = {.fd = p->lifeline};

    poll(&gone, 1, 5000); /* the last worker may still be writing */
    hang_up(p);
    for (unsigned i = p->setup.workers; i-- > 0;) {
        struct job *job = p->running[i];
        if (!job)
            continue;
        p->running[i] = NULL;
        p->started--;
        if (job->abandoned || job->tries > 1 || job_rewind(job) < 0) {
            job_ends(job, JOB_LOST);
            continue;
        }
        job->state = JOB_QUEUED;
        job->next = p->first;
        p->first = job;
        if (!p->last)
            p->last = job;
        p->queued++;
    }
}

/* Sends queued jobs while there are free workers. 0, or -1: the template died. */
static int dispatch(struct pool *p)
{
    while (p->first && p->started < p->setup.workers) {
        unsigned place = 0;
        struct job *job = dequeue(p);
        if (job->abandoned) {
            job_release(job);
            continue;
        }
        while (p->running[place])
            place++;
        p->running[place] = job;
        p->started++;
        job->state = JOB_RUNNING;
        job->tries++;
        if (job_send(job, p->channel) < 0)
            return -1;
    }
    return 0;
}

static void take_report(struct pool *p, const struct pool_report *r)
{
    for (unsigned i = 0; i < p->setup.workers; i++) {
        struct job *job = p->running[i];
        if (!job || job->id != r->id)
            continue;
        p->running[i] = NULL;
        p->started--;
        job->seconds = r->seconds;
        job_ends(job, job_judge(r->status, r->timed_out != 0));
        return;
    }
}

/* One turn: sends what can be sent, waits for a report or for `wake`. 1: a report came or the
 * template was replaced, 0: wake is readable, -1 with errno. */
static int turn(struct pool *p, int wake)
{
    int none[POOL_DESCRIPTORS_MAX];
    struct pool_report r;
    size_t count;

    if (p->channel < 0 && start_template(p) < 0)
        return -1;
    if (dispatch(p) < 0) {
        template_died(p);
        return 1;
    }
    struct pollfd w[] = {{.fd = p->channel, .events = POLLIN}, {.fd = wake, .events = POLLIN}};
    while (poll(w, 2, -1) < 0)
        if (errno != EINTR)
            return -1;
    if (!w[0].revents)
        return 0;
    if (channel_receive(p->channel, &r, sizeof r, none, &count) == sizeof r)
        take_report(p, &r);
    else
        template_died(p);
    return 1;
}

int pool_wait(struct pool *p, struct job *job, int wake)
{
    for (;;) {
        if (job ? job->state == JOB_ENDED : pool_busy(p) == 0)
            return 1;
        int rc = turn(p, wake);
        if (rc <= 0)
            return rc;
    }
}

const char *pool_why(const struct pool *p)
{
    return p->why;
}

void job_free(struct job *job)
{
    if (!job)
        return;
    if (job->state == JOB_ENDED)
        job_release(job);
    else {
        job->abandoned = true;
        if (job->state == JOB_RUNNING)
            job_cancel(job);
        else
            job_let_go(job); /* thousands may wait in the queue for nothing */
    }
}
