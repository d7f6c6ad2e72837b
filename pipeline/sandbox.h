/* The walls around a worker: no_new_privs, Landlock, seccomp, rlimits, no core dumps. */
#ifndef POSTKAMER_SANDBOX_H
#define POSTKAMER_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a class of workers needs beyond read, write, memory, time and exit. */
struct sandbox_needs {
    bool threads; /* libheif starts a thread even when told not to */
};

struct sandbox_limits {
    uint64_t memory;  /* bytes the worker may add to its address space */
    uint64_t file;    /* largest file it may write */
    unsigned seconds; /* CPU time, over all threads */
};

/* Off only by the user's explicit --no-sandbox. */
void sandbox_disable(void);
bool sandbox_enabled(void);

/* Puts the calling single-threaded process behind the walls, for good. Fails closed:
 * -1 with a message in why when a wall is not to be had. */
int sandbox_enter(const struct sandbox_needs *needs, const struct sandbox_limits *limits, char *why,
                  size_t size);

/* Compiles the filter of system calls ahead, so that forks of this process need not (it takes
 * longer than all else). Optional. 0, or -1 with a message in why. */
int sandbox_prepare(const struct sandbox_needs *needs, char *why, size_t size);

/* What the running kernel gives, one line for --version:
 * "landlock 7, seccomp, no_new_privs, rlimits". Of a wall that it does not give: "seccomp missing".
 */
void sandbox_describe(char *text, size_t size);

#endif
