/* Landlock without a single rule: all that the running kernel can refuse is refused. */
#include "pipeline/sandbox_private.h"

#include <errno.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

/* linux/landlock.h of Debian 12 stops at ABI 2; these are the kernel's own numbers. */
#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_restrict_self 446
#endif
#define CREATE_RULESET_VERSION 1U

struct ruleset {
    uint64_t files, net, scopes;
};

int landlock_abi(void)
{
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, CREATE_RULESET_VERSION);

    return abi < 0 ? 0 : (int)abi;
}

/* What a kernel of this ABI can handle, and how much of the structure it knows
 * (Documentation/userspace-api/landlock.rst, "Compatibility"). */
static size_t all_rights(int abi, struct ruleset *r)
{
    unsigned files = abi >= 5 ? 16 : abi >= 3 ? 15 : 14; /* 3: truncate, 5: device ioctl */

    r->files = (1ULL << files) - 1;
    r->net = abi >= 4 ? 3 : 0;    /* bind and connect over TCP */
    r->scopes = abi >= 6 ? 3 : 0; /* abstract unix sockets, signals */
    if (abi >= 6)
        return sizeof *r;
    return abi >= 4 ? 2 * sizeof(uint64_t) : sizeof(uint64_t);
}

int landlock_enter(void)
{
    struct ruleset r;
    int abi = landlock_abi();

    if (abi < SANDBOX_LANDLOCK_MIN) {
        errno = ENOSYS;
        return -1;
    }
    size_t size = all_rights(abi, &r);
    long fd = syscall(SYS_landlock_create_ruleset, &r, size, 0);
    if (fd < 0)
        return -1;
    long rc = syscall(SYS_landlock_restrict_self, (int)fd, 0);
    int saved = errno;
    close((int)fd);
    errno = saved;
    return rc < 0 ? -1 : 0;
}
