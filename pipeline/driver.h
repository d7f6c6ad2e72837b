/* The driver `postkamer`: what `run` and `rerun` share. */
#ifndef POSTKAMER_DRIVER_H
#define POSTKAMER_DRIVER_H

#include <limits.h>
#include <stdbool.h>
#include "pipeline/chain.h"
#include "pipeline/lock.h"
#include "pipeline/meter.h"

struct driver {
    const char *out;      /* --out, $POSTKAMER_OUT */
    const char *registry; /* --registry */
    const char *jobs;     /* --jobs, NULL: one a core */
    const char *from;     /* rerun: --from */
    bool quiet, no_sandbox, dry_run;
    bool redo; /* what the machine filed may change too: rerun */
    char **operands;
    int operand_count;
    char run[40]; /* run id, empty until driver_name_run */
    struct out_lock lock;
    struct meter meter;
    char registry_path[PATH_MAX];
};

enum driver_command { DRIVER_RUN, DRIVER_RERUN };

/* Parses the options behind `postkamer run` or `rerun`. -1 to go on, else the exit status. */
int driver_options(struct driver *d, enum driver_command which, int argc, char **argv);
void driver_help(void);

/* All below return 0, or an exit status after a message. */
int driver_make_out(struct driver *d);
int driver_name_run(struct driver *d);       /* also makes OUT/runs/<run> */
void driver_forget_run(struct driver *d);    /* takes the folder away when nothing was put there */
int driver_check_registry(struct driver *d); /* before anything is read */
/* Decides again what waits when registry or model are others than those of the last run. */
int driver_decide_again(struct driver *d);

/* Adds a stage with the options that all of them get. */
struct command *driver_add(const struct driver *d, struct chain *c, const char *name);
/* Adds `route` with registry, run and lock, runs the chain and releases it. */
int driver_route(struct driver *d, struct chain *c);
/* The registry that the last run used, into registry_path, when none was given. */
int driver_last_registry(struct driver *d);

/* The commands. An exit status. */
int driver_run(struct driver *d);
int driver_rerun(struct driver *d);

#endif
