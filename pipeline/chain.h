/* Programs of ours, joined by pipes: the driver's way to run stages. */
#ifndef POSTKAMER_CHAIN_H
#define POSTKAMER_CHAIN_H

#include <stddef.h>
#include <sys/types.h>
#include "pipeline/meter.h"

#define CHAIN_MAX 8

/* A program and its arguments; argv[0] is set by chain_add. */
struct command {
    const char *name; /* "ocr": postkamer-ocr beside the running program */
    char **argv;      /* NULL-ended; the texts are borrowed */
    size_t count;
    pid_t pid;
    int status; /* as wait(2) has it, once it ended */
};

struct chain {
    struct command commands[CHAIN_MAX];
    size_t count;
    int output;          /* stdout of the last; -1: /dev/null */
    int inherit;         /* a descriptor that the last also gets (the lock), -1: none */
    struct meter *meter; /* NULL: no progress */
};

void chain_init(struct chain *c);
/* Adds a program, to which command_add gives arguments. Both exit (EXIT_BUG) without memory. */
struct command *chain_add(struct chain *c, const char *name);
void command_add(struct command *c, const char *argument);

/* Starts all, waits for all, and ends all when a SIGINT, SIGTERM or SIGHUP comes in. Returns
 * the exit status: 0, or that of the first that failed and was not just cut off (SIGPIPE) by one
 * behind it, after a message when it could not give its own. */
int chain_run(struct chain *c);
void chain_release(struct chain *c);

/* The signal that asked to stop, 0: none. */
int chain_stopped(void);

#endif
