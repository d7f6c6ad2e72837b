/* A worker: one job behind the walls. */
#include "pipeline/pool_private.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "pipeline/result.h"
#include "pipeline/sandbox_private.h"

/* Above all that a template holds: its own, a message's descriptors, a library's. */
#define FIRST_DESCRIPTOR 512

void die_with_parent(pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    if (getppid() != parent) /* it died before the call */
        _exit(EXIT_FAILURE);
}

static void reset_signals(void)
{
    sigset_t none;

    for (int s = 1; s < NSIG; s++)
        signal(s, SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Leaves the job's descriptors, at new numbers, and nothing else; what libraries print goes
 * nowhere, for a hostile file must not write to our messages. */
static int keep_only(const int *descriptors, size_t count, int *kept)
{
    int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);

    for (int i = 0; i <= 2; i++) {
#ifdef SANDBOX_SANITIZED
        if (i == 2) /* the sanitizer's reports */
            continue;
#endif
        if (nowhere < 0 || dup2(nowhere, i) < 0)
            return -1;
    }
    for (size_t i = 0; i < count; i++) {
        kept[i] = fcntl(descriptors[i], F_DUPFD_CLOEXEC, FIRST_DESCRIPTOR);
        if (kept[i] != FIRST_DESCRIPTOR + (int)i)
            return -1;
    }
    if (close_range(3, FIRST_DESCRIPTOR - 1, 0) < 0)
        return -1;
    return close_range(FIRST_DESCRIPTOR + (unsigned)count, ~0U, 0);
}

/* When the machine runs out of memory it is a worker that goes, not the template. */
static void be_killed_first(void)
{
    int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

    if (fd >= 0 && write(fd, "1000", 4) == 4)
        close(fd);
}

static int enter_walls(const struct pool_setup *setup, unsigned seconds, uint64_t bytes, char *why,
                       size_t size)
{
    struct sandbox_limits limits = {
        .memory = setup->limits.memory, .file = bytes, .seconds = seconds + 1};

    return sandbox_enter(&setup->class->needs, &limits, why, size);
}

/* The request's text, from the message or its file; NULL with errno. Never freed. */
static const char *request_text(const struct pool_message *m, int fd)
{
    struct stat st;

    if (!m->file)
        return m->text;
    if (fstat(fd, &st) < 0)
        return NULL;
    char *text = calloc(1, (size_t)st.st_size + 1);
    if (text && pread(fd, text, (size_t)st.st_size, 0) != st.st_size)
        return NULL;
    return text;
}

void worker_main(const struct pool_setup *setup, void *state, const struct pool_message *m,
                 const int *descriptors, size_t count, int lifeline)
{
    int all[POOL_DESCRIPTORS_MAX], kept[POOL_DESCRIPTORS_MAX];
    char why[POOL_WHY_MAX];

    memcpy(all, descriptors, count * sizeof *all);
    all[count] = lifeline;
    reset_signals();
    be_killed_first();
    if (keep_only(all, count + 1, kept) < 0 ||
        enter_walls(setup, m->seconds, m->bytes, why, sizeof why))
        _exit(WORKER_NO_WALLS);
    const char *text = request_text(m, kept[count - 1]);
    if (!text)
        _exit(WORKER_NO_MEMORY);
    struct result_writer out = {.fd = kept[0]};
    _exit(setup->class->work(state, text, kept + 1, m->inputs, &out) == 0 ? 0 : EXIT_FAILURE);
}

int worker_try_walls(const struct pool_setup *setup, char *why, size_t size)
{
    int ends[2], status = 0;

    if (sandbox_enabled() && sandbox_prepare(&setup->class->needs, why, size) < 0)
        return -1;
    snprintf(why, size, "no walls for workers: a child died trying them");
    if (pipe2(ends, O_CLOEXEC) < 0)
        return -1;
    pid_t child = fork();
    if (child == 0) {
        int rc = enter_walls(setup, 1, setup->limits.result, why, size);
        if (rc < 0 && write(ends[1], why, strlen(why) + 1) < 0)
            rc = -1;
        _exit(rc == 0 ? 0 : EXIT_FAILURE);
    }
    close(ends[1]);
    ssize_t n = read(ends[0], why, size - 1);
    close(ends[0]);
    why[n > 0 ? n : 0] = '\0';
    if (child > 0 && waitpid(child, &status, 0) == child && status == 0)
        return 0;
    if (n <= 0)
        snprintf(why, size, "no walls for workers: a child died trying them");
    return -1;
}
