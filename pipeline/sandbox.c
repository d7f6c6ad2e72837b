/* Order matters: sizes are read while /proc can be opened, limits are set while they can be
 * set, and the filter that forbids all of it comes last. */
#include "pipeline/sandbox_private.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

static bool disabled;

void sandbox_disable(void)
{
    disabled = true;
}

bool sandbox_enabled(void)
{
    return !disabled;
}

int sandbox_fail(char *why, size_t size, const char *wall)
{
    snprintf(why, size, "no walls for workers: %s: %s", wall, strerror(errno));
    return -1;
}

/* Address space and data size of this process in bytes (proc(5), statm). */
static int memory_used(uint64_t *space, uint64_t *data)
{
    unsigned long pages[6];
    uint64_t unit = (uint64_t)sysconf(_SC_PAGESIZE);
    FILE *f = fopen("/proc/self/statm", "re");

    if (!f)
        return -1;
    int n = fscanf(f, "%lu %lu %lu %lu %lu %lu", pages, pages + 1, pages + 2, pages + 3, pages + 4,
                   pages + 5);
    fclose(f);
    if (n != 6) {
        errno = EIO;
        return -1;
    }
    *space = pages[0] * unit;
    *data = pages[5] * unit;
    return 0;
}

/* Never above what is already the hard limit. */
static int limit(int resource, uint64_t soft, uint64_t hard)
{
    struct rlimit now;

    if (getrlimit((__rlimit_resource_t)resource, &now) < 0)
        return -1;
    if (now.rlim_max != RLIM_INFINITY && hard > now.rlim_max)
        hard = now.rlim_max;
    now.rlim_max = hard;
    now.rlim_cur = soft < hard ? soft : hard;
    return setrlimit((__rlimit_resource_t)resource, &now);
}

static int limit_memory(uint64_t memory)
{
    uint64_t space, data;

    if (memory_used(&space, &data) < 0)
        return -1;
#ifdef SANDBOX_SANITIZED
    /* The sanitizers' shadow takes terabytes of address space and several times the memory. */
    return limit(RLIMIT_DATA, data + 4 * memory, data + 4 * memory);
#else
    return limit(RLIMIT_AS, space + memory, space + memory);
#endif
}

static int enter_limits(const struct sandbox_needs *needs, const struct sandbox_limits *limits)
{
    if (limit_memory(limits->memory) < 0 || limit(RLIMIT_FSIZE, limits->file, limits->file) < 0 ||
        limit(RLIMIT_CPU, limits->seconds, (uint64_t)limits->seconds + 2) < 0 ||
        limit(RLIMIT_CORE, 0, 0) < 0 || limit(RLIMIT_NOFILE, 1024, 1024) < 0 ||
        limit(RLIMIT_MEMLOCK, 0, 0) < 0 || limit(RLIMIT_MSGQUEUE, 0, 0) < 0)
        return -1;
    /* Counts all threads of the user, so it is all or nothing; root is not bound by it and the
     * filter forbids processes in any case. */
    return needs->threads ? 0 : limit(RLIMIT_NPROC, 0, 0);
}

int sandbox_enter(const struct sandbox_needs *needs, const struct sandbox_limits *limits, char *why,
                  size_t size)
{
    if (enter_limits(needs, limits) < 0)
        return sandbox_fail(why, size, "rlimits");
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
        return sandbox_fail(why, size, "no_new_privs");
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
        return sandbox_fail(why, size, "dumpable");
    if (disabled)
        return 0;
    if (landlock_enter() < 0)
        return sandbox_fail(why, size, "landlock");
    return filter_enter(needs, why, size);
}

void sandbox_describe(char *text, size_t size)
{
    char landlock[16] = " missing";
    int abi = landlock_abi();

    if (disabled) {
        snprintf(text, size, "no_new_privs, rlimits (--no-sandbox)");
        return;
    }
    if (abi >= SANDBOX_LANDLOCK_MIN)
        snprintf(landlock, sizeof landlock, " %d", abi);
    snprintf(text, size, "landlock%s, seccomp%s, no_new_privs%s, rlimits", landlock,
             filter_offered() ? "" : " missing",
             prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) < 0 ? " missing" : "");
}
