/* Zygote and template: the processes between the parent and its workers. */
#include "pipeline/pool_private.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

struct child {
    pid_t pid; /* 0: a free place */
    uint64_t id;
    double started, deadline;
    bool timed_out;
};

struct template
{
    const struct pool_setup *setup;
    int channel, lifeline, signals;
    void *state;
    struct child *children; /* setup->workers places */
};

void zygote_main(int control, const struct pool_setup *setup)
{
    char byte;
    int fd[POOL_DESCRIPTORS_MAX];
    size_t count;

    signal(SIGCHLD, SIG_DFL);
    while (channel_receive(control, &byte, 1, fd, &count) > 0) {
        pid_t self = getpid();
        if (count == 2 && fork() == 0) {
            die_with_parent(self);
            close(control);
            template_main(fd[0], fd[1], setup);
        }
        close_all(fd, count);
        while (waitpid(-1, NULL, WNOHANG) > 0)
            ; /* templates that died */
    }
    /* Waited for, so that who measures a program measures its workers too. */
    while (wait(NULL) > 0 || errno == EINTR)
        ;
    _exit(0);
}

static void start_job(struct template *t, const struct pool_message *m, const int *fds,
                      size_t count)
{
    struct child *c = t->children;
    pid_t self = getpid();

    while (c < t->children + t->setup->workers && c->pid != 0)
        c++;
    if (c == t->children + t->setup->workers || count != 1 + m->inputs + m->file)
        _exit(EXIT_FAILURE); /* the parent never does this */
    pid_t pid = fork();
    if (pid == 0) {
        die_with_parent(self);
        worker_main(t->setup, t->state, m, fds, count, t->lifeline);
    }
    *c = (struct child){.pid = pid, .id = m->id, .started = pool_now()};
    c->deadline = c->started + POOL_PATIENCE * (double)m->seconds;
    if (pid < 0) { /* as if it had run and found no memory */
        struct pool_report r = {.id = m->id, .status = WORKER_NO_MEMORY << 8};
        c->pid = 0;
        if (channel_send(t->channel, &r, sizeof r, NULL, 0) < 0)
            _exit(EXIT_FAILURE);
    }
}

static void cancel_job(struct template *t, uint64_t id)
{
    for (unsigned i = 0; i < t->setup->workers; i++)
        if (t->children[i].pid != 0 && t->children[i].id == id)
            kill(t->children[i].pid, SIGKILL);
}

/* One message. The buffer is wiped: no worker sees what another was asked. */
static void take_message(struct template *t)
{
    static struct pool_message m;
    int fds[POOL_DESCRIPTORS_MAX];
    size_t count;
    ssize_t n = channel_receive(t->channel, &m, sizeof m, fds, &count);

    if (n < (ssize_t)POOL_MESSAGE_HEAD)
        _exit(0); /* the parent is gone; workers die with this process */
    if (m.kind == POOL_JOB)
        start_job(t, &m, fds, count);
    else
        cancel_job(t, m.id);
    close_all(fds, count);
    explicit_bzero(&m, (size_t)n);
}

static double seconds_of(const struct timeval *t)
{
    return (double)t->tv_sec + 1e-6 * (double)t->tv_usec;
}

static void reap(struct template *t)
{
    struct signalfd_siginfo info;
    struct rusage used;
    int status;
    pid_t pid;

    if (read(t->signals, &info, sizeof info) < 0 && errno != EAGAIN)
        _exit(EXIT_FAILURE);
    while ((pid = wait4(-1, &status, WNOHANG, &used)) > 0) {
        for (unsigned i = 0; i < t->setup->workers; i++) {
            struct child *c = t->children + i;
            if (c->pid != pid)
                continue;
            struct pool_report r = {.id = c->id,
                                    .status = status,
                                    .timed_out = c->timed_out,
                                    .seconds =
                                        seconds_of(&used.ru_utime) + seconds_of(&used.ru_stime)};
            c->pid = 0;
            if (channel_send(t->channel, &r, sizeof r, NULL, 0) < 0)
                _exit(EXIT_FAILURE);
        }
    }
}

/* Kills who is late; returns milliseconds until the next deadline, -1: none. */
static int watch_deadlines(struct template *t)
{
    double now = pool_now(), next = -1;

    for (unsigned i = 0; i < t->setup->workers; i++) {
        struct child *c = t->children + i;
        if (c->pid == 0 || c->timed_out)
            continue;
        if (c->deadline <= now) {
            c->timed_out = true;
            kill(c->pid, SIGKILL);
        } else if (next < 0 || c->deadline < next) {
            next = c->deadline;
        }
    }
    return next < 0 ? -1 : (int)((next - now) * 1000) + 1;
}

static void greet(struct template *t)
{
    const struct worker_class *class = t->setup->class;
    struct pool_report r = {.id = 0};

    if (class->load && !(t->state = class->load(t->setup->arg, r.why, sizeof r.why)) && !r.why[0])
        snprintf(r.why, sizeof r.why, "nothing could be loaded");
    if (!r.why[0] && worker_try_walls(t->setup, r.why, sizeof r.why) == 0)
        r.why[0] = '\0';
    if (channel_send(t->channel, &r, sizeof r, NULL, 0) < 0 || r.why[0])
        _exit(EXIT_FAILURE);
}

void template_main(int channel, int lifeline, const struct pool_setup *setup)
{
    struct template t = {.setup = setup, .channel = channel, .lifeline = lifeline};
    sigset_t set;

    signal(SIGCHLD, SIG_DFL);
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    t.children = calloc(setup->workers, sizeof *t.children);
    greet(&t);
    sigprocmask(SIG_BLOCK, &set, NULL); /* after what loading may have started */
    t.signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (!t.children || t.signals < 0)
        _exit(EXIT_FAILURE);
    for (;;) {
        struct pollfd p[] = {{.fd = channel, .events = POLLIN},
                             {.fd = t.signals, .events = POLLIN}};
        if (poll(p, 2, watch_deadlines(&t)) < 0 && errno != EINTR)
            _exit(EXIT_FAILURE);
        if (p[1].revents)
            reap(&t);
        if (p[0].revents)
            take_message(&t);
    }
}
